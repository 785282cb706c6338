"""Days, months and years as they are kept and as people write them. Standard library only."""

import datetime
import re
from calendar import monthrange
from collections.abc import Callable


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


_NAMES = "january february march april may june july august september october november december"
MONTHS = {name: n for n, name in enumerate(_NAMES.split(), start=1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}


Written = tuple[int | None, int, int | None]  # a year, a month and a day, as far as they are told


class NoDay(ValueError):
    """What was written is no day, month or year."""

    def __init__(self) -> None:
        super().__init__("write it as 2020-06-10, 2020-06 or 2020")


class TwoDays(NoDay):
    """What was written is one of two: ``readings``."""

    def __init__(self, *readings: Written):
        self.readings = readings
        ValueError.__init__(self, "it has two meanings: write it as 2020-06-10, 2020-06 or 2020")


def read_written(text: str) -> str:
    """The day, month or year that a person or a spreadsheet wrote, as "2020-06-10" and so on.

    Years stand first, or days stand first and points or names of months show it:
    "2020/6/10", "10.06.2020", "10 June 2020", "June 10, 2020", "06/2020". With strokes
    some put the month first, so "6/10/2020" has two meanings, while "13/6/2020" has one.
    "Jun 20" is what a spreadsheet makes of "2020-06", or else a day of any year.
    Raises ``NoDay``, or ``TwoDays`` where there are two.
    """
    said = " ".join(text.split()).casefold()
    said = re.sub(r"[ t]00:00(:00)?$", "", said)
    if re.fullmatch(r"\d{4}", said, re.A):
        return said
    if found := re.fullmatch(r"(\d{4})[-/.](\d\d?)(?:[-/.](\d\d?))?", said, re.A):
        return _day(found[1], found[2], found[3])
    if found := re.fullmatch(r"(?:(\d\d?)\. ?)?(\d\d?)\. ?(\d{4})", said, re.A):
        return _day(found[3], found[2], found[1])
    if found := re.fullmatch(r"(\d\d?)[-/](\d{4})", said, re.A):
        return _day(found[2], found[1])
    if found := re.fullmatch(r"(\d\d?)([-/])(\d\d?)\2(\d{4})", said, re.A):
        return _either(int(found[1]), int(found[3]), int(found[4]))
    return _named(re.sub(r"[-,.]", " ", said).split())


def _named(words: list[str]) -> str:
    """The day of words with the name of a month among them."""
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [word for word in words if re.fullmatch(r"\d\d?|\d{4}", word, re.A)]
    if len(months) != 1 or len(months) + len(numbers) != len(words):
        raise NoDay
    (month,) = months
    years = [word for word in numbers if len(word) == 4]
    days = [word for word in numbers if len(word) < 4]
    if len(years) == 1 and len(days) < 2:
        return _day(years[0], month, *days)
    if not years and len(days) == 1 and 1 <= int(days[0]) <= 31 and len(days[0]) == 2:
        raise TwoDays((2000 + int(days[0]), month, None), (None, month, int(days[0])))
    raise NoDay


def _either(one: int, other: int, year: int) -> str:
    """The day of ``one`` and ``other``, of which either may be the month."""
    found = []
    for day, month in dict.fromkeys([(one, other), (other, one)]):
        try:
            found.append((year, month, day, _day(year, month, day)))
        except NoDay:
            continue
    if not found:
        raise NoDay
    if len(found) == 2:
        raise TwoDays(*(each[:3] for each in found))
    return found[0][3]


def _day(year: int | str, month: int | str, day: int | str | None = None) -> str:
    try:
        first = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        raise NoDay from None
    return first.isoformat()[: 10 if day else 7]


# Days that are said by how far they are off.
SAID: dict[str, Callable[[datetime.date], datetime.date]] = {
    "today": lambda on: on,
    "tomorrow": lambda on: on + datetime.timedelta(days=1),
    "in a week": lambda on: on + datetime.timedelta(days=7),
    "in half a year": lambda on: months_after(on, 6),
    "in a year": lambda on: months_after(on, 12),
}


def said_from(text: str, on: datetime.date) -> datetime.date | None:
    """The day that "today" or "in a year" means on the day ``on``; None for other words."""
    say = SAID.get(" ".join(text.split()).casefold())
    return say(on) if say else None


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or the last one where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, monthrange(year, month)[1]))


def newest_day(now: datetime.datetime) -> datetime.date:
    """The latest day that is somebody's today at ``now``: their clock is ahead by 14 hours."""
    return (now.astimezone(datetime.UTC) + datetime.timedelta(hours=14)).date()
