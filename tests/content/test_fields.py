"""A day that an editor types is read as it was meant, or refused with the form that is wanted."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from quiz.content.day_fields import DayField, DayInput

pytestmark = pytest.mark.usefixtures("today")


@pytest.mark.parametrize(
    "typed",
    [
        "28.11.2027", "28. 11. 2027", "28/11/2027", "11/28/2027", "28-11-2027", "2027-11-28",
        "28 November 2027", "28 nov 2027", "November 28, 2027", "2027/11/28",
    ],
)  # fmt: skip
def test_european_and_iso_days_are_read(typed):
    assert DayField().clean(typed) == datetime.date(2027, 11, 28)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("03/04/2027", "may be 3 April 2027 or 4 March 2027"),
        ("01-12-2027", "may be 1 December 2027 or 12 January 2027"),
        ("28.13.2027", "is no day that there is. Write it as 28 November 2027 or 2027-11-28"),
        ("gestern", "is no day that there is"),
        ("2027-11", "Write the whole day"),
        ("2027", "Write the whole day"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_with_the_form_wanted(typed, said):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert said in refused.value.messages[0]
    assert "28 November 2027 or 2027-11-28" in refused.value.messages[0]


@pytest.mark.parametrize(("typed", "day"), [("today", "2026-11-22"), ("In a year", "2027-11-22")])
def test_the_words_on_the_buttons_can_be_typed(typed, day):
    assert DayField().clean(typed) == datetime.date.fromisoformat(day)


def test_today_is_that_of_the_newsroom(settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"  # where it is tomorrow already
    assert DayField().clean("today") == datetime.date(2026, 11, 23)
    assert 'data-day="23 November 2026"' in DayInput().render("day", None)


def test_a_day_is_shown_as_it_can_be_typed_and_what_was_typed_comes_back():
    field = DayField()
    shown = field.widget.format_value(field.prepare_value(datetime.date(2027, 11, 28)))
    assert shown == "28 November 2027"
    assert not field.has_changed(datetime.date(2027, 11, 28), shown)
    assert 'value="03/04/2027"' in field.widget.render("day", "03/04/2027")


def test_the_buttons_beside_a_day_are_there_once_a_script_runs():
    page = DayInput("in a year").render("day", None)
    assert '<span class="days" hidden>' in page
    assert 'data-day="22 November 2027">In a year</button>' in page
    assert "Today" not in page
