"""The face with the black bar: one slice of the bar for each question of a round.

A right answer keeps its slice, a partly right one the lower half, and any other shows what
lies beneath. The strip of slices that stands for progress is cut in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quiz.models import Turn

OPEN = "open"  # not answered
KEPT, HALF, LOST = ("right",), ("partly",), ("wrong", "unsure")

# The bar in the drawing of ``templates/quiz/face.html``.
LEFT, TOP, WIDTH, HEIGHT = 14, 40, 92, 24
# A slice of the strip in ``templates/quiz/slices.html``, with the gap that follows it.
CELL, GAP, TALL = 12, 2, 8

SMILE = "M48 82q12 8 24 0"
LEVEL = "M51 83h18"
GASP = "M60 79a4 5 0 1 0 .1 0Z"

SIGNS = {"right": "⬛", "partly": "🟫", "wrong": "🟨", "unsure": "🟨", OPEN: "⬜"}

MEANINGS: dict[str, Any] = {
    "⬛": _("right"),
    "🟫": _("partly right"),
    "🟨": _("missed"),
    "⬜": _("not answered"),
}

COUNTS: dict[str, Any] = {
    "right": _("%(n)s right"),
    "partly": _("%(n)s partly right"),
    "wrong": _("%(n)s not right"),
    "unsure": _("%(n)s not sure"),
    OPEN: _("%(n)s not answered"),
}


@dataclass(frozen=True)
class Slices:
    """``states`` has the verdict on each question of a round, in its order, or ``open``.

    What is to be drawn are the data of paths in SVG, empty where there is nothing.
    """

    states: Sequence[str]

    @classmethod
    def of(cls, turns: Iterable[Turn]) -> "Slices":
        states = tuple(turn.verdict if turn.answered else OPEN for turn in turns)
        return _alike(states, get_language())

    @cached_property
    def face(self) -> SafeString:
        """The face with the bar; there are no words in it."""
        return render_to_string("quiz/face.html", {"slices": self})

    @cached_property
    def strip(self) -> SafeString:
        return render_to_string("quiz/slices.html", {"slices": self})

    @property
    def total(self) -> int:
        return len(self.states)

    @property
    def done(self) -> int:
        """How many are answered."""
        return self.total - self.states.count(OPEN)

    @cached_property
    def words(self) -> str:
        """What the slices show, for those who cannot see them."""
        counted = ((said, self.states.count(state)) for state, said in COUNTS.items())
        return ", ".join(str(said) % {"n": n} for said, n in counted if n)

    @property
    def text(self) -> str:
        """The slices as signs, to be sent in a message."""
        return "".join(SIGNS[state] for state in self.states)

    @property
    def legend(self) -> str:
        """What each of the signs in ``text`` means."""
        return ", ".join(f"{sign} {said}" for sign, said in MEANINGS.items() if sign in self.text)

    @property
    def mouth(self) -> str:
        """The face smiles while most of it is covered, and gasps when little is."""
        covered = self.states.count("right") + self.states.count("partly") / 2
        if covered >= 0.7 * self.done:
            return SMILE
        return LEVEL if covered >= 0.4 * self.done else GASP

    @cached_property
    def kept(self) -> str:
        return self._bar(KEPT) + self._bar(HALF, TOP + HEIGHT // 2, HEIGHT // 2)

    @cached_property
    def lost(self) -> str:
        return self._bar(LOST) + self._bar(HALF, TOP, HEIGHT // 2)

    @cached_property
    def later(self) -> str:
        return self._bar((OPEN,))

    def _bar(self, states: Sequence[str], top: int = TOP, height: int = HEIGHT) -> str:
        wide = round(WIDTH / self.total, 2)
        return "".join(
            f"M{LEFT + n * wide:.5g} {top}h{wide:g}v{height}h-{wide:g}Z"
            for n, state in enumerate(self.states)
            if state in states
        )

    @property
    def wide(self) -> int:
        """The width of the strip."""
        return CELL * self.total - GAP

    @cached_property
    def strip_kept(self) -> str:
        return self._strip(KEPT) + self._strip(HALF, TALL // 2, TALL // 2)

    @cached_property
    def strip_lost(self) -> str:
        return self._strip((*LOST, *HALF))

    @cached_property
    def strip_later(self) -> str:
        return self._strip((OPEN,))

    def _strip(self, states: Sequence[str], top: int = 0, height: int = TALL) -> str:
        wide = CELL - GAP
        return "".join(
            f"M{n * CELL} {top}h{wide}v{height}h-{wide}Z"
            for n, state in enumerate(self.states)
            if state in states
        )


@lru_cache(maxsize=500)
def _alike(states: tuple[str, ...], language: str | None) -> Slices:
    """The slices of all rounds that went alike so far, with their drawings and words, some 4 kB."""
    return Slices(states)
