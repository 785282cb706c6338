"""How a response arrives from a browser: one form per kind.

Each form knows what its template has to draw (``rows``) and how to turn what
was posted into a response (``raw``). Whether that is an answer to the question
the kind itself decides; here its codes get their sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from quiz.content import numbers
from quiz.core import kinds
from quiz.models import Turn

SENTENCES: dict[str, Any] = {
    "nothing_chosen": _("You have not answered yet. Choose an answer, or press “Not sure”."),
    "not_offered": _("That is not one of the answers on offer. Please choose again."),
    "not_a_number": _("Please write a number with digits only, such as 25 or %(half)s."),
    "out_of_range": _("Please write a number from %(low)s to %(high)s."),
    "incomplete": _("Still missing: %(missing)s. Please complete your answer."),
    "repeated": _("Two of them have the same place. Give each a place of its own."),
}


@dataclass(frozen=True)
class Row:
    """One thing to choose or place: ``name`` and ``value`` of its field, and its text."""

    name: str
    value: str
    text: Any
    chosen: Any = False


def still_missing(rows: Sequence[Row]) -> str:
    missing = ", ".join(f"“{row.text}”" for row in rows if not row.chosen)
    return str(SENTENCES["incomplete"]) % {"missing": missing}


class AnswerForm(forms.Form):
    """Reads the response to a turn. ``cleaned_data["response"]`` is None for "not sure".

    ``pressed`` says that each option is a button that sends itself; others are filled in first.
    """

    pressed = False

    def __init__(self, turn: Turn, data: Any = None):
        super().__init__(data)
        self.task: Any = turn.version.task
        self.seed = turn.seed

    def clean(self) -> dict[str, Any]:
        if "unsure" in self.data:
            return {"response": None}
        try:
            return {"response": self.task.read(self.raw(self.data))}
        except kinds.Refused as refusal:
            raise forms.ValidationError(self.sentence(refusal.code), refusal.code) from None

    def raw(self, data: Any) -> Any:
        raise NotImplementedError

    def sentence(self, code: str) -> Any:
        return SENTENCES[code]

    @cached_property
    def error(self) -> str:
        """What is wrong with the answer, in a sentence; a form that was not sent has nothing."""
        return " ".join(str(error) for error in self.non_field_errors()) if self.is_bound else ""


class ChoiceForm(AnswerForm):
    pressed = True

    def raw(self, data: Mapping[str, str]) -> Any:
        return data.get("response")

    @cached_property
    def rows(self) -> list[Row]:
        return [Row("response", text, text) for text in self.task.offered(self.seed)]


class MultipleForm(AnswerForm):
    def raw(self, data: Any) -> Any:
        return data.getlist("response")

    @cached_property
    def rows(self) -> list[Row]:
        data: Any = self.data
        offered = self.task.offered(self.seed)
        sent = data.getlist("response") if self.is_bound else []
        ticked = [kinds.offered_text(text, offered) for text in sent]
        return [Row("response", text, text, text in ticked) for text in offered]


class TrueFalseForm(AnswerForm):
    pressed = True
    values = {"true": True, "false": False}

    def raw(self, data: Mapping[str, str]) -> Any:
        posted = data.get("response")
        return self.values.get(posted, posted) if posted else None

    @cached_property
    def rows(self) -> list[Row]:
        names = {"true": _("True"), "false": _("False")}
        return [Row("response", value, names[value]) for value in self.values]


TWO_READINGS = _("Did you mean %(one)s or %(other)s? Please write it like that.")


class EstimateForm(AnswerForm):
    """A number in a field for text: browsers' own fields for numbers lose what they cannot read."""

    def __init__(self, turn: Turn, data: Any = None):
        super().__init__(turn, data)
        self.language = turn.round.bank.language

    def sentence(self, code: str) -> Any:
        low, high, half = (
            numbers.say(n, self.language) for n in (self.task.low, self.task.high, 0.5)
        )
        return super().sentence(code) % {"low": low, "high": high, "half": half}

    def raw(self, data: Mapping[str, str]) -> Any:
        """The number that was typed, with or without its unit; what is none stays as it is."""
        typed = self.value.strip()
        written = typed.removesuffix(self.task.unit) or typed
        try:
            return numbers.read(written, self.language)
        except numbers.Ambiguous as both:
            one, other = (numbers.plain(each, self.language) for each in both.readings)
            said = TWO_READINGS % {"one": one, "other": other}
            raise forms.ValidationError(said, "ambiguous") from None
        except numbers.NotANumber:
            return typed

    @property
    def value(self) -> str:
        return self.data.get("response", "")

    @property
    def notation(self) -> numbers.Notation:
        return numbers.notation(self.language)

    @property
    def keyboard(self) -> str:
        """Which keys a phone offers: its decimal ones have no minus."""
        return "text" if self.task.low < 0 else "decimal"


class OrderingForm(AnswerForm):
    def sentence(self, code: str) -> Any:
        if code == "nothing_chosen":
            return _(
                "You have not answered yet. Give each a place, or press “Leave them as they stand” "
                "if they are in order already. Or press “Not sure”."
            )
        return still_missing(self.rows) if code == "incomplete" else super().sentence(code)

    def raw(self, data: Mapping[str, str]) -> Any:
        texts = self.task.offered(self.seed)
        places = [str(place) for place in range(1, len(texts) + 1)]
        by_place: dict[str, str] = {}
        for number, text in enumerate(texts, start=1):
            place = data.get(f"place-{number}", "")
            if place in by_place:
                raise kinds.Refused("repeated")
            if place:
                by_place[place] = text
        if not by_place.keys() <= set(places):
            raise kinds.Refused("not_offered")
        return [by_place.get(place) for place in places]

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(f"place-{number}", "", text, self.data.get(f"place-{number}", ""))
            for number, text in enumerate(self.task.offered(self.seed), start=1)
        ]

    @cached_property
    def places(self) -> list[str]:
        return [str(place) for place in range(1, len(self.task.items) + 1)]


class MatchingForm(AnswerForm):
    def sentence(self, code: str) -> Any:
        return still_missing(self.rows) if code == "incomplete" else super().sentence(code)

    def raw(self, data: Mapping[str, str]) -> Any:
        return [
            [pair.left, data.get(f"match-{number}", "")]
            for number, pair in enumerate(self.task.pairs, start=1)
        ]

    @cached_property
    def rows(self) -> list[Row]:
        offered = self.task.offered(self.seed)
        return [
            Row(
                f"match-{number}",
                "",
                pair.left,
                kinds.offered_text(self.data.get(f"match-{number}", ""), offered) or "",
            )
            for number, pair in enumerate(self.task.pairs, start=1)
        ]

    @cached_property
    def rights(self) -> list[tuple[str, str]]:
        """What can be chosen for each, with the letter that stands for it."""
        return list(zip(ascii_uppercase, self.task.offered(self.seed), strict=False))


FORMS: dict[str, type[AnswerForm]] = {
    "choice": ChoiceForm,
    "multiple": MultipleForm,
    "true_false": TrueFalseForm,
    "estimate": EstimateForm,
    "ordering": OrderingForm,
    "matching": MatchingForm,
}


def answer_form(turn: Turn, data: Any = None) -> AnswerForm:
    """The form for ``turn``, filled with what was posted."""
    return FORMS[turn.version.kind](turn, data)
