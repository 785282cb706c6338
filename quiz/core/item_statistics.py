"""Item statistics: what counted answers say about a question. Standard library only.

Grades are whole numbers here, from 0 to ``FULL``, so that sums of them and of their
products are exact and variances of exactly 0 are seen as such. Below ``LEAST``
answers there is no figure at all, rather than one that chance has made.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import add

FULL = 10_000  # a full grade
LEAST = 30  # answers

# Of a standard normal: 95 of 100 lie within the first, 999 of 1,000 within the second.
Z95, Z999 = 1.959964, 3.290527


def wilson(share: float, n: int, z: float = Z95) -> tuple[float, float]:
    """The interval in which the true share lies, when ``share`` of ``n`` was seen.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212:
    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). It never leaves 0 to 1 and
    holds for small n and shares near the ends. For a mean of grades between 0 and 1
    it is too wide rather than too narrow: their variance is at most p(1-p).
    """
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def correlation(n: int, x: int, xx: int, y: int, yy: int, xy: int) -> float | None:
    """Pearson's correlation from sums of whole numbers; None where one does not vary.

    Pearson (1896), Philosophical Transactions A 187, 253-318:
    (nΣxy - ΣxΣy) / √((nΣx² - (Σx)²)(nΣy² - (Σy)²)).
    """
    spread = (n * xx - x * x) * (n * yy - y * y)
    return (n * xy - x * y) / math.sqrt(spread) if spread else None


def fisher(r: float, n: int, z: float = Z95) -> tuple[float, float]:
    """The interval of a correlation ``r`` of ``n`` pairs.

    Fisher (1921), Metron 1, 3-32: artanh(r) is nearly normal, with a standard
    error of 1 / √(n - 3).
    """
    if abs(r) >= 1:
        return r, r
    half = z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


@dataclass(frozen=True)
class Answers:
    """Sums over some answers to a question.

    ``n`` answers earned ``points``. Those ``paired`` with a rest score, the mean
    grade of the other answers of their round, have the sums of their own points
    and squares, of the rest scores and squares, and of the products.
    """

    n: int = 0
    points: int = 0
    paired: int = 0
    paired_points: int = 0
    paired_squares: int = 0
    rest: int = 0
    rest_squares: int = 0
    products: int = 0

    def __add__(self, more: "Answers") -> "Answers":
        return Answers(*map(add, self._values(), more._values()))

    def _values(self) -> tuple[int, ...]:
        return tuple(vars(self).values())

    @property
    def facility(self) -> float | None:
        """The mean grade, from 0 to 1: for right or wrong, the share that was right."""
        return self.points / (self.n * FULL) if self.n >= LEAST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the facility lies, 95 times of 100."""
        return None if self.facility is None else wilson(self.facility, self.n)

    @property
    def discrimination(self) -> float | None:
        """How the grade goes with the rest of the round: from -1 to 1.

        The item-rest correlation: the question itself is left out of the score it is
        compared with, which would otherwise correlate with itself. Henrysson (1963),
        Psychometrika 28, 211-218.
        """
        if self.paired < LEAST:
            return None
        return correlation(
            self.paired, self.paired_points, self.paired_squares,
            self.rest, self.rest_squares, self.products,
        )  # fmt: skip

    @property
    def elsewhere(self) -> float | None:
        """How these readers did in the rest of their rounds, from 0 to 1."""
        return self.rest / (self.paired * FULL) if self.paired >= LEAST else None


@dataclass(frozen=True)
class Finding:
    """Something to say about a question: by which rule, about which option, its figures."""

    code: str
    part: str | None = None
    n: int = 0
    of: int = 0
    figure: float | None = None


