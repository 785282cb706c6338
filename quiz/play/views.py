"""Which page answers which request.

A turn has one view, one address and one template, with and without htmx: the
fragment is the part of the page called ``turn``. Whoever knows a round's key
may play it, so these views look at no cookie; only starting a round and the
scores page do.
"""

import uuid
from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    condition,
    require_http_methods,
    require_POST,
    require_safe,
)

from quiz.core import sampling
from quiz.models import Bank, Rendition, Round, Topic, Turn, address
from quiz.play import question_index
from quiz.play.forms import answer_form
from quiz.play.pages import following, outcome, sheet, turns_of
from quiz.play.queries import BANK_PARTS, give_versions, read_banks
from quiz.privacy import about_us
from quiz.privacy.readers import reader_for, reader_of
from quiz.privacy.records import PAGE, held_for, record, totals, written
from quiz.privacy.retention import kept
from quiz.web.caching import private, public
from quiz.web.errors import bad_request, too_many
from quiz.web.middleware import from_here
from quiz.web.rate_limits import Limit, client_network
from quiz.web.requests import Request
from quiz.web.static import build_fingerprint

LENGTHS = (5, 10, 20)
LENGTH = 10
STARTS = Limit("start", settings.START_LIMIT, seconds=600)


def _bank(banks: list[Bank], ref: str) -> Bank:
    for bank in banks:
        if bank.ref == ref:
            return bank
    raise Http404


def state(request: HttpRequest, ref: str = "") -> str | None:
    """What the home page and the pages of banks are made of, as an entity tag.

    Whoever has it already is told so by one query and without the page being made.
    """
    banks = read_banks()
    if ref and ref not in {bank.ref for bank in banks}:
        return None
    said = [[getattr(bank, name) for name in BANK_PARTS] for bank in banks]
    made_of = repr((build_fingerprint(), timezone.localdate(), ref, said))
    return f'"{blake2b(made_of.encode(), digest_size=8).hexdigest()}"'


@require_safe
@public
@condition(etag_func=state)
def home(request: HttpRequest) -> HttpResponse:
    banks = [
        (bank, len(question_index.index(bank, timezone.localdate()).entries))
        for bank in read_banks()
    ]
    first, live = banks[0] if banks else (None, 0)
    return render(request, "quiz/home.html", {"banks": banks, "bank": first, "live": live})


@require_safe
@public
@condition(etag_func=state)
def bank(request: HttpRequest, ref: str) -> HttpResponse:
    banks = read_banks()
    found = _bank(banks, ref)
    index = question_index.index(found, timezone.localdate())
    facts = len(index.by_fact)
    context = {
        "bank": found,
        "topics": [
            (topic, len({entry.fact for entry in index.by_topic[topic.pk]}))
            for topic in found.topics.all()
            if topic.pk in index.by_topic
        ],
        "live": len(index.entries),
        "lengths": [n for n in LENGTHS if n <= facts] or ([facts] if facts else []),
        "banks": [other for other in banks if other is not found],
    }
    return render(request, "quiz/bank.html", context)


@csrf_exempt
@require_POST
@private
@from_here
def start(request: HttpRequest, ref: str) -> HttpResponse:
    """Draw a round and lead to its first turn."""
    found = _bank(read_banks(), ref)
    topic_ref = request.POST.get("topic")
    number = request.POST.get("number") or str(LENGTH)
    if number not in {str(n) for n in range(1, max(LENGTHS) + 1)}:
        return bad_request(request, _("A round has 5, 10 or 20 questions. Please choose one."))
    topic = None
    if topic_ref:
        topic = next((each for each in found.topics.all() if each.ref == topic_ref), None)
        if topic is None:
            return bad_request(request, _("This bank has no such topic. Please choose another."))
    met = _met(found, reader_of(request))
    entries = sampling.draw(
        question_index.index(found, timezone.localdate()),
        int(number),
        topic=topic.pk if topic else None,
        seen=met.questions,
    )
    origin = Round.Origin.TOPIC if topic else Round.Origin.FRESH
    # Who asks for a topic without a number asks for what there is.
    wanted = int(number) if "number" in request.POST or not topic else len(entries)
    repeats = {entry.version for entry in entries if entry.fact in met.facts}
    return _begin(request, found, entries, origin, wanted=wanted, topic=topic, repeats=repeats)


def _met(of: Bank, reader: uuid.UUID | None) -> question_index.Met:
    """What this browser has met of a bank; nothing is known of one without a cookie."""
    if reader is None:
        return question_index.Met({}, ())
    return question_index.met(kept(timezone.localdate()).filter(bank=of, reader=reader))


