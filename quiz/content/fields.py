"""Fields that read what people write: texts are tidied, numbers read in any notation.

What cannot be read comes back as it was typed, with a sentence. Numbers are typed into
plain fields for text: browsers' own drop a comma or post nothing at all, and change a
number when the wheel turns over them.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quiz.content import numbers
from quiz.content.checks import ADDRESS
from quiz.core.characters import one_line, tidy, tidy_line


class TextField(forms.CharField):
    """A text that may have lines."""

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What is typed begins on the side on which its language does."""
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class LineField(forms.CharField):
    """A text of one line."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "dir": "auto"}

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        """An old text may have line ends, and browsers drop them from such a field."""
        return one_line(value) if isinstance(value, str) else value


class AddressField(forms.URLField):
    """The address of a page."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")


class AddressesField(forms.Field):
    """The addresses of pages, one a line: a list."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 90})
    default_error_messages = {
        "no_address": _("“%(text)s” is no address of a page. It begins with https:// or http://."),
        "too_long": _("An address has at most %(most)s characters."),
        "too_many": _("Name at most %(most)s pages."),
    }  # fmt: skip
    longest, most = 500, 9  # characters of an address, and addresses

    def to_python(self, value: Any) -> list[str]:
        lines = [line.strip() for line in tidy(value or "").split("\n")]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > self.most:
            told = {"most": str(self.most)}
            raise ValidationError(self.error_messages["too_many"], "too_many", told)
        for line in found:
            if not re.fullmatch(ADDRESS, line):
                told = {"text": line[:60]}
                raise ValidationError(self.error_messages["no_address"], "no_address", told)
            if len(line) > self.longest:
                told = {"most": str(self.longest)}
                raise ValidationError(self.error_messages["too_long"], "too_long", told)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """An empty box is no change where there were none."""
        try:
            return self.to_python(data) != list(initial or ())
        except ValidationError:
            return True


class NumberField(forms.Field):
    """A number in any notation; of two readings that which the page's language writes itself."""

    widget = forms.TextInput(attrs={"size": 14, "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("“%(text)s” is no number. Write it with digits only, such as 25 or 0.5."),
        "ambiguous": _(
            "“%(text)s” may be %(one)s or %(other)s. Write “%(one)s”, or “%(other)s”."
        ),
    }  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """What is posted comes back as it was typed."""
        return numbers.plain(value) if isinstance(value, int | float) else value

    def to_python(self, value: Any) -> numbers.Number | None:
        text = str(value).strip() if value is not None else ""
        if text in self.empty_values:
            return None
        told = {"text": text[: numbers.LONGEST]}
        try:
            return numbers.read(text, get_language() or "")
        except numbers.Ambiguous as both:
            told["one"], told["other"] = map(numbers.plain, both.readings)
            raise ValidationError(
                self.error_messages["ambiguous"], code="ambiguous", params=told
            ) from None
        except numbers.NotANumber:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params=told
            ) from None


class WholeField(NumberField):
    """A number without decimals, as a model's column may hold it."""

    default_error_messages = {"fraction": _("“%(text)s” is no whole number.")}

    def __init__(self, *, min_value: Any = None, max_value: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # a model's own validators look after its bounds

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if isinstance(number, float):
            raise ValidationError(
                self.error_messages["fraction"], code="fraction", params={"text": value}
            )
        return number
