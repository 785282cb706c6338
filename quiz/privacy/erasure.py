"""Erase and purge: what belongs to a reader, or has expired, is gone."""

import datetime
import uuid
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from quiz.models import Attempts, Draft, Erased, Presence, Report, Round, Turn, Upkeep
from quiz.privacy.retention import last_expired_day
from quiz.tallies import counting, ends
from quiz.web import sessions
from quiz.web.days import begin_of

DAY = datetime.timedelta(days=1)


@transaction.atomic
def erase(**whose: Any) -> int:
    """Delete rounds by ``reader`` or by ``key``, with all their turns; say how many."""
    # Rounds before turns, as the counting locks them: neither waits for the other in a ring.
    found = Round.objects.filter(**whose).order_by("id").select_for_update()
    rounds = Round.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
    Report.objects.filter(turn__round__in=rounds).delete()
    Turn.objects.filter(round__in=rounds).delete()
    return rounds.delete()[0]


@transaction.atomic
def erase_reader(reader: uuid.UUID, on: datetime.date) -> int:
    """Delete all rounds of a browser, and let none begin that was on its way; say how many.

    The number is not used again: to the end of the day after ``on`` it is remembered as a hash.
    """
    Erased.note(reader, on)
    return erase(reader=reader)


def purge(on: datetime.date, batch: int = counting.ROUNDS_AT_ONCE) -> tuple[int, int]:
    """Delete what has expired on the day ``on``; say how many rounds and editors' sessions.

    What was finished and is not counted is held for the tallies first, in the same transaction.
    These are small, so it can be stopped, repeated and run twice at once.
    """
    old = Round.objects.filter(started_on__lte=last_expired_day(on)).order_by("started_on", "id")
    removed = 0
    while True:
        with transaction.atomic():
            rounds = list(counting.locked(old)[:batch])
            counting.hold(rounds)
            ends.count(rounds)
            removed += erase(pk__in=[played.pk for played in rounds])
        if len(rounds) < batch:
            break
        counting.yield_to_writers()
    # Of the zone we ask Python alone: a database may not know it yet, and would refuse all.
    logins, _ = Session.objects.filter(expire_date__lt=begin_of(on + DAY)).delete()
    # Code from before 0004 may have run beside ours for a while. Its sessions hold a time.
    Session.objects.annotate(digits=Length("session_key")).exclude(digits=sessions.DIGITS).delete()
    # Not those of yesterday: a start may be on its way over midnight.
    Erased.objects.filter(erased_on__lt=on - datetime.timedelta(days=1)).delete()
    Attempts.objects.filter(day__lt=on).delete()
    Draft.expire(on)
    Presence.expire(timezone.now())
    Upkeep.note(on, removed, logins)
    return removed, logins
