"""Back to an earlier version of a question, as the working copy of a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import EditorRequest, log_change, parse_id
from quiz.editorial.history import restore_version
from quiz.models import Bank, Question, lock


def restore(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    wanted = parse_id(request.POST.get("version", ""))
    if wanted is None:  # nothing was asked for, or a GET, which changes nothing
        return redirect("admin:quiz_question_history", question.pk)
    versions = question.versions.select_related("topic", "picture")
    version = get_object_or_404(versions, number=wanted)
    if changed(request, [context[SEEN]]):
        messages.error(request, CHANGED)
        return redirect("admin:quiz_question_history", question.pk)
    lock(Bank.objects.filter(pk=question.bank_id))  # in which a lost source gets a ref again
    restore_version(question, version)
    question.save()
    note = _("Back to version {n}").format(n=wanted)
    question.wrote(timezone.localdate(), request.user, note)
    sentence = _("The working copy is version {n} again. Publish it to make it live.")
    said = sentence.format(n=version.number)
    log_change(request, question, said)
    messages.success(request, said)
    return redirect("admin:quiz_question_change", question.pk)
