"""Which checks are due, and for how long a new one holds."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from quiz.models import Check, Question, Source

SOON = datetime.timedelta(days=30)
LONGEST = datetime.timedelta(days=365)


def with_check(questions: Any) -> Any:
    """``questions`` with the days of their latest check, so that they can be asked for them."""
    return questions.annotate(
        checked_on=Check.latest("checked_on"), review_by=Check.latest("review_by")
    )


# What is asked of these has been through ``with_check``.


def overdue(questions: Any, on: datetime.date) -> Any:
    return questions.filter(review_by__lt=on)


def due_soon(questions: Any, on: datetime.date) -> Any:
    return questions.filter(review_by__gte=on, review_by__lte=on + SOON)


def never_checked(questions: Any) -> Any:
    return questions.filter(review_by=None)


def next_review(
    checked_on: datetime.date | None, review_by: datetime.date | None, on: datetime.date
) -> datetime.date:
    """Until when a check of the day ``on`` holds: as long as the last one, a year at most."""
    span = review_by - checked_on if checked_on and review_by else LONGEST
    return on + min(span, LONGEST)


def unused_sources() -> QuerySet[Source]:
    """Sources that no question names, neither for its evidence nor beside it."""
    named = Question.objects.filter(
        Q(source=OuterRef("pk")) | Q(since_source=OuterRef("pk")) | Q(survey_source=OuterRef("pk"))
    )
    return Source.objects.filter(~Exists(named))
