"""Banks, and what questions are filed under."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quiz.admin.desk import Desk
from quiz.models import Bank, Fact, Question, Source, Topic


@admin.register(Bank)
class BankAdmin(Desk):
    list_display = ("title", "ref", "language", "order", "live")
    prepopulated_fields = {"ref": ["title"]}
    search_fields = ("title", "summary")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A bank's address is in links and bank files, so it stays."""
        return ("ref",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bank]:
        live = Question.objects.filter(bank=OuterRef("pk"), state=Question.State.LIVE)
        counted = live.values("bank").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(live_questions=Subquery(counted))

    @admin.display(description=_("live questions"))
    def live(self, bank: Any) -> int:
        return bank.live_questions or 0


class InBank(Desk):
    list_filter = ("bank",)
    list_select_related = ("bank",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("ref", "bank") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)


@admin.register(Topic)
class TopicAdmin(InBank):
    list_display = ("title", "bank", "ref")
    search_fields = ("title", "ref")
    prepopulated_fields = {"ref": ["title"]}

    def save_model(self, request: HttpRequest, obj: Topic, *args: Any) -> None:
        super().save_model(request, obj, *args)
        obj.bank.touch()


@admin.register(Source)
class SourceAdmin(InBank):
    list_display = ("title", "publisher", "date", "bank")
    search_fields = ("title", "publisher", "url", "ref")
    prepopulated_fields = {"ref": ["publisher", "date"]}


@admin.register(Fact)
class FactAdmin(InBank):
    list_display = ("text", "ref", "bank")
    search_fields = ("text", "ref")
