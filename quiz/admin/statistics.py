"""What is counted of questions and banks: the pages that show it, in figures and in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from quiz.admin.base import ReadOnlyAdmin
from quiz.admin.charts import AnswerCount, Histogram, answer_counts, distribution, histogram
from quiz.admin.requests import EditorRequest, may
from quiz.admin.statistics_csv import counted_answers, csv_rows, end_rows
from quiz.core.item_statistics import FULL, LEAST, Answers, Item, Scores
from quiz.core.kinds import Kind
from quiz.models import Bank, Question, ScoreTally, Tally, Version
from quiz.tallies import counting, ends, queries
from quiz.tallies.advice import Advice, advice

LISTED = 10  # questions in each list of a bank
LOOKED_AT = 500  # questions of a bank, those answered most, whose answers are read one by one


@dataclass(frozen=True)
class Line:
    """A question in a bank's lists, with what is counted of its live version."""

    question: Question
    answers: Answers
    unsure: int

    @property
    def missed(self) -> int:
        """How many points were missed, in whole points."""
        return self.answers.n - round(self.answers.points / FULL)

    # By what the lists are sorted; questions that are level, by their refs.

    def by_facility(self) -> tuple[float, str]:
        return self.answers.facility or 0, self.question.ref

    def by_missed(self) -> tuple[int, str]:
        return self.missed, self.question.ref

    def by_answers(self) -> tuple[int, str]:
        return self.answers.n, self.question.ref


@dataclass(frozen=True)
class OverviewPage:
    banks: list[tuple[Bank, int, int]]  # each with its whole rounds and its answers
    any_simulated: bool


@dataclass(frozen=True)
class BankPage:
    bank: Bank
    live: int  # questions
    known: int  # questions with enough answers for figures
    answers: int
    scores: list[tuple[int, Scores, Histogram]]  # for each length of rounds
    lists: list[tuple[str, list[Line]]]
    advised: list[tuple[Question, list[Advice]]]
    looked_at: int  # how many were, where it was not all of them; else 0
    months: list[ends.Month]  # how far rounds got; none of simulated ones

    @property
    def left_after(self) -> list[int]:
        """After how many answers any round of these months was left."""
        return sorted({answered for month in self.months for answered in month.left})


@dataclass(frozen=True)
class VersionPage:
    """The statistics of a question, in one of its versions."""

    version: Version
    item: Item
    advice: list[Advice]
    answer_counts: list[AnswerCount]
    histogram: Histogram | None
    task: Kind
    versions: list[tuple[Version, Item]]
    corrected: bool


