"""Counting finished rounds into tallies, each round exactly once, and none alone.

``tally`` takes finished rounds a batch at a time. A batch is one transaction: it
locks its rounds (skipping those that another worker has locked, where the database
can; SQLite runs one writing transaction at a time anyway), adds their answers to the
tallies, and marks them as counted. So it may be stopped at any moment, repeated, and
run by several workers at once. Rows are written in the order of their keys, so that two
workers never wait for each other in a ring.

What counts: rounds of origin "fresh" or "set"; simulated ones are counted apart. In these,
each answer to a fact that the reader had not met in an earlier round. A reader
without a cookie is new each time. Rounds erased before they were counted are not counted.

Scores of a set are counted by the set, and not with those of its bank. A score of a round
that expired before it could be counted is held for its bank; for a set it is not kept.

Whoever sees the tallies before and after one round was counted could work out what was
answered in it. So a batch has the answers of ``TOGETHER`` readers of one bank at least;
fewer wait, as rounds. What expires meanwhile is held (``HeldTally``), without reader,
round or day, and counted with the next batch of its bank.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from quiz.core.item_statistics import FULL
from quiz.models import (
    AnswerSums,
    HeldReaders,
    HeldScoreTally,
    HeldTally,
    Round,
    ScoreTally,
    SetTally,
    Tally,
    Turn,
    Version,
)
from quiz.tallies import shown
from quiz.tallies.sums import Sums, digest, units

TOGETHER = 20  # readers
ROUNDS_AT_ONCE = 100  # rounds; a batch of ten questions each holds SQLite's lock for some 30 ms
PAUSE = 0.05  # seconds between two batches on SQLite
MOST_WAITING = 100_000  # rounds of which it is asked how many wait, so that it never takes long


def tally(batch: int = ROUNDS_AT_ONCE, seconds: float | None = None) -> int:
    """Count the finished rounds that can be counted and are not yet; return how many were.

    No batch begins once ``seconds`` have passed; the rest is left for the next call. Afterwards
    readers are told of what was counted, where that has become enough.
    """
    counted, began = 0, time.monotonic()
    for count in _counts():
        found = batch
        while found >= batch and (seconds is None or time.monotonic() - began < seconds):
            found = count(batch)
            counted += found
            if found >= batch:
                yield_to_writers()
    shown.bring_up()
    return counted


def _counts() -> Iterator[Callable[[int], int]]:
    """What counts a batch of a size: of what tells of no reader, and of each bank's readers."""
    yield count_batch
    banks = {*of_readers().order_by().values_list("bank", flat=True).distinct()}
    banks |= {*HeldReaders.objects.values_list("bank", flat=True)}
    for bank in sorted(banks):
        yield partial(count_together, bank)


def yield_to_writers() -> None:
    """Pause between batches, so that readers get SQLite's one lock, for which they only poll."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)


# Answers that a round adds to the tallies.
ADDED = Turn.objects.filter(round=OuterRef("pk"), answered_on__isnull=False, repeat=False)
READERS = (Round.Origin.FRESH, Round.Origin.SET)
OF_READERS = Q(Exists(ADDED), origin__in=READERS)


def waiting() -> models.QuerySet[Round]:
    """Finished rounds that are not counted, in the order in which they will be.

    Those that were stopped can be resumed until they expire, and are held only then.
    """
    ended = Round.objects.filter(finished_on__isnull=False, stopped=False)
    return ended.filter(tallied=False).order_by("id")


def of_readers() -> models.QuerySet[Round]:
    """Those of them that add something of a reader to the tallies."""
    return waiting().filter(OF_READERS)


def ready() -> int:
    """How many readers' rounds wait in banks where there are enough to be counted."""
    some = waiting().values("pk")[:MOST_WAITING]
    banks = of_readers().filter(pk__in=some).order_by().values("bank")
    nobodys = Count("pk", filter=Q(reader=None))
    found = banks.annotate(n=Count("pk"), readers=Count("reader", distinct=True) + nobodys)
    return sum(row["n"] for row in found if row["readers"] >= TOGETHER)


@transaction.atomic
def count_batch(batch: int = ROUNDS_AT_ONCE) -> int:
    """Count at most ``batch`` rounds that add nothing of a reader; return how many were."""
    rounds = list(locked(waiting().exclude(OF_READERS))[:batch])
    return _count(rounds, _sums_of(rounds))


