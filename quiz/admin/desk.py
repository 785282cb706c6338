"""What all pages of the desk share."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar, NamedTuple

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from quiz.fields import WholeField
from quiz.models import Question

View = Callable[..., HttpResponse]


class Desk(admin.ModelAdmin):
    """Ours, and Django's own: what is deleted is noted row by row, so to the day."""

    formfield_overrides: ClassVar = {
        models.IntegerField: {"form_class": WholeField, "widget": WholeField.widget},
    }

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            one: Any = [row]
            super().log_deletions(request, one)


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
            questions = Question.objects.select_related("fact", *related)
            question = get_object_or_404(questions, pk=pk)
            context |= {"question": question, "tools": offered(request, self.question_pages)}
            context["change_url"] = reverse("admin:quiz_question_change", args=[pk])
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
