"""Where a score stands among others. Standard library only.

The others are shown as ``DOTS`` dots, each of which stands for one in twenty of them, at the
middle of its twentieth when they are put in a row by their score. People read shares off
such countable dots better than off a curve or bars. Kay, Kola, Hullman and Munson (2016), When
(ish) is my bus?, CHI 2016, 5092-5103. What is said in words is counted in the same dots, so
words and picture cannot differ, and neither says more than a twentieth.

Scores are whole tenths of a point here, as they are counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

DOTS = 20
COLUMNS = 11  # at most: what a phone has room for


@dataclass(frozen=True)
class Column:
    """The scores from ``low`` to ``high``, in whole points reached.

    Of its dots ``lower`` have a lower score than the reader's, ``others`` the same or a higher
    one. ``own`` says that the reader's score is in it.
    """

    low: int
    high: int
    lower: int
    others: int
    own: bool


@dataclass(frozen=True)
class Standing:
    """Columns from no point to full marks; in all they have ``DOTS`` dots."""

    columns: tuple[Column, ...]

    @property
    def better_than(self) -> int:
        """Than how many in a hundred the reader has done better: a multiple of 5, 95 at most.

        Those with the same score are not among them, and nobody is better than all, since the
        reader's own round may be one of those counted.
        """
        lower = sum(column.lower for column in self.columns)
        return min(lower, DOTS - 1) * 100 // DOTS


def dots(counts: Mapping[int, int]) -> list[int]:
    """The scores at which the dots stand, in ascending order.

    ``counts`` has how many reached each score; at least one must be there.
    """
    scores = sorted(counts)
    up_to = list(accumulate(counts[score] for score in scores))
    # The middle of the k-th of twenty parts is at (2k + 1) / 40 of all, in whole numbers.
    return [
        next(score for score, n in zip(scores, up_to, strict=True)
             if n * 2 * DOTS >= (2 * place + 1) * up_to[-1])
        for place in range(DOTS)
    ]  # fmt: skip


def percent(some: int, total: int) -> int:
    """What share ``some`` is of ``total``, which is not 0, in whole dots: a multiple of 5."""
    return round(DOTS * some / total) * 100 // DOTS


def standing(counts: Mapping[int, int], own: int, length: int) -> Standing:
    """Where the score ``own`` stands among ``counts``, in rounds of ``length`` questions."""
    points = -(-length // (COLUMNS - 1))  # of a column
    placed, columns = dots(counts), []
    for low in range(0, length + 1, points):
        high = min(low + points - 1, length)
        here = [score for score in placed if low <= score // 10 <= high]
        lower = sum(score < own for score in here)
        columns.append(Column(low, high, lower, len(here) - lower, low <= own // 10 <= high))
    return Standing(tuple(columns))
