"""The queue of what has to be checked again, and the button that says it still holds."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.edit_conflicts import CHANGED, CHANGED_ROW, lock_with_banks, marks_seen
from quiz.admin.forms.decisions import check_confirmed, confirmed_parts
from quiz.admin.requests import EditorRequest, log_change, may, parse_id
from quiz.content import schema
from quiz.content.checks import Checked
from quiz.content.fields import AddressesField, DayField
from quiz.editorial import freshness
from quiz.editorial.freshness import CheckedQuestion
from quiz.models import Question, Source, mark

ROWS = 30  # questions of a section on the page, so that all fit into one form; the list shows all


@dataclass(frozen=True)
class Row:
    """A question on the page, with what was typed beside it and what is in the way of that."""

    question: Question
    until: str
    page: str
    ticked: bool
    error: Any


@dataclass(frozen=True)
class Section:
    """Some of the questions whose check has run out, or does soon, or that never had one."""

    name: str  # the list's filter that shows all of them
    title: Any
    rows: list[Row]
    more: bool


class Confirmed(forms.Form):
    """What was confirmed, of all questions that are renewed at once."""

    confirmed = confirmed_parts()

    def clean_confirmed(self) -> list[str]:
        return check_confirmed(self.cleaned_data["confirmed"])


@dataclass(frozen=True)
class DuePage:
    sections: list[Section]
    seen: str
    confirmed: Confirmed
    unused: QuerySet[Source]
    unused_count: int
    may_renew: bool

    @property
    def has_rows(self) -> bool:
        return any(section.rows for section in self.sections)


def due(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """The queue; “still true” renews one check, or those of all that are ticked."""
    on = timezone.localdate()
    may_renew = may(request, "renew_question")
    errors: dict[int, Any] = {}
    confirmed = Confirmed()
    if request.method == "POST" and may_renew:
        wanted = _wanted(request)
        confirmed = Confirmed(request.POST if wanted else None)
        with transaction.atomic():
            errors = _renew(request, wanted, confirmed, on)
        if not errors and not confirmed.errors:
            return redirect("admin:quiz_question_due")
    found = list(sections(request, errors, on))
    unused = freshness.unused_sources().select_related("bank")
    page = DuePage(
        confirmed=confirmed,
        sections=found,
        seen=" ".join(mark(row.question.shown()) for section in found for row in section.rows),
        unused=unused[:ROWS],
        unused_count=unused.count(),
        may_renew=may_renew,
    )
    status = 403 if request.method == "POST" and not may_renew else 200
    return render(request, "admin/quiz/question/due.html", {**context, "page": page}, status=status)


def live_questions() -> QuerySet[CheckedQuestion]:
    """What readers are asked, with all that the mark of a question is made of."""
    return freshness.live_questions().select_related("bank", "topic", *schema.sources(), "picture")


def sections(
    request: EditorRequest, errors: dict[int, Any], on: datetime.date
) -> Iterator[Section]:
    ticked = request.POST.getlist("ticked")
    live = live_questions()

    def row(question: CheckedQuestion) -> Row:
        until = freshness.next_review(question.checked_on, question.review_by, on)
        return Row(
            question,
            request.POST.get(f"until-{question.pk}", until.isoformat()),
            request.POST.get(f"page-{question.pk}", ""),
            str(question.pk) in ticked,
            errors.get(question.pk),
        )

    parts: list[tuple[str, Any, QuerySet[Any]]] = [
        ("due", _("Run out: no new round asks these"), freshness.overdue(live, on)),
        ("soon", _("Due within 30 days"), freshness.due_soon(live, on)),
        ("never", _("Never checked: no round asks these"), freshness.never_checked(live)),
    ]
    for name, title, questions in parts:
        shown = list(questions.order_by("review_by", "pk")[: ROWS + 1])
        yield Section(name, title, [row(each) for each in shown[:ROWS]], len(shown) > ROWS)


def _wanted(request: EditorRequest) -> list[int]:
    """The questions that are to be renewed: one, or all that are ticked."""
    one = request.POST.get("one", "")
    ids = [parse_id(text) for text in ([one] if one else request.POST.getlist("ticked"))]
    return [pk for pk in dict.fromkeys(ids) if pk is not None]


def _renew(
    request: EditorRequest, wanted: list[int], confirmed: Confirmed, on: datetime.date
) -> dict[int, Any]:
    """Renew the checks asked for; returns what is in the way of any of them, by question."""
    lock_with_banks(Question.objects.filter(pk__in=wanted))
    questions = {question.pk: question for question in live_questions().filter(pk__in=wanted)}
    seen = marks_seen(request)
    errors: dict[int, Any] = {}
    ready: list[tuple[Question, Checked]] = []
    parts = tuple(confirmed.cleaned_data["confirmed"]) if confirmed.is_valid() else ()
    for pk in wanted:
        question = questions.get(pk)
        if question is None or mark(question.shown()) not in seen:
            errors[pk] = CHANGED_ROW
            continue
        try:
            until = _read_until(request.POST.get(f"until-{pk}", ""), on)
            ready.append((question, Checked(on, until, _read_page(request, pk), None, parts)))
        except ValidationError as error:
            errors[pk] = " ".join(error.messages)
    if CHANGED_ROW in errors.values():
        messages.error(request, CHANGED)
    if not errors and not confirmed.errors:
        for row, check in ready:
            log_change(request, row, renew_check(row, check, request.user))
        n = len(ready)
        said = ngettext("{n} check renewed.", "{n} checks renewed.", n).format(n=n)
        (messages.success if n else messages.warning)(request, said)
    return errors


def _read_until(text: str, on: datetime.date) -> datetime.date:
    """The day that was typed; raises ValidationError where no check can hold until then."""
    day = DayField(error_messages={"required": _("Write the day as 2027-06-30.")}).clean(text)
    if day <= on:
        raise ValidationError(_("This must be later than today."))
    if day > freshness.longest(on):
        raise ValidationError(_("A check holds for a year at most."))
    return day


def _read_page(request: EditorRequest, pk: int) -> tuple[str, ...]:
    """The page that was opened for a question; raises ValidationError where none is named."""
    asked = AddressesField(
        error_messages={"required": _("Give the address of the page that was opened.")}
    )
    return tuple(asked.clean(request.POST.get(f"page-{pk}", "")))


def renew_check(question: Question, check: Checked, by: Any) -> str:
    """Record that ``by`` looked and found it still true; returns the sentence for the log."""
    question.confirm(check, by=by)
    said = _("Checked: still true. To be checked again by {day}.")
    return said.format(day=date_format(check.review_by))
