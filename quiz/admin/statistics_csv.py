"""The figures of a bank as CSV files: a row for each version, and how far rounds got."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from quiz.core.item_statistics import Answers
from quiz.models import Bank, Tally, Version
from quiz.tallies import ends, queries

COLUMNS = (
    "question", "version", "live", "kind", "topic", "prompt", "simulated", "answers", "facility",
    "facility_low", "facility_high", "discrimination", "not_sure",
)  # fmt: skip

END_COLUMNS = ("month", "questions", "answered", "rounds")


class _Echo:
    """What ``csv`` writes to: each row is handed on instead of kept."""

    def write(self, row: str) -> str:
        return row


def counted_answers(bank: Bank, simulated: bool) -> QuerySet[Tally]:
    """What is counted of the bank's questions, of real readers or of the simulation."""
    return Tally.objects.filter(version__question__bank=bank, simulated=simulated, n__gt=0)


def csv_rows(bank: Bank, simulated: bool) -> Iterator[str]:
    """Each version that was asked or is live, as a line; figures are empty where there are too few.

    Shares and the discrimination have four decimals: from 0 to 1, and from −1 to 1.
    """
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    counted = queries.totals_by_version(counted_answers(bank, simulated))
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
        if live or answers.n:
            yield writer.writerow(_cells(version, live, simulated, answers, unsure))


def end_rows(bank: Bank) -> Iterator[str]:
    """How many rounds that began in a month ended after how many answers, a line for each."""
    writer = csv.writer(_Echo())
    yield writer.writerow(END_COLUMNS)
    for row in ends.rows(bank):
        yield writer.writerow([f"{row.month:%Y-%m}", row.length, row.answered, row.n])


def _cells(
    version: Any, live: bool, simulated: bool, answers: Answers, unsure: int
) -> list[str | int]:
    low, high = answers.interval or (None, None)
    share = unsure / answers.n if answers.facility is not None else None
    figures = (answers.facility, low, high, answers.discrimination, share)
    return [
        version.question.ref, version.number, int(live), version.kind, version.topic.ref,
        _plain(version.prompt), int(simulated), answers.n, *map(_figure, figures),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _plain(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
