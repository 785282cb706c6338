"""Which checks are due, and for how long a new one holds."""

import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from quiz.content.checks import Checked
from quiz.core.dates import months_after
from quiz.models import Check, Drawn, Question, Source

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SOON = datetime.timedelta(days=30)


class LatestCheck(TypedDict):
    """A question's latest check and its days, None where it has never been checked."""

    check_id: int | None
    checked_on: datetime.date | None
    review_by: datetime.date | None
    pages: list[str] | None
    copied_on: datetime.date | None
    confirmed: list[str] | None


type CheckedQuestion = WithAnnotations[Question, LatestCheck]


def with_check(questions: QuerySet[Question]) -> QuerySet[CheckedQuestion]:
    """``questions`` with their latest check and its days, so that they can be asked for them."""
    latest = FilteredRelation("checks", condition=Q(checks__pk=Check.latest("pk")))
    return questions.annotate(latest=latest).annotate(
        check_id=F("latest__pk"),
        checked_on=F("latest__checked_on"),
        review_by=F("latest__review_by"),
        pages=F("latest__pages"),
        copied_on=F("latest__copied_on"),
        confirmed=F("latest__confirmed"),
    )


def check_of(question: CheckedQuestion) -> Checked | None:
    """The latest check of a question that was loaded by ``with_check``."""
    if question.checked_on is None or question.review_by is None:
        return None
    return Checked(
        question.checked_on,
        question.review_by,
        tuple(question.pages or ()),
        question.copied_on,
        tuple(question.confirmed or ()),
    )


def live_questions() -> QuerySet[CheckedQuestion]:
    """What readers are asked, with the days of the latest checks."""
    return with_check(Question.objects.filter(state=Question.State.LIVE))


def overdue(questions: QuerySet[CheckedQuestion], on: datetime.date) -> QuerySet[CheckedQuestion]:
    return questions.filter(review_by__lt=on)


def due(questions: QuerySet[CheckedQuestion], on: datetime.date) -> QuerySet[CheckedQuestion]:
    """The reading list: a check runs out soon or has, or words went from an article after it."""
    went = Drawn.objects.filter(question=OuterRef("pk"), gone_on__gte=OuterRef("checked_on"))
    return questions.filter(Q(review_by__lte=on + SOON) | Exists(went))


def due_soon(questions: QuerySet[CheckedQuestion], on: datetime.date) -> QuerySet[CheckedQuestion]:
    """Those of the reading list that new rounds still ask."""
    return due(questions, on).filter(review_by__gte=on)


def never_checked(questions: QuerySet[CheckedQuestion]) -> QuerySet[CheckedQuestion]:
    return questions.filter(review_by=None)


def next_review(
    checked_on: datetime.date | None, review_by: datetime.date | None, on: datetime.date
) -> datetime.date:
    """Until when a check of the day ``on`` holds: as long as the last one, a year at most."""
    latest = longest(on)
    return min(on + (review_by - checked_on), latest) if checked_on and review_by else latest


def longest(on: datetime.date) -> datetime.date:
    """The last day until which a check of the day ``on`` may hold: the same one of next year."""
    return months_after(on, 12)


def unused_sources() -> QuerySet[Source]:
    """Sources that no question names, neither for its evidence nor beside it."""
    named = Question.objects.filter(Question.names_source(OuterRef("pk")))
    return Source.objects.filter(~Exists(named))
