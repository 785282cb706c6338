"""Answers in another kind: what fits is kept, what does not is told, nothing is lost."""

import itertools
from dataclasses import fields

import pytest

from quiz.core.kinds import KINDS
from quiz.core.other_kind import blank, in_another_kind, says_something
from tests.factories import SPECS


def texts(value):
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str):
        return {value} - {""}
    return set().union(*map(texts, value)) if not isinstance(value, (int, float, bool)) else set()


PAIRS = list(itertools.permutations(SPECS, 2))


@pytest.mark.parametrize(("kind", "into"), PAIRS)
def test_every_text_is_kept_or_told(kind, into):
    spec = {name: part for name, part in SPECS[kind].items() if part is not None}
    made, left = in_another_kind(kind, spec, into)
    assert set(made) == {field.name for field in fields(KINDS[into])}
    found = texts({name: part for name, part in made.items() if part is not None}) | {*left}
    meant = texts(spec)
    if kind == "estimate":
        meant = {"26 of 120", spec["tempts"]}
    missing = {text for text in meant - found if text not in ("linear",)}
    assert not missing
    assert not {*left} & texts({name: part for name, part in made.items() if part is not None})


@pytest.mark.parametrize("kind", SPECS)
def test_the_same_kind_keeps_all_and_a_draft_without_answers_has_a_place_everywhere(kind):
    assert in_another_kind(kind, SPECS[kind], kind) == (SPECS[kind], [])
    for into in SPECS:
        assert in_another_kind(kind, {}, into)[1] == []
        assert in_another_kind(kind, blank(kind), into)[1] == []


def test_one_right_answer_is_one_of_several_and_the_first_of_several_is_the_right_one():
    several, left = in_another_kind("choice", SPECS["choice"], "multiple")
    assert several["right"] == ["Eight"]
    assert several["wrong"] == SPECS["choice"]["wrong"]
    assert left == []
    one, left = in_another_kind("multiple", SPECS["multiple"], "choice")
    assert (one["right"], left) == ("Thorn", ["Marinus Analytics"])


def test_rows_stay_rows_between_an_order_and_pairs():
    pairs, left = in_another_kind("ordering", SPECS["ordering"], "matching")
    assert pairs["pairs"][0] == {"left": "IBM writes to Congress", "right": "8 June 2020"}
    assert left == ["Earliest", "Latest"]
    back, left = in_another_kind("matching", pairs, "ordering")
    assert back["items"] == SPECS["ordering"]["items"]
    assert left == []


def test_what_only_one_kind_can_say_is_told_in_words():
    assert in_another_kind("estimate", SPECS["estimate"], "true_false")[1] == ["26 of 120"]
    assert in_another_kind("true_false", SPECS["true_false"], "choice")[1] == [
        "The statement is true.",
        "It sounds too strong to be true.",
    ]
    statement, left = in_another_kind("choice", SPECS["choice"], "true_false")
    assert statement == {"right": None, "tempts": "Half feels like a fair guess."}
    assert left[0] == "Eight"


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_has_typed_says_nothing(kind):
    assert not says_something(kind, blank(kind))
    typed = {"pairs": [{"left": "A", "right": ""}]} if kind == "matching" else {"tempts": "So."}
    assert says_something(kind, {**blank(kind), **typed})
