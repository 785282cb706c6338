"""A bank copied whole: what comes along, what does not, and what the copy is called."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.admin.requests import EditorRequest, log_change, may
from quiz.content.fields import LineField
from quiz.editorial.bank_copy import copy_bank, to_copy
from quiz.models import Bank, Question, free_ref, lock

FILED = ("topic", "fact", "source")


class BankCopyForm(forms.ModelForm):
    """What a copy is called, and its address, which no other bank may have."""

    class Meta:
        model = Bank
        fields = ("title", "ref")
        field_classes: ClassVar = {"title": LineField}


def may_copy(request: HttpRequest) -> bool:
    """A copy is a new bank, with new questions and what they are filed under."""
    return all(may(request, f"add_{name}") for name in ("bank", "question", *FILED))


def copy(request: EditorRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """The page that says what a copy will have, and makes it."""
    bank = get_object_or_404(Bank, pk=pk)
    if not may_copy(request):
        raise PermissionDenied
    title = _("Copy of {title}").format(title=bank.title)[:120]
    initial = {"title": title, "ref": free_ref(Bank.objects.all(), title)}
    form = BankCopyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, bank, form.cleaned_data)
        except IntegrityError:  # somebody has taken the address meanwhile
            form.add_error("ref", _("Another bank has this address by now. Choose another."))
    questions = bank.questions.all()
    context |= {
        "title": _("Make a copy"),
        "bank": bank,
        "form": form,
        "count": to_copy(bank).count(),
        "retired": questions.filter(state=Question.State.RETIRED).count(),
    }
    return render(request, "admin/quiz/bank/copy.html", context)


@transaction.atomic
def _made(request: EditorRequest, bank: Bank, named: dict[str, Any]) -> HttpResponse:
    lock(Bank.objects.filter(pk=bank.pk))
    made = copy_bank(bank, named["title"], named["ref"], timezone.localdate(), request.user)
    said = ngettext(
        "This is the copy: a draft with {n} draft of a question, {topics} topics, {sources} "
        "sources and {facts} lessons.",
        "This is the copy: a draft with {n} drafts of questions, {topics} topics, {sources} "
        "sources and {facts} lessons.",
        made.questions,
    ).format(n=made.questions, topics=made.topics, sources=made.sources, facts=made.facts)
    note = _("Copied from “{bank}”.").format(bank=bank.title)
    log_change(request, made.bank, note, ADDITION)
    messages.success(request, said)
    not_copied = _("Checks, versions, corrections and figures stayed with the bank it was made of.")
    messages.info(request, not_copied)
    return redirect("admin:quiz_bank_change", made.bank.pk)
