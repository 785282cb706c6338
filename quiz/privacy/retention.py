"""For how long a round is kept, and when the last clean-up was."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from quiz.models import Report, Round, Upkeep
from quiz.tallies import counting


def last_expired_day(on: datetime.date) -> datetime.date:
    """The last day whose rounds have expired on the day ``on``: they are shown to nobody."""
    return on - datetime.timedelta(days=settings.RETENTION_DAYS)


def visible_rounds(on: datetime.date) -> QuerySet[Round]:
    """The rounds that have not expired on the day ``on``; nobody is shown any other."""
    return Round.objects.filter(started_on__gt=last_expired_day(on))


def visible_reports(on: datetime.date, reports: QuerySet[Report]) -> QuerySet[Report]:
    """Those ``reports`` whose round has not expired on the day ``on``; no editor sees any other."""
    return reports.filter(turn__round__started_on__gt=last_expired_day(on))


def shown_until(played: Round) -> datetime.date:
    """The last day on which a round is shown; the next clean-up deletes it."""
    return played.started_on + datetime.timedelta(days=settings.RETENTION_DAYS - 1)


def deleted_on(played: Round) -> datetime.date:
    """The day on which the clean-up deletes a round that nobody has erased before."""
    return played.started_on + datetime.timedelta(days=settings.RETENTION_DAYS)


def clean_ups() -> dict[str, Any]:
    """When the last clean-up was, how much it removed, and whether something is overdue.

    It is no closer than what is counted together, and what expired today is not overdue: the
    page must not show that one round began.
    """
    today = timezone.localdate()
    expired, upkeep = last_expired_day(today), Upkeep.latest(today)
    overdue = Round.objects.filter(started_on__lt=expired).order_by("started_on")
    return {
        "upkeep": upkeep,
        "removed": upkeep.rounds // counting.TOGETHER * counting.TOGETHER if upkeep else 0,
        "together": counting.TOGETHER,
        "overdue": overdue.values_list("started_on", flat=True).first(),
        "first_kept": expired,
        "minutes": Upkeep.MINUTES,
    }
