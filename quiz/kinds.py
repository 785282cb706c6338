"""What each kind of question asks and how right a response is.

A question is read and graded as one value: ``KINDS[kind](**spec)`` is a frozen
dataclass that says what is offered, which responses it accepts, and what each
is worth. Nothing here knows about Django, storage or prose: what is wrong is
said with a code, and whoever shows it to a person has the sentence.

Shapes of a response, by kind (``None`` is "not sure" for all of them, worth 0):

============ ============================================================
choice       the text of the option
multiple     a list of the ticked texts, in the order offered
true_false   ``True`` or ``False``
estimate     an int or a float, in the unit of the spec
ordering     a list of all texts, first to last
matching     a list of ``[left, right]`` pairs, one for each left
============ ============================================================

A new kind touches: its class here; its field in ``forms.py``; its editor's
form in ``editing.py``; its template in ``templates/quiz/kinds/``; its rows in
``tests/test_kinds.py``. A test holds this list against the tree.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations, count
from typing import Any, ClassVar, Protocol


class Refused(ValueError):
    """The response is not an answer to this question.

    ``code`` is one of ``nothing_chosen``, ``not_offered``, ``not_a_number``,
    ``out_of_range``, ``incomplete`` and ``repeated``.
    """

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """Something that keeps a spec from being asked: which field, which code."""

    field: str
    code: str


@dataclass(frozen=True)
class Wrong:
    """A wrong option, and why it tempts."""

    text: str
    tempts: str = ""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


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


class Kind(Protocol):
    """What every kind can be asked. ``spec`` fields are each class's own."""

    name: ClassVar[str]

    def problems(self) -> list[Problem]: ...
    def read(self, response: Any) -> Any: ...
    def grade(self, response: Any) -> float: ...
    def solution(self) -> Any: ...
    def tempted(self, response: Any) -> list[str]: ...
    def some_right(self, response: Any) -> bool: ...


def shuffled(texts: Iterable[str], seed: str) -> list[str]:
    """``texts`` in an order that depends on them and on ``seed`` alone.

    It sorts by a digest of each text, so the order is the same on every
    machine and version, and where a text stands in the spec plays no part.
    """
    return sorted(texts, key=lambda text: sha256(f"{seed}\0{text}".encode()).digest())


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < sys.float_info.max
    )


def _repeated(texts: Iterable[str]) -> bool:
    plain = [" ".join(text.split()).casefold() for text in texts]
    return len(set(plain)) < len(plain)


def _rows[T](cls: type[T], rows: Iterable[Any]) -> tuple[T, ...]:
    """Rows of a spec, which are dicts in JSON, as objects."""
    return tuple(cls(**row) if isinstance(row, dict) else row for row in rows)


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
    if _repeated([*right, *(option.text for option in wrong)]):
        problems.append(Problem("wrong", "repeated"))
    return problems


