"""Feeds in the Atom format: today's questions, new questions, and corrections; no answer in any.

Dates are days: their time of day is midnight.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from quiz.content import languages
from quiz.core.characters import for_xml
from quiz.models import Bank, Correction, DailyQuestion, Question, Version, listed, next_change
from quiz.play import question_index
from quiz.play.corrections import shown_corrections
from quiz.play.daily import shown_days
from quiz.play.day_page import day_url
from quiz.play.queries import read_banks
from quiz.web.caching import ends_by, public_today
from quiz.web.days import begin_of

NEWEST = 30  # questions that the feed of new ones has


class Atom(Atom1Feed):
    """Atom whose entries say their language, and which says no time of a day."""

    def latest_post_date(self) -> datetime.datetime:
        days = [item["updateddate"] for item in self.items]
        return max(days, default=begin_of(timezone.localdate()))

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


class QuizFeed(Feed):
    """What the feeds have in common. ``get_object`` reads the entries, newest first."""

    feed_type = Atom

    def author_name(self) -> str:
        return settings.PUBLISHER or str(_("The Privacy Quiz"))

    def items(self, shown: list[Any]) -> list[Any]:
        return shown

    def bank(self, item: Any) -> Bank:
        """The bank in whose language an entry is written."""
        bank: Bank = item.question.bank
        return bank

    def item_description(self, item: Any) -> str:
        return escape(for_xml(self.bank(item).title))  # the format reads it as HTML

    def item_extra_kwargs(self, item: Any) -> dict[str, str]:
        return {"language": languages.find(self.bank(item).language) or "und"}


class TodayFeed(QuizFeed):
    """The question of each day, which can be answered at its address."""

    title = _("The Privacy Quiz: a question a day")
    subtitle = _("Each day has one question, the same for everybody.")

    def link(self) -> str:
        return reverse("days")

    def get_object(self, request: HttpRequest) -> list[DailyQuestion]:
        return shown_days(request)

    def item_title(self, item: Any) -> str:
        return for_xml(item.question.live_version.words)

    def item_link(self, item: Any) -> str:
        return day_url(item.day)

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return begin_of(item.day)

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return begin_of(max(item.day, item.question.live_version.published_on))


class QuestionsFeed(QuizFeed):
    """The questions that readers may be asked, by the day on which they first were."""

    title = _("The Privacy Quiz: new questions")
    subtitle = _("What can be asked that could not before.")

    def link(self) -> str:
        return reverse("home")

    def get_object(self, request: HttpRequest) -> list[Question]:
        now, banks = timezone.now(), read_banks()
        ends_by(request, next_change(banks, now))
        first = Version.objects.filter(question=OuterRef("pk")).order_by("number")
        asked = question_index.askable(timezone.localdate(now)).filter(bank__in=listed(banks, now))
        shown = asked.annotate(first_on=Subquery(first.values("published_on")[:1])).select_related(
            "live_version", "bank"
        )
        return list(shown.order_by("-first_on", "-pk")[:NEWEST])

    def bank(self, item: Question) -> Bank:
        return item.bank

    def item_title(self, item: Any) -> str:
        return for_xml(item.live_version.words)

    def item_link(self, item: Any) -> str:
        return f"{reverse('bank', args=[item.bank.ref])}#question-{item.pk}"

    def item_pubdate(self, item: Any) -> datetime.datetime:
        return begin_of(item.first_on)

    def item_updateddate(self, item: Any) -> datetime.datetime:
        return begin_of(item.live_version.published_on)


class CorrectionsFeed(QuizFeed):
    """The page of corrections."""

    title = _("The Privacy Quiz: corrections")
    subtitle = _("What was wrong in our questions, and since when it is right.")

    def link(self) -> str:
        return reverse("corrections")

    def get_object(self, request: HttpRequest) -> list[Correction]:
        return shown_corrections(request)

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


today_feed = require_safe(public_today(TodayFeed()))
questions_feed = require_safe(public_today(QuestionsFeed()))
corrections_feed = require_safe(public_today(CorrectionsFeed()))
