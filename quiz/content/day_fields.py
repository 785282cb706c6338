"""Fields that read days and hours as people write them.

A day is read as a European or an ISO date; one with two meanings is asked about, and stays as it
was typed.
"""

import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quiz.content.fields import LineField
from quiz.core.dates import SAID, NoDay, TwoDays, Written, read_written, said_from

# What the buttons beside a day say, for words that can be typed as well.
OFFERED: dict[str, Any] = {
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "in a week": _("In a week"),
    "in half a year": _("In half a year"),
    "in a year": _("In a year"),
}


class DayInput(forms.TextInput):
    """A day, typed in any notation, and shown in the one in which we write days.

    Where a script runs, buttons beside it fill in the days that are ``offered``; the same
    words can be typed. Browsers' own fields for days take neither.
    """

    class Media:
        css: ClassVar = {"all": ("quiz/desk_days.css",)}
        js = (forms.Script("quiz/desk_days.js", defer=True),)

    def __init__(self, *offered: str, attrs: dict[str, Any] | None = None) -> None:
        self.offered = offered or ("today", "in a year")
        super().__init__({"size": 20, "autocomplete": "off", "maxlength": 40, **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        return date_format(value) if isinstance(value, datetime.date) else value

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        on = timezone.localdate()
        buttons = format_html_join(
            " ",
            '<button type="button" class="button" data-day="{}">{}</button>',
            ((date_format(SAID[word](on)), OFFERED[word]) for word in self.offered),
        )
        field = super().render(name, value, *args, **kwargs)
        return format_html('{} <span class="days" hidden>{}</span>', field, buttons)


class DayField(forms.DateField):
    """A day, however it was written, unless that may be another day as well."""

    widget = DayInput
    default_error_messages = {
        "part": _("Write the whole day, as in 28 November 2027 or 2027-11-28."),
        "ambiguous": _(
            "“%(text)s” may be %(one)s or %(other)s. Write it as 28 November 2027 or 2027-11-28."
        ),
        "invalid": _(
            "“%(text)s” is no day that there is. Write it as 28 November 2027 or 2027-11-28, or "
            "say “today” or “in a year”."
        ),
    }  # fmt: skip

    def to_python(self, value: Any) -> datetime.date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if said := said_from(value, timezone.localdate()):
            return said
        try:
            kept = written_day(value)
        except ValidationError as error:
            told = self.error_messages[error.code or "invalid"]
            raise ValidationError(told, error.code, error.params) from None
        if not kept:
            return None
        try:
            return datetime.date.fromisoformat(kept)
        except ValueError:
            raise ValidationError(self.error_messages["part"], "part") from None


class HourField(forms.TimeField):
    """A time of day, by the clock of 24 hours."""

    widget = forms.TimeInput(format="%H:%M")
    default_error_messages = {
        "invalid": _("Write the hour as 09:00 or 17:30."),
    }  # fmt: skip
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]


class MomentInput(forms.SplitDateTimeWidget):
    """A day and an hour, as ``DayInput`` and ``HourField`` have them, each with its label."""

    class Media:
        css: ClassVar = {"all": ("quiz/desk_moments.css",)}

    def __init__(self) -> None:
        super().__init__()
        self.widgets: Any = [
            DayInput("today", "tomorrow", "in a week"),
            forms.TimeInput({"autocomplete": "off", "size": 6, "maxlength": 9}, format="%H:%M"),
        ]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Each as it draws itself, with its buttons, which Django's own way leaves out."""
        values = value if isinstance(value, list) else self.decompress(value)
        given = attrs or {}
        parts = format_html_join(
            "",
            '<span><label for="{}">{}</label> {}</span>',
            (
                (of, label, widget.render(f"{name}_{n}", text, {**given, "id": of}, renderer))
                for n, (widget, text, label) in enumerate(
                    zip(self.widgets, values, (_("Day"), _("Hour")), strict=True)
                )
                for of in [f"{given.get('id', name)}_{n}"]
            ),
        )
        return format_html('<span class="moment">{}</span>', parts)


class MomentField(forms.SplitDateTimeField):
    """A day and an hour of our zone, each in a field of its own."""

    default_error_messages = {
        "invalid_date": _("Write the day too, as in 28 November 2027 or 2027-11-28."),
        "invalid_time": _("Write the hour too, as 09:00 or 17:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(), **kwargs)
        self.fields = (DayField(required=False), HourField(required=False))


class PublishedField(LineField):
    """When something was published: a day, a month or a year, however it was written."""

    def __init__(self, *, max_length: Any = None, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)  # what is kept is shorter

    def to_python(self, value: Any) -> str:
        return written_day(super().to_python(value))


def written_day(text: str) -> str:
    """The day, month or year that somebody wrote, as it is kept; "" where nothing is written.

    Raises ``ValidationError`` with a sentence, which names both where it has two meanings.
    """
    if not text.strip():
        return ""
    told = {"text": text.strip()[:40]}
    try:
        return read_written(text)
    except TwoDays as both:
        told["one"], told["other"] = map(_in_words, both.readings)
        said = _("“%(text)s” may be %(one)s or %(other)s. Write it as 2020-06-10, 2020-06 or 2020.")
        raise ValidationError(said, "ambiguous", told) from None
    except NoDay:
        said = _("“%(text)s” is no day that there is. Write it as 2020-06-10, 2020-06 or 2020.")
        raise ValidationError(said, "invalid", told) from None


def _in_words(day: Written) -> str:
    year, month, of_month = day
    first = datetime.date(year or 2000, month, of_month or 1)
    if year is None:
        return date_format(first, "MONTH_DAY_FORMAT")
    return date_format(first, "DATE_FORMAT" if of_month else "YEAR_MONTH_FORMAT")
