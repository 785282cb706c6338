"""A question made that of a day to come, from its own page."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import EditorRequest, log_change
from quiz.content.day_fields import DayField
from quiz.editorial import daily
from quiz.models import Question, mark


class DayForm(forms.Form):
    """The day, which is to come, and on which the question may still be asked."""

    day = DayField(label=_("Another day"))

    def __init__(self, data: Any, question: Any) -> None:
        super().__init__(data)
        self.question = question

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day <= timezone.localdate():
            raise ValidationError(_("Choose a day to come: that of today is in readers’ hands."))
        if not daily.may_be_asked(self.question, day):
            raise ValidationError(
                _("By then it may not be asked any more: see its check and the day it retires.")
            )
        return day


def choose_day(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The days to come with what is planned for each, and the choice of one for this question."""
    plan = daily.coming(timezone.localdate())
    planned = [(each.day, each.question and each.question.pk) for each in plan]
    context[SEEN] = mark(context[SEEN], planned)
    reasons = daily.not_for_a_day(question)
    pressed = request.method == "POST"
    form = DayForm(request.POST if pressed else None, question)
    if pressed and changed(request, [context[SEEN]]):
        messages.error(request, CHANGED)
        return redirect(request.path)
    if pressed and not reasons and form.is_valid():
        return _given(request, question, form.cleaned_data["day"])
    may = [each.day for each in plan if not reasons and daily.may_be_asked(question, each.day)]
    context |= {"form": form, "plan": plan, "reasons": reasons, "may_be": may}
    return render(request, "admin/quiz/question/day.html", context)


def _given(request: EditorRequest, question: Question, day: datetime.date) -> HttpResponse:
    said = date_format(day)
    if not daily.give_day(question, day):
        messages.error(request, _("That day has been there already: it keeps its question."))
        return redirect(request.path)
    told = _("Made the question of {day}.").format(day=said)
    log_change(request, question, told)
    messages.success(request, told)
    return redirect(request.path)
