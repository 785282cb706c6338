"""The shape of a bank file: what each of its parts may hold, and what is said of the rest.

Every field is read as a string and checked against these classes. A question's prompt,
explanation, passage, claim, since and action may hold the tiny Markdown of
``quiz/content/markdown.py``; every other text is plain.
"""

import datetime
import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    model_validator,
)

from quiz.content import exhibits, languages
from quiz.content.checks import ADDRESS, PARTS, Checked, in_order
from quiz.core.characters import tidy_line
from quiz.core.dates import read_written
from quiz.core.kinds import KINDS

Ref = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
OneLine = AfterValidator(tidy_line)
Line = Annotated[str, Field(min_length=1, max_length=300), OneLine]
Name = Annotated[str, Field(min_length=1, max_length=120), OneLine]
Address = Annotated[str, Field(pattern=rf"^{ADDRESS}$", max_length=500)]
Label = Annotated[str, Field(max_length=100), OneLine]


def _day(text: str) -> str:
    return read_written(text) if text else ""


def _whole_day(text: object) -> object:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(text), re.A):
        raise ValueError("write it as 2020-06-10")
    return text


def _language(said: str) -> str:
    found = languages.find(said)
    if found is None:
        raise ValueError(f"we know no language “{said[:20]}”: write a code such as de or pt-br")
    return found


Day = Annotated[str, AfterValidator(_day)]
WholeDay = Annotated[datetime.date, BeforeValidator(_whole_day)]


class Part(BaseModel):
    # What reads it is made when the first file is read: most processes read none.
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, defer_build=True)


class BankHead(Part):
    """What a reader is told about the bank; ``ref`` is its address.

    ``article`` is the ref of the source that the bank began with, if any;
    ``variants`` promises how many facts have more than one question.
    """

    ref: Ref
    language: Annotated[str, AfterValidator(_language)] = "en"
    order: Annotated[int, Field(ge=0, le=1000)] = 0
    title: Name
    summary: Text
    about: str = ""
    article: str = ""
    variants: Annotated[int, Field(ge=0)] = 0


class Source(Part):
    """A publication. ``date`` is a day, a month or a year; empty if undated."""

    title: Line
    publisher: Line
    date: Day = ""
    url: Annotated[str, Field(pattern=r"^(https?://\S+)?$", max_length=500)] = ""


class Evidence(Part):
    """Where the key is proved: a quoted ``passage``, or the ``claim`` in our words."""

    source: Ref
    passage: str = ""
    claim: str = ""

    @model_validator(mode="after")
    def something(self) -> "Evidence":
        if not self.passage and not self.claim:
            raise ValueError("quote a passage, or put the claim in your own words")
        return self


class Since(Part):
    """What happened after the fact that is asked about."""

    text: Text
    source: Ref


class CheckRow(Part):
    """A check without who made it: see ``content.checks.Checked``.

    Old files say the days only.
    """

    checked_on: WholeDay
    review_by: WholeDay
    pages: list[Address] = []
    copied_on: WholeDay | None = None
    confirmed: list[Literal[tuple(PARTS)]] = []  # type: ignore[valid-type]

    @model_validator(mode="after")
    def forwards(self) -> "CheckRow":
        if self.review_by <= self.checked_on:
            raise ValueError("review_by must be later than checked_on")
        if self.copied_on and self.copied_on > self.checked_on:
            raise ValueError("copied_on must not be later than checked_on")
        return self

    def said(self) -> Checked:
        """The check as the rules have it."""
        return Checked(
            self.checked_on, self.review_by, tuple(self.pages), self.copied_on,
            tuple(in_order(self.confirmed)),
        )  # fmt: skip


class Action(Part):
    """One thing to do today, how long it takes, and how much it protects."""

    text: Text
    minutes: Annotated[int, Field(ge=1, le=120)]
    protects: Literal["much", "some", "little", ""] = ""


