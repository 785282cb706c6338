"""The home page and the pages of banks: the same for everybody, and kept by caches."""

from collections.abc import Sequence
from hashlib import blake2b

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from quiz.models import Bank, Question, listed, next_change
from quiz.play import lab_cases, question_index, structured_data
from quiz.play.day_page import day_page
from quiz.play.queries import BANK_PARTS, read_banks, read_home
from quiz.web.caching import ends_by, public_today
from quiz.web.static import build_fingerprint

LENGTHS = (5, 10, 20)  # questions of a round, as a bank offers them


def find_bank(banks: Sequence[Bank], ref: str) -> Bank:
    """The one of ``banks`` with this ``ref``; raises ``Http404`` if readers know of none."""
    now = timezone.now()
    for bank in banks:
        if bank.ref == ref and bank.stands_at(now) != Bank.State.DRAFT:
            return bank
    raise Http404


def is_being_checked(bank: Bank) -> bool:
    """Whether a bank that can ask nothing has live questions, so that their checks ran out."""
    return bank.questions.filter(state=Question.State.LIVE).exists()


def _etag(request: HttpRequest, ref: str = "") -> str | None:
    """A hash of what the home page and the pages of banks are made of.

    Whoever has that page already is told so after one query, without it being made.
    """
    now, todays = timezone.now(), None
    if ref:
        banks = read_banks()
    else:
        banks, todays = read_home(timezone.localdate())
    ends_by(request, next_change(banks, now))
    states = {bank.ref: bank.stands_at(now) for bank in banks}
    if ref and states.get(ref, Bank.State.DRAFT) == Bank.State.DRAFT:
        return None
    shown = [
        [states[bank.ref], *(getattr(bank, name) for name in BANK_PARTS)]
        for bank in banks
        if bank.ref == ref or states[bank.ref] == Bank.State.LISTED
    ]
    asked = (todays.row, todays.question) if todays else None
    publisher = settings.PUBLISHER, settings.CONTACT
    made_of = repr((build_fingerprint(), publisher, timezone.localdate(), ref, shown, asked))
    return f'"{blake2b(made_of.encode(), digest_size=8).hexdigest()}"'


@require_safe
@public_today
@condition(etag_func=_etag)
def home(request: HttpRequest) -> HttpResponse:
    now, on = timezone.now(), timezone.localdate()
    banks, todays = read_home(on)
    ends_by(request, next_change(banks, now))
    banks = listed(banks, now)
    if todays and todays.bank not in banks:
        todays = None
    counted = [(bank, len(question_index.index(bank, on).by_fact)) for bank in banks]
    first, live = next((each for each in counted if each[1]), (banks[0] if banks else None, 0))
    checking = [bank.pk for bank, n in counted if not n and is_being_checked(bank)]
    context = {
        "banks": counted,
        "bank": first,
        "live": live,
        "checking": checking,
        "page": todays and day_page(todays, on, on),
    }
    return render(request, "quiz/home.html", context)


@require_safe
@public_today
@condition(etag_func=_etag)
def bank(request: HttpRequest, ref: str) -> HttpResponse:
    now, banks = timezone.now(), read_banks()
    ends_by(request, next_change(banks, now))
    bank = find_bank(banks, ref)
    others = [other for other in listed(banks, now) if other is not bank]
    if not bank.open_at(now):
        return render(request, "quiz/closed.html", {"bank": bank, "banks": others})
    index = question_index.index(bank, timezone.localdate())
    # In how many words one is asked is not said: a round asks it once, so it counts once.
    facts = len(index.by_fact)
    topics = [
        (topic, index.facts[topic.pk]) for topic in bank.topics.all() if topic.pk in index.facts
    ]
    context = {
        "bank": bank,
        "topics": topics,
        "structured_data": structured_data.of_bank(
            request, bank, [topic for topic, _facts in topics]
        ),
        "in_several": index.in_several,
        "lab": any(topic.ref in lab_cases.TOPICS for topic, _facts in topics),
        "live": facts,
        "lengths": [n for n in LENGTHS if n <= facts] or ([facts] if facts else []),
        "checking": not facts and is_being_checked(bank),
        "articles": bank.articles.filter(linked=True),
        "banks": others,
    }
    return render(request, "quiz/bank.html", context)
