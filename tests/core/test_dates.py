"""A day is read as it was meant, or asked about."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.dates import NoDay, TwoDays, newest_day, read_day, read_written, said_from


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2020-06-10", "2020-06-10"),
        ("2020-06", "2020-06"),
        ("2020", "2020"),
        ("2020/6/10", "2020-06-10"),
        ("2020-06-10 00:00:00", "2020-06-10"),
        ("10.06.2020", "2020-06-10"),
        ("1. 2. 2020", "2020-02-01"),
        ("06.2020", "2020-06"),
        ("6/2020", "2020-06"),
        ("13/6/2020", "2020-06-13"),
        ("6/13/2020", "2020-06-13"),
        ("5/5/2020", "2020-05-05"),
        ("10 June 2020", "2020-06-10"),
        ("10. June 2020", "2020-06-10"),
        ("June 10, 2020", "2020-06-10"),
        ("10-Jun-2020", "2020-06-10"),
        ("Sept 2020", "2020-09"),
        (" May  2020 ", "2020-05"),
    ],
)
def test_what_has_one_meaning_is_read(written, kept):
    assert read_written(written) == kept


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("01/12/2027", [(2027, 12, 1), (2027, 1, 12)]),
        ("6-10-2020", [(2020, 10, 6), (2020, 6, 10)]),
        ("Jun 20", [(2020, 6, None), (None, 6, 20)]),
        ("20-Jun", [(2020, 6, None), (None, 6, 20)]),
    ],
)
def test_what_has_two_meanings_names_both(written, readings):
    with pytest.raises(TwoDays) as refusal:
        read_written(written)
    assert list(refusal.value.readings) == readings


@pytest.mark.parametrize(
    "written",
    ["", "soon", "13/13/2027", "31.02.2020", "2020-13", "12.13.2020", "1/2/20", "10-Jun-20",
     "Jun 45", "June", "June July 2020", "10 11 June 2020", "2020 2021 June", "0000-01-01",
     "1" * 99, "٢٠٢٠"],
)  # fmt: skip
def test_what_is_no_day_is_refused(written):
    with pytest.raises(NoDay) as refusal:
        read_written(written)
    assert not isinstance(refusal.value, TwoDays)


@given(st.dates(datetime.date(1000, 1, 1)))
def test_no_day_is_read_as_another(day):
    kept = day.isoformat()
    month = day.strftime("%B")
    for written in (
        kept, f"{day.day}.{day.month}.{day.year}", f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}", f"{day.year}/{day.month}/{day.day}",
    ):  # fmt: skip
        assert read_written(written) == kept
    for written in (f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"):
        try:
            assert read_written(written) == kept
        except TwoDays as both:
            readings = both.readings
            assert (day.year, day.month, day.day) in readings
    assert read_day(kept) == (day, 3)


@pytest.mark.parametrize("text", ["2020-13", "2020-02-30", "0000"])
def test_a_day_that_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError, match="there is no such day"):
        read_day(text)


@pytest.mark.parametrize("text", ["2020-6", "10.06.2020", "٢٠٢٠", ""])
def test_a_kept_day_is_written_in_one_way(text):
    with pytest.raises(ValueError, match="write it as"):
        read_day(text)


@pytest.mark.parametrize(("text", "parts"), [("2020-06-10", 3), ("2020-06", 2), ("2020", 1)])
def test_a_kept_day_begins_with_what_it_covers(text, parts):
    assert read_day(text)[0].isoformat().startswith(text)
    assert read_day(text)[1] == parts


@pytest.mark.parametrize(
    ("said", "on", "day"),
    [
        ("today", "2026-11-29", "2026-11-29"),
        (" Tomorrow ", "2026-12-31", "2027-01-01"),
        ("in  a week", "2026-11-29", "2026-12-06"),
        ("in half a year", "2026-08-31", "2027-02-28"),
        ("In a year", "2026-11-29", "2027-11-29"),
        ("in a year", "2027-03-01", "2028-03-01"),
        ("in a year", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_day_can_be_said_by_how_far_it_is_off(said, on, day):
    assert said_from(said, datetime.date.fromisoformat(on)) == datetime.date.fromisoformat(day)


def test_other_words_say_no_day():
    assert said_from("gestern", datetime.date(2026, 11, 29)) is None


def test_the_newest_day_is_that_of_the_clocks_that_are_most_ahead():
    moment = datetime.datetime(2026, 11, 29, 9, 59, tzinfo=datetime.UTC)
    assert newest_day(moment) == datetime.date(2026, 11, 29)
    assert newest_day(moment + datetime.timedelta(minutes=1)) == datetime.date(2026, 11, 30)
