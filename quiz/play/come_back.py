"""Of a round: what its reader had missed before, and from when on what they missed comes back."""

import datetime
from collections.abc import Mapping, Sequence

from django.utils import timezone

from quiz.core.scoring import is_right
from quiz.core.spacing import Answer, coming_back
from quiz.models import Turn
from quiz.play.sitting import Sitting
from quiz.privacy.retention import shown_until, visible_rounds


def earlier_answers(sitting: Sitting) -> dict[int, list[Answer]]:
    """By fact (id), what its browser answered in earlier rounds to what is asked here again.

    Takes a query where something is, and none elsewhere. Nothing is told of a round that others
    may open.
    """
    played = sitting.round
    facts = [turn.version.question.fact_id for turn in sitting.answered if turn.repeat]
    if not facts or not played.claimed or played.reader is None:
        return {}
    earlier = visible_rounds(timezone.localdate()).filter(reader=played.reader, pk__lt=played.pk)
    rows = (
        Turn.objects.filter(round__in=earlier, version__question__fact__in=facts)
        .order_by("round_id", "position")
        .values_list("version__question__fact_id", "answered_on", "grade")
    )
    found: dict[int, list[Answer]] = {}
    for fact, on, grade in rows:
        if on:
            found.setdefault(fact, []).append(Answer(on, is_right(grade or 0)))
    return found


def missed_before(sitting: Sitting, earlier: Mapping[int, Sequence[Answer]]) -> list[Turn]:
    """The answers to what had been missed in any of the ``earlier_answers``."""
    return [
        turn
        for turn in sitting.answered
        if not all(right for _on, right in earlier.get(turn.version.question.fact_id, ()))
    ]


def back_from(sitting: Sitting, earlier: Mapping[int, Sequence[Answer]]) -> datetime.date | None:
    """The first day on which something missed comes back; None if the round goes before."""
    days = []
    for turn in sitting.missed:
        if turn.answered_on:
            before = earlier.get(turn.version.question.fact_id, ())
            if back := coming_back([*before, Answer(turn.answered_on, right=False)]):
                days.append(back.due)
    return min((day for day in days if day <= shown_until(sitting.round)), default=None)
