"""The pages of a reader's own things: scores, and all that we hold.

They are the only ones that look at the cookie, and they are kept by nobody.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from quiz import scoring
from quiz.inventory import LOG, legend
from quiz.middleware import from_here
from quiz.models import Bank, Round, Turn
from quiz.privacy import (
    clean_ups,
    erase,
    expired,
    forget,
    held,
    kept,
    reader_of,
    record,
    shown_until,
    written,
)
from quiz.sheets import address
from quiz.views import private, today


@dataclass(frozen=True)
class Played:
    """A round of this browser, as the scores page lists it."""

    round: Round
    score: scoring.Score
    waiting: int
    url: str


@require_safe
@private
def scores(request: HttpRequest) -> HttpResponse:
    """The rounds of this browser: what was reached, and what can be resumed."""
    reader = reader_of(request)
    rounds = kept(today()).filter(reader=reader).select_related("bank", "topic").order_by("-id")
    turns: dict[int, list[Turn]] = defaultdict(list)
    if reader is not None:
        for turn in (
            Turn.objects.filter(round__reader=reader, round__started_on__gt=expired(today()))
            .select_related("version__topic")
            .defer("version__content")
            .order_by("position")
        ):
            turns[turn.round_id].append(turn)
    listed = []
    for each in rounds if reader is not None else ():
        answered = [turn.grade or 0 for turn in turns[each.pk] if turn.answered]
        waiting = len(turns[each.pk]) - len(answered)
        # One that began between the two queries has no turns yet, and comes next time.
        if answered or (waiting and not each.finished_on):
            listed.append(Played(each, scoring.score(answered), waiting, address("result", each)))
    finished = [played for played in listed if played.round.finished_on]
    by_bank: dict[Bank, dict[str, Any]] = {}
    for played in finished:
        kept_for = by_bank.setdefault(played.round.bank, {"best": None, "graded": []})
        kept_for["graded"] += [
            (turn.version.topic.title, turn.grade)
            for turn in turns[played.round.pk]
            if turn.answered
        ]
        best = kept_for["best"]
        comparable = played.round.origin == Round.Origin.FRESH and played.waiting == 0
        if comparable and (best is None or played.score.share > best.score.share):
            kept_for["best"] = played
    context = {
        "cookie": reader is not None,
        "finished": finished,
        "unfinished": [played for played in listed if not played.round.finished_on],
        "by_bank": [
            (bank, found["best"], scoring.profile(found["graded"]))
            for bank, found in by_bank.items()
        ],
    }
    return render(request, "quiz/scores.html", context)


@require_safe
@private
def your_data(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """All that we hold: of this browser, or of one round at its own address."""
    reader = reader_of(request) if key is None else None
    rounds = _held(reader, key)
    if key is not None and not rounds and "erased" not in request.GET:
        raise Http404
    shown = written(record(rounds, reader))
    context: dict[str, Any] = {
        "key": key,
        "reader": reader,
        "cookie": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookie_days": settings.RETENTION_DAYS + 1,
        "retention": settings.RETENTION_DAYS,
        "rounds": [
            (played, address("round_data", played), shown_until(played)) for played in rounds
        ],
        "answers": sum(turn.answered for played in rounds for turn in played.turns.all()),
        "record": shown,
        "bytes": len(shown.encode()),
        "erased": "erased" in request.GET,
        "signal": request.headers.get("Sec-GPC") == "1",
        "legend": legend(),
        "log": LOG.values(),
        **clean_ups(),
        "download_url": _page("download", key),
        "erase_url": _page("erase", key),
        "result_url": address("result", rounds[0]) if key and rounds else None,
    }
    return render(request, "quiz/your_data.html", context)


@require_safe
@private
def download(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """The same as a file; its shape is described in ``privacy.record``."""
    reader = reader_of(request) if key is None else None
    rounds = _held(reader, key)
    if key is not None and not rounds:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="your-data.json"'}
    return HttpResponse(
        written(record(rounds, reader)), content_type="application/json", headers=headers
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


def _held(reader: uuid.UUID | None, key: uuid.UUID | None) -> list[Round]:
    if key is not None:
        return held(key=key)
    return held(reader=reader) if reader else []


def _page(name: str, key: uuid.UUID | None) -> str:
    if key is None:
        return reverse(name)
    return reverse({"your_data": "round_data"}.get(name, f"round_{name}"), args=[key])
