"""Which questions a bank may ask today, kept in each process, and what a reader has met."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from quiz.core.index import Entry, Index
from quiz.core.kinds import KINDS
from quiz.core.scoring import is_right
from quiz.core.shape import Traits, is_special
from quiz.core.spacing import Answer, missed_on
from quiz.models import Bank, Check, Question, Round, Turn, Version

_indexes: dict[int, tuple[tuple[int, datetime.date], Index]] = {}


def index(bank: Bank, on: datetime.date) -> Index:
    """The index of ``bank`` for the day ``on``: live, and vouched for until then or longer."""
    state = (bank.revision, on)
    kept = _indexes.get(bank.pk)
    if kept and kept[0] == state:
        return kept[1]
    shown = Q(live_version__content__has_key="exhibit") | Q(live_version__picture__isnull=False)
    rows = live(bank, on).annotate(look=shown)
    named = rows.values_list(
        "live_version", "id", "fact", "live_version__topic", "live_version__kind",
        "live_version__content__difficulty", "look", "live_version__content__dimension",
        "live_version__content__jurisdiction",
    )  # fmt: skip
    fresh = Index(
        [
            Entry(version, question, fact, topic, kind, _traits(kind, *said))
            for version, question, fact, topic, kind, *said in named
        ]
    )
    _indexes[bank.pk] = (state, fresh)
    return fresh


def _traits(
    kind: str, level: str | None, look: bool, dimension: str | None, jurisdiction: str | None
) -> Traits:
    """What matters of a question for its place in a round."""
    special = is_special(dimension, jurisdiction)
    return Traits(level or "", not KINDS[kind].one_tap, bool(look), special)


def entry_of(version: Version) -> Entry:
    """A version as it would stand in an index, whether or not it may still be drawn."""
    said = version.content
    look = "exhibit" in said or version.picture_id is not None
    traits = _traits(
        version.kind, said.get("difficulty"), look, said.get("dimension"), said.get("jurisdiction")
    )
    fact, topic = version.question.fact_id, version.topic_id
    return Entry(version.pk, version.question_id, fact, topic, version.kind, traits)


def live(bank: Bank, on: datetime.date) -> QuerySet[Question]:
    """The questions of ``bank`` that may be asked on the day ``on``."""
    return askable(on).filter(bank=bank)


def askable(on: datetime.date) -> QuerySet[Question]:
    """The questions that may be asked on the day ``on``, each with its ``review_by``."""
    return (
        Question.objects.filter(state=Question.State.LIVE)
        .exclude(retire_on__lte=on)
        .annotate(review_by=Check.latest("review_by"))
        .filter(review_by__gte=on)
        .order_by("pk")
    )


class Missed(NamedTuple):
    """What is to come back: the question (id) asked last, and the day of the first miss."""

    question: int
    on: datetime.date


class Met(NamedTuple):
    """What a reader has met: how often each question, which facts, and what of these is due.

    ``due`` is by fact (id), the one that was missed first before others.
    """

    questions: Mapping[int, int]
    facts: Collection[int]
    due: Mapping[int, Missed]

    @property
    def back(self) -> list[tuple[int, int]]:
        """What is to come back, as ``sampling.draw`` takes it."""
        return [(missed.question, fact) for fact, missed in self.due.items()]

    def repeats(self, entries: Iterable[Entry]) -> set[int]:
        """Of these the versions whose fact was met."""
        return {entry.version for entry in entries if entry.fact in self.facts}

    def missed(self, entries: Iterable[Entry]) -> dict[int, datetime.date]:
        """Of these the versions whose fact is due, each with the day on which it was missed."""
        return {e.version: self.due[e.fact].on for e in entries if e.fact in self.due}


NOTHING = Met({}, (), {})


def met(rounds: QuerySet[Round], on: datetime.date) -> Met:
    """What was met in the last of these ``rounds``, and what of it is due on the day ``on``."""
    last = rounds.order_by("-id").values("pk")[:50]
    rows = (
        Turn.objects.filter(round__in=last)
        .order_by("round_id", "position")
        .values_list("version__question__fact_id", "version__question_id", "answered_on", "grade")
    )
    questions: Counter[int] = Counter()
    answers: dict[int, list[Answer]] = {}
    asked: dict[int, int] = {}
    for fact, question, answered_on, grade in rows:
        questions[question] += 1
        of_fact = answers.setdefault(fact, [])
        if answered_on:
            of_fact.append(Answer(answered_on, is_right(grade or 0)))
            asked[fact] = question
    missed = {fact: missed_on(given, on) for fact, given in answers.items()}
    due = [(day, fact) for fact, day in missed.items() if day]
    due.sort(key=itemgetter(0))
    return Met(questions, answers.keys(), {fact: Missed(asked[fact], day) for day, fact in due})
