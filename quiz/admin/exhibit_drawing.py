"""Exhibits drawn at the desk: while somebody types one, and beside the one that readers see."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from quiz.admin.forms.exhibit import faulty
from quiz.admin.forms.exhibit_typed import Typed
from quiz.admin.requests import EditorRequest
from quiz.models import Version

NAME = "exhibit"  # of the field on the page of a question


def exhibit(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """What is typed, before and after the answer, and what is to be mended; nothing is kept."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    typed = Typed.read(request.POST, NAME)
    shown = {"exhibit": typed.drawn(), "name": NAME, "faulty": faulty(typed)}
    return render(request, "admin/quiz/question/drawings.html", {**context, **shown})


@dataclass(frozen=True)
class Look:
    """What there is to look at in a version; None where there is nothing."""

    title: Any
    exhibit: dict[str, Any] | None


def looks(live: Version | None, copy: Version) -> list[Look]:
    """What readers will look at and, where it differs, what they look at now; none if nothing."""
    now = live.content.get("exhibit") if live else None
    then = copy.content.get("exhibit")
    found = [(_("As readers will see it"), then)]
    if live and now == then:
        found = [(_("As readers see it, unchanged"), then)]
    elif live:
        title = format_lazy(_("As readers see it now, in version {n}"), n=live.number)
        found = [(title, now), *found]
    if not now and not then:
        return []
    return [Look(title, exhibit) for title, exhibit in found]
