"""How a round begins: drawn from a bank, over what was missed, or dealt as in a challenge."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from quiz.core import sampling
from quiz.core.index import Entry
from quiz.models import Bank, Erased, Round, Topic
from quiz.play import question_index
from quiz.play.challenge import NotWhole, challenge_page, not_whole
from quiz.play.day_page import LENGTH
from quiz.play.home import LENGTHS, find_bank
from quiz.play.queries import attach_versions, read_banks
from quiz.play.sitting import Sitting
from quiz.play.whose import own_round
from quiz.privacy.readers import forget, has_most, reader_of, remember
from quiz.privacy.retention import visible_rounds
from quiz.web.caching import private
from quiz.web.embedding import embedding
from quiz.web.errors import bad_request, too_many
from quiz.web.middleware import from_here
from quiz.web.rate_limits import Limit, client_network
from quiz.web.requests import Request

SENT = ("number", "topic", "version", "response", "unsure")  # what a start may have been sent with
STARTS = Limit("start", settings.START_LIMIT, seconds=600)


class StartForm(forms.Form):
    """What a reader asks for: how many questions, and of which topic of the bank, if of one."""

    number = forms.TypedChoiceField(
        choices=[(str(n), n) for n in range(1, max(LENGTHS) + 1)],
        coerce=int,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("A round has 5, 10 or 20 questions. Please choose one."),
        },
    )
    topic = forms.CharField(required=False, strip=False)

    def __init__(self, bank: Bank, data: Any) -> None:
        super().__init__(data)
        self.bank = bank

    def clean_number(self) -> int:
        return self.cleaned_data["number"] or LENGTH

    def clean_topic(self) -> Topic | None:
        ref = self.cleaned_data["topic"]
        if not ref:
            return None
        for topic in self.bank.topics.all():
            if topic.ref == ref:
                return topic
        raise forms.ValidationError(_("This bank has no such topic. Please choose another."))

    def wanted(self, available: int) -> int:
        """How many are asked for; whoever asks for a topic alone asks for what there is."""
        asked: int = self.cleaned_data["number"]
        return available if self.cleaned_data["topic"] and "number" not in self.data else asked

    @property
    def error(self) -> str:
        """The first thing that is wrong."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


@csrf_exempt
@require_POST
@private
@from_here
def start(request: HttpRequest, ref: str) -> HttpResponse:
    """Draw a round and lead to its first turn."""
    bank = find_bank(read_banks(), ref)
    form = StartForm(bank, request.POST)
    if not form.is_valid():
        return bad_request(request, form.error)
    topic, met = form.cleaned_data["topic"], met_by(bank, reader_of(request))
    entries = sampling.draw(
        question_index.index(bank, timezone.localdate()),
        form.cleaned_data["number"],
        topic=topic.pk if topic else None,
        seen=met.questions,
        back=met.back,
    )
    return begin(
        request,
        entries,
        bank=bank,
        topic=topic,
        origin=Round.Origin.TOPIC if topic else Round.Origin.FRESH,
        wanted=form.wanted(len(entries)),
        repeats=met.repeats(entries),
        missed=met.missed(entries),
    )


@csrf_exempt
@require_POST
@private
@from_here
@own_round
def practise(request: Request, sitting: Sitting) -> HttpResponse:
    """Start a round over the facts that were missed, in other words where there are some."""
    attach_versions(sitting.turns)
    bank, missed = sitting.round.bank, sitting.missed
    if not missed:
        return redirect(sitting.round)
    entries = sampling.variants(
        question_index.index(bank, timezone.localdate()),
        [(turn.version.question_id, turn.version.question.fact_id) for turn in missed],
        met_by(bank, reader_of(request)).questions,
    )
    return begin(request, entries, bank=bank, origin=Round.Origin.PRACTICE, wanted=len(missed))


@csrf_exempt
@require_POST
@private
@from_here
def take_up(request: HttpRequest, text: str) -> HttpResponse:
    """Start a round that asks what a challenge asks, as far as that may be asked today.

    It is not counted in the tallies: nobody drew these questions, and answers may have been told.
    """
    try:
        page = challenge_page(text, timezone.localdate())
    except NotWhole:
        return not_whole(request)
    if page.open and not page.entries:
        return render(request, "quiz/challenge.html", {"page": page, "bank": page.bank}, status=409)
    met = met_by(page.bank, reader_of(request))
    return begin(
        request,
        page.entries,
        bank=page.bank,
        origin=Round.Origin.CHALLENGE,
        wanted=page.total,
        challenger_right=page.challenge.right,
        repeats=met.repeats(page.entries),
    )


def met_by(bank: Bank, reader: uuid.UUID | None) -> question_index.Met:
    """What this browser has met of a bank; nothing is known of one without a cookie."""
    if reader is None:
        return question_index.NOTHING
    today = timezone.localdate()
    return question_index.met(visible_rounds(today).filter(bank=bank, reader=reader), today)


def begin(
    request: HttpRequest,
    entries: Sequence[Entry],
    *,
    bank: Bank,
    answer: Callable[[Round], None] | None = None,
    **fields: Any,
) -> HttpResponse:
    """Start a round of what was drawn and lead to its first turn, or say why there is none.

    ``fields`` are those of ``Round.begin``. With ``answer``, which is called in the transaction
    that begins the round, its first turn is answered, and it leads to the verdict.
    """
    if not bank.open_at(timezone.now()):
        return render(request, "quiz/closed.html", {"bank": bank}, status=409)
    if not entries:
        return render(request, "quiz/rechecking.html", {"bank": bank}, status=503)
    again = {name: request.POST[name] for name in SENT if name in request.POST}
    if wait := STARTS.count(client_network(request)):
        said = _("Very many rounds were started from your network in the last minutes.")
        return too_many(request, wait, "429.html", {"said": said, "again": again})
    known, embed = reader_of(request), embedding(request)
    owner = known or uuid.uuid4()
    tied = not embed and (known is None or not has_most(known))
    fields |= {"bank": bank, "reader": owner if tied else None, "started_on": timezone.localdate()}
    if not tied:
        fields["missed"] = None  # whoever has the address of a round that is nobody's may open it
    with transaction.atomic():
        if known and Erased.has(known):
            response = render(request, "quiz/erased.html", {"again": again}, status=409)
            forget(response)
            return response
        versions = [entry.version for entry in entries]
        fresh = Round.begin(versions, claimed=tied and known is not None, **fields)
        fresh.under = embed.under if embed else ""
        if answer:
            answer(fresh)
    response = redirect(f"{fresh.turn_url(1)}{'#verdict' if answer else ''}")
    if not embed:
        remember(response, owner)
    return response
