"""Sets at the desk: their list, their page, the search for questions, and the look of a reader."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin import embeds, question_filters
from quiz.admin.base import BaseAdmin
from quiz.admin.columns import named
from quiz.admin.deletion import Obstacle
from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.forms.question_set import SetForm, place_name, set_form
from quiz.admin.into_set import say_added
from quiz.admin.requests import parse_id
from quiz.admin.sight import eyes
from quiz.editorial import sets
from quiz.editorial.freshness import with_check
from quiz.models import QuestionSet, Round, lock, mark
from quiz.play.queries import read_banks
from quiz.play.sets import set_page

FOUND = 50  # questions on a page of what was found
# The sign of who sees a set, by its state.
SIGNS = {
    QuestionSet.State.DRAFT: "none",
    QuestionSet.State.UNLISTED: "one",
    QuestionSet.State.CLOSED: "shut",
}
NAMES = ("title", "ref", "bank", "summary", "state")


@admin.register(QuestionSet)
class QuestionSetAdmin(BaseAdmin[QuestionSet]):
    list_display = ("title", "who_sees", "bank", "questions")
    list_filter = ("state", "bank")
    list_select_related = ("bank",)
    search_fields = ("title", "summary", "ref")
    prepopulated_fields = {"ref": ["title"]}

    def in_the_way(
        self, request: HttpRequest, rows: Sequence[QuestionSet]
    ) -> Mapping[Any, Obstacle]:
        """What has been played stays as long as its rounds do."""
        played = Round.objects.filter(question_set__in=rows).order_by()
        why = _("It has been played. Close it: then its page says so, and no new round begins.")
        return {
            pk: Obstacle(why, _("Close it"), reverse("admin:quiz_questionset_change", args=[pk]))
            for pk in played.values_list("question_set", flat=True).distinct()
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionSet]:
        return super().get_queryset(request).annotate(count=Count("places"))

    @admin.display(description=_("who sees it"), ordering="state")
    def who_sees(self, row: QuestionSet) -> str:
        state = QuestionSet.State(row.state)
        return format_html('<span class="sees">{} {}</span>', eyes(SIGNS[state]), state.label)

    @admin.display(description=_("questions"), ordering="count")
    def questions(self, row: Any) -> str:
        return named(_("questions"), row.count)

    def get_readonly_fields(
        self, request: HttpRequest, obj: QuestionSet | None = None
    ) -> tuple[str, ...]:
        """Its address is in links, and its questions are of its bank."""
        return ("ref", "bank") if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: QuestionSet | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(
        self, request: Any, obj: QuestionSet | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        placed = sets.placed(obj, timezone.localdate()) if obj else ()
        return super().get_form(request, obj, change, **{**kwargs, "form": set_form(placed)})

    def get_fieldsets(self, request: HttpRequest, obj: QuestionSet | None = None) -> Any:
        named: list[Any] = [(None, {"fields": NAMES})]
        if obj and (places := obj.places.order_by("number", "id").values_list("pk", flat=True)):
            asked = {
                "classes": ["places"],
                "fields": [f"place_{pk}" for pk in places],
                "description": _(
                    "In this order. To move one, give it the number of the place it should have; "
                    "to take it out, leave its number empty."
                ),
            }
            named.append((_("Questions"), asked))
        return named

    def save_model(
        self, request: HttpRequest, obj: QuestionSet, form: SetForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if change and {place_name(each) for each in form.placed} & set(form.changed_data):
            sets.arrange(obj, form.wanted)
        if obj.state == QuestionSet.State.UNLISTED:
            out = sum(bool(each.why_not) for each in sets.placed(obj, timezone.localdate()))
            if out == obj.places.count():
                said = _("None of its questions can be asked today, so its page says so.")
                messages.warning(request, said)

    def response_add(
        self, request: HttpRequest, obj: QuestionSet, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new set is empty: its questions come next."""
        messages.success(request, _("The set is there. Now tick the questions that it asks."))
        return redirect("admin:quiz_questionset_find", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if question_set := context.get("original"):
            context["sees"] = SIGNS[question_set.state]
            context["bank_open"] = question_set.bank.open_at(timezone.now())
            context["played"] = sets.played(question_set)
            context["count"] = question_set.places.count()
            context["most"] = QuestionSet.MOST
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        views = self.find, self.preview, self.embed
        find, preview, embed = map(self.admin_site.admin_view, views)
        return [
            path("<int:pk>/embed/", embed, name="quiz_questionset_embed"),
            path("<int:pk>/find/", find, name="quiz_questionset_find"),
            path("<int:pk>/preview/", preview, name="quiz_questionset_preview"),
            *super().get_urls(),
        ]

    def find(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Questions of the bank that match some words, to be ticked and added at the end."""
        question_set = get_object_or_404(QuestionSet.objects.select_related("bank"), pk=pk)
        if not self.has_change_permission(request, question_set):
            raise PermissionDenied
        if request.method == "POST":
            return self._add(request, question_set)
        words = request.GET.get("q", "")
        found = question_filters.search(sets.candidates(question_set), words)
        live_first = with_check(found.select_related("topic")).order_by("-live_version", "ref")
        page = Paginator(live_first, FOUND).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Add questions"),
            "question_set": question_set,
            "words": words,
            "page": page,
            "today": timezone.localdate(),
            "room": QuestionSet.MOST - question_set.places.count(),
            SEEN: _mark(question_set),
        }
        return render(request, "admin/quiz/questionset/find.html", context)

    @transaction.atomic
    def _add(self, request: HttpRequest, question_set: QuestionSet) -> HttpResponse:
        lock(QuestionSet.objects.filter(pk=question_set.pk))
        if changed(request, [_mark(question_set)]):
            messages.error(request, CHANGED)
            return redirect(request.get_full_path())
        ticked = [parse_id(text) for text in request.POST.getlist("question")]
        added, without_room = sets.add(question_set, [pk for pk in ticked if pk is not None])
        if not added and not without_room:
            messages.error(request, _("Tick the questions that you want to add."))
            return redirect(request.get_full_path())
        say_added(request, question_set, added, without_room)
        return redirect("admin:quiz_questionset_change", question_set.pk)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The set's page as readers meet it, whoever may see it; it begins nothing."""
        question_set = get_object_or_404(QuestionSet, pk=pk)
        if not self.has_view_permission(request, question_set):
            raise PermissionDenied
        bank = next(each for each in read_banks() if each.pk == question_set.bank_id)
        page = set_page(question_set, bank, timezone.now())
        context = {"page": page, "bank": bank, "preview": True}
        return render(request, "quiz/question_set.html", context)

    def embed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page with what puts the set into a page of another site."""
        question_set = get_object_or_404(QuestionSet.objects.select_related("bank"), pk=pk)
        if not self.has_view_permission(request, question_set):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return embeds.embed_set(request, question_set, context)


def _mark(question_set: QuestionSet) -> str:
    """A mark of what a set has in it."""
    return mark(list(question_set.places.values_list("question", "number")))
