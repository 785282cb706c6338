"""What is published of readers' answers for anybody to collect: shares, and never a number of them.

They are of a copy that begins with 50 answers and moves with 50 more (``shown.py``), and are told
in steps of five in a hundred, which is as much as 50 answers can say. So two looks differ by what
fifty readers or more have answered between them, or not at all.
"""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from quiz.core.item_statistics import FULL
from quiz.core.standing import dots, percent
from quiz.models import Bank, ScoreTally, Tally
from quiz.tallies import shown


@dataclass(frozen=True)
class Shares:
    """Of a hundred who met a question for the first time, how many were ``right`` or ``unsure``.

    ``points`` is how much of its point they earned on average, in hundredths.
    """

    right: int
    unsure: int
    points: int


def shares(bank: Bank) -> dict[int, Shares]:
    """The shares of each live version of ``bank`` that has enough answers, by its id; one query.

    A version that was corrected has none: what was right is in doubt.
    """
    n = Cast("published", BigIntegerField())
    points = Coalesce(n * F("regraded"), F("published_points"), output_field=BigIntegerField())
    rows = (
        Tally.objects.filter(
            version__question__bank=bank,
            version__question__live_version=F("version"),
            version__erratum=None,
            simulated=False,
            published__gt=0,
        )
        .order_by()
        .annotate(whole=n, earned=points)
        .values("version")
        .annotate(
            total=Sum("whole"),
            right=Sum(Case(When(earned=F("whole") * FULL, then="whole"), default=Value(0))),
            unsure=Sum(Case(When(response__isnull=True, then="whole"), default=Value(0))),
            points=Sum("earned"),
        )
        .filter(total__gte=shown.SHOWN_FROM)
    )
    return {
        row["version"]: Shares(
            right=percent(row["right"], row["total"]),
            unsure=percent(row["unsure"], row["total"]),
            points=percent(row["points"], row["total"] * FULL),
        )
        for row in rows
    }


def twentieths(bank: Bank) -> dict[int, list[float]]:
    """By the number of questions, the scores of rounds that had so many; one query.

    Each stands for one in twenty rounds, from the lowest, as the dots of a result do.
    """
    counts: dict[int, dict[int, int]] = {}
    rows = ScoreTally.objects.filter(bank=bank, simulated=False, published__gt=0)
    for length, tenths, n in rows.values_list("length", "tenths", "published"):
        counts.setdefault(length, {})[tenths] = n
    return {
        length: [tenths / 10 for tenths in dots(counts[length])]
        for length in sorted(counts)
        if sum(counts[length].values()) >= shown.SHOWN_FROM
    }
