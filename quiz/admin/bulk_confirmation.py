"""The page between an action for many questions and its being done.

It shows each question with what is in its way; then the action is done to all that have
nothing in theirs, or to none where something has changed since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from quiz.admin.base import BaseAdmin, are_too_many
from quiz.admin.deletion import MOST_AT_ONCE
from quiz.admin.edit_conflicts import (
    CHANGED,
    CHANGED_ROW,
    SEEN,
    changed,
    lock_with_banks,
    marks_seen,
)
from quiz.admin.requests import StrOrPromise, log_change, parse_id
from quiz.content import schema
from quiz.models import Question, Step, mark

Result = HttpResponse | None
Action = Callable[[BaseAdmin[Question], HttpRequest, list[Question]], Result]
AdminAction = Callable[[BaseAdmin[Question], HttpRequest, QuerySet[Question]], Result]


def confirmed(request: HttpRequest) -> QueryDict | None:
    """What was filled in on the page between, or None when it is still to be shown."""
    return request.POST if "apply" in request.POST else None


def of_questions(action: Action) -> AdminAction:
    """Give ``action`` the ticked questions, if there are any: locked, once it is confirmed."""

    @wraps(action)
    def act(
        model_admin: BaseAdmin[Question], request: HttpRequest, queryset: QuerySet[Question]
    ) -> Result:
        if confirmed(request) is None:
            return with_questions(model_admin, request, queryset)
        with transaction.atomic():
            ids = [parse_id(text) for text in request.POST.getlist(ACTION_CHECKBOX_NAME)]
            lock_with_banks(Question.objects.filter(pk__in=[pk for pk in ids if pk is not None]))
            return with_questions(model_admin, request, queryset)

    def with_questions(
        model_admin: BaseAdmin[Question], request: HttpRequest, queryset: QuerySet[Question]
    ) -> Result:
        questions = loaded(queryset[: MOST_AT_ONCE + 1])
        if are_too_many(request, questions):
            return None
        if questions:
            return action(model_admin, request, questions)
        if confirmed(request) is not None:  # the list no longer has any of them
            messages.error(request, CHANGED)
        return None

    return act


def loaded(queryset: QuerySet[Question]) -> list[Question]:
    """The questions with all that is asked of them: as many queries for many as for one."""
    related = (
        "bank", "topic", *schema.sources(), "live_version", "picture",
    )  # fmt: skip
    steps = Prefetch("steps", Step.objects.only("question_id", "action", "by_id"))
    return list(queryset.select_related(*related).prefetch_related(steps))


@dataclass(frozen=True)
class Row:
    """A question on the page between: what is in its way, and what else is to say of it."""

    question: Question
    problems: Sequence[StrOrPromise] = ()
    remarks: Sequence[StrOrPromise] = ()

    @property
    def mark(self) -> str:
        return mark(self.question.shown())


@dataclass(frozen=True)
class Confirmation:
    """The page between: which action, what is asked with it, and of which questions."""

    action: str  # its name in the list's form
    title: StrOrPromise
    button: StrOrPromise
    form: forms.Form
    rows: Sequence[Row]
    heading: StrOrPromise = ""  # of what is said of each row, where it is not in its way

    @property
    def ready(self) -> list[Question]:
        """The questions that have nothing in their way."""
        return [row.question for row in self.rows if not row.problems]

    def is_given(self, request: HttpRequest) -> bool:
        """Whether it is confirmed, filled in well, and about the questions as they are now."""
        if not self.form.is_bound or changed(request, [row.mark for row in self.rows]):
            return False
        return self.form.is_valid()

    def page(self, model_admin: BaseAdmin[Question], request: HttpRequest) -> HttpResponse:
        marks, rows = [row.mark for row in self.rows], list(self.rows)
        if self.form.is_bound and changed(request, marks):
            messages.error(request, CHANGED)
            rows = [
                row
                if seen in marks_seen(request)
                else replace(row, remarks=[CHANGED_ROW, *row.remarks])
                for row, seen in zip(rows, marks, strict=True)
            ]
        context = {
            **model_admin.admin_site.each_context(request),
            **vars(self),
            "opts": model_admin.opts,
            "rows": rows,
            SEEN: " ".join(marks),
            "ready": self.ready,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/quiz/question/bulk.html", context)

    def carry_out(self, request: HttpRequest, step: Callable[[Question], StrOrPromise]) -> int:
        """Take ``step`` with each question that is ready, and log what it says.

        Returns how many were done.
        """
        for question in self.ready:
            log_change(request, question, step(question))
        return len(self.ready)
