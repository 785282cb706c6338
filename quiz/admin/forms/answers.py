"""How an editor writes a question: plain fields, never JSON.

Each kind has a small form for its answers, with rows of fields that need no
script. The form for a whole question, in ``admin/forms/question.py``, has those fields in it.
"""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.admin.forms.spec import Fields, Rows, SpecForm, decimal, line, mixed_up, sentence
from quiz.content.schema import SCALES, answer_label
from quiz.core.usual_numbers import with_usual_numbers


def wrong_answers() -> Rows:
    columns = {"text": _("Wrong answer"), "tempts": _("Why somebody picks wrong answer")}
    return Rows(columns, 6, 3, _("Add a wrong answer"), needed=1)


class ChoiceSpec(SpecForm):
    about = _("A question, one answer that is right, and wrong ones that tempt.")
    asked_for = _(
        "Makes sense without the answers below it: “Who can read what you write on a work laptop?”"
    )
    rows: ClassVar = {"wrong": wrong_answers()}
    needs = _("One wrong answer is enough, two to five are usual. Readers meet them shuffled.")

    @classmethod
    def once(cls) -> Fields:
        said = _("Makes sense alone: it is what readers see first once they have answered.")
        return {"right": sentence(answer_label("choice", "right"), said)}


class MultipleSpec(SpecForm):
    about = _("A question with two or more right answers among wrong ones.")
    asked_for = _(
        "Says what the right ones have in common: “Which of these can tell where you are?”"
    )
    rows: ClassVar = {
        "right": Rows({"text": _("Right answer")}, 6, 2, _("Add a right answer"), needed=2),
        "wrong": wrong_answers(),
    }
    needs = _(
        "Two right answers at least. One wrong one is enough, two to five are usual. "
        "Readers meet them shuffled."
    )


class TrueFalseSpec(SpecForm):
    about = _("A statement: readers say whether it is so.")
    asks = _("Statement")
    asked_for = _(
        "Says one thing, which is either true or false: “A photo that you delete is gone from the "
        "cloud at once.”"
    )
    title = _("Answer")
    needs = _("Above stands a statement, no question: readers press True or False.")

    @classmethod
    def once(cls) -> Fields:
        return {
            "right": forms.TypedChoiceField(
                label=answer_label("true_false", "right"),
                choices=[("", "–"), ("True", _("True")), ("False", _("False"))],
                coerce=lambda value: value == "True",
                empty_value=None,
                required=False,
            ),
            "tempts": mixed_up(),
        }


class EstimateSpec(SpecForm):
    about = _("A number: near enough earns a point, a little off a part of it.")
    asked_for = _(
        "Asks for one number, and says of what: “Of 100 alerts, how many named the right person?”"
    )
    title = _("Answer")
    spared = ("unit", "low", "high", "step", "scale", "tolerance", "zero_at")
    needs = _("A number. How near is near enough has a usual value: it is drawn below.")

    @classmethod
    def once(cls) -> Fields:
        def name(field: str) -> Any:
            return answer_label("estimate", field)

        return {
            "right": decimal(name("right"), _("With digits: 3,205 or 0.5.")),
            "unit": line(name("unit"), _("“%”, “of 120 legislators”."), 30),
            "low": decimal(name("low")),
            "high": decimal(name("high")),
            "step": decimal(name("step")),
            "scale": forms.ChoiceField(
                label=name("scale"),
                choices=list(SCALES.items()),
                help_text=_("By times suits numbers that run from hundreds to millions."),
            ),
            "tolerance": decimal(
                name("tolerance"),
                _("“5”: up to 5 more or less. Counted by times, a factor: “1.25”."),
            ),
            "zero_at": decimal(
                name("zero_at"), _("“20”: 20 or more off. Counted by times, a factor: “3”.")
            ),
            "tempts": mixed_up(),
        }

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [
            ("right", "unit"), "tempts", ("low", "high", "step"), ("tolerance", "zero_at"), "scale"
        ]  # fmt: skip

    @classmethod
    def initial(cls, spec: dict[str, Any]) -> dict[str, Any]:
        return {"scale": "linear", **super().initial(spec)}

    @classmethod
    def spec(cls, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What is left empty beside the right number has its usual value from now on."""
        return with_usual_numbers(super().spec(cleaned))


class OrderingSpec(SpecForm):
    about = _("Three things or more that belong in an order: by size, by how soon, by steps.")
    asked_for = _(
        "Says what is put in order, and by what: “Which of these passwords is guessed first, which "
        "last?”"
    )
    columns: ClassVar = {
        "text": _("Thing"),
        "detail": _("Note for readers after the answer, thing"),
    }
    rows: ClassVar = {
        "items": Rows(columns, 7, 4, _("Add a thing"), needed=3, spared=("detail",)),
    }
    needs = _("Three things at least, from the first to the last. Readers meet them shuffled.")

    @classmethod
    def once(cls) -> Fields:
        return {
            "first": line(answer_label("ordering", "first"), _("“Smallest”, “First step”."), 30),
            "last": line(answer_label("ordering", "last"), _("“Largest”, “Last step”."), 30),
            "tempts": mixed_up(),
        }

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [("first", "last"), *cls.listed("items", spec), "tempts"]


class MatchingSpec(SpecForm):
    about = _("Three pairs or more: what belongs to what.")
    asked_for = _("Says what belongs to what: “Which app asks for which permission?”")
    rows: ClassVar = {
        "pairs": Rows(
            {"left": _("Given in pair"), "right": _("Its match in pair")},
            7, 3, _("Add a pair"), needed=3,
        ),
        "spare": Rows({"text": _("Fits none of the pairs: extra")}, 3, 1, _("Add an extra")),
    }  # fmt: skip
    title = _("Pairs")
    needs = _(
        "Three pairs at least. Readers choose the matches, shuffled; an extra that fits none makes "
        "guessing harder."
    )

    @classmethod
    def once(cls) -> Fields:
        return {"tempts": mixed_up()}

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [*super().layout(spec)[1:], "tempts"]

    @classmethod
    def lacking(cls, row: dict[str, str]) -> str:
        return next((name for name in row if not row[name]), "")


SPEC_FORMS: dict[str, type[SpecForm]] = {
    "choice": ChoiceSpec,
    "multiple": MultipleSpec,
    "true_false": TrueFalseSpec,
    "estimate": EstimateSpec,
    "ordering": OrderingSpec,
    "matching": MatchingSpec,
}
