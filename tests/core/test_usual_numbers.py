"""What the numbers of an estimate are that nobody has chosen."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.core.kinds.estimate import Estimate
from quiz.core.usual_numbers import usual_numbers, with_usual_numbers

TYPED = st.none() | st.just("") | st.integers() | st.floats() | st.booleans()


@pytest.mark.parametrize(
    ("spec", "low", "high", "step", "tolerance", "zero_at"),
    [
        ({}, 0, 100, 1, 5, 20),
        ({"right": 65, "unit": "%"}, 0, 100, 1, 5, 20),
        ({"right": 26, "unit": "of 120 legislators"}, 0, 120, 1, 3, 20),
        ({"right": 3, "unit": "of 0"}, 0, 10, 1, 0, 2),
        ({"right": 4, "unit": "million euros"}, 0, 10, 1, 0.4, 2),
        ({"right": 4, "unit": "days"}, 0, 10, 1, 0.4, 2),
        ({"right": 4, "unit": "daytime callers"}, 0, 10, 1, 0, 2),
        ({"right": 7, "unit": "%"}, 0, 100, 1, 0.7, 7),
        ({"right": 0.4, "unit": "per cent"}, 0, 100, 1, 0.04, 0.4),
        ({"right": 140, "unit": "% more"}, 0, 200, 1, 10, 40),
        ({"right": 0}, 0, 100, 1, 5, 20),
        ({"right": 2}, 0, 10, 1, 0, 2),
        ({"right": 7}, 0, 10, 1, 0, 2),
        ({"right": 2.5}, 0, 10, 0.1, 0.2, 2),
        ({"right": 123}, 0, 500, 1, 10, 100),
        ({"right": -40}, -50, 0, 1, 2, 10),
        ({"right": -40, "low": -60}, -60, 0, 1, 3, 10),
        ({"low": 0, "high": 0.5}, 0, 0.5, 0.001, 0.02, 0.1),
        ({"low": 3, "high": 3}, 3, 3, 0.01, 5, 20),
        ({"right": 900, "scale": "log"}, 100, 1_000_000, 1000, 1.25, 5),
        ({"right": 0, "scale": "log"}, 100, 1_000_000, 1000, 1.25, 5),
        ({"scale": "log"}, 100, 1_000_000, 1000, 1.25, 5),
    ],
)
def test_what_is_empty_is_as_it_usually_is(spec, low, high, step, tolerance, zero_at):
    made = usual_numbers(spec)
    assert (made["low"], made["high"], made["step"]) == (low, high, step)
    assert (made["tolerance"], made["zero_at"]) == (tolerance, zero_at)


def test_nothing_is_kept_before_there_is_a_right_number_for_it_to_follow():
    assert with_usual_numbers({"right": None, "low": None}) == {"right": None, "low": None}
    assert with_usual_numbers({"right": 0})["high"] == 100


NUMBERS = st.integers(1, 10**12) | st.floats(1e-6, 1e12)


@example(5, "linear")  # a line up to twice as much would begin a slider there
@example(500, "linear")
@example(1000, "log")
@given(NUMBERS | NUMBERS.map(lambda number: -number), st.sampled_from(["linear", "log"]))
def test_the_middle_of_a_line_where_a_slider_begins_earns_nothing(right, scale):
    right = abs(right) if scale == "log" else right
    made = Estimate(**usual_numbers({"right": right, "unit": "", "scale": scale}))
    assert not made.problems() or [one.code for one in made.problems()] == ["no_reason"]
    assert made.grade(made.at(0.5)) == 0
    assert made.grade(right) == 1


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_a_whole_that_nothing_can_be_counted_of_is_none(digits):
    assert usual_numbers({"right": 5, "unit": "of " + "9" * digits})["high"] == 20


@example(dict.fromkeys(("right", "low", "high"), 5e-324), "log", "")
@example({"low": 0, "high": 1e-322}, "linear", "")
@example({"low": 0, "high": 10**400}, "linear", "")
@given(
    st.dictionaries(st.sampled_from(["right", "low", "high", "step", "tolerance"]), TYPED),
    st.sampled_from(["", "linear", "log"]),
    st.sampled_from(["", "%", "of 120", "/ 7"]),
)
def test_what_is_there_stays_whatever_it_is(numbers, scale, unit):
    spec = {**numbers, "scale": scale, "unit": unit}
    made = usual_numbers(spec)
    assert all(
        repr(made[name]) == repr(spec[name]) for name in spec if spec[name] not in (None, "")
    )
    assert not {made[name] for name in ("low", "high", "step", "tolerance", "zero_at")} & {None, ""}
