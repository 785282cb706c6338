"""A draft, as a reader meets it: answered on the page, and nothing is kept."""

from itertools import chain
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.content.bank_checks import guesses
from quiz.content.checks import Finding
from quiz.core import scoring
from quiz.editorial.review import judged
from quiz.models import Question, Round, Turn
from quiz.play.forms import answer_form
from quiz.play.pages import outcome, sheet

# Every state of the page, and what it is called at the desk.
STATES: dict[str, Any] = {
    "asked": _("Asked"),
    "refused": _("Sent empty"),
    "right": _("Right"),
    "partly": _("Partly right"),
    "wrong": _("Wrong"),
    "unsure": _("Not sure"),
    "result": _("In the result"),
}


def incomplete(question: Question) -> list[Finding]:
    """What keeps a question from being asked at all, if only for a look."""
    return [
        finding
        for finding in judged(question, None, timezone.localdate())
        if finding.blocks and finding.code in ("answers", "no-answers", "no-reason")
    ]


def responses(task: Any) -> dict[str, Any]:
    """A response for each verdict that there can be, by verdict; each has its kind's shape."""
    found: dict[str, Any] = {}
    for response in chain([task.solution()], guesses(task)):
        found.setdefault(scoring.verdict(task.grade(response), unsure=False), response)
        if len(found) == 3:
            break
    return found


def preview(request: Any, question: Question) -> HttpResponse:
    """The reader's page for the working copy, in the state that the address asks for."""
    version, latest = question.snapshot(), question.latest_check()
    version.checked_on = latest.checked_on if latest else None
    version.review_by = latest.review_by if latest else None
    played = Round(bank=question.bank, seed=question.pk, wanted=1)
    posted = request.method == "POST"
    state = "" if posted else request.GET.get("state", "")
    theme = request.GET.get("theme", "")
    page = {"bank": question.bank, "theme": theme if theme in ("light", "dark") else ""}
    there = {**responses(version.task), "unsure": None}
    if state == "result":
        turns = [Turn(round=played, version=version, position=n) for n in range(1, len(there) + 1)]
        for turn, response in zip(turns, there.values(), strict=True):
            turn.mark(response, timezone.localdate())
        return render(request, "quiz/result.html", {**page, **outcome(turns)})
    turn = Turn(round=played, version=version, position=1)
    if state in there:
        turn.mark(there[state], timezone.localdate())
    form = answer_form(
        turn, request.POST if posted else QueryDict() if state == "refused" else None
    )
    status = 200
    if posted and form.is_valid():
        turn.mark(form.cleaned_data["response"], timezone.localdate())
    elif posted:
        status = 422
    shown = sheet([turn], turn, form)
    shown |= {"url": request.get_full_path(), "next_url": request.path, "stop_url": None}
    page["sheet"] = shown
    template = "quiz/turn.html#turn" if request.htmx else "quiz/turn.html"
    return render(request, template, page, status=status)
