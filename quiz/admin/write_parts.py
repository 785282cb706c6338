"""What the page on which a question is written is made of: parts, lines, boxes, things to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.content import markdown, schema, validation
from quiz.content.validation import Finding

PARTS: dict[str, Any] = {
    "question": gettext_lazy("Question"),
    "look": gettext_lazy("Something to look at"),
    "answers": gettext_lazy("Answers"),
    "evidence": gettext_lazy("Evidence"),
    "after": gettext_lazy("After the answer"),
    "filing": gettext_lazy("Where it belongs"),
    "check": gettext_lazy("Check against its source"),
}
NEEDED: dict[str, Any] = {
    "look": gettext_lazy("Nothing of this is needed to publish."),
    "after": gettext_lazy(
        "Only the explanation is needed to publish, and of a thing to do its minutes."
    ),
    "filing": gettext_lazy("Only the topic is needed to publish."),
}
# What stands beside the label of a field that something needs; the answers say theirs.
TO_PUBLISH = gettext_lazy("needed to publish")
ONE_OF_TWO = gettext_lazy("this, or yours")
NEEDED_FIELDS: dict[str, Any] = {
    "prompt": gettext_lazy("needed to save"),
    **dict.fromkeys(("source", "explanation", "topic", "checked_on", "review_by"), TO_PUBLISH),
    "passage": ONE_OF_TWO,
    "opened_source": TO_PUBLISH,
    "confirmed": gettext_lazy("at least what is right"),
    **dict.fromkeys(
        (f"{name}_new_title" for name in schema.sources()),
        gettext_lazy("needed to publish, if the page is new to the desk"),
    ),
    **dict.fromkeys(
        (f"{name}_new_publisher" for name in schema.sources()),
        gettext_lazy("needed, if it has no address"),
    ),
    "picture_alt": gettext_lazy("with a picture: this or the tick below"),
    **dict.fromkeys(
        ("since_source", "minutes", *(f"survey_{part}" for part in validation.OF_SURVEY)),
        gettext_lazy("needed with it"),
    ),
}
# A finding at these fields says what their help says.
SAID_BY_FINDING = ("topic", "passage", "dimension", "difficulty", "stance", "action")
# What most questions do without is folded once more, under a name that says what it is for.
FOLDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "answers": (
        gettext_lazy("Another line, or another measure of what is near enough"),
        ("low", "high", "step", "tolerance", "zero_at", "scale"),
    ),
    "evidence": (gettext_lazy("Something has happened since"), ("since",)),
    "after": (
        gettext_lazy("A survey has asked people the same"),
        tuple(each.column for each in schema.FIELDS if each.path[0] == "survey"),
    ),
    "filing": (
        gettext_lazy(
            "What readers learn from it, where and since when it is true, a question of the day"
        ),
        ("fact", "jurisdiction", "hook", "ref"),
    ),
    "check": (gettext_lazy("I opened other pages, or read a stored copy"), ("pages", "copied_on")),
}


@dataclass(frozen=True)
class Box:
    """A field of the page with what is to say at it."""

    shown: Any  # the admin's own field, which knows whether it can be changed
    findings: Sequence[Finding] = ()
    needed: Any = ""  # for what it is needed, if it is

    @property
    def name(self) -> str:
        at = self.shown.field
        return str(at["name"] if self.shown.is_readonly else at.name)

    @property
    def label(self) -> Any:
        at = self.shown.field
        return at["label"] if self.shown.is_readonly else at.label

    @property
    def help(self) -> Any:
        if self.findings and self.name in SAID_BY_FINDING:
            return ""
        at = self.shown.field
        return at["help_text"] if self.shown.is_readonly else at.help_text

    @property
    def words(self) -> str:
        """The most words that it is to have, if they are counted."""
        if self.shown.is_readonly:
            return ""
        return str(self.shown.field.field.widget.attrs.get("data-words", ""))

    @property
    def counted(self) -> int:
        return validation.words(markdown.plain(str(self.shown.field.value() or "")))

    @property
    def counting(self) -> str:
        """How the number of words is said; ``{n}`` is that of what is typed."""
        least = self.shown.field.field.widget.attrs.get("data-least")
        said = _("{n} words; aim at {least} to {most}") if least else _("{n} of {most} words")
        return said.replace("{least}", str(least)).replace("{most}", self.words)

    @property
    def counted_said(self) -> str:
        return self.counting.replace("{n}", str(self.counted))

    @property
    def errors(self) -> Sequence[Any]:
        return () if self.shown.is_readonly else self.shown.field.errors

    @property
    def mark(self) -> str:
        return " box-lacks" if self.findings or self.errors else ""


@dataclass(frozen=True)
class Adds:
    """The fields for something that is added in place, for the field ``name``."""

    name: str
    lines: Sequence["Line"]
    opened: bool  # whether something stands in them, or is to say of them


@dataclass(frozen=True)
class Line:
    """Fields that stand beside each other; ``list`` names the list of which they are a row."""

    boxes: Sequence[Box]
    list: str = ""
    spare: bool = False  # an empty row that a script shows only when it is asked for
    more: Any = ""  # after the last row of a list: what stands on the button for another
    adds: Adds | None = None  # what is offered below for what the line lacks

    @property
    def name(self) -> str:
        return self.boxes[0].name

    @property
    def label(self) -> Any:
        return self.boxes[0].label

    @property
    def marks(self) -> str:
        beside = " write-beside" if len(self.boxes) > 1 else ""
        row = " write-row" if self.list else ""
        return f"{beside}{row}{' write-spare' if self.spare else ''}"


@dataclass(frozen=True)
class Part:
    """A part of the page; ``said`` is what it has or lacks, in a few words."""

    name: str
    title: Any
    said: Any
    lacks: bool
    opened: bool
    lines: Sequence[Line]
    fold: Any = ""  # what the lines are for that are folded once more
    folded: Sequence[Line] = ()
    unfolded: bool = False

    @property
    def needed(self) -> Any:
        """What of it is needed to publish; of the answers their kind says so."""
        return NEEDED.get(self.name, "")


@dataclass(frozen=True)
class Thing:
    """Something to do before it can go out, or a hint: where it is done."""

    sentence: Any
    part: Any
    place: str  # the id of the field, or of the part
