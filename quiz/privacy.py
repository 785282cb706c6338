"""What we hold about a reader: show it, hand it out, erase it, purge it.

A reader is a random UUID in the session's data, made when a round is started
and kept on the reader's rounds. Days are all we keep of any time, editors'
included.
"""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import Count, Q
from django.db.models.signals import pre_save
from django.http import HttpRequest

from quiz import crowd
from quiz.models import Report, Round, Turn, Upkeep

READER = "reader"
PAGE = 10  # rounds of a reader that one page shows in full
BATCH = 20  # rounds that are in memory at once while all of them are handed out
TURN_PARTS = (
    "round", "position", "response", "grade", "first_grade", "repeat", "answered_on",
    "version__number", "version__question__ref",
    "report__reason", "report__text", "report__reported_on", "report__state", "report__handled_on",
)  # fmt: skip


def reader_of(request: HttpRequest) -> uuid.UUID | None:
    """The reader of this browser, or None: without the cookie nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    known = request.session.get(READER)
    return uuid.UUID(known) if known else None


def reader_for(request: HttpRequest) -> uuid.UUID:
    """The reader of this browser, made if need be, for a round that is starting.

    The session is written each time, so that it outlives every round it leads to.
    """
    known = request.session.get(READER) or str(uuid.uuid4())
    request.session[READER] = known
    return uuid.UUID(known)


def expired(on: datetime.date) -> datetime.date:
    """The last day whose rounds have expired on the day ``on``."""
    return on - datetime.timedelta(days=settings.RETENTION_DAYS)


def kept(on: datetime.date) -> Any:
    """The rounds that have not expired on the day ``on``; nobody is shown any other."""
    return Round.objects.filter(started_on__gt=expired(on))


def shown_until(played: Round) -> datetime.date:
    """The last day on which a round is shown; the next clean-up deletes it."""
    return played.started_on + datetime.timedelta(days=settings.RETENTION_DAYS - 1)


def record(rounds: Iterable[Round], reader: uuid.UUID | None) -> dict[str, Any]:
    """Everything we hold that belongs to these rounds, as it is handed out.

    ``reader`` is the random number that ties the rounds together, if any.
    Days are written as 2026-11-22. A ``response`` of null is "not sure" where
    ``answered_on`` is set. ``grade`` is from 0 to 1; ``first_grade`` is what it was
    before a correction. ``met_before`` and ``counted`` say whether an answer adds to
    the anonymous tallies, and whether the round has been added.
    """
    return {
        "format": 1,
        "reader": str(reader) if reader else None,
        "rounds": [record_of(played) for played in rounds],
    }


def record_of(played: Round) -> dict[str, Any]:
    """One round of a record."""
    return {
        "key": str(played.key),
        "bank": played.bank.ref,
        "topic": played.topic.ref if played.topic else None,
        "origin": played.origin,
        "questions_asked_for": played.wanted,
        "order_seed": str(played.seed),
        "started_on": played.started_on.isoformat(),
        "finished_on": played.finished_on.isoformat() if played.finished_on else None,
        "counted": played.tallied,
        "shown_until": shown_until(played).isoformat(),
        "turns": [
            {
                "position": turn.position,
                "question": turn.version.question.ref,
                "version": turn.version.number,
                "response": turn.response,
                "grade": turn.grade,
                "first_grade": turn.first_grade,
                "met_before": turn.repeat,
                "answered_on": turn.answered_on.isoformat() if turn.answered_on else None,
                "report": _report(getattr(turn, "report", None)),
            }
            for turn in played.turns.all()
        ],
    }


def _report(report: Report | None) -> dict[str, Any] | None:
    """What the reader reported of a question, and whether an editor has handled it."""
    if report is None:
        return None
    return {
        "reason": report.reason,
        "text": report.text,
        "reported_on": report.reported_on.isoformat(),
        "state": report.state,
        "handled_on": report.handled_on.isoformat() if report.handled_on else None,
    }


def written(record: dict[str, Any]) -> str:
    """A record as it is shown and handed out."""
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def held(**whose: Any) -> models.QuerySet[Round]:
    """The rounds we hold, by ``reader`` or by ``key``, newest first, with all that ``record`` says.

    Those are included that are shown no more. Nobody knows how many a browser holds,
    so a page shows some of them at a time.
    """
    turns = (
        Turn.objects.select_related("version__question", "report")
        # Of a version the number alone: its content is a hundred times as long.
        .only(*TURN_PARTS)
        .order_by("position")
    )
    return (
        Round.objects.filter(**whose)
        .select_related("bank", "topic")
        .prefetch_related(models.Prefetch("turns", turns))
        .order_by("-id")
    )


def held_for(
    request: HttpRequest, played: Round
) -> tuple[models.QuerySet[Round], uuid.UUID | None]:
    """What a browser may see beside a round: all of its own if that is one, else this one."""
    reader = reader_of(request)
    if reader is None or reader != played.reader:
        return held(key=played.key), None
    return held(reader=reader), reader


@dataclass(frozen=True)
class Totals:
    """How much there is in all: rounds, answers, of these not sure, and reports."""

    rounds: int
    answers: int
    unsure: int
    reports: int


def totals(rounds: models.QuerySet[Round]) -> Totals:
    """What ``rounds`` come to, counted by the database."""
    answered = Q(turns__answered_on__isnull=False)
    counted = rounds.order_by().aggregate(
        rounds=Count("pk", distinct=True),
        answers=Count("turns", filter=answered),
        unsure=Count("turns", filter=answered & Q(turns__response__isnull=True)),
        reports=Count("turns__report"),
    )
    return Totals(**counted)


def written_out(rounds: models.QuerySet[Round], reader: uuid.UUID | None) -> Iterator[str]:
    """The whole record of ``rounds`` as JSON, in pieces: a few rounds are in memory at a time.

    Each batch is asked for by itself, so that no transaction stays open for as long as
    somebody takes to receive the file.
    """
    opening, closing = written(record([], reader)).split("[]")
    yield opening + "["
    before, last = "\n    ", None
    while some := list((rounds if last is None else rounds.filter(pk__lt=last))[:BATCH]):
        for each in some:
            yield before + written(record_of(each)).rstrip().replace("\n", "\n    ")
            before, last = ",\n    ", each.pk
    yield "\n  ]" + closing


@transaction.atomic
def erase(**whose: Any) -> int:
    """Delete rounds by ``reader`` or by ``key``, with all their turns; say how many."""
    # Rounds before turns, as the counting locks them: neither waits for the other in a ring.
    found = Round.objects.filter(**whose).order_by("id").select_for_update()
    rounds = Round.objects.filter(pk__in=list(found.values_list("pk", flat=True)))
    Report.objects.filter(turn__round__in=rounds).delete()
    Turn.objects.filter(round__in=rounds).delete()
    return rounds.delete()[0]


def forget(request: HttpRequest) -> None:
    """Take the reader out of this browser's session, and the cookie with it.

    An editor who is logged in stays so: that is another use of the same session.
    """
    request.session.pop(READER, None)
    if not request.session.keys():
        request.session.flush()


def purge(on: datetime.date, batch: int = crowd.BATCH) -> tuple[int, int]:
    """Delete what has expired on the day ``on``; say how many rounds and sessions.

    Whatever was finished is counted in the tallies first, in the same transaction.
    These are small, so it can be stopped, repeated and run twice at once.
    """
    old = Round.objects.filter(started_on__lte=expired(on)).order_by("started_on", "id")
    removed = 0
    while True:
        with transaction.atomic():
            rounds = list(crowd.locked(old)[:batch])
            crowd.count(rounds)
            removed += erase(pk__in=[played.pk for played in rounds])
        if len(rounds) < batch:
            break
        crowd.make_room()
    sessions, _ = Session.objects.filter(expire_date__date__lte=on).delete()
    Upkeep.note(on, removed, sessions)
    return removed, sessions


def clean_ups() -> dict[str, Any]:
    """When the last clean-up was and what it removed, and the day of the oldest round left."""
    return {
        "upkeep": Upkeep.objects.first(),
        # Rounds begin one after the other, so the first is the oldest, and found at once.
        "oldest": Round.objects.order_by("id").values_list("started_on", flat=True).first(),
        "minutes": Upkeep.MINUTES,
    }


def checkpoint() -> bool:
    """Fold SQLite's write-ahead file into the database, so that what was erased is in neither.

    Say whether that is done. A reader whose transaction is still open prevents it, and
    whoever writes would wait as well, so it gives up soon and is to be tried again.
    """
    if connection.vendor != "sqlite":
        return True
    patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            busy, _pages, _folded = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience * 1000:d}")
    return not busy


def _midnight(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _to_the_day(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Session):
        # Rounded up, so that no session ends before its cookie does.
        instance.expire_date = _midnight(instance.expire_date) + datetime.timedelta(days=1)
    elif isinstance(instance, LogEntry):
        instance.action_time = _midnight(instance.action_time)
    else:
        instance.date_joined = _midnight(instance.date_joined)


def keep_days_only() -> None:
    """See to it that what Django itself would store to the second is stored to the day."""
    for model in (Session, LogEntry, get_user_model()):
        pre_save.connect(_to_the_day, sender=model, dispatch_uid=f"days only {model.__name__}")
