"""What other readers answered and scored, as a reader is told, and only where enough did."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from quiz.core.item_statistics import FULL
from quiz.models import ScoreTally, SetTally, Version
from quiz.tallies import shown
from quiz.tallies.sums import digest, digest_of_questions

# One statement over the rows of a version, of which there are as many as different answers.
COUNTED = """
    SELECT SUM(shown),
           SUM(CASE WHEN digest = %s THEN shown ELSE 0 END),
           SUM(CASE WHEN COALESCE(shown * regraded, shown_points) = shown * %s
                    THEN shown ELSE 0 END)
    FROM quiz_tally
    WHERE version_id = %s AND NOT simulated AND shown > 0
""".strip()


@dataclass(frozen=True)
class Crowd:
    """Of ten readers of this quiz, how many gave the same answer and how many a right one.

    ``alike`` and ``right`` are rounded to whole numbers from 0 to 10: 0 is less than 1 in 20.
    They change only when ten more answers to the question are counted (``shown.py``), and no
    number of answers is told.
    """

    alike: int
    right: int


def crowd(version: Version, response: Any) -> Crowd | None:
    """What readers answered to ``version`` when they first met it; None where too few did.

    ``response`` is this reader's, null for "not sure". Of a stored version only; one query.
    """
    canonical = None if response is None else version.task.canonical(response)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [digest(canonical), FULL, version.pk])
        total, alike, right = cursor.fetchone()
    if total is None or total < shown.SHOWN_FROM:
        return None
    return Crowd(_of_ten(alike, total), _of_ten(right, total))


def _of_ten(some: int, total: int) -> int:
    return round(10 * some / total)


def scores(bank: int, length: int) -> dict[int, int]:
    """How many rounds of the bank with this id had which score, in tenths of a point; one query.

    These have ``length`` questions, all answered, of facts that the reader met for the first
    time, drawn afresh from the whole bank. The figures move when ten more such rounds are
    counted (``shown.py``). Empty where there are too few.
    """
    rows = ScoreTally.objects.filter(bank=bank, length=length, simulated=False, shown__gt=0)
    counts = dict(rows.values_list("tenths", "shown"))
    return counts if sum(counts.values()) >= shown.SHOWN_FROM else {}


def scores_of_set(question_set: int, questions: Iterable[int]) -> dict[int, int]:
    """The same for rounds of a set (id) that asked just these ``questions`` (ids); one query."""
    asked = digest_of_questions(questions)
    rows = SetTally.objects.filter(question_set=question_set, asked=asked, shown__gt=0)
    counts = dict(rows.values_list("tenths", "shown"))
    return counts if sum(counts.values()) >= shown.SHOWN_FROM else {}
