"""What is asked of an editor who publishes, returns, retires, renews or moves questions."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.content.checks import PARTS, in_order
from quiz.content.day_fields import DayField, DayInput
from quiz.content.fields import AddressesField, LineField, TextField
from quiz.editorial import freshness
from quiz.models import Bank, Topic


def later_day(label: Any, help_text: Any, *offered: str) -> DayField:
    return DayField(label=label, required=False, widget=DayInput(*offered), help_text=help_text)


def reason(help_text: Any = "") -> LineField:
    return LineField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=help_text,
    )


def check_later(day: datetime.date | None) -> datetime.date | None:
    if day is not None and day <= timezone.localdate():
        raise forms.ValidationError(_("This day is not to come. Leave it empty for at once."))
    return day


def confirmed_parts() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What you confirmed there"),
        required=False,
        choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


# Of one question


class Publication(forms.Form):
    """The decision to publish: why, and now or on a day.

    With ``key_changed`` it asks for a reason why readers who answered are not told.
    """

    same = forms.BooleanField(
        label=_("It changes nothing for those who have answered"),
        required=False,
        help_text=_("The right answer is said in other words, and means the same."),
    )
    why = reason(_("For the history: what is new, in a few words. May be left empty."))
    day = later_day(_("On a later day"), _("Empty: at once."), "tomorrow", "in a week")

    def __init__(self, *args: Any, key_changed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if key_changed:
            self.fields["why"].help_text = _(
                "For the history: why those who have answered are not told. Or tick the box above."
            )
        else:
            del self.fields["same"]

    def clean_day(self) -> datetime.date | None:
        return check_later(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "same" in self.fields and not cleaned.get("why"):
            if not cleaned.get("same"):
                said = _("Say why those who have answered are not told, or correct it in public.")
                self.add_error("why", said)
            cleaned["why"] = str(_("It changes nothing for those who have answered."))
        return cleaned


class Return(forms.Form):
    """What is to mend, for who wrote it."""

    note = TextField(
        label=_("What is to mend"),
        max_length=1000,
        error_messages={"required": _("Say what is to mend: who wrote it reads that alone.")},
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


class Retirement(forms.Form):
    """The last day on which readers are asked it is the one before."""

    day = later_day(
        _("On a later day"),
        _("From this day on no new round asks it. Empty: at once."),
        *("in half a year", "in a year"),
    )
    note = reason()

    def clean_day(self) -> datetime.date | None:
        return check_later(self.cleaned_data["day"])


# Of many at once


class Nothing(forms.Form):
    """Nothing to fill in."""


class Reason(forms.Form):
    why = reason(_("For the history of each; may be left empty."))


class Renewal(forms.Form):
    """A check of several questions at once: at which pages, what was confirmed, until when."""

    pages = AddressesField(
        label=_("Pages that you opened"),
        error_messages={"required": _("Give the address of the page that was opened.")},
        help_text=_("The addresses, one a line; for all of the questions."),
    )
    confirmed = confirmed_parts()
    until = later_day(
        _("Check again by"),
        _("Empty: as long as each one’s last check held, a year at most."),
        *("in half a year", "in a year"),
    )

    def clean_confirmed(self) -> list[str]:
        return check_confirmed(self.cleaned_data["confirmed"])

    def clean_until(self) -> datetime.date | None:
        until = check_later(self.cleaned_data["until"])
        if until and until > freshness.longest(timezone.localdate()):
            raise forms.ValidationError(_("A check holds for a year at most."))
        return until


def check_confirmed(parts: list[str]) -> list[str]:
    """The parts that were ticked; raises ValidationError where the right answer is not."""
    if "key" not in parts:
        raise forms.ValidationError(_("Say what was confirmed: the right answer at least."))
    return in_order(parts)


class Move(forms.Form):
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), label=_("Topic"))

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.queryset = bank.topics.all()
