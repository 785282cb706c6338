"""Numbers as people write them: read as they were meant, and said in a language's notation.

The two signs of a notation come from Django's own formats, which know some ninety
languages and are what ``say`` writes with, so what a page says can be typed back into
it. Babel's parser was measured against this and is not used: it takes ``1e5``, ``1_000``
and ``NaN``, refuses thousands with a space or a real minus, and reads ``1,200`` in German
as 1.2 without a word, so a gate of this size would stand around it all the same.

One number can be written in many ways: ``1200``, ``1,200``, ``1.200``, ``1 200``, ``1'200``,
``0,5``, ``.5``, ``−5`` with a typographic minus, in digits of any script. Nearly all of
them mean one thing whatever the language. Two readings have only those with a single sign
before exactly three digits: ``1,200`` and ``1.200`` are 1200 or 1.2. There

* the sign that the language puts between thousands is believed, since its pages write so;
* any other is refused with both readings, so that nothing is wrong without a word.

The range of a question never decides: what lies outside may be a slip, and a slip is
to be told. ``say`` and ``plain`` give a fraction that would have two readings a fourth
decimal ("1.2340"), so that what they write has one in every language.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import get_format

Number = int | float

LONGEST = 40  # characters; nobody writes a longer number
DECIMALS = 6  # as many as are said

_SIGNS = {
    **dict.fromkeys("−–‐‑‒﹣－", "-"),  # minus, dashes, hyphens
    **dict.fromkeys("’‘ʼ＇", "'"),
    **dict.fromkeys("，٫﹐", ","),  # the Arabic decimal sign looks like a comma
    **dict.fromkeys("．﹒", "."),
    "٬": "'",  # Arabic thousands
    "＋": "+",
}
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_THOUSANDS = re.compile(r"(-?)([1-9]\d{0,2}(?:([,. '])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d+))?")
_DECIMAL = re.compile(r"(-?)((?:0|[1-9]\d*)?)[.,](\d+)")
_WHOLE = re.compile(r"-?\d+")


class NotANumber(ValueError):
    """What was written is no number."""


class Ambiguous(NotANumber):
    """What was written is one of two numbers: ``readings``, the larger first."""

    def __init__(self, readings: tuple[Number, Number]):
        super().__init__(readings)
        self.readings = readings


@dataclass(frozen=True)
class Notation:
    """How a language writes numbers: the sign before decimals, and that between thousands.

    ``group`` is empty where thousands are not set apart.
    """

    point: str
    group: str


@lru_cache(maxsize=200)
def notation(language: str) -> Notation:
    """The notation of ``language`` ("de", "pt-br"); that of English where it is not known."""
    known = language or "en"
    grouped = get_format("NUMBER_GROUPING", known) == 3
    group = get_format("THOUSAND_SEPARATOR", known) if grouped else ""
    return Notation(get_format("DECIMAL_SEPARATOR", known), group)


def read(text: str, language: str = "") -> Number:
    """The number that ``text`` says; ``language`` is that of the page it was typed into.

    Without a language no sign is believed, as in a file that anybody may have written.
    Raises ``NotANumber``, or ``Ambiguous`` where it has two readings.
    """
    found = readings(text)
    if not found:
        raise NotANumber(text)
    if len(found) == 1:
        return found[0]
    group = notation(language).group if language else ""
    if group in (",", ".") and group in _bare(text):
        return found[0]
    raise Ambiguous((found[0], found[1]))


def readings(text: str) -> list[Number]:
    """Every number that ``text`` can mean: none, one, or two, the larger in size first."""
    bare = _bare(text)
    if len(text) > LONGEST:
        return []
    if _WHOLE.fullmatch(bare):
        return [_number(bare)]
    found = []
    if thousands := _THOUSANDS.fullmatch(bare):
        minus, whole, _group, rest = thousands.groups()
        found.append(_number(f"{minus}{re.sub('[^0-9]', '', whole)}.{rest or 0}"))
    if decimal := _DECIMAL.fullmatch(bare):
        minus, whole, rest = decimal.groups()
        found.append(_number(f"{minus}{whole or 0}.{rest}"))
    return found


def _bare(text: str) -> str:
    """``text`` in ASCII where it is made of digits and signs of any script."""
    bare = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal()
        else " " if sign.isspace()
        else _SIGNS.get(sign, sign)
        for sign in _INVISIBLE.sub("", text).strip()
    )  # fmt: skip
    return re.sub(r"^\+ ?|^(-) ", r"\1", bare)


def _number(digits: str) -> Number:
    exact = Decimal(digits)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def say(value: Number, language: str = "") -> str:
    """``value`` as a page in ``language`` says it: thousands apart, six decimals at most."""
    return _written(round(value, DECIMALS), notation(language))


def plain(value: Number, language: str = "") -> str:
    """``value`` in full and without thousands, as a field or a file holds it."""
    return _written(value, Notation(notation(language).point, ""))


def _written(value: Number, how: Notation) -> str:
    whole, _point, rest = f"{Decimal(str(value)):,f}".partition(".")
    rest = rest.rstrip("0")
    if len(rest) == 3 and re.fullmatch(r"-?[1-9]\d{0,2}", whole):
        rest += "0"
    whole = "0" if whole == "-0" and not rest else whole
    return whole.replace(",", how.group) + (how.point + rest if rest else "")