@dataclass(frozen=True)
class Choice:
    """One right option among wrong ones. Grade: 1 for the right one, else 0."""

    right: str
    wrong: tuple[Wrong, ...]

    name: ClassVar[str] = "choice"
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "wrong", _rows(Wrong, self.wrong))

    def problems(self) -> list[Problem]:
        return _options_problems([self.right], self.wrong)

    def offered(self, seed: str) -> list[str]:
        return shuffled([self.right, *(option.text for option in self.wrong)], seed)

    def read(self, response: Any) -> str:
        if response in (None, ""):
            raise Refused("nothing_chosen")
        if response != self.right and all(response != option.text for option in self.wrong):
            raise Refused("not_offered")
        return str(response)

    def grade(self, response: str | None) -> float:
        return float(response == self.right)

    def some_right(self, response: Any) -> bool:
        return False

    def solution(self) -> str:
        return self.right

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
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "right", tuple(self.right))
        object.__setattr__(self, "wrong", _rows(Wrong, self.wrong))

    def problems(self) -> list[Problem]:
        problems = _options_problems(self.right, self.wrong)
        if len(self.right) == 1:
            problems.append(Problem("right", "too_few"))
        return problems

    def offered(self, seed: str) -> list[str]:
        return shuffled([*self.right, *(option.text for option in self.wrong)], seed)

    def read(self, response: Any) -> list[str]:
        if not response:
            raise Refused("nothing_chosen")
        offered = [*self.right, *(option.text for option in self.wrong)]
        if not isinstance(response, list) or any(text not in offered for text in response):
            raise Refused("not_offered")
        if len(set(response)) < len(response):
            raise Refused("repeated")
        return list(response)

    def grade(self, response: Sequence[str] | None) -> float:
        ticked = set(response or ())
        hits = len(ticked & set(self.right)) / len(self.right)
        misses = len(ticked & {option.text for option in self.wrong}) / len(self.wrong)
        return max(0.0, hits - misses)

    def some_right(self, response: Any) -> bool:
        return bool(set(response or ()) & set(self.right))

    def solution(self) -> list[str]:
        return list(self.right)

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
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def problems(self) -> list[Problem]:
        problems = []
        if not isinstance(self.right, bool):
            problems.append(Problem("right", "missing"))
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

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
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def problems(self) -> list[Problem]:
        problems = []
        numbers = ("right", "low", "high", "tolerance", "zero_at", "step")
        for name in numbers:
            value = getattr(self, name)
            if not _is_number(value):
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
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

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

    @property
    def accepted(self) -> tuple[float, float]:
        """The lowest and the highest response that earn full marks."""
        if self.scale == "log":
            low, high = self.right / self.tolerance, self.right * self.tolerance
        else:
            low, high = self.right - self.tolerance, self.right + self.tolerance
        return max(self.low, low), min(self.high, high)

    def share(self, value: int | float) -> float:
        """Where ``value`` stands between ``low`` (0) and ``high`` (1), on the scale."""
        if self.scale == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


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
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", _rows(Item, self.items))

    def problems(self) -> list[Problem]:
        problems = []
        if len(self.items) < 3:
            problems.append(Problem("items", "too_few"))
        if any(not item.text.strip() for item in self.items):
            problems.append(Problem("items", "missing"))
        if _repeated(item.text for item in self.items):
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
        """All texts, never in the right order: that would show the key.

        Somebody who knew the seed could tell which order was avoided, so the
        seed stays on the server.
        """
        orders = (shuffled(self.solution(), f"{seed}/{attempt}") for attempt in count())
        return next(order for order in orders if order != self.solution())

    def read(self, response: Any) -> list[str]:
        if not response or not any(response):
            raise Refused("nothing_chosen")
        texts = self.solution()
        if any(text and text not in texts for text in response):
            raise Refused("not_offered")
        if len(set(filter(None, response))) < len(list(filter(None, response))):
            raise Refused("repeated")
        if len(response) < len(texts) or not all(response):
            raise Refused("incomplete")
        return list(response)

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
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", _rows(Pair, self.pairs))
        object.__setattr__(self, "spare", tuple(self.spare))

    def problems(self) -> list[Problem]:
        problems = []
        if len(self.pairs) < 3:
            problems.append(Problem("pairs", "too_few"))
        texts = [text for pair in self.pairs for text in (pair.left, pair.right)]
        if not all(text.strip() for text in (*texts, *self.spare)):
            problems.append(Problem("pairs", "missing"))
        if _repeated(pair.left for pair in self.pairs) or _repeated(
            [*(pair.right for pair in self.pairs), *self.spare]
        ):
            problems.append(Problem("pairs", "repeated"))
        if not self.tempts.strip():
            problems.append(Problem("tempts", "no_reason"))
        return problems

    def offered(self, seed: str) -> list[str]:
        """The texts for the right side, those that are spare among them."""
        return shuffled([*(pair.right for pair in self.pairs), *self.spare], seed)

    def read(self, response: Any) -> list[list[str]]:
        rights = [right for _, right in response or ()]
        if not any(rights):
            raise Refused("nothing_chosen")
        offered = [*(pair.right for pair in self.pairs), *self.spare]
        if any(right and right not in offered for right in rights):
            raise Refused("not_offered")
        if [left for left, _ in response] != [pair.left for pair in self.pairs]:
            raise Refused("not_offered")
        if not all(rights):
            raise Refused("incomplete")
        return [list(pair) for pair in response]

    def grade(self, response: Sequence[Sequence[str]] | None) -> float:
        if response is None:
            return 0.0
        return sum([pair.left, pair.right] in response for pair in self.pairs) / len(self.pairs)

    def some_right(self, response: Any) -> bool:
        return self.grade(response) > 0

    def solution(self) -> list[list[str]]:
        return [[pair.left, pair.right] for pair in self.pairs]

    def tempted(self, response: Sequence[Sequence[str]] | None) -> list[str]:
        return [self.tempts] if response is not None and self.grade(response) < 1 else []


KINDS: dict[str, Any] = {
    kind.name: kind for kind in (Choice, Multiple, TrueFalse, Estimate, Ordering, Matching)
}
