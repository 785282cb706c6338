"""From grades to a score and a topic profile.

A grade is a number from 0 to 1; a score is the sum of the grades of a round.
"""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


def is_right(grade: float) -> bool:
    """Whether the whole point was earned; anything else is called missed."""
    return math.isclose(grade, 1)


def verdict(grade: float, *, unsure: bool) -> str:
    """``right``, ``partly``, ``wrong`` or ``unsure``."""
    if unsure:
        return "unsure"
    if is_right(grade):
        return "right"
    return "partly" if grade > 0 else "wrong"


def shown_grade(grade: float) -> float:
    """``grade`` with one decimal at most, and 0 or 1 only where it is."""
    if math.isclose(grade, 1) or grade <= 0:
        return round(grade)
    return min(max(round(grade, 1), 0.1), 0.9)


@dataclass(frozen=True)
class Score:
    """``points`` out of ``out_of`` questions that were answered."""

    points: float
    out_of: int

    @property
    def shown(self) -> float:
        """``points`` with one decimal at most, and never rounded up to full."""
        shown = round(self.points, 1)
        if shown >= self.out_of and not math.isclose(self.points, self.out_of):
            return self.out_of - 0.1
        return shown

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where nothing was answered."""
        return self.points / self.out_of if self.out_of else 0.0

    @property
    def percent(self) -> int:
        """``share`` in whole percent, and 100 only for a full score."""
        percent = math.floor(self.share * 100 + 0.5)
        return min(percent, 99) if self.shown < self.out_of else percent

    @property
    def band(self) -> str:
        """What the score means: ``none``, ``start``, ``half``, ``good`` or ``full``."""
        if not self.out_of:
            return "none"
        if self.shown >= self.out_of:
            return "full"
        for least, band in ((0.7, "good"), (0.4, "half")):
            if self.share >= least or math.isclose(self.share, least):
                return band
        return "start"


def score(grades: Iterable[float]) -> Score:
    """The score of some grades."""
    listed = list(grades)
    return Score(math.fsum(listed), len(listed))


def profile[T: Hashable](graded: Iterable[tuple[T, float]]) -> dict[T, Score]:
    """Scores by topic, from ``(topic, grade)`` pairs, in the order topics first appear."""
    by_topic: dict[T, list[float]] = {}
    for topic, grade in graded:
        by_topic.setdefault(topic, []).append(grade)
    return {topic: score(grades) for topic, grades in by_topic.items()}
