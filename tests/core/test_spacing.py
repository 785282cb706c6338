"""When a fact that was missed is asked again."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.spacing import GAPS, Answer, missed_on

FIRST = datetime.date(2026, 11, 1)


def day(number):
    return FIRST + datetime.timedelta(days=number)


def told(*answers):
    """Answers, each a number of days after the first and whether it was right."""
    return [Answer(day(number), right) for number, right in answers]


HISTORIES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=8)


@pytest.mark.parametrize(
    ("answers", "due"),
    [
        ([(0, True)], []),
        ([(0, False)], [*range(2, 31)]),
        ([(0, False), (1, True)], [*range(2, 31)]),
        ([(0, False), (2, True)], [*range(7, 31)]),
        ([(0, False), (2, False)], [*range(7, 31)]),
        ([(0, False), (8, False)], [*range(21, 31)]),
        ([(0, False), (4, True)], [*range(7, 31)]),
        ([(0, False), (9, True)], [*range(21, 31)]),
        ([(0, False), (2, True), (7, True), (21, True)], []),
        ([(0, False), (25, True)], []),
        ([(0, False), (21, False)], [*range(23, 31)]),
        ([(0, False), (21, True), (22, False)], [*range(24, 31)]),
        ([(0, True), (3, False)], [*range(5, 31)]),
    ],
)
def test_it_comes_back_after_2_7_and_21_days_until_it_is_asked(answers, due):
    after = range(answers[-1][0], 31)
    assert [n for n in after if missed_on(told(*answers), day(n))] == due


@given(answers=HISTORIES, today=st.integers(0, 90))
def test_what_is_due_was_missed_two_days_ago_or_more(answers, today):
    missed = missed_on(told(*answers), day(today))
    if missed:
        assert Answer(missed, right=False) in told(*answers)
        assert (day(today) - missed).days >= GAPS[0]


@given(answers=HISTORIES, today=st.integers(60, 90), right=st.booleans())
def test_what_was_asked_is_not_due_on_the_same_day(answers, today, right):
    assert missed_on(told(*answers, (today, right)), day(today)) is None


@given(visits=st.sets(st.integers(1, 90)), right=st.booleans())
def test_whoever_is_right_is_asked_three_times_at_most(visits, right):
    answers = told((0, False))
    for visit in sorted(visits):
        if missed_on(answers, day(visit)):
            answers.append(Answer(day(visit), right=True))
    asked = [(each.on - FIRST).days for each in answers[1:]]
    assert len(asked) == len({sum(gap <= n for gap in GAPS) for n in asked})
    assert (asked != []) == any(visit >= GAPS[0] for visit in visits)


def test_who_comes_daily_is_asked_on_those_very_days():
    answers = told((0, False))
    for visit in range(1, 60):
        if missed_on(answers, day(visit)):
            answers.append(Answer(day(visit), right=True))
    assert [(each.on - FIRST).days for each in answers] == [0, 2, 7, 21]


@given(
    answers=st.lists(st.tuples(st.integers(0, 60), st.booleans()), unique_by=lambda a: a[0]),
    today=st.integers(0, 90),
    data=st.data(),
)
def test_which_round_ended_first_makes_no_difference(answers, today, data):
    """A round may be taken up again after a later one was played."""
    order = data.draw(st.permutations(answers))
    assert missed_on(told(*order), day(today)) == missed_on(told(*answers), day(today))


@given(on_that_day=st.lists(st.booleans()), practised=st.booleans())
def test_practice_before_the_second_day_puts_nothing_off(on_that_day, practised):
    answers = told((0, False), *[(0, right) for right in on_that_day], (1, practised))
    assert missed_on(answers, day(1)) is None
    assert missed_on(answers, day(2)) == FIRST
