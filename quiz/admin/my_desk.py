"""My desk, the first page: what waits for the account that looks at it; below it, ``queues.py``."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.admin import sight
from quiz.admin.requests import may
from quiz.admin.sight import Sight
from quiz.admin.who_sees import Seen, seen
from quiz.editorial import daily, desk
from quiz.models import DailyQuestion, Question, Report, Step
from quiz.privacy.retention import visible_reports

MOST = 6  # rows of a part; the rest is behind its link
LATEST = 3  # of what was published by who looks


@dataclass(frozen=True)
class Row:
    """A question on the desk, and what is said of it there."""

    question: Question
    url: str
    sight: Sight
    step: Step | None = None
    to_do: int = 0
    by: datetime.date | None = None  # its check is to be made again
    run_out: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the page: the first of its rows, and how many there are."""

    rows: Sequence[Any] = ()
    number: int = 0

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True)
class BankRow:
    bank: Any
    url: str
    seen: Seen


@dataclass(frozen=True)
class Today:
    """Today's question, that of tomorrow, and how many stand on the shelf."""

    today: Question | None
    tomorrow: Question | None
    shelf: int


@dataclass(frozen=True)
class Desk:
    on: datetime.date
    waits: Part = field(default_factory=Part)
    sent_back: Part = field(default_factory=Part)
    drafts: Part = field(default_factory=Part)
    with_editor: Part = field(default_factory=Part)
    published: Part = field(default_factory=Part)
    running_out: Part = field(default_factory=Part)
    run_out: int = 0
    reports: Part = field(default_factory=Part)
    today: Today | None = None
    banks: Sequence[BankRow] = ()

    def sentences(self) -> Iterator[str]:
        """What waits, in words."""
        n = self.waits.number
        if n:
            yield ngettext("{n} question waits for you.", "{n} questions wait for you.", n).format(
                n=n
            )
        n = self.sent_back.number
        if n:
            yield ngettext("{n} came back with a note.", "{n} came back with a note.", n).format(
                n=n
            )
        n = self.run_out
        if n:
            yield ngettext(
                "{n} has left the quiz, because nobody compared it with its source in time.",
                "{n} have left the quiz, because nobody compared them with their sources in time.",
                n,
            ).format(n=n)
        n = self.reports.number
        if n:
            yield ngettext(
                "{n} report of a reader is open.", "{n} reports of readers are open.", n
            ).format(n=n)

    @property
    def lead(self) -> str:
        said = " ".join(self.sentences())
        return said or _("No review waits for you, no check has run out and no report is open.")


def my_desk(request: HttpRequest) -> Desk | None:
    """The desk of the user of ``request``; None for who may not see questions."""
    if not may(request, "view_question"):
        return None
    now, on = timezone.now(), timezone.localdate()
    user: Any = request.user
    edits = may(request, "review_question") or may(request, "publish_question")
    mine = Q() if edits else desk.written_by(user)
    due = desk.running_out(on).filter(mine)
    return Desk(
        on=on,
        waits=_waits(user) if edits else Part(),
        sent_back=_sent_back(user),
        drafts=_drafts(user, on),
        with_editor=_with_editor(user, edits),
        published=_published(user),
        running_out=_part(due, lambda question: _row(
            question, by=question.review_by, run_out=question.review_by < on
        )),
        run_out=due.filter(review_by__lt=on).count(),
        reports=_reports(on, mine, user if not edits else None),
        today=_today(on) if may(request, "view_dailyquestion") else None,
        banks=[
            BankRow(bank, reverse("admin:quiz_bank_change", args=[bank.pk]), seen(bank, now))
            for bank in (desk.counted_banks(on) if may(request, "view_bank") else ())
        ],
    )  # fmt: skip


def _row(question: Any, page: str = "change", **said: Any) -> Row:
    url = reverse(f"admin:quiz_question_{page}", args=[question.pk])
    return Row(question, url, sight.of_question(question), **said)


def _part(questions: QuerySet[Any], made: Any) -> Part:
    rows = [made(question) for question in questions[:MOST]]
    return Part(rows, questions.count() if len(rows) == MOST else len(rows))


def _stepped(question: Any) -> Step | None:
    return question.latest_steps[0] if question.latest_steps else None


def _waits(user: Any) -> Part:
    """What ``user`` may review: where four eyes are asked for, not what they alone wrote."""
    found = desk.with_latest_step(desk.by_latest_step(desk.waiting())).order_by("stepped", "pk")
    if settings.FOUR_EYES:
        alone = [q.pk for q in found.prefetch_related("steps") if q.needs_others(user)]
        found = found.exclude(pk__in=alone)
    return _part(found, lambda question: _row(question, "publish", step=_stepped(question)))


def _with_editor(user: Any, edits: bool) -> Part:
    """What an author has handed in, and for an editor what needs somebody else's eyes."""
    if edits and not settings.FOUR_EYES:
        return Part()
    found = desk.with_latest_step(desk.waiting().filter(desk.written_by(user))).order_by("-pk")
    if edits:
        others = [q.pk for q in found.prefetch_related("steps") if q.needs_others(user)]
        found = found.filter(pk__in=others)
    return _part(found, lambda question: _row(question, step=_stepped(question)))


def _sent_back(user: Any) -> Part:
    part = _part(desk.sent_back(user), lambda question: question)
    notes = desk.notes(part.rows)
    rows = [_row(question, step=notes.get(question.pk)) for question in part.rows]
    return Part(rows, part.number)


def _drafts(user: Any, on: datetime.date) -> Part:
    found = desk.with_latest_step(desk.drafts(user))
    return _part(
        found,
        lambda question: _row(question, step=_stepped(question), to_do=desk.to_do(question, on)),
    )


def _published(user: Any) -> Part:
    """The last few; how many there were in all the list of questions counts."""
    rows = [
        _row(question, step=_stepped(question))
        for question in desk.with_latest_step(desk.published(user))[:LATEST]
    ]
    return Part(rows, len(rows))


def _reports(on: datetime.date, mine: Q, author: Any) -> Part:
    """Open reports: for an author those of their own questions."""
    opened = visible_reports(on, Report.objects.filter(state=Report.State.OPEN))
    if author is not None:
        opened = opened.filter(
            turn__version__question__in=Question.objects.filter(mine).values("pk")
        )
    return _part(opened.select_related("turn__version__question"), lambda report: report)


def _today(on: datetime.date) -> Today:
    tomorrow = on + datetime.timedelta(days=1)
    chosen = DailyQuestion.objects.filter(day__in=[on, tomorrow]).select_related("question")
    days = {row.day: row.question for row in chosen}
    return Today(days.get(on), days.get(tomorrow), daily.shelf(on).count())