class Survey(Part):
    """How many of a ``group`` answered nearly the same question rightly, or did what it is about.

    ``figure`` is what follows "In a survey of" that group, without a full stop; ``by`` is who
    asked, since the ``source`` may only tell of it.
    """

    figure: Annotated[str, Field(min_length=1, max_length=200), OneLine]
    by: Label = ""
    group: Annotated[str, Field(min_length=1, max_length=100), OneLine]
    year: Annotated[int, Field(ge=1990, le=2100)]
    source: Ref


class Row(Part):
    label: Line
    value: str = ""


class Tell(Part):
    """What gives the answer away: words of the exhibit, and what they give away."""

    text: Line
    note: Line


# What is left out where there is none, as in what was stored before there was any.
Drawn = Annotated[int | None, Field(ge=0, exclude_if=lambda number: number is None)]


class Exhibit(Part):
    """Something to read before answering, drawn by the page from plain words.

    ``caption`` names it for everybody and introduces it to those who can't see
    it; ``lines`` are its text, ``rows`` its labelled fields, ``buttons`` what
    could be pressed. ``tell`` is marked in it after the answer (``content.exhibits``).

    Each ``type`` has its looks in ``static/quiz/quiz.css``. A ``message`` or ``email`` begins
    with rows such as “From”; the rows of a ``chat`` are said in turn, the first of them by the
    reader.

    Some types are drawn from numbers: ``crowd``, ``faces`` (in boxes) and ``street`` (under a
    camera) of so many ``people``, of whom ``flagged`` are marked, and after the answer as many
    as the ``text`` of a tell says; a ``threshold`` from a ``limit`` and, if they help,
    ``scores``, each from 0 to 100. A ``gate`` is a screen with a camera.
    """

    type: Literal[
        "address", "call", "chat", "consent", "crowd", "email", "faces", "gate", "message", "paper",
        "permission", "settings", "sign", "street", "threshold",
    ]  # fmt: skip
    caption: Line
    title: str = ""
    lines: list[Line] = []
    rows: list[Row] = []
    buttons: list[Line] = []
    tell: Annotated[list[Tell], Field(exclude_if=lambda tell: not tell)] = []

    people: Drawn = None
    flagged: Drawn = None
    limit: Drawn = None
    scores: Annotated[list[int], Field(exclude_if=lambda scores: not scores)] = []

    @model_validator(mode="after")
    def drawn_and_told(self) -> "Exhibit":
        said = self.model_dump()
        wrong = [
            *(sentence for _name, sentence in exhibits.misdrawn(said)),
            *(sentence for _place, sentence in exhibits.faults(said)),
        ]
        if wrong:
            raise ValueError(" ".join(map(str, wrong)))
        return self


class Picture(Part):
    """A picture beside the file, in an archive: bank files by themselves have none."""

    file: Annotated[str, Field(min_length=1, max_length=200)]
    alt: Annotated[str, Field(max_length=1000), OneLine] = ""
    decorative: bool = False


class Question(Part):
    """``hook`` puts it on the shelf from which each day's question is taken.

    ``allow`` gives for a warning of the checks the reason why it may stand.
    """

    ref: Ref
    fact: Ref
    topic: Ref
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    prompt: Text
    exhibit: Exhibit | None = None
    spec: dict[str, Any]
    explanation: Text
    evidence: Evidence
    since: Since | None = None
    check: CheckRow
    action: Action | None = None
    survey: Survey | None = None
    dimension: Literal["institutions", "technology", "law", "you", ""] = ""
    difficulty: Literal["easy", "middling", "hard", ""] = ""
    stance: Literal["risk", "fine", "neither", ""] = ""
    jurisdiction: Label = ""
    valid: Label = ""
    hook: bool = False
    allow: dict[str, Line] = {}


class Retired(Part):
    """Since when a question is asked no more, and why. Its ref is not used again."""

    day: WholeDay
    reason: Line


class BankFile(Part):
    format: Literal["1"]
    bank: BankHead
    topics: dict[Ref, Name]
    sources: dict[Ref, Source]
    facts: dict[Ref, Line]
    retired: dict[Ref, Retired] = {}
    questions: list[Question]


@cache
def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """What reads the spec of a class of ``KINDS``, and writes it."""
    return TypeAdapter(kind)
