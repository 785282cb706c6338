"""Questions that are ticked in the list, put into a set."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import BaseAdmin
from quiz.admin.bulk_confirmation import Confirmation, Row, confirmed, of_questions
from quiz.admin.requests import log_change
from quiz.editorial import sets
from quiz.models import Bank, Question, QuestionSet, lock


class SetChoice(forms.Form):
    """One of the sets of a bank that are not closed."""

    question_set = forms.ModelChoiceField(queryset=QuestionSet.objects.none(), label=_("Set"))

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["question_set"]
        offered.queryset = bank.sets.exclude(state=QuestionSet.State.CLOSED)


@admin.action(description=_("Add to a set…"), permissions=["arrange"])
@of_questions
def add_to_set(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    bank = questions[0].bank
    if any(question.bank_id != bank.pk for question in questions):
        messages.error(request, _("A set belongs to one bank: choose questions of one bank."))
        return None
    form = SetChoice(confirmed(request), bank=bank)
    offered: Any = form.fields["question_set"]
    if not offered.queryset.exists():
        said = _("“{bank}” has no set that is not closed.").format(bank=bank)
        new = reverse("admin:quiz_questionset_add")
        link = format_html('{} <a href="{}">{}</a>', said, new, _("Make one"))
        messages.error(request, link)
        return None
    retired = _("It is retired.")
    rows = [
        Row(question, [retired] if question.state == Question.State.RETIRED else [])
        for question in questions
    ]
    asked = Confirmation("add_to_set", _("Add to a set"), _("Add them"), form, rows)
    if not asked.is_given(request):
        return asked.page(model_admin, request)
    chosen = form.cleaned_data["question_set"]
    lock(QuestionSet.objects.filter(pk=chosen.pk))
    added, without_room = sets.add(chosen, [question.pk for question in asked.ready])
    say_added(request, chosen, added, without_room)
    return None


def say_added(
    request: HttpRequest, question_set: QuestionSet, added: int, without_room: int
) -> None:
    """Say and log how many questions were added to a set, and how many had no room."""
    if added:
        said = ngettext("{n} question added at the end.", "{n} questions added at the end.", added)
        log_change(request, question_set, said.format(n=added))
        messages.success(request, said.format(n=added))
    if without_room:
        full = _("A set has {most} questions at most: {n} of those you ticked had no room.")
        messages.error(request, full.format(most=QuestionSet.MOST, n=without_room))
    if not added and not without_room:
        messages.info(request, _("They are in it already."))
