"""The questions of days are chosen a fortnight ahead, and stay once their day has come."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from quiz.editorial.daily import AHEAD, plan_days, shelf
from quiz.models import DailyQuestion, Question, Round
from tests.factories import TODAY, BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = datetime.timedelta(days=1)


def hooks(number=4, **fields):
    bank = fields.pop("bank", None) or BankFactory()
    return QuestionFactory.create_batch(number, bank=bank, live=True, hook=True, **fields)


def days():
    return dict(DailyQuestion.objects.order_by("day").values_list("day", "question"))


def test_today_and_a_fortnight_get_a_question_once():
    hooks()
    assert len(plan_days(TODAY)) == AHEAD + 1
    before = days()
    assert list(before) == [TODAY + n * DAY for n in range(AHEAD + 1)]
    assert plan_days(TODAY) == []
    hooks(9)
    assert plan_days(TODAY) == []
    assert days() == before
    assert [day for day, _ref in plan_days(TODAY + DAY)] == [TODAY + (AHEAD + 1) * DAY]


def test_an_empty_shelf_plans_nothing():
    QuestionFactory(live=True)
    assert plan_days(TODAY) == []


@pytest.mark.each_database
def test_on_the_shelf_is_only_what_may_be_asked_with_one_tap():
    (there,) = hooks(1)
    hooks(1, kind="ordering")
    hooks(1, check=TODAY - DAY)
    QuestionFactory(hook=True)
    (retired,) = hooks(1)
    retired.retire(TODAY)
    assert list(shelf(TODAY)) == [there]


@pytest.mark.parametrize(
    "change",
    [
        lambda question: question.retire(TODAY),
        lambda question: question.retire_later(TODAY + DAY, TODAY, None),
        lambda question: Question.objects.filter(pk=question.pk).update(hook=False),
        lambda question: question.checks.update(review_by=TODAY + DAY),
    ],
    ids=["retired", "to be retired", "off the shelf", "check runs out"],
)
def test_a_later_day_gets_another_where_its_question_will_not_be_there(change):
    hooks()
    plan_days(TODAY)
    before = days()
    today = Question.objects.get(pk=before[TODAY])
    change(today)
    plan_days(TODAY)
    after = days()
    assert after[TODAY] == before[TODAY]
    assert today.pk not in [question for day, question in after.items() if day > TODAY]
    for day, question in before.items():
        if question != today.pk:
            assert after[day] == question


@pytest.mark.each_database
def test_a_day_with_a_round_stays_where_the_zone_or_the_clock_is_put_back():
    """A reader who had answered it would be led from another question to that answer."""
    hooks()
    plan_days(TODAY)
    row = DailyQuestion.objects.get(day=TODAY)
    version = row.question.live_version
    fields = {"bank": row.question.bank, "wanted": 1, "started_on": TODAY, "today": row}
    Round.begin([version.pk], **fields)
    row.question.retire(TODAY)
    plan_days(TODAY - DAY)
    assert days()[TODAY] == row.question_id


@pytest.mark.each_database
def test_an_editors_choice_stands_and_its_fact_does_not_come_again_soon():
    first, *_others = hooks(8)
    DailyQuestion.objects.create(day=TODAY + 2 * DAY, question=first)
    plan_days(TODAY)
    assert days()[TODAY + 2 * DAY] == first.pk
    near = [question for day, question in days().items() if abs(day - TODAY - 2 * DAY) <= 4 * DAY]
    assert near.count(first.pk) == 1


def test_the_housekeeping_plans(monkeypatch):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    hooks()
    with time_machine.travel(TODAY):
        call_command("housekeeping", verbosity=0)
        call_command("housekeeping", verbosity=0)
    assert len(days()) == AHEAD + 1


def test_planning_costs_the_same_however_much_there_is(django_assert_num_queries):
    hooks(12)
    plan_days(TODAY)
    with django_assert_num_queries(2):
        plan_days(TODAY)
