"""A publisher's colour, readable on ours."""

import pytest

from quiz.core.contrast import ENOUGH, contrast, read_colour, readable


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("b3261e", "b3261e"),
        (" #B3261E ", "b3261e"),
        ("#b31", "bb3311"),
        ("", ""),
        ("red", ""),
        ("#12345", ""),
        ("١٢٣٤٥٦", ""),
        ("b3261e;}", ""),
    ],
)
def test_a_colour_is_read_as_people_write_it(text, colour):
    assert read_colour(text) == colour


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("000000", "ffffff", 21.0),
        ("ffffff", "ffffff", 1.0),
        ("777777", "ffffff", 4.48),  # the best known grey that is not enough
        ("767676", "ffffff", 4.54),
        ("0000ff", "ffffff", 8.59),
    ],
)
def test_contrast_is_what_wcag_says(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_what_can_be_read_stays_as_it_is():
    assert readable("123c9c", ["fbf8f1", "fffdf8"]) == "123c9c"
    assert readable("a9c3ff", ["14120e", "1e1b16"]) == "a9c3ff"


@pytest.mark.parametrize("colour", ["ffff00", "ffffff", "777777", "000000", "e4002b", "00ff88"])
@pytest.mark.parametrize("on", [["fbf8f1", "fffdf8"], ["14120e", "1e1b16"]])
def test_any_other_is_made_darker_or_lighter_until_it_can(colour, on):
    shade = readable(colour, on)
    assert min(contrast(shade, each) for each in on) >= ENOUGH


def test_where_nothing_is_enough_it_is_the_end():
    """Nothing can be read both on white and on a dark grey."""
    assert readable("808080", ["ffffff", "333333"]) == "000000"
