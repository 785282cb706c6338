"""Which question of the shelf is a day's own: facts rest, topics take turns."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.shelf import Hook, choose

pytestmark = pytest.mark.any_database

FIRST = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)


def planned(shelf, days=80, fixed=()):
    """The hooks of so many days, chosen one after the other; ``fixed`` are there before."""
    asked = dict(fixed)
    for n in range(days):
        asked.setdefault(FIRST + n * DAY, choose(shelf, asked, FIRST + n * DAY))
    return [asked[day] for day in sorted(asked)]


def test_of_an_empty_shelf_nothing_is_chosen():
    assert choose([], {}, FIRST) is None


@given(st.lists(st.builds(Hook, st.integers(), st.integers(1, 9), st.integers(1, 4)), min_size=1))
def test_a_fact_rests_for_half_as_many_days_as_there_are_facts(shelf):
    facts = [hook.fact for hook in planned(shelf)]
    rest = len({hook.fact for hook in shelf}) // 2
    for n, fact in enumerate(facts):
        assert fact not in facts[max(0, n - rest) : n]
    assert set(facts) <= {hook.fact for hook in shelf}


@given(topics=st.integers(2, 8), each=st.integers(1, 6))
def test_no_topic_comes_twice_running_and_every_fact_comes(topics, each):
    shelf = [Hook(n, n, n % topics) for n in range(topics * each)]
    hooks = planned(shelf, days=2 * len(shelf))
    assert all(one.topic != next_.topic for one, next_ in pairwise(hooks))
    assert {hook.fact for hook in hooks} == {hook.fact for hook in shelf}


def test_a_day_that_an_editor_has_fixed_keeps_its_fact_away_from_the_days_before_and_after():
    shelf = [Hook(n, n, n) for n in range(8)]
    hooks = planned(shelf, 20, {FIRST + 6 * DAY: shelf[0]})
    near = [n for n, hook in enumerate(hooks) if hook.fact == 0 and n != 6]
    assert all(abs(n - 6) > 4 for n in near)


def test_another_day_of_the_same_question_is_better_than_none():
    only = Hook(1, 1, 1)
    assert choose([only], {FIRST - DAY: only, FIRST + DAY: only}, FIRST) == only
