"""What we hold of a reader, as it is shown and handed out."""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from quiz.models import Report, Round, Turn
from quiz.privacy.readers import reader_of
from quiz.privacy.retention import shown_until, visible_rounds

PAGE = 10  # rounds of a reader that one page shows in full
BATCH = 20  # rounds that are in memory at once while all of them are handed out
TURN_PARTS = (
    "round", "position", "response", "grade", "first_grade", "repeat", "missed_on",
    "answered_on", "version__number", "version__question__ref",
    "report__reason", "report__text", "report__reported_on", "report__state", "report__handled_on",
)  # fmt: skip


def record(rounds: Iterable[Round], reader: uuid.UUID | None) -> dict[str, Any]:
    """Everything we hold that belongs to these rounds, as it is handed out.

    ``reader`` is the random number that ties the rounds together, if any.
    Days are written as 2026-11-22. A ``response`` of null is "not sure" where
    ``answered_on`` is set. ``grade`` is from 0 to 1; ``first_grade`` is what it was
    before a correction. ``met_before`` and ``counted`` say whether an answer adds to
    the anonymous tallies, and whether the round has been added.

    What may give an answer away is held back while it can still be given: of an open
    question all but its ``position``, and ``order_seed`` (null) until the round has ended.
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
        "challenger_right": played.challenger_right,
        "set": played.question_set.ref if played.question_set else None,
        "question_of_day": played.today.day.isoformat() if played.today else None,
        "claimed": played.claimed,
        "questions_asked_for": played.wanted,
        "order_seed": str(played.seed) if played.over else None,
        "started_on": played.started_on.isoformat(),
        "finished_on": played.finished_on.isoformat() if played.finished_on else None,
        "stopped": played.stopped,
        "counted": played.tallied,
        "shown_until": shown_until(played).isoformat(),
        "turns": [
            _turn(turn) if turn.answered or played.over else {"position": turn.position}
            for turn in played.turns.all()
        ],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    """One question of a round that is answered, or that can be answered no more."""
    return {
        "position": turn.position,
        "question": turn.version.question.ref,
        "version": turn.version.number,
        "response": turn.response,
        "grade": turn.grade,
        "first_grade": turn.first_grade,
        "met_before": turn.repeat,
        "missed_on": turn.missed_on.isoformat() if turn.missed_on else None,
        "answered_on": turn.answered_on.isoformat() if turn.answered_on else None,
        "report": _report(getattr(turn, "report", None)),
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


def as_json(record: dict[str, Any]) -> str:
    """A record as it is shown and handed out."""
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def shown_rounds(on: datetime.date, **whose: Any) -> models.QuerySet[Round]:
    """The rounds by ``reader`` or by ``key``, newest first, with all that ``record`` says.

    None that has expired on the day ``on``: it is shown to nobody, though the clean-up may
    not have deleted it yet.
    """
    turns = (
        Turn.objects.select_related("version__question", "report")
        # Of a version the number alone: its content is a hundred times as long.
        .only(*TURN_PARTS)
        .order_by("position")
    )
    return (
        visible_rounds(on)
        .filter(**whose)
        .select_related("bank", "topic", "today", "question_set")
        .prefetch_related(models.Prefetch("turns", turns))
        .order_by("-id")
    )


def rounds_for_request(
    request: HttpRequest, played: Round
) -> tuple[models.QuerySet[Round], uuid.UUID | None]:
    """What a browser may see beside a round: all of its own if that is one, else this one."""
    reader = reader_of(request)
    if reader is None or reader != played.reader:
        return shown_rounds(timezone.localdate(), key=played.key), None
    return shown_rounds(timezone.localdate(), reader=reader), reader


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


def as_json_in_pieces(rounds: models.QuerySet[Round], reader: uuid.UUID | None) -> Iterator[str]:
    """The whole record of ``rounds`` as JSON, in pieces: a few rounds are in memory at a time.

    Each batch is asked for by itself, so that no transaction stays open for as long as
    somebody takes to receive the file.
    """
    opening, closing = as_json(record([], reader)).split("[]")
    yield opening + "["
    before, last = "\n    ", None
    while some := list((rounds if last is None else rounds.filter(pk__lt=last))[:BATCH]):
        for each in some:
            yield before + as_json(record_of(each)).rstrip().replace("\n", "\n    ")
            before, last = ",\n    ", each.pk
    yield "\n  ]" + closing
