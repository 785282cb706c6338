"""Where an embed begins: a bank, a topic, a set, or the question of today.

From there on a round is played by readers' own pages, at addresses under the embed's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from quiz.models import Bank, DailyQuestion, Topic
from quiz.play import daily, question_index
from quiz.play.home import LENGTHS, find_bank, is_being_checked
from quiz.play.queries import read_banks
from quiz.web.caching import ends_by, public_today


@dataclass(frozen=True, kw_only=True)
class EmbedPage:
    """How an embed of a bank begins, or of one ``topic`` of it.

    ``live`` counts the questions that can be asked, ``lengths`` has the rounds that are offered.
    ``checking`` says that there is none because each waits for its check.
    """

    bank: Bank
    topic: Topic | None
    live: int
    lengths: Sequence[int]
    checking: bool

    @property
    def title(self) -> str:
        return (self.topic or self.bank).title

    @property
    def main_length(self) -> int:
        """The round that is offered first: ten questions, or as many as there are."""
        return max((n for n in self.lengths if n <= 10), default=0)


@require_safe
@public_today
def bank(request: HttpRequest, ref: str) -> HttpResponse:
    """A bank in another site's page: what it is about, and the buttons that begin a round."""
    return _show(request, ref)


@require_safe
@public_today
def topic(request: HttpRequest, ref: str, topic: str) -> HttpResponse:
    """The same of one topic."""
    return _show(request, ref, topic)


def _show(request: HttpRequest, ref: str, topic_ref: str | None = None) -> HttpResponse:
    now, banks = timezone.now(), read_banks()
    bank = find_bank(banks, ref)
    ends_by(request, bank.changes_after(now))
    topic = bank.topics.filter(ref=topic_ref).first() if topic_ref else None
    if topic_ref and topic is None:
        raise Http404
    if not bank.open_at(now):
        return render(request, "quiz/closed.html", {"bank": bank})
    index = question_index.index(bank, timezone.localdate(now))
    # A round asks a fact once, in one of its wordings.
    live = index.facts.get(topic.pk, 0) if topic else len(index.by_fact)
    page = EmbedPage(
        bank=bank,
        topic=topic,
        live=live,
        lengths=[n for n in LENGTHS if n <= live] or ([live] if live else []),
        checking=not live and is_being_checked(bank),
    )
    return render(request, "quiz/embed.html", {"page": page, "bank": bank})


@csrf_exempt
def today(request: HttpRequest) -> HttpResponse:
    """The question of today, whichever it is; the page says so if there is none."""
    on = timezone.localdate()
    if DailyQuestion.objects.filter(day=on).exists():
        return daily.day(request, on.isoformat())
    return _none_today(request)


@require_safe
@public_today
def _none_today(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    return render(request, "quiz/day.html", {"page": None, "bank": None, "day": on, "on": on})
