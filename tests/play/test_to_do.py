"""What a round ends with: what protects most and was missed, and never what is known already."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.play.to_do import MOST, Action, to_do


def answered(text, grade, protects="", minutes=5):
    action = {"text": text, "minutes": minutes, "protects": protects}
    version = SimpleNamespace(content={"action": action} if text else {})
    return SimpleNamespace(grade=grade, version=version)


def texts(*turns):
    return [action.text for action in to_do(turns)]


def test_what_protects_most_and_was_missed_comes_first():
    assert texts(
        answered("little, missed", 0, "little"),
        answered("much, known", 1, "much"),
        answered("some, half missed", 0.5, "some"),
        answered("much, missed", 0, "much"),
        answered("some, missed", 0, "some"),
    ) == ["much, missed", "some, missed", "little, missed", "some, half missed"]


def test_of_equal_worth_one_that_says_where_comes_first_and_then_the_shorter():
    path = "iPhone: Settings, Privacy & Security, Microphone."
    assert texts(
        answered("Think up four words.", 0, "much", 1),
        answered("Set up a passkey somewhere.", 0, "much", 10),
        answered("Look it up at haveibeenpwned.com.", 0, "much", 10),
        answered(path, 0, "much", 3),
    ) == [
        path,
        "Look it up at haveibeenpwned.com.",
        "Think up four words.",
        "Set up a passkey somewhere.",
    ]
    assert texts(answered(path, 0, "some"), answered("long", 0, "much", 30))[0] == "long"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("In Chrome open Settings, then Cookies.", True),
        ("Search the settings for microphone.", True),
        ("In Signal choose “No Name or Content”.", True),
        ("Ask metengage.co.uk for messages.", True),
        ("For Google, takeout.google.com does it.", True),
        ("Set up a passkey on one account.", False),
        ("Move or cover any camera at home.", False),
    ],
)
def test_what_says_where(text, where):
    assert Action(text, 1).says_where == where


def test_what_is_worth_more_comes_first_however_long_it_takes():
    assert texts(answered("long", 0, "much", 30), answered("short", 0, "some", 1))[0] == "long"


def test_after_ten_of_ten_only_what_protects_is_asked_for():
    """Nobody who knows all is told to put a firm's deadline into a calendar."""
    assert texts(*[answered("a deadline", 1, "little")] * 10) == []
    assert texts(answered("a deadline", 1, "little"), answered("a second step", 1, "much")) == [
        "a second step"
    ]


def test_what_no_editor_has_rated_counts_as_some():
    assert texts(answered("little", 0, "little"), answered("unsaid", 0)) == ["unsaid", "little"]


def test_the_same_thing_is_named_once():
    assert texts(answered("lock", 1, "much"), answered("lock", 0, "much")) == ["lock"]


def test_questions_without_one_and_rounds_without_an_answer_have_none():
    assert texts(answered("", 0), answered("no minutes", 0, "much", None)) == []
    assert to_do([]) == []


GRADES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
RATED = st.sampled_from(["much", "some", "little", ""])


@given(st.lists(st.tuples(st.integers(0, 9).map(str), GRADES, RATED), max_size=20))
def test_a_few_different_ones_that_are_there(rows):
    found = to_do([answered(*row) for row in rows])
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert set(found) <= {Action(text, 5) for text, *_ in rows}
