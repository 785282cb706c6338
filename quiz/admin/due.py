"""The queue of what has to be checked again, and the button that says it still holds."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import may, note, number
from quiz.admin.seen import CHANGED, CHANGED_ROW, SEEN, lock_to_touch, shown_before
from quiz.admin.todo import Waiting
from quiz.content.fields import DayField
from quiz.editorial import freshness
from quiz.models import Question, mark

ROWS = 40  # questions of a section on the page, so that all fit into one form; the list shows all


def asked() -> Any:
    """The questions whose checks matter: what readers are asked, with the days of the check."""
    live = Question.objects.filter(state=Question.State.LIVE)
    return freshness.with_check(live).select_related(
        "bank", "topic", "source", "since_source", "survey_source", "picture"
    )


def sections(on: datetime.date) -> Iterator[dict[str, Any]]:
    for name, title, rows in [
        ("due", _("Run out: no new round asks these"), freshness.overdue(asked(), on)),
        ("soon", _("Due within 30 days"), freshness.due_soon(asked(), on)),
        ("never", _("Never checked: no round asks these"), freshness.never_checked(asked())),
    ]:
        shown = list(rows.order_by("review_by", "pk")[: ROWS + 1])
        for question in shown:
            question.until = freshness.next_review(question.checked_on, question.review_by, on)
        yield {"name": name, "title": title, "rows": shown[:ROWS], "more": len(shown) > ROWS}


def due(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The queue; “still true” renews one check, or those of all that are ticked."""
    on = timezone.localdate()
    may_renew = may(request, "renew_question")
    wrong: dict[int, Any] = {}
    if request.method == "POST" and may_renew:
        with transaction.atomic():
            wrong = _renew(request, on)
        if not wrong:
            return redirect("admin:quiz_question_due")
    found = list(sections(on))
    ticked, marks = request.POST.getlist("ticked"), []
    for section in found:
        for question in section["rows"]:
            marks.append(mark(question.shown()))
            question.typed = request.POST.get(f"until-{question.pk}", question.until.isoformat())
            question.ticked = str(question.pk) in ticked
            question.error = wrong.get(question.pk)
    unused = freshness.unused_sources().select_related("bank")
    return render(
        request,
        "admin/quiz/question/due.html",
        {
            **context,
            "sections": found,
            SEEN: " ".join(marks),
            "any": any(section["rows"] for section in found),
            "unused": unused[:ROWS],
            "unused_count": unused.count(),
            "may_renew": may_renew,
        },
        status=403 if request.method == "POST" and not may_renew else 200,
    )


def _renew(request: HttpRequest, on: datetime.date) -> dict[int, Any]:
    """Renew the checks asked for; returns what is in the way of any of them, by question."""
    one = request.POST.get("one", "")
    chosen = [one] if one else request.POST.getlist("ticked")
    keys = [pk for pk in map(number, chosen) if pk is not None]
    lock_to_touch(Question.objects.filter(pk__in=keys))
    questions = {question.pk: question for question in asked().filter(pk__in=keys)}
    before = shown_before(request)
    wrong, renewed = {}, []
    for pk in keys:
        question = questions.get(pk)
        until, problem = _until(request.POST.get(f"until-{pk}", ""), on)
        if question is None or mark(question.shown()) not in before:
            wrong[pk] = CHANGED_ROW
        elif until is None:
            wrong[pk] = problem
        else:
            renewed.append((question, until))
    if CHANGED_ROW in wrong.values():
        messages.error(request, CHANGED)
    if not wrong:
        for question, until in renewed:
            renew(request, question, until, on)
        _say(request, len(renewed))
    return wrong


def _until(text: str, on: datetime.date) -> tuple[datetime.date | None, Any]:
    try:
        day = DayField(error_messages={"required": _("Write the day as 2027-06-30.")}).clean(text)
    except ValidationError as error:
        return None, " ".join(error.messages)
    if day <= on:
        return None, _("This must be later than today.")
    if day > on + freshness.LONGEST:
        return None, _("A check holds for a year at most.")
    return day, None


def renew(request: HttpRequest, question: Any, until: datetime.date, on: datetime.date) -> None:
    """Record that the user looked and found it still true."""
    question.confirm(on, until, by=request.user)
    note(request, question, _("Checked: still true. To be checked again by {day}.").format(
        day=date_format(until)
    ))  # fmt: skip


def _say(request: HttpRequest, n: int) -> None:
    said = ngettext("{n} check renewed.", "{n} checks renewed.", n).format(n=n)
    (messages.success if n else messages.warning)(request, said)


def waiting(request: HttpRequest) -> Iterator[Waiting]:
    """What is due, and the questions that wait for an editor or for a day."""
    if not may(request, "view_question"):
        return
    on, all_questions = timezone.localdate(), Question.objects
    listed, queue = reverse("admin:quiz_question_changelist"), reverse("admin:quiz_question_due")
    n = all_questions.filter(submitted=True).count()
    said = ngettext("{n} question waits for review", "{n} questions wait for review", n)
    yield Waiting(n, said.format(n=n), f"{listed}?state=review")
    n = freshness.overdue(asked(), on).count()
    said = ngettext(
        "The check of {n} question has run out: no new round asks it",
        "The checks of {n} questions have run out: no new round asks them",
        n,
    )
    yield Waiting(n, said.format(n=n), queue)
    n = freshness.due_soon(asked(), on).count()
    said = ngettext(
        "{n} question is to be checked again within 30 days",
        "{n} questions are to be checked again within 30 days",
        n,
    )
    yield Waiting(n, said.format(n=n), queue)
    n = all_questions.filter(publish_on__lte=on).count()
    said = ngettext(
        "{n} question was to be published by now, and something is in the way",
        "{n} questions were to be published by now, and something is in the way",
        n,
    )
    yield Waiting(n, said.format(n=n), f"{listed}?state=scheduled")
    n = all_questions.filter(publish_on__gt=on).count()
    said = ngettext(
        "{n} question is approved for a later day", "{n} questions are approved for a later day", n
    )
    yield Waiting(n, said.format(n=n), f"{listed}?state=scheduled")
