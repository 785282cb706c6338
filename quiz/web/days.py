"""Our days: they begin at midnight of ``QUIZ_TIME_ZONE``."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format


def midnight(moment: datetime.datetime) -> datetime.datetime:
    """When the day of ``moment`` began: one moment, whichever of its hours it is asked in."""
    # Where the clock is put back to midnight there are two; this is the first for both hours.
    return begin_of(timezone.localdate(moment))


def begin_of(day: datetime.date) -> datetime.datetime:
    """When ``day`` begins."""
    return datetime.datetime.combine(day, datetime.time(), timezone.get_current_timezone())


def in_words(moment: datetime.datetime) -> str:
    """A moment that is no person's, as our clock has it: "3 December 2026, 09:00"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


def left_of_day(now: datetime.datetime) -> datetime.timedelta:
    """How long it is from ``now`` until our next day begins."""
    begins = begin_of(timezone.localdate(now) + datetime.timedelta(days=1))
    # Of two moments of one zone Python compares the clocks, which are put forward and back.
    return begins.astimezone(datetime.UTC) - now
