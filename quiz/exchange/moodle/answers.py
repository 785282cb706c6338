"""The answers of each kind in a question of Moodle's: how they are written there, and read.

Each kind has a class here, in ``BY_KIND``. What Moodle has no place for goes into named items,
which stand at the end of the general feedback (``appendix.py``).
"""

from collections.abc import Iterator
from typing import ClassVar

from django.utils.translation import gettext as _

from quiz.content.numbers import Number
from quiz.core.kinds import KINDS
from quiz.exchange.moodle.question import Answer, MoodleQuestion
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.records import Spec, number, said

Items = dict[str, str]
NUMBER_LABELS = {
    "right": "Right number",
    "tolerance": "Full marks within",
    "low": "Lowest",
    "high": "Highest",
    "step": "Step",
    "zero_at": "No marks from",
}
MIX_UP = "Usual mix-up"
_TRUTHS = {"true", "false"}


class MoodleAnswers:
    """How the answers of one kind stand in Moodle.

    ``types`` are Moodle's types that are read as this kind where a file does not name ours.
    """

    types: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        """The kind and its spec; raises ``Faulty`` with a sentence. Notes go to the question."""
        raise NotImplementedError

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        """Fill in the question's type and answers; returns the items that say the rest."""
        raise NotImplementedError

    @classmethod
    def losses(cls, spec: Spec) -> Iterator[str]:
        """A sentence for each thing of the answers that Moodle has no place for."""
        yield from ()


class Options(MoodleAnswers):
    """One right answer, or several; a file that does not say which shows it by its shares."""

    types = ("multichoice",)

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        positive = [answer for answer in question.answers if answer.share > 0]
        whole = [answer for answer in positive if answer.share > 99.9]
        several = len(positive) > 1 and len(whole) != 1
        kind = items.get("Kind") or ("multiple" if several else "choice")
        if not items and not positive:
            raise Faulty(_("none of its answers is right"))
        right = positive
        if kind == "choice":
            right = (whole or positive)[:1]
        elif whole and not items:
            right = whole
            question.notes.append(
                _("Several answers earned full marks; here all of them must be ticked.")
            )
        wrong = [answer for answer in question.answers if all(answer is not each for each in right)]
        for answer in wrong:
            if answer.share > 0:
                told = _("“%(text)s” earned %(share)g%% and counts as wrong here.")
                question.notes.append(told % {"text": answer.text, "share": answer.share})
        _tell_shares(question, kind, right, wrong)
        rights = [answer.text for answer in right]
        wrongs = [{"text": answer.text, "tempts": answer.feedback} for answer in wrong]
        if kind == "choice":
            return kind, {"right": rights[0] if rights else "", "wrong": wrongs}
        return kind, {"right": rights, "wrong": wrongs}

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        one = isinstance(spec["right"], str)
        rights = list(filter(None, [spec["right"]] if one else spec["right"]))
        punish = 0 if one else -100 / max(1, len(spec["wrong"]))
        question.answers = [Answer(text, 100 / len(rights)) for text in rights]
        question.answers += [Answer(row["text"], punish, row["tempts"]) for row in spec["wrong"]]
        if question.answers:
            question.type, question.several = "multichoice", not one
        return {}

    @classmethod
    def losses(cls, spec: Spec) -> Iterator[str]:
        several = isinstance(spec["right"], list)
        if several and max(len(spec["right"]), len(spec["wrong"])) > 10:
            yield _("Moodle has no such small shares of marks, and will round them.")


def _tell_shares(
    question: MoodleQuestion, kind: str, right: list[Answer], wrong: list[Answer]
) -> None:
    """Say which shares of the marks are not kept: here the right ones are worth the same."""
    if kind == "choice" and right and not right[0].share > 99.9:
        told = _("“%(text)s” earned %(share)g%% at most, and counts as wholly right here.")
        question.notes.append(told % {"text": right[0].text, "share": right[0].share})
    shares = {round(answer.share, 1) for answer in right}
    less = {round(answer.share, 1) for answer in wrong if answer.share <= 0}
    if len(shares) > 1 or len(less) > 1:
        figures = ", ".join(f"{answer.text}: {answer.share:g}%" for answer in [*right, *wrong])
        told = _("Its answers were worth different shares, and are worth the same here (%(all)s).")
        question.notes.append(told % {"all": figures})


def _in_english(question: MoodleQuestion) -> None:
    """Name the two answers as Moodle does now: where they have other words, true comes first.

    Older exports have the words of their language; Moodle's own reader takes them by their order.
    """
    if len(question.answers) == 2 and not {each.text for each in question.answers} <= _TRUTHS:
        first, second = (answer.text for answer in question.answers)
        told = _("“%(first)s” is taken for true and “%(second)s” for false, by their order.")
        question.notes.append(told % {"first": first, "second": second})
        for answer, text in zip(question.answers, ("true", "false"), strict=True):
            answer.text = text


class TrueFalse(MoodleAnswers):
    """The comment on the wrong one of the two says why it tempts."""

    types = ("truefalse",)

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        _in_english(question)
        right = next((answer for answer in question.answers if answer.share > 0), None)
        wrong = next((answer for answer in question.answers if answer.share <= 0), None)
        tempts = wrong.feedback if wrong else items.get(MIX_UP, "")
        return "true_false", {"right": right.text == "true" if right else None, "tempts": tempts}

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        if spec["right"] is None:
            return {MIX_UP: spec["tempts"]}
        question.type = "truefalse"
        question.answers = [
            Answer(text, 100 if right else 0, "" if right else spec["tempts"])
            for text, right in (("true", spec["right"]), ("false", not spec["right"]))
        ]
        return {}


