"""Reading tallies: item statistics of questions, and the distribution of scores of a bank."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from quiz.core.item_statistics import FULL, Answers, Item, Scores
from quiz.models import Bank, ScoreTally, Tally, Version


def items_by_version(versions: Iterable[Version], *, simulated: bool = False) -> dict[int, Item]:
    """The item statistics of each of ``versions`` by its id, in one query.

    A version without counted answers has an item of zeros.
    """
    listed = {version.pk: version for version in versions}
    rows: dict[int, list[Tally]] = defaultdict(list)
    for row in Tally.objects.filter(version__in=listed, simulated=simulated, n__gt=0):
        rows[row.version_id].append(row)
    return {pk: item(version, rows[pk]) for pk, version in listed.items()}


def item(version: Version, rows: Sequence[Tally]) -> Item:
    """The item statistics of ``version`` from its ``rows``, by the grades that count now."""
    task: Any = version.task
    right = set(task.parts(task.solution()))
    if any(row.regraded is not None for row in rows):
        # The version was corrected: right is what earns full marks now.
        full = {part for row in rows if _full(row) for part in task.parts(row.response)}
        right = full or right
    options = task.options("", None) if hasattr(task, "options") else ()
    drawn = {str(option.text): Answers() for option in options}
    total, unsure, missed = Answers(), 0, 0
    for row in rows:
        some = answers(row)
        total += some
        if row.response is None:
            unsure += row.n
            continue
        parts = task.parts(row.response)
        missed += 0 if right.issuperset(parts) else row.n
        for part in parts:
            drawn[part] = drawn.get(part, Answers()) + some
    for part in right:
        drawn.setdefault(part, Answers())
    return Item(total, unsure, missed, drawn, frozenset(right), bool(options))


def _full(row: Tally) -> bool:
    graded = row.points / row.n if row.regraded is None else row.regraded
    return row.response is not None and graded == FULL


def answers(row: Tally) -> Answers:
    """The sums of one row; since a correction, with the grade that it gave."""
    if row.regraded is None:
        return Answers(
            row.n, row.points, row.paired, row.paired_points, row.paired_squares,
            row.rest, row.rest_squares, row.products,
        )  # fmt: skip
    grade = row.regraded
    return Answers(
        row.n, row.n * grade, row.paired, row.paired * grade, row.paired * grade**2,
        row.rest, row.rest_squares, row.rest * grade,
    )  # fmt: skip


def totals_by_version(tallies: QuerySet[Tally]) -> dict[int, tuple[Answers, int]]:
    """By version id, the sums of its answers and how many were "not sure", in one query.

    The same sums as ``item`` makes, added up by the database for pages of many questions.
    """
    n, paired, rest = (Cast(name, BigIntegerField()) for name in ("n", "paired", "rest"))
    regraded = F("regraded")
    sums = {
        "n": n,
        "points": Coalesce(n * regraded, F("points"), output_field=BigIntegerField()),
        "paired": paired,
        "paired_points": Coalesce(
            paired * regraded, F("paired_points"), output_field=BigIntegerField()
        ),
        "paired_squares": Coalesce(
            paired * regraded * regraded, F("paired_squares"), output_field=BigIntegerField()
        ),
        "rest": rest,
        "rest_squares": F("rest_squares"),
        "products": Coalesce(rest * regraded, F("products"), output_field=BigIntegerField()),
        "unsure": Case(When(response__isnull=True, then=n), default=Value(0)),
    }
    summed = {f"sum_{name}": Sum(value) for name, value in sums.items()}
    found = {}
    rows: Any = tallies.order_by().values("version")  # of columns that are named just above
    for row in rows.annotate(**summed):
        *counted, unsure = (int(row[f"sum_{name}"]) for name in sums)
        found[row["version"]] = Answers(*counted), unsure
    return found


def scores_by_length(bank: Bank, *, simulated: bool = False) -> dict[int, Scores]:
    """The scores (0 to 1) of fully answered rounds of ``bank``, by number of questions."""
    by_length: dict[int, dict[float, int]] = defaultdict(dict)
    for row in ScoreTally.objects.filter(bank=bank, simulated=simulated):
        by_length[row.length][row.tenths / (10 * row.length)] = row.n
    return {length: Scores(counts) for length, counts in by_length.items()}
