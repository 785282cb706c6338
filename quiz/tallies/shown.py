"""When what readers are told of others moves: with ten more answers at once, or not at all.

Answers are counted with those of twenty readers of a bank (``counting.TOGETHER``), but of these
one alone may be to some question, or have played so many. So what readers see is a copy: the
counts of a question, or the scores of rounds of one length, as they stood when the last
``STEP`` or more had come in. In between, every look is the same.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from quiz.models import ScoreTally, SetTally, Tally

SHOWN_FROM = 50  # answers to a question, or rounds of a length
STEP = 10  # of these, by which what is shown falls behind before it moves


def bring_up() -> None:
    """Show what is counted, wherever that has become enough. The housekeeping calls it."""
    answers = Tally.objects.filter(simulated=False)
    _bring_up(answers, ["version"], shown=F("n"), shown_points=F("points"))
    _bring_up(ScoreTally.objects.filter(simulated=False), ["bank", "length"], shown=F("n"))
    _bring_up(SetTally.objects.all(), ["question_set", "asked"], shown=F("n"))


def _bring_up(real: QuerySet[Any], apart: list[str], **copied: F) -> None:
    """Copy the counts of those rows of ``real`` that agree in ``apart`` and have enough to move."""
    sums = real.order_by().values(*apart).annotate(counted=Sum("n"), told=Sum("shown"))
    enough = Q(counted__gte=SHOWN_FROM) & Q(counted__gte=F("told") + STEP)
    for which in sums.filter(enough).order_by(*apart).values(*apart):
        _copy(real.filter(**which).order_by(*real.model.UNIQUE), copied)


@transaction.atomic
def _copy(rows: QuerySet[Any], copied: dict[str, F]) -> None:
    """Copy all of ``rows`` or none; they are locked in the order in which counting writes them."""
    locked = list(rows.select_for_update())
    # Another process may have copied them meanwhile, or counted an answer that is the first
    # of its kind. Then the next housekeeping sees to it.
    moved = sum(row.n - row.shown for row in locked) >= STEP
    if moved and not rows.exclude(pk__in=[row.pk for row in locked]).exists():
        rows.filter(pk__in=[row.pk for row in locked]).update(**copied)
