"""The public page of corrections, and its feed."""

import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from quiz.core.characters import for_xml
from quiz.models import Correction
from quiz.web.caching import public
from quiz.web.days import begin_of


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

    def items(self) -> QuerySet[Correction]:
        return Correction.objects.select_related("version")

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


corrections_feed = require_safe(public(CorrectionsFeed()))
