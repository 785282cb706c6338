"""A challenge as a text: which questions are dealt, in which order, and a score if it is put in.

``1a-2b-3c`` are the ids of versions. ``1a-2b-3c_2`` says too that whoever sends it had two of
these right. ``1a-2b-3c_2_1-4`` answers a challenge, whose sender had one right of four;
``1a-2b-3c_2_-4`` answers one that said no score. All numbers are in base 36.
"""

import re
from dataclasses import dataclass
from string import ascii_lowercase, digits
from typing import NamedTuple

DIGITS = digits + ascii_lowercase
TEXT = re.compile(
    r"(?P<versions>[0-9a-z]+(?:-[0-9a-z]+)*)"
    r"(?:_(?P<right>[0-9a-z]+)(?:_(?P<before>[0-9a-z]*)-(?P<of>[0-9a-z]+))?)?"
)


class Reached(NamedTuple):
    """How many of how many questions were right; None where it was not said."""

    right: int | None
    out_of: int


@dataclass(frozen=True)
class Challenge:
    """``versions`` (ids) in the order in which they are asked.

    ``right`` is how many of them the sender had right, None unless they put it in.
    ``answers`` says of an answer to a challenge how the one who had sent that fared.
    """

    versions: tuple[int, ...]
    right: int | None = None
    answers: Reached | None = None

    @property
    def reached(self) -> Reached:
        """How its sender fared."""
        return Reached(self.right, len(self.versions))

    @property
    def text(self) -> str:
        parts = ["-".join(map(_written, self.versions))]
        if self.right is not None:
            parts.append(_written(self.right))
            if self.answers:
                before, out_of = self.answers
                parts.append(f"{'' if before is None else _written(before)}-{_written(out_of)}")
        return "_".join(parts)

    @classmethod
    def read(cls, text: str) -> "Challenge":
        """The challenge that ``text`` says; raises ``ValueError`` if it says none."""
        said = TEXT.fullmatch(text)
        if said is None:
            raise ValueError("This is no challenge.")
        versions = tuple(int(part, 36) for part in said["versions"].split("-"))
        answers = Reached(_number(said["before"]), int(said["of"], 36)) if said["of"] else None
        return cls(versions, _number(said["right"]), answers)


def lead(own: Reached, other: Reached) -> int | None:
    """How many more were right on one's own side; None where the two cannot be compared."""
    if own.right is None or other.right is None or own.out_of != other.out_of:
        return None
    return own.right - other.right


def _number(text: str | None) -> int | None:
    return int(text, 36) if text else None


def _written(number: int) -> str:
    """A number from 0 in base 36."""
    text = ""
    while number >= 36:
        number, last = divmod(number, 36)
        text = DIGITS[last] + text
    return DIGITS[number] + text
