"""A draft made another kind, as long as no version of it was published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import EditorRequest, log_change
from quiz.core.other_kind import in_another_kind, says_something
from quiz.models import Question, kind_choices


def kind(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The page on which it is chosen; of each kind it says what has no place in it."""
    others = [
        (name, label, in_another_kind(question.kind, question.spec, name)[1])
        for name, label in kind_choices()
        if name != question.kind
    ]
    published = question.versions.exists()
    if request.method == "POST" and not published:
        into = request.POST.get("kind", "")
        if changed(request, [context[SEEN]]):
            messages.error(request, CHANGED)
        elif into in {name for name, _label, _left in others}:
            _make(request, question, into)
            return redirect("admin:quiz_question_change", question.pk)
        else:
            messages.error(request, _("Choose a kind."))
    context |= {"others": others, "published": published, "title": _("Make it another kind")}
    context["answered"] = says_something(question.kind, question.spec)
    return render(request, "admin/quiz/question/kind.html", context)


def _make(request: EditorRequest, question: Question, into: str) -> None:
    question.spec, left = in_another_kind(question.kind, question.spec, into)
    question.kind = into
    question.save()
    note = _("Now “{kind}”.").format(kind=question.get_kind_display())
    if left:
        said = _("What had no place in it is kept under “Who did what”: {texts}")
        messages.warning(request, said.format(texts=" · ".join(left)))
        note = _("{note} Without a place: {texts}").format(note=note, texts=" · ".join(left))
    question.wrote(timezone.localdate(), request.user, note)
    log_change(request, question, note)
