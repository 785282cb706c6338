"""Moodle's idea of a question, and how ours fit into it.

GIFT and Moodle XML write the same things in two ways: what they mean is here and
in ``to_moodle.py``, how they look in ``gift.py`` and ``xml.py``. Texts in a ``Quizzed`` are
ours already: Markdown in ``prompt`` and ``feedback``, plain everywhere else.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quiz.core.characters import tidy_line
from quiz.core.kinds import KINDS
from quiz.exchange.moodle import appendix
from quiz.exchange.moodle.texts import Faulty, topic_of
from quiz.exchange.records import Record, number, shaped

ANSWERS = 100  # in one question; more is no question
REF = re.compile(r"[-a-zA-Z0-9_]{1,60}\Z")


class Unsupported(Exception):
    """A question of a type that we do not have."""


@dataclass
class Answer:
    """One answer. ``share`` is in percent; an estimate has its ``value`` and ``tolerance``."""

    text: str
    share: float = 0
    feedback: str = ""
    value: int | float | None = None
    tolerance: int | float = 0


@dataclass
class Quizzed:
    """One question as Moodle sees it; ``type`` is Moodle's own word in its XML."""

    type: str
    prompt: str
    name: str = ""
    category: str = ""
    idnumber: str = ""
    feedback: str = ""
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    unit: str = ""
    several: bool = False
    line: int = 0
    notes: list[str] = field(default_factory=list)


def record(quizzed: Quizzed) -> Record:
    """The question as ours; raises ``Unsupported`` or ``Faulty`` with a sentence."""
    fields, items = appendix.read(quizzed.feedback)
    if items.get("Kind") not in KINDS:
        items.pop("Kind", None)
    kind = items.get("Kind", "")
    reader = BY_KIND[kind] if kind else BY_TYPE.get(quizzed.type)
    if reader is None:
        told = _("questions of the type “%(type)s” have no counterpart here")
        raise Unsupported(told % {"type": quizzed.type[:60]})
    if len(quizzed.answers) > ANSWERS or len(quizzed.pairs) > ANSWERS:
        raise Faulty(_("it has more than %(most)s answers") % {"most": ANSWERS})
    if not quizzed.prompt and not kind:
        raise Faulty(_("it asks nothing: there is no text"))
    notes = list(quizzed.notes)
    kind, spec = reader(quizzed, items, notes)
    taken = {row["text"] for row in spec.get("wrong", ())}
    right = [each for each in quizzed.answers if each.share > 0 and each.text not in taken]
    comment = next(filter(None, (answer.feedback for answer in right)), "")
    if comment and not items and not fields["explanation"]:
        fields["explanation"] = comment
    elif comment and comment != fields["explanation"]:
        notes.append(
            _("The comment on the right answer is left out: “%(text)s”") % {"text": comment}
        )
    fields |= {"prompt": quizzed.prompt, "spec": shaped(kind, spec)}
    return Record(
        kind=kind,
        fields=fields,
        topic=topic_of(tidy_line(quizzed.category)),
        fact=tidy_line(items.get("Fact") or quizzed.name),
        ref=quizzed.idnumber if REF.match(quizzed.idnumber) else "",
        line=quizzed.line,
        notes=notes,
        titled=not items,
    )


def tell_apart(records: list[Record]) -> None:
    """Give questions that only share a name a fact each: no round would ask two of one fact."""
    prompts: defaultdict[str, set[str]] = defaultdict(set)
    titled = [record for record in records if record.titled and record.fact]
    for record in titled:
        prompts[record.fact.casefold()].add(record.fields["prompt"])
    for record in titled:
        if len(prompts[record.fact.casefold()]) > 1:
            told = _("Several questions here are called “%(name)s”: each has a fact of its own.")
            record.notes.append(told % {"name": record.fact})
            record.fact = ""


Read = tuple[str, dict[str, Any]]


