"""Any draft as readers will meet it: every state of its page, on a phone and at a desk."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from quiz.admin.requests import EditorRequest
from quiz.editorial.preview import STATES, incomplete, preview, responses
from quiz.models import Question

SIZES = [(_("Phone"), 360, 740), (_("Desktop"), 1280, 800)]
THEMES = [("light", _("light")), ("dark", _("dark"))]


@csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})
def frames(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The page of the question in one of its states, in four frames."""
    if missing := incomplete(question):
        for finding in missing:
            messages.error(request, finding.sentence)
        messages.error(request, _("It can be previewed once its answers are complete."))
        return redirect("admin:quiz_question_change", question.pk)
    there = {"asked", "refused", "unsure", "result", *responses(question.snapshot().task)}
    states = [(name, label) for name, label in STATES.items() if name in there]
    state = request.GET.get("state", "")
    state = state if state in there else "asked"
    address = reverse("admin:quiz_question_frame", args=[question.pk])
    shown = [
        {
            "title": f"{size}, {theme}",
            "width": width,
            "height": height,
            "url": f"{address}?{urlencode({'state': state, 'theme': name})}",
        }
        for size, width, height in SIZES
        for name, theme in THEMES
    ]
    return render(
        request,
        "admin/quiz/question/preview.html",
        {**context, "states": states, "state": state, "frames": shown},
    )


@csrf_exempt  # it stores nothing, so the reader's form in it needs no token
@xframe_options_sameorigin
@csp_override({**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]})
def frame(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The reader's page by itself: answered as a reader would, and nothing is kept."""
    if incomplete(question):
        return redirect(context["change_url"])
    return preview(request, question)
