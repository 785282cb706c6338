"""What one cell of a spreadsheet says, and its name there: C7.

A cell of a text file has its text alone. A workbook knows which of its cells are numbers,
truth values or days, and how they are shown; what that leaves open is refused.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quiz.content.numbers import Number, plain
from quiz.core.characters import tidy_line
from quiz.exchange import days, truths
from quiz.exchange.records import Misread, figure, number

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
ERROR = re.compile(r"#[^\W_]{1,12}(?:/\d)?[!?]|#N/A|#NV|#DIV/0!|Err:5\d\d")
# What spreadsheets make of "4 August" and of "99%": few write so themselves.
_REWRITTEN = re.compile(r"\d\d?([./])\d\d?\1(\d\d|\d{4})|\d\d?-[A-Z]\w{2}(-\d\d)?|\d+[.,]00\s?%")
_SHORTENED = re.compile(r"-?\d[.,]\d+E[+-]?\d+")


@dataclass(frozen=True)
class Cell:
    """``text``: what it says; the others are for what is no text in a workbook.

    ``doubt`` is a sentence where its text is not what somebody typed; ``typed`` says that
    what looks like an error is a text.
    """

    name: str
    text: str
    number: Number | None = None
    day: str = ""
    doubt: str = ""
    typed: bool = False

    @property
    def empty(self) -> bool:
        return not self.text.strip()

    @property
    def rewritten(self) -> bool:
        """Whether it looks like words that a spreadsheet has written in its own way."""
        return bool(_REWRITTEN.fullmatch(self.text))

    def words(self) -> str:
        """Its text; raises ``Misread`` where a program has put something else there."""
        if self.doubt:
            raise Misread(self.doubt)
        if not self.typed and ERROR.fullmatch(self.text):
            raise Misread(_("“%(text)s” is an error of the spreadsheet") % {"text": self.text})
        return unguarded(self.text)

    def figure(self) -> Number | None:
        """The number it says; raises ``Misread``."""
        if self.number is not None:
            return self.number
        text = self.words().strip()
        if _SHORTENED.fullmatch(text):
            said = _("“%(text)s” was shortened by a spreadsheet: write all its digits")
            raise Misread(said % {"text": text[:60]})
        if text.endswith("%") and number(text.rstrip("%").replace(",", ".")) is not None:
            raise Misread(percentage(text))
        return figure(text) if text else None

    def date(self) -> str:
        """The day, month or year it says; raises ``Misread``."""
        return self.day or days.read_day(tidy_line(self.words()))

    def truth(self) -> bool | None:
        """Whether it says true or false; None where it says neither."""
        return truths.truth(self.text)


def percentage(text: str) -> str:
    """The sentence on a cell that may be a share of one or of a hundred."""
    hundred = number(text.rstrip("% ").replace(",", "."))
    if hundred is None:
        return _("“%(text)s” is no number") % {"text": text}
    both = {"text": text, "one": plain(hundred), "other": plain(round(hundred / 100, 12))}
    return _("“%(text)s” may be %(one)s or %(other)s: write it so") % both


def guarded(text: str) -> str:
    """``text`` as a cell that no spreadsheet computes, and none takes for an error of its own."""
    if text.startswith((*DANGEROUS, "'")) and number(text) is None:
        return f"'{text}"
    return f"'{text}" if ERROR.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """What ``guarded`` had before it."""
    rest = cell[1:]
    guard = cell.startswith("'") and (rest.startswith((*DANGEROUS, "'")) or ERROR.fullmatch(rest))
    return rest if guard else cell


def letters(n: int) -> str:
    """The name of column ``n``, the first being 0: A, B, … Z, AA, …"""
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name
