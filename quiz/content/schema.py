"""What a question says, field by field: its place in the content and its column.

The content of a question is one JSON object in the shape of a bank file; versions keep it.
The working copy holds the same in columns of ``Question``. ``FIELDS`` is the only table of
both, and ``content`` and ``columns`` lead from one to the other. The desk's form, the
history of a question, the checks and all formats of the exchange read it.

A new field touches: its column in ``models/question.py``, with a migration; its row in
``content/schema.py``; its type in ``exchange/bank_shape.py``; its place on the desk's page in
``admin/question_page.py``; what readers see of it in ``templates/quiz/explained.html``. A test
holds this list against the tree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from quiz.content import exhibit_words

Content = Mapping[str, Any]
SOURCE_PARTS = ("title", "publisher", "date", "url")
EVERY_FORMAT = ("yaml", "archive", "csv", "xlsx", "gift", "xml", "qti")
PICTURED = ("archive", "xml", "qti")  # formats that have a place for pictures


class Holds(Enum):
    """What a column holds."""

    TEXT = auto()  # text of one or more lines
    LINE = auto()  # text of one line
    CHOICE = auto()  # one of the values that the column may have, or ""
    NUMBER = auto()  # a whole number or None
    FLAG = auto()  # a truth value
    SOURCE = auto()  # a row of Source or None
    PICTURE = auto()  # a row of Picture or None
    ANSWERS = auto()  # the fields of the question's kind, as a dict
    EXHIBIT = auto()  # an exhibit as a bank file has it, or None


TEXTS = (Holds.TEXT, Holds.LINE, Holds.CHOICE)
RELATED = (Holds.SOURCE, Holds.PICTURE)
EMPTY = {Holds.TEXT: "", Holds.LINE: "", Holds.CHOICE: "", Holds.FLAG: False}


@dataclass(frozen=True)
class Field:
    """One field of a question.

    ``path``: where it stands in the content, one or two names.
    ``needs``: the column without which this one says nothing.
    ``label``: the name of this part of the content at the desk; where several fields make
    up one part, the first of them has it.
    ``markdown``: whether it may hold our Markdown, in one line or in blocks; "" for plain text.
    ``formats``: the formats of the exchange that carry it.
    ``moodle``: what it is called in the list that stands for it in a file for Moodle. Files
    are the same in every language, so this is not translated; that of a source ends with the
    word. "" where Moodle has a field of its own.
    """

    path: tuple[str, ...]
    column: str
    holds: Holds
    needs: str = ""
    label: Any = field(default="", compare=False)
    markdown: Literal["", "line", "block"] = ""
    formats: tuple[str, ...] = EVERY_FORMAT
    moodle: str = ""

    @property
    def empty(self) -> Any:
        """The value of the column where nothing is said."""
        return {} if self.holds is Holds.ANSWERS else EMPTY.get(self.holds)

    @property
    def is_text(self) -> bool:
        return self.holds in TEXTS


TEXT, LINE, CHOICE, NUMBER = Holds.TEXT, Holds.LINE, Holds.CHOICE, Holds.NUMBER
SOURCE, PICTURE = Holds.SOURCE, Holds.PICTURE

# In the order in which a version, a file and the desk have them.
FIELDS: tuple[Field, ...] = (
    Field(("prompt",), "prompt", TEXT, label=_("Question"), markdown="line"),
    Field(("exhibit",), "exhibit", Holds.EXHIBIT, label=exhibit_words.WHOLE,
          formats=("yaml", *PICTURED)),
    Field(("picture",), "picture", PICTURE, label=_("Picture"), formats=PICTURED),
    Field(("picture", "alt"), "picture_alt", LINE, needs="picture", formats=PICTURED),
    Field(("picture", "decorative"), "picture_decorative", Holds.FLAG, needs="picture",
          formats=PICTURED),
    Field(("spec",), "spec", Holds.ANSWERS),
    Field(("explanation",), "explanation", TEXT, label=_("Explanation"), markdown="block"),
    Field(("evidence", "source"), "source", SOURCE, label=_("Evidence"), moodle="Source"),
    Field(("evidence", "passage"), "passage", TEXT, markdown="block", moodle="Passage"),
    Field(("evidence", "claim"), "claim", TEXT, markdown="line", moodle="Claim"),
    Field(("since", "text"), "since", TEXT, label=_("What happened since"), markdown="block",
          moodle="What happened since"),
    Field(("since", "source"), "since_source", SOURCE, needs="since", moodle="Later source"),
    Field(("action", "text"), "action", TEXT, label=_("One thing to do today"), markdown="line",
          moodle="To do"),
    Field(("action", "minutes"), "minutes", NUMBER, needs="action", moodle="Minutes"),
    Field(("action", "protects"), "protects", CHOICE, needs="action", moodle="Protects"),
    Field(("survey", "figure"), "survey", LINE, label=_("What a survey found"), moodle="Survey"),
    Field(("survey", "by"), "survey_by", LINE, needs="survey", moodle="Survey by"),
    Field(("survey", "group"), "survey_group", LINE, needs="survey", moodle="Survey group"),
    Field(("survey", "year"), "survey_year", NUMBER, needs="survey", moodle="Survey year"),
    Field(("survey", "source"), "survey_source", SOURCE, needs="survey", moodle="Survey source"),
    Field(("dimension",), "dimension", CHOICE, label=_("Knowledge it asks for"),
          moodle="Dimension"),
    Field(("difficulty",), "difficulty", CHOICE, label=_("How hard it is"), moodle="Difficulty"),
    Field(("stance",), "stance", CHOICE, label=_("Alarm or all-clear"), moodle="Stance"),
    Field(("jurisdiction",), "jurisdiction", LINE, label=_("Where it is true"),
          moodle="Jurisdiction"),
    Field(("valid",), "valid", LINE, label=_("Since when, or as of when"), moodle="Holds"),
)  # fmt: skip

# What the desk calls the fields of a kind. One without a name here keeps its own.
ANSWER_LABELS: dict[str, Any] = {
    "right": _("Right answer"),
    "multiple.right": _("Right answers"),
    "true_false.right": _("The statement is"),
    "estimate.right": _("Right number"),
    "wrong": _("Wrong answers, and why somebody picks them"),
    "items": _("In the right order"),
    "pairs": _("Pairs"),
    "spare": _("Left over"),
    "tempts": _("Why people get it wrong"),
    "unit": _("Its unit"),
    "low": _("Lowest number on the line"),
    "high": _("Highest number on the line"),
    "step": _("In steps of"),
    "scale": _("How being off is counted"),
    "tolerance": _("A full point within"),
    "zero_at": _("No point from this far off"),
    "first": _("What “first” means here"),
    "last": _("What “last” means here"),
}
SCALES: dict[str, Any] = {
    "linear": _("By so much: 10 too many is 10 off"),
    "log": _("By so many times: double is as far off as half"),
}


def answer_label(kind: str, name: str) -> Any:
    """What the desk calls the field ``name`` of the answers of ``kind``."""
    return ANSWER_LABELS.get(f"{kind}.{name}") or ANSWER_LABELS.get(name, name)


def named(*holds: Holds) -> list[str]:
    """The columns that hold one of these; all of them, without any."""
    return [each.column for each in FIELDS if not holds or each.holds in holds]


def sources() -> list[str]:
    """The columns that hold a source."""
    return named(SOURCE)


def typed() -> list[str]:
    """The columns that an editor fills in as they are: all but the answers and the exhibit."""
    return [each for each in named() if each not in named(Holds.ANSWERS, Holds.EXHIBIT)]


def carried(format_name: str = "") -> list[Field]:
    """The fields that files of a format carry; without a name, those that any file does."""
    return [each for each in FIELDS if (format_name in each.formats or not format_name)
            and each.formats]  # fmt: skip


def nothing(format_name: str) -> dict[str, Any]:
    """The columns that a format carries, for a question that says nothing."""
    return {each.column: each.empty for each in carried(format_name)}


def parts() -> list[str]:
    """The names at the top of a content."""
    return list(dict.fromkeys(each.path[0] for each in FIELDS))


def label(part: str, kind: str = "") -> Any:
    """The name at the desk of a part of the content; of a field of its answers for "spec.right"."""
    within = part.removeprefix("spec.")
    if within != part:
        return answer_label(kind, within)
    if (part, kind) == ("prompt", "true_false"):
        return _("Statement")
    return next((each.label for each in FIELDS if each.path[0] == part), part)


def said_at(content: Content, path: tuple[str, ...]) -> Any:
    """What a content says at ``path``, or None."""
    value: Any = content
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _written_out(_field: Field, row: Any) -> Any:
    return row.content()


def content(
    value: Callable[[str], Any], written: Callable[[Field, Any], Any] = _written_out
) -> dict[str, Any]:
    """The content of a question; ``value`` gives what a column holds.

    ``written`` says how a source or a picture is written: by its own ``content()``, so that
    a version stays complete and the same when a source is edited later. Empty parts are
    left out.
    """
    made: dict[str, Any] = {}
    for each in FIELDS:
        if each.needs and not value(each.needs):
            continue
        found = value(each.column)
        if found and each.holds in RELATED:
            found = written(each, found)
        if found:
            part = made
            for name in each.path[:-1]:
                part = part.setdefault(name, {})
            part[each.path[-1]] = found
    return made


def columns(
    content: Content, found: Callable[[Field, Any], Any], format_name: str | None = None
) -> dict[str, Any]:
    """The columns of a question that says ``content``; what it does not say is empty.

    ``found`` gives the row for a source or a picture as it stands in the content. With the
    name of a format only the columns that it carries are there.
    """
    made: dict[str, Any] = {}
    for each in FIELDS if format_name is None else carried(format_name):
        said = said_at(content, each.path)
        if said in (None, ""):
            made[each.column] = each.empty
        else:
            made[each.column] = found(each, said) if each.holds in RELATED else said
    return made