class Estimate(MoodleAnswers):
    """A number with its tolerance; our rule for near misses goes into items."""

    types = ("numerical",)

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        numbers = [answer for answer in question.answers if answer.value is not None]
        right = next((answer for answer in numbers if answer.share > 99.9), None)
        if right is None and not items:
            raise Faulty(_("it has no number that is right"))
        if len(numbers) > 1:
            question.notes.append(
                _(
                    "Only the number that earns full marks is kept; "
                    "near misses need “No marks from”."
                )
            )
        told = _("The comment on %(number)s is left out: “%(text)s”")
        question.notes += [
            told % {"number": said(answer.value), "text": answer.feedback}
            for answer in numbers
            if answer is not right and answer.feedback
        ]
        others = [answer.feedback for answer in question.answers if answer.value is None]
        spec: Spec = {
            "right": right.value if right else None,
            "tolerance": right.tolerance if right else None,
            "unit": items.get("Unit", question.unit),
            "tempts": items.get(MIX_UP) or next(filter(None, others), ""),
            "scale": items.get("Scale", "linear"),
        }
        spec |= {
            name: number(items[label]) for name, label in NUMBER_LABELS.items() if label in items
        }
        return "estimate", spec

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        items = {"Unit": spec["unit"], MIX_UP: spec["tempts"]}
        told = {"low", "high", "step", "zero_at"}
        if not complete("estimate", spec):
            told = set(NUMBER_LABELS)
        elif spec["scale"] == "log":
            told = set(NUMBER_LABELS)
            low, high = KINDS["estimate"](**spec).accepted
            cls._accept(question, (low + high) / 2, (high - low) / 2, spec["tempts"])
        else:
            cls._accept(question, spec["right"], spec["tolerance"], spec["tempts"])
        if spec["scale"] != "linear":
            items["Scale"] = spec["scale"]
        return items | {
            label: said(spec[name]) for name, label in NUMBER_LABELS.items() if name in told
        }

    @staticmethod
    def _accept(question: MoodleQuestion, value: Number, tolerance: Number, tempts: str) -> None:
        question.type, question.unit = "numerical", ""
        question.answers = [
            Answer("", 100, value=value, tolerance=tolerance),
            Answer("*", 0, tempts),
        ]

    @classmethod
    def losses(cls, spec: Spec) -> Iterator[str]:
        if spec["scale"] == "log":
            yield _("Moodle knows no scale by factors: it accepts the range that earns full marks.")
        yield _("Moodle gives no marks for near misses; the rule stands in the general feedback.")
        if not complete("estimate", spec):
            yield _("Its numbers are not complete: Moodle gets a question without answers.")


class Ordering(MoodleAnswers):
    """Moodle's own type of it is read; it is written as a matching of texts and places."""

    types = ("ordering",)
    labels: ClassVar = {"first": "First end", "last": "Last end", "tempts": MIX_UP}

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        texts = [answer.text for answer in question.answers]
        if question.pairs:
            placed = [(number(place), text) for text, place in question.pairs]
            texts = [text for place, text in sorted(placed, key=lambda each: each[0] or 0)]
        rows = [
            {"text": text, "detail": items.get(f"Detail {n}", "")}
            for n, text in enumerate(texts, 1)
        ]
        named = {name: items.get(label, "") for name, label in cls.labels.items()}
        return "ordering", {"items": rows, **named}

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        rows = spec["items"]
        if rows:
            question.type = "matching"
            question.pairs = [(row["text"], str(n)) for n, row in enumerate(rows, 1)]
        named = {label: spec[name] for name, label in cls.labels.items()}
        return named | {f"Detail {n}": row["detail"] for n, row in enumerate(rows, 1)}

    @classmethod
    def losses(cls, spec: Spec) -> Iterator[str]:
        yield _("Moodle is asked to match each item with its place.")


class Matching(MoodleAnswers):
    """Pairs; what is left over on the right has nothing on its left."""

    types = ("matching",)

    @classmethod
    def read(cls, question: MoodleQuestion, items: Items) -> tuple[str, Spec]:
        pairs = [{"left": left, "right": right} for left, right in question.pairs if left]
        spare = [right for left, right in question.pairs if not left]
        return "matching", {"pairs": pairs, "spare": spare, "tempts": items.get(MIX_UP, "")}

    @classmethod
    def write(cls, question: MoodleQuestion, spec: Spec) -> Items:
        question.pairs = [(row["left"], row["right"]) for row in spec["pairs"]]
        question.pairs += [("", text) for text in spec["spare"]]
        if question.pairs:
            question.type = "matching"
        return {MIX_UP: spec["tempts"]}


BY_KIND: dict[str, type[MoodleAnswers]] = {
    "choice": Options,
    "multiple": Options,
    "true_false": TrueFalse,
    "estimate": Estimate,
    "ordering": Ordering,
    "matching": Matching,
}
BY_TYPE = {name: each for each in BY_KIND.values() for name in each.types}


def complete(kind: str, spec: Spec) -> bool:
    """Whether this spec could be asked; why its wrong answers tempt may still be missing."""
    return not [each for each in KINDS[kind](**spec).problems() if each.code != "no_reason"]
