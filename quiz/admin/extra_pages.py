"""How a page beside Django's own is added to the questions: see ``pages.py`` for the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone

from quiz.admin.article_questions import page_of
from quiz.admin.base import BaseAdmin
from quiz.admin.edit_conflicts import SEEN
from quiz.admin.requests import EditorRequest, may
from quiz.editorial.freshness import with_check
from quiz.models import Question, lock, mark


@dataclass(frozen=True)
class Page:
    """A page beside Django's own: its address, what it needs, and the link to it, if any."""

    name: str
    view: Callable[..., HttpResponse]
    permission: str
    label: Any = ""
    published: bool = False  # whether it is about what readers have been asked
    to_look: Any = ""  # the label where nothing can be done on it but look

    @property
    def url_name(self) -> str:
        return f"admin:quiz_question_{self.name}"


def linked(
    request: HttpRequest, pages: Sequence[Page], question: Question | None = None
) -> list[Page]:
    """The pages that the user of ``request`` is shown links to, of ``question`` where it is one."""
    draft = question is not None and question.live_version_id is None
    looks = question is not None and _only_looks(request, question)
    return [
        replace(page, label=page.to_look) if looks and page.to_look else page
        for page in pages
        if page.label and may(request, page.permission) and not (draft and page.published)
    ]


def _only_looks(request: HttpRequest, question: Question) -> bool:
    """Whether there is nothing to publish of a question, or its user may not."""
    same = question.state == Question.State.LIVE and not question.edited
    return same or not may(request, "publish_question")


class AdminWithPages(BaseAdmin[Question]):
    """Questions, with pages of their own beside Django's."""

    says_needed = False  # the page on which one is written says more of it
    question_pages: Sequence[Page] = ()
    list_pages: Sequence[Page] = ()

    def get_urls(self) -> list[URLPattern]:
        lists = [(f"{page.name}/", self._list_page(page), page) for page in self.list_pages]
        questions = [
            (f"<int:pk>/{page.name}/", self._question_page(page), page)
            for page in self.question_pages
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"quiz_question_{page.name}")
            for route, view, page in lists + questions
        ]
        return [*own, *super().get_urls()]

    def _context(self, request: EditorRequest, page: Page) -> dict[str, Any]:
        """What the templates of all these pages need; who lacks the permission is refused."""
        if not may(request, page.permission):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request)
        return {**shared, "opts": self.opts, "title": page.label, "today": timezone.localdate()}

    def _list_page(self, page: Page) -> Callable[..., HttpResponse]:
        @wraps(page.view)
        def view(request: EditorRequest) -> HttpResponse:
            return page.view(request, self._context(request, page))

        return view

    def _question_page(self, page: Page) -> Callable[..., HttpResponse]:
        @wraps(page.view)
        def view(request: EditorRequest, pk: int) -> HttpResponse:
            context = self._context(request, page)
            if request.method != "POST":
                return show(request, pk, context)
            with transaction.atomic():
                lock(Question.objects.filter(pk=pk))
                return show(request, pk, context)

        def show(request: EditorRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
            related: Any = self.list_select_related
            questions = with_check(Question.objects.select_related("fact", *related))
            question = get_object_or_404(questions, pk=pk)
            tools = linked(request, self.question_pages, question)
            called = next((tool.label for tool in tools if tool.name == page.name), page.label)
            context |= {
                "question": question,
                "title": called,
                "tools": tools,
                "change_url": page_of(request, "change", pk),
                SEEN: mark(question.shown()),
            }
            return page.view(request, question, context)

        return view
