"""Exhibits, which are read before a question, and the tell: what in one gives the answer away.

An exhibit is a dict as a bank file has it (``exchange.bank_shape.Exhibit``). Its ``tell`` is a
list of dicts with ``text``, which stands once in what the exhibit shows, and ``note``, which
says what it gives away. Readers see neither before the answer. In a drawing of people, a ``text``
that is a number is how many of them stand out after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

NOTE_WORDS = 12
# The numbers that a drawing takes, of which it needs the first; and how many faces have room.
DRAWN = {
    "crowd": ("people", "flagged"),
    "faces": ("people", "flagged"),
    "street": ("people", "flagged"),
    "threshold": ("limit", "scores"),
}
NUMBERS = ("people", "flagged", "limit", "scores")
MOST_PEOPLE = {"crowd": 120, "faces": 6, "street": 6}
NOT_MARKED = ("type", "caption", "tell")


@dataclass(frozen=True)
class Piece:
    """A part of a text; ``number`` is the place of its note, from 1, or 0 where it has none."""

    text: str
    number: int = 0


def asked(exhibit: Mapping[str, Any]) -> dict[str, Any]:
    """The exhibit as it is before the answer: without its tell."""
    return {name: value for name, value in exhibit.items() if name != "tell"}


def heads(exhibit: Mapping[str, Any]) -> list[str]:
    """Of each person in a drawing its looks: ``flagged``, ``told`` or nothing.

    Those of a kind stand evenly apart; those told are of the flagged ones, if there are any,
    and the others are flagged no more.
    """
    people, number = exhibit["people"], told(exhibit)
    flagged = _apart(range(people), exhibit.get("flagged") or 0)
    some = _apart(flagged or range(people), number)
    looks = dict.fromkeys([] if number else flagged, "flagged") | dict.fromkeys(some, "told")
    return [looks.get(place, "") for place in range(people)]


def told(exhibit: Mapping[str, Any]) -> int:
    """How many people of a drawing stand out after the answer; 0 before it, or where none do."""
    tell = (exhibit.get("tell") or []) if exhibit.get("people") else []
    number = next((int(row["text"]) for row in tell if _is_number(row["text"])), 0)
    return min(number, exhibit.get("flagged") or exhibit["people"]) if number else 0


def _apart(places: Sequence[int], number: int) -> list[int]:
    """So many of the places, evenly apart."""
    return [places[(2 * n + 1) * len(places) // (2 * number)] for n in range(number)]


def _is_number(text: str) -> bool:
    """Of three digits at most, as no drawing has room for a thousand people."""
    return len(text) <= 3 and text.isascii() and text.isdecimal()


def misdrawn(exhibit: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is wrong with the numbers of a drawing: the name of the number, and a sentence."""
    kind = exhibit["type"]
    takes = DRAWN.get(kind, ())
    said = {name: exhibit.get(name) for name in NUMBERS}
    if takes and said[takes[0]] is None:
        needed = format_lazy(_("A drawing “{kind}” needs {name}."), kind=kind, name=takes[0])
        yield takes[0], needed
    for name, value in said.items():
        if value not in (None, []) and name not in takes:
            yield name, format_lazy(_("“{kind}” has no {name}."), kind=kind, name=name)
    people, most = said["people"] or 0, MOST_PEOPLE.get(kind, 0)
    if most and people > most:
        yield "people", format_lazy(_("There is room for {most} people."), most=most)
    if (said["flagged"] or 0) > people:
        yield "flagged", _("More are flagged than there are people.")
    for name, numbers in (("limit", [said["limit"] or 0]), ("scores", said["scores"] or [])):
        if not all(0 <= number <= 100 for number in numbers):
            yield name, _("A limit and scores go from 0 to 100.")


def texts(exhibit: Mapping[str, Any]) -> list[str]:
    """What an exhibit shows in which something can be marked, each text by itself."""
    return list(_texts([value for name, value in exhibit.items() if name not in NOT_MARKED]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def faults(exhibit: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """What is wrong with the tell: the place of each faulty row, from 0, and a sentence."""
    tell, shown = exhibit.get("tell") or [], texts(exhibit)
    people = exhibit.get("people") or 0
    of = exhibit.get("flagged") or people
    for place, row in enumerate(tell):
        n = sum(text.count(row["text"]) for text in shown)
        values = {"text": row["text"], "n": n, "most": NOTE_WORDS, "of": of}
        if people and _is_number(row["text"]):
            if not 0 < int(row["text"]) <= of:
                said = _("“{text}” of {of} people cannot stand out: take a number from 1 to {of}.")
                yield place, format_lazy(said, **values)
            elif any(_is_number(other["text"]) for other in tell[:place]):
                yield place, format_lazy(_("How many stand out is said before “{text}”."), **values)
        elif n == 0:
            said = _("“{text}” stands nowhere in the exhibit: take it word for word from a line.")
            yield place, format_lazy(said, **values)
        elif n > 1:
            said = _("“{text}” stands {n} times in the exhibit: take more words around it.")
            yield place, format_lazy(said, **values)
        elif any(_overlap(text, row["text"], other["text"])
                 for text in shown for other in tell[:place]):  # fmt: skip
            yield place, format_lazy(_("“{text}” overlaps with what is marked before."), **values)
        values["n"] = len(row["note"].split())
        if values["n"] > NOTE_WORDS:
            said = _("The note on “{text}” has {n} words: {most} are the most.")
            yield place, format_lazy(said, **values)


def _overlap(text: str, one: str, other: str) -> bool:
    """Whether both stand in ``text`` and share some of it."""
    a, b = text.find(one), text.find(other)
    return a >= 0 and b >= 0 and a < b + len(other) and b < a + len(one)


def pieces(text: str, tell: Sequence[Mapping[str, str]]) -> list[Piece]:
    """``text`` in pieces, those with a number that ``tell`` marks."""
    found = sorted(
        (text.find(row["text"]), number, row["text"])
        for number, row in enumerate(tell, start=1)
        if row["text"] in text
    )
    made, end = [], 0
    for start, number, marked in found:
        made += [Piece(text[end:start]), Piece(marked, number)]
        end = start + len(marked)
    return [piece for piece in (*made, Piece(text[end:])) if piece.text]
