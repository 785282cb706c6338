"""The report form: a reader says what is wrong with a question."""

import uuid

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from quiz.content.fields import TextField
from quiz.models import Report, Turn, address
from quiz.play.pages import sheet, turns_of
from quiz.play.queries import give_versions
from quiz.privacy.retention import shown_until
from quiz.web.caching import private
from quiz.web.errors import too_many
from quiz.web.middleware import from_here
from quiz.web.rate_limits import Limit, client_network
from quiz.web.requests import Request

REPORTS = Limit("report", most=20, seconds=3600)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Report.Reason.choices,
        error_messages={
            "required": _("Please choose what is wrong."),
            "invalid_choice": _("Please choose what is wrong."),
        },
    )
    text = TextField(required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > Report.LONGEST:
            said = ngettext(
                "There is room for %(most)s characters; this has %(n)s.",
                "There is room for %(most)s characters; these are %(n)s.",
                len(text),
            )
            raise forms.ValidationError(said % {"most": Report.LONGEST, "n": len(text)})
        return text

    @property
    def error(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
@from_here
def report(request: Request, key: uuid.UUID, position: int) -> HttpResponse:
    """Ask what is wrong with a question that was answered, and keep what a reader says.

    Where a question was answered a link leads here; with htmx the form comes to its place.
    """
    turns = turns_of(key, timezone.localdate())
    if not 1 <= position <= len(turns):
        raise Http404
    at = turns[position - 1]
    if not at.answered:
        return redirect(address("turn", at.round, position))
    posted = request.method == "POST"
    known = hasattr(at, "report")
    form = ReportForm(request.POST if posted else None)
    status, wait = 200, 0
    if posted and not known:
        if not form.is_valid():
            status = 422
        elif wait := REPORTS.count(client_network(request)):
            status = 429
        else:
            said = form.cleaned_data
            known = not Report.file(at, said["reason"], said["text"], timezone.localdate())
            at.report = _kept(at)
    on_result = "result" in (request.GET.get("from"), request.POST.get("from"))
    twice = "&twice" if known else ""
    if posted and status == 200 and not request.htmx:
        back = (
            f"{address('result', at.round)}?answer={position}"
            if on_result
            else f"{address('turn', at.round, position)}?reported"
        )
        return redirect(f"{back}{twice}#report-{position}")
    give_versions(at)
    whole = not request.htmx
    context = {
        "sheet": sheet(turns, at) | {"twice": posted and known},
        "form": form,
        "reasons": Report.Reason.choices,
        "longest": Report.LONGEST,
        "kept_until": shown_until(at.round),
        "bank": at.round.bank,
        "on_result": on_result,
        "whole": whole,
    }
    template = "quiz/report.html" if whole else "quiz/report.html#report"
    if status == 429:
        return too_many(request, wait, template, context)
    return render(request, template, context, status=status)


def _kept(turn: Turn) -> Report:
    try:
        return Report.objects.get(turn=turn)
    except Report.DoesNotExist:  # the round was erased meanwhile
        raise Http404 from None
