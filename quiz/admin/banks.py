"""Banks: their list, their page, and pages of their own beside it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quiz.admin import bank_copies, embeds
from quiz.admin.base import BaseAdmin
from quiz.admin.columns import named
from quiz.admin.deletion import Obstacle
from quiz.admin.forms.bank import BankForm
from quiz.admin.requests import EditorRequest, may
from quiz.admin.sight import eyes
from quiz.admin.who_sees import Seen, changes, seen
from quiz.editorial import freshness
from quiz.models import Bank, Question

HOURS = ("state", "opens_at", "closes_at")
READERS = (*HOURS, "embed_hosts")  # who meets it, and where


@admin.register(Bank)
class BankAdmin(BaseAdmin[Bank]):
    form = BankForm
    list_display = ("who_sees", "title", "live", "drafts", "run_out", "hours", "language")
    fieldsets = (
        (None, {"fields": ("title", "ref", "language", "summary", "about", "order")}),
        (_("Who sees it"), {"fields": HOURS}),
        (_("On other sites"), {"fields": ("embed_hosts",)}),
    )
    list_display_links = ("title",)
    prepopulated_fields = {"ref": ["title"]}
    search_fields = ("title", "summary")

    def get_readonly_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        """A bank's address is in links and bank files, so it stays."""
        ref = ("ref",) if obj else ()
        return ref if may(request, "publish_bank") else (*ref, *READERS)

    def in_the_way(self, request: HttpRequest, rows: Sequence[Bank]) -> Mapping[Any, Obstacle]:
        published = Question.objects.filter(bank__in=rows, live_version__isnull=False)
        counted = published.order_by().values_list("bank").annotate(n=Count("pk"))
        said = _("{n} of its questions have been published, so it stays.")
        one = _("One of its questions has been published, so it stays.")
        instead = _("Close it instead: then nobody is offered it.")
        return {
            bank: Obstacle(
                one if n == 1 else said.format(n=n),
                instead,
                reverse("admin:quiz_bank_change", args=[bank]),
            )
            for bank, n in counted
        }

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's; its own drafts hold on to what they are filed under, and go before it."""
        doomed, counted, lacking, held = super().get_deleted_objects(objs, request)
        return doomed, counted, lacking, held if self.in_the_way(request, objs) else []

    def delete_model(self, request: HttpRequest, obj: Bank) -> None:
        obj.questions.all().delete()
        obj.delete()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Bank]) -> None:
        for bank in queryset:
            self.delete_model(request, bank)

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
        context["may_copy"] = bank_copies.may_copy(request)
        context["seen_by"] = seen(bank, timezone.now()) if bank else None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        copy, embed = map(self.admin_site.admin_view, (self.copy, self.embed))
        return [
            path("<int:pk>/copy/", copy, name="quiz_bank_copy"),
            path("<int:pk>/embed/", embed, name="quiz_bank_embed"),
            *super().get_urls(),
        ]

    def copy(self, request: EditorRequest, pk: int) -> HttpResponse:
        """The page on which a whole bank is copied."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return bank_copies.copy(request, pk, context)

    def embed(self, request: EditorRequest, pk: int) -> HttpResponse:
        """The page with what puts the bank into a page of another site."""
        bank = get_object_or_404(Bank, pk=pk)
        if not self.has_view_permission(request, bank):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return embeds.embed_bank(request, bank, context)

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

    @admin.display(description=_("who sees it"), ordering="state")
    def who_sees(self, bank: Bank) -> SafeString:
        now = _seen(bank)
        return format_html('<span class="sees">{} {}</span>', eyes(now.sign), now.word)

    @admin.display(description=_("opens, closes"))
    def hours(self, bank: Bank) -> str:
        return _seen(bank).then

    @admin.display(description=_("live"))
    def live(self, bank: Any) -> str:
        return named(_("live"), bank.live_questions or 0)

    @admin.display(description=_("drafts"))
    def drafts(self, bank: Any) -> str:
        return named(_("drafts"), bank.draft_questions or 0)

    @admin.display(description=_("run out"))
    def run_out(self, bank: Any) -> str:
        return named(_("run out"), bank.overdue or 0)


def _seen(bank: Bank) -> Seen:
    return seen(bank, timezone.now())


def _counted(questions: QuerySet[Question]) -> Subquery:
    """How many of ``questions`` a bank has; None where it has none."""
    of_bank = questions.filter(bank=OuterRef("pk")).order_by()
    return Subquery(of_bank.values("bank").annotate(n=Count("pk")).values("n"))
