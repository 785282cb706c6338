"""Where readers and editors speak of mistakes: reports, and corrections with their feed."""

import datetime
import uuid
from typing import Any

from django import forms
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from quiz.characters import for_xml
from quiz.fields import TextField
from quiz.limits import Limit, place
from quiz.middleware import from_here
from quiz.models import Correction, Report, Turn
from quiz.privacy import shown_until
from quiz.refusals import too_many
from quiz.sheets import address, give_versions, sheet, turns_of
from quiz.views import Request, private, public, today

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
    turns = turns_of(key, today())
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
        elif wait := REPORTS.count(place(request)):
            status = 429
        else:
            said = form.cleaned_data
            known = not Report.file(at, said["reason"], said["text"], today())
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


@require_safe
@public
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, for everyone."""
    made = Correction.objects.select_related("version", "question__bank")
    context = {"corrections": made, "feed_url": reverse("corrections_feed")}
    return render(request, "quiz/corrections.html", context)


class CorrectionsFeed(Feed):
    """The same in the Atom format. Dates are days: their time of day is midnight."""

    feed_type = Atom1Feed
    title = _("The Privacy Quiz: corrections")
    subtitle = _("What was wrong in our questions, and since when it is right.")

    def link(self) -> str:
        return reverse("corrections")

    def items(self) -> Any:
        return Correction.objects.select_related("version")

    def item_title(self, item: Any) -> str:
        return for_xml(item.version.words)

    def item_description(self, item: Any) -> str:
        return escape(for_xml(item.statement))  # the format reads it as HTML

    def item_link(self, item: Any) -> str:
        return f"{reverse('corrections')}#correction-{item.pk}"

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return _midnight(item.corrected_on)

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return _midnight(item.regraded_on or item.corrected_on)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


corrections_feed = require_safe(public(CorrectionsFeed()))
