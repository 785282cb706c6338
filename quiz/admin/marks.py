"""What a reader gets for each number of an estimate, drawn while it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.requests import EditorRequest
from quiz.content.fields import NumberField
from quiz.content.validation import spec_sentence
from quiz.content.wording import number, unit
from quiz.core import scoring
from quiz.core.kinds.estimate import Estimate
from quiz.core.usual_numbers import usual_numbers

NUMBERS = ("right", "low", "high", "step", "tolerance", "zero_at")


@dataclass(frozen=True)
class Mark:
    """A number on the line: how far along it stands, in percent, and how it is said."""

    at: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """``shape`` is the path of the marks in a box of 100 by 100, of which they keep within."""

    right: Mark
    ends: Sequence[Mark]
    nothing: Sequence[Mark]  # where the points run out, as far as that is on the line
    full: str  # from where to where a full point is earned
    shape: str
    example: Mark
    height: str  # of the example, from the top
    earned: Sequence[tuple[str, str]]
    described: str


@dataclass(frozen=True)
class Usual:
    """The numbers that are usual for a right number; ``fills`` says whether some are left empty."""

    of: str
    numbers: Sequence[tuple[Any, str]]
    fills: bool


def marks(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """The drawing alone, for numbers that somebody types. Nothing of it is kept."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return render(request, "admin/quiz/question/marks.html", {**context, **drawn(request.POST)})


def drawn(typed: Any) -> dict[str, Any]:
    """The drawing for what is typed, or why there is none, with what is ``usual`` for it."""
    read = {name: _read(typed.get(name)) for name in NUMBERS}
    named = {"unit": typed.get("unit") or "", "scale": typed.get("scale")}
    if unreadable := unread(typed):
        return {"why": " ".join(unreadable)}
    if read["right"] is None:
        return {"why": _("Write the right number to see what each answer earns.")}
    spec, usual = usual_numbers({**read, **named}), _usual(read, named)
    task = Estimate(**spec)
    wrong = [each for each in task.problems() if each.code != "no_reason"]
    if wrong:
        said = " ".join(str(spec_sentence("estimate", each.field, each.code)) for each in wrong)
        return {"usual": usual, "why": said}
    return {"usual": usual, "drawing": drawing(task)}


def _usual(read: dict[str, Any], named: dict[str, Any]) -> Usual:
    fields = SPEC_FORMS["estimate"].once()
    made = usual_numbers({"right": read["right"], **named})
    return Usual(
        f"{number(read['right'])}{unit(named['unit']).rstrip()}",
        [(fields[name].label, number(made[name])) for name in NUMBERS if name != "right"],
        None in read.values(),
    )


def _read(text: Any) -> Any:
    field = NumberField(required=False)
    try:
        return field.clean(field.prepare_value(text))
    except ValidationError:
        return None


def unread(typed: Any) -> list[str]:
    """What is said of the numbers that are typed and cannot be read."""
    fields, said = SPEC_FORMS["estimate"].once(), []
    for name in NUMBERS:
        try:
            fields[name].clean(fields[name].prepare_value(typed.get(name)))
        except ValidationError as wrong:
            said += wrong.messages
    return said


def points(grade: float) -> str:
    said = number(scoring.shown_grade(grade))
    return _("1 point") if grade >= 1 else said


def drawing(task: Estimate) -> Drawing:
    def mark(value: float) -> Mark:
        return Mark(f"{100 * task.share(value):.1f}%", number(_short(value)))

    times = task.scale == "log"
    zero_low, zero_high = (
        (task.right / task.zero_at, task.right * task.zero_at)
        if times
        else (task.right - task.zero_at, task.right + task.zero_at)
    )
    low, high = task.accepted
    inside = [each for each in (zero_low, zero_high) if task.low < each < task.high]
    between = _between(task, zero_low, low) if zero_low > task.low else None
    example = between if between is not None else _between(task, zero_high, high)
    grade = task.grade(example)
    earned = [(number(task.right), points(1))]
    earned += [(number(_short(example)), points(grade))]
    earned += [(" / ".join(number(_short(each)) for each in inside), points(0))] if inside else []
    earned.append((_("guessing at random"), _("{n} on average").format(n=points(task.chance))))
    alone = _("a full point for {low} alone")
    said = alone if low == high else _("a full point from {low} to {high}")
    full = said.format(low=number(_short(low)), high=number(_short(high)))
    ends = [number(_short(each)) for each in inside]
    return Drawing(
        right=Mark(mark(task.right).at, number(task.right)),
        ends=[mark(task.low), mark(task.high)],
        nothing=[mark(each) for each in inside],
        full=full,
        shape=_shape(task, [zero_low, low, high, zero_high]),
        example=mark(example),
        height=f"{53 + 100 * (1 - grade):.0f}",
        earned=earned,
        described=f"{full}; {_('nothing at {numbers}').format(numbers=', '.join(ends))}"
        if ends
        else full,
    )


def _between(task: Estimate, zero: float, full: float) -> float:
    """A number for which there is a part of a point, on the line and as a reader can give it."""
    zero = min(max(zero, task.low), task.high)
    middle = float(_short((zero + full) / 2))
    given = float(f"{task.low + round((middle - task.low) / task.step) * task.step:.12g}")
    return given if min(zero, full) < given < max(zero, full) else middle


def _shape(task: Estimate, turns: Sequence[float]) -> str:
    """The line of the marks through its turns; what is beyond the ends is cut off by the box."""
    far = [_share(task, value) for value in turns]
    (a, b, c, d) = (f"{100 * each:.1f}" for each in far)
    return f"M{a} 100 {b} 0 {c} 0 {d} 100"


def _share(task: Estimate, value: float) -> float:
    if task.scale == "log":
        return task.share(max(value, task.low / 1e6))
    return task.share(value)


def _short(value: float) -> int | float:
    """``value`` with three figures, as it is said beside a drawing."""
    value = float(f"{value:.3g}")
    return int(value) if value.is_integer() else value
