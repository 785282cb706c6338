"""Readers’ rounds, to be looked at and changed by nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quiz.admin.desk import ReadOnly
from quiz.models import Round, Turn


class TurnInline(admin.TabularInline):
    model = Turn
    fields = ("position", "version", "response", "grade", "answered_on")
    extra = 0
    can_delete = False
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Turn]:
        return super().get_queryset(request).select_related("version")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Round)
class RoundAdmin(ReadOnly):
    """Neither the key nor the reader is shown: an editor needs neither."""

    list_display = ("bank", "origin", "started_on", "finished_on", "wanted", "points")
    list_filter = ("bank", "origin")
    list_select_related = ("bank",)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Nobody finds out a key or a reader by asking which rounds match a guess."""
        return lookup.split("__")[0] in self.list_filter

    fields = ("bank", "topic", "origin", "started_on", "finished_on", "wanted")
    inlines = (TurnInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        turns = Turn.objects.filter(round=OuterRef("pk")).order_by().values("round")
        summed = Subquery(turns.annotate(sum=Sum("grade")).values("sum"))
        return super().get_queryset(request).annotate(sum_of_grades=summed)

    @admin.display(description=_("points"))
    def points(self, played: Any) -> Any:
        return "" if played.sum_of_grades is None else round(played.sum_of_grades, 1)
