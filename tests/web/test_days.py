"""A day begins at midnight of the zone that the publisher has set, and no cache outlasts it."""

import datetime
import zoneinfo
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from quiz.models import Round
from quiz.privacy.erasure import purge
from quiz.web.days import begin_of, left_of_day, midnight
from tests.caches import kept_for
from tests.factories import TODAY

pytestmark = pytest.mark.any_database

HOUR = datetime.timedelta(hours=1)


def moment(text):
    return datetime.datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("zone", "now", "left"),
    [
        ("UTC", "2026-11-22T23:59:59", datetime.timedelta(seconds=1)),
        ("UTC", "2026-11-22T00:00:00", 24 * HOUR),
        ("Europe/Berlin", "2026-11-22T22:30:00", HOUR / 2),
        ("Europe/Berlin", "2026-03-28T23:00:00", 23 * HOUR),  # clocks are put forward that day
        ("Europe/Berlin", "2026-10-24T22:00:00", 25 * HOUR),
        ("Africa/Cairo", "2026-04-23T21:00:00", HOUR),  # whose next day begins at one
        ("Pacific/Kiritimati", "2026-11-22T09:00:00", HOUR),
    ],
)
def test_a_day_ends_at_midnight_of_its_zone(settings, zone, now, left):
    settings.TIME_ZONE = zone
    assert left_of_day(moment(now)) == left


@pytest.mark.parametrize(
    ("zone", "day"), [("America/Havana", "2026-11-01"), ("Atlantic/Azores", "2026-10-25")]
)
def test_a_day_has_one_midnight_where_the_clock_is_put_back_to_it(settings, zone, day):
    settings.TIME_ZONE = zone
    hours = [moment(f"{day}T00:30") + n * HOUR for n in range(34)]
    there = [each for each in hours if str(timezone.localdate(each)) == day]
    assert len(there) == 25
    assert len({midnight(each).timestamp() for each in there}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/banks/small/"])
@pytest.mark.parametrize(
    ("zone", "clock", "seconds"),
    [
        ("UTC", "12:00", 300),
        ("UTC", "23:59", 60),
        ("UTC", "23:55", 300),
        ("Asia/Tokyo", "14:57:30", 150),
    ],
)
def test_what_says_something_of_its_day_is_kept_to_midnight(
    client, bank, settings, path, zone, clock, seconds
):
    settings.TIME_ZONE = zone
    with time_machine.travel(moment(f"{TODAY}T{clock}"), tick=False):
        page = client.get(path)
        assert kept_for(page) == seconds
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert (again.status_code, kept_for(again)) == (304, seconds)


@pytest.mark.django_db
def test_a_round_is_started_on_the_day_of_the_zone(client, bank, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    client.post("/banks/small/start/")
    assert Round.objects.get().started_on == TODAY + datetime.timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_an_editors_login_ends_at_a_midnight_of_the_zone(admin_client, settings, zone):
    settings.TIME_ZONE = zone
    admin_client.session["a"] = 1
    session = admin_client.session
    session["again"] = 1
    session.save()
    ends = timezone.localtime(Session.objects.get().expire_date)
    assert ends.time() == datetime.time()


@pytest.mark.django_db
@pytest.mark.each_database
def test_what_has_expired_goes_where_the_database_does_not_know_the_zone_yet(settings, tmp_path):
    """Names are made and changed every year, and a database has a list of its own."""
    (tmp_path / "New").mkdir()
    known = next(Path(each, "Asia/Tokyo") for each in zoneinfo.TZPATH if Path(each).is_dir())
    (tmp_path / "New/Zone").write_bytes(known.read_bytes())
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path), *before])
    try:
        settings.TIME_ZONE = "New/Zone"
        for n, key in enumerate("abc"):
            ends = begin_of(TODAY + datetime.timedelta(days=n))
            Session.objects.bulk_create(
                [Session(session_key=key * 40, session_data="", expire_date=ends)]
            )
        assert purge(TODAY) == (0, 1)
        assert purge(TODAY + datetime.timedelta(days=1)) == (0, 1)
    finally:
        zoneinfo.reset_tzpath(before)
