"""The form of a set: what it is called, who sees it, and the places of its questions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.content.fields import WholeField
from quiz.editorial.sets import Placed
from quiz.models import QuestionSet


class SetForm(SeenForm):
    """A set. Each of its questions has a field with the number of its place."""

    placed: ClassVar[Sequence[Placed]] = ()

    class Meta:
        model = QuestionSet
        fields = ("title", "ref", "bank", "summary", "state")
        help_texts: ClassVar = {
            "ref": _("Where readers find it: /sets/ and this. It stays once the set is saved."),
            "bank": _("Its questions come from this bank. It stays."),
            "state": _(
                "Draft: nobody sees it. By its address: whoever has the address can play it. "
                "Closed: its page says so, and rounds under way go on."
            ),
        }
        widgets: ClassVar = {"summary": forms.Textarea(attrs={"rows": 2, "cols": 80})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **self.initial,
            **{place_name(each): each.place.number for each in self.placed},
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in map(place_name, self.placed):
            number = cleaned.get(name)
            if number is not None and number < 1:
                self.add_error(name, ValidationError(_("Places are counted from 1.")))
        return cleaned

    @property
    def wanted(self) -> dict[int, int | None]:
        """The numbers that were typed, by the ids of the places; None takes a question out."""
        sent = {each: place_name(each) for each in self.placed if place_name(each) in self.data}
        return {each.place.pk: self.cleaned_data.get(name) for each, name in sent.items()}


def place_name(placed: Placed) -> str:
    return f"place_{placed.place.pk}"


def set_form(placed: Sequence[Placed]) -> type[SetForm]:
    """The form for a set that has these questions."""
    fields = {place_name(each): _field(each) for each in placed}
    return type("SetForm", (SetForm,), {**fields, "placed": placed})


def _field(placed: Placed) -> WholeField:
    question = placed.place.question
    about = format_html(
        '{}{} · {} · <a href="{}">{}</a>',
        format_html("<strong>{} {}</strong> ", _("Left out today."), placed.why_not)
        if placed.why_not
        else "",
        question.get_kind_display(),
        question.topic or "–",
        reverse("admin:quiz_question_change", args=[question.pk]),
        _("Open the question"),
    )
    asked = Truncator(str(question)).words(25)
    return WholeField(label=asked, help_text=about, required=False)
