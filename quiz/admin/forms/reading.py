"""What is asked of an editor who has compared a question with its source."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.forms.decisions import check_confirmed
from quiz.content.checks import Checked
from quiz.content.day_fields import DayField, DayInput
from quiz.content.fields import AddressesField, TextField
from quiz.editorial import freshness


class StillTrue(forms.Form):
    """A check: which page was opened, what was confirmed there, and until when it holds."""

    # Beside the sources, where its page draws it.
    opened = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    pages = AddressesField(
        label=_("Another page that I opened"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "cols": 40, "placeholder": "https://"}),
        help_text=_("Its address, if you looked elsewhere; several: one a line."),
    )
    confirmed = forms.MultipleChoiceField(
        label=_("What you confirmed there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(
        label=_("Check again by"),
        widget=DayInput("in half a year", "in a year"),
        error_messages={"required": _("Say until when: 28 November 2027, or “in a year”.")},
    )

    def __init__(
        self, *args: Any, addresses: Iterable[str], parts: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        opened: Any = self.fields["opened"]
        opened.choices = [(url, url) for url in addresses]
        confirmed: Any = self.fields["confirmed"]
        confirmed.choices = list(parts.items())

    def clean_confirmed(self) -> list[str]:
        return check_confirmed(self.cleaned_data["confirmed"])

    def clean_until(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["until"]
        on = timezone.localdate()
        if day <= on:
            raise forms.ValidationError(_("This must be later than today."))
        if day > freshness.longest(on):
            raise forms.ValidationError(_("A check holds for a year at most."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"opened", "pages"} & set(self.errors) and not self._named(cleaned):
            said = _("Tick the page that you opened, or give the address of another.")
            self.add_error("pages", said)
        return cleaned

    def check_of(self, on: datetime.date) -> Checked:
        """The check that was made on the day ``on``."""
        cleaned = self.cleaned_data
        pages = tuple(self._named(cleaned))
        return Checked(on, cleaned["until"], pages, None, tuple(cleaned["confirmed"]))

    def _named(self, cleaned: dict[str, Any]) -> list[str]:
        return list(dict.fromkeys([*cleaned.get("opened", ()), *(cleaned.get("pages") or ())]))


class Note(forms.Form):
    """Words for somebody else."""

    note = TextField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 30}),
        error_messages={"required": _("Say it in a few words.")},
    )

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = label
