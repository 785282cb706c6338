"""The question of a day at its own address, the round that begins with it, and the days before.

A page is answered as it was shown, however old it is: it names its day and the version. A reader
with a cookie has one such round a day, which the database sees to; whoever presses again, in
another tab or later, is led to the answer that stands. Without a cookie each press begins a
round, as every start does.

The rounds are fresh ones and counted as such. A day's question is answered by more readers than
others, but not by others: whoever comes. What each version's figures say, how readers of this
quiz answered it, stays true. They are not balanced in two things. It is always the first question,
when nobody has learnt anything here yet, as the first of every round is; and its options stand in
one order for a day, so what the upper places draw is levelled only over the days on which it is
asked and the rounds that draw it otherwise. Friends may have told each other the answer, which
nothing stored could tell. Scores stay comparable: every fresh round begins with an easy question.
"""

import datetime
import re
import uuid
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from quiz.core import sampling
from quiz.models import Bank, DailyQuestion, Round, Turn, Version, next_change
from quiz.play import question_index, structured_data
from quiz.play.day_page import LENGTH, blank_turn, day_page, refused_page
from quiz.play.forms import answer_form
from quiz.play.queries import Todays, read_banks
from quiz.play.start import begin, met_by
from quiz.privacy.readers import reader_of
from quiz.privacy.retention import visible_rounds
from quiz.web.caching import ends_by, private, public_today
from quiz.web.errors import bad_request
from quiz.web.middleware import from_here

LISTED = 60  # days that the archive goes back


@require_safe
@public_today
def days(request: HttpRequest) -> HttpResponse:
    """The days whose question can still be answered, without answers; today's first."""
    shown = shown_days(request)
    data = structured_data.of_days(request, shown)
    context = {"days": shown, "on": timezone.localdate(), "structured_data": data}
    return render(request, "quiz/days.html", context)


def shown_days(request: HttpRequest) -> list[DailyQuestion]:
    """The days whose question can still be answered, the latest first; caches end with that."""
    now, on = timezone.now(), timezone.localdate()
    rows = DailyQuestion.objects.filter(
        day__lte=on,
        day__gt=on - datetime.timedelta(days=LISTED),
        question__in=question_index.askable(on).values("pk"),
    ).select_related("question__live_version", "question__bank")
    ends_by(request, next_change({row.question.bank for row in rows}, now))
    return [row for row in rows if row.question.bank.stands_at(now) == Bank.State.LISTED]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, day: str) -> HttpResponse:
    """The question of one day; a POST answers it and begins the round."""
    row = day_row(day)
    return _press(request, row) if request.method == "POST" else _show(request, row)


def day_row(day: str) -> DailyQuestion:
    """The row of a day written as 2026-11-22; raises ``Http404`` for one that is not or to come."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.A):
        raise Http404
    try:
        wanted = datetime.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    rows = DailyQuestion.objects.filter(day__lte=timezone.localdate())
    return get_object_or_404(rows.select_related("question"), day=wanted)


def _todays(row: DailyQuestion) -> Todays:
    bank = next(bank for bank in read_banks() if bank.pk == row.question.bank_id)
    return Todays(row.pk, row.question_id, bank)


@public_today
def _show(request: HttpRequest, row: DailyQuestion) -> HttpResponse:
    todays, on, now = _todays(row), timezone.localdate(), timezone.now()
    ends_by(request, todays.bank.changes_after(now))
    listed = todays.bank.stands_at(now) == Bank.State.LISTED
    page = day_page(todays, row.day, on) if listed else None
    context = {
        "page": page,
        "bank": todays.bank if listed else None,
        "day": row.day,
        "on": on,
        "structured_data": page and structured_data.of_day(request, page, todays.bank),
    }
    return render(request, "quiz/day.html", context)


@private
@from_here
def _press(request: HttpRequest, row: DailyQuestion) -> HttpResponse:
    """Begin a round whose first turn is the day's question, answered as it was shown."""
    todays, on = _todays(row), timezone.localdate()
    if todays.bank.stands_at(timezone.now()) != Bank.State.LISTED:
        return _not_asked(request, row, on)
    version = _shown_version(row, request.POST.get("version", ""))
    if version is None:
        return bad_request(
            request,
            _("This page is not the one of that day’s question. Please open it again."),
        )
    turn = blank_turn(todays, version.pk)
    form = answer_form(turn, request.POST)
    if not form.is_valid():
        page = refused_page(todays, form, turn, row.day, on)
        context = {"page": page, "bank": todays.bank, "day": row.day, "on": on}
        return render(request, "quiz/day.html", context, status=422)
    response, reader = form.cleaned_data["response"], reader_of(request)
    if standing := _standing(row, reader, on):
        return _lead_to_answer(standing, response)
    _free(row, reader, on)
    first = question_index.entry_of(turn.version)
    met = met_by(todays.bank, reader)
    entries = sampling.draw(
        question_index.index(todays.bank, on),
        LENGTH,
        first=first,
        seen=met.questions,
        back=met.back,
    )

    def answer(played: Round) -> None:
        asked = played.turns.get(position=1)
        asked.round, asked.version = played, turn.version
        asked.answer(response, on, played.reader)
        played.finish(on)

    try:
        return begin(
            request,
            entries,
            bank=todays.bank,
            answer=answer,
            today=row,
            wanted=len(entries),
            repeats=met.repeats(entries),
            missed=met.missed(entries),
        )
    except IntegrityError:
        # Another tab of this browser was first.
        if standing := _standing(row, reader, on):
            return _lead_to_answer(standing, response)
        raise


def _not_asked(request: HttpRequest, row: DailyQuestion, on: datetime.date) -> HttpResponse:
    """The page that says so, for whoever answers a question whose bank is no longer listed."""
    context = {"page": None, "bank": None, "day": row.day, "on": on}
    return render(request, "quiz/day.html", context, status=409)


def _shown_version(row: DailyQuestion, number: str) -> Version | None:
    """The version that a page of that day may have shown; None if no page did.

    It is one of the day's question, and none had taken its place before that day.
    """
    if not re.fullmatch(r"\d{1,18}", number, re.A):
        return None
    versions = Version.objects.filter(question=row.question_id)
    version = versions.filter(pk=int(number)).first()
    if version is None:
        return None
    replaced = versions.filter(number__gt=version.number, published_on__lt=row.day)
    return None if replaced.exists() else version


def _standing(row: DailyQuestion, reader: uuid.UUID | None, on: datetime.date) -> Turn | None:
    """The turn with which this reader has answered the day's question, if there is one."""
    if reader is None:
        return None
    begun = visible_rounds(on).filter(reader=reader, today=row)
    return Turn.objects.filter(round__in=begun, position=1).select_related("round").first()


def _free(row: DailyQuestion, reader: uuid.UUID | None, on: datetime.date) -> None:
    """Let a round that has expired, and that nobody sees, not stand in the way of a new one."""
    if reader is not None:
        kept = visible_rounds(on).values("pk")
        Round.objects.filter(reader=reader, today=row).exclude(pk__in=kept).update(today=None)


def _lead_to_answer(standing: Turn, response: Any) -> HttpResponse:
    """Where the answer stands; the page says so if another was sent."""
    kept = "" if standing.response == response else "?kept"
    return redirect(f"{standing.get_absolute_url()}{kept}#verdict")
