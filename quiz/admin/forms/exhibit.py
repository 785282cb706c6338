"""How an editor writes what is read before a question: as a bank file has it, in one box."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quiz.exchange import exhibit_text
from quiz.exchange.strict_yaml import Refusal

LIMIT = 5_000  # characters; what is shown fits on the screen of a phone


class ExhibitField(forms.CharField):
    """Text in the notation of a bank file becomes an exhibit, and nothing becomes None."""

    widget = forms.Textarea(attrs={"rows": 12, "cols": 90, "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LIMIT, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return exhibit_text.written(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> dict[str, Any] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return exhibit_text.read(text)
        except Refusal as refusal:
            told = [_("Line {n}: {said}").format(n=n, said=said) for n, said in refusal.faults]
            raise ValidationError(told) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another exhibit is written here; the ends of lines do not count."""
        before, now = ((text or "").strip() for text in (self.prepare_value(initial), data))
        return before.splitlines() != now.splitlines()
