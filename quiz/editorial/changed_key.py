"""Where the working copy counts another answer as right than readers were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from quiz.editorial.review import key_of
from quiz.models import Question, Version
from quiz.tallies import counting, regrade

UNORDERED = ("multiple", "matching")  # kinds whose right answers stand in no order
NEAR_MISSES = ("scale", "tolerance", "zero_at")  # what else a grade of an estimate goes by


@dataclass(frozen=True)
class KeyChange:
    """A changed key, and what it means for those who have answered.

    ``answers`` are the counted ones of readers to versions with the old key, ``regraded`` those
    of them that would get another grade.
    """

    number: int  # of the version that readers are asked
    before: Sequence[str]
    after: Sequence[str]
    answers: int
    regraded: int


def same_key(one: Version, other: Version) -> bool:
    """Whether both count the same answers as right."""
    return one.kind == other.kind and _key(one) == _key(other)


def _key(version: Version) -> Any:
    solution = version.task.solution()
    if version.kind in UNORDERED:
        return {tuple(part) if isinstance(part, list) else part for part in solution}
    return solution, [getattr(version.task, name, None) for name in NEAR_MISSES]


def differs(question: Question) -> bool:
    """Whether to publish the working copy would change what counts as right."""
    live = question.live_version
    if live is None:
        return False
    try:
        return not same_key(live, question.snapshot())
    except (KeyError, TypeError):  # a working copy without answers, which cannot be published
        return False


def key_change(question: Question) -> KeyChange | None:
    """What a changed key means; None where it is the one that readers are asked.

    Reads the tallies alone, so it costs the same however many rounds were played.
    """
    live = question.live_version
    if live is None or not differs(question):
        return None
    copy = question.snapshot()
    told = [version for version in question.versions.all() if same_key(version, live)]
    found = [
        counting.regrade(version, partial(regrade.deserved, version, copy), dry_run=True)
        for version in told
    ]
    return KeyChange(
        live.number,
        key_of(live),
        key_of(copy),
        sum(each.answers for each in found),
        sum(each.changed for each in found),
    )
