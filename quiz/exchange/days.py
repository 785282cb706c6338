"""Days in the cells of a spreadsheet, which writes them as its language and its settings do."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quiz.content.day_fields import written_day
from quiz.exchange.month_names import MONTHS
from quiz.exchange.records import Misread

_ENGLISH = [datetime.date(2000, n, 1).strftime("%B") for n in range(1, 13)]
_MONTHS = MONTHS | {name.casefold(): [n] for n, name in enumerate(_ENGLISH, start=1)}
_BETWEEN = {"de", "del", "di", "den", "d"}  # as in "10 de junio de 2020"
# Days are counted from one of two first ones; nobody publishes before or long after us.
_COUNTED_FROM = (datetime.date(1899, 12, 30), datetime.date(1904, 1, 1))
_COUNTED = range(15_000, 75_000)


def read_day(text: str) -> str:
    """The day, month or year that ``text`` says, as it is kept; "" where it says nothing.

    Raises ``Misread`` with a sentence, which names both where it has two meanings.
    """
    text = text.strip()
    if re.fullmatch(r"\d{5}", text, re.A) and int(text) in _COUNTED:
        one, other = (first + datetime.timedelta(int(text)) for first in _COUNTED_FROM)
        said = _("“%(text)s” is a day as a spreadsheet counts it, and may be %(one)s or %(other)s")
        raise Misread(said % {"text": text, "one": one, "other": other})
    refusal, doubtful, found = "", False, []
    for candidate in [text, *_candidates(text)]:
        try:
            found.append(written_day(candidate))
        except ValidationError as error:
            if not refusal or (error.code == "ambiguous" and not doubtful):
                refusal, doubtful = error.messages[0], error.code == "ambiguous"
        if candidate == text and found:
            return found[0]
    if len(found) == 2:
        said = _("“%(text)s” may be %(one)s or %(other)s: write it so")
        raise Misread(said % {"text": text[:40], "one": found[0], "other": found[1]})
    if found:
        return found[0]
    raise Misread(refusal)


def _candidates(text: str) -> list[str]:
    """What ``text`` would be in English, and with the century that it leaves out."""
    if short := re.fullmatch(r"(\d\d?\. ?\d\d?\. ?|(?:\d\d?/){2})(\d\d)", text, re.A):
        return [f"{short[1]}{'19' if int(short[2]) >= 30 else '20'}{short[2]}"]
    if east := re.fullmatch(r"(\d{4})[年년] ?(\d\d?)[月월](?: ?(\d\d?)[日일])?", text, re.A):
        return ["-".join(filter(None, east.groups()))]
    text = re.sub(r"(\d\d?)月|tháng (\d\d?)", _numbered, text.casefold())
    words = re.sub(r"[-,.’'/]", " ", text).split()
    named = [n for n, word in enumerate(words) if word in _MONTHS]
    if len(named) != 1 or len(words) > 8:
        return []
    (at,) = named
    said = [*words[:at], "", *words[at + 1 :]]
    kept = [n for n, word in enumerate(said) if word not in _BETWEEN]
    return [
        " ".join(_ENGLISH[month - 1] if n == at else said[n] for n in kept)
        for month in _MONTHS[words[at]]
    ]


def _numbered(found: re.Match[str]) -> str:
    """The name of a month that is said by its number."""
    number = int(found[1] or found[2])
    return _ENGLISH[number - 1].casefold() if 0 < number <= 12 else found[0]
