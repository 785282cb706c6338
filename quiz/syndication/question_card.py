"""One question in the page of a site that lets a frame run scripts and do nothing else.

Such a frame (WordPress makes them of addresses that it does not know) has no origin, sends no
form, opens no window and stores nothing. So its script asks with one request of another origin,
which carries no cookie and of which nothing is kept: no round, no tally, no row. The answer is
the page again, with the verdict. Where a frame may do more, the card leads on to the embed.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from quiz.core.index import Entry
from quiz.models import Bank, DailyQuestion, Question, Round, Turn
from quiz.play import question_index
from quiz.play.daily import day_row
from quiz.play.day_page import LENGTH, day_url
from quiz.play.feedback import feedback_on
from quiz.play.forms import AnswerForm, answer_form
from quiz.play.home import find_bank
from quiz.play.pages import ShownTurn
from quiz.play.queries import attach_versions, read_banks
from quiz.play.sets import page_at
from quiz.web.caching import ends_by, private, public_today
from quiz.web.rate_limits import Limit, client_network

PRESSED = Limit("card", settings.START_LIMIT, seconds=600)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card is about.

    Its ``title`` is in the bank's words, or in ``ours``. ``url`` is the page on the site and
    ``card_url`` the card's own address. ``askable`` are the questions that it may ask, of which
    it asks the first; ``total`` is how many a round has. ``changes`` is when its bank opens or
    closes next.
    """

    title: str
    bank: Bank
    url: str
    card_url: str
    askable: Sequence[Entry]
    total: int
    open: bool
    changes: datetime.datetime | None
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class CardQuestion(ShownTurn):
    """The question of a card; ``feedback`` is there once it was answered, else ``form`` is."""

    form: AnswerForm | None
    error: str = ""
    level: str = "2"

    @property
    def heard(self) -> str:
        return f"{self.number}-exhibit" if self.exhibit else ""


def in_frame(path: str) -> str:
    """Where the card of the page at ``path`` is."""
    return f"/embed{path}card/"


def of_bank(ref: str) -> Card:
    """The card of a bank, with today's question if that is of it; may raise ``Http404``."""
    now, on = timezone.now(), timezone.localdate()
    bank = find_bank(read_banks(), ref)
    opened = bank.open_at(now)
    index = question_index.index(bank, on)
    return Card(
        title=bank.title,
        bank=bank,
        url=reverse("bank", args=[ref]),
        card_url=in_frame(reverse("bank", args=[ref])),
        askable=_of_shelf(bank, index.entries, on) if opened else (),
        total=min(LENGTH, len(index.by_fact)),
        open=opened,
        changes=bank.changes_after(now),
    )


def of_set(ref: str) -> Card:
    """The card of a set, with its first question that takes one tap; may raise ``Http404``."""
    page = page_at(ref)
    return Card(
        title=page.question_set.title,
        bank=page.bank,
        url=page.url,
        card_url=in_frame(page.url),
        askable=[entry for entry in page.entries if not entry.traits.steps] if page.open else (),
        total=len(page.entries),
        open=page.open,
        changes=page.changes,
    )


def of_day(day: str) -> Card:
    """The card of a day's question; may raise ``Http404``."""
    row = day_row(day)
    return _of_row(row, in_frame(day_url(row.day)))


def of_today() -> Card:
    """The card of today's question, whichever it is; may raise ``Http404``."""
    row = get_object_or_404(
        DailyQuestion.objects.select_related("question"), day=timezone.localdate()
    )
    return _of_row(row, in_frame(reverse("days")))


def _of_row(row: DailyQuestion, card_url: str) -> Card:
    now, on = timezone.now(), timezone.localdate()
    bank = next(bank for bank in read_banks() if bank.pk == row.question.bank_id)
    if bank.stands_at(now) != Bank.State.LISTED:
        raise Http404
    index = question_index.index(bank, on)
    entry = index.of_question.get(row.question_id)
    return Card(
        title=_("Today’s question") if row.day == on else _("A question about your privacy"),
        bank=bank,
        url=day_url(row.day),
        card_url=card_url,
        askable=[entry] if entry and not entry.traits.steps else (),
        total=min(LENGTH, len(index.by_fact)),
        open=True,
        changes=bank.changes_after(now),
        ours=True,
    )


