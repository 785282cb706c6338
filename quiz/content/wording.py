"""Texts, numbers and answers the way people say them."""

import datetime
import re
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from quiz.content import numbers
from quiz.core.dates import read_day


def lines(value: Any) -> list[str]:
    """A response or the right answer of any kind, with a line for each of its parts."""
    if value is None:
        return [gettext("not sure")]
    if isinstance(value, bool):
        return [gettext("True") if value else gettext("False")]
    if isinstance(value, list | tuple):
        return [" – ".join(part) if isinstance(part, list | tuple) else str(part) for part in value]
    return [number(value) if isinstance(value, int | float) else str(value)]


def unquoted(text: Any) -> Any:
    """Without the quotation marks about all of it, where it stands in ours."""
    whole = re.fullmatch(r"[“„«»]\s?([^“”„«»]+?)\s?[”“»«]", text) if isinstance(text, str) else None
    return whole[1] if whole else text


def solution(value: Any) -> str:
    """The same on one line."""
    return "; ".join(lines(value))


def badge(review_by: datetime.date | None, on: datetime.date) -> Any:
    """Until when a question is vouched for, in bold where that is over on the day ``on``."""
    if review_by is None:
        return gettext("never checked")
    day = date_format(review_by)
    return format_html("<strong>{} {}</strong>", gettext("ran out"), day) if review_by < on else day


def near(day: datetime.date, on: datetime.date) -> str:
    """A day as it is said on the day ``on``: today, yesterday, or its date."""
    said = {on: gettext("today"), on - datetime.timedelta(days=1): gettext("yesterday")}
    return said.get(day) or date_format(day)


def when(day: str | datetime.date | None) -> str:
    """A day, month or year ("2019-07-03", "2019-07", "2019", or a date) in words."""
    return _when(day, get_language())


@lru_cache(maxsize=2_000)
def _when(day: str | datetime.date | None, language: str | None) -> str:
    """The same in the ``language`` that is spoken now; pages say the same few days again."""
    if not day or isinstance(day, datetime.date):
        return date_format(day) if day else ""
    try:
        first, parts = read_day(day)
    except ValueError:
        return day
    return date_format(first, ["Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT"][parts - 1])


def number(value: Any, language: str = "") -> str:
    """A number as a page in ``language`` says it; the interface's own language by default."""
    return numbers.say(value, language or get_language() or "")


def unit(said: str) -> str:
    """A unit as it follows a number: a space before it, but none before a percent sign."""
    return said if said.startswith("%") else f" {said}"


def plain(value: Any) -> str:
    """A number as a script reads it: digits and a point, whatever the language."""
    return numbers.plain(value)
