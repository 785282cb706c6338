"""A draft, as a reader meets it: answered on the page, and nothing is kept."""

from dataclasses import replace
from itertools import chain
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.content.validation import Finding
from quiz.core import scoring
from quiz.core.kinds import KINDS
from quiz.core.kinds.base import FAIR_SEEDS
from quiz.editorial.review import judged
from quiz.editorial.typed import filed
from quiz.models import Bank, Question, Round, Turn, Version
from quiz.play.forms import answer_form
from quiz.play.pages import TurnPage, turn_page
from quiz.play.result import result_page
from quiz.play.sitting import Sitting
from quiz.web.requests import Request

# Every state of the page, and what it is called at the desk.
STATES: dict[str, Any] = {
    "asked": _("Asked"),
    "refused": _("Sent without an answer"),
    "right": _("Right"),
    "partly": _("Partly right"),
    "wrong": _("Wrong"),
    "unsure": _("Not sure"),
    "result": _("Result"),
}


def live_states(kind: str) -> list[tuple[str, Any]]:
    """The states that the page of a question offers beside what is being written."""
    partly = KINDS[kind].one_tap is False
    return [(name, label) for name, label in STATES.items()
            if name not in ("refused", *([] if partly else ["partly"]))]  # fmt: skip


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
    for response in chain([task.solution()], task.guesses()):
        found.setdefault(scoring.verdict(task.grade(response), unsure=False), response)
        if len(found) == 3:
            break
    return found


def preview(request: Request, question: Question) -> HttpResponse:
    """The reader's page for the working copy, in the state that the address asks for."""
    state = "" if request.method == "POST" else request.GET.get("state", "")
    return preview_of(request, question.bank, _version_of(question), state)


def preview_of(
    request: Request, bank: Bank, version: Version, state: str, carried: str = "", url: str = ""
) -> HttpResponse:
    """The reader's page for a version that is not stored, in one of the ``STATES``.

    An answer to it is sent to ``url``, and ``carried`` with it.
    """
    possible = {**responses(version.task), "unsure": None}
    theme = request.GET.get("theme", "")
    context = {"bank": bank, "theme": theme if theme in ("light", "dark") else ""}
    if state == "result":
        sitting = _sitting_of(bank, version, *possible.values())
        whole = result_page(sitting, about_us=())
        return render(request, "quiz/result.html", {**context, "page": whole})
    sitting = _sitting_of(bank, version, *([possible[state]] if state in possible else []))
    answers = "carried" in request.POST or (request.method == "POST" and not carried)
    shown = _turn(sitting, request.POST if answers else None, refused=state == "refused")
    page = replace(
        shown,
        url=url or request.get_full_path(),
        next_url=url or request.path,
        stop_url=None,  # and so no day until which it could be resumed
        carried=carried,
        named=str(_("Preview")),
    )
    template = "quiz/turn.html#turn" if request.htmx else "quiz/turn.html"
    context |= {"page": page, "swapped": bool(request.htmx)}
    return render(request, template, context, status=422 if answers and page.error else 200)


def _version_of(question: Question) -> Version:
    """The working copy as a version that is not stored, with the question's latest check."""
    version, latest = filed(question.snapshot()), question.latest_check()
    version.checked_on = latest.checked_on if latest else None
    version.review_by = latest.review_by if latest else None
    version.pages = latest.pages if latest else ()
    return version


def _sitting_of(bank: Bank, version: Version, *answers: Any) -> Sitting:
    """A round that is not stored, in which ``version`` is answered so; asked, without answers."""
    played = Round(bank=bank, seed=FAIR_SEEDS + (version.question_id or 0), wanted=1)
    turns = [
        Turn(round=played, version=version, position=n) for n in range(1, max(len(answers), 1) + 1)
    ]
    for turn, response in zip(turns, answers, strict=False):
        turn.mark(response, timezone.localdate())
    return Sitting(played, turns)


def _turn(sitting: Sitting, posted: QueryDict | None, *, refused: bool) -> TurnPage:
    """The page of the only turn, asked, ``refused``, or answered on the page."""
    (turn,) = sitting.turns
    form = answer_form(turn, QueryDict() if refused else posted)
    if posted is not None and form.is_valid():
        turn.mark(form.cleaned_data["response"], timezone.localdate())
    return turn_page(sitting, turn, form)