@transaction.atomic
def count_together(bank: int, batch: int = ROUNDS_AT_ONCE) -> int:
    """Count readers' rounds of the bank with this id; return how many were.

    These are ``batch``, or more if they would be of fewer than ``TOGETHER`` readers. If
    there are no more, none is counted.
    """
    rounds = list(locked(of_readers().filter(bank=bank))[:batch])
    held = HeldReaders.objects.filter(bank=bank).select_for_update().first()
    sums = _sums_of(rounds)
    if len(sums.readers[bank]) + (held.n if held else 0) < TOGETHER:
        return count_together(bank, 2 * batch) if len(rounds) == batch else 0
    if held:
        _release(held, sums)
    return _count(rounds, sums)


def locked[M: models.Model](rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """``rows``, locked until the transaction ends; those locked by others are left out."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skips)


def hold(expired: Iterable[Round]) -> None:
    """Hold what ``expired`` rounds add to the tallies, which the caller has locked and deletes.

    Those that are not finished, or counted already, are left out. Simulated ones are counted.
    """
    found = [played for played in expired if played.finished_on and not played.tallied]
    simulated = [played for played in found if played.origin == Round.Origin.SIMULATED]
    _count(simulated, _sums_of(simulated))
    sums = _sums_of(played for played in found if played.origin in READERS)
    # First of all: who waits for this row, waits for the others.
    HeldReaders.add([(bank, len(sums.readers[bank])) for bank in sorted(sums.readers)])
    HeldTally.add(sums.answer_rows())
    HeldScoreTally.add(sums.score_rows())


def _sums_of(rounds: Iterable[Round]) -> Sums:
    """What these rounds add to the tallies."""
    kinds = (*READERS, Round.Origin.SIMULATED)
    adding = [played for played in rounds if played.origin in kinds]
    # Locked, so that a regrade of the same answers is seen wholly or waits.
    turns = Turn.objects.filter(round__in=adding).order_by("id")
    no_key = connection.features.has_select_for_no_key_update
    return Sums.of(adding, turns.select_for_update(no_key=no_key))


def _count(rounds: Collection[Round], sums: Sums) -> int:
    """Add ``sums`` to the tallies, and mark the rounds; return how many these are."""
    Tally.add(sums.answer_rows())
    ScoreTally.add(sums.score_rows())
    SetTally.add(sums.set_rows())
    Round.objects.filter(pk__in=[played.pk for played in rounds]).update(tallied=True)
    return len(rounds)


def _release(held: HeldReaders, sums: Sums) -> None:
    """Take what is held of a bank, whose row is locked, over into ``sums``."""
    of_bank = HeldTally.objects.filter(version__question__bank=held.bank_id).values("pk")
    answers = list(HeldTally.objects.filter(pk__in=of_bank).select_for_update())
    scores = list(HeldScoreTally.objects.filter(bank=held.bank_id))
    sums.add_held(answers, scores)
    HeldTally.objects.filter(pk__in=[row.pk for row in answers]).delete()
    HeldScoreTally.objects.filter(pk__in=[row.pk for row in scores]).delete()
    held.delete()


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
    if not dry_run:
        # Before those that are shown, since in this order they are moved there.
        for held, _before, after in _changing(HeldTally, version, grade, lock=True):
            HeldTally.objects.filter(pk=held.pk).update(regraded=after)
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
    changes = []
    for row, before, after in _changing(Tally, version, grade, lock=not dry_run):
        changes.append(GradeChange(row.response, row.n, before / FULL, after / FULL, row.simulated))
        if not dry_run:
            Tally.objects.filter(pk=row.pk).update(regraded=after)
    real = Tally.objects.filter(version=version, response__isnull=False, simulated=False)
    return Regraded(
        answers=real.aggregate(n=Coalesce(Sum("n"), 0))["n"],
        changes=tuple(change for change in changes if change.n),
        approximate=getattr(task, "binned", False),
    )


def _changing(
    table: type[Tally | HeldTally], version: Version, grade: Callable[[Any], float], *, lock: bool
) -> Iterator[tuple[AnswerSums, int, int]]:
    """The rows whose answers get another grade, with it before and after, in units."""
    rows = table.objects.filter(version=version, response__isnull=False)
    ordered = rows.order_by("simulated", "digest")
    for row in ordered.select_for_update() if lock else ordered:
        before, after = _graded(row, version.task), units(grade(row.response))
        if before != after:
            yield row, before, after


def _graded(row: AnswerSums, task: Any) -> int:
    """What each answer of a row earns now, in units; an estimate's, at the middle of its bin."""
    if row.regraded is not None:
        return row.regraded
    if row.n and not hasattr(task, "canonicals"):
        # As given, which may have been after an earlier correction.
        return row.points // row.n
    return units(task.grade(row.response))
