"""When a fact that was missed is asked again: after 2, 7 and 21 days.

To be asked again after a gap keeps more than to be asked again at once. Which gap keeps most
depends on how long something is to be kept: some 20 to 40 per cent of a week, 5 to 10 per cent
of a year (Cepeda, Vul, Rohrer, Wixted and Pashler, "Spacing effects in learning: a temporal
ridgeline of optimal retention", Psychological Science 19, 2008, 1095-1102), so 2 days for a week
and 21 for most of a year. Growing gaps keep as much in the end as even ones, and more on the way
(Kang, Lindsey, Mozer and Pashler, "Retrieval practice over the long term", Psychonomic Bulletin &
Review 21, 2014, 1544-1550).
"""

import datetime
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

GAPS = (2, 7, 21)  # days since the miss


class Answer(NamedTuple):
    """An answer about a fact: its day, and whether it earned the whole point."""

    on: datetime.date
    right: bool


class Return(NamedTuple):
    """When a fact was missed first, and the day from which it is asked again because of that."""

    missed: datetime.date
    due: datetime.date


def coming_back(answers: Iterable[Answer]) -> Return | None:
    """When a fact comes back; None if it was not missed, or was asked often enough since.

    A fact that was missed is due from 2 days later until it is asked, in whatever round; again
    from 7 days and again from 21 days later. All days count from the first miss, and another miss
    before the 21st leaves them as they are. Asked after these, it is done if it was right, and
    if it was missed all begins anew. ``answers`` of one day stand in their order.
    """
    missed: datetime.date | None = None
    asked = datetime.date.min
    for asked, right in sorted(answers, key=attrgetter("on")):
        if missed and (asked - missed).days >= GAPS[-1]:
            missed = None
        if not missed and not right:
            missed = asked
    if missed is None:
        return None
    gap = next((gap for gap in GAPS if gap > (asked - missed).days), None)
    return Return(missed, missed + datetime.timedelta(days=gap)) if gap else None


def missed_on(answers: Iterable[Answer], today: datetime.date) -> datetime.date | None:
    """The day on which a fact was missed first, if it is due ``today``; else None."""
    back = coming_back(answers)
    return back.missed if back and back.due <= today else None
