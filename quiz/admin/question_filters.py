"""The filters and the search of the list of questions."""

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext_lazy as _

from quiz.admin.requests import parse_id
from quiz.editorial import freshness
from quiz.models import Fact, Question, Source, Step, Topic

MOST_WORDS = 20  # that are looked for; a database takes no condition of any length
Narrow = Callable[[QuerySet[Any]], QuerySet[Any]]


class ByChoices(admin.SimpleListFilter):
    """A filter of a few fixed choices, each with the queryset it leaves."""

    def choices_and_rows(self) -> dict[str, tuple[Any, Narrow]]:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(value, label) for value, (label, _narrow) in self.choices_and_rows().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        choice = self.choices_and_rows().get(self.value() or "")
        return choice[1](queryset) if choice else queryset


class ByState(ByChoices):
    title = _("state")
    parameter_name = "state"

    def choices_and_rows(self) -> dict[str, tuple[Any, Narrow]]:
        return {
            "draft": (_("Draft"), lambda rows: rows.filter(state="draft")),
            "review": (
                _("With an editor"),
                lambda rows: rows.filter(submitted=True, publish_on=None),
            ),
            "scheduled": (
                _("Scheduled"),
                lambda rows: rows.filter(Q(publish_on__isnull=False) | Q(retire_on__isnull=False)),
            ),
            "live": (_("Live"), lambda rows: rows.filter(state="live")),
            "retired": (_("Retired"), lambda rows: rows.filter(state="retired")),
        }


class ByCheck(ByChoices):
    title = _("check")
    parameter_name = "check"

    def choices_and_rows(self) -> dict[str, tuple[Any, Narrow]]:
        on = timezone.localdate()
        return {
            "due": (_("run out"), lambda rows: freshness.overdue(rows, on)),
            "soon": (_("due within 30 days"), lambda rows: freshness.due_soon(rows, on)),
            "never": (_("never"), freshness.never_checked),
        }


class ByFindings(ByChoices):
    """By what would be said of a question today, without reading it."""

    title = _("findings")
    parameter_name = "findings"

    def choices_and_rows(self) -> dict[str, tuple[Any, Narrow]]:
        unvouched = Q(review_by=None) | Q(review_by__lt=timezone.localdate())
        blocked = Q(blocking__gt=0) | unvouched
        clear = ~Q(blocking__gt=0) & ~unvouched
        return {
            "blocking": (_("something to mend"), lambda rows: rows.filter(blocked)),
            "advice": (_("advice only"), lambda rows: rows.filter(clear, advice__gt=0)),
            "none": (_("none"), lambda rows: rows.filter(clear, advice=0)),
        }


class ByLook(ByChoices):
    title = _("something to look at")
    parameter_name = "look"

    def choices_and_rows(self) -> dict[str, tuple[Any, Narrow]]:
        exhibit, picture = Q(exhibit__isnull=False), Q(picture__isnull=False)
        return {
            "exhibit": (_("a message, a page, a drawing"), lambda rows: rows.filter(exhibit)),
            "picture": (_("a picture"), lambda rows: rows.filter(picture)),
            "none": (_("nothing"), lambda rows: rows.exclude(exhibit | picture)),
        }


class ByTopic(admin.SimpleListFilter):
    """The topics of the chosen bank, or of all with the bank's name."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        topics = Topic.objects.select_related("bank")
        bank = parse_id(request.GET.get("bank__id__exact", ""))
        if bank is not None:
            return [(str(topic.pk), topic.title) for topic in topics.filter(bank=bank)]
        return [(str(topic.pk), f"{topic.title} ({topic.bank.ref})") for topic in topics]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        topic = parse_id(self.value() or "")
        return queryset if topic is None else queryset.filter(topic=topic)


class ByNamed(admin.SimpleListFilter):
    """What names a source or tests a fact: not offered, but where a link has asked for it."""

    model: type[Source | Fact]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        pk = parse_id(self.value() or "")
        row = self.model._base_manager.filter(pk=pk).first() if pk is not None else None
        return [(str(row.pk), str(row))] if row else []


class BySource(ByNamed):
    title, parameter_name, model = _("source"), "source", Source

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        pk = parse_id(self.value() or "")
        return queryset if pk is None else queryset.filter(Question.names_source(pk))


class ByFact(ByNamed):
    title, parameter_name, model = _("fact"), "fact", Fact

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        pk = parse_id(self.value() or "")
        return queryset if pk is None else queryset.filter(fact=pk)


class ByAuthor(admin.SimpleListFilter):
    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        users = get_user_model()._base_manager
        wrote = Step.objects.filter(action=Step.Action.WROTE).values("by")
        rows = users.filter(pk__in=wrote).order_by("username").values_list("pk", "username")
        return [(str(pk), name) for pk, name in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> QuerySet[Question]:
        writer = parse_id(self.value() or "")
        if writer is None:
            return queryset
        wrote = Step.objects.filter(action=Step.Action.WROTE, by=writer)
        # All their questions at once: asked for each row this takes seconds among ten thousand.
        return queryset.filter(pk__in=wrote.values("question"))


def search(queryset: QuerySet[Question], text: str) -> QuerySet[Question]:
    """The questions with every word of ``text`` in them; “several words” stand for a phrase.

    Looked for in all that an editor wrote: the wording, every option, passages, and what they
    rest on; and in the names of who wrote them.
    """
    for word in islice(words(text), MOST_WORDS):
        wrote = Step.objects.filter(action=Step.Action.WROTE, by__username__icontains=word)
        queryset = queryset.filter(
            Q(digest__text__contains=word.casefold())
            | Q(ref__contains=word)
            | Question.names_source(_sources_with(word), "in")
            | Q(pk__in=wrote.values("question"))
        )
    return queryset


def _sources_with(word: str) -> QuerySet[Any]:
    told = ("title", "publisher", "url")
    named = (Q((f"{name}__icontains", word)) for name in told)
    return Source.objects.filter(reduce(or_, named)).values("pk")


def words(text: str) -> Iterable[str]:
    for part in smart_split(text.translate(str.maketrans("“”„", '"""'))):
        quoted = len(part) > 1 and part[0] == part[-1] and part[0] in "\"'"
        yield unescape_string_literal(part) if quoted else part
