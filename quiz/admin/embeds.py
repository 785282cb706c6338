"""What puts a bank or a set into another site's page: the lines to paste, as they will look."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from quiz.admin.forms.embed import EmbedForm
from quiz.core.contrast import contrast
from quiz.core.hosts import stored_hosts
from quiz.models import Bank, QuestionSet
from quiz.syndication.accent import shades
from quiz.syndication.snippet import HEIGHT, address, snippet


def embed_bank(request: HttpRequest, bank: Bank, context: dict[str, Any]) -> HttpResponse:
    """The lines for a bank, one of its topics, or the question of today."""
    paths = [
        (f"banks/{bank.ref}/", _("The whole bank")),
        *((f"topics/{bank.ref}/{topic.ref}/", topic.title) for topic in bank.topics.all()),
        ("today/", _("Today’s question, whichever bank it is of")),
    ]
    back = reverse("admin:quiz_bank_change", args=[bank.pk])
    return _show(request, bank, paths, {**context, "named": bank, "back": back})


def embed_set(
    request: HttpRequest, question_set: QuestionSet, context: dict[str, Any]
) -> HttpResponse:
    """The lines for a set."""
    paths = [(f"sets/{question_set.ref}/", question_set.title)]
    draft = question_set.state == QuestionSet.State.DRAFT
    back = reverse("admin:quiz_questionset_change", args=[question_set.pk])
    shown = {**context, "named": question_set, "back": back, "draft": draft}
    return _show(request, question_set.bank, paths, shown)


@csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})
def _show(
    request: HttpRequest, bank: Bank, paths: Sequence[tuple[str, Any]], context: dict[str, Any]
) -> HttpResponse:
    form = EmbedForm(paths, request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    accent = chosen.get("accent", "")
    path, scheme = chosen.get("path", paths[0][0]), chosen.get("scheme", "auto")
    src = address(path, scheme, accent)
    title = f"{_('The Privacy Quiz')}: {context['named'].title}"
    draft = context.get("draft") or bank.stands_at(timezone.now()) == Bank.State.DRAFT
    shown = {
        "title": _("Embed it"),
        "bank": bank,
        "form": form,
        "src": src,
        "lines": snippet(request, src, title),
        "height": HEIGHT,
        "shades": _changed(accent, scheme),
        "draft": draft and path != "today/",
        "hosts": stored_hosts(bank.embed_hosts),
    }
    return render(request, "admin/quiz/embed.html", {**context, **shown})


def _changed(accent: str, scheme: str) -> list[tuple[str, str]]:
    """On which pages a colour had to be changed to be read, and into which one."""
    if not accent:
        return []
    light, dark = shades(accent)
    became = [("light", _("on light pages"), light), ("dark", _("on dark pages"), dark)]
    return [
        (where, f"#{shade}")
        for name, where, shade in became
        if scheme in (name, "auto") and contrast(shade, accent) > 1
    ]
