"""A round in the hand of a view: what is current, what is next, what was scored."""

import datetime

import pytest
from django.http import Http404
from django.urls import reverse, set_script_prefix

from quiz.models import Turn
from quiz.play.sitting import Sitting
from tests.factories import TODAY, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]


def sitting_of(grades, **fields):
    """A round whose turns have these grades; None is unanswered."""
    played = make_round("choice " * len(grades), **fields)
    for position, grade in enumerate(grades, start=1):
        if grade is not None:
            found = Turn.objects.filter(round=played, position=position)
            found.update(grade=grade, response="Eight", answered_on=TODAY)
    return Sitting.load(played.key, TODAY)


@pytest.mark.parametrize(
    ("grades", "current", "after", "expected"),
    [
        ([None, None, None], 1, 1, 2),
        ([1, None, None], 2, 1, 2),
        ([None, 1, None], 1, 2, 3),
        ([None, 1, 0.5], 1, 3, 1),  # before it, where nothing is left behind it
        ([1, 1, None], 3, 3, None),  # there is no other
        ([1, 1, 0], None, 2, None),
    ],
)
def test_what_is_current_and_what_is_next(grades, current, after, expected):
    sitting = sitting_of(grades)
    assert getattr(sitting.current, "position", None) == current
    next_turn = sitting.next_unanswered(sitting.turns[after - 1])
    assert getattr(next_turn, "position", None) == expected


@pytest.mark.each_database
def test_a_round_that_has_ended_has_nothing_current_and_nothing_next():
    sitting = sitting_of([1, None, None])
    sitting.round.stop(TODAY)
    sitting = Sitting.load(sitting.round.key, TODAY)
    assert sitting.current is None
    assert sitting.next_unanswered(sitting.turns[0]) is None


@pytest.mark.each_database
def test_scores_are_of_what_was_answered_now_and_before_a_correction():
    sitting = sitting_of([1, 0.5, None])
    sitting.turns[0].first_grade = 0
    assert (sitting.score.points, sitting.score.out_of) == (1.5, 2)
    assert (sitting.first_score.points, sitting.first_score.out_of) == (0.5, 2)
    assert [turn.position for turn in sitting.missed] == [2]


@pytest.mark.parametrize("position", [0, 3, 10**20])
def test_a_turn_that_is_not_there_is_not_found(position):
    with pytest.raises(Http404):
        sitting_of([None, None]).turn(position)


def test_a_round_that_has_expired_is_not_found(settings):
    played = make_round("choice")
    last = TODAY + datetime.timedelta(days=settings.RETENTION_DAYS - 1)
    assert Sitting.load(played.key, last).round == played
    with pytest.raises(Http404):
        Sitting.load(played.key, last + datetime.timedelta(days=1))


def test_a_round_is_read_in_one_query_and_a_turn_with_the_next_in_another(
    django_assert_num_queries,
):
    key = make_round("choice " * 10).key
    with django_assert_num_queries(1):
        sitting = Sitting.load(key, TODAY)
    with django_assert_num_queries(1):
        turn = sitting.turn(1, answering=True)
    with django_assert_num_queries(0):
        assert turn.version.task
        assert sitting.next_unanswered(turn).version.task


@pytest.mark.parametrize("prefix", ["/", "/quizzes/"])
def test_a_round_and_its_turns_know_the_addresses_of_their_pages(prefix):
    """They are put together from the round's own, so the map of the site must agree."""
    played = make_round("choice")
    turn = played.turns.get()
    set_script_prefix(prefix)
    try:
        assert {
            "result": played.get_absolute_url(),
            "stop": played.stop_url,
            "resume": played.resume_url,
            "practise": played.practise_url,
            "round_data": played.data_url,
        } == {
            name: reverse(name, args=[played.key])
            for name in ("result", "stop", "resume", "practise", "round_data")
        }
        assert turn.get_absolute_url() == reverse("turn", args=[played.key, 1])
        assert turn.report_url == reverse("report", args=[played.key, 1])
    finally:
        set_script_prefix("/")
