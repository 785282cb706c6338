"""Banks, and what questions are filed under."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin import bank_copies
from quiz.admin.base import BaseAdmin
from quiz.admin.forms.bank import BankForm
from quiz.admin.requests import EditorRequest, may, parse_id
from quiz.admin.who_sees import Seen, changes, seen
from quiz.content.fields import PublishedField
from quiz.editorial import freshness
from quiz.models import Bank, Fact, Question, Source, Topic, free_ref

HOURS = ("state", "opens_at", "closes_at")


@admin.register(Bank)
class BankAdmin(BaseAdmin[Bank]):
    form = BankForm
    list_display = ("title", "who_sees", "live", "drafts", "run_out", "hours", "language")
    fieldsets = (
        (None, {"fields": ("title", "ref", "language", "summary", "about", "order")}),
        (_("Who sees it"), {"fields": HOURS}),
    )
    prepopulated_fields = {"ref": ["title"]}
    search_fields = ("title", "summary")

    def get_readonly_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        """A bank's address is in links and bank files, so it stays."""
        ref = ("ref",) if obj else ()
        return ref if may(request, "publish_bank") else (*ref, *HOURS)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Bank | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new bank comes last, so that it does not open the home page while it is empty."""
        last = Bank.objects.aggregate(last=Max("order"))["last"]
        asked = super().get_changeform_initial_data(request)
        return {"order": 0 if last is None else last + 1, **asked}

    def save_model(self, request: HttpRequest, obj: Bank, form: Any, change: bool) -> None:
        """Only what was filled in: the revision moves on with what is published meanwhile."""
        obj.save(update_fields=form.changed_data if change else None)
        if change and "language" in form.changed_data:
            obj.touch()  # processes keep pages of what is said of its questions
        if not change or changes(form):
            said = seen(obj, timezone.now())
            messages.info(request, " ".join((f"{said.word}:", said.means, said.then)).strip())

    def construct_change_message(self, request: HttpRequest, form: Any, *args: Any) -> Any:
        """As Django's, and from what to what it was opened or closed."""
        said = super().construct_change_message(request, form, *args)
        if moved := changes(form):
            told = LogEntry(change_message=json.dumps(said)).get_change_message()
            return f"{told} {moved}."
        return said

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        bank = context.get("original")
        context["seen_by"] = seen(bank, timezone.now()) if bank else None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        copy = self.admin_site.admin_view(self.copy)
        return [path("<int:pk>/copy/", copy, name="quiz_bank_copy"), *super().get_urls()]

    def copy(self, request: EditorRequest, pk: int) -> HttpResponse:
        """The page on which a whole bank is copied."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return bank_copies.copy(request, pk, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bank]:
        live = freshness.live_questions()
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_questions=_counted(live),
                draft_questions=_counted(Question.objects.filter(state=Question.State.DRAFT)),
                overdue=_counted(freshness.overdue(live, timezone.localdate())),
            )
        )

    @admin.display(description=_("who sees it"))
    def who_sees(self, bank: Bank) -> str:
        return _seen(bank).word

    @admin.display(description=_("opens, closes"))
    def hours(self, bank: Bank) -> str:
        return _seen(bank).then

    @admin.display(description=_("live"))
    def live(self, bank: Any) -> int:
        return bank.live_questions or 0

    @admin.display(description=_("drafts"))
    def drafts(self, bank: Any) -> int:
        return bank.draft_questions or 0

    @admin.display(description=_("run out"))
    def run_out(self, bank: Any) -> int:
        return bank.overdue or 0


def _seen(bank: Bank) -> Seen:
    return seen(bank, timezone.now())


def _counted(questions: QuerySet[Question]) -> Subquery:
    """How many of ``questions`` a bank has; None where it has none."""
    of_bank = questions.filter(bank=OuterRef("pk")).order_by()
    return Subquery(of_bank.values("bank").annotate(n=Count("pk")).values("n"))


class InBankAdmin[Row: Topic | Source | Fact](BaseAdmin[Row]):
    list_filter = ("bank",)
    list_select_related = ("bank",)
    named_by: tuple[str, ...]

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> tuple[str, ...]:
        return ("ref", "bank") if obj else ()

    def get_exclude(self, request: HttpRequest, obj: Row | None = None) -> tuple[str, ...]:
        """A new one gets its ref from its words."""
        return () if obj else ("ref",)

    def locked_last(self, request: HttpRequest, object_id: str | None) -> QuerySet[Bank]:
        if object_id is not None:
            return Bank.objects.none()
        return Bank.objects.filter(pk=parse_id(request.POST.get("bank", "")) or 0)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            words = " ".join(str(getattr(obj, name)) for name in self.named_by)
            obj.ref = free_ref(type(obj)._base_manager.filter(bank=obj.bank), words)
        super().save_model(request, obj, form, change)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """The page of a question asks for what belongs to its bank."""
        bank = parse_id(request.GET.get("bank", ""))
        if request.path == reverse("admin:autocomplete") and bank is not None:
            queryset = queryset.filter(bank=bank)
        return super().get_search_results(request, queryset, search_term)


@admin.register(Topic)
class TopicAdmin(InBankAdmin[Topic]):
    list_display = ("title", "bank", "ref")
    search_fields = ("title", "ref")
    named_by = ("title",)

    def save_model(self, request: HttpRequest, obj: Topic, *args: Any) -> None:
        super().save_model(request, obj, *args)
        obj.bank.touch()


@admin.register(Source)
class SourceAdmin(InBankAdmin[Source]):
    list_display = ("title", "publisher", "date", "bank")
    search_fields = ("title", "publisher", "url", "ref")
    named_by = ("publisher", "date")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        given = {"form_class": PublishedField} if db_field.name == "date" else {}
        return super().formfield_for_dbfield(db_field, request, **given, **kwargs)

    def locked_first(self, ids: list[int]) -> list[QuerySet[Any]]:
        return [questions_with(*ids)]

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Who changes a source has a hand in every question that names it."""
        super().save_model(request, obj, form, change)
        if change and {"title", "publisher", "date", "url"} & set(form.changed_data):
            on, said = timezone.localdate(), _("The source “{source}”").format(source=obj)
            for question in questions_with(obj.pk):
                question.wrote(on, request.user, said)


def questions_with(*sources: int) -> QuerySet[Question]:
    """The questions that name any of these sources, for their evidence or beside it."""
    return Question.objects.filter(Question.names_source(sources, "in"))


@admin.register(Fact)
class FactAdmin(InBankAdmin[Fact]):
    list_display = ("text", "ref", "bank")
    search_fields = ("text", "ref")
    named_by = ("text",)
