"""The shape of a round: what each of its places asks of the question that is to stand there.

Readers begin with something easy that one tap answers, soon have something to look at, and come
to the hard questions last, since whoever fails at once goes away. These are wishes, kept as far
as a bank has the questions. When not all can be kept, the last of this list gives way first:

1. no fact is asked twice, and the round is as long as it was asked for (as the facts allow);
2. topics take turns, and in each what the reader has met least comes first, but for what comes
   back (8), which only counts as a turn of its topic;
3. the first question is easy; or else it is not hard;
4. no question before the fourth is hard (the second, then the third);
5. the first needs only one tap;
6. the first is about readers' own doings or how things work, wherever they live: about no law, no
   institution and no single country;
7. the second needs only one tap;
8. what the reader missed and is to be asked again stands as early as these let it, and one
   question in three at most; beyond the limits of 10 and 11 it waits for another round;
9. one of the first three has an exhibit or a picture;
10. at most three in ten questions, and never more than ``MOST_HARD``, are hard;
11. at most one in five needs more than one tap, so that ten questions take some 26 taps;
12. so many are hard, and so many need more than one tap, that these are asked about as often
    as others;
13. kinds take turns.

From the fourth place on what comes back stands before the others, and each of the two goes from
easy to hard.
"""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

EASY, HARD = "easy", "hard"
OPENING = 3  # places
MOST_HARD = 3


class Traits(NamedTuple):
    """What matters of a question for its place in a round.

    ``level`` is ``easy``, ``middling``, ``hard`` or empty, which counts as middling; ``steps``
    says that it takes more than one tap; ``look`` that there is something to look at; ``special``
    that it is about a law, an institution or a single country (see ``is_special``).
    """

    level: str = ""
    steps: bool = False
    look: bool = False
    special: bool = False

    @property
    def rank(self) -> int:
        """From 0, easy, to 2, hard."""
        return {EASY: 0, HARD: 2}.get(self.level, 1)


def is_special(dimension: str | None, jurisdiction: str | None) -> bool:
    """Whether a question is about a law, an institution or a single country.

    Both are as an editor wrote them (see ``content/schema.py``), empty or None where nobody did.
    """
    return bool(jurisdiction) or dimension in ("law", "institutions")


Wish = Callable[[Traits], bool]


def easy(traits: Traits) -> bool:
    return traits.level == EASY


def not_hard(traits: Traits) -> bool:
    return traits.level != HARD


def hard(traits: Traits) -> bool:
    return traits.level == HARD


def one_tap(traits: Traits) -> bool:
    return not traits.steps


def more_taps(traits: Traits) -> bool:
    return traits.steps


def of_anywhere(traits: Traits) -> bool:
    return not traits.special


def to_look_at(traits: Traits) -> bool:
    return traits.look


class Asked(NamedTuple):
    """A wish for one of the first places (1 to 3); for any one of them if ``place`` is None."""

    place: int | None
    wish: Wish


# The strongest first.
OPENING_WISHES = (
    Asked(1, easy),
    Asked(1, not_hard),
    Asked(2, not_hard),
    Asked(3, not_hard),
    Asked(1, one_tap),
    Asked(1, of_anywhere),
    Asked(2, one_tap),
    Asked(None, to_look_at),
)


def may_stand(place: int, traits: Traits) -> bool:
    """Whether what comes back may stand at ``place``, from 1, as far as its wishes go."""
    return all(each.wish(traits) for each in OPENING_WISHES if each.place == place)


def most_back(length: int) -> int:
    """How many questions of a round of this length may come back: it is to stay a new one."""
    return length // 3


def most_hard(length: int) -> int:
    """How many questions of a round of this length may be hard."""
    return min(MOST_HARD, 3 * length // 10)


def most_steps(length: int) -> int:
    """How many questions of a round of this length may need more than one tap."""
    return max(1, length // 5)


def later_wishes(*, may_be_hard: bool, may_take_steps: bool) -> tuple[Wish, ...]:
    """What a place after the opening asks for, the strongest wish first."""
    limits = () if may_be_hard else (not_hard,), () if may_take_steps else (one_tap,)
    shares = (hard,) if may_be_hard else (), (more_taps,) if may_take_steps else ()
    return (*limits[0], *limits[1], *shares[0], *shares[1])


def spread_steps(for_hard: Sequence[bool], number: int, chance: random.Random) -> list[bool]:
    """Which of some places may take several steps, where ``for_hard`` says which may be hard.

    They are ``number``, half of them places of hard questions: many of these take several steps,
    and would hardly ever be asked if places were chosen without regard to it.
    """
    hard = [place for place, may in enumerate(for_hard) if may]
    others = [place for place, may in enumerate(for_hard) if not may]
    half = (number + chance.randrange(2)) // 2
    chosen = chance.sample(hard, min(half, len(hard)))
    chosen += chance.sample(others, min(number - len(chosen), len(others)))
    return [place in chosen for place in range(len(for_hard))]
