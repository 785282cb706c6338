"""Open reports, and figures as the pages of the desk say them."""

import math
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from quiz.content import wording
from quiz.editorial.history import Piece
from quiz.models import Question, Report
from quiz.tallies import counting

register = template.Library()
register.filter(wording.solution)
register.filter(wording.badge)
register.filter(wording.near)


@register.simple_tag
def open_reports(question: Question | None = None) -> int:
    """How many reports are open: of ``question``, or of all."""
    found = Report.objects.filter(state=Report.State.OPEN)
    return (found.filter(turn__version__question=question) if question else found).count()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text in pieces, with what stands in another text as well marked."""
    return format_html_join("", "{}", [[_marked(piece)] for piece in pieces])


def _marked(piece: Piece) -> str:
    return format_html("<mark>{}</mark>", piece.text) if piece.op else piece.text


@register.simple_tag
def chosen_filters(shown: Any) -> list[str]:
    """By what a list of Django's is narrowed, in words."""
    return [
        f"{spec.title}: {choice['display']}"
        for spec in shown.filter_specs
        for choice in islice(spec.choices(shown), 1, None)  # the first is “All”
        if choice["selected"]
    ]


@register.filter
def in_twenties(n: int) -> str:
    """A number of single rounds or answers as no closer than what is counted together."""
    least = n - n % counting.TOGETHER
    if not least:
        return gettext("fewer than {n}").format(n=counting.TOGETHER)
    return gettext("{n} or more").format(n=f"{least:,}")


@register.filter
def at(counts: Mapping[int, int], key: int) -> int:
    """What is counted at ``key``, or 0."""
    return counts.get(key, 0)


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
    """A share from 0 to 1 as a length on a chart 100 wide."""
    return f"{100 * share:.1f}"
