"""Counting finished rounds into tallies, each round exactly once.

``tally`` takes finished rounds a batch at a time. A batch is one transaction: it
locks its rounds (skipping those that another worker has locked, where the database
can; SQLite runs one writing transaction at a time anyway), adds their answers to the
tallies, and marks them as counted. So it may be stopped at any moment, repeated, and
run by several workers at once. Sums are added up in memory first, so each row is
written once a batch; rows are written in the order of their keys, so that two workers
never wait for each other in a ring.

What counts: rounds of origin "fresh"; simulated ones are counted apart. In these,
each answer to a fact that the reader had not met in an earlier round. A reader
without a cookie is new each time. Rounds erased before they were counted are not counted.

The rest score is the mean of the grades of the round's other answers, as first
given; a score is their sum, as first given. So it makes no difference whether a
round is counted before or after a regrade, its own or another question's.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import connection, models, transaction

from quiz.core import scoring
from quiz.core.item_statistics import FULL
from quiz.models import Round, ScoreTally, Tally, Turn, Version

ROUNDS_AT_ONCE = 100  # rounds; a batch of ten questions each holds SQLite's lock for some 30 ms
PAUSE = 0.05  # seconds between two batches on SQLite


def tally(batch: int = ROUNDS_AT_ONCE, seconds: float | None = None) -> int:
    """Count all finished rounds that are not counted yet; return how many were.

    No batch begins once ``seconds`` have passed; the rest is left for the next call.
    """
    counted, began = 0, time.monotonic()
    while seconds is None or time.monotonic() - began < seconds:
        found = count_batch(batch)
        counted += found
        if found < batch:
            break
        yield_to_writers()
    return counted


def yield_to_writers() -> None:
    """Pause between batches, so that readers get SQLite's one lock, for which they only poll."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


@transaction.atomic
def count_batch(batch: int = ROUNDS_AT_ONCE) -> int:
    """Count at most ``batch`` finished rounds in one transaction; return how many were."""
    waiting = Round.objects.filter(tallied=False, finished_on__isnull=False)
    return count(locked(waiting.order_by("id"))[:batch])


def locked(rounds: models.QuerySet[Round]) -> models.QuerySet[Round]:
    """``rounds``, locked until the transaction ends; those locked by others are left out."""
    skips = connection.features.has_select_for_update_skip_locked
    return rounds.select_for_update(skip_locked=skips)


def count(rounds: Iterable[Round]) -> int:
    """Add ``rounds`` to the tallies and mark them; the caller's transaction has locked them.

    Those that are not finished, or counted already, are left out. Returns how many were added.
    """
    found = [played for played in rounds if played.finished_on and not played.tallied]
    counting = {
        played.pk: played
        for played in found
        if played.origin in (Round.Origin.FRESH, Round.Origin.SIMULATED)
    }
    turns: dict[int, list[Turn]] = defaultdict(list)
    # Locked, so that a regrade of the same answers is seen wholly or waits.
    for turn in (
        Turn.objects.filter(round__in=counting)
        .order_by("id")
        .select_for_update(no_key=connection.features.has_select_for_no_key_update)
    ):
        turns[turn.round_id].append(turn)
    wanted = {turn.version_id for row in turns.values() for turn in row}
    tasks = {pk: version.task for pk, version in Version.objects.in_bulk(wanted).items()}
    answers: dict[tuple[int, bool, str], _Answers] = {}
    scores: dict[tuple[int, bool, int, int], int] = defaultdict(int)
    for key, row in turns.items():
        _add(counting[key], row, tasks, answers, scores)
    Tally.add([(*key, *answers[key].row()) for key in sorted(answers)])
    ScoreTally.add([(*key, scores[key]) for key in sorted(scores)])
    Round.objects.filter(pk__in=[played.pk for played in found]).update(tallied=True)
    return len(found)


@dataclass
class _Answers:
    """What a batch adds to one row of ``Tally``; ``sums`` in the order of ``Tally.SUMS``."""

    response: Any
    sums: list[int]
    regraded: int | None = None

    def row(self) -> tuple[Any, ...]:
        return (*self.sums, self.response, self.regraded)


