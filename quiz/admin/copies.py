"""A question copied: into another kind or bank, or begun anew on the same fact."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import EditorRequest, log_change, may
from quiz.editorial.copies import copy_question, fitted
from quiz.models import Bank, Question, kind_choices, lock


class CopyForm(forms.Form):
    """Where the copy goes, and how it is asked."""

    bank = forms.ModelChoiceField(
        label=_("Bank"),
        queryset=Bank.objects.all(),
        empty_label=None,
        help_text=_(
            "Topic and sources that this bank lacks are copied into it, if you may add them."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices, widget=forms.RadioSelect)
    same_fact = forms.BooleanField(
        label=_("It teaches the same, so no round asks both"),
        required=False,
        help_text=_("Leave it out if you are going to make another question of it."),
    )


def copy(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The page on which a copy is made; of each kind it says what has no place in it."""
    data = request.POST if request.method == "POST" else None
    initial = {"bank": question.bank_id, "kind": question.kind, "same_fact": True}
    form = CopyForm(data, initial=initial)
    if data is not None and changed(request, [context[SEEN]]):
        messages.error(request, CHANGED)
        return redirect(request.path)
    if data is not None and form.is_valid():
        return _made(request, question, form.cleaned_data)
    fits = [(name, label, fitted(question, name)[1]) for name, label in kind_choices()]
    chosen = str(form["kind"].value())
    others = [(label, anew(question, name, same_fact=True)) for name, label in kind_choices()]
    context |= {"form": form, "fits": fits, "chosen": chosen, "others": others}
    return render(request, "admin/quiz/question/copy.html", context)


def anew(question: Question, kind: str = "", *, same_fact: bool) -> str:
    """The address at which another question is begun, with bank, topic and source of this one.

    Without a kind it leads to where that is chosen.
    """
    known = {
        "kind": kind or None,
        "bank": question.bank_id,
        "topic": question.topic_id,
        "fact": question.fact_id if same_fact else None,
        "source": question.source_id,
    }
    asked = urlencode({name: value for name, value in known.items() if value is not None})
    return f"{reverse('admin:quiz_question_add')}?{asked}"


def _made(request: EditorRequest, question: Question, chosen: dict[str, Any]) -> HttpResponse:
    lock(Bank.objects.filter(pk=chosen["bank"].pk))  # in which the copy gets its ref
    made = copy_question(
        question,
        chosen["bank"],
        chosen["kind"],
        same_fact=chosen["same_fact"],
        on=timezone.localdate(),
        by=request.user,
        may_add=lambda row: may(request, f"add_{row._meta.model_name}"),
    )
    log_change(request, made.question, _("Copied from another question."), ADDITION)
    messages.success(
        request,
        _("This is the copy: a draft, without a check. Nothing was published."),
    )
    if made.filed:
        said = _("Copied into “{bank}” with it: {names}.")
        names = ", ".join(f"“{row}”" for row in made.filed)
        messages.info(request, said.format(bank=made.question.bank, names=names))
    if made.lacking:
        said = _("“{bank}” lacks this, and you may not add it, so the copy goes without: {names}.")
        names = ", ".join(f"“{row}”" for row in dict.fromkeys(made.lacking))
        messages.warning(request, said.format(bank=made.question.bank, names=names))
    if made.left:
        said = _("What had no place in this kind is kept under “Who did what”: {texts}")
        messages.warning(request, said.format(texts=" · ".join(made.left)))
    return redirect("admin:quiz_question_change", made.question.pk)
