"""What all pages of the desk share."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from quiz.admin.seen import CHANGED, SEEN, SeenForm, changed
from quiz.content.fields import AddressField, DayField, LineField, TextField, WholeField
from quiz.editorial.freshness import with_check
from quiz.models import Question, lock, mark

View = Callable[..., HttpResponse]


class Desk(admin.ModelAdmin):
    """Ours, and Django's own: nothing is saved or deleted that its user has not seen.

    What is deleted is noted row by row, so to the day.
    """

    form = SeenForm

    def lock(self, *object_ids: str | None) -> None:
        """Lock what a save or a deletion of these rows will read and change."""
        keys = [pk for pk in (number(each or "") for each in object_ids) if pk is not None]
        for rows in (*self.before(keys), self.model._base_manager.filter(pk__in=keys)):
            lock(rows)

    def before(self, keys: list[int]) -> list[QuerySet[Any]]:
        """What is locked before the rows with these keys, by the order that ``lock`` tells."""
        return []

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            self.lock(object_id)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context[SEEN] = context["adminform"].form.seen
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            self.lock(object_id)
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_delete_permission(request, row):
                doomed = self.get_deleted_objects([row], request)[0]
                if changed(request, [self.mark_of_doomed([row], doomed)]):
                    messages.error(request, CHANGED)
                    return redirect(request.get_full_path())
            return super().delete_view(request, object_id, extra_context)

    def render_delete_form(self, request: HttpRequest, context: Any) -> Any:
        context[SEEN] = self.mark_of_doomed([context["object"]], context["deleted_objects"])
        return super().render_delete_form(request, context)

    def mark_of_doomed(self, rows: Iterable[Any], doomed: Any) -> str:
        """A mark of ``rows`` and of all that goes with them, as the page between lists it."""
        columns = self.opts.concrete_fields
        return mark(doomed, [[each.value_from_object(row) for each in columns] for row in rows])

    formfield_overrides: ClassVar = {
        models.TextField: {"form_class": TextField},
        models.CharField: {"form_class": LineField},
        models.SlugField: {"form_class": forms.SlugField, "widget": AdminTextInputWidget},
        models.URLField: {"form_class": AddressField},
        models.DateField: {"form_class": DayField},
        models.IntegerField: {"form_class": WholeField, "widget": WholeField.widget},
    }

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            one: Any = [row]
            super().log_deletions(request, one)


@admin.action(
    permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s")
)
def delete_selected(desk: Any, request: HttpRequest, queryset: Any) -> Any:
    """As Django's, in whose place it comes; deletes nothing that the page between did not list."""
    with transaction.atomic():
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        desk.lock(*ticked)
        rows = list(queryset)
        seen = desk.mark_of_doomed(rows, desk.get_deleted_objects(rows, request)[0])
        if "post" in request.POST and changed(request, [seen]):
            messages.error(request, CHANGED)
            asking = request.POST.copy()
            del asking["post"]
            request.POST = asking  # type: ignore[assignment]
        page = actions.delete_selected(desk, request, queryset) if rows else None
    if page is not None:
        page.context_data = {**(page.context_data or {}), SEEN: seen}
    return page


admin.site.add_action(delete_selected)


class ReadOnly(Desk):
    """What comes of play: it can be looked at, and by nobody changed."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Page(NamedTuple):
    """A page beside Django's own: its address, what it needs, and the link to it, if any."""

    name: str
    view: View
    permission: str
    label: Any = ""

    @property
    def url_name(self) -> str:
        return f"admin:quiz_question_{self.name}"


def offered(request: HttpRequest, pages: Sequence[Page]) -> list[Page]:
    """The pages that the user of ``request`` is shown links to."""
    return [page for page in pages if page.label and may(request, page.permission)]


class WithPages(Desk):
    """Questions, with pages beside Django's own: see ``pages.py``."""

    question_pages: Sequence[Page] = ()
    list_pages: Sequence[Page] = ()

    def get_urls(self) -> Any:
        return [
            *(
                path(f"{page.name}/", self._list_page(page), name=f"quiz_question_{page.name}")
                for page in self.list_pages
            ),
            *(
                path(
                    f"<int:pk>/{page.name}/",
                    self._question_page(page),
                    name=f"quiz_question_{page.name}",
                )
                for page in self.question_pages
            ),
            *super().get_urls(),
        ]

    def _context(self, request: HttpRequest, page: Page) -> dict[str, Any]:
        if not may(request, page.permission):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        each = self.admin_site.each_context(request)
        return {**each, "opts": self.opts, "title": page.label, "today": timezone.localdate()}

    def _list_page(self, page: Page) -> Any:
        @wraps(page.view)
        def view(request: HttpRequest) -> HttpResponse:
            return page.view(request, self._context(request, page))

        return self.admin_site.admin_view(view)

    def _question_page(self, page: Page) -> Any:
        related: Any = self.list_select_related

        @wraps(page.view)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            context = self._context(request, page)
            if request.method != "POST":
                return shown(request, pk, context)
            with transaction.atomic():
                lock(Question.objects.filter(pk=pk))
                return shown(request, pk, context)

        def shown(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
            questions = with_check(Question.objects.select_related("fact", *related))
            question = get_object_or_404(questions, pk=pk)
            context |= {"question": question, "tools": offered(request, self.question_pages)}
            context["change_url"] = reverse("admin:quiz_question_change", args=[pk])
            context[SEEN] = mark(question.shown())
            return page.view(request, question, context)

        return self.admin_site.admin_view(view)


def number(text: str) -> int | None:
    """The id that ``text`` may be, of what somebody sent; None where it cannot be any."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def may(request: HttpRequest, permission: str) -> bool:
    return request.user.has_perm(f"quiz.{permission}")


def note(request: HttpRequest, row: Any, message: Any) -> None:
    """Keep who did what to ``row``, in Django's own log."""
    user: Any = request.user
    LogEntry.objects.log_actions(
        user.pk, [row], CHANGE, change_message=str(message), single_object=True
    )
