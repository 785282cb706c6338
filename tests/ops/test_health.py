"""For whoever watches over the quiz: /healthz and /readyz."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from quiz.models import Check, Upkeep
from quiz.ops import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def collected(settings, tmp_path):
    """The files of the site, where pages look for them."""
    settings.STATIC_ROOT = tmp_path
    for name in readiness.STYLES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture(autouse=True)
def _newer_migrations_are_looked_at_again():
    readiness._unfit.cache_clear()


def ready(client):
    """What it says, when play goes on."""
    response = client.get("/readyz")
    assert response.status_code == 200, response.content
    assert response.json()["ready"] is True
    return response.json()


def not_ready(client):
    """What it says, when play has stopped."""
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    return response.json()


def test_healthz_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.content == b"ok\n"
    assert "no-store" in response.headers["Cache-Control"]


def test_readyz_says_of_each_part_that_it_is_well(client, bank):
    assert ready(client) == {
        "ready": True, "static": "ok", "disk": "ok", "cache": "ok", "database": "ok",
        "migrations": "ok", "banks": "ok", "housekeeping": "has not run yet",
    }  # fmt: skip


def test_a_site_without_a_question_is_not_ready(client, bank, today):
    Check.objects.update(checked_on="2020-01-01", review_by=today - datetime.timedelta(days=1))
    bank.touch()
    assert not_ready(client)["banks"] == "no question may be asked today"


def test_a_site_whose_banks_are_all_closed_goes_on_to_say_so(client, bank):
    bank.state = bank.State.CLOSED
    bank.save()
    said = ready(client)
    assert said["ready"]
    assert said["banks"] == "none is open to readers"


def test_a_database_that_is_away_is_told(client, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    said = not_ready(client)
    assert said["database"] == "cannot be reached"
    assert said["banks"] == "unknown"
    assert said["static"] == "ok"


@pytest.mark.any_database
def test_a_file_that_is_gone_or_another_is_told(client, bank, monkeypatch, tmp_path):
    there = tmp_path.stat()
    monkeypatch.setenv("QUIZ_WATCHED_FILE", f"{there.st_dev}:{there.st_ino}:{tmp_path}/nothing")
    assert not_ready(client)["database"] == "its file is gone"


@pytest.mark.any_database
def test_a_disk_that_is_full_is_told(client, bank, monkeypatch):
    if connection.vendor == "sqlite":
        usage = readiness.shutil.disk_usage("/")._replace(free=3_500_000)
        monkeypatch.setattr("quiz.ops.readiness.shutil.disk_usage", lambda folder: usage)
        assert not_ready(client)["disk"] == "full: 3 MB left"


@pytest.mark.any_database
@pytest.mark.parametrize("name", readiness.STYLES)
def test_static_files_that_are_missing_are_told(client, bank, collected, name):
    (collected / name).unlink()
    assert not_ready(client)["static"] == f"{name} is missing: manage.py collectstatic"


@pytest.mark.any_database
def test_static_files_that_were_never_prepared_are_told(client, bank, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "quiz.web.static.Assets"}}
    assert not_ready(client)["static"] == "not prepared: manage.py collectstatic"


class TestMigrations:
    """A release is on the disk, in this process and in the database, each of them or not."""

    LAST = ("quiz", "0002_certainty_by_default")

    def test_what_this_code_needs_and_the_database_lacks_stops_play(self, client, bank):
        MigrationRecorder(connection).record_unapplied(*self.LAST)
        assert not_ready(client)["migrations"] == "1 to be applied"

    def test_what_only_lies_on_the_disk_waits_and_play_goes_on(self, client, bank, monkeypatch):
        MigrationRecorder(connection).record_unapplied(*self.LAST)
        started_with = readiness.of_this_code() - {self.LAST}
        monkeypatch.setattr("quiz.ops.readiness.of_this_code", lambda: started_with)
        said = "ok, and 1 of a release that waits to be applied"
        assert ready(client)["migrations"] == said

    def test_a_database_that_is_newer_and_fits_is_played_on(self, client, bank):
        MigrationRecorder(connection).record_applied("quiz", "9999_a_column_more")
        said = "ok, and quiz.9999_a_column_more of a newer release fits this one"
        assert ready(client)["migrations"] == said

    def test_a_database_that_is_too_new_for_this_code_is_told(self, client, bank):
        MigrationRecorder(connection).record_applied("quiz", "9999_a_column_less")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE quiz_bank RENAME COLUMN summary TO about_it")
        said = "quiz.9999_a_column_less is too new for this release: quiz_bank cannot be read"
        assert not_ready(client)["migrations"] == said

    def test_what_replaced_others_knows_them(self, client, bank):
        MigrationRecorder(connection).record_applied("quiz", "0001_initial")
        assert ready(client)["migrations"] == "ok"


@pytest.mark.parametrize(
    ("doing", "said"),
    [("set", "away, so nothing is limited"), ("get", "away, so nothing is limited")],
)
def test_a_cache_that_is_away_does_not_stop_play(client, bank, settings, monkeypatch, doing, said):
    def away(*arguments):
        raise ConnectionError

    settings.REDIS_URL = "redis://cache.example"
    monkeypatch.setattr(f"quiz.ops.readiness.cache.{doing}", away)
    assert ready(client)["cache"] == said


def test_a_clock_that_has_jumped_is_told_and_play_goes_on(client, bank, today):
    Upkeep.note(today - datetime.timedelta(days=40), 0, 0)
    assert "the clock has jumped" in ready(client)["housekeeping"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "ok, 0 minutes ago"), (29, "ok, 29 minutes ago"), (45, "late: last ran 45 minutes ago")],
)
def test_it_says_how_long_ago_the_housekeeping_ran(client, bank, monkeypatch, minutes, said):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    call_command("housekeeping", verbosity=0)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False):
        assert ready(client)["housekeeping"] == said


def test_a_clean_up_that_fails_on_its_way_is_none(client, bank, monkeypatch):
    def fails(today):
        raise LookupError

    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    monkeypatch.setattr("quiz.management.commands.housekeeping.carry_out", fails)
    with pytest.raises(LookupError):
        call_command("housekeeping", verbosity=0)
    assert ready(client)["housekeeping"] == "has not run yet"
