"""Exhibits in an editor's words: what each type and each of its parts is called at the desk.

``quiz.exchange.bank_shape.Exhibit`` says what a file may hold, ``quiz.content.exhibits`` what
is wrong with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Type:
    """What a type is called, the parts that it usually has, and how they make it up."""

    name: Any
    parts: tuple[str, ...]
    hint: Any
    rows: tuple[Any, ...] = ()  # what the first of its rows are called


TYPES: dict[str, Type] = {
    "message": Type(
        _("Text message"), ("rows", "lines"),
        _("The row “From” says who sends it; each line of the text is a bubble."),
        (_("From"),),
    ),
    "chat": Type(
        _("Chat"), ("rows",),
        _("Each row is a bubble: who says it, and what. The reader’s own comes first."),
    ),
    "email": Type(
        _("Mail"), ("rows", "title", "lines", "buttons"),
        _("The rows “From” and “Subject” stand on top; the text follows, a paragraph a line."),
        (_("From"), _("Subject")),
    ),
    "call": Type(
        _("Phone call"), ("title", "lines", "rows"),
        _("The heading says who calls, the text what is said, a row which number is shown."),
    ),
    "address": Type(
        _("Address in a browser"), ("lines",),
        _("One line: the whole address, https:// included. Take names that end in “.example”."),
    ),
    "settings": Type(
        _("Settings screen"), ("title", "rows", "buttons"),
        _("Each row is a setting: what it is called, and how it stands, such as “On”."),
    ),
    "permission": Type(
        _("Question of a phone or an app"), ("title", "lines", "rows", "buttons"),
        _("The heading asks; the buttons are what could be answered."),
    ),
    "consent": Type(
        _("Cookie notice"), ("title", "lines", "buttons"),
        _("It stands at the foot of a page: heading, text, and what could be pressed."),
    ),
    "gate": Type(
        _("Screen with a camera"), ("title", "lines"),
        _("A screen that looks for a face, with its heading."),
    ),
    "paper": Type(
        _("Paper: a letter, a form, a page"), ("title", "lines", "rows"),
        _("The text, a paragraph a line. Rows are the fields of a form."),
    ),
    "sign": Type(
        _("Sign on a wall"), ("title", "lines"),
        _("What it says large, and what in small letters below."),
    ),
    "crowd": Type(
        _("Crowd"), ("people", "flagged"),
        _("Up to 120 heads, of which some are marked."),
    ),
    "faces": Type(
        _("Faces in boxes"), ("people", "flagged"),
        _("Up to 6 faces side by side, of which some are marked."),
    ),
    "street": Type(
        _("People under a camera"), ("people", "flagged"),
        _("Up to 6 passers-by, of which some are marked."),
    ),
    "threshold": Type(
        _("Limit between unlike and alike"), ("limit", "scores"),
        _("A line from 0 to 100 with its limit and, if they help, a dot for each face."),
    ),
}  # fmt: skip

# In the order in which they are offered.
GROUPS: dict[Any, tuple[str, ...]] = {
    _("Messages"): ("message", "email", "chat", "call"),
    _("Screens"): ("address", "settings", "permission", "consent", "gate"),
    _("On paper and on walls"): ("paper", "sign"),
    _("Drawings from numbers"): ("crowd", "faces", "street", "threshold"),
}

WHOLE = _("Something to look at")

# In the order in which the desk has them.
PARTS: dict[str, Any] = {
    "type": _("What it is"),
    "caption": _("Caption"),
    "title": _("Heading in it"),
    "rows": _("Rows in it"),
    "lines": _("Text in it"),
    "buttons": _("Buttons in it"),
    "people": _("How many people"),
    "flagged": _("How many of them are marked"),
    "limit": _("Limit"),
    "scores": _("Faces at"),
    "tell": _("Marked in it after the answer"),
}


def label(part: str) -> Any:
    """What a part is called where others than an exhibit's are named, too."""
    return format_lazy("{whole}: {part}", whole=WHOLE, part=PARTS[part])


def name(type_: str) -> Any:
    """What a type is called; one that is not known keeps its own name."""
    return TYPES[type_].name if type_ in TYPES else type_


def in_words(exhibit: Mapping[str, Any]) -> dict[str, str]:
    """Each part that an exhibit has, as a text with a line for each of its rows."""
    said = {part: _words(part, exhibit.get(part)) for part in PARTS}
    return {part: text for part, text in said.items() if text}


def _words(part: str, value: Any) -> str:
    if part == "type":
        return str(name(value or ""))
    if part == "rows":
        return "\n".join(f"{row['label']}: {row.get('value') or '–'}" for row in value or ())
    if part == "tell":
        return "\n".join(f"“{row['text']}”: {row['note']}" for row in value or ())
    if isinstance(value, list):
        return (", " if part == "scores" else "\n").join(map(str, value))
    return "" if value is None else str(value)
