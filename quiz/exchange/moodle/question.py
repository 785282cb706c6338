"""A question as Moodle sees it: what GIFT and Moodle's XML write in two ways.

Texts in it are ours already: Markdown in ``prompt`` and ``feedback``, plain everywhere else.
"""

from dataclasses import dataclass, field

from quiz.content.numbers import Number
from quiz.exchange.records import Columns

MOST_ANSWERS = 100  # in one question; more is no question


class Unsupported(Exception):
    """A question of a type that we do not have."""


@dataclass
class Answer:
    """One answer. ``share`` is in percent; an estimate has its ``value`` and ``tolerance``."""

    text: str
    share: float = 0
    feedback: str = ""
    value: Number | None = None
    tolerance: Number = 0


@dataclass
class MoodleQuestion:
    """One question; ``type`` is Moodle's own word in its XML, ``idnumber`` our ref.

    ``pairs`` are left and right; a right one that is left over has "" before it.
    ``notes`` are sentences for whoever imports it.
    """

    type: str
    prompt: str
    name: str = ""
    category: str = ""
    idnumber: str = ""
    feedback: str = ""
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    unit: str = ""
    several: bool = False
    line: int = 0
    shown: Columns = field(default_factory=dict)  # a picture and an exhibit, by their columns
    notes: list[str] = field(default_factory=list)
