"""What all kinds share: refusals, problems, the order in which texts are shown."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Protocol


def gettext_noop(text: str) -> str:
    """Marks a text for translators, who find it by this function's name."""
    return text


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


class Kind(Protocol):
    """What every kind can be asked. ``spec`` fields are each class's own.

    ``canonical`` gives the same value for all responses that mean the same, so that
    they can be counted together; it is itself a response. ``parts`` names what a
    response chose, for counts of what each option drew. ``guesses`` are all responses that
    somebody could give who knows nothing, each as likely, and ``chance`` is the grade that one
    of them earns on average; ``label`` is the kind's name for people, to be translated where
    it is shown; ``one_tap`` says that to choose an option is the whole answer. ``offers`` is what
    is shown to answer with, by name, in an order that ``seed`` gives and the solution does not.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    one_tap: ClassVar[bool]

    @property
    def chance(self) -> float: ...
    def guesses(self) -> Iterator[Any]: ...
    def problems(self) -> list[Problem]: ...
    def offers(self, seed: str) -> dict[str, Any]: ...
    def read(self, response: Any) -> Any: ...
    def grade(self, response: Any) -> float: ...
    def solution(self) -> Any: ...
    def tempted(self, response: Any) -> list[str]: ...
    def some_right(self, response: Any) -> bool: ...
    def canonical(self, response: Any) -> Any: ...
    def parts(self, response: Any) -> list[str]: ...


def shuffled(texts: Iterable[str], seed: str) -> list[str]:
    """``texts`` in an order that depends on them and on ``seed`` alone.

    It sorts by a digest of each text, so the order is the same on every
    machine and version, and where a text stands in the spec plays no part.
    """
    return sorted(texts, key=lambda text: sha256(f"{seed}\0{text}".encode()).digest())


# Seeds below this are those of rounds drawn when an ordering avoided its right order.
FAIR_SEEDS = 1 << 62


def avoids_solution(seed: str) -> bool:
    """Whether ``seed``, a round's seed and a position, is of a round drawn with such a seed.

    Such a round keeps the orders that it was drawn with.
    """
    number = seed.partition("/")[0]
    return number.isascii() and number.isdigit() and int(number) < FAIR_SEEDS


def offered_text(said: Any, texts: Iterable[str]) -> str | None:
    """The one of ``texts`` that ``said`` is, however its spaces, lines and accents are written.

    Browsers send line ends of their own, and texts from before they were tidied have some.
    """
    listed = list(texts)
    if said in listed or not isinstance(said, str):
        return said if isinstance(said, str) else None
    return next((text for text in listed if _plain(text) == _plain(said)), None)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def repeated(texts: Iterable[str]) -> bool:
    plain = [_plain(text).casefold() for text in texts]
    return len(set(plain)) < len(plain)


def rows[T](cls: type[T], rows: Iterable[Any]) -> tuple[T, ...]:
    """Rows of a spec, which are dicts in JSON, as objects."""
    return tuple(cls(**row) if isinstance(row, dict) else row for row in rows)
