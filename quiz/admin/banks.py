"""Banks, and what questions are filed under."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower, Replace
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin import bank_copies
from quiz.admin.base import BaseAdmin
from quiz.admin.deletion import Obstacle
from quiz.admin.forms.bank import BankForm
from quiz.admin.requests import EditorRequest, may, parse_id
from quiz.admin.sight import eyes
from quiz.admin.who_sees import Seen, changes, seen
from quiz.content import schema
from quiz.content.fields import PublishedField
from quiz.content.wording import when
from quiz.editorial import freshness
from quiz.models import Bank, Digest, Fact, Question, Source, Topic, Version, free_ref

HOURS = ("state", "opens_at", "closes_at")


@admin.register(Bank)
class BankAdmin(BaseAdmin[Bank]):
    form = BankForm
    list_display = ("who_sees", "title", "live", "drafts", "run_out", "hours", "language")
    fieldsets = (
        (None, {"fields": ("title", "ref", "language", "summary", "about", "order")}),
        (_("Who sees it"), {"fields": HOURS}),
    )
    list_display_links = ("title",)
    prepopulated_fields = {"ref": ["title"]}
    search_fields = ("title", "summary")

    def get_readonly_fields(self, request: HttpRequest, obj: Bank | None = None) -> tuple[str, ...]:
        """A bank's address is in links and bank files, so it stays."""
        ref = ("ref",) if obj else ()
        return ref if may(request, "publish_bank") else (*ref, *HOURS)

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

    @admin.display(description=_("who sees it"), ordering="state")
    def who_sees(self, bank: Bank) -> SafeString:
        now = _seen(bank)
        return format_html('<span class="sees">{} {}</span>', eyes(now.sign), now.word)

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
    narrowed_by: str  # the parameter by which the list of questions shows those that use it

    def in_use(self, n: int) -> str:
        """That ``n`` questions cannot do without it."""
        raise NotImplementedError

    def uses(self, rows: Sequence[Row]) -> Iterable[tuple[int, int]]:
        """Pairs of the number of a row and that of a question which cannot do without it."""
        name = str(self.opts.model_name)
        return Question.objects.filter(**{f"{name}__in": rows}).values_list(name, "pk")

    def in_the_way(self, request: HttpRequest, rows: Sequence[Row]) -> Mapping[Any, Obstacle]:
        found: dict[int, set[int]] = defaultdict(set)
        for row, question in self.uses(rows):
            found[row].add(question)
        listed = reverse("admin:quiz_question_changelist")
        return {
            row: Obstacle(
                self.in_use(len(questions)),
                ngettext(
                    "Open it and choose another.", "Open them and choose another.", len(questions)
                ),
                f"{listed}?{self.narrowed_by}={row}",
            )
            for row, questions in found.items()
        }

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
        """The page of a question asks for what belongs to its bank; “wifi” finds “Wi-Fi”."""
        bank = parse_id(request.GET.get("bank", ""))
        if request.path == reverse("admin:autocomplete") and bank is not None:
            queryset = queryset.filter(bank=bank)
        found, twice = super().get_search_results(request, queryset, search_term)
        letters = "".join(filter(str.isalnum, search_term)).casefold()
        if not letters:
            return found, twice
        bare: Any = Lower(self.search_fields[0])
        for sign in "-–’' ":
            bare = Replace(bare, Value(sign), Value(""))
        close = queryset.alias(bare=bare).filter(bare__contains=letters)
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=close.values("pk"))), twice


@admin.register(Topic)
class TopicAdmin(InBankAdmin[Topic]):
    list_display = ("title", "bank", "ref")
    search_fields = ("title", "ref")
    named_by = ("title",)
    narrowed_by = "topic"

    def in_use(self, n: int) -> str:
        said = ngettext("{n} question is filed under it.", "{n} questions are filed under it.", n)
        return said.format(n=n)

    def in_the_way(self, request: HttpRequest, rows: Sequence[Topic]) -> Mapping[Any, Obstacle]:
        """Versions that readers were asked stay under it, too, wherever the question went."""
        older = Version.objects.filter(topic__in=rows).order_by().values_list("topic", flat=True)
        said = _("Questions have been published under it, so it stays.")
        rename = _("Give it another name, if that is what is wrong.")
        kept = {
            pk: Obstacle(said, rename, reverse("admin:quiz_topic_change", args=[pk]))
            for pk in older.distinct()
        }
        return {**kept, **super().in_the_way(request, rows)}

    def save_model(self, request: HttpRequest, obj: Topic, *args: Any) -> None:
        super().save_model(request, obj, *args)
        obj.bank.touch()


@admin.register(Source)
class SourceAdmin(InBankAdmin[Source]):
    list_display = ("title", "publisher", "said_on", "bank")
    search_fields = ("title", "publisher", "url", "ref")
    named_by = ("publisher", "date")
    narrowed_by = "source"

    def in_use(self, n: int) -> str:
        said = ngettext("{n} question rests on it.", "{n} questions rest on it.", n)
        return said.format(n=n)

    def uses(self, rows: Sequence[Source]) -> Iterable[tuple[int, int]]:
        """For their evidence or beside it."""
        for column in schema.sources():
            named = Question.objects.filter(**{f"{column}__in": rows})
            yield from named.values_list(column, "pk")

    @admin.display(description=_("date"), ordering="date")
    def said_on(self, source: Source) -> str:
        return when(source.date)

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
        if change and "url" in form.changed_data:  # there is advice on where a source is at home
            content = ("topic", "picture", *schema.sources())
            Digest.refresh(questions_with(obj.pk).select_related(*content))


def questions_with(*sources: int) -> QuerySet[Question]:
    """The questions that name any of these sources, for their evidence or beside it."""
    return Question.objects.filter(Question.names_source(sources, "in"))


@admin.register(Fact)
class FactAdmin(InBankAdmin[Fact]):
    list_display = ("text", "ref", "bank")
    search_fields = ("text", "ref")
    named_by = ("text",)
    narrowed_by = "fact"

    def in_use(self, n: int) -> str:
        return ngettext("{n} question tests it.", "{n} questions test it.", n).format(n=n)
