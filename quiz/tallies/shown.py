"""When what is told of readers' answers moves: with so many more at once, or not at all.

Answers are counted with those of twenty readers of a bank (``counting.TOGETHER``), but of these
one alone may be to some question, or have played so many. So what readers see is a copy: the
counts of a question, or the scores of rounds of one length, as they stood when the last
``STEP`` or more had come in. In between, every look is the same. What is published for anybody
to collect is another copy, which moves with ``PUBLISHED_STEP`` more.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from quiz.models import ScoreTally, SetTally, Tally

SHOWN_FROM = 50  # answers to a question, or rounds of a length
STEP = 10  # of these, by which what is shown falls behind before it moves
PUBLISHED_STEP = 50  # of these, by which what is published does


def bring_up() -> None:
    """Tell what is counted, wherever that has become enough. The housekeeping calls it."""
    answers = Tally.objects.filter(simulated=False)
    scores = ScoreTally.objects.filter(simulated=False)
    _bring_up(answers, ["version"], STEP, shown=F("n"), shown_points=F("points"))
    _bring_up(scores, ["bank", "length"], STEP, shown=F("n"))
    _bring_up(SetTally.objects.all(), ["question_set", "asked"], STEP, shown=F("n"))
    step = PUBLISHED_STEP
    _bring_up(answers, ["version"], step, published=F("n"), published_points=F("points"))
    _bring_up(scores, ["bank", "length"], step, published=F("n"))


def _bring_up(real: QuerySet[Any], apart: list[str], step: int, **copied: F) -> None:
    """Copy the counts of those rows of ``real`` that agree in ``apart`` and have enough to move.

    The first of the columns ``copied`` has the number of answers that were copied before.
    """
    told = next(iter(copied))
    sums = real.order_by().values(*apart).annotate(counted=Sum("n"), told=Sum(told))
    enough = Q(counted__gte=SHOWN_FROM) & Q(counted__gte=F("told") + step)
    for which in sums.filter(enough).order_by(*apart).values(*apart):
        _copy(real.filter(**which).order_by(*real.model.UNIQUE), copied, step)


@transaction.atomic
def _copy(rows: QuerySet[Any], copied: dict[str, F], step: int) -> None:
    """Copy all of ``rows`` or none; they are locked in the order in which counting writes them."""
    told = next(iter(copied))
    locked = list(rows.select_for_update())
    # Another process may have copied them meanwhile, or counted an answer that is the first
    # of its kind. Then the next housekeeping sees to it.
    moved = sum(row.n - getattr(row, told) for row in locked) >= step
    if moved and not rows.exclude(pk__in=[row.pk for row in locked]).exists():
        rows.filter(pk__in=[row.pk for row in locked]).update(**copied)