@dataclass(frozen=True)
class Item:
    """What is counted of a question.

    ``drawn`` has the answers by what they chose (of several, each is counted under
    all that it chose); ``right`` names what should be chosen. ``options`` says whether
    these were offered to choose from. ``missed`` answers chose something wrong,
    ``unsure`` ones nothing.
    """

    answers: Answers
    unsure: int = 0
    missed: int = 0
    drawn: Mapping[str, Answers] = field(default_factory=dict)
    right: frozenset[str] = frozenset()
    options: bool = False

    @property
    def unsure_share(self) -> float | None:
        return self.unsure / self.answers.n if self.answers.n >= LEAST else None

    def findings(self) -> list[Finding]:
        """What to look at, gravest first; nothing below ``LEAST`` answers.

        Each rule asks whether chance could have done it, and stays silent where it
        could. ``key``: the discrimination is below 0, even at the upper end of an
        interval of 999 in 1,000. ``myth``: more than half chose one wrong option.
        ``dead``: of those who chose something wrong, fewer than 5 in 100 chose this
        option (the mark of Haladyna and Downing, 1993, Educational and Psychological
        Measurement 53, 999-1010, who count all; but then every option of an easy
        question is dead). ``easy`` and ``hard``: over 95, under 15 of 100 points.
        ``unsure``: more than half. All but the first at the near end of a 95 % interval.
        """
        n = self.answers.n
        if n < LEAST:
            return []
        r, paired = self.answers.discrimination, self.answers.paired
        if r is not None and fisher(r, paired, Z999)[1] < 0:
            # With a wrong key the other figures mean nothing.
            return [Finding("key", self._favourite(), paired, paired, r)]
        found = [*self._myths(), *self._dead()]
        low, high = self.interval_of(self.answers.points / FULL)
        if low > 0.95:
            found.append(Finding("easy", n=n, of=n, figure=self.answers.facility))
        if high < 0.15 and not any(finding.code == "myth" for finding in found):
            found.append(Finding("hard", n=n, of=n, figure=self.answers.facility))
        if self.interval_of(self.unsure)[0] > 0.5:
            found.append(Finding("unsure", n=self.unsure, of=n, figure=self.unsure_share))
        return found

    def interval_of(self, count: float) -> tuple[float, float]:
        """Where the share of ``count`` of all answers lies."""
        return wilson(count / self.answers.n, self.answers.n)

    def _wrong(self) -> dict[str, Answers]:
        if not self.options:
            return {}
        return {part: some for part, some in self.drawn.items() if part not in self.right}

    def _favourite(self) -> str | None:
        """The wrong option whose choosers did best elsewhere, if enough did choose it."""
        known = {
            part: some.elsewhere
            for part, some in self._wrong().items()
            if some.elsewhere is not None
        }
        return max(known, key=lambda part: known[part]) if known else None

    def _myths(self) -> Iterable[Finding]:
        for part, some in self._wrong().items():
            if self.interval_of(some.n)[0] > 0.5:
                yield Finding("myth", part, some.n, self.answers.n, some.n / self.answers.n)

    def _dead(self) -> Iterable[Finding]:
        wrong = self._wrong()
        if len(wrong) < 2 or not self.missed:
            return
        for part, some in wrong.items():
            if wilson(some.n / self.missed, self.missed)[1] < 0.05:
                yield Finding("dead", part, some.n, self.answers.n, some.n / self.answers.n)


@dataclass(frozen=True)
class Scores:
    """How many rounds ended on each share of their points; shares from 0 to 1."""

    counts: Mapping[float, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        total = math.fsum(share * n for share, n in self.counts.items())
        return total / self.n if self.n >= LEAST else None

    @property
    def median(self) -> float | None:
        """The lowest share that at least half of the rounds did not exceed."""
        if self.n < LEAST:
            return None
        shares = sorted(self.counts)
        sums = accumulate(self.counts[share] for share in shares)
        return next(share for share, so_far in zip(shares, sums, strict=True)
                    if 2 * so_far >= self.n)  # fmt: skip

    def binned(self, bins: int = 10) -> list[int]:
        """How many rounds there are in equal parts of the scale; full marks in the last."""
        counts = [0] * bins
        for share, n in self.counts.items():
            counts[min(int(share * bins + 1e-9), bins - 1)] += n
        return counts


def merged(values: Sequence[int], most: int) -> list[int]:
    """``values`` summed up in at most ``most`` runs of equal length, for a drawing."""
    run = math.ceil(len(values) / most) or 1
    return [sum(values[start : start + run]) for start in range(0, len(values), run)]
