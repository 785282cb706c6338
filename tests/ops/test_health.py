"""For whoever watches over the quiz: /healthz and /readyz."""

import datetime

import pytest
from django.db import OperationalError, connection

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
        "housekeeping": "ok",
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
