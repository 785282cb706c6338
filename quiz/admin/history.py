"""Back to an earlier version, as the working copy of a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.base import note, number
from quiz.admin.seen import CHANGED, SEEN, changed
from quiz.editorial.history import take_back
from quiz.models import Question


def restore(request: HttpRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    asked = number(request.POST.get("version", ""))
    if asked is None:  # nothing was asked for, or a GET, which changes nothing
        return redirect("admin:quiz_question_history", question.pk)
    version = get_object_or_404(question.versions.select_related("topic", "picture"), number=asked)
    sentence = _("The working copy is version {n} again. Publish it to make it live.")
    if changed(request, [context[SEEN]]):
        messages.error(request, CHANGED)
        return redirect("admin:quiz_question_history", question.pk)
    said = sentence.format(n=version.number)
    take_back(question, version)
    question.save()
    question.wrote(timezone.localdate(), request.user, _("Back to version {n}").format(n=asked))
    note(request, question, said)
    messages.success(request, said)
    return redirect("admin:quiz_question_change", question.pk)
