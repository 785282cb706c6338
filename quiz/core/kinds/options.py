"""Kinds that offer options: one right answer, several, true or false."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any, ClassVar

from quiz.core.kinds.base import (
    Problem,
    Refused,
    gettext_noop,
    offered_text,
    repeated,
    rows,
    shuffled,
)


@dataclass(frozen=True)
class Wrong:
    """A wrong option, and why it tempts."""

    text: str
    tempts: str = ""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True)
class Option:
    """One option as it is shown: what it says, whether it is right and was chosen."""

    text: Any
    right: bool
    chosen: bool
    tempts: str = ""

    @property
    def state(self) -> str:
        """One of ``right-chosen``, ``right-left``, ``wrong-chosen``, ``wrong-left``."""
        return f"{'right' if self.right else 'wrong'}-{'chosen' if self.chosen else 'left'}"


def _options_problems(right: Sequence[str], wrong: Sequence[Wrong]) -> list[Problem]:
    problems = []
    if not right or not all(text.strip() for text in right):
        problems.append(Problem("right", "missing"))
    if not wrong:
        problems.append(Problem("wrong", "too_few"))
    if any(not option.text.strip() for option in wrong):
        problems.append(Problem("wrong", "missing"))
    if any(not option.tempts.strip() for option in wrong):
        problems.append(Problem("wrong", "no_reason"))
    if repeated([*right, *(option.text for option in wrong)]):
        problems.append(Problem("wrong", "repeated"))
    return problems


@dataclass(frozen=True)
class Choice:
    """One right option among wrong ones. Grade: 1 for the right one, else 0."""

    right: str
    wrong: tuple[Wrong, ...]

    name: ClassVar[str] = "choice"
    label: ClassVar[str] = gettext_noop("One right answer")
    one_tap: ClassVar[bool] = True
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "wrong", rows(Wrong, self.wrong))

    @property
    def chance(self) -> float:
        """Of a guesser who takes each option as often as any other."""
        return 1 / (1 + len(self.wrong))

    def guesses(self) -> Iterator[str]:
        yield from [self.right, *(option.text for option in self.wrong)]

    def problems(self) -> list[Problem]:
        return _options_problems([self.right], self.wrong)

    def offered(self, seed: str) -> list[str]:
        return shuffled([self.right, *(option.text for option in self.wrong)], seed)

    def offers(self, seed: str) -> dict[str, Any]:
        return {"options": self.offered(seed)}

    def read(self, response: Any) -> str:
        if response in (None, ""):
            raise Refused("nothing_chosen")
        chosen = offered_text(response, [self.right, *(option.text for option in self.wrong)])
        if chosen is None:
            raise Refused("not_offered")
        return chosen

    def grade(self, response: str | None) -> float:
        return float(response == self.right)

    def some_right(self, response: Any) -> bool:
        return False

    def solution(self) -> str:
        return self.right

    def canonical(self, response: str) -> str:
        return response

    def parts(self, response: str) -> list[str]:
        return [response]

    def tempted(self, response: str | None) -> list[str]:
        return [option.tempts for option in self.wrong if option.text == response]

    def options(self, seed: str, response: str | None) -> list[Option]:
        reasons = {option.text: option.tempts for option in self.wrong}
        return [
            Option(text, text == self.right, text == response, reasons.get(text, ""))
            for text in self.offered(seed)
        ]


@dataclass(frozen=True)
class Multiple:
    """Any number of right options among wrong ones.

    Grade: ``max(0, hits / right - wrong ticks / wrong)``. The two shares weigh
    the same, so ticking everything earns exactly what ticking nothing would: 0.
    """

    right: tuple[str, ...]
    wrong: tuple[Wrong, ...]

    name: ClassVar[str] = "multiple"
    label: ClassVar[str] = gettext_noop("Several right answers")
    one_tap: ClassVar[bool] = False
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "right", tuple(self.right))
        object.__setattr__(self, "wrong", rows(Wrong, self.wrong))

    @cached_property
    def chance(self) -> float:
        """Of a guesser who ticks something, and each set of options as often as any other.

        There are ``comb(rights, hits) * comb(wrongs, misses)`` sets with so many right and
        wrong ticks, all of which have one grade.
        """
        rights, wrongs = len(self.right), len(self.wrong)
        earned = sum(
            comb(rights, hits) * comb(wrongs, misses) * max(0.0, hits / rights - misses / wrongs)
            for hits in range(rights + 1)
            for misses in range(wrongs + 1)
        )
        return earned / float(2 ** (rights + wrongs) - 1)

    def guesses(self) -> Iterator[list[str]]:
        texts = [*self.right, *(option.text for option in self.wrong)]
        for n in range(1, len(texts) + 1):
            yield from map(list, combinations(texts, n))

    def problems(self) -> list[Problem]:
        problems = _options_problems(self.right, self.wrong)
        if len(self.right) == 1:
            problems.append(Problem("right", "too_few"))
        return problems

    def offered(self, seed: str) -> list[str]:
        return shuffled([*self.right, *(option.text for option in self.wrong)], seed)

    def offers(self, seed: str) -> dict[str, Any]:
        return {"options": self.offered(seed)}

    def read(self, response: Any) -> list[str]:
        if not response:
            raise Refused("nothing_chosen")
        offered = [*self.right, *(option.text for option in self.wrong)]
        if not isinstance(response, list):
            raise Refused("not_offered")
        ticked = [text for text in (offered_text(each, offered) for each in response) if text]
        if len(ticked) < len(response):
            raise Refused("not_offered")
        if len(set(ticked)) < len(ticked):
            raise Refused("repeated")
        return ticked

    def grade(self, response: Sequence[str] | None) -> float:
        ticked = set(response or ())
        hits = len(ticked & set(self.right)) / len(self.right)
        misses = len(ticked & {option.text for option in self.wrong}) / len(self.wrong)
        return max(0.0, hits - misses)

    def some_right(self, response: Any) -> bool:
        return bool(set(response or ()) & set(self.right))

    def solution(self) -> list[str]:
        return list(self.right)

    def canonical(self, response: Sequence[str]) -> list[str]:
        return sorted(response)

    def parts(self, response: Sequence[str]) -> list[str]:
        return list(response)

    def tempted(self, response: Sequence[str] | None) -> list[str]:
        return [option.tempts for option in self.wrong if option.text in (response or ())]

    def options(self, seed: str, response: Sequence[str] | None) -> list[Option]:
        reasons = {option.text: option.tempts for option in self.wrong}
        return [
            Option(text, text in self.right, text in (response or ()), reasons.get(text, ""))
            for text in self.offered(seed)
        ]


@dataclass(frozen=True)
class TrueFalse:
    """A statement that holds or does not. Grade: 1 or 0.

    ``tempts`` says why the wrong one of the two is tempting.
    """

    right: bool
    tempts: str = ""

    name: ClassVar[str] = "true_false"
    label: ClassVar[str] = gettext_noop("True or false")
    one_tap: ClassVar[bool] = True
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    @property
    def chance(self) -> float:
        """Of a guesser who tosses a coin."""
        return 0.5

    def guesses(self) -> Iterator[bool]:
        yield from (True, False)

    def problems(self) -> list[Problem]:
        problems = []
        if not isinstance(self.right, bool):
            problems.append(Problem("right", "missing"))
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

    def offers(self, seed: str) -> dict[str, Any]:
        return {}

    def read(self, response: Any) -> bool:
        if response in (None, ""):
            raise Refused("nothing_chosen")
        if not isinstance(response, bool):
            raise Refused("not_offered")
        return response

    def grade(self, response: bool | None) -> float:
        return float(response is self.right)

    def some_right(self, response: Any) -> bool:
        return False

    def solution(self) -> bool:
        return self.right

    def canonical(self, response: bool) -> bool:
        return response

    def parts(self, response: bool) -> list[str]:
        return [str(response)]

    def tempted(self, response: bool | None) -> list[str]:
        return [self.tempts] if response is (not self.right) else []

    def options(self, seed: str, response: bool | None) -> list[Option]:
        return [
            Option(
                value,
                value is self.right,
                value is response,
                "" if value is self.right else self.tempts,
            )
            for value in (True, False)
        ]
