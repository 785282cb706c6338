"""What the answers of a question are begun with: what its sentences say, as its kind keeps it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.core.reading.language import Language, rules_of
from quiz.core.reading.marks import Marked
from quiz.core.reading.worth import Mark

MOST = 6  # things of a list
ASKED = ("duration", "share", "number", "date")  # what may be the one right answer, in this order
_RUN = re.compile(r"[A-Z][\w’'&-]*(?: [A-Z][\w’'&-]*)*$")
_MORE = re.compile(r"(?: [A-Z][\w’'&-]*)*")


@dataclass(frozen=True)
class Figure:
    """A number, and what it counts."""

    number: int | float
    unit: str


def answers(sentences: Sequence[Marked], kind: str, language: str = "en") -> dict[str, Any]:
    """What chosen sentences say of the answers of ``kind``; empty where that is not one thing."""
    if kind == "estimate":
        asked = figure(sentences, language)
        return {"right": asked.number, "unit": asked.unit} if asked else {}
    if kind == "choice":
        right = one_thing(sentences, language)
        return {"right": right} if right else {}
    listed = things(sentences, language)
    if kind == "multiple" and listed:
        return {"right": listed}
    if kind == "ordering" and listed:
        return {"items": [{"text": text, "detail": ""} for text in listed]}
    if kind == "matching" and listed:
        return {"pairs": [{"left": text, "right": ""} for text in listed]}
    return {}


def figure(sentences: Sequence[Marked], language: str = "en") -> Figure | None:
    """The one share in chosen sentences, or else their one number; None where there are more."""
    rules = rules_of(language)
    if rules is None:
        return None
    for sort in ("share", "number"):
        there = list(_of_sort(sentences, sort))
        if there:
            said = rules.figure.match(there[0][1]) if len(there) == 1 else None
            if said is None or (sort == "share" and not said["share"]):
                return None
            units = (said["scale"], said["money"] or said["unit"])
            full = [rules.in_full.get(unit, unit) for unit in units if unit]
            unit = "%" if said["share"] else " ".join(full)
            return Figure(_number(said["number"], rules), unit)
    return None


def one_thing(sentences: Sequence[Marked], language: str = "en") -> str:
    """The one duration, share, number or date in chosen sentences, or else their one name."""
    rules = rules_of(language)
    if rules is None:
        return ""
    for sort in ASKED:
        there = list(_of_sort(sentences, sort))
        if len(there) == 1:
            mark, rest = there[0]
            counted = rules.figure.match(rest)  # a number goes with what it counts
            said = rest[: max(mark.end - mark.start, counted.end() if counted else 0)].split()
            while len(said) > 1 and rules.joint.fullmatch(said[-1]):
                said.pop()
            return " ".join(said)
        if there:
            return ""
    names = _names(sentences)
    return names[0] if len(names) == 1 else ""


def things(sentences: Sequence[Marked], language: str = "en") -> list[str]:
    """What the one list in chosen sentences names, or else their names, if they are a few."""
    lines = [each.sentence.text.rstrip(".;,") for each in sentences if each.sentence.sign]
    if len(lines) > 1:
        return list(dict.fromkeys(lines))[:MOST]
    rules, there = rules_of(language), list(_of_sort(sentences, "list"))
    if rules and len(there) == 1:
        return _listed(*there[0], rules)[:MOST]
    names = [] if there else _names(sentences)
    return names if 1 < len(names) <= MOST else []


def _of_sort(sentences: Sequence[Marked], sort: str) -> Iterator[tuple[Mark, str]]:
    """The marks of a sort, each with its sentence from there on.

    What stands in brackets is what stands before them, said otherwise: it counts where it is all.
    """
    every = [(each.sentence.text, mark) for each in sentences for mark in each.marks]
    there = [(text, mark) for text, mark in every if mark.found == sort]
    outside = [
        (text, mark)
        for text, mark in there
        if text.count("(", 0, mark.start) == text.count(")", 0, mark.start)
    ]
    for text, mark in outside or there:
        yield mark, text[mark.start :]


def _number(said: str, rules: Language) -> int | float:
    """A number that is written in words, or with signs between thousands."""
    if not said[0].isdecimal():
        return sum(rules.numbers[word] for word in said.lower().split("-"))
    digits = said.replace(",", "")
    return float(digits) if "." in digits else int(digits)


def _names(sentences: Sequence[Marked]) -> list[str]:
    return list(
        dict.fromkeys(
            each.sentence.text[mark.start : mark.end]
            for each in sentences
            for mark in each.marks
            if mark.found == "name"
        )
    )


def _listed(mark: Mark, rest: str, rules: Language) -> list[str]:
    """The things of a list that was found, of which the first may have taken too much along."""
    length = mark.end - mark.start
    leading = rules.leading.match(rest)
    found = rules.parted.split(rest[leading.end() if leading else 0 : length])
    if found[-1][:1].isupper():
        more = _MORE.match(rest, length)
        found[-1] += more.group() if more else ""
    first, others = found[0], found[1:]
    if not leading and all(each[:1].isupper() for each in others) and _RUN.search(first):
        found[0] = _RUN.findall(first)[0]
    elif not leading and all(" " not in each for each in others):
        found[0] = first.split()[-1]
    return list(dict.fromkeys(found))
