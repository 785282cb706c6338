"""What waits for an editor, for the pages of the desk."""

from typing import Any

from django import template

from quiz.models import Report

register = template.Library()


@register.simple_tag
def open_reports(question: Any = None) -> int:
    """How many reports are open: of ``question``, or of all."""
    found = Report.objects.filter(state=Report.State.OPEN)
    return (found.filter(turn__version__question=question) if question else found).count()
