"""Regrading: answers to a version whose answer key was wrong get the grade they deserve.

It goes over the stored turns once, and then over the tallies, which also hold the
answers of purged rounds. What it would change is read off the tallies
(``grade_changes``), which is cheap. A dry run (``foresee``) does the same work as the
regrade and writes nothing, so it is slow too, and runs only when an editor asks for it.
Each batch is one transaction, which also adds what it changed to the correction's
outcome; so a regrade may be interrupted and started again, also by several people at
once: the later one finds nothing left to change.

Answers that arrive meanwhile are graded by the corrected version as they are given.
An answer that is being stored in the moment of the correction can still get the old
grade; ``settle`` finds it in the following days.
"""

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet
from django.db.models.functions import Coalesce

from quiz.models import Correction, Erratum, Turn, Version
from quiz.tallies import counting

TURNS_AT_ONCE = 500  # turns
WINDOW = 50_000  # turns that one query searches for answers to a version
NEWEST = 500_000  # turns that a page searches at most: a second or so
DAY = datetime.timedelta(days=1)
SETTLING = 2 * DAY


@dataclass(frozen=True)
class Outcome:
    """How many answers and rounds a regrade changes, or would change.

    ``answers``  stored ones that were looked at, without "not sure"
    ``kept``     of these, those whose text the corrected version does not offer: their
                 grade stays
    ``up``, ``down``  those that get a higher or a lower grade
    ``rounds``   different rounds that have one of these
    ``scores``   rounds by the tenths of a point by which they move: ``{"10": 3}``
    ``counted``  answers in the tallies that get another grade, purged rounds included
    """

    answers: int = 0
    kept: int = 0
    up: int = 0
    down: int = 0
    rounds: int = 0
    scores: dict[str, int] = field(default_factory=dict)
    counted: int = 0

    @property
    def steps(self) -> list[tuple[str, int]]:
        """By how many points how many rounds move: ``[("-1", 8), ("+0.5", 3)]``."""
        tenths = sorted((int(moved), n) for moved, n in self.scores.items())
        return [(f"{moved / 10:+g}", n) for moved, n in tenths]

    @property
    def common_steps(self) -> list[tuple[str, int]]:
        """Those by which at least as many rounds move as are counted together."""
        return [(step, n) for step, n in self.steps if n >= counting.TOGETHER]

    @property
    def changed(self) -> int:
        return self.up + self.down

    @property
    def in_twenties(self) -> "Outcome":
        """The same without what could be one reader's: each number as far as it is shown."""
        return Outcome(
            _floor(self.answers),
            _floor(self.kept),
            _floor(self.up),
            _floor(self.down),
            _floor(self.rounds),
            {moved: _floor(n) for moved, n in self.scores.items() if _floor(n)},
            self.counted,
        )

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.answers + other.answers,
            self.kept + other.kept,
            self.up + other.up,
            self.down + other.down,
            self.rounds + other.rounds,
            dict(Counter(self.scores) + Counter(other.scores)),
            self.counted + other.counted,
        )


def _floor(n: int) -> int:
    return n // counting.TOGETHER * counting.TOGETHER


def foresee(correction: Correction, newest: int | None = None) -> Outcome:
    """What ``apply_correction`` would change.

    With ``newest``, only that many of the newest turns (of all questions) are searched.
    """
    return sum(_steps(correction, dry_run=True, newest=newest), Outcome())


def apply_correction(correction: Correction, on: datetime.date, by: Any = None) -> Outcome:
    """Regrade what is not regraded yet; return what that changed: nothing, the second time.

    Afterwards ``correction`` holds when the first regrade was completed, by whom, and
    what all of them changed together.
    """
    changed = sum(_steps(correction, dry_run=False), Outcome())
    with transaction.atomic():
        total = replace(_outcome(correction), answers=changed.answers, kept=changed.kept)
        Correction.objects.filter(pk=correction.pk, regraded_on=None).update(
            regraded_on=on, regraded_by=by, outcome=asdict(total)
        )
    correction.refresh_from_db(fields=["regraded_on", "regraded_by", "outcome"])
    return changed


def settle(on: datetime.date) -> None:
    """Regrade answers stored with the old grade around a correction of the last two days.

    Of older ones, what they changed is kept in twenties. The housekeeping calls it.
    """
    for correction in Correction.objects.filter(regraded_on__gte=on - SETTLING):
        # Older answers cannot have been in flight, and a question may have very many.
        since = correction.corrected_on - DAY
        sum(_steps(correction, dry_run=False, since=since), Outcome())
    for correction in Correction.objects.filter(regraded_on__lt=on - SETTLING):
        exact = Outcome(**correction.outcome)
        if exact != exact.in_twenties:
            correction.outcome = asdict(exact.in_twenties)
            correction.save(update_fields=["outcome"])


