"""For whoever watches over the quiz: /healthz and /readyz."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from quiz.models import Check, Upkeep

pytestmark = pytest.mark.django_db


def test_healthz_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.content == b"ok\n"
    assert "no-store" in response.headers["Cache-Control"]


def test_readyz_says_of_each_part_that_it_is_well(client, bank):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True, "database": "ok", "migrations": "ok", "banks": "ok", "cache": "ok",
        "housekeeping": "has not run yet",
    }  # fmt: skip


def test_a_site_without_a_question_is_not_ready(client, bank, today):
    Check.objects.update(checked_on="2020-01-01", review_by=today - datetime.timedelta(days=1))
    bank.touch()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["banks"] == "no question may be asked today"


def test_migrations_that_are_missing_are_told(client, bank, monkeypatch):
    monkeypatch.setattr(
        "quiz.ops.health.MigrationExecutor.migration_plan", lambda executor, targets: [1, 2]
    )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "2 to be applied"


def test_a_database_that_is_away_is_told(client, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "away"


@pytest.mark.parametrize(
    ("doing", "said"),
    [("set", "away, so nothing is limited"), ("get", "away, so nothing is limited")],
)
def test_a_cache_that_is_away_does_not_stop_play(client, bank, settings, monkeypatch, doing, said):
    def away(*arguments):
        raise ConnectionError

    settings.REDIS_URL = "redis://cache.example"
    monkeypatch.setattr(f"quiz.ops.health.cache.{doing}", away)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["cache"] == said


def test_a_clock_that_has_jumped_is_told_and_play_goes_on(client, bank, today):
    Upkeep.note(today - datetime.timedelta(days=40), 0, 0)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert "the clock has jumped" in response.json()["housekeeping"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "ok, 0 minutes ago"), (29, "ok, 29 minutes ago"), (45, "late: last ran 45 minutes ago")],
)
def test_it_says_how_long_ago_the_housekeeping_ran(client, bank, monkeypatch, minutes, said):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    call_command("housekeeping", verbosity=0)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["housekeeping"] == said


def test_a_clean_up_that_fails_on_its_way_is_none(client, bank, monkeypatch):
    def fails(today):
        raise LookupError

    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    monkeypatch.setattr("quiz.management.commands.housekeeping.carry_out", fails)
    with pytest.raises(LookupError):
        call_command("housekeeping", verbosity=0)
    assert client.get("/readyz").json()["housekeeping"] == "has not run yet"
