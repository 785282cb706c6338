"""How far rounds get, counted by the month when they expire."""

import csv
import datetime
import io
import os
import re
import threading
import uuid
from collections import Counter

import pytest
from django.db import connection
from django.urls import reverse

from quiz.models import EndTally, Round
from quiz.privacy.erasure import erase_reader, purge
from quiz.tallies import ends
from quiz.tallies.counting import TOGETHER
from tests.factories import BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

OCTOBER, NOVEMBER = datetime.date(2026, 10, 8), datetime.date(2026, 11, 3)
LATER = datetime.date(2027, 1, 1)


@pytest.fixture
def played_bank():
    bank = BankFactory()
    QuestionFactory.create_batch(3, bank=bank, live=True)
    return bank


def play(bank, number, answers, on=NOVEMBER, **fields):
    """``number`` rounds of three questions, of which so many are answered."""
    versions = [question.live_version_id for question in bank.questions.all()]
    for _ in range(number):
        played = Round.begin(versions, **{"bank": bank, "wanted": 3, "started_on": on, **fields})
        for turn in played.turns.order_by("position")[:answers]:
            turn.answer("Eight", on)
        played.finish(on)


def counted(held=False):
    rows = EndTally.objects.filter(held=held).order_by("month", "answered")
    return [(f"{row.month:%m}", row.length, row.answered, row.n) for row in rows]


def page(client, bank):
    return flat(client.get(reverse("admin:quiz_tally_bank", args=[bank.pk])).content.decode())


def test_rounds_are_counted_when_they_expire_by_the_month_in_which_they_began(played_bank):
    play(played_bank, 30, 3)
    play(played_bank, 10, 1)
    play(played_bank, 12, 0)
    play(played_bank, 20, 2, on=OCTOBER)
    purge(OCTOBER + datetime.timedelta(days=29))
    assert counted() == []
    purge(OCTOBER + datetime.timedelta(days=30))
    assert counted() == [("10", 3, 2, 20)]
    purge(LATER)
    assert counted() == [("10", 3, 2, 20), ("11", 3, 0, 12), ("11", 3, 1, 10), ("11", 3, 3, 30)]
    purge(LATER)
    assert sum(row[-1] for row in counted()) == 72, "once"


def test_a_stopped_round_counts_as_far_as_it_got(played_bank):
    play(played_bank, TOGETHER, 2)
    for played in Round.objects.all():
        played.stop(NOVEMBER)
    purge(LATER)
    assert counted() == [("11", 3, 2, TOGETHER)]


def test_what_was_erased_is_not_counted(played_bank):
    reader = uuid.uuid4()
    play(played_bank, 5, 1, reader=reader)
    play(played_bank, TOGETHER, 3)
    erase_reader(reader, NOVEMBER)
    purge(LATER)
    assert counted() == [("11", 3, 3, TOGETHER)]


@pytest.mark.parametrize("origin", ["practice", "preview", "simulated"])
def test_what_no_reader_began_anew_is_not_counted(played_bank, origin):
    play(played_bank, TOGETHER, 3, origin=origin)
    purge(LATER)
    assert not EndTally.objects.exists()


def test_fewer_than_twenty_of_a_month_are_held(played_bank):
    play(played_bank, TOGETHER - 1, 3)
    play(played_bank, TOGETHER - 1, 1, on=OCTOBER)
    purge(LATER)
    assert counted() == []
    assert counted(held=True) == [("10", 3, 1, 19), ("11", 3, 3, 19)]
    play(played_bank, 1, 0)
    purge(LATER)
    assert counted() == [("11", 3, 0, 1), ("11", 3, 3, 19)]
    assert counted(held=True) == [("10", 3, 1, 19)]


def test_the_order_of_counting_makes_no_difference(played_bank):
    for answers in (0, 1, 1, 3):
        play(played_bank, TOGETHER // 2, answers)
    purge(LATER, batch=7)
    found = Counter()
    for _month, _length, answered, n in counted() + counted(held=True):
        found[answered] += n
    assert found == {0: 10, 1: 20, 3: 10}
    assert sum(row[-1] for row in counted()) == 21, "three batches of seven"


def test_the_desk_shows_a_month_from_fifty_rounds_on(admin_client, played_bank):
    def fill(month, answered, n, length=3):
        EndTally.objects.create(
            bank=played_bank, month=month, held=False, length=length, answered=answered, n=n
        )

    october, november = datetime.date(2026, 10, 1), datetime.date(2026, 11, 1)
    fill(october, 3, ends.SHOWN_FROM - 1)
    text = page(admin_client, played_bank)
    assert "How far readers get" in text
    assert "No month has enough rounds yet." in text
    fill(november, 3, 30)
    fill(november, 5, 7, length=5)
    fill(november, 1, 9)
    fill(november, 1, 3, length=5)
    fill(november, 0, 1)
    text = page(admin_client, played_bank)
    assert "November 2026" in text
    assert "October" not in text
    table = text[text.index('aria-label="How far readers get"') :].partition("</table>")[0]
    cells = re.findall("<td>(.*?)</td>", table.replace("\n", ""))
    assert cells == ["50", "37", "74 %", "1", "12"]
    assert "None answered" in table
    assert "Left after 1" in table
    response = admin_client.get(reverse("admin:quiz_tally_ends_csv", args=[played_bank.pk]))
    rows = list(csv.reader(io.StringIO(response.getvalue().decode())))
    assert rows == [
        ["month", "questions", "answered", "rounds"],
        ["2026-11", "3", "0", "1"],
        ["2026-11", "3", "1", "9"],
        ["2026-11", "3", "3", "30"],
        ["2026-11", "5", "1", "3"],
        ["2026-11", "5", "5", "7"],
    ]


def test_simulated_figures_have_none(admin_client, played_bank):
    path = reverse("admin:quiz_tally_bank", args=[played_bank.pk])
    text = admin_client.get(path, {"simulated": ""}).content.decode()
    assert "How far readers get" not in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite lets one write at a time")
def test_two_that_clean_up_at_once_lose_none_and_count_none_twice(played_bank):
    for answers in (0, 1, 2, 3):
        play(played_bank, 15, answers)

    def clean_up():
        try:
            purge(LATER, batch=4)
        finally:
            connection.close()

    both = [threading.Thread(target=clean_up) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert not Round.objects.exists()
    assert sum(row[-1] for row in counted() + counted(held=True)) == 60
