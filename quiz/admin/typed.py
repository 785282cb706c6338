"""The live preview: what stands on the page of a question now, as a reader would meet it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt

from quiz.admin.marks import unread
from quiz.admin.requests import EditorRequest, parse_id
from quiz.content import schema
from quiz.content.validation import spec_sentence
from quiz.core.kinds import KINDS
from quiz.editorial.freshness import with_check
from quiz.editorial.preview import preview_of
from quiz.editorial.typed import brought, carried, typed_version
from quiz.models import Question

framed = csp_override({**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]})
framing = csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})


@xframe_options_sameorigin
@framed
def typed(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """The reader's page for a form that was sent here instead of being saved: nothing is kept."""
    pk = parse_id(request.GET.get("question", ""))
    found = with_check(Question.objects.filter(pk=pk or 0))
    question = found.select_related("bank", "topic", "fact", *schema.sources()).first()
    if request.method != "POST" or not (question or request.GET.get("kind") in KINDS):
        return render(request, "admin/quiz/question/typed.html", context)
    desk: Any = admin.site.get_model_admin(Question)
    form = desk.get_form(request, question, change=question is not None)(
        request.POST, instance=question
    )
    form.full_clean()
    if "exhibit" in form.errors:  # as much of it as can be drawn
        form.instance.exhibit = form["exhibit"].data.drawn()
    bank = form.instance.bank if form.instance.bank_id else desk.bank_of(request)
    if bank is None:
        return render(request, "admin/quiz/question/typed.html", context)
    check = form.new_check or (form.latest.said() if form.latest else None)
    version = typed_version(form.instance, check)
    try:
        problems = [each for each in version.task.problems() if each.code != "no_reason"]
    except TypeError:  # of numbers that cannot be compared, say
        problems = []
        context["sentences"] = [_("the answers")]
    if version.kind == "estimate" and (unreadable := unread(request.POST)):
        context["sentences"] = unreadable
    elif problems:
        said = (spec_sentence(version.kind, each.field, each.code) for each in problems)
        context["sentences"] = list(said)
    if "sentences" in context:
        return render(request, "admin/quiz/question/typed.html", context)
    url = reverse("admin:quiz_question_answered")
    state = request.POST.get("preview_state", "")
    return preview_of(request, bank, version, state, carried(bank, version), url)


@csrf_exempt  # it stores nothing, so the reader's form in it needs no token
@xframe_options_sameorigin
@framed
def answered(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """The answer to such a page, which has brought along what it asked."""
    found = brought(request.POST.get("carried", ""))
    if found is None:
        return render(request, "admin/quiz/question/typed.html", context)
    bank, version = found
    return preview_of(request, bank, version, "", request.POST["carried"], request.path)
