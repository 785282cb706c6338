"""What is embedded, and how it looks there."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.content.fields import LineField
from quiz.core.contrast import read_colour

SCHEMES = [
    ("auto", _("As the reader’s device")),
    ("light", _("Light")),
    ("dark", _("Dark")),
]


class EmbedForm(forms.Form):
    """``path`` is where the embed begins under ``/embed/``, one of those that are offered."""

    path = forms.ChoiceField(label=_("What it begins with"), required=False)
    scheme = forms.ChoiceField(label=_("Light or dark"), choices=SCHEMES, required=False)
    accent = LineField(
        label=_("Your colour"),
        required=False,
        max_length=20,
        help_text=_("Of buttons and links, as #b3261e. Empty: ours."),
    )

    def __init__(self, paths: Sequence[tuple[str, Any]], data: Any) -> None:
        super().__init__(data)
        path: Any = self.fields["path"]
        path.choices = paths
        self.first = paths[0][0]

    def clean_path(self) -> str:
        return self.cleaned_data["path"] or self.first

    def clean_scheme(self) -> str:
        return self.cleaned_data["scheme"] or "auto"

    def clean_accent(self) -> str:
        written = self.cleaned_data["accent"]
        if not written:
            return ""
        colour = read_colour(written)
        if not colour:
            raise forms.ValidationError(_("This is no colour. Write it as #b3261e, six digits."))
        return colour
