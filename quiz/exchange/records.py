"""What a file says of a question, whatever the file's format.

Each format reads a text into a ``Reading`` and writes records as a text; only
``load.py``, ``plan.py`` and ``export.py`` know the database.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from django.utils.translation import gettext as _

from quiz.content import numbers, schema
from quiz.content.checks import Checked
from quiz.content.images import SanitizedImage
from quiz.content.numbers import Number
from quiz.content.schema import Field, Holds
from quiz.core.characters import tidy, tidy_line
from quiz.core.kinds import KINDS

Spec = dict[str, Any]  # the answers of a question, by the fields of its kind
Columns = dict[str, Any]  # what a question says, by column; a source by its parts

COUNT_LIMIT = 5_000  # questions in a file
NAME_LENGTH = 120  # of what a question is called that could not be read


@dataclass
class Record:
    """One question. ``fields`` holds the columns that the file carried, and no others.

    A source is a dict of its title, publisher, date and url, or None; a picture is its
    digest, or as it is read its name in the file. ``topic`` is a title and ``fact`` a text;
    their refs and the question's own are empty where the format has none.
    """

    kind: str
    fields: Columns
    topic: str = ""
    fact: str = ""
    ref: str = ""
    topic_ref: str = ""
    fact_ref: str = ""
    source_refs: dict[str, str] = field(default_factory=dict, compare=False)
    check: Checked | None = field(default=None, compare=False)
    hook: bool = field(default=False, compare=False)  # whether it is on the shelf
    titled: bool = field(default=False, compare=False)  # whether ``fact`` is but a name it had
    line: int = field(default=0, compare=False)
    notes: list[str] = field(default_factory=list, compare=False)


class Finding(tuple[int, str]):
    """What is to say of one question: its line and a sentence. ``name`` is what it is called."""

    name: str

    def __new__(cls, line: int, said: str, name: str) -> "Finding":
        made = super().__new__(cls, (line, said))
        made.name = name
        return made


@dataclass
class Reading:
    """What a file holds: its questions, and with their lines what is skipped and what is wrong.

    What is wrong with one question is a ``Finding``, and the others can do without it; a bare
    pair is wrong with the file as a whole.
    """

    records: list[Record] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    bank: dict[str, Any] | None = None
    retired: dict[str, dict[str, str]] = field(default_factory=dict)  # as ``Bank.retired`` has it
    pictures: dict[str, SanitizedImage] = field(default_factory=dict)  # by their digests

    def full(self, line: int) -> bool:
        """Whether the file has as many questions as one may have; says so once."""
        if len(self.records) + len(self.skipped) + len(self.faults) < COUNT_LIMIT:
            return False
        said = _("A file may have %(most)s questions. Split it.") % {"most": f"{COUNT_LIMIT:,}"}
        self.faults.append((line, said))
        return True

    def named(self, said: str) -> str:
        """What a question is called that could not be read: by its words, or else its number."""
        if name := tidy_line(said):
            return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
        number = len(self.records) + len(self.skipped) + len(self.faults) + 1
        return _("Question %(n)s of the file") % {"n": number}


def shaped(kind: str, spec: Spec) -> Spec:
    """``spec`` with every field that its kind has; empty ones where nothing is said yet.

    What an editor left half done and what a file leaves out then compare equal. All
    texts of a spec are one line.
    """
    made: Spec = {}
    for part in dataclasses.fields(KINDS[kind]):
        several = get_origin(part.type) is tuple
        if several:
            row = get_args(part.type)[0]
            made[part.name] = [_row(row, each) for each in spec.get(part.name) or ()]
        else:
            empty: Any = "" if part.type is str else None
            default = empty if part.default is dataclasses.MISSING else part.default
            value = spec.get(part.name, default)
            made[part.name] = tidy_line(value) if isinstance(value, str) else value
    return made


def tidied(field: Field, text: str) -> str:
    """A text as the column of ``field`` holds it."""
    return tidy(text) if field.holds is Holds.TEXT else tidy_line(text)


def settled(fields: Columns) -> Columns:
    """``fields`` without what says nothing by itself: minutes of no action, and the like."""
    idle = {
        each.column: each.empty
        for each in schema.carried()
        if each.column in fields and each.needs and not fields.get(each.needs, True)
    }
    return fields | idle


def _row(row: Any, value: Any) -> Any:
    if not dataclasses.is_dataclass(row):
        return tidy_line(str(value))
    return {part.name: tidy_line(str(value.get(part.name, ""))) for part in dataclasses.fields(row)}


class Misread(ValueError):
    """What stands where a number should is none, or may be two; the sentence says so."""


def figure(text: str) -> Number:
    """The number that ``text`` says in whatever notation; raises ``Misread``.

    Nothing tells in which language a file was written: a spreadsheet writes as the computer
    it runs on does. So one sign before three digits is refused, with both its readings.
    """
    told: dict[str, str] = {"text": text.strip()[:60]}
    try:
        return numbers.read(text)
    except numbers.Ambiguous as both:
        told["one"], told["other"] = map(numbers.plain, both.readings)
        raise Misread(_("“%(text)s” may be %(one)s or %(other)s: write it so") % told) from None
    except numbers.NotANumber:
        found = number(text)  # with an exponent, as spreadsheets write the largest and the least
        if found is None:
            raise Misread(_("“%(text)s” is no number") % told) from None
        return found


def number(text: str) -> int | float | None:
    """The number that ``text`` says in the notation of formats: a point, no thousands; or None."""
    text = text.strip().replace("−", "-")
    if not text or len(text) > 40 or not set(text) <= set("0123456789+-.eE"):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) < 1e300:
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def said(value: int | float | None) -> str:
    """A number as it is written in a file: ``number(said(x)) == x``."""
    return "" if value is None else repr(value)
