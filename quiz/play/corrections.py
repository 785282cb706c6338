"""The public page of corrections, and its feed."""

import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from quiz.core.characters import for_xml
from quiz.models import Bank, Correction, next_change
from quiz.web.caching import ends_by, public_today
from quiz.web.days import begin_of


def _shown(request: HttpRequest) -> list[Correction]:
    """Every correction in banks that are listed."""
    now = timezone.now()
    made = Correction.objects.select_related("version", "question__bank")
    ends_by(request, next_change({each.question.bank for each in made}, now))
    return [each for each in made if each.question.bank.stands_at(now) == Bank.State.LISTED]


@require_safe
@public_today
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, for everyone."""
    context = {"corrections": _shown(request), "feed_url": reverse("corrections_feed")}
    return render(request, "quiz/corrections.html", context)


class CorrectionsFeed(Feed):
    """The same in the Atom format. Dates are days: their time of day is midnight."""

    feed_type = Atom1Feed
    title = _("The Privacy Quiz: corrections")
    subtitle = _("What was wrong in our questions, and since when it is right.")

    def link(self) -> str:
        return reverse("corrections")

    def get_object(self, request: HttpRequest) -> list[Correction]:
        return _shown(request)

    def items(self, shown: list[Correction]) -> list[Correction]:
        return shown

    def item_title(self, item: Correction) -> str:
        return for_xml(item.version.words)

    def item_description(self, item: Correction) -> str:
        return escape(for_xml(item.statement))  # the format reads it as HTML

    def item_link(self, item: Correction) -> str:
        return f"{reverse('corrections')}#correction-{item.pk}"

    def item_pubdate(self, item: Correction) -> datetime.datetime:
        return begin_of(item.corrected_on)

    def item_updateddate(self, item: Correction) -> datetime.datetime:
        return begin_of(item.regraded_on or item.corrected_on)


corrections_feed = require_safe(public_today(CorrectionsFeed()))
