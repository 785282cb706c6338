"""What waits for an editor, and figures as the pages of the desk say them."""

import datetime
import math
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from quiz.models import Report
from quiz.templatetags.quiz import number

register = template.Library()


def lines(value: Any) -> list[str]:
    """A response or the right answer of any kind, with a line for each of its parts."""
    if value is None:
        return [gettext("not sure")]
    if isinstance(value, bool):
        return [gettext("True") if value else gettext("False")]
    if isinstance(value, list | tuple):
        return [" – ".join(part) if isinstance(part, list | tuple) else str(part) for part in value]
    return [number(value) if isinstance(value, int | float) else str(value)]


@register.filter
def solution(value: Any) -> str:
    """The same on one line."""
    return "; ".join(lines(value))


@register.filter
def badge(review_by: datetime.date | None, on: datetime.date) -> Any:
    """Until when a question is vouched for, in bold where that is over on the day ``on``."""
    if review_by is None:
        return gettext("never checked")
    if review_by < on:
        return format_html("<strong>{} {}</strong>", gettext("ran out"), review_by)
    return review_by


@register.simple_tag
def open_reports(question: Any = None) -> int:
    """How many reports are open: of ``question``, or of all."""
    found = Report.objects.filter(state=Report.State.OPEN)
    return (found.filter(turn__version__question=question) if question else found).count()


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent, and 0 or 100 only where it is."""
    whole = math.floor(share * 100 + 0.5)
    if 0 < share < 1 and whole in (0, 100):
        return "< 1 %" if whole == 0 else "> 99 %"
    return f"{whole} %"


@register.filter
def coefficient(r: float | None) -> str:
    """A correlation with two decimals and a real minus; a dash where there is none."""
    return "–" if r is None else f"{r:.2f}".replace("-", "−")


@register.filter
def hundred(share: float) -> str:
    """A share from 0 to 1 as a length on a drawing 100 wide."""
    return f"{100 * share:.1f}"
