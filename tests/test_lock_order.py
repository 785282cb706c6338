"""Two who change the same rows at once wait for each other in turn, and never in a ring.

Each test lets the two meet where they would hold what the other wants next. Where both keep
to the order that ``quiz.models.lock`` tells, they cannot meet: one waits until the other is done.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test import Client
from django.urls import reverse

from quiz.admin import base
from quiz.exchange import load
from quiz.models import Bank, Question, Topic
from tests.desk import LIST, seen_on
from tests.exchange.test_load import FILE, put
from tests.factories import PAGE, TODAY, BankFactory, QuestionFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("today"),
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite lets one write at a time"),
]

CHANGED = (
    FILE.replace("A small bank", "Another title")
    .replace("errors: Errors", "errors: Mistakes")
    .replace("How many of 42 were right?", "Of 42, how many were right?")
)


@pytest.fixture(autouse=True)
def meeting(monkeypatch):
    """Who has locked or changed a row, or is about to touch a bank, waits a moment for another."""
    both = threading.Barrier(2, timeout=1)

    def meet():
        with suppress(threading.BrokenBarrierError):
            both.wait()

    def then_meets(step):
        def met(*args, **kwargs):
            done = step(*args, **kwargs)
            meet()
            return done

        return met

    def begin():
        touch = Bank.touch
        monkeypatch.setattr(Bank, "touch", lambda bank: (meet(), touch(bank)))
        monkeypatch.setattr(load, "_bring_up", then_meets(load._bring_up))
        monkeypatch.setattr(base, "lock", then_meets(base.lock))

    return begin


def at_once(*steps):
    def alone(step):
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(alone, step) for step in steps]]


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_file_is_loaded_while_somebody_publishes(meeting):
    put()
    question = Question.objects.get(ref="how-many")
    meeting()
    report, _version = at_once(lambda: put(CHANGED), lambda: question.publish(TODAY))
    assert "how-many" in report.updated
    assert Bank.objects.get().title == "Another title"


def test_a_file_is_loaded_while_somebody_renames_its_topic(meeting, admin_user):
    put()
    client = browser(admin_user)
    address = reverse("admin:quiz_topic_change", args=[Topic.objects.get(ref="errors").pk])
    seen = seen_on(client.get(address))
    meeting()
    _report, page = at_once(
        lambda: put(CHANGED),
        lambda: client.post(address, {"title": "Errors", "seen": seen}),
    )
    assert page.status_code in (200, 302)


def test_two_editors_renew_checks_of_the_same_banks(meeting, admin_user):
    banks = BankFactory(), BankFactory()
    pairs = [
        [QuestionFactory(bank=bank, live=True, check=TODAY).pk for bank in order]
        for order in (banks, banks[::-1])
    ]
    found = {"until": "2027-06-01", "pages": PAGE, "confirmed": ["key"], "apply": "1"}
    sent = []
    for pair in pairs:
        asked = {"action": "renew", ACTION_CHECKBOX_NAME: pair}
        page = browser(admin_user).post(LIST, asked)
        sent.append({**asked, **found, "seen": seen_on(page)})
    meeting()
    answers = at_once(*(lambda each=each: browser(admin_user).post(LIST, each) for each in sent))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {str(question.latest_check().review_by) for question in Question.objects.all()} == {
        "2027-06-01"
    }
