"""A draft made another kind, as long as no version of it was published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.article_questions import first_said, onward
from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import EditorRequest, log_change
from quiz.core.other_kind import Parts, blank, in_another_kind, says_something
from quiz.core.usual_numbers import with_usual_numbers
from quiz.models import Drawn, Question, kind_choices


def kind(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The page on which it is chosen; of each kind it says what has no place in it."""
    begun = question.drawn_from.select_related("article__bank").first()
    written = blank(question.kind) if begun and _is_as_begun(question, begun) else question.spec
    others = [
        (name, label, in_another_kind(question.kind, written, name)[1])
        for name, label in kind_choices()
        if name != question.kind
    ]
    published = question.versions.exists()
    if request.method == "POST" and not published:
        into = request.POST.get("kind", "")
        if changed(request, [context[SEEN]]):
            messages.error(request, CHANGED)
        elif into in {name for name, _label, _left in others}:
            _make(request, question, into, written, begun)
            return onward(request, "change", question)
        else:
            messages.error(request, _("Choose a kind."))
    context |= {"others": others, "published": published, "title": _("Make it another kind")}
    context["answered"] = says_something(question.kind, written)
    return render(request, "admin/quiz/question/kind.html", context)


def _is_as_begun(question: Question, begun: Drawn) -> bool:
    """Whether its answers are still those that the sentences of an article gave it."""
    kind, said = question.kind, first_said(begun, question.kind).get("spec", {})
    return Parts.of(kind, question.spec) == Parts.of(kind, {**blank(kind), **said})


def _make(
    request: EditorRequest, question: Question, into: str, written: Any, begun: Drawn | None
) -> None:
    """Make it the kind ``into``; what nobody wrote begins anew with what its sentences say."""
    spec, left = in_another_kind(question.kind, written, into)
    if begun:
        before, after = first_said(begun, question.kind), first_said(begun, into)
        if after and not says_something(into, spec):
            spec = {**spec, **after["spec"]}
        if after and question.passage == before["passage"]:
            question.passage = after["passage"]
    question.spec = with_usual_numbers(spec) if into == "estimate" else spec
    question.kind = into
    question.save()
    note = _("Now “{kind}”.").format(kind=question.get_kind_display())
    if left:
        said = _("What had no place in it is kept under “Who did what”: {texts}")
        messages.warning(request, said.format(texts=" · ".join(left)))
        note = _("{note} Without a place: {texts}").format(note=note, texts=" · ".join(left))
    question.wrote(timezone.localdate(), request.user, note)
    log_change(request, question, note)
