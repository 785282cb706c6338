"""The list of days and their questions: no answers, and nothing that is asked no more."""

import datetime

import pytest
import time_machine

from quiz.models import DailyQuestion, Question
from quiz.play.daily import LISTED
from tests.caches import kept_for
from tests.factories import TODAY, BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def planned(today):
    """Today's question, yesterday's, that of a day to come, and one of long ago."""
    questions = QuestionFactory.create_batch(4, bank=BankFactory(), live=True)
    for question, days in zip(questions, (0, -1, 1, -LISTED), strict=True):
        DailyQuestion.objects.create(day=TODAY + days * DAY, question=question)
    return questions


def test_lists_today_and_the_days_before_without_answers(client, planned):
    now, before, to_come, long_ago = planned
    page = client.get("/today/").content.decode()
    assert page.index(str(now)) < page.index(str(before))
    assert "Today</p>" in page
    assert "21 November 2026" in page
    assert f'href="/today/{TODAY - DAY}/"' in page
    assert str(to_come) not in page
    assert str(long_ago) not in page
    for answer in ("Eight", "Twenty-one"):
        assert answer not in page


def test_says_what_readers_are_asked_and_not_what_is_being_written(client, planned):
    Question.objects.filter(pk=planned[0].pk).update(prompt="A draft?")
    page = client.get("/today/").content.decode()
    assert "A draft?" not in page
    assert str(planned[0]) in page


def test_leaves_out_what_is_retired_or_being_checked_again(client, planned):
    planned[0].retire(TODAY)
    planned[1].checks.update(review_by=TODAY + 3 * DAY)
    assert str(planned[0]) not in client.get("/today/").content.decode()
    with time_machine.travel(f"{TODAY + 4 * DAY} 12:00"):
        assert str(planned[1]) not in client.get("/today/").content.decode()


def test_without_any_it_says_so(client):
    assert "There is none yet" in client.get("/today/").content.decode()


def test_costs_one_query_and_is_kept_by_caches_to_midnight(
    client, planned, django_assert_num_queries
):
    with django_assert_num_queries(1):
        client.get("/today/")
    with time_machine.travel(f"{TODAY} 23:59", tick=False):
        assert kept_for(client.get("/today/")) == 60
