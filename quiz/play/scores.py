"""The scores page: the rounds of this browser."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quiz.core import scoring
from quiz.models import Bank, Round, Turn
from quiz.privacy.readers import reader_of
from quiz.privacy.retention import visible_rounds
from quiz.web.caching import private

LISTED = 20  # rounds on a page of scores


@dataclass(frozen=True)
class Played:
    """A round of this browser, as the scores page lists it."""

    round: Round
    score: scoring.Score
    waiting: int  # questions that are still open


@dataclass(frozen=True)
class OfBank:
    """What was reached in a bank, over all its rounds: the best one, and each topic."""

    bank: Bank
    best: Played | None
    profile: dict[str, scoring.Score]


@require_safe
@private
def scores(request: HttpRequest) -> HttpResponse:
    """The rounds of this browser: what was reached, and what can be resumed."""
    reader = reader_of(request)
    if reader is None:
        return render(request, "quiz/scores.html", {"cookie": False})
    rounds = visible_rounds(timezone.localdate()).filter(reader=reader)
    rounds = rounds.select_related("bank", "topic").order_by("-id")
    page = Paginator(_worth_listing(rounds), LISTED).get_page(request.GET.get("page"))
    listed = _played(page.object_list)
    context = {
        "cookie": True,
        "page": page,
        "finished": [played for played in listed if played.round.finished_on],
        "unfinished": [played for played in listed if not played.round.finished_on],
        "by_bank": _by_bank(rounds),
    }
    return render(request, "quiz/scores.html", context)


def _worth_listing(rounds: models.QuerySet[Round]) -> models.QuerySet[Round]:
    """``rounds`` without those that were stopped at once, or whose turns are just being made."""
    answered = Exists(Turn.objects.filter(round=OuterRef("pk"), answered_on__isnull=False))
    waiting = Exists(Turn.objects.filter(round=OuterRef("pk"), answered_on=None))
    return rounds.filter(answered | Q(waiting, finished_on=None))


def _played(rounds: Iterable[Round]) -> list[Played]:
    """These rounds with their scores, in two queries."""
    listed = list(rounds)
    turns: dict[int, list[float | None]] = defaultdict(list)
    for pk, grade in Turn.objects.filter(round__in=[each.pk for each in listed]).values_list(
        "round", "grade"
    ):
        turns[pk].append(grade)
    return [
        Played(
            each,
            scoring.score(grade for grade in turns[each.pk] if grade is not None),
            turns[each.pk].count(None),
        )
        for each in listed
    ]


def _by_bank(rounds: models.QuerySet[Round]) -> list[OfBank]:
    """What all finished ``rounds`` come to, added up by the database, for each bank."""
    finished = rounds.filter(finished_on__isnull=False)
    profiles: dict[int, dict[str, scoring.Score]] = defaultdict(dict)
    for bank, topic, points, out_of in (
        finished.filter(turns__answered_on__isnull=False)
        .order_by("turns__version__topic__title")
        .values_list("bank", "turns__version__topic__title")
        .annotate(points=Sum("turns__grade"), out_of=Count("turns"))
    ):
        profiles[bank][topic] = scoring.Score(points, out_of)
    # The best is one that can be compared: drawn from the whole bank, and answered throughout.
    best = (
        finished.filter(bank=OuterRef("pk"), origin=Round.Origin.FRESH)
        .annotate(share=Avg("turns__grade"), open=Count("turns", Q(turns__answered_on=None)))
        .filter(open=0)
        .order_by("-share", "-id")
    )
    banks = Bank.objects.filter(pk__in=profiles).annotate(best=Subquery(best.values("pk")[:1]))
    listed = list(banks.order_by("order", "ref"))
    found = {
        each.round.pk: each for each in _played(rounds.filter(pk__in=[b.best for b in listed]))
    }
    return [OfBank(bank, found.get(bank.best), profiles[bank.pk]) for bank in listed]
