"""Where a result stands among those of other readers: the drawing, and the words that say it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.core.standing import DOTS, Column, Standing, standing
from quiz.models import Round
from quiz.play.sitting import Sitting
from quiz.tallies import crowd

LEAST = 3  # questions; with fewer a score says nothing

# In units of the drawing, which is some three hundred pixels wide.
WIDE, EDGE = 330, 8  # all columns together; room at each side
DOT, PITCH = 5.5, 13  # a dot's radius; from one dot to the next
MARK, FOOT = 26, 24  # room for "you" above a column, and for the numbers below


@dataclass(frozen=True)
class Stand:
    """Where a round stands, and its drawing: paths in SVG, empty where there is nothing.

    ``length`` is how many questions such a round has; ``met`` how many of its own the reader
    had met before. ``regraded`` says that a correction has changed its score since: scores are
    compared as they were first given.
    """

    standing: Standing
    length: int
    met: int
    regraded: bool

    @property
    def better_than(self) -> int:
        """Than how many of a hundred readers."""
        return self.standing.better_than

    @property
    def tied_at_the_top(self) -> bool:
        """Whether everything was right, as it was for all who did not score less."""
        last = self.standing.columns[-1]
        return last.own and last.others > 0

    @cached_property
    def lower(self) -> str:
        """The dots of those who scored less."""
        return "".join(
            self._dot(place, level)
            for place, column in enumerate(self.standing.columns)
            for level in range(column.lower)
        )

    @cached_property
    def others(self) -> str:
        return "".join(
            self._dot(place, column.lower + level)
            for place, column in enumerate(self.standing.columns)
            for level in range(column.others)
        )

    def _dot(self, place: int, level: int) -> str:
        x, y = self._middle(place) - DOT, self.base - PITCH * level - PITCH / 2
        return f"M{x:g} {y:g}a{DOT} {DOT} 0 1 0 {2 * DOT:g} 0a{DOT} {DOT} 0 1 0-{2 * DOT:g} 0"

    def _middle(self, place: int) -> float:
        return round(EDGE + WIDE * (place + 0.5) / len(self.standing.columns), 1)

    @property
    def wide(self) -> int:
        return WIDE + 2 * EDGE

    @cached_property
    def base(self) -> int:
        """Where the lowest dots stand, below the highest column and the mark above the reader's."""
        columns = self.standing.columns
        return max(PITCH * _dots(column) + (MARK if column.own else 0) for column in columns)

    @property
    def high(self) -> int:
        return self.base + FOOT

    @property
    def foot(self) -> int:
        """The line on which the numbers stand."""
        return self.high - 5

    @cached_property
    def own(self) -> tuple[float, float]:
        """The middle of the reader's column, and the top of its dots."""
        place = next(n for n, column in enumerate(self.standing.columns) if column.own)
        return self._middle(place), self.base - PITCH * _dots(self.standing.columns[place])

    @property
    def numbers(self) -> list[tuple[float, str]]:
        """Below the first, the reader's and the last column: its middle, and the points."""
        columns = self.standing.columns
        shown = {0, len(columns) - 1, *(n for n, column in enumerate(columns) if column.own)}
        return [(self._middle(place), _points(columns[place])) for place in sorted(shown)]

    @property
    def words(self) -> str:
        """What the drawing shows, for those who cannot see it."""
        said = [
            _("%(n)s with %(points)s") % {"points": _points(column), "n": _dots(column)}
            for column in self.standing.columns
            if _dots(column)
        ]
        return _("Of %(dots)s readers, by whole points: %(list)s. You: %(own)s.") % {
            "dots": DOTS,
            "list": ", ".join(said),
            "own": next(_points(column) for column in self.standing.columns if column.own),
        }

    @property
    def met_said(self) -> str:
        """That this reader had an advantage, or nothing."""
        said = ngettext(
            "You had met %(n)s of these questions before; the readers counted here had met none.",
            "You had met %(n)s of these questions before; the readers counted here had met none.",
            self.met,
        )
        return said % {"n": self.met} if self.met else ""


def _dots(column: Column) -> int:
    return column.lower + column.others


def _points(column: Column) -> str:
    return str(column.low) if column.low == column.high else f"{column.low}–{column.high}"


def stand(sitting: Sitting) -> Stand | None:
    """Where a round stands among those of its bank that had as many questions; one query.

    None where it is not compared: what was not drawn afresh, was not answered throughout or is
    very short; and where too few have played so many.
    """
    played, length = sitting.round, len(sitting.turns)
    fresh = played.origin == Round.Origin.FRESH and not sitting.unanswered
    if not fresh or length < LEAST:
        return None
    counts = crowd.scores(played.bank_id, length)
    if not counts:
        return None
    own, now = (round(10 * score.shown) for score in (sitting.first_score, sitting.score))
    met = sum(turn.repeat for turn in sitting.turns)
    return Stand(standing(counts, own, length), length, met, own != now)
