"""Our days: they begin at midnight of ``QUIZ_TIME_ZONE``."""

import datetime

from django.utils import timezone


def midnight(moment: datetime.datetime) -> datetime.datetime:
    """When the day of ``moment`` began: one moment, whichever of its hours it is asked in."""
    # Where the clock is put back at midnight there are two; "fold" would say in which hour it was.
    here = timezone.localtime(moment)
    return here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def left_of_day(now: datetime.datetime) -> datetime.timedelta:
    """How long it is from ``now`` until our next day begins."""
    here = timezone.localtime(now)
    tomorrow = here.date() + datetime.timedelta(days=1)
    begins = datetime.datetime.combine(tomorrow, datetime.time(), here.tzinfo)
    # Of two moments of one zone Python compares the clocks, which are put forward and back.
    return begins.astimezone(datetime.UTC) - now
