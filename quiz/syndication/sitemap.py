"""What search engines are told: which pages there are and when each changed, and what to leave."""

import datetime
from typing import NamedTuple

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quiz.models import Bank, Question, listed, next_change
from quiz.play.corrections import shown_corrections
from quiz.play.daily import shown_days
from quiz.play.day_page import day_url
from quiz.play.queries import read_banks
from quiz.web.caching import ends_by, public, public_today

UNCHANGED = ("rules", "promise", "threats", "api")  # but for a release, whose day we do not know


class Page(NamedTuple):
    """A page, and the day on which what it says last changed; None if nobody knows."""

    path: str
    changed: datetime.date | None


class Pages(Sitemap):
    """The pages that are the same for everybody and that anybody may find."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages

    def items(self) -> list[Page]:
        return self.pages

    def location(self, item: Page) -> str:
        return item.path

    def lastmod(self, item: Page) -> datetime.date | None:
        return item.changed


@require_safe
@public_today
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page but those of rounds, of readers, of the desk and of what is not listed."""
    now, banks = timezone.now(), read_banks()
    ends_by(request, next_change(banks, now))
    on, shown, days = timezone.localdate(now), listed(banks, now), shown_days(request)
    corrected = [each.regraded_on or each.corrected_on for each in shown_corrections(request)]
    changed = _changed(shown)
    pages = [
        Page(reverse("home"), on),
        *(Page(reverse("bank", args=[bank.ref]), changed.get(bank.pk)) for bank in shown),
        Page(reverse("days"), days[0].day if days else None),
        *(Page(day_url(row.day), row.day) for row in days),
        Page(reverse("corrections"), max(corrected, default=None)),
        *(Page(reverse(name), None) for name in UNCHANGED),
    ]
    return sitemaps.sitemap(request, {"pages": Pages(pages)}).render()


def _changed(banks: list[Bank]) -> dict[int, datetime.date]:
    """When a question was last published or checked, by its bank."""
    live = Question.objects.filter(bank__in=banks, state=Question.State.LIVE)
    rows = live.values_list("bank").annotate(
        Max("live_version__published_on"), Max("checks__checked_on")
    )
    return {bank: max(filter(None, days)) for bank, *days in rows}


@require_safe
@public
def robots(request: HttpRequest) -> HttpResponse:
    """Whoever crawls the web leaves rounds and the desk alone."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in LEFT_ALONE),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


LEFT_ALONE = ("/rounds/", "/embed/rounds/", "/embed/*/rounds/", "/admin/")
