"""What is counted of questions and banks, in figures and in plain words."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from quiz.admin.base import ReadOnlyAdmin
from quiz.admin.charts import answer_counts, distribution, histogram
from quiz.admin.requests import EditorRequest, may
from quiz.core.item_statistics import FULL, LEAST, Answers
from quiz.models import Bank, Question, ScoreTally, Tally, Version
from quiz.tallies import queries
from quiz.tallies.advice import Advice, advice

LISTED = 10  # questions in each list of a bank
LOOKED_AT = 500  # questions of a bank, those answered most, whose answers are read one by one


@dataclass(frozen=True)
class Line:
    """A question and its live version, as a bank's lists and file have it."""

    question: Question
    answers: Answers
    unsure: int

    @property
    def missed(self) -> int:
        """How many points were missed, in whole points."""
        return self.answers.n - round(self.answers.points / FULL)


@admin.register(Tally)
class StatisticsAdmin(ReadOnlyAdmin[Tally]):
    """Pages of their own in the place of a list of rows, open to all who may see questions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, "view_question")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view
        return [
            path("", view(self.overview), name="quiz_tally_changelist"),
            path("bank/<int:pk>/", view(self.bank), name="quiz_tally_bank"),
            path("bank/<int:pk>/csv/", view(self.file), name="quiz_tally_csv"),
            path("question/<int:pk>/", view(self.question), name="quiz_tally_question"),
        ]

    def _context(self, request: HttpRequest, title: str, **context: Any) -> dict[str, Any]:
        """What every page needs; whoever may not see questions is refused here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "simulated": "simulated" in request.GET,
            "least": LEAST,
            **context,
        }

    def overview(self, request: HttpRequest) -> HttpResponse:
        context = self._context(request, _("Statistics"))
        simulated = context["simulated"]
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
        context["banks"] = [
            (bank, rounds.get(bank.pk, 0), answers.get(bank.pk, 0)) for bank in Bank.objects.all()
        ]
        context["any_simulated"] = Tally.objects.filter(simulated=True).exists()
        return render(request, "admin/quiz/tally/overview.html", context)

    def bank(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = self._context(request, _("Statistics"))
        bank = get_object_or_404(Bank, pk=pk)
        simulated = context["simulated"]
        lines = self.lines(bank, simulated)
        by_length = queries.scores_by_length(bank, simulated=simulated)
        known = [line for line in lines if line.answers.facility is not None]
        context |= {
            "title": _("Statistics of “%(bank)s”") % {"bank": bank},
            "bank": bank,
            "live": len(lines),
            "known": len(known),
            "answers": sum(line.answers.n for line in lines),
            "scores": [
                (length, scores, histogram(scores)) for length, scores in sorted(by_length.items())
            ],
            "lists": [
                (_("Hardest"), sorted(known, key=_facility)[:LISTED]),
                (_("Easiest"), sorted(known, key=_facility, reverse=True)[:LISTED]),
                (_("Most missed"), sorted(known, key=_missed, reverse=True)[:LISTED]),
                (_("Least used"), sorted(lines, key=_used)[:LISTED]),
            ],
            "advised": self.advised(sorted(known, key=_used)[-LOOKED_AT:], simulated),
            "looked_at": LOOKED_AT if len(known) > LOOKED_AT else 0,
        }
        return render(request, "admin/quiz/tally/bank.html", context)

    def lines(self, bank: Bank, simulated: bool) -> list[Line]:
        """The live questions of a bank, with what is counted of their live versions."""
        live = Question.objects.filter(bank=bank, state=Question.State.LIVE)
        questions = live.only("ref", "prompt", "kind", "live_version_id").order_by("ref")
        counted = queries.totals_by_version(
            Tally.objects.filter(version__question__bank=bank, simulated=simulated, n__gt=0)
        )
        nothing = Answers(), 0
        return [
            Line(question, *counted.get(question.live_version_id or 0, nothing))
            for question in questions
        ]

    def advised(self, lines: list[Line], simulated: bool) -> list[tuple[Question, list[Advice]]]:
        """The questions about which there is something to say, the gravest first."""
        by_version = {line.question.live_version_id: line.question for line in lines}
        versions = Version.objects.filter(pk__in=[line.question.live_version_id for line in lines])
        found = queries.items_by_version(versions, simulated=simulated)
        said = [
            (by_version[version.pk], list(advice(version, found[version.pk])))
            for version in versions
        ]
        order = {"warning": 0, "info": 1}
        return sorted(
            ((question, some) for question, some in said if some),
            key=lambda pair: (order[pair[1][0].level], pair[0].ref),
        )

    def question(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = self._context(request, _("Statistics"))
        question = get_object_or_404(Question.objects.select_related("bank"), pk=pk)
        versions = list(question.versions.order_by("-number"))
        wanted = request.GET.get("version", "")
        shown = [version for version in versions if str(version.number) == wanted or not wanted]
        if wanted and not shown:
            raise Http404
        found = queries.items_by_version(versions, simulated=context["simulated"])
        context |= {"question": question, "bank": question.bank, "title": str(question)}
        if shown:
            version = shown[0]
            item = found[version.pk]
            context |= {
                "version": version,
                "item": item,
                "advice": list(advice(version, item)),
                "answer_counts": list(answer_counts(version, item)),
                "histogram": distribution(version, item),
                "task": version.task,
                "versions": [(other, found[other.pk]) for other in versions],
                "corrected": Tally.objects.filter(version=version, regraded__isnull=False).exists(),
            }
        return render(request, "admin/quiz/tally/question.html", context)

    def file(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        simulated = self._context(request, "")["simulated"]
        bank = get_object_or_404(Bank, pk=pk)
        name = f"{bank.ref}-{'simulated-' if simulated else ''}statistics.csv"
        return StreamingHttpResponse(
            _rows(bank, simulated),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def statistics(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    """The link on a question's page leads to its page here."""
    return redirect("admin:quiz_tally_question", question.pk)


def _facility(line: Line) -> tuple[float, str]:
    return line.answers.facility or 0, line.question.ref


def _missed(line: Line) -> tuple[int, str]:
    return line.missed, line.question.ref


def _used(line: Line) -> tuple[int, str]:
    return line.answers.n, line.question.ref


class _Echo:
    """What ``csv`` writes to: each row is handed on instead of kept."""

    def write(self, row: str) -> str:
        return row


COLUMNS = (
    "question", "version", "live", "kind", "topic", "prompt", "simulated", "answers", "facility",
    "facility_low", "facility_high", "discrimination", "not_sure",
)  # fmt: skip


def _rows(bank: Bank, simulated: bool) -> Iterator[str]:
    """The file of a bank: each version that was asked or is live; empty where there are too few."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    counted = queries.totals_by_version(
        Tally.objects.filter(version__question__bank=bank, simulated=simulated, n__gt=0)
    )
    versions = (
        Version.objects.filter(question__bank=bank)
        .annotate(prompt=KT("content__prompt"))
        .select_related("question", "topic")
        .defer("content", "question__spec", "question__exhibit")
        .order_by("question__ref", "number")
    )
    for version in versions.iterator(chunk_size=500):
        answers, unsure = counted.get(version.pk, (Answers(), 0))
        live = version.question.live_version_id == version.pk
        if not live and not answers.n:
            continue
        low, high = answers.interval or (None, None)
        share = unsure / answers.n if answers.facility is not None else None
        yield writer.writerow([
            version.question.ref, version.number, int(live), version.kind, version.topic.ref,
            _plain(version.prompt), int(simulated), answers.n,
            *(_figure(value) for value in (answers.facility, low, high, answers.discrimination,
                                           share)),
        ])  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _plain(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
