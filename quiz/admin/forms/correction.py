"""The form on which an editor publishes a correction."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.editorial.changed_key import same_key
from quiz.editorial.review import judged
from quiz.models import Correction, Question, Version


def corrected_version(question: Question) -> Version:
    """What would count as right: the working copy, or what readers are asked if it is the same."""
    live = question.live_version
    return question.snapshot() if live is None or question.edited else live


class CorrectionForm(SeenForm):
    """Asks what was wrong, and in which versions. Its page shows the question as it is now."""

    question: Question
    by: User

    wrong = forms.ModelMultipleChoiceField(
        Version.objects.none(),
        label=_("Versions that were wrong"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everyone who was asked one of these is told of the correction."),
        error_messages={"required": _("Choose at least one version that was wrong.")},
    )

    class Meta:
        model = Correction
        fields = ("kind", "statement")
        widgets = {
            "kind": forms.RadioSelect,
            "statement": forms.Textarea(attrs={"rows": 3, "cols": 90}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = corrected_version(self.question)
        earlier = self.question.versions.exclude(pk=new.pk).order_by("-number")
        kind: Any = self.fields["kind"]
        kind.choices = Correction.Kind.choices  # without an empty one
        wrong: Any = self.fields["wrong"]
        wrong.queryset = earlier
        wrong.label_from_instance = _label
        last = earlier[0]
        alike = [version.pk for version in earlier if same_key(version, last)]
        self.initial.setdefault("wrong", alike)
        kinds = Correction.Kind
        only_wording = same_key(new, last)
        self.initial.setdefault("kind", kinds.WORDING if only_wording else kinds.KEY)

    def shown(self) -> Any:
        return self.question.shown()

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be published, with the sentences of the question's own page."""
        cleaned = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for finding in judged(self.question, self.question.latest_check(), today):
            if finding.blocks:
                self.add_error(None, finding.sentence)
        if self.question.edited and self.question.needs_others(self.by):
            said = _(
                "You wrote this correction, so somebody else has to look at it and publish it."
            )
            self.add_error(None, said)
        return cleaned


def _label(version: Version) -> str:
    return _("Version %(n)s of %(day)s: %(prompt)s") % {
        "n": version.number,
        "day": date_format(version.published_on),
        "prompt": version.words,
    }