@admin.register(Tally)
class StatisticsAdmin(ReadOnlyAdmin[Tally]):
    """Pages of their own in the place of a list of rows, open to all who may see questions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, "view_question")

    def has_view_permission(self, request: HttpRequest, obj: Tally | None = None) -> bool:
        return self.has_module_permission(request)

    def get_urls(self) -> list[URLPattern]:
        view = self._view
        return [
            path("", view(self.overview), name="quiz_tally_changelist"),
            path("bank/<int:pk>/", view(self.bank), name="quiz_tally_bank"),
            path("bank/<int:pk>/csv/", view(self.file), name="quiz_tally_csv"),
            path("bank/<int:pk>/rounds/csv/", view(self.ends_file), name="quiz_tally_ends_csv"),
            path("question/<int:pk>/", view(self.question), name="quiz_tally_question"),
        ]

    def _view(self, page: Callable[..., Any]) -> Callable[..., Any]:
        """``page`` behind the desk's door, for those who may see questions."""

        @wraps(page)
        def view(request: EditorRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return page(request, *args, **kwargs)

        return self.admin_site.admin_view(view)

    def _render(
        self, request: EditorRequest, template: str, title: str, **shown: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "simulated": _simulated(request),
            "least": LEAST,
            "together": counting.TOGETHER,
            "days": settings.RETENTION_DAYS,
            **shown,
        }
        return render(request, f"admin/quiz/tally/{template}.html", context)

    def overview(self, request: EditorRequest) -> HttpResponse:
        simulated = _simulated(request)
        answers = dict(
            Tally.objects.filter(simulated=simulated)
            .order_by()
            .values_list("version__question__bank")
            .annotate(n=Sum("n"))
        )
        rounds = dict(
            ScoreTally.objects.filter(simulated=simulated)
            .order_by()
            .values_list("bank")
            .annotate(n=Sum("n"))
        )
        page = OverviewPage(
            banks=[
                (bank, rounds.get(bank.pk, 0), answers.get(bank.pk, 0))
                for bank in Bank.objects.all()
            ],
            any_simulated=Tally.objects.filter(simulated=True).exists(),
        )
        return self._render(request, "overview", _("Statistics"), **vars(page))

    def bank(self, request: EditorRequest, pk: int) -> HttpResponse:
        bank = get_object_or_404(Bank, pk=pk)
        page = _bank_page(bank, _simulated(request))
        title = _("Statistics of “%(bank)s”") % {"bank": bank}
        shown = {"left_after": page.left_after, "shown_from": ends.SHOWN_FROM}
        return self._render(request, "bank", title, **vars(page), **shown)

    def question(self, request: EditorRequest, pk: int) -> HttpResponse:
        question = get_object_or_404(Question.objects.select_related("bank"), pk=pk)
        versions = list(question.versions.order_by("-number"))
        wanted = request.GET.get("version", "")
        found = [version for version in versions if wanted in ("", str(version.number))]
        if wanted and not found:
            raise Http404
        shown: dict[str, Any] = {"question": question, "bank": question.bank}
        items = queries.items_by_version(versions, simulated=_simulated(request))
        if found:
            shown |= vars(_version_page(found[0], versions, items))
        return self._render(request, "question", str(question), **shown)

    def file(self, request: EditorRequest, pk: int) -> StreamingHttpResponse:
        simulated = _simulated(request)
        bank = get_object_or_404(Bank, pk=pk)
        name = f"{bank.ref}-{'simulated-' if simulated else ''}statistics.csv"
        return _csv(name, csv_rows(bank, simulated))

    def ends_file(self, request: EditorRequest, pk: int) -> StreamingHttpResponse:
        bank = get_object_or_404(Bank, pk=pk)
        return _csv(f"{bank.ref}-rounds.csv", end_rows(bank))


def _csv(name: str, rows: Iterator[str]) -> StreamingHttpResponse:
    """``rows`` as a file to download."""
    return StreamingHttpResponse(
        rows,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def statistics(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The link on a question's page leads to its page here."""
    return redirect("admin:quiz_tally_question", question.pk)


def _simulated(request: HttpRequest) -> bool:
    return "simulated" in request.GET


def _bank_page(bank: Bank, simulated: bool) -> BankPage:
    lines = _lines(bank, simulated)
    known = [line for line in lines if line.answers.facility is not None]
    by_facility = sorted(known, key=Line.by_facility)
    by_length = queries.scores_by_length(bank, simulated=simulated)
    return BankPage(
        bank=bank,
        live=len(lines),
        known=len(known),
        answers=sum(line.answers.n for line in lines),
        scores=[(n, scores, histogram(scores)) for n, scores in sorted(by_length.items())],
        lists=[
            (_("Hardest"), by_facility[:LISTED]),
            (_("Easiest"), by_facility[::-1][:LISTED]),
            (_("Most missed"), sorted(known, key=Line.by_missed, reverse=True)[:LISTED]),
            (_("Least used"), sorted(lines, key=Line.by_answers)[:LISTED]),
        ],
        advised=_advised(sorted(known, key=Line.by_answers)[-LOOKED_AT:], simulated),
        looked_at=LOOKED_AT if len(known) > LOOKED_AT else 0,
        months=[] if simulated else ends.months(bank),
    )


def _lines(bank: Bank, simulated: bool) -> list[Line]:
    """The live questions of a bank, with what is counted of their live versions."""
    live = Question.objects.filter(bank=bank, state=Question.State.LIVE)
    questions = live.only("ref", "prompt", "kind", "live_version_id").order_by("ref")
    counted = queries.totals_by_version(counted_answers(bank, simulated))
    nothing = Answers(), 0
    return [
        Line(question, *counted.get(question.live_version_id or 0, nothing))
        for question in questions
    ]


def _advised(lines: list[Line], simulated: bool) -> list[tuple[Question, list[Advice]]]:
    """The questions about which there is something to say, the gravest first."""
    by_version = {line.question.live_version_id or 0: line.question for line in lines}
    versions = Version.objects.filter(pk__in=by_version)
    items = queries.items_by_version(versions, simulated=simulated)
    said = [
        (by_version[version.pk], list(advice(version, items[version.pk]))) for version in versions
    ]
    order = {"warning": 0, "info": 1}
    return sorted(
        ((question, some) for question, some in said if some),
        key=lambda pair: (order[pair[1][0].level], pair[0].ref),
    )


def _version_page(version: Version, versions: list[Version], items: dict[int, Item]) -> VersionPage:
    item = items[version.pk]
    return VersionPage(
        version=version,
        item=item,
        advice=list(advice(version, item)),
        answer_counts=list(answer_counts(version, item)),
        histogram=distribution(version, item),
        task=version.task,
        versions=[(other, items[other.pk]) for other in versions],
        corrected=Tally.objects.filter(version=version, regraded__isnull=False).exists(),
    )
