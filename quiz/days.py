"""How sources are dated: to the day, the month or the year. Standard library only."""

import datetime
import re


def read_day(text: str) -> tuple[datetime.date, int]:
    """The first day that ``text`` covers, and how many parts it has: 3 for a day, 1 for a year.

    Raises ``ValueError`` with a sentence where there is no such day.
    """
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text, re.A):
        raise ValueError("write it as 2020-06-10, 2020-06 or 2020")
    try:
        first = datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise ValueError("there is no such day") from None
    return first, text.count("-") + 1
