"""What waits at the desk for whoever may do it; what waits for oneself is in ``my_desk.py``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from quiz.admin.requests import may
from quiz.editorial import daily, freshness
from quiz.models import Correction, Question, Report
from quiz.privacy.retention import visible_reports


@dataclass(frozen=True)
class Queue:
    """Something waits if ``number`` is not 0: the sentence that says so, and where it is done."""

    number: int
    sentence: str
    url: str


def due_checks() -> int:
    """How many questions are on the reading list."""
    return freshness.due(freshness.live_questions(), timezone.localdate()).count()


def open_reports() -> int:
    """How many reports of readers wait for an answer."""
    still_open = Report.objects.filter(state=Report.State.OPEN)
    return visible_reports(timezone.localdate(), still_open).count()


def queues(request: HttpRequest) -> list[Queue]:
    """Where something waits that the user of ``request`` may do, in the order that is shown."""
    return [queue for part in PARTS for queue in part(request) if queue.number]


def questions(request: HttpRequest) -> Iterator[Queue]:
    """Questions that were approved for a day: one that has come, or one to come."""
    if not may(request, "view_question"):
        return
    on, all_questions = timezone.localdate(), Question.objects
    listed = reverse("admin:quiz_question_changelist")
    n = all_questions.filter(publish_on__lte=on).count()
    sentence = ngettext(
        "{n} question was to be published by now, and something is in the way",
        "{n} questions were to be published by now, and something is in the way",
        n,
    )
    yield Queue(n, sentence.format(n=n), f"{listed}?state=scheduled")
    n = all_questions.filter(publish_on__gt=on).count()
    sentence = ngettext(
        "{n} question is approved for a later day", "{n} questions are approved for a later day", n
    )
    yield Queue(n, sentence.format(n=n), f"{listed}?state=scheduled")


def regrades(request: HttpRequest) -> Iterator[Queue]:
    if may(request, "correct_question"):
        n = Correction.objects.filter(kind=Correction.Kind.KEY, regraded_on=None).count()
        sentence = ngettext("{n} regrade to be ordered", "{n} regrades to be ordered", n)
        listed = reverse("admin:quiz_correction_changelist")
        yield Queue(n, sentence.format(n=n), f"{listed}?regraded_on__isnull=True&kind__exact=key")


def shelf(request: HttpRequest) -> Iterator[Queue]:
    """Whether what may be today's question will soon be used up."""
    if not may(request, "change_dailyquestion"):
        return
    n = daily.shelf(timezone.localdate()).count()
    if n < daily.AHEAD:
        sentence = ngettext(
            "{n} question is ready to be one of the day, for the {days} days that are planned",
            "{n} questions are ready to be one of the day, for the {days} days that are planned",
            n,
        )
        listed = reverse("admin:quiz_question_changelist")
        yield Queue(1, sentence.format(n=n, days=daily.AHEAD), f"{listed}?hook__exact=1")


PARTS: list[Callable[[HttpRequest], Iterator[Queue]]] = [questions, regrades, shelf]
