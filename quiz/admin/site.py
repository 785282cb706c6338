"""The editors' desk as a site: who is let in, its menu, and its own addresses."""

from functools import wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy

from quiz.admin import second_factor
from quiz.admin.login import login_is_current, login_page
from quiz.admin.second_factor_page import second_factor_page
from quiz.admin.todo import todo_list

# What editors open most comes first; the rest follows by its name.
ORDER = (
    "Question",
    "Report",
    "DailyQuestion",
    "Correction",
    "Tally",
    "Bank",
    "Topic",
    "Source",
    "Fact",
)


class DeskSite(admin.AdminSite):
    site_header = gettext_lazy("The Privacy Quiz: editors’ desk")
    site_title = gettext_lazy("Editors’ desk")
    index_title = gettext_lazy("What needs doing")
    index_template = "admin/quiz/index.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, {"todo": todo_list(request), **(extra_context or {})})

    def get_app_list(self, request: Any, app_label: Any = None) -> list[Any]:
        """The quiz before the accounts, and its pages in the order of an editor's work."""
        listed = super().get_app_list(request, app_label)
        for app in listed:
            app["models"].sort(
                key=lambda model: (*ORDER, model["object_name"]).index(model["object_name"])
            )
        return sorted(listed, key=lambda app: app["app_label"] != "quiz")

    def has_permission(self, request: HttpRequest) -> bool:
        return (
            super().has_permission(request)
            and login_is_current(request)
            and (_verified(request) or not _has_factor(request))
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's; where everyone needs a second factor, its own page comes first."""
        inner = super().admin_view(view, cacheable)
        if view in (self.second_factor, self.logout):
            return inner

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if settings.SECOND_FACTOR and self.has_permission(request) and not _verified(request):
                return redirect("admin:second_factor")
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """As Django's, but for the page that leads to the address of any row, so to each round."""
        page = self.admin_view(self.second_factor)
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [path("second-factor/", page, name="second_factor"), *urls]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """As Django's, for the fields that a form of ours completes, and for no other."""
        asked = (request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        app_label, model_name, field_name = asked
        try:
            desk = self.get_model_admin(apps.get_model(app_label, model_name))
        except (LookupError, NotRegistered):
            raise PermissionDenied from None
        if field_name not in desk.get_autocomplete_fields(request):
            raise PermissionDenied
        return super().autocomplete_view(request)

    def each_context(self, request: Any) -> dict[str, Any]:
        has_factor = self.has_permission(request) and _verified(request)
        return {**super().each_context(request), "has_factor": has_factor}

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return login_page(request, self)

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        return second_factor_page(request, self)


def _verified(request: HttpRequest) -> bool:
    """Whether the user has shown the second factor in this session."""
    user: Any = request.user
    return user.is_verified()


def _has_factor(request: HttpRequest) -> bool:
    """Asked of the database once a request, however often the admin asks for permission."""
    user: Any = request.user
    if not hasattr(user, "has_factor"):
        user.has_factor = second_factor.has_factor(user)
    return user.has_factor
