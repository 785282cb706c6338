"""The report form: a reader says what is wrong with a question."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from quiz.content.fields import TextField
from quiz.models import Report, Turn
from quiz.play.pages import TurnPage, turn_page
from quiz.play.sitting import Sitting
from quiz.play.whose import own_round
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
@own_round
def report(request: Request, sitting: Sitting, position: int) -> HttpResponse:
    """Ask what is wrong with a question that was answered, and keep what a reader says.

    Where a question was answered a link leads here; with htmx the form comes to its place.
    """
    turn = sitting.turn(position)
    if not turn.answered:
        return redirect(turn)
    if request.method == "POST":
        return _file(request, sitting, turn)
    return _show(request, turn_page(sitting, turn), ReportForm())


def _file(request: Request, sitting: Sitting, turn: Turn) -> HttpResponse:
    """Keep a report if it is the first of the turn; the page says which one stands."""
    form, first_stood = ReportForm(request.POST), hasattr(turn, "report")
    if not first_stood:
        if not form.is_valid():
            return _show(request, turn_page(sitting, turn), form, status=422)
        if wait := REPORTS.count(client_network(request)):
            return _show(request, turn_page(sitting, turn), form, wait=wait)
        first_stood = not Report.file(turn, **form.cleaned_data, on=timezone.localdate())
        turn.report = _filed(turn)
    if not request.htmx:
        return redirect(_way_back(request, turn, first_stood))
    page = turn_page(sitting, turn, first_report_stood=first_stood)
    return _show(request, page, form)


def _filed(turn: Turn) -> Report:
    try:
        return Report.objects.get(turn=turn)
    except Report.DoesNotExist:  # the round was erased meanwhile
        raise Http404 from None


def _on_result(request: Request) -> bool:
    """Whether the reader came from the result, and is to be led back there."""
    return "result" in (request.GET.get("from"), request.POST.get("from"))


def _way_back(request: Request, turn: Turn, first_stood: bool) -> str:
    """The place on the result or on the turn's page where the report now stands."""
    if _on_result(request):
        back = f"{turn.round.get_absolute_url()}?answer={turn.position}"
    else:
        back = f"{turn.get_absolute_url()}?reported"
    return f"{back}{'&twice' if first_stood else ''}#report-{turn.position}"


def _show(
    request: Request, page: TurnPage, form: ReportForm, *, status: int = 200, wait: int = 0
) -> HttpResponse:
    """The page of the form, or for htmx its part; ``wait`` is for how many seconds to wait."""
    whole = not request.htmx
    context = {
        "page": page,
        "form": form,
        "reasons": Report.Reason.choices,
        "longest": Report.LONGEST,
        "kept_until": shown_until(page.turn.round),
        "bank": page.turn.round.bank,
        "on_result": _on_result(request),
        "whole": whole,
    }
    template = "quiz/report.html" if whole else "quiz/report.html#report"
    if wait:
        return too_many(request, wait, template, context)
    return render(request, template, context, status=status)
