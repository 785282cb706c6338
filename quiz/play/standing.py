"""Where a result stands among those of other readers: the drawing, and the words that say it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.content import wording
from quiz.core.standing import DOTS, Column, Standing, standing
from quiz.models import Round
from quiz.play.sitting import Sitting
from quiz.tallies import crowd

LEAST = 3  # questions; with fewer a score says nothing

# In units of the drawing, which is some three hundred pixels wide.
WIDE, EDGE = 330, 8  # all columns together; room at each side
DOT, PITCH = 5, 12  # a dot's radius; from one dot to the next
MARK, FOOT = 24, 21  # room for "you" above a column, and for the numbers below


@dataclass(frozen=True)
class Stand:
    """Where a round stands, and its drawing: paths in SVG, empty where there is nothing.

    A column has scores with parts of a point too, some lower than the reader's and some not:
    in the reader's own the former stand left of the middle and the others right of it, so that
    what is filled always lies before the mark. ``tenths`` is the reader's score as it is
    compared, said as ``language`` says numbers; ``met`` of how many of the round's questions
    the reader had met the fact before. ``regraded`` says that a correction has changed its
    score since: scores are compared as they were first given. ``of_set`` says that those it is
    compared with played the same set.
    """

    standing: Standing
    tenths: int
    language: str
    met: int
    regraded: bool
    of_set: bool = False

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
            self._dot(self._middle(place) - _aside(column), level)
            for place, column in enumerate(self.standing.columns)
            for level in range(column.lower)
        )

    @cached_property
    def others(self) -> str:
        return "".join(
            self._dot(self._middle(place) + _aside(column), level)
            for place, column in enumerate(self.standing.columns)
            for level in range(column.others)
        )

    def _dot(self, middle: float, level: int) -> str:
        x, y = middle - DOT, self.base - PITCH * level - PITCH / 2
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
        return max(PITCH * _levels(column) + (MARK if column.own else 0) for column in columns)

    @property
    def high(self) -> int:
        return self.base + FOOT

    @property
    def foot(self) -> int:
        """The line on which the numbers stand."""
        return self.high - 4

    @cached_property
    def own(self) -> tuple[float, float]:
        """The middle of the reader's column, and the top of its dots."""
        place = next(n for n, column in enumerate(self.standing.columns) if column.own)
        return self._middle(place), self.base - PITCH * _levels(self.standing.columns[place])

    @property
    def points(self) -> str:
        """The reader's, which stand below the own column."""
        return wording.number(self.tenths / 10, self.language)

    @property
    def ends(self) -> list[tuple[float, str]]:
        """Below the first and the last column, unless it is the own: its middle, its points."""
        columns = self.standing.columns
        return [
            (self._middle(place), _points(columns[place]))
            for place in (0, len(columns) - 1)
            if not columns[place].own
        ]

    @property
    def unit(self) -> float:
        """The middle of the widest room between two numbers, where it says what they count."""
        first, last, own = (
            self._middle(0),
            self._middle(len(self.standing.columns) - 1),
            self.own[0],
        )
        return round((own + (last if last - own > own - first else first)) / 2, 1)

    @property
    def words(self) -> str:
        """What the drawing shows, for those who cannot see it."""
        columns = self.standing.columns
        lower = [(column.lower, _points(column)) for column in columns]
        others = [(column.others, _points(column)) for column in columns]
        said = [
            ngettext("You: %(n)s point.", "You: %(n)s points.", 1 if self.tenths == 10 else 2),
            _("%(dots)s dots, by whole points."),
            _("Filled, with fewer points than you: %(lower)s.")
            if any(n for n, _at in lower)
            else "",
            _("Empty, with as many or more: %(others)s.") if any(n for n, _at in others) else "",
        ]
        return " ".join(filter(None, said)) % {
            "n": self.points,
            "dots": DOTS,
            "lower": _listed(lower),
            "others": _listed(others),
        }

    @property
    def met_said(self) -> str:
        """That this reader had an advantage, or nothing."""
        said = ngettext(
            "One of these was about something you had been asked before; "
            "for the readers counted here all was new.",
            "%(n)s of these were about something you had been asked before; "
            "for the readers counted here all was new.",
            self.met,
        )
        return said % {"n": self.met} if self.met else ""


def _aside(column: Column) -> float:
    """How far from its middle a column's dots stand: aside in the own, if some are lower."""
    return PITCH / 2 if column.own and column.lower else 0


def _levels(column: Column) -> int:
    return max(column.lower, column.others)


def _listed(dots: list[tuple[int, str]]) -> str:
    return ", ".join(_("%(n)s at %(points)s") % {"n": n, "points": at} for n, at in dots if n)


def _points(column: Column) -> str:
    return str(column.low) if column.low == column.high else f"{column.low}–{column.high}"


def stand(sitting: Sitting) -> Stand | None:
    """Where a round stands among those of its bank that had as many questions; one query.

    A round of a set stands among those of the set that asked the same questions.

    None where it is not compared: what was not drawn afresh, was not answered throughout or is
    very short; and where too few have played so many.
    """
    played, length = sitting.round, len(sitting.turns)
    if sitting.unanswered or length < LEAST:
        return None
    if played.origin == Round.Origin.FRESH:
        counts = crowd.scores(played.bank_id, length)
    elif played.question_set_id is None:
        return None
    else:
        asked = [turn.version.question_id for turn in sitting.turns]
        counts = crowd.scores_of_set(played.question_set_id, asked)
    if not counts:
        return None
    own, now = (round(10 * score.shown) for score in (sitting.first_score, sitting.score))
    met = sum(turn.repeat for turn in sitting.turns)
    language = played.bank.language
    of_set = played.question_set_id is not None
    return Stand(standing(counts, own, length), own, language, met, own != now, of_set)