def grade_changes(correction: Correction) -> list[counting.GradeChange]:
    """How the grades of real readers' counted answers would change.

    Reads the tallies alone, so it costs the same however many rounds were played.
    """
    found = [
        counting.regrade(wrong, partial(deserved, wrong, corrected), dry_run=True)
        for wrong, corrected in _pairs(correction)
    ]
    return [change for each in found for change in each.changes if not change.simulated]


def deserved(version: Version, corrected: Version, response: Any) -> float:
    """The grade (0 to 1) of a response to ``version`` by the key of ``corrected``.

    Where ``corrected`` does not offer that response, by the key of ``version`` itself.
    """
    grade = corrected.regrade(response, of=version)
    return version.task.grade(response) if grade is None else grade


def errata(correction: Correction) -> QuerySet[Erratum]:
    """The wrong versions that are graded by the version which this correction published."""
    found = Erratum.objects.filter(graded_by=correction.version_id)
    return found.select_related("version", "graded_by").order_by("version_id")


def _pairs(correction: Correction) -> Iterator[tuple[Version, Version]]:
    """Each wrong version with the corrected one that grades it."""
    return ((each.version, each.graded_by) for each in errata(correction) if each.graded_by)


def _answers(version: Version, since: datetime.date, newest: int | None) -> Iterator[int]:
    """Ids of the turns that answer ``version``; of the ``newest`` turns, or of all.

    Turns have no index by version: every answer would pay for it, and corrections are rare.
    So all turns are searched, in windows that take some hundredths of a second each.
    """
    ends = Turn.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    first = ends["first"] if newest is None else max(ends["first"], ends["last"] - newest + 1)
    for start in range(first, ends["last"] + 1, WINDOW):
        window = Turn.objects.filter(pk__gte=start, pk__lt=start + WINDOW)
        answers = window.filter(version=version, response__isnull=False, answered_on__gte=since)
        yield from answers.order_by("pk").values_list("pk", flat=True)


def _steps(
    correction: Correction,
    *,
    dry_run: bool,
    since: datetime.date = datetime.date.min,
    newest: int | None = None,
) -> Iterator[Outcome]:
    """What each step changes: the answers since that day, in batches, then the tallies."""
    for wrong, corrected in _pairs(correction):
        for ids in batched(_answers(wrong, since, newest), TURNS_AT_ONCE):
            turns = partial(_turns, ids, wrong, corrected, dry_run=dry_run)
            yield turns() if dry_run else _accounted(correction, turns)
            if not dry_run:
                counting.yield_to_writers()
    # The tallies come last: what is counted from now on takes its grades from the turns.
    for wrong, corrected in _pairs(correction):
        tallies = partial(_tallies, wrong, corrected, dry_run=dry_run)
        yield tallies() if dry_run else _accounted(correction, tallies)


@transaction.atomic
def _accounted(correction: Correction, step: Callable[[], Outcome]) -> Outcome:
    """Take a step, and add what it changed to the correction's stored outcome."""
    so_far = _outcome(correction)
    changed = step()
    news = replace(changed, answers=0, kept=0)
    if news != Outcome():
        Correction.objects.filter(pk=correction.pk).update(outcome=asdict(so_far + news))
    return changed


def _outcome(correction: Correction) -> Outcome:
    """What earlier steps have changed; the row is locked until the transaction ends."""
    (kept,) = Correction.objects.select_for_update().filter(pk=correction.pk)
    return Outcome(**kept.outcome)


def _turns(ids: Sequence[int], version: Version, corrected: Version, *, dry_run: bool) -> Outcome:
    turns = Turn.objects.filter(pk__in=ids).order_by("pk")
    if not dry_run:
        turns = turns.select_for_update(no_key=connection.features.has_select_for_no_key_update)
    moving: dict[float, list[int]] = defaultdict(list)
    rounds, scores = set(), Counter[str]()
    answers = kept = up = 0
    for turn in turns:
        answers += 1
        before = turn.grade or 0.0
        kept += corrected.regrade(turn.response, of=version) is None
        after = deserved(version, corrected, turn.response)
        if math.isclose(before, after, abs_tol=1e-9):
            continue
        moving[after].append(turn.pk)
        up += after > before
        rounds.add(turn.round_id)
        scores[str(round((after - before) * 10))] += 1
    if not dry_run:
        for grade, moved in moving.items():
            Turn.objects.filter(pk__in=moved).update(
                first_grade=Coalesce("first_grade", "grade"), grade=grade
            )
    changed = sum(map(len, moving.values()))
    return Outcome(answers, kept, up, changed - up, len(rounds), dict(scores))


def _tallies(version: Version, corrected: Version, *, dry_run: bool) -> Outcome:
    found = counting.regrade(version, partial(deserved, version, corrected), dry_run=dry_run)
    return Outcome(counted=found.changed)
