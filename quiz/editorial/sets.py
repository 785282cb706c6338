"""What an editor does with a set: adds questions, puts them in order, and sees what is left out."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quiz.models import Place, Question, QuestionSet, SetTally
from quiz.play.question_index import askable


@dataclass(frozen=True)
class Placed:
    """A question in a set; ``why_not`` says why it is left out today, or is empty."""

    place: Place
    why_not: str


def placed(question_set: QuestionSet, on: datetime.date) -> list[Placed]:
    """The questions of a set in their order; takes two queries."""
    places = list(question_set.places.select_related("question__topic"))
    there = {
        question.pk: question.fact_id
        for question in askable(on).filter(places__question_set=question_set)
    }
    found, facts = [], set()
    for place in places:
        why_not = _why_not(place.question, place.question_id in there, on)
        if not why_not and there[place.question_id] in facts:
            why_not = _("Another one before it teaches the same, and a round asks that once.")
        facts.add(there.get(place.question_id))
        found.append(Placed(place, str(why_not)))
    return found


def _why_not(question: Question, there: bool, on: datetime.date) -> Any:
    """Why a question may not be asked on the day ``on``."""
    if there:
        return ""
    if question.state == Question.State.RETIRED:
        return _("It is retired.")
    if question.state != Question.State.LIVE:
        return _("It has not been published.")
    if question.retire_on and question.retire_on <= on:
        return _("It retires on {day}.").format(day=date_format(question.retire_on))
    return _("Its check has run out.")


def candidates(question_set: QuestionSet) -> QuerySet[Question]:
    """The questions of its bank that can be added to a set: those not in it, and not retired."""
    inside = question_set.places.values("question")
    found = Question.objects.filter(bank=question_set.bank_id).exclude(pk__in=inside)
    return found.exclude(state=Question.State.RETIRED)


@transaction.atomic
def add(question_set: QuestionSet, questions: Iterable[int]) -> tuple[int, int]:
    """Put questions (ids) at the end of a set, in this order; say how many, and for how many
    there was no room.

    Lock the set first, so that two who add at once get no more in than it holds.
    """
    wanted = list(dict.fromkeys(questions))
    found = sorted(candidates(question_set).filter(pk__in=wanted), key=lambda q: wanted.index(q.pk))
    last = question_set.places.aggregate(last=Max("number"))["last"] or 0
    room = max(0, QuestionSet.MOST - question_set.places.count())
    question_set.places.bulk_create(
        Place(question_set=question_set, question=question, number=last + n)
        for n, question in enumerate(found[:room], start=1)
    )
    return len(found[:room]), len(found[room:])


@transaction.atomic
def arrange(question_set: QuestionSet, wanted: Mapping[int, int | None]) -> None:
    """Give places (ids) the numbers that are ``wanted``; without a number, one goes out.

    Of two that want one number, the one that was moved comes first. They are numbered from 1.
    """
    places = list(question_set.places.all())
    out = [place.pk for place in places if wanted.get(place.pk, place.number) is None]
    question_set.places.filter(pk__in=out).delete()

    def order(place: Place) -> tuple[int, bool, int]:
        number = wanted.get(place.pk, place.number) or 0
        # Moved down, it comes after what stands there: that has gone up by its leaving.
        moved = number != place.number
        return number, (number > place.number) if moved else False, 0 if moved else 1

    stay = sorted((place for place in places if place.pk not in out), key=order)
    for number, place in enumerate(stay, start=1):
        place.number = number
    Place.objects.bulk_update(stay, ["number"])


def played(question_set: QuestionSet) -> int:
    """How many rounds of a set are counted, as far as that is told: it moves in steps of ten."""
    told = SetTally.objects.filter(question_set=question_set).aggregate(n=Sum("shown"))["n"]
    return told or 0
