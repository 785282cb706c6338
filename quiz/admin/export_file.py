"""Questions out of the desk as a file: a whole bank, or those that are ticked in the list."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from quiz.admin.base import BaseAdmin
from quiz.admin.requests import EditorRequest, parse_id
from quiz.exchange.export import export, exported, ready, record_of, whole
from quiz.exchange.formats import FORMATS, Format
from quiz.models import Bank, Question


def export_bank(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """A bank as a file: each format with what it cannot carry; ``format`` downloads it."""
    context["banks"] = Bank.objects.all()
    bank = context["banks"].filter(pk=parse_id(request.GET.get("bank", "")) or 0).first()
    if bank is None:
        return render(request, "admin/quiz/question/export.html", context)
    questions = list(whole(bank))
    format_ = FORMATS.get(request.GET.get("format", ""))
    if format_:
        return download(questions, bank, format_, "everything" in request.GET)
    context |= {"bank": bank, "count": len(questions), **offers(questions)}
    return render(request, "admin/quiz/question/export.html", context)


@admin.action(description=_("Export…"), permissions=["view"])
def export_chosen(
    model_admin: BaseAdmin[Question], request: HttpRequest, queryset: QuerySet[Question]
) -> HttpResponse | None:
    """The same for the questions that are ticked in the list, which must be of one bank."""
    questions = list(ready(queryset))
    if not questions:  # somebody has deleted them since the list was shown
        return None
    if len({question.bank_id for question in questions}) > 1:
        messages.error(request, _("A file holds questions of one bank: choose from one."))
        return None
    format_ = FORMATS.get(request.POST.get("format", ""))
    if format_:
        return download(questions, questions[0].bank, format_, "everything" in request.POST)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Export"),
        "bank": questions[0].bank,
        "count": len(questions),
        **offers(questions),
        "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/quiz/question/export.html", context)


def offers(questions: Sequence[Question]) -> dict[str, Any]:
    """Each format with a line for whatever it cannot carry of these questions."""
    records = [record_of(question) for question in questions]
    made = [exported(records, format_) for format_ in FORMATS.values()]
    return {"offers": made, "held_back": any(each.held_back for each in made)}


def download(
    questions: Sequence[Question], bank: Bank, format_: Format, everything: bool
) -> HttpResponse:
    file = export(questions, format_, everything).file(bank)
    charset = "; charset=utf-8" if isinstance(file, str) else ""
    response = HttpResponse(file, content_type=f"{format_.media}{charset}")
    response["Content-Disposition"] = f'attachment; filename="{bank.ref}{format_.ending}"'
    return response