def _add(
    played: Round,
    turns: Sequence[Turn],
    tasks: dict[int, Any],
    answers: dict[tuple[int, bool, str], _Answers],
    scores: dict[tuple[int, bool, int, int], int],
) -> None:
    simulated = played.origin == Round.Origin.SIMULATED
    given = [turn for turn in turns if turn.answered]
    points = {turn.pk: units(_first(turn)) for turn in given}
    whole = sum(points.values())
    for turn in given:
        if turn.repeat:
            continue
        of = tasks[turn.version_id]
        response = None if turn.response is None else of.canonical(turn.response)
        key = (turn.version_id, simulated, digest(response))
        if key not in answers:
            answers[key] = _Answers(response, [0] * len(Tally.SUMS))
        row, own = answers[key], points[turn.pk]
        rest = round((whole - own) / (len(given) - 1)) if len(given) > 1 else None
        for place, more in enumerate(_sums(own, rest)):
            row.sums[place] += more
        # The rows of an estimate hold several answers; ``regrade`` sees to them all.
        if turn.first_grade is not None and not hasattr(of, "canonicals"):
            row.regraded = units(turn.grade or 0)
    if len(given) == len(turns) and not any(turn.repeat for turn in turns):
        shown = scoring.score(_first(turn) for turn in given).shown
        scores[played.bank_id, simulated, len(turns), round(shown * 10)] += 1


def _sums(own: int, rest: int | None) -> tuple[int, ...]:
    """What one answer worth ``own`` units adds to each of ``Tally.SUMS``."""
    paired = (0,) * 6 if rest is None else (1, own, own**2, rest, rest**2, own * rest)
    return (1, own, *paired)


def _first(turn: Turn) -> float:
    """The grade as first given."""
    return (turn.grade or 0) if turn.first_grade is None else turn.first_grade


def units(grade: float) -> int:
    """A grade from 0 to 1 as a whole number of ten-thousandths, as ``Tally`` counts them."""
    return round(grade * FULL)


def digest(response: Any) -> str:
    """A hash of a canonical response, 32 hexadecimal digits: a response may be long."""
    written = json.dumps(response, ensure_ascii=False, sort_keys=True)
    return blake2b(written.encode(), digest_size=16).hexdigest()


# Corrections


@dataclass(frozen=True)
class GradeChange:
    """``n`` counted answers that mean ``response``: their grade (0 to 1) before and after."""

    response: Any
    n: int
    before: float
    after: float
    simulated: bool


@dataclass(frozen=True)
class Regraded:
    """What a regrade of the tallies changes, or would change.

    ``answers`` is how many real ones are counted of the version, without "not sure".
    ``approximate`` says that an estimate's answers were counted in bins, each graded at
    its middle.
    """

    answers: int
    changes: tuple[GradeChange, ...]
    approximate: bool

    @property
    def changed(self) -> int:
        """How many real answers get another grade."""
        return sum(change.n for change in self.changes if not change.simulated)


@transaction.atomic
def regrade(version: Version, grade: Callable[[Any], float], *, dry_run: bool = False) -> Regraded:
    """Grade the counted answers to ``version`` again: ``grade(response)`` is from 0 to 1.

    Grades as first given stay beside the new ones, and "not sure" stays at 0. A second
    call changes nothing more. Regrade the turns first, in the same transaction
    or before it, each with its ``first_grade``: what is counted later goes by that,
    so the outcome is the same whichever comes first. Lock turns in order of ``id``,
    as counting does.
    """
    task: Any = version.task
    if hasattr(task, "canonicals") and not dry_run:
        # So that an estimate counted later finds its grade.
        Tally.objects.bulk_create(
            [
                Tally(version=version, simulated=simulated, digest=digest(value), response=value)
                for value in task.canonicals()
                if units(grade(value)) != units(task.grade(value))
                for simulated in (False, True)
            ],
            ignore_conflicts=True,
        )
    rows = Tally.objects.filter(version=version, response__isnull=False)
    changes, answers = [], 0
    ordered = rows.order_by("simulated", "digest")
    for row in ordered if dry_run else ordered.select_for_update():
        before = _graded(row, task)
        after = units(grade(row.response))
        answers += 0 if row.simulated else row.n
        if before != after:
            changes.append(
                GradeChange(row.response, row.n, before / FULL, after / FULL, row.simulated)
            )
            row.regraded = after
            if not dry_run:
                row.save(update_fields=["regraded"])
    return Regraded(
        answers, tuple(change for change in changes if change.n), getattr(task, "binned", False)
    )


def _graded(row: Tally, task: Any) -> int:
    """What each answer of a row earns now, in units; an estimate's, at the middle of its bin."""
    if row.regraded is not None:
        return row.regraded
    if row.n and not hasattr(task, "canonicals"):
        # As given, which may have been after an earlier correction.
        return row.points // row.n
    return units(task.grade(row.response))
