"""The editors' to-do list, on the first page of the desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from quiz.admin.requests import may
from quiz.editorial import freshness
from quiz.models import Correction, Question, Report
from quiz.privacy.retention import visible_reports


@dataclass(frozen=True)
class Todo:
    """Something to do: how much there is of it, the sentence, and the page where it is done."""

    number: int
    sentence: str
    url: str


def due_checks() -> int:
    """How many live questions are to be checked again within 30 days, or should have been."""
    until = timezone.localdate() + freshness.SOON
    return freshness.live_questions().filter(review_by__lte=until).count()


def open_reports() -> int:
    """How many reports of readers wait for an answer."""
    still_open = Report.objects.filter(state=Report.State.OPEN)
    return visible_reports(timezone.localdate(), still_open).count()


def todo_list(request: HttpRequest) -> list[Todo]:
    """What the user of ``request`` has to do, in the order in which it is shown."""
    return [todo for part in PARTS for todo in part(request) if todo.number]


def questions(request: HttpRequest) -> Iterator[Todo]:
    """Questions that wait for an editor or for a day, and checks that are due."""
    if not may(request, "view_question"):
        return
    on, asked = timezone.localdate(), freshness.live_questions()
    all_questions = Question.objects
    listed, due = reverse("admin:quiz_question_changelist"), reverse("admin:quiz_question_due")
    n = all_questions.filter(submitted=True, publish_on=None).count()
    sentence = ngettext("{n} question waits for review", "{n} questions wait for review", n)
    yield Todo(n, sentence.format(n=n), f"{listed}?state=review")
    n = freshness.overdue(asked, on).count()
    sentence = ngettext(
        "The check of {n} question has run out: no new round asks it",
        "The checks of {n} questions have run out: no new round asks them",
        n,
    )
    yield Todo(n, sentence.format(n=n), due)
    n = freshness.due_soon(asked, on).count()
    sentence = ngettext(
        "{n} question is to be checked again within 30 days",
        "{n} questions are to be checked again within 30 days",
        n,
    )
    yield Todo(n, sentence.format(n=n), due)
    n = all_questions.filter(publish_on__lte=on).count()
    sentence = ngettext(
        "{n} question was to be published by now, and something is in the way",
        "{n} questions were to be published by now, and something is in the way",
        n,
    )
    yield Todo(n, sentence.format(n=n), f"{listed}?state=scheduled")
    n = all_questions.filter(publish_on__gt=on).count()
    sentence = ngettext(
        "{n} question is approved for a later day", "{n} questions are approved for a later day", n
    )
    yield Todo(n, sentence.format(n=n), f"{listed}?state=scheduled")


def reports(request: HttpRequest) -> Iterator[Todo]:
    if may(request, "view_report"):
        n = open_reports()
        sentence = ngettext("{n} open report of a reader", "{n} open reports of readers", n)
        listed = reverse("admin:quiz_report_changelist")
        yield Todo(n, sentence.format(n=n), f"{listed}?state__exact=open")


def regrades(request: HttpRequest) -> Iterator[Todo]:
    if may(request, "correct_question"):
        n = Correction.objects.filter(kind=Correction.Kind.KEY, regraded_on=None).count()
        sentence = ngettext("{n} regrade to be ordered", "{n} regrades to be ordered", n)
        listed = reverse("admin:quiz_correction_changelist")
        yield Todo(n, sentence.format(n=n), f"{listed}?regraded_on__isnull=True&kind__exact=key")


PARTS: list[Callable[[HttpRequest], Iterator[Todo]]] = [questions, reports, regrades]
