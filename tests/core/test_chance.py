"""What a guesser earns on average, against going through all that could be guessed."""

import math
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.kinds import KINDS


def texts(number, mark="t"):
    return [f"{mark}{n}" for n in range(number)]


def wrong(number):
    return [{"text": text, "tempts": "It tempts."} for text in texts(number, "w")]


def placing(kind, number, spare=0):
    if kind == "ordering":
        items = [{"text": text} for text in texts(number)]
        return KINDS[kind](items=items, first="first", last="last")
    pairs = [{"left": left, "right": f"r{left}"} for left in texts(number)]
    return KINDS[kind](pairs=pairs, spare=texts(spare, "s"))


TASKS = {
    **{f"choice of {n + 1}": KINDS["choice"](right="r", wrong=wrong(n)) for n in range(1, 7)},
    **{
        f"{rights} right of {rights + wrongs}": KINDS["multiple"](
            right=texts(rights, "r"), wrong=wrong(wrongs)
        )
        for rights in range(1, 6)
        for wrongs in range(1, 6)
    },
    "true": KINDS["true_false"](right=True),
    "false": KINDS["true_false"](right=False),
    **{f"order of {n}": placing("ordering", n) for n in range(2, 8)},
    **{
        f"{n} pairs, {spare} spare": placing("matching", n, spare)
        for n in range(2, 6)
        for spare in range(3)
    },
}


@pytest.mark.parametrize("name", TASKS)
def test_it_is_the_mean_over_all_guesses(name):
    task = TASKS[name]
    assert task.chance == pytest.approx(fmean(map(task.grade, task.guesses())), abs=1e-12)


def test_the_ones_that_a_reader_would_name():
    assert TASKS["choice of 4"].chance == 0.25
    assert TASKS["true"].chance == 0.5
    assert TASKS["4 pairs, 1 spare"].chance == 0.2
    # Of six orders one earns a whole point and two a third of one.
    assert TASKS["order of 3"].chance == pytest.approx((1 + 2 / 3) / 6)


@st.composite
def estimates(draw):
    low = draw(st.integers(1, 50))
    high = low + draw(st.integers(2, 400))
    right = draw(st.integers(low, high))
    log = draw(st.booleans())
    tolerance = draw(st.floats(1, 5) if log else st.floats(0, 60))
    zero_at = tolerance + draw(st.floats(0.1, 300))
    return KINDS["estimate"](
        right=right, unit="%", low=low, high=high, tolerance=tolerance, zero_at=zero_at,
        scale="log" if log else "linear",
    )  # fmt: skip


@given(estimates())
def test_of_an_estimate_it_is_the_area_under_the_grade(task):
    parts = 2_000
    found = fmean(task.grade(task.at((n + 0.5) / parts)) for n in range(parts))
    # A grade falls from 1 to 0 within zero_at: where that is a jump, half a part is off.
    assert math.isclose(task.chance, found, abs_tol=3 / parts)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_of_an_estimate_that_is_right_all_over_it_is_one(scale):
    task = KINDS["estimate"](
        right=5, unit="%", low=1, high=25, tolerance=100, zero_at=200, scale=scale
    )
    assert task.chance == pytest.approx(1)
