"""Where readers tell editors of mistakes: the report of a question."""

import uuid

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from quiz.limits import Limit, place
from quiz.middleware import from_here
from quiz.models import Report, Turn
from quiz.refusals import too_many
from quiz.sheets import address, give_versions, sheet, turns_of
from quiz.views import Request, private, today

REPORTS = Limit("report", most=20, seconds=3600)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Report.Reason.choices,
        error_messages={
            "required": _("Please choose what is wrong."),
            "invalid_choice": _("Please choose what is wrong."),
        },
    )
    text = forms.CharField(
        required=False,
        error_messages={"null_characters_not_allowed": _("Please write it as plain text.")},
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace(
            "\r\n", "\n"
        )  # browsers count and send differently
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
@require_POST
@private
@from_here
def report(request: Request, key: uuid.UUID, position: int) -> HttpResponse:
    """Keep what a reader says is wrong with a question that was just answered."""
    turns = turns_of(key, today())
    if not 1 <= position <= len(turns):
        raise Http404
    at = turns[position - 1]
    if not at.answered:
        return redirect(address("turn", at.round, position))
    known = hasattr(at, "report")
    form = ReportForm(request.POST)
    status, wait = 200, 0
    if not known:
        if not form.is_valid():
            status = 422
        elif wait := REPORTS.count(place(request)):
            status = 429
        else:
            said = form.cleaned_data
            known = not Report.file(at, said["reason"], said["text"], today())
            at.report = _kept(at)
    on_result = request.POST.get("from") == "result"
    twice = "&twice" if known else ""
    if status == 200 and not request.htmx:
        back = (
            f"{address('result', at.round)}?answer={position}"
            if on_result
            else f"{address('turn', at.round, position)}?reported"
        )
        return redirect(f"{back}{twice}#report-{position}")
    give_versions(at)
    shown = sheet(turns, at) | {"report_form": form, "twice": known}
    context = {"sheet": shown, "bank": at.round.bank, "on_result": on_result}
    template = "quiz/report.html#report" if request.htmx else "quiz/report.html"
    if status == 429:
        return too_many(request, wait, template, context)
    return render(request, template, context, status=status)


def _kept(turn: Turn) -> Report:
    try:
        return Report.objects.get(turn=turn)
    except Report.DoesNotExist:  # the round was erased meanwhile
        raise Http404 from None