def _options(quizzed: Quizzed, items: dict[str, str], notes: list[str]) -> Read:
    positive = [answer for answer in quizzed.answers if answer.share > 0]
    whole = [answer for answer in positive if answer.share > 99.9]
    kind = items.get("Kind") or ("multiple" if len(positive) > 1 and len(whole) != 1 else "choice")
    if not items and not positive:
        raise Faulty(_("none of its answers is right"))
    right = positive
    if kind == "choice":
        right = (whole or positive)[:1]
    elif whole and not items:
        right = whole
        notes.append(_("Several answers earned full marks; here all of them must be ticked."))
    wrong = [answer for answer in quizzed.answers if all(answer is not each for each in right)]
    for answer in wrong:
        if answer.share > 0:
            told = _("“%(text)s” earned %(share)g%% and counts as wrong here.")
            notes.append(told % {"text": answer.text, "share": answer.share})
    rights = [answer.text for answer in right]
    wrongs = [{"text": answer.text, "tempts": answer.feedback} for answer in wrong]
    if kind == "choice":
        return kind, {"right": rights[0] if rights else "", "wrong": wrongs}
    return kind, {"right": rights, "wrong": wrongs}


def _true_false(quizzed: Quizzed, items: dict[str, str], notes: list[str]) -> Read:
    right = next((answer for answer in quizzed.answers if answer.share > 0), None)
    wrong = next((answer for answer in quizzed.answers if answer.share <= 0), None)
    tempts = wrong.feedback if wrong else items.get("Usual mix-up", "")
    return "true_false", {"right": right.text == "true" if right else None, "tempts": tempts}


def _numerical(quizzed: Quizzed, items: dict[str, str], notes: list[str]) -> Read:
    numbers = [answer for answer in quizzed.answers if answer.value is not None]
    right = next((answer for answer in numbers if answer.share > 99.9), None)
    if right is None and not items:
        raise Faulty(_("it has no number that is right"))
    if len(numbers) > 1:
        notes.append(
            _("Only the number that earns full marks is kept; near misses need “No marks from”.")
        )
    others = [answer.feedback for answer in quizzed.answers if answer.value is None]
    spec: dict[str, Any] = {
        "right": right.value if right else None,
        "tolerance": right.tolerance if right else None,
        "unit": items.get("Unit", quizzed.unit),
        "tempts": items.get("Usual mix-up") or next(filter(None, others), ""),
        "scale": items.get("Scale", "linear"),
    }
    for name, label in NUMBER_LABELS.items():
        if label in items:
            spec[name] = number(items[label])
    return "estimate", spec


def _matching(quizzed: Quizzed, items: dict[str, str], notes: list[str]) -> Read:
    pairs = [{"left": left, "right": right} for left, right in quizzed.pairs if left]
    spare = [right for left, right in quizzed.pairs if not left]
    return "matching", {"pairs": pairs, "spare": spare, "tempts": items.get("Usual mix-up", "")}


def _ordering(quizzed: Quizzed, items: dict[str, str], notes: list[str]) -> Read:
    texts = [answer.text for answer in quizzed.answers]
    if quizzed.pairs:
        placed = [(number(place), text) for text, place in quizzed.pairs]
        texts = [text for place, text in sorted(placed, key=lambda each: each[0] or 0)]
    rows = [
        {"text": text, "detail": items.get(f"Detail {n}", "")} for n, text in enumerate(texts, 1)
    ]
    named = {"first": "First end", "last": "Last end", "tempts": "Usual mix-up"}
    return "ordering", {"items": rows, **{to: items.get(at, "") for to, at in named.items()}}


Reader = Callable[[Quizzed, dict[str, str], list[str]], Read]
BY_TYPE: dict[str, Reader] = {
    "multichoice": _options,
    "truefalse": _true_false,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}
BY_KIND: dict[str, Reader] = {
    "choice": _options,
    "multiple": _options,
    "true_false": _true_false,
    "estimate": _numerical,
    "ordering": _ordering,
    "matching": _matching,
}
NUMBER_LABELS = {
    "right": "Right number",
    "tolerance": "Full marks within",
    "low": "Lowest",
    "high": "Highest",
    "step": "Step",
    "zero_at": "No marks from",
}


def middle(low: int | float, high: int | float) -> tuple[int | float, int | float]:
    """The middle of a range and how far its ends are from it, in decimal exactly."""
    one, other = Decimal(repr(low)), Decimal(repr(high))
    if other < one:
        raise Faulty(_("the range ends before it begins"))
    centre, reach = (one + other) / 2, (other - one) / 2
    return number(str(centre)) or 0, number(str(reach)) or 0