def _of_shelf(bank: Bank, entries: Sequence[Entry], on: datetime.date) -> list[Entry]:
    """What takes one tap: today's question first, then one of the shelf by the day, then others."""
    pressed = [entry for entry in entries if not entry.traits.steps]
    todays = DailyQuestion.objects.filter(day=on).values_list("question", flat=True)
    shelf = Question.objects.filter(bank=bank, hook=True).values_list("pk", flat=True)
    first, hooks = set(todays), set(shelf)
    turned = on.toordinal() % max(len(hooks), 1)
    on_shelf = [entry for entry in pressed if entry.question in hooks]
    order = {e.question: n for n, e in enumerate(on_shelf[turned:] + on_shelf[:turned])}
    return sorted(
        pressed, key=lambda e: (e.question not in first, order.get(e.question, len(order)))
    )


SUBJECTS: dict[str, Callable[..., Card]] = {
    "home": of_today,
    "days": of_today,
    "day": of_day,
    "bank": of_bank,
    "question_set": of_set,
    "embed_bank": of_bank,
    "embed_set": of_set,
    "embed_today": of_today,
    "embed_day": of_day,
}


def _view(subject: Callable[..., Card]) -> Callable[..., HttpResponse]:
    """The view of the cards of one sort. Any origin may press, since no cookie or key counts."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(subject)
    def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if request.method != "POST":
            return _show(request, subject(**kwargs))
        response = _press(request, subject(**kwargs))
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return view


@public_today
def _show(request: HttpRequest, card: Card) -> HttpResponse:
    ends_by(request, card.changes)
    return _page(request, card, _question(card, card.askable[0]) if card.askable else None)


@private
def _press(request: HttpRequest, card: Card) -> HttpResponse:
    """What the answer is worth, and why; nothing of it is kept."""
    version = request.POST.get("version", "")
    entry = next((entry for entry in card.askable if str(entry.version) == version), None)
    if wait := PRESSED.count(client_network(request)):  # also what answers nothing
        said = _("Very many answers came from your network. Please try again in some minutes.")
        response = _not_taken(request, card, entry, said, 429)
        response.headers["Retry-After"] = str(wait)
        return response
    if entry is None:
        said = _("That question is not asked any more. This is the one that is asked now.")
        return _not_taken(request, card, None, said, 409)
    question = _question(card, entry, request.POST)
    return _page(request, card, question, status=422 if question.error else 200)


def _not_taken(
    request: HttpRequest, card: Card, entry: Entry | None, said: str, status: int
) -> HttpResponse:
    """The question again, or the first where it is not asked any more."""
    asked = entry or next(iter(card.askable), None)
    shown = _question(card, asked) if asked else None
    return _page(request, card, shown, said=said if shown else "", status=status)


def _question(card: Card, entry: Entry, sent: Any = None) -> CardQuestion:
    """The question as it is asked, or with what ``sent`` is worth."""
    # The order of the options is made of the version’s number and their texts, for everybody alike.
    blank = Round(bank=card.bank, seed=entry.version)
    turn = Turn(round=blank, version_id=entry.version, position=1)
    attach_versions([turn])
    form = answer_form(turn, sent)
    if sent is None or not form.is_valid():
        return CardQuestion(turn=turn, feedback=None, form=form, error=form.error)
    turn.mark(form.cleaned_data["response"], timezone.localdate())
    return CardQuestion(turn=turn, feedback=feedback_on(turn), form=None)


def _page(
    request: HttpRequest,
    card: Card,
    page: CardQuestion | None,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"card": card, "page": page, "bank": card.bank, "said": said, "swapped": True}
    return render(request, "quiz/question_card.html", context, status=status)


bank_card, set_card = _view(of_bank), _view(of_set)
day_card, today_card = _view(of_day), _view(of_today)
