"""The questions of days: what is planned, and an editor's choice for a day to come."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from quiz.admin.base import BaseAdmin
from quiz.admin.deletion import Obstacle
from quiz.admin.edit_conflicts import SeenForm
from quiz.content.markdown import plain_line
from quiz.editorial.daily import hooks, may_be_asked, shelf, unasked
from quiz.models import DailyQuestion


class DayForm(SeenForm):
    """A day and its question, which is on the shelf and may still be asked then."""

    class Meta:
        model = DailyQuestion
        fields = ("day", "question")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "question" in self.fields:
            chosen: Any = self.fields["question"]
            chosen.queryset = hooks(timezone.localdate()).select_related("bank")
            chosen.label_from_instance = lambda question: f"{question} ({question.bank.title})"

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over: what its readers were asked stays."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        question, day = cleaned.get("question"), cleaned.get("day", self.instance.day)
        if question and day and not may_be_asked(question, day):
            said = _(
                "It may not be asked on that day: see its check, the day it retires, and when its "
                "bank opens and closes."
            )
            self.add_error("question", said)
        return cleaned


@admin.register(DailyQuestion)
class DailyQuestionAdmin(BaseAdmin[DailyQuestion]):
    form = DayForm
    list_display = ("day", "short", "bank", "topic", "standing")
    list_filter = ("question__bank",)
    list_select_related = ("question__bank", "question__topic")
    list_per_page = 50
    search_fields = ("question__ref", "question__prompt")
    actions = None  # of the rows that are ticked some may be of days that are over

    def get_queryset(self, request: HttpRequest) -> QuerySet[DailyQuestion]:
        on: Any = OuterRef("day")
        there = Exists(shelf(on).filter(pk=OuterRef("question")))
        return super().get_queryset(request).annotate(there=there)

    @admin.display(description=_("question"), ordering="question__prompt")
    def short(self, row: DailyQuestion) -> str:
        return Truncator(plain_line(row.question.prompt)).words(18)

    @admin.display(description=_("bank"), ordering="question__bank")
    def bank(self, row: DailyQuestion) -> str:
        return row.question.bank.title

    @admin.display(description=_("topic"), ordering="question__topic")
    def topic(self, row: DailyQuestion) -> str:
        return str(row.question.topic or "")

    @admin.display(description=_("state"))
    def standing(self, row: Any) -> str:
        today = timezone.localdate()
        if row.day < today:
            return str(_("was asked"))
        if row.day == today:
            return str(_("is asked today") if row.there else _("may not be asked: home has none"))
        return str(_("planned") if row.there else _("the next clean-up chooses another"))

    def get_readonly_fields(
        self, request: HttpRequest, obj: DailyQuestion | None = None
    ) -> tuple[str, ...]:
        return ("day",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: DailyQuestion | None = None) -> bool:
        return _is_to_come(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: DailyQuestion | None = None) -> bool:
        return _is_to_come(obj) and super().has_delete_permission(request, obj)

    def in_the_way(
        self, request: HttpRequest, rows: Sequence[DailyQuestion]
    ) -> Mapping[Any, Obstacle]:
        said = _("This day has begun: what its readers were asked stays.")
        return {row.pk: Obstacle(said) for row in rows if not _is_to_come(row)}

    def save_model(
        self, request: HttpRequest, obj: DailyQuestion, form: DayForm, change: bool
    ) -> None:
        """Of two choices for a new day the later stands, unless the day has come."""
        if not change:
            given = {"question": obj.question}
            row, made = DailyQuestion.objects.get_or_create(day=obj.day, defaults=given)
            obj.pk = row.pk
            if made or not _is_to_come(row):
                return
        super().save_model(request, obj, form, change)


def _is_to_come(row: DailyQuestion | None) -> bool:
    """Whether the day has not begun, so that no reader has been asked its question."""
    if row is None:
        return True
    there = unasked(DailyQuestion.objects.filter(pk=row.pk))
    return row.day > timezone.localdate() and there.exists()
