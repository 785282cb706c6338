"""How far rounds get: counted by the month, when they expire.

Until then a round can still be taken up again or erased, so it is counted once, for what it
came to in the end, and one that was erased is not counted. Those of a month are added to what
editors see ``TOGETHER`` or more at a time, so that no single round can be read off the figures;
fewer are held. Practice, previews and simulated rounds are not counted.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from quiz.models import Bank, EndTally, Round, Turn
from quiz.tallies import counting

SHOWN_FROM = 50  # rounds of a month
COUNTED = (Round.Origin.FRESH, Round.Origin.TOPIC, Round.Origin.SET)


@dataclass(frozen=True)
class Month:
    """The rounds of a bank that began in a month: how many, and after how many answers they ended.

    ``left`` has only those that were not answered throughout.
    """

    first_day: datetime.date
    begun: int
    finished: int
    left: dict[int, int]

    @property
    def share(self) -> float:
        """How many were answered throughout, from 0 to 1."""
        return self.finished / self.begun


def count(expired: Iterable[Round]) -> None:
    """Count how far ``expired`` rounds got, which the caller has locked and deletes."""
    rounds = {played.pk: played for played in expired if played.origin in COUNTED}
    turns = Turn.objects.filter(round__in=rounds).order_by().values("round")
    ends = Counter(
        (
            rounds[row["round"]].bank_id,
            rounds[row["round"]].started_on.replace(day=1),
            True,
            row["length"],
            row["given"],
        )
        for row in turns.annotate(length=Count("pk"), given=Count("answered_on"))
    )
    EndTally.add([(*key, ends[key]) for key in sorted(ends)])
    for bank, month in sorted({key[:2] for key in ends}):
        _release(bank, month)


def _release(bank: int, month: datetime.date) -> None:
    """Add what is held of a month to what is shown, if that is enough.

    What another process has locked waits for the next time, so that neither waits for the other.
    """
    held = EndTally.objects.filter(bank=bank, month=month, held=True)
    rows = list(counting.locked(held.order_by("length", "answered")))
    if sum(row.n for row in rows) >= counting.TOGETHER:
        EndTally.add([(bank, month, False, row.length, row.answered, row.n) for row in rows])
        EndTally.objects.filter(pk__in=[row.pk for row in rows]).delete()


def rows(bank: Bank) -> list[EndTally]:
    """What is counted of the months that have ``SHOWN_FROM`` rounds or more, the latest first."""
    counted = list(EndTally.objects.filter(bank=bank, held=False))
    begun = Counter[datetime.date]()
    for row in counted:
        begun[row.month] += row.n
    return [row for row in counted if begun[row.month] >= SHOWN_FROM]


def months(bank: Bank) -> list[Month]:
    """The same, a month at a time."""
    of_month: dict[datetime.date, list[EndTally]] = {}
    for row in rows(bank):
        of_month.setdefault(row.month, []).append(row)
    return [_month(first_day, some) for first_day, some in of_month.items()]


def _month(first_day: datetime.date, some: list[EndTally]) -> Month:
    left = Counter[int]()
    for row in some:
        if row.answered < row.length:
            left[row.answered] += row.n
    begun = sum(row.n for row in some)
    return Month(first_day, begun, begun - left.total(), dict(sorted(left.items())))
