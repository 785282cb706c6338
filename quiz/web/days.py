"""Our days: they begin at midnight of ``QUIZ_TIME_ZONE``."""

import datetime

from django.utils import timezone


def left_of_day(now: datetime.datetime) -> datetime.timedelta:
    """How long it is from ``now`` until our next day begins."""
    here = timezone.localtime(now)
    tomorrow = here.date() + datetime.timedelta(days=1)
    begins = datetime.datetime.combine(tomorrow, datetime.time(), here.tzinfo)
    # Of two moments of one zone Python compares the clocks, which are put forward and back.
    return begins.astimezone(datetime.UTC) - now
