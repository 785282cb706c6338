"""Sets at their own addresses: what an editor fixed in an order, if it may be asked today."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from quiz.core.index import Entry
from quiz.models import Bank, QuestionSet, Round
from quiz.play import question_index, structured_data
from quiz.play.queries import read_banks
from quiz.play.start import begin, met_by
from quiz.privacy.readers import reader_of
from quiz.web.caching import ends_by, private, public_today
from quiz.web.middleware import from_here


@dataclass(frozen=True, kw_only=True)
class SetPage:
    """A set as it is today.

    ``entries`` are what can be asked of its ``total`` questions, in its order. ``open`` says
    whether a round of it may begin, and ``changes`` when its bank opens or closes next.
    """

    question_set: QuestionSet
    bank: Bank
    total: int
    entries: Sequence[Entry]
    open: bool
    changes: datetime.datetime | None
    url: str
    start_url: str

    @property
    def left_out(self) -> int:
        return self.total - len(self.entries)


def set_page(question_set: QuestionSet, bank: Bank, now: datetime.datetime) -> SetPage:
    """A set of ``bank`` as it is at the moment ``now``; takes a query for its questions.

    What is not live or past its check is left out.
    """
    questions = list(question_set.places.values_list("question", flat=True))
    askable = question_index.index(bank, timezone.localdate(now)).of_question
    dealt: dict[int, Entry] = {}
    for question in questions:
        if entry := askable.get(question):
            dealt.setdefault(entry.fact, entry)  # a round asks a fact once
    return SetPage(
        question_set=question_set,
        bank=bank,
        total=len(questions),
        entries=list(dealt.values()),
        open=question_set.state == QuestionSet.State.UNLISTED and bank.open_at(now),
        changes=bank.changes_after(now),
        url=question_set.get_absolute_url(),
        start_url=reverse("start_set", args=[question_set.ref]),
    )


def page_at(ref: str) -> SetPage:
    """The set at an address; raises ``Http404`` unless readers know of it and of its bank."""
    now = timezone.now()
    known = QuestionSet.objects.exclude(state=QuestionSet.State.DRAFT)
    question_set = get_object_or_404(known, ref=ref)
    bank = next((each for each in read_banks() if each.pk == question_set.bank_id), None)
    if bank is None or bank.stands_at(now) == Bank.State.DRAFT:
        raise Http404
    return set_page(question_set, bank, now)


@require_safe
@public_today
def question_set(request: HttpRequest, ref: str) -> HttpResponse:
    """What a set is about, and the button that begins it: the same for everybody."""
    page = page_at(ref)
    ends_by(request, page.changes)
    data = structured_data.of_set(request, page.question_set, page.bank) if page.open else None
    context = {"page": page, "bank": page.bank, "structured_data": data}
    return render(request, "quiz/question_set.html", context)


@csrf_exempt
@require_POST
@private
@from_here
def start_set(request: HttpRequest, ref: str) -> HttpResponse:
    """Start a round that asks the questions of a set in its order.

    Its answers are counted as those of rounds that were drawn, and its score among those of the
    set, where all of it was new to whoever played.
    """
    page = page_at(ref)
    if not page.open or not page.entries:
        context = {"page": page, "bank": page.bank}
        return render(request, "quiz/question_set.html", context, status=409)
    met = met_by(page.bank, reader_of(request))
    try:
        return begin(
            request,
            page.entries,
            bank=page.bank,
            origin=Round.Origin.SET,
            question_set=page.question_set,
            wanted=page.total,
            repeats=met.repeats(page.entries),
        )
    except IntegrityError:
        # An editor has deleted it meanwhile.
        if not QuestionSet.objects.filter(pk=page.question_set.pk).exists():
            raise Http404 from None
        raise
