"""Whether guessing pays, and what a bank has too much of."""

import pytest

from quiz.content.bank_validation import TACTICS, Item, overlaps, solution_longest, tactic
from quiz.core.kinds import KINDS
from tests.factories import SPECS


def item(kind="choice", spec=None, ref="one", fact="one", prompt="How many were right?"):
    return Item(ref, fact, "topic", kind, prompt, spec or SPECS[kind])


def choice(right, *wrong):
    return {"right": right, "wrong": [{"text": text, "tempts": "It may."} for text in wrong]}


@pytest.mark.parametrize("kind", SPECS)
def test_a_guess_is_always_an_answer_and_one_of_them_is_right(kind):
    task = KINDS[kind](**SPECS[kind])
    grades = [task.grade(task.read(guess)) for guess in task.guesses()]
    assert max(grades) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("kind", "mean"), [("choice", 1 / 4), ("true_false", 1 / 2), ("matching", 1 / 4)]
)
def test_guessing_earns_what_chance_says(kind, mean):
    task = KINDS[kind](**SPECS[kind])
    grades = [task.grade(guess) for guess in task.guesses()]
    assert sum(grades) / len(grades) == pytest.approx(mean)


@pytest.mark.parametrize(
    ("name", "kind", "spec"),
    [
        ("the longest answer", "choice", choice("The much longer one of all", "Short", "Tiny")),
        ("the shortest answer", "choice", choice("Eh", "Short one", "Another one")),
        ("the most hedged", "choice", choice("It may often be so", "It is so", "It is not so")),
        ("always true", "true_false", SPECS["true_false"]),
        (
            "the middle of the range",
            "estimate",
            {**SPECS["estimate"], "right": 60, "tolerance": 5},
        ),
        (
            "the middle of the range",
            "estimate",
            {**SPECS["estimate"], "scale": "log", "low": 1, "high": 10_000, "right": 100,
             "tolerance": 1.5, "zero_at": 5},
        ),
        (
            "by alphabet",
            "ordering",
            {**SPECS["ordering"], "items": [{"text": text} for text in "abcd"]},
        ),
    ],
)  # fmt: skip
def test_a_tactic_that_pays_is_found(name, kind, spec):
    assert tactic(name, [item(kind, spec)] * 30).pays


def test_ticking_everything_and_taking_the_first_never_pay():
    assert not tactic("tick everything", [item("multiple")] * 30).pays
    assert not tactic("the first shown", [item()] * 30).pays


@pytest.mark.parametrize("name", TACTICS)
def test_of_nothing_nothing_can_be_said(name):
    assert not tactic(name, []).pays


def test_the_longest_key_is_counted_against_chance():
    long = item(spec=choice("The longest of these", "Short", "Tiny"))
    fair = item(spec=choice("Short", "The longest of these", "Tiny"))
    assert solution_longest([long] * 10).pays
    assert not solution_longest([long, fair, fair]).pays


def test_ties_are_shared():
    tied = item(spec=choice("aa", "bb", "c"))
    assert tactic("the longest answer", [tied]).earned == 0.5


def test_questions_of_different_facts_that_say_the_same_are_found():
    one = item(ref="one", fact="a", prompt="Which firm supplied cameras to London police?")
    other = item(ref="two", fact="b", prompt="Which firm supplied London police with cameras?")
    variant = item(ref="three", fact="a", prompt="Which firm supplied London police cameras?")
    found = [(a.ref, b.ref) for a, b, _ in overlaps([one, other, variant])]
    assert found == [("one", "two"), ("two", "three")]
