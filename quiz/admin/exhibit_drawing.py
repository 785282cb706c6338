"""What is typed of an exhibit, drawn while somebody types it. Nothing of it is kept."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from quiz.admin.forms.exhibit import drawings, faulty
from quiz.admin.forms.exhibit_typed import Typed
from quiz.admin.requests import EditorRequest

NAME = "exhibit"  # of the field on the page of a question


def exhibit(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """The drawings alone, before and after the answer, and what is to be mended."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    typed = Typed.read(request.POST, NAME)
    shown = {**drawings(typed.drawn()), "name": NAME, "faulty": faulty(typed)}
    return render(request, "admin/quiz/question/drawings.html", {**context, **shown})
