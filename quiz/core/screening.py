"""What comes of scanning a crowd for people on a list: who is flagged, and how many rightly.

Each face is taken to be judged by itself, with the same two rates for all. Then those found of
a list, and those flagged in error, are two binomial numbers (Bernoulli 1713, Ars Conjectandi,
part 1; the two rates are Yerushalmy's sensitivity, and 1 less his specificity: 1947, Public
Health Reports 62, 1432-1449). Standard library only.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

CENTRAL = 0.95  # of all crowds like this one, those within the likely range
FAR = 6  # standard deviations; of 10^8 crowds fewer than one lies further out


@dataclass(frozen=True)
class Count:
    """How many of ``people`` meet a fate that each of them meets with the chance ``share``.

    ``share`` is from 0 to 1.
    """

    people: int
    share: float

    @property
    def expected(self) -> float:
        return self.people * self.share

    @property
    def certain(self) -> bool:
        """Whether it can be one number only."""
        return not self.people or self.share in (0, 1)

    @property
    def said(self) -> int:
        """The expected number as people say it, in whole people; halves go up.

        Where it is 0 and not certain, none at all is likelier than any: the chance of none,
        (1 - p)^n, is at least 1 - np (Bernoulli's inequality), so above one half.
        """
        return math.floor(self.expected + 0.5)

    @property
    def none(self) -> float:
        """The chance that there is none at all, (1 - p)^n."""
        if self.share == 1:
            return 0.0 if self.people else 1.0
        return math.exp(self.people * math.log1p(-self.share))

    @cached_property
    def likely(self) -> tuple[int, int]:
        """The least and the most in the central 95 of 100 crowds: the quantiles 2.5 and 97.5 %.

        At most 2.5 in 100 crowds have fewer, and at most 2.5 in 100 have more. Exact but for
        rounding: the chances of neighbours stand to each other as P(k+1) / P(k) =
        (n-k) / (k+1) · p / (1-p), so they are summed from the likeliest number outwards and
        need no normal curve, which is wrong where few are expected.
        """
        n, p = self.people, self.share
        if self.certain:
            return (round(self.expected),) * 2
        mode = min(n, math.floor((n + 1) * p))
        reach = math.ceil(FAR * math.sqrt(n * p * (1 - p))) + 40
        low, high = max(0, mode - reach), min(n, mode + reach)
        odds = p / (1 - p)
        up, down = [1.0], []
        for k in range(mode, high):
            up.append(up[-1] * (n - k) / (k + 1) * odds)
        weight = 1.0
        for k in range(mode, low, -1):
            weight *= k / ((n - k + 1) * odds)
            down.append(weight)
        weights = down[::-1] + up
        tail = (1 - CENTRAL) / 2 * math.fsum(weights)
        return low + _passed(weights, tail), high - _passed(weights[::-1], tail)


def _passed(weights: list[float], tail: float) -> int:
    """How many of the first weights together stay within ``tail``."""
    return next(place for place, total in enumerate(accumulate(weights)) if total > tail)


@dataclass(frozen=True)
class Screening:
    """A crowd whose faces are compared with a list.

    ``crowd`` is how many people, ``listed`` how many of them are on the list, 0 to ``crowd``.
    ``hit_rate`` is the share of those on the list that is flagged, ``false_rate`` the share of
    all others, each from 0 to 1.
    """

    crowd: int
    listed: int
    hit_rate: float
    false_rate: float

    @cached_property
    def hits(self) -> Count:
        """Those on the list who are flagged."""
        return Count(self.listed, self.hit_rate)

    @cached_property
    def false_alarms(self) -> Count:
        """Those not on the list who are flagged all the same."""
        return Count(self.crowd - self.listed, self.false_rate)

    @property
    def alerts(self) -> int:
        """How many are flagged, as it is said: what is said of its two parts, together."""
        return self.hits.said + self.false_alarms.said

    @property
    def missed(self) -> int:
        """Those on the list who pass unflagged, as it is said."""
        return self.listed - self.hits.said

    @property
    def left_alone(self) -> int:
        """Those not on the list who pass unflagged, as it is said."""
        return self.crowd - self.listed - self.false_alarms.said

    @property
    def certain(self) -> bool:
        return self.hits.certain and self.false_alarms.certain

    @property
    def no_alert(self) -> float:
        """The chance that nobody at all is flagged."""
        return self.hits.none * self.false_alarms.none

    @property
    def right(self) -> float | None:
        """The share of the expected alerts that is right; None where none can come.

        Bayes (1763), Philosophical Transactions 53, 370-418: Lh / (Lh + (N - L)f).
        """
        expected = self.hits.expected + self.false_alarms.expected
        return self.hits.expected / expected if expected else None


@dataclass(frozen=True)
class Drawn:
    """A crowd in faces: ``faces`` of each sort, and how many people ``each`` stands for.

    ``unseen`` are the sorts that have people, but too few for a face.
    """

    faces: Mapping[str, int]
    each: int
    unseen: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.faces.values())


def drawn(people: Mapping[str, int], most: int) -> Drawn:
    """``people``, so many of each sort, in ``most`` faces or fewer; ``most`` is 20 at least.

    A face stands for 1, 2, 5, 10, 20, 50 and so on, the fewest with which they have room. A
    sort gets a face for every so many, and one more for at least half as many; the largest has
    what is left, so that all together are as many as the whole crowd makes.
    """
    total, each, steps = sum(people.values()), 1, 0
    while total > most * each:
        steps += 1
        each = (1, 2, 5)[steps % 3] * 10 ** (steps // 3)
    faces = {sort: _half_up(number, each) for sort, number in people.items()}
    largest = max(people, key=lambda sort: people[sort])
    faces[largest] += _half_up(total, each) - sum(faces.values())
    unseen = tuple(sort for sort, number in people.items() if number and not faces[sort])
    return Drawn(faces, each, unseen)


def mixed(faces: Mapping[str, int]) -> list[str]:
    """The sort of each face in a field in which those of each sort stand evenly apart."""
    places = [((2 * n + 1) / number, sort) for sort, number in faces.items() for n in range(number)]
    return [sort for _place, sort in sorted(places)]


def _half_up(number: int, each: int) -> int:
    return (2 * number + each) // (2 * each)
