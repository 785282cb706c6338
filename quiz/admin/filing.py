"""What questions are filed under in a bank: topics, sources and lessons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import BaseAdmin
from quiz.admin.deletion import Obstacle
from quiz.admin.requests import parse_id
from quiz.content import schema
from quiz.content.day_fields import PublishedField
from quiz.content.sources import bare_address, is_untitled
from quiz.content.wording import when
from quiz.models import Bank, Digest, Fact, Question, Source, Topic, Version, free_ref


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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is often longer than a line of the page has a box that grows with it."""
        if db_field.name == self.search_fields[0]:
            kwargs = {"widget": forms.Textarea(attrs={"rows": 1}), **kwargs}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

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
    list_display = ("titled", "publisher", "said_on", "bank")
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

    @admin.display(description=_("title"), ordering="title")
    def titled(self, source: Source) -> str:
        """Its address stands for it where it has none, and is no name."""
        return str(source) if is_untitled(source.content()) else source.title

    @admin.display(description=_("date"), ordering="date")
    def said_on(self, source: Source) -> str:
        return when(source.date)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        given = {"form_class": PublishedField} if db_field.name == "date" else {}
        return super().formfield_for_dbfield(db_field, request, **given, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        """A page is found by its address however that is written."""
        if "://" in search_term:
            search_term = bare_address(search_term)
        return super().get_search_results(request, queryset, search_term)

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
