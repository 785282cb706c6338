"""What the numbers of an estimate are that nobody has chosen."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.core.usual_numbers import usual_numbers

TYPED = st.none() | st.just("") | st.integers() | st.floats() | st.booleans()


@pytest.mark.parametrize(
    ("spec", "low", "high", "step", "tolerance", "zero_at"),
    [
        ({}, 0, 100, 1, 5, 20),
        ({"right": 65, "unit": "%"}, 0, 100, 1, 5, 20),
        ({"right": 26, "unit": "of 120 legislators"}, 0, 120, 1, 6, 20),
        ({"right": 3, "unit": "of 0"}, 0, 100, 1, 5, 20),
        ({"right": 123}, 0, 200, 1, 10, 40),
        ({"right": -40}, -40, 100, 1, 7, 30),
        ({"low": 0, "high": 0.5}, 0, 0.5, 0.001, 0.02, 0.1),
        ({"low": 3, "high": 3}, 3, 3, 0.01, 5, 20),
        ({"right": 900, "scale": "log"}, 10, 100_000, 100, 1.25, 5),
        ({"right": 0, "scale": "log"}, 10, 100_000, 100, 1.25, 5),
        ({"scale": "log"}, 10, 100_000, 100, 1.25, 5),
    ],
)
def test_what_is_empty_is_as_it_usually_is(spec, low, high, step, tolerance, zero_at):
    made = usual_numbers(spec)
    assert (made["low"], made["high"], made["step"]) == (low, high, step)
    assert (made["tolerance"], made["zero_at"]) == (tolerance, zero_at)


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_a_whole_that_nothing_can_be_counted_of_is_none(digits):
    assert usual_numbers({"right": 5, "unit": "of " + "9" * digits})["high"] == 100


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
