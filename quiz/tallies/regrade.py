"""A regrade: answers to versions whose key was wrong get the grade they deserve.

It goes over the stored turns once, and then over the tallies, which also know what the
readers of purged rounds answered. What it would change is read off the tallies
(``moves``); a dry run takes the same way as the regrade and writes nothing, so no page
makes one unasked. Each batch is one transaction, in which what it changed is added to the
correction's outcome; so a regrade may be interrupted and ordered again, also by
several at once: whoever comes later finds nothing left to change.

Answers that arrive meanwhile are graded by the new key as they are given. One
that was on its way at the very moment of the correction can still get the old
grade; ``settle`` finds it.
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
from django.db.models import Max, Min
from django.db.models.functions import Coalesce

from quiz.models import Correction, Erratum, Turn, Version
from quiz.tallies import counting

BATCH = 500  # turns
WINDOW = 50_000  # turns that are looked through at once for answers to a version
NEWEST = 500_000  # turns that a page looks through at most: a second or so
DAY = datetime.timedelta(days=1)
SETTLING = 2 * DAY


@dataclass(frozen=True)
class Outcome:
    """What a regrade changes, or would.

    ``answers`` stored ones were looked at, not sure left out, of which ``kept``
    cannot be regraded, because the new version does not offer them. ``up`` and
    ``down`` get another grade, in ``rounds`` different rounds. ``scores`` says by
    how many tenths of a point how many rounds move, as ``{"10": 3}``. ``counted``
    answers of the tallies get another grade, those of purged rounds among them.
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
    def changed(self) -> int:
        return self.up + self.down

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


def foresee(correction: Correction, newest: int | None = None) -> Outcome:
    """What ``apply`` would change; with ``newest``, of that many turns of all questions."""
    return sum(_steps(correction, dry_run=True, newest=newest), Outcome())


def apply(correction: Correction, on: datetime.date, by: Any = None) -> Outcome:
    """Regrade what is not regraded yet; return what that changed: nothing, the second time.

    ``correction`` says afterwards when it was first completed, by whom, and what
    it has changed in all.
    """
    changed = sum(_steps(correction, dry_run=False), Outcome())
    with transaction.atomic():
        total = replace(_account(correction), answers=changed.answers, kept=changed.kept)
        Correction.objects.filter(pk=correction.pk, regraded_on=None).update(
            regraded_on=on, regraded_by=by, outcome=asdict(total)
        )
    correction.refresh_from_db(fields=["regraded_on", "regraded_by", "outcome"])
    return changed


def settle(on: datetime.date) -> None:
    """Regrade what slipped through while a correction was young; the housekeeping calls it."""
    for correction in Correction.objects.filter(regraded_on__gte=on - SETTLING):
        # Only these can have been on their way, and a question may have very many answers.
        since = correction.corrected_on - DAY
        sum(_steps(correction, dry_run=False, since=since), Outcome())


def moves(correction: Correction) -> list[counting.Move]:
    """What each counted answer earned and would earn, those of real readers alone.

    Reads the tallies, so it costs the same however many rounds were played.
    """
    found = [
        counting.regrade(each.version, partial(deserved, each.version, each.key), dry_run=True)
        for each in errata(correction)
    ]
    return [move for each in found for move in each.moves if not move.simulated]


def deserved(version: Version, key: Version, response: Any) -> float:
    """The grade of a response to ``version`` by ``key``, or by its own where that offers other."""
    grade = key.regrade(response, of=version)
    return version.task.grade(response) if grade is None else grade


def errata(correction: Correction) -> Any:
    """The versions graded by the key of this correction, also where a later one is in force."""
    found = Erratum.objects.filter(key=correction.version_id)
    return found.select_related("version", "key").order_by("version_id")


def _answers(version: Version, since: datetime.date, newest: int | None) -> Iterator[int]:
    """The turns that answer ``version``, by primary key; of the ``newest`` turns, or of all.

    Turns have no index by version: it would be written ten times a round, in ten places,
    for the sake of a day that should never come. So all of them are looked through, in
    windows that take some hundredths of a second each.
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
    """Batch by batch through the answers given from the day ``since`` on, then the tallies."""
    for erratum in errata(correction):
        for keys in batched(_answers(erratum.version, since, newest), BATCH):
            turns = partial(_turns, keys, erratum.version, erratum.key, dry_run=dry_run)
            yield turns() if dry_run else _accounted(correction, turns)
            if not dry_run:
                counting.yield_to_writers()
    # Afterwards, because what is counted from now on goes by the grades of the turns.
    for erratum in errata(correction):
        tallies = partial(_tallies, erratum.version, erratum.key, dry_run=dry_run)
        yield tallies() if dry_run else _accounted(correction, tallies)


@transaction.atomic
def _accounted(correction: Correction, step: Callable[[], Outcome]) -> Outcome:
    """Take a step, and add what it changed to the correction's account."""
    account = _account(correction)
    changed = step()
    news = replace(changed, answers=0, kept=0)
    if news != Outcome():
        Correction.objects.filter(pk=correction.pk).update(outcome=asdict(account + news))
    return changed


def _account(correction: Correction) -> Outcome:
    """What was changed so far, locked until the transaction ends."""
    (kept,) = Correction.objects.select_for_update().filter(pk=correction.pk)
    return Outcome(**kept.outcome)


def _turns(keys: Sequence[int], version: Version, key: Version, *, dry_run: bool) -> Outcome:
    turns = Turn.objects.filter(pk__in=keys).order_by("pk")
    if not dry_run:
        turns = turns.select_for_update(no_key=connection.features.has_select_for_no_key_update)
    moving: dict[float, list[int]] = defaultdict(list)
    rounds, scores = set(), Counter[str]()
    answers = kept = up = 0
    for turn in turns:
        answers += 1
        before = turn.grade or 0.0
        kept += key.regrade(turn.response, of=version) is None
        after = deserved(version, key, turn.response)
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


def _tallies(version: Version, key: Version, *, dry_run: bool) -> Outcome:
    found = counting.regrade(version, partial(deserved, version, key), dry_run=dry_run)
    return Outcome(counted=found.changed)
