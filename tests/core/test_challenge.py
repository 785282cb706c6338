"""A challenge in a text: short, and read back as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.challenge import Challenge, Reached, lead

pytestmark = pytest.mark.any_database

NUMBERS = st.integers(0, 20)
REACHED = st.builds(Reached, st.none() | NUMBERS, NUMBERS)
VERSIONS = st.lists(st.integers(1, 2**63), min_size=1, max_size=20).map(tuple)
SENT = st.builds(Challenge, VERSIONS, st.none() | NUMBERS)
ANSWERS = st.builds(Challenge, VERSIONS, NUMBERS, REACHED)


@given(SENT | ANSWERS)
def test_what_was_written_is_read(challenge):
    assert Challenge.read(challenge.text) == challenge


@given(st.text("0123456789abz-_", max_size=30))
def test_what_is_read_is_a_challenge_or_refused(text):
    try:
        challenge = Challenge.read(text)
    except ValueError:
        return
    assert Challenge.read(challenge.text) == challenge


def test_it_is_short():
    versions = tuple(range(1_001, 1_011))
    assert Challenge(versions[:3]).text == "rt-ru-rv"
    assert len(Challenge(versions).text) == 29
    assert Challenge(versions[:2], 2, Reached(None, 3)).text == "rt-ru_2_-3"


@pytest.mark.parametrize(
    "text", ["", "-", "1-", "1_", "1__3", "1_2_3", "1A", "1 ", "1\n", "é", "٣"]
)
def test_what_says_none_is_refused(text):
    with pytest.raises(ValueError, match="no challenge"):
        Challenge.read(text)


def test_it_says_how_its_sender_fared():
    assert Challenge((1, 2, 3), 2).reached == Reached(2, 3)
    assert Challenge((1, 2, 3)).reached == Reached(None, 3)


def test_only_what_was_asked_as_much_is_compared():
    assert lead(Reached(7, 10), Reached(5, 10)) == 2
    assert lead(Reached(5, 10), Reached(7, 10)) == -2
    assert lead(Reached(0, 10), Reached(0, 10)) == 0
    assert lead(Reached(7, 10), Reached(5, 9)) is None
    assert lead(Reached(7, 10), Reached(None, 10)) is None
