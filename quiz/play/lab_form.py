"""The four numbers that a reader of the lab sets, read as they were meant."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quiz.content import numbers, wording
from quiz.play.forms import TWO_READINGS

LARGEST = 10_000_000  # people
LONGEST = 2 * numbers.LONGEST  # characters of a share

_ONE_IN = re.compile(r"(.+?)(?:\s+in\s+|\s*/\s*)(.+)")


def read(typed: str, language: str) -> numbers.Number:
    """The number that was typed, with or without a percent sign; "1 in 1,000" is 0.1 per cent.

    Raises ``numbers.NotANumber``.
    """
    bare = typed.strip().rstrip("%٪％").rstrip()
    if len(bare) > LONGEST:  # to look for a share in it would take as long as its square
        raise numbers.NotANumber(typed)
    if found := _ONE_IN.fullmatch(bare):
        some, of = (numbers.read(part, language) for part in found.groups())
        if not of or bare != typed.strip():
            raise numbers.NotANumber(typed)
        return 100 * some / of
    return numbers.read(bare, language)


class Quantity(forms.CharField):
    """A number in a field for text, from ``low`` to ``high``, as its writer meant it.

    ``per_cent``: it is a share, and may be one of a whole number, or broken. Others count people.
    """

    def __init__(self, label: Any, hint: Any, high: int, *, low: int = 0, per_cent: bool = False):
        super().__init__(label=label, help_text=hint, required=False)
        self.low, self.high, self.per_cent = low, high, per_cent

    def clean(self, value: Any) -> numbers.Number:
        typed, language = value or "", get_language() or "en"
        try:
            number = read(typed, language) if self.per_cent else numbers.read(typed, language)
        except numbers.Ambiguous as both:
            one, other = (numbers.plain(each, language) for each in both.readings)
            raise forms.ValidationError(TWO_READINGS % {"one": one, "other": other}) from None
        except numbers.NotANumber:
            raise forms.ValidationError(
                _("Please write a number, such as 0.5 or 1 in 1,000.")
                if self.per_cent
                else _("Please write a whole number, such as 5,000.")
            ) from None
        if not self.per_cent and not isinstance(number, int):
            raise forms.ValidationError(_("People come in whole numbers. Please write one."))
        if not self.low <= number <= self.high:
            limits = {"low": wording.number(self.low), "high": wording.number(self.high)}
            raise forms.ValidationError(
                (
                    _("Please write a share from %(low)s to %(high)s per cent.")
                    if self.per_cent
                    else _("Please write a number from %(low)s to %(high)s.")
                )
                % limits
            )
        return number


class LabForm(forms.Form):
    """The four numbers. What is not in the address is as it is at the start."""

    crowd = Quantity(_("People who pass"), _("Every face that is scanned"), LARGEST, low=1)
    listed = Quantity(_("On the watch list"), _("So many of them are looked for"), LARGEST)
    hit_rate = Quantity(
        _("Hit rate, %"), _("Of 100 on the list, so many are flagged"), 100, per_cent=True
    )
    false_rate = Quantity(
        _("Rate of false alarms, %"),
        _("Of 100 others, so many are flagged too"),
        100,
        per_cent=True,
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "crowd" in said and "listed" in said and said["listed"] > said["crowd"]:
            crowd = wording.number(said["crowd"])
            self.add_error(
                "listed",
                _("That is more than pass. Please write a number from 0 to %(crowd)s.")
                % {"crowd": crowd},
            )
        return said
