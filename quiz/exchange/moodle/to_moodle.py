"""Our questions as Moodle's, and what Moodle has no place for."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from quiz.core.kinds import KINDS
from quiz.exchange.moodle import appendix
from quiz.exchange.moodle.from_moodle import NUMBER_LABELS, Answer, Quizzed
from quiz.exchange.moodle.texts import category_of
from quiz.exchange.records import Record, said

NAME_LENGTH = 255  # what Moodle keeps of a question's name


def quizzed(record: Record) -> Quizzed:
    spec = record.fields["spec"]
    made = Quizzed(
        type="essay",  # what has no answers yet
        prompt=record.fields["prompt"],
        name=record.fact if len(record.fact) <= NAME_LENGTH else record.fact[:254] + "…",
        category=category_of(record.topic),
        idnumber=record.ref,
    )
    items = {"Kind": record.kind, "Fact": record.fact if made.name != record.fact else ""}
    items |= WRITERS[record.kind](made, spec)
    made.feedback = appendix.write(record.fields["explanation"], record.fields, items)
    return made


def _write_options(made: Quizzed, spec: dict[str, Any]) -> dict[str, str]:
    rights = [spec["right"]] if isinstance(spec["right"], str) else spec["right"]
    rights = list(filter(None, rights))
    punish = 0 if isinstance(spec["right"], str) else -100 / max(1, len(spec["wrong"]))
    made.answers = [Answer(text, 100 / len(rights)) for text in rights]
    made.answers += [Answer(row["text"], punish, row["tempts"]) for row in spec["wrong"]]
    if made.answers:
        made.type, made.several = "multichoice", isinstance(spec["right"], list)
    return {}


def _write_true_false(made: Quizzed, spec: dict[str, Any]) -> dict[str, str]:
    if spec["right"] is None:
        return {"Usual mix-up": spec["tempts"]}
    made.type = "truefalse"
    made.answers = [
        Answer(text, 100 if right else 0, "" if right else spec["tempts"])
        for text, right in (("true", spec["right"]), ("false", not spec["right"]))
    ]
    return {}


def _write_estimate(made: Quizzed, spec: dict[str, Any]) -> dict[str, str]:
    items = {"Unit": spec["unit"], "Usual mix-up": spec["tempts"]}
    told = {"low", "high", "step", "zero_at"}
    if not complete("estimate", spec):
        told = set(NUMBER_LABELS)
        made.type = "essay"
    elif spec["scale"] == "log":
        told = set(NUMBER_LABELS)
        low, high = KINDS["estimate"](**spec).accepted
        _accept(made, (low + high) / 2, (high - low) / 2, spec)
    else:
        _accept(made, spec["right"], spec["tolerance"], spec)
    if spec["scale"] != "linear":
        items["Scale"] = spec["scale"]
    return items | {NUMBER_LABELS[name]: said(spec[name]) for name in NUMBER_LABELS if name in told}


def _accept(made: Quizzed, value: float, tolerance: float, spec: dict[str, Any]) -> None:
    made.type, made.unit = "numerical", ""
    made.answers = [
        Answer("", 100, value=value, tolerance=tolerance),
        Answer("*", 0, spec["tempts"]),
    ]


def _write_ordering(made: Quizzed, spec: dict[str, Any]) -> dict[str, str]:
    rows = spec["items"]
    if rows:
        made.type = "matching"
        made.pairs = [(row["text"], str(n)) for n, row in enumerate(rows, 1)]
    details = {f"Detail {n}": row["detail"] for n, row in enumerate(rows, 1)}
    named = {"First end": spec["first"], "Last end": spec["last"], "Usual mix-up": spec["tempts"]}
    return named | details


def _write_matching(made: Quizzed, spec: dict[str, Any]) -> dict[str, str]:
    made.pairs = [(row["left"], row["right"]) for row in spec["pairs"]]
    made.pairs += [("", text) for text in spec["spare"]]
    if made.pairs:
        made.type = "matching"
    return {"Usual mix-up": spec["tempts"]}


WRITERS: dict[str, Any] = {
    "choice": _write_options,
    "multiple": _write_options,
    "true_false": _write_true_false,
    "estimate": _write_estimate,
    "ordering": _write_ordering,
    "matching": _write_matching,
}


def complete(kind: str, spec: dict[str, Any]) -> bool:
    return not [each for each in KINDS[kind](**spec).problems() if each.code != "no_reason"]


def losses(record: Record) -> Iterator[str]:
    """A sentence for each thing that Moodle has no place for."""
    spec = record.fields["spec"]
    if record.fields.get("exhibit"):
        yield _("What is read before answering is left out.")
    if record.kind == "ordering":
        yield _("Moodle is asked to match each item with its place.")
    if record.kind == "estimate":
        if spec["scale"] == "log":
            yield _("Moodle knows no scale by factors: it accepts the range that earns full marks.")
        yield _("Moodle gives no marks for near misses; the rule stands in the general feedback.")
        if not complete("estimate", spec):
            yield _("Its numbers are not complete: Moodle gets a question without answers.")
    if record.kind == "multiple" and max(len(spec["right"]), len(spec["wrong"])) > 10:
        yield _("Moodle has no such small shares of marks, and will round them.")
