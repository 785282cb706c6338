"""What waits for an editor, for the pages of the desk."""

from typing import Any

from django import template
from django.utils.translation import gettext

from quiz.models import Report
from quiz.templatetags.quiz import number

register = template.Library()


@register.filter
def solution(value: Any) -> str:
    """A response or the right answer of any kind, on one line."""
    if value is None:
        return gettext("not sure")
    if isinstance(value, bool):
        return gettext("True") if value else gettext("False")
    if isinstance(value, list | tuple):
        return "; ".join(
            " – ".join(part) if isinstance(part, list | tuple) else str(part) for part in value
        )
    return number(value) if isinstance(value, int | float) else str(value)


@register.simple_tag
def open_reports(question: Any = None) -> int:
    """How many reports are open: of ``question``, or of all."""
    found = Report.objects.filter(state=Report.State.OPEN)
    return (found.filter(turn__version__question=question) if question else found).count()
