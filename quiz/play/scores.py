"""The scores page: the rounds of this browser."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, F, Min, RowRange, Sum, Window
from django.db.models.functions import FirstValue, RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quiz.core import scoring
from quiz.models import Bank, Round, Turn
from quiz.play.queries import read_banks
from quiz.play.slices import Slices
from quiz.privacy.readers import MOST, reader_of
from quiz.privacy.retention import visible_rounds
from quiz.web.caching import private

LISTED = 20  # rounds on a page of scores


@dataclass(frozen=True)
class Counted:
    """What the database counts of a round, by its id."""

    pk: int
    bank_id: int
    origin: str
    finished: bool
    points: float
    answered: int
    waiting: int  # questions that are still open

    @property
    def score(self) -> scoring.Score:
        return scoring.Score(self.points, self.answered)

    @property
    def worth_listing(self) -> bool:
        """Not if it was stopped at once, or its turns are just being made."""
        return self.answered > 0 or (self.waiting > 0 and not self.finished)

    @property
    def comparable(self) -> bool:
        """Whether it was drawn from the whole bank, and answered throughout."""
        drawn_from_all = self.origin == Round.Origin.FRESH
        return drawn_from_all and self.finished and self.answered > 0 and not self.waiting


@dataclass(frozen=True)
class Played:
    """A round of this browser, as the scores page shows it."""

    round: Round
    score: scoring.Score
    waiting: int


@dataclass(frozen=True)
class ThenAndNow:
    """How the same facts went when they were first asked, and when last: a slice for each.

    ``worst`` is the verdict on the worst answer before the last one, of each of them.
    """

    then: Slices
    now: Slices
    worst: Sequence[str]

    @property
    def facts(self) -> int:
        return self.then.total

    @property
    def right_then(self) -> int:
        return self.then.states.count("right")

    @property
    def right_now(self) -> int:
        return self.now.states.count("right")

    @property
    def missed(self) -> int:
        """How many were missed at any time before the last."""
        return sum(worst != "right" for worst in self.worst)

    @property
    def mended(self) -> int:
        """How many of these are right now."""
        pairs = zip(self.worst, self.now.states, strict=True)
        return sum(worst != "right" and now == "right" for worst, now in pairs)

    @property
    def lost(self) -> int:
        """How many were right at first and are missed now."""
        pairs = zip(self.then.states, self.now.states, strict=True)
        return sum(then == "right" and now != "right" for then, now in pairs)


@dataclass(frozen=True)
class OfBank:
    """What was reached in a bank, over all its rounds: the best one, and each topic.

    ``again`` is about the facts that were asked more than once; None where there are none.
    """

    bank: Bank
    best: Played | None
    profile: dict[str, scoring.Score]
    again: ThenAndNow | None


@require_safe
@private
def scores(request: HttpRequest) -> HttpResponse:
    """The rounds of this browser: what was reached, and what can be resumed.

    Takes five queries: what there is to count, the rounds that are shown, the topics, the facts
    that were asked again, the banks.
    """
    reader = reader_of(request)
    if reader is None:
        return render(request, "quiz/scores.html", {"cookie": False})
    rounds = visible_rounds(timezone.localdate()).filter(reader=reader)
    counted = _counted(rounds)
    listed = [each for each in counted if each.worth_listing]
    page = Paginator(listed, LISTED).get_page(request.GET.get("page"))
    best = _best(counted)
    shown = _played(rounds, [*page.object_list, *best.values()])
    on_page = [shown[each.pk] for each in page.object_list if each.pk in shown]
    context = {
        "cookie": True,
        "page": page,
        "most": MOST if len(counted) >= MOST else None,
        "finished": [played for played in on_page if played.round.over],
        "unfinished": [played for played in on_page if not played.round.over],
        "by_bank": _by_bank(rounds, {bank: shown.get(each.pk) for bank, each in best.items()}),
    }
    return render(request, "quiz/scores.html", context)


def _counted(rounds: models.QuerySet[Round]) -> list[Counted]:
    """What the database counts of each of ``rounds``, the newest first."""
    answered = Count("turns__answered_on")
    rows = (
        rounds.order_by("-id")
        .values_list("pk", "bank", "origin", "finished_on")
        .annotate(points=Sum("turns__grade"), answered=answered, waiting=Count("turns") - answered)
    )
    return [
        Counted(pk, bank, origin, finished_on is not None, points or 0, answered, waiting)
        for pk, bank, origin, finished_on, points, answered, waiting in rows
    ]


def _best(counted: Sequence[Counted]) -> dict[int, Counted]:
    """The best round of each bank (id), the later one of two that are as good."""
    comparable = [each for each in counted if each.comparable]
    return {each.bank_id: each for each in sorted(comparable, key=lambda c: (c.score.share, c.pk))}


def _played(rounds: models.QuerySet[Round], counted: Sequence[Counted]) -> dict[int, Played]:
    """The rounds that were ``counted``, by id, but for those that are erased meanwhile."""
    if not counted:
        return {}
    found = rounds.select_related("bank", "topic", "question_set").in_bulk(
        [each.pk for each in counted]
    )
    return {
        each.pk: Played(found[each.pk], each.score, each.waiting)
        for each in counted
        if each.pk in found
    }


def _by_bank(rounds: models.QuerySet[Round], best: dict[int, Played | None]) -> list[OfBank]:
    """What all finished ``rounds`` come to, added up by the database, for each bank.

    ``best`` has the best of them by the bank's id.
    """
    profiles: dict[int, dict[str, scoring.Score]] = defaultdict(dict)
    for bank, topic, points, out_of in (
        rounds.filter(finished_on__isnull=False, turns__answered_on__isnull=False)
        .order_by("turns__version__topic__title")
        .values_list("bank", "turns__version__topic__title")
        .annotate(points=Sum("turns__grade"), out_of=Count("turns"))
    ):
        profiles[bank][topic] = scoring.Score(points, out_of)
    if not profiles:
        return []
    again = _then_and_now(rounds)
    return [
        OfBank(bank, best.get(bank.pk), profiles[bank.pk], again.get(bank.pk))
        for bank in read_banks()
        if bank.pk in profiles
    ]


def _then_and_now(rounds: models.QuerySet[Round]) -> dict[int, ThenAndNow]:
    """By the id of a bank, how the facts went that ``rounds`` asked more than once."""
    fact, before = F("version__question__fact"), RowRange(end=-1)
    asked_again = (
        Turn.objects.filter(round__in=rounds, answered_on__isnull=False)
        .annotate(
            times=Window(Count("pk"), partition_by=fact),
            from_last=Window(RowNumber(), partition_by=fact, order_by=F("round_id").desc()),
            then=Window(FirstValue("grade"), partition_by=fact, order_by="round_id"),
            worst=Window(Min("grade"), partition_by=fact, order_by="round_id", frame=before),
        )
        .filter(times__gt=1, from_last=1)
        .order_by("version__question__fact")
        .values_list("round__bank", "then", "grade", "worst")
    )
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for bank, *grades in asked_again:
        found[bank].append(tuple(scoring.verdict(grade, unsure=False) for grade in grades))
    by_bank: dict[int, ThenAndNow] = {}
    for bank, verdicts in found.items():
        then, now, worst = zip(*verdicts, strict=True)
        by_bank[bank] = ThenAndNow(Slices(then), Slices(now), worst)
    return by_bank
