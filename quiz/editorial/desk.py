"""What lies on an editor's desk: the questions that wait for one account, and why."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from quiz.editorial import freshness
from quiz.editorial.freshness import CheckedQuestion
from quiz.models import Bank, Question, Step

Action = Step.Action
# The steps that settle a review, whatever was written since.
SETTLING = [Action.SUBMITTED, Action.RETURNED, Action.SCHEDULED, Action.PUBLISHED, Action.RETIRED]


def with_latest_step(questions: QuerySet[Any]) -> QuerySet[Any]:
    """``questions`` with ``latest_steps``, a list of the last step of each, with who took it."""
    last = Step.objects.select_related("by").order_by("-id")[:1]
    return questions.prefetch_related(Prefetch("steps", last, to_attr="latest_steps"))


def by_latest_step(questions: QuerySet[Any]) -> QuerySet[Any]:
    """``questions`` with the number of their last step as ``stepped``, so as to sort by it."""
    last = Step.objects.filter(question=OuterRef("pk")).order_by("-id")
    return questions.annotate(stepped=Subquery(last.values("pk")[:1]))


def written_by(user: User) -> Q:
    """The condition that ``user`` has a hand in a question."""
    wrote = Step.objects.filter(action=Action.WROTE, by=user)
    return Q(pk__in=wrote.values("question"))


def waiting() -> QuerySet[Question]:
    """What was submitted, and no editor has approved for a later day."""
    return Question.objects.filter(submitted=True, publish_on=None)


def _settled() -> Subquery:
    steps = Step.objects.filter(question=OuterRef("pk"), action__in=SETTLING).order_by("-id")
    return Subquery(steps.values("pk")[:1])


def sent_back(user: User) -> QuerySet[Any]:
    """What ``user`` has a hand in and somebody left a note on, until it is settled.

    It was sent back, or found changed or asked about while readers are asked it. The note stands
    on the step whose number is ``settled`` or ``noted``.
    """
    returned = Step.objects.filter(action=Action.RETURNED).values("pk")
    mine = Question.objects.filter(written_by(user)).exclude(state="retired")
    mine = mine.annotate(settled=_settled(), noted=Step.note_on("pk"))
    back = Q(submitted=False, settled__in=returned) | Q(noted__isnull=False)
    return by_latest_step(mine.filter(back)).order_by("-stepped")


def notes(questions: Iterable[Any]) -> dict[int, Step]:
    """The steps with the notes on ``questions`` of ``sent_back``, by question."""
    steps = Step.objects.filter(pk__in=[each.noted or each.settled for each in questions])
    return {step.question_id: step for step in steps.select_related("by")}


def drafts(user: User) -> QuerySet[Any]:
    """Drafts of ``user`` that wait for nobody else, with what they lack, the last written first."""
    mine = Question.objects.filter(written_by(user), state="draft", submitted=False)
    mine = mine.filter(publish_on=None).exclude(pk__in=sent_back(user).values("pk"))
    lacking = freshness.with_check(mine).annotate(blocking=F("digest__blocking"))
    return by_latest_step(lacking).order_by("-stepped", "-pk")


def published(user: User) -> QuerySet[Any]:
    """What readers are asked because ``user`` published it, the last first."""
    steps = Step.objects.filter(action=Action.PUBLISHED, by=user)
    mine = Question.objects.filter(state="live", pk__in=steps.values("question"))
    last = steps.filter(question=OuterRef("pk")).order_by("-id")
    return mine.annotate(published=Subquery(last.values("pk")[:1])).order_by("-published")


def to_do(question: Any, on: datetime.date) -> int:
    """How many things a question of ``drafts`` lacks before it can be published."""
    unvouched = question.review_by is None or question.review_by < on
    return (question.blocking or 0) + unvouched


def running_out(on: datetime.date) -> QuerySet[CheckedQuestion]:
    """Live questions whose check has run out or is due within 30 days, the most urgent first."""
    asked = freshness.live_questions().filter(review_by__lte=on + freshness.SOON)
    return asked.order_by("review_by", "pk")


def counted_banks(on: datetime.date) -> list[Any]:
    """All banks, with the numbers of their ``live`` questions, ``drafts`` and ``run_out``."""
    live, draft = Q(questions__state="live"), Q(questions__state="draft")
    banks = list(
        Bank.objects.annotate(
            live=Count("questions", filter=live), drafts=Count("questions", filter=draft)
        )
    )
    overdue = freshness.overdue(freshness.live_questions(), on).order_by().values("bank")
    run_out = dict(overdue.annotate(n=Count("pk")).values_list("bank", "n"))
    for bank in banks:
        bank.run_out = run_out.get(bank.pk, 0)  # type: ignore[attr-defined]
    return banks
