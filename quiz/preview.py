"""A draft, as a reader meets it: answered on the page, and nothing is kept."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz import checking
from quiz.forms import answer_form
from quiz.models import Check, Question, Round, Turn
from quiz.sheets import sheet


def judged(question: Question, check: Check | None) -> Iterator[checking.Finding]:
    """What is to say of the working copy today."""
    review_by = check.review_by if check else None
    return checking.findings(question.kind, question.content(), review_by, timezone.localdate())


def preview(request: Any, question: Question, desk: str) -> HttpResponse:
    """The page of a turn that asks the working copy; ``desk`` is where it was written."""
    version, latest = question.snapshot(), question.latest_check()
    missing = [
        finding
        for finding in judged(question, latest)
        if finding.blocks and finding.field.startswith("spec")
    ]
    if missing:
        for finding in missing:
            messages.error(request, finding.sentence)
        messages.error(request, _("It can be previewed once its answers are complete."))
        return redirect(desk)
    version.checked_on = latest.checked_on if latest else None
    version.review_by = latest.review_by if latest else None
    played = Round(bank=question.bank, seed=question.pk, wanted=1)
    turn = Turn(round=played, version=version, position=1)
    form = answer_form(turn, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            turn.mark(form.cleaned_data["response"], timezone.localdate())
        else:
            status = 422
    shown = sheet([turn], turn, form)
    shown |= {"url": request.path, "next_url": desk, "stop_url": None, "preview": True}
    page = {"sheet": shown, "bank": question.bank, "change_url": desk, "preview": True}
    template = "quiz/turn.html#turn" if request.htmx else "quiz/turn.html"
    return render(request, template, page, status=status)
