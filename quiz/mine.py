"""The pages of a reader's own things: scores, and all that we hold.

They are the only ones that look at the cookie, and they are kept by nobody.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from quiz import scoring
from quiz.inventory import LOG, legend
from quiz.middleware import from_here
from quiz.models import Bank, Round, Turn
from quiz.privacy import (
    PAGE,
    clean_ups,
    erase,
    forget,
    held,
    kept,
    reader_of,
    record,
    shown_until,
    totals,
    written,
    written_out,
)
from quiz.sheets import address
from quiz.views import private, today

LISTED = 20  # rounds on a page of scores


@dataclass(frozen=True)
class Played:
    """A round of this browser, as the scores page lists it."""

    round: Round
    score: scoring.Score
    waiting: int
    url: str


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
    rounds = kept(today()).filter(reader=reader).select_related("bank", "topic").order_by("-id")
    answered = Exists(Turn.objects.filter(round=OuterRef("pk"), answered_on__isnull=False))
    waiting = Exists(Turn.objects.filter(round=OuterRef("pk"), answered_on=None))
    # Without those that were stopped at once, or whose turns are just being made.
    page = Paginator(rounds.filter(answered | Q(waiting, finished_on=None)), LISTED).get_page(
        request.GET.get("page")
    )
    listed = _played(page.object_list)
    context = {
        "cookie": True,
        "page": page,
        "finished": [played for played in listed if played.round.finished_on],
        "unfinished": [played for played in listed if not played.round.finished_on],
        "by_bank": _by_bank(rounds),
    }
    return render(request, "quiz/scores.html", context)


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
            address("result", each),
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


@require_safe
@private
def your_data(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """All that we hold: of this browser, or of one round at its own address."""
    reader = reader_of(request) if key is None else None
    rounds = _held(reader, key)
    page = Paginator(rounds, PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    if key is not None and not listed and "erased" not in request.GET:
        raise Http404
    shown = written(record(listed, reader))
    context: dict[str, Any] = {
        "key": key,
        "reader": reader,
        "cookie": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookie_days": settings.RETENTION_DAYS + 1,
        "retention": settings.RETENTION_DAYS,
        "page": page,
        "in_all": totals(rounds),
        "rounds": [(each, address("round_data", each), shown_until(each)) for each in listed],
        "record": shown,
        "bytes": len(shown.encode()),
        "erased": "erased" in request.GET,
        "signal": request.headers.get("Sec-GPC") == "1",
        "legend": legend(),
        "log": LOG.values(),
        **clean_ups(),
        "download_url": _page("download", key),
        "erase_url": _page("erase", key),
        "result_url": address("result", listed[0]) if key and listed else None,
    }
    return render(request, "quiz/your_data.html", context)


@require_safe
@private
def download(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponseBase:
    """The same as a file, with every round; its shape is described in ``privacy.record``."""
    reader = reader_of(request) if key is None else None
    rounds = _held(reader, key)
    if key is not None and not rounds.exists():
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="your-data.json"'}
    return StreamingHttpResponse(
        written_out(rounds, reader), content_type="application/json", headers=headers
    )


@csrf_exempt
@require_POST
@private
@from_here
def erase_now(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Delete it, whatever is going on: rounds under way too."""
    if key is not None:
        erase(key=key)
    elif settings.SESSION_COOKIE_NAME in request.COOKIES:
        if reader := reader_of(request):
            erase(reader=reader)
        forget(request)
    return redirect(_page("your_data", key) + "?erased")


def _held(reader: uuid.UUID | None, key: uuid.UUID | None) -> models.QuerySet[Round]:
    if key is not None:
        return held(key=key)
    return held(reader=reader) if reader else Round.objects.none()


def _page(name: str, key: uuid.UUID | None) -> str:
    if key is None:
        return reverse(name)
    return reverse({"your_data": "round_data"}.get(name, f"round_{name}"), args=[key])
