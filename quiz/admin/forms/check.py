"""The part of a question's form in which somebody says that it was compared with its source."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.content.checks import PARTS, Checked, in_order
from quiz.content.day_fields import DayField, DayInput
from quiz.content.fields import AddressesField
from quiz.content.markdown import is_web_address
from quiz.core.dates import SAID, newest_day
from quiz.models import Check

NO_ADDRESS = _("Which page was it? Name the source, with its address, under “Evidence”.")
NO_KEY = _("Say what was confirmed: the right answer at least.")
CHECK_FIELDS = ("opened_source", "pages", "confirmed", "checked_on", "review_by", "copied_on")


class WrittenParts(forms.CheckboxSelectMultiple):
    """Ticks for the parts of ``question``; a script shows those that are begun on its page.

    The explanation is always there: nothing is published without.
    """

    question: Any = None

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        made: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in ("since", "action") and not getattr(self.question, value, ""):
            made["attrs"] |= {} if made["selected"] else {"data-unwritten": True}
        return made


class CheckForm(SeenForm):
    """The fields of a check, and what is refused of one."""

    opened_source = forms.BooleanField(
        label=_("I opened the source at its address"), required=False
    )
    pages = AddressesField(
        label=_("Other pages that you opened"), required=False,
        help_text=_("The addresses, one a line."),
    )  # fmt: skip
    confirmed = forms.MultipleChoiceField(
        label=_("What you found confirmed there"), required=False, choices=list(PARTS.items()),
        widget=WrittenParts,
    )  # fmt: skip
    checked_on = DayField(
        label=_("On"), required=False, initial=timezone.localdate, widget=DayInput("today")
    )
    review_by = DayField(
        label=_("Check again by"),
        required=False,
        widget=DayInput("in half a year", "in a year"),
        help_text=_("After this day no new round asks it, until it is checked again."),
    )
    copied_on = DayField(
        label=_("Day of the copy"), required=False, widget=DayInput("today"),
        help_text=_("Only where you read a stored copy and its day is known."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = self.instance.latest_check() if self.instance.pk else None
        self._link(self.instance.source if self.instance.source_id else None)
        if "confirmed" in self.fields:
            ticks: Any = self.fields["confirmed"].widget
            ticks.question = self.instance
        if self.latest:
            days = {"checked_on": self.latest.checked_on, "review_by": self.latest.review_by}
            self.initial.update(days)
            self._show_last(self.latest)
        else:
            self.initial.setdefault("review_by", SAID["in a year"](timezone.localdate()))

    def _link(self, source: Any) -> None:
        """Have the source’s page one press away from the box that says that it was opened."""
        if "opened_source" in self.fields and source and is_web_address(source.url):
            link = '<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>'
            self["opened_source"].help_text = format_html(link, source.url)

    def _show_last(self, latest: Check) -> None:
        """Say which pages the last check named, beside the field that asks for them anew."""
        if latest.pages and "pages" in self.fields:
            asked = self.fields["pages"]
            asked.help_text = format_html(
                "{} {} {}", asked.help_text, _("Last time:"), " ".join(latest.pages)
            )

    def clean_of_check(self, cleaned: dict[str, Any]) -> None:
        """Refuse a check that names no page, or nothing that was confirmed there."""
        checked_on, review_by = cleaned.get("checked_on"), cleaned.get("review_by")
        if review_by and not checked_on:
            self.add_error("checked_on", _("Say on which day it was checked."))
        if checked_on and checked_on > newest_day(timezone.now()):
            self.add_error("checked_on", _("This day is still to come."))
        if checked_on and review_by and review_by <= checked_on:
            self.add_error("review_by", _("This must be later than the day of the check."))
        self._link(cleaned.get("source"))
        if cleaned.get("opened_source"):
            url = getattr(cleaned.get("source"), "url", "")
            if url:
                cleaned["pages"] = list(dict.fromkeys([url, *(cleaned.get("pages") or ())]))
            else:
                self.add_error("opened_source", NO_ADDRESS)
                if "key" not in (cleaned.get("confirmed") or ()):
                    self.add_error("confirmed", NO_KEY)
        begun = cleaned.get("pages") or cleaned.get("confirmed")
        if begun and not cleaned.get("review_by") and "review_by" not in self.errors:
            self.add_error("review_by", _("Say until when that holds."))
        copied_on, check = cleaned.get("copied_on"), self.new_check
        if check is None:
            return
        if not check.pages and not {"pages", "opened_source"} & set(self.errors):
            self.add_error("pages", _("Give the address of the page that was opened."))
        if "key" not in check.confirmed and "confirmed" not in self.errors:
            self.add_error("confirmed", NO_KEY)
        if copied_on and copied_on > check.checked_on:
            self.add_error("copied_on", _("A copy is not younger than the day it was read."))

    @property
    def new_check(self) -> Checked | None:
        """The check that was typed; None where it is the one we know, or none."""
        names = ("checked_on", "review_by", "pages", "copied_on", "confirmed")
        checked_on, review_by, pages, copied_on, confirmed = map(self.cleaned_data.get, names)
        if not checked_on or not review_by:
            return None
        latest = self.latest
        known = latest and (latest.checked_on, latest.review_by) == (checked_on, review_by)
        begun = pages or (not known and (confirmed or {"checked_on", "review_by"} & self._retyped))
        if not begun:
            return None
        return Checked(
            checked_on, review_by, tuple(pages or ()), copied_on, tuple(in_order(confirmed or ()))
        )

    @property
    def _retyped(self) -> set[str]:
        """The fields whose text is not what the page began with."""
        return set(self.changed_data)