def _begin(
    request: HttpRequest,
    of: Bank,
    entries: Sequence[sampling.Entry],
    origin: str,
    *,
    wanted: int,
    topic: Topic | None = None,
    repeats: Collection[int] = (),
) -> HttpResponse:
    """Start a round of what was drawn, or say why there is none."""
    if not entries:
        return render(request, "quiz/rechecking.html", {"bank": of}, status=503)
    if wait := STARTS.count(client_network(request)):
        said = _("Very many rounds were started from your network in the last minutes.")
        again = {name: request.POST[name] for name in ("number", "topic") if name in request.POST}
        return too_many(request, wait, "429.html", {"said": said, "again": again})
    fresh = Round.begin(
        [entry.version for entry in entries],
        repeats=repeats,
        bank=of,
        topic=topic,
        origin=origin,
        reader=reader_for(request),
        wanted=wanted,
        started_on=timezone.localdate(),
    )
    return redirect(address("turn", fresh, 1))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def turn(request: Request, key: uuid.UUID, position: int) -> HttpResponse:
    """One question: asked, answered, or refused with a reason."""
    turns = turns_of(key, timezone.localdate())
    if not 1 <= position <= len(turns):
        raise Http404
    at = turns[position - 1]
    posted = request.method == "POST"
    # What comes next is shown with an answer, and is not looked for before.
    then = following(turns, at) if posted or at.answered else None
    give_versions(at, then)
    form = answer_form(at, request.POST if posted else None)
    stands = at.answered and "kept" in request.GET
    status = 200
    if posted and (at.answered or at.round.finished_on is None):
        if form.is_valid():
            response = form.cleaned_data["response"]
            try:
                stands = not at.answer(response, timezone.localdate()) and at.response != response
            except Turn.DoesNotExist:  # erased while this answer was on its way
                raise Http404 from None
            # After every answer: of several at once none knows from ``turns`` that it is the last.
            at.round.finish(timezone.localdate())
        elif not at.answered:
            status = 422
    if posted and status == 200 and not request.htmx:
        said = "?kept" if stands else ""
        return redirect(f"{address('turn', at.round, position)}{said}#verdict")
    whole = not request.htmx or request.htmx.history_restore_request
    shown = sheet(turns, at, form, then, stands=stands) | {"twice": "twice" in request.GET}
    page = {"sheet": shown, "bank": at.round.bank}
    template = "quiz/turn.html" if whole else "quiz/turn.html#turn"
    response = render(request, template, page, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@csrf_exempt
@require_POST
@private
@from_here
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End the round as it stands; what was answered is scored."""
    turns = turns_of(key, timezone.localdate())
    turns[0].round.finish(timezone.localdate(), early=True)
    return redirect(address("result", turns[0].round))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def result(request: Request, key: uuid.UUID) -> HttpResponse:
    """What a round came to; a POST answers the question about us, and nothing is kept of it."""
    turns = turns_of(key, timezone.localdate())
    played = turns[0].round
    unanswered = [turn for turn in turns if not turn.answered]
    if unanswered and played.finished_on is None:
        return redirect(address("turn", played, unanswered[0].position))
    give_versions(*turns)
    context = outcome(turns, request.GET.get("answer", ""))
    context |= {"url": address("result", played), "about_us": about_us.OPTIONS}
    if request.method == "POST":
        context |= _looked_up(request, played)
    template = "quiz/result.html#about_us" if request.htmx else "quiz/result.html"
    return render(request, template, context)


def _looked_up(request: HttpRequest, played: Round) -> dict[str, Any]:
    """The answer to the question about us, read from what is held of who asks."""
    rounds, reader = held_for(request, played)
    shown, in_all = record(rounds[:PAGE], reader), totals(rounds)
    ticked = request.POST.getlist("recorded")
    return {
        "about_us_rows": about_us.rows(shown, ticked, about_us.within(in_all)),
        "record": written(shown),
        "own": reader is not None,
        "newest": len(shown["rounds"]),
        "in_all": in_all,
    }


@csrf_exempt
@require_POST
@private
@from_here
def practise(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Start a round over the facts that were missed, in other words where there are some."""
    turns = turns_of(key, timezone.localdate())
    give_versions(*turns)
    played = turns[0].round
    missed = [turn for turn in turns if turn.answered and turn.verdict != "right"]
    if not missed:
        return redirect(address("result", played))
    met = _met(played.bank, reader_of(request))
    entries = sampling.variants(
        question_index.index(played.bank, timezone.localdate()),
        [(turn.version.question_id, turn.version.question.fact_id) for turn in missed],
        met.questions,
    )
    return _begin(request, played.bank, entries, Round.Origin.PRACTICE, wanted=len(missed))


@require_safe
@public
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "quiz/rules.html")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, digest: str, width: int) -> HttpResponse:
    """A picture in one of its widths. Its address is made of what it is, so it never changes."""
    rendition = Rendition.objects.filter(picture=digest, width=width).first()
    if rendition is None:
        raise Http404
    return HttpResponse(rendition.data, content_type="image/webp")


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon on a page that names none, such as the admin's."""
    return redirect(static("quiz/icon.svg"), permanent=True)
