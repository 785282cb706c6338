"""Kinds in which everything gets a place: an order, or a partner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, count, permutations
from typing import Any, ClassVar

from quiz.core.kinds.base import (
    Problem,
    Refused,
    avoids_solution,
    gettext_noop,
    offered_text,
    repeated,
    rows,
    shuffled,
)


@dataclass(frozen=True)
class Item:
    """A thing to put in order; ``detail`` (a date, a size) is shown afterwards."""

    text: str
    detail: str = ""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together."""

    left: str
    right: str

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True)
class Ordering:
    """Things to put in order; the spec has them in the right one.

    Grade: ``max(0, 2 * share of pairs in the right order - 1)``, which is
    Kendall's tau cut off at 0. A blind order has half of its pairs right, so
    half is where the grade begins.
    """

    items: tuple[Item, ...]
    first: str
    last: str
    tempts: str = ""

    name: ClassVar[str] = "ordering"
    label: ClassVar[str] = gettext_noop("Put in order")
    one_tap: ClassVar[bool] = False
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", rows(Item, self.items))

    @cached_property
    def chance(self) -> float:
        """Of a guesser who gives each order as often as any other.

        ``orders[k]`` counts the orders in which ``k`` pairs stand the wrong way round (the
        Mahonian numbers): the n-th thing, put into an order of those before it, stands
        before 0 to n - 1 of them.
        """
        orders = [1]
        for n in range(2, len(self.items) + 1):
            longer = [0] * (len(orders) + n - 1)
            for wrong, number in enumerate(orders):
                for more in range(n):
                    longer[wrong + more] += number
            orders = longer
        pairs = len(orders) - 1
        earned = sum(n * max(0.0, 1 - 2 * wrong / pairs) for wrong, n in enumerate(orders))
        return earned / sum(orders)

    def guesses(self) -> Iterator[list[str]]:
        yield from map(list, permutations(self.solution()))

    def problems(self) -> list[Problem]:
        problems = []
        if len(self.items) < 3:
            problems.append(Problem("items", "too_few"))
        if any(not item.text.strip() for item in self.items):
            problems.append(Problem("items", "missing"))
        if repeated(item.text for item in self.items):
            problems.append(Problem("items", "repeated"))
        problems += [
            Problem(name, "missing")
            for name in ("first", "last")
            if not getattr(self, name).strip()
        ]
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

    def offered(self, seed: str) -> list[str]:
        """All texts, in an order left to chance: the right one is as likely as any other.

        An order that is never the right one would tell something about it.
        """
        if avoids_solution(seed):
            orders = (shuffled(self.solution(), f"{seed}/{attempt}") for attempt in count())
            return next(order for order in orders if order != self.solution())
        return shuffled(self.solution(), seed)

    def offers(self, seed: str) -> dict[str, Any]:
        return {"items": self.offered(seed), "first": self.first, "last": self.last}

    def read(self, response: Any) -> list[str]:
        if not response or not any(response):
            raise Refused("nothing_chosen")
        texts = self.solution()
        placed = [offered_text(text, texts) for text in response if text]
        order = [text for text in placed if text]
        if len(order) < len(placed):
            raise Refused("not_offered")
        if len(set(order)) < len(order):
            raise Refused("repeated")
        if len(order) < len(texts) or not all(response):
            raise Refused("incomplete")
        return order

    def grade(self, response: Sequence[str] | None) -> float:
        if response is None:
            return 0.0
        place = {text: position for position, text in enumerate(response)}
        pairs = [place[a] < place[b] for a, b in combinations(self.solution(), 2)]
        return max(0.0, 2 * sum(pairs) / len(pairs) - 1)

    def some_right(self, response: Any) -> bool:
        return any(a == b for a, b in zip(response or (), self.solution(), strict=False))

    def solution(self) -> list[str]:
        return [item.text for item in self.items]

    def canonical(self, response: Sequence[str]) -> list[str]:
        return list(response)

    def parts(self, response: Sequence[str]) -> list[str]:
        return [f"{place}. {text}" for place, text in enumerate(response, start=1)]

    def tempted(self, response: Sequence[str] | None) -> list[str]:
        return [self.tempts] if response is not None and self.grade(response) < 1 else []


@dataclass(frozen=True)
class Matching:
    """Texts on the left, each to be matched with one on the right.

    Grade: the share matched. A blind matching earns ``1 / n`` on average when
    nothing is spare, which is not corrected for: the page of rules says so.
    """

    pairs: tuple[Pair, ...]
    spare: tuple[str, ...] = field(default=())
    tempts: str = ""

    name: ClassVar[str] = "matching"
    label: ClassVar[str] = gettext_noop("Match pairs")
    one_tap: ClassVar[bool] = False
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", rows(Pair, self.pairs))
        object.__setattr__(self, "spare", tuple(self.spare))

    @property
    def chance(self) -> float:
        """Of a guesser who gives each text on the left any on the right, with or without repeats.

        Each pair is right once in as many times as there are texts on the right; grades add up.
        """
        return 1 / (len(self.pairs) + len(self.spare))

    def guesses(self) -> Iterator[list[list[str]]]:
        lefts = [pair.left for pair in self.pairs]
        for rights in permutations(self.offered(""), len(lefts)):
            yield [list(pair) for pair in zip(lefts, rights, strict=True)]

    def problems(self) -> list[Problem]:
        problems = []
        if len(self.pairs) < 3:
            problems.append(Problem("pairs", "too_few"))
        texts = [text for pair in self.pairs for text in (pair.left, pair.right)]
        if not all(text.strip() for text in (*texts, *self.spare)):
            problems.append(Problem("pairs", "missing"))
        if repeated(pair.left for pair in self.pairs) or repeated(
            [*(pair.right for pair in self.pairs), *self.spare]
        ):
            problems.append(Problem("pairs", "repeated"))
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

    def offered(self, seed: str) -> list[str]:
        """The texts for the right side, those that are spare among them."""
        return shuffled([*(pair.right for pair in self.pairs), *self.spare], seed)

    def offers(self, seed: str) -> dict[str, Any]:
        return {"left": [pair.left for pair in self.pairs], "partners": self.offered(seed)}

    def read(self, response: Any) -> list[list[str]]:
        rights = [right for _, right in response or ()]
        if not any(rights):
            raise Refused("nothing_chosen")
        offered = [*(pair.right for pair in self.pairs), *self.spare]
        lefts = [pair.left for pair in self.pairs]
        # In our order, whichever it came in: a correction may have other pairs first.
        by_left = {
            offered_text(left, lefts): right and offered_text(right, offered)
            for left, right in response
        }
        if None in by_left.values() or len(response) != len(lefts) or set(by_left) != set(lefts):
            raise Refused("not_offered")
        if not all(rights):
            raise Refused("incomplete")
        return [[left, by_left[left] or ""] for left in lefts]

    def grade(self, response: Sequence[Sequence[str]] | None) -> float:
        if response is None:
            return 0.0
        return sum([pair.left, pair.right] in response for pair in self.pairs) / len(self.pairs)

    def some_right(self, response: Any) -> bool:
        return self.grade(response) > 0

    def solution(self) -> list[list[str]]:
        return [[pair.left, pair.right] for pair in self.pairs]

    def canonical(self, response: Sequence[Sequence[str]]) -> list[list[str]]:
        return [list(pair) for pair in response]

    def parts(self, response: Sequence[Sequence[str]]) -> list[str]:
        return [f"{left} → {right}" for left, right in response]

    def tempted(self, response: Sequence[Sequence[str]] | None) -> list[str]:
        return [self.tempts] if response is not None and self.grade(response) < 1 else []
