"""The kind that asks for a number."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from quiz.core.kinds.base import Problem, Refused, gettext_noop

STEPS = 200  # the most values on a scale that are counted one by one
BINS = 100  # into how many parts any other scale is cut


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < sys.float_info.max
    )


def _plain(value: int | float) -> int | float:
    """``value`` as it reads best: 26 and not 26.0, 0.3 and not 0.30000000000000004."""
    value = float(f"{value:.12g}")
    return int(value) if value.is_integer() else value


def _inwards(value: float, rounding: Callable[[float], int]) -> int:
    """``value`` rounded, unless it is whole but for what binary fractions cannot write."""
    whole = round(value)
    return whole if math.isclose(value, whole, rel_tol=1e-12) else rounding(value)


@dataclass(frozen=True)
class Estimate:
    """A number, with a stated rule for near misses.

    On a ``linear`` scale the distance is ``|response - right|`` and ``tolerance``
    and ``zero_at`` are in the question's unit. On a ``log`` scale the distance is
    ``|ln(response / right)|`` and the two are factors: 2 means half to double.

    Grade: 1 up to ``tolerance``, then falling in a straight line to 0 at ``zero_at``.
    """

    right: int | float
    unit: str
    low: int | float
    high: int | float
    tolerance: int | float
    zero_at: int | float
    step: int | float = 1
    scale: str = "linear"
    tempts: str = ""

    name: ClassVar[str] = "estimate"
    label: ClassVar[str] = gettext_noop("Estimate a number")
    one_tap: ClassVar[bool] = False
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    @cached_property
    def chance(self) -> float:
        """Of a guesser who points anywhere on the scale, each stretch of it as often as any other.

        On a ``log`` scale a stretch is a factor. The grade is summed up over the scale to both
        sides of the right number, as far as the scale goes.
        """
        if self.scale == "log":
            down, up = math.log(self.right / self.low), math.log(self.high / self.right)
            full, zero = math.log(self.tolerance), math.log(self.zero_at)
        else:
            down, up = self.right - self.low, self.high - self.right
            full, zero = self.tolerance, self.zero_at
        earned = 0.0
        for side in (down, up):
            falling = max(0.0, min(side, zero) - full)
            earned += min(side, full) + falling - falling**2 / (2 * (zero - full))
        return earned / (down + up)

    def guesses(self) -> Iterator[float]:
        """101 numbers at equal distances on the scale, from its lowest to its highest."""
        yield from (self.at(share / 100) for share in range(101))

    def at(self, share: float) -> float:
        """The number that stands at ``share`` of the way from ``low`` (0) to ``high`` (1)."""
        if self.scale == "log":
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + (self.high - self.low) * share)

    def problems(self) -> list[Problem]:
        problems = [] if self.tempts.strip() else [Problem("tempts", "no_reason")]
        return [*self._problems_of_numbers(), *problems]

    def _problems_of_numbers(self) -> list[Problem]:
        """What is wrong with the numbers; without the right one, no other is missed."""
        problems = []
        waits = self.right is None
        for name in ("right", "low", "high", "tolerance", "zero_at", "step"):
            value = getattr(self, name)
            if not _is_number(value) and (name == "right" or not waits or value is not None):
                problems.append(Problem(name, "not_a_number"))
        if problems:
            return problems
        if not self.low <= self.right <= self.high or self.low == self.high:
            problems.append(Problem("right", "out_of_range"))
        if self.scale not in ("linear", "log"):
            problems.append(Problem("scale", "not_offered"))
        if self.scale == "log" and self.low <= 0:
            problems.append(Problem("low", "not_positive"))
        if self.tolerance < (1 if self.scale == "log" else 0):
            problems.append(Problem("tolerance", "too_small"))
        if self.zero_at <= self.tolerance:
            problems.append(Problem("zero_at", "too_small"))
        if self.step <= 0:
            problems.append(Problem("step", "not_positive"))
        return problems

    def offers(self, seed: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("unit", "low", "high", "step", "scale")}

    def read(self, response: Any) -> int | float:
        if response in (None, ""):
            raise Refused("nothing_chosen")
        if isinstance(response, bool) or not isinstance(response, int | float):
            raise Refused("not_a_number")
        if not self.low <= response <= self.high:
            raise Refused("out_of_range")
        return int(response) if response == int(response) else response

    def grade(self, response: int | float | None) -> float:
        if response is None:
            return 0.0
        if self.scale == "log":
            distance = abs(math.log(response / self.right))
            full, zero = math.log(self.tolerance), math.log(self.zero_at)
        else:
            distance = abs(response - self.right)
            full, zero = self.tolerance, self.zero_at
        if distance <= full or math.isclose(distance, full):
            return 1.0
        if distance >= zero or math.isclose(distance, zero):
            return 0.0
        return (zero - distance) / (zero - full)

    def some_right(self, response: Any) -> bool:
        return False

    def solution(self) -> int | float:
        return self.right

    def tempted(self, response: int | float | None) -> list[str]:
        return [self.tempts] if response is not None and self.grade(response) < 1 else []

    def canonical(self, response: int | float) -> int | float:
        """The value that ``response`` is counted as: the nearest step, or the middle of its bin.

        A short linear scale is counted step by step, any other in 100 parts of equal
        length on the scale, so that there are at most 201 values whatever is typed.
        """
        if self.binned:
            return self._middle(min(int(self.share(response) * BINS), BINS - 1))
        return self._at_step(round((response - self.low) / self.step))

    def canonicals(self) -> list[int | float]:
        """Every value that ``canonical`` can give."""
        if self.binned:
            return [self._middle(place) for place in range(BINS)]
        return [self._at_step(n) for n in range(round((self.high - self.low) / self.step) + 1)]

    @property
    def binned(self) -> bool:
        """Whether different steps are counted as one value."""
        return self.scale != "linear" or (self.high - self.low) / self.step > STEPS

    def _at_step(self, n: int) -> int | float:
        return _plain(min(self.low + n * self.step, self.high))

    def _middle(self, place: int) -> int | float:
        return _plain(self.at((place + 0.5) / BINS))

    def parts(self, response: int | float) -> list[str]:
        return [str(response)]

    @property
    def accepted(self) -> tuple[float, float]:
        """The lowest and the highest response that earn full marks."""
        if self.scale == "log":
            low, high = self.right / self.tolerance, self.right * self.tolerance
        else:
            low, high = self.right - self.tolerance, self.right + self.tolerance
        return max(self.low, low), min(self.high, high)

    @property
    def accepted_said(self) -> tuple[int | float, int | float]:
        """``accepted`` as people say it: the roundest numbers within it.

        All between them earn full marks, so both are rounded inwards: to hundreds, say, and
        to finer numbers only where that would leave out more than a tenth of the width.
        """
        low, high = self.accepted
        width = high - low
        digits = -math.floor(math.log10(width)) if width > 0 else 0
        for decimals in range(digits, digits + 4):
            factor = 10.0**decimals
            said = (
                _plain(_inwards(low * factor, math.ceil) / factor),
                _plain(_inwards(high * factor, math.floor) / factor),
            )
            left_out = width - (said[1] - said[0])
            if said[0] <= self.right <= said[1] and left_out <= width / 10:
                return said
        return _plain(low), _plain(high)

    def share(self, value: int | float) -> float:
        """Where ``value`` stands between ``low`` (0) and ``high`` (1), on the scale."""
        if self.scale == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)
