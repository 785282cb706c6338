"""How an editor writes a question: plain fields, never JSON.

Each kind has a small form for its answers, with rows of fields that need no
script. The form for a whole question, in ``admin/forms/question.py``, has those fields in it.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.content.fields import LineField, NumberField

Fields = dict[str, forms.Field]


def line(label: Any, help_text: Any = "", wide: int = 60) -> LineField:
    widget = forms.TextInput(attrs={"size": wide})
    return LineField(label=label, help_text=help_text, required=False, widget=widget)


def decimal(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(label=label, help_text=help_text, required=False)


class SpecForm:
    """The fields for the answers of one kind, and the way to a spec and back.

    ``rows`` names for each list of the spec the columns of its rows and how
    many rows are offered; ``fields`` makes the fields that are there once.
    """

    rows: ClassVar[dict[str, tuple[int, dict[str, Any]]]] = {}

    @classmethod
    def once(cls) -> Fields:
        return {}

    @classmethod
    def offered(cls, spec: dict[str, Any]) -> Iterator[tuple[str, range, dict[str, Any]]]:
        """Each list with the numbers of its rows, one more than are filled, and its columns."""
        for name, (count, columns) in cls.rows.items():
            yield name, range(1, max(count, len(spec.get(name, ())) + 1) + 1), columns

    @classmethod
    def fields(cls, spec: dict[str, Any]) -> Fields:
        made = cls.once()
        for name, numbers, columns in cls.offered(spec):
            for number in numbers:
                for column, label in columns.items():
                    made[f"{name}_{number}_{column}"] = line(f"{label} {number}", wide=44)
        return made

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        """Fields in the order of the page; a tuple stands on one line."""
        shown: list[Any] = list(cls.once())
        for name, numbers, columns in cls.offered(spec):
            shown += [
                tuple(f"{name}_{number}_{column}" for column in columns) for number in numbers
            ]
        return shown

    @classmethod
    def initial(cls, spec: dict[str, Any]) -> dict[str, Any]:
        found = {name: spec[name] for name in cls.once() if name in spec}
        for name, (_count, columns) in cls.rows.items():
            for number, row in enumerate(spec.get(name, ()), start=1):
                for column in columns:
                    value = row.get(column, "") if isinstance(row, dict) else row
                    found[f"{name}_{number}_{column}"] = value
        return found

    @classmethod
    def spec(cls, cleaned: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {name: cleaned.get(name) for name in cls.once()}
        for name, (_count, columns) in cls.rows.items():
            made[name] = []
            number = 0
            while any(f"{name}_{number + 1}_{column}" in cleaned for column in columns):
                number += 1
                row = {
                    column: cleaned.get(f"{name}_{number}_{column}", "") or "" for column in columns
                }
                if any(row.values()):
                    made[name].append(row if len(columns) > 1 else row[next(iter(columns))])
        return made

    @classmethod
    def place(cls, field: str, code: str, cleaned: dict[str, Any]) -> str:
        """The field of the page on which a problem with ``field`` of the spec is said."""
        if field in cls.rows:
            if code == "no-reason":
                for name, text in cleaned.items():
                    row, _, column = name.rpartition("_")
                    reason = f"{row}_tempts"
                    if row.startswith(f"{field}_") and column == "text" and text:
                        if not cleaned.get(reason):
                            return reason
            return f"{field}_1_{next(iter(cls.rows[field][1]))}"
        return field


def with_room(answers: type[SpecForm], spec: dict[str, Any], posted: Any) -> dict[str, Any]:
    """``spec`` with as many rows as are filled in what was posted, so that none of them is lost."""
    found = dict(spec)
    for name, (_count, columns) in answers.rows.items():
        row = re.compile(rf"{name}_(\d{{1,2}})_({'|'.join(columns)})")
        filled = (row.fullmatch(field) for field in posted if posted[field].strip())
        most = max((int(match[1]) for match in filled if match), default=0)
        rows = list(spec.get(name, ()))
        found[name] = rows + [""] * (most - len(rows))
    return found


class ChoiceSpec(SpecForm):
    rows: ClassVar = {"wrong": (5, {"text": _("Wrong answer"), "tempts": _("Why it tempts")})}

    @classmethod
    def once(cls) -> Fields:
        return {"right": line(_("Right answer"))}


class MultipleSpec(SpecForm):
    rows: ClassVar = {
        "right": (5, {"text": _("Right answer")}),
        "wrong": (5, {"text": _("Wrong answer"), "tempts": _("Why it tempts")}),
    }


class TrueFalseSpec(SpecForm):
    @classmethod
    def once(cls) -> Fields:
        return {
            "right": forms.TypedChoiceField(
                label=_("The statement is"),
                choices=[("", "–"), ("True", _("True")), ("False", _("False"))],
                coerce=lambda value: value == "True",
                empty_value=None,
                required=False,
            ),
            "tempts": line(_("Why the wrong one tempts"), wide=90),
        }


class EstimateSpec(SpecForm):
    @classmethod
    def once(cls) -> Fields:
        return {
            "right": decimal(_("Right number")),
            "unit": line(_("Unit"), _("Said after the number: “%”, “of 120 legislators”."), 40),
            "low": decimal(_("Lowest number offered")),
            "high": decimal(_("Highest number offered")),
            "step": decimal(_("Step of the slider")),
            "scale": forms.ChoiceField(
                label=_("Scale"),
                choices=[
                    ("linear", _("Even: distances in the unit")),
                    ("log", _("By factors: for numbers that span powers of ten")),
                ],
            ),
            "tolerance": decimal(
                _("Full marks within"),
                _("Even scale: so many units either way. By factors: at least 1, such as 1.25."),
            ),
            "zero_at": decimal(
                _("No marks from"),
                _("The distance, or the factor, at which the points have run out."),
            ),
            "tempts": line(_("Why people guess wrong"), wide=90),
        }

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [
            ("right", "unit"), ("low", "high", "step"), "scale", ("tolerance", "zero_at"), "tempts"
        ]  # fmt: skip

    @classmethod
    def initial(cls, spec: dict[str, Any]) -> dict[str, Any]:
        return {"step": 1, "scale": "linear", **super().initial(spec)}


class OrderingSpec(SpecForm):
    rows: ClassVar = {
        "items": (6, {"text": _("In the right order"), "detail": _("Shown afterwards")})
    }

    @classmethod
    def once(cls) -> Fields:
        return {
            "first": line(_("Name of the first end"), _("“Earliest”"), 30),
            "last": line(_("Name of the last end"), _("“Latest”"), 30),
            "tempts": line(_("The usual mix-up"), wide=90),
        }

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [("first", "last"), *super().layout(spec)[3:], "tempts"]


class MatchingSpec(SpecForm):
    rows: ClassVar = {
        "pairs": (6, {"left": _("This"), "right": _("belongs to")}),
        "spare": (3, {"text": _("Left over")}),
    }

    @classmethod
    def once(cls) -> Fields:
        return {"tempts": line(_("The usual mix-up"), wide=90)}

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        return [*super().layout(spec)[1:], "tempts"]


SPEC_FORMS: dict[str, type[SpecForm]] = {
    "choice": ChoiceSpec,
    "multiple": MultipleSpec,
    "true_false": TrueFalseSpec,
    "estimate": EstimateSpec,
    "ordering": OrderingSpec,
    "matching": MatchingSpec,
}
