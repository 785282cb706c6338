"""The shelf, and the questions of the days to come."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from quiz.content import standard
from quiz.core.kinds import KINDS
from quiz.core.shelf import Hook, choose
from quiz.models import Bank, DailyQuestion, Question, Round
from quiz.play.question_index import askable

AHEAD = 14  # days
BACK = 366  # days that are looked at for what was asked lately
ONE_TAP = [name for name, kind in KINDS.items() if kind.one_tap]


def hooks(on: datetime.date) -> QuerySet[Question]:
    """The shelf on the day ``on``, with banks that are to open, in the order of their banks."""
    found = askable(on).filter(hook=True, live_version__kind__in=ONE_TAP)
    return found.filter(bank__state=Bank.State.LISTED).order_by("bank__order", "bank__ref", "pk")


def shelf(on: datetime.date) -> QuerySet[Question]:
    """The questions that may be the day ``on``'s own: their banks are listed all through it."""
    begins: Any = {"bank__opens_at__date": on, "bank__opens_at__time": datetime.time()}
    opened = Q(bank__opens_at=None) | Q(bank__opens_at__date__lt=on) | Q(**begins)
    return hooks(on).filter(opened, Q(bank__closes_at=None) | Q(bank__closes_at__date__gt=on))


def may_be_asked(question: Any, day: datetime.date) -> bool:
    """Whether one of ``hooks``, with its ``review_by`` and its bank, may be asked on ``day``."""
    retired = question.retire_on is not None and question.retire_on <= day
    return not retired and bool(question.review_by >= day) and question.bank.listed_through(day)


def plan_days(today: datetime.date) -> list[tuple[datetime.date, str]]:
    """Choose a question for ``today`` and each day of the next fortnight that has none.

    A later day gets another where its question is no longer on the shelf or will not be there by
    then; that of today stays, whatever became of it. Returns what was chosen: days and refs.
    """
    found = {question.pk: question for question in hooks(today).select_related("bank")}
    since = today - datetime.timedelta(days=BACK)
    rows = DailyQuestion.objects.filter(day__gte=since).select_related("question")
    known = {row.day: row.question for row in rows}
    asked = {day: _hook(question) for day, question in known.items()}
    made = []
    for day in (today + datetime.timedelta(days=n) for n in range(AHEAD + 1)):
        chosen = known.get(day)
        if chosen and (day == today or _is_there(found.get(chosen.pk), day)):
            continue
        others = {other: hook for other, hook in asked.items() if other != day}
        there = [_hook(question) for question in found.values() if may_be_asked(question, day)]
        if (best := choose(there, others, day)) is None:
            continue
        asked[day] = best
        if _put(day, best.question, chosen):
            made.append((day, found[best.question].ref))
    return made


def _hook(question: Question) -> Hook:
    return Hook(question.pk, question.fact_id, question.topic_id or 0)


def _is_there(question: Question | None, day: datetime.date) -> bool:
    return question is not None and may_be_asked(question, day)


def unasked(rows: QuerySet[DailyQuestion]) -> QuerySet[DailyQuestion]:
    """Those of ``rows`` with which no round has begun.

    A day that is to come has been there already where the clock or the zone was put back.
    """
    return rows.exclude(Exists(Round.objects.filter(today=OuterRef("pk"))))


def _put(day: datetime.date, question: int, before: Question | None) -> bool:
    """Make the question that of ``day``, unless somebody else has chosen meanwhile."""
    if before is not None:
        rows = DailyQuestion.objects.filter(day=day, question=before)
        return bool(unasked(rows).update(question=question))
    given = {"question_id": question}
    return DailyQuestion.objects.get_or_create(day=day, defaults=given)[1]


def not_for_a_day(question: Question) -> list[Any]:
    """Why a question can be no day's own at all, in sentences; empty where it can."""
    version = question.live_version
    if question.state != Question.State.LIVE or version is None:
        return [_("Readers are not asked it: publish it first.")]
    said = [] if question.hook else list(standard.off_the_shelf(version.kind, version.content))
    if version.kind not in ONE_TAP and question.hook:
        said.append(_("It takes more than one tap."))
    if question.bank.state != Bank.State.LISTED:
        said.append(_("Its bank is not listed, so the first page shows none of its questions."))
    return said


@dataclass(frozen=True)
class Planned:
    """A day to come, with the question that is planned for it, if there is one."""

    day: datetime.date
    question: Question | None


def coming(today: datetime.date) -> list[Planned]:
    """The fortnight after ``today``; one query."""
    days = [today + datetime.timedelta(days=n) for n in range(1, AHEAD + 1)]
    rows = DailyQuestion.objects.filter(day__in=days).select_related("question")
    known = {row.day: row.question for row in rows}
    return [Planned(day, known.get(day)) for day in days]


def give_day(question: Question, day: datetime.date) -> bool:
    """Make ``question``, put on the shelf, that of ``day``; False if that day has been there."""
    if not question.hook:
        question.hook = True
        question.save(update_fields=["hook"])
    row = DailyQuestion.objects.filter(day=day).select_related("question").first()
    if row is not None and row.question_id == question.pk:
        return True
    return _put(day, question.pk, row.question if row else None)
