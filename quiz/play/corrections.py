"""The public page of corrections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quiz.models import Bank, Correction, next_change
from quiz.web.caching import ends_by, public_today


def shown_corrections(request: HttpRequest) -> list[Correction]:
    """Every correction in banks that are listed."""
    now = timezone.now()
    made = Correction.objects.select_related("version", "question__bank")
    ends_by(request, next_change({each.question.bank for each in made}, now))
    return [each for each in made if each.question.bank.stands_at(now) == Bank.State.LISTED]


@require_safe
@public_today
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, for everyone."""
    context = {"corrections": shown_corrections(request), "feed_url": reverse("corrections_feed")}
    return render(request, "quiz/corrections.html", context)
