"""The editors' desk as a site: who is let in, its menu, and its own addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy

from quiz.admin import drafts, presence, second_factor
from quiz.admin.login import login_is_current, login_page
from quiz.admin.my_desk import my_desk
from quiz.admin.own_password import own_password_page
from quiz.admin.queues import due_checks, open_reports, queues
from quiz.admin.requests import StrOrPromise
from quiz.admin.second_factor_page import second_factor_page


@dataclass(frozen=True)
class Room:
    """A link of the band: its words, its page, what that needs, and how much waits there."""

    label: StrOrPromise
    url_name: str
    permission: str = ""
    waiting: Callable[[], int] | None = None
    apart: bool = False  # a line is drawn above it


_ = gettext_lazy

# The rooms of the desk, as tabs in the band …
FIRST = (
    Room(_("My desk"), "index"),
    Room(_("Questions"), "quiz_question_changelist", "quiz.view_question"),
    Room(_("Articles"), "quiz_article_changelist", "quiz.view_article"),
    Room(_("Reading list"), "quiz_question_due", "quiz.view_question", due_checks),
    Room(_("Reports"), "quiz_report_changelist", "quiz.view_report", open_reports),
    Room(_("Banks"), "quiz_bank_changelist", "quiz.view_bank"),
)
# … and what is behind “More”.
MORE = (
    Room(_("Question of the day"), "quiz_dailyquestion_changelist", "quiz.view_dailyquestion"),
    Room(_("Sets"), "quiz_questionset_changelist", "quiz.view_questionset"),
    Room(_("Sources"), "quiz_source_changelist", "quiz.view_source"),
    Room(_("Topics"), "quiz_topic_changelist", "quiz.view_topic"),
    Room(_("Lessons"), "quiz_fact_changelist", "quiz.view_fact"),
    Room(_("Corrections"), "quiz_correction_changelist", "quiz.view_correction"),
    Room(_("Statistics"), "quiz_tally_changelist", "quiz.view_tally"),
    Room(_("Import"), "quiz_question_import", "quiz.add_question", apart=True),
    Room(_("Export"), "quiz_question_export", "quiz.view_question"),
    Room(_("Accounts"), "auth_user_changelist", "auth.view_user", apart=True),
)


@dataclass(frozen=True)
class Door:
    """A room as the band shows it to one account."""

    label: StrOrPromise
    url: str
    here: bool
    number: int = 0
    apart: bool = False


@dataclass(frozen=True)
class Band:
    """The rooms that an account may enter, and which one it is in."""

    first: list[Door]
    more: list[Door]

    @property
    def in_more(self) -> bool:
        return any(door.here for door in self.more)


def band(request: HttpRequest) -> Band:
    """The rooms for the user of ``request``; it is in that whose address its page's begins with."""
    open_to = [
        (room, reverse(f"admin:{room.url_name}"))
        for room in FIRST + MORE
        if not room.permission or request.user.has_perm(room.permission)
    ]
    home = reverse("admin:index")
    around = [url for _room, url in open_to if url != home and request.path.startswith(url)]
    here = max(around, key=len, default=home if request.path == home else "")
    doors = [
        (
            room,
            Door(room.label, url, url == here, room.waiting() if room.waiting else 0, room.apart),
        )
        for room, url in open_to
    ]
    return Band(
        [door for room, door in doors if room in FIRST],
        [door for room, door in doors if room in MORE],
    )


def listed_as(request: HttpRequest) -> StrOrPromise:
    """What the band calls the list to which the page of ``request`` belongs, if it has it."""
    name = getattr(request.resolver_match, "url_name", None) or ""
    listed = f"{name.rpartition('_')[0]}_changelist"
    return next((room.label for room in FIRST + MORE if room.url_name == listed), "")


class DeskSite(admin.AdminSite):
    enable_nav_sidebar = False  # the band has it all
    site_header = gettext_lazy("The Privacy Quiz: editors’ desk")
    site_title = gettext_lazy("Editors’ desk")
    index_title = gettext_lazy("My desk")
    index_template = "admin/quiz/index.html"

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        found = {
            "desk": my_desk(request),
            "queues": queues(request),
            "unsaved": drafts.unsaved(request).count(),
        }
        return super().index(request, {**found, **(extra_context or {})})

    def get_app_list(self, request: Any, app_label: Any = None) -> list[Any]:
        """Nothing: no page shows such a list, since the band has all of it."""
        return []

    def has_permission(self, request: HttpRequest) -> bool:
        return (
            super().has_permission(request)
            and login_is_current(request)
            and (_verified(request) or not _has_factor(request))
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's; where everyone needs a second factor, its own page comes first.

        What was typed when a login had ended is kept, and shown again after the next.
        """
        inner = super().admin_view(view, cacheable)
        if view in (self.second_factor, self.logout):
            return inner

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not self.has_permission(request):
                if address := drafts.at_the_door(request):
                    return redirect_to_login(address, reverse("admin:login"))
            if settings.SECOND_FACTOR and self.has_permission(request) and not _verified(request):
                if request.method == "POST":
                    drafts.at_the_door(request)
                return redirect("admin:second_factor")
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """As Django's, but for the page that leads to the address of any row, so to each round."""
        page = self.admin_view(self.second_factor)
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [
            path("second-factor/", page, name="second_factor"),
            path("here/", self.admin_view(presence.here), name="here"),
            path("drafts/", self.admin_view(self.drafts), name="drafts"),
            path("drafts/keep/", self.admin_view(drafts.keep_typed), name="keep_typed"),
            path("drafts/<slug:key>/throw/", self.admin_view(drafts.throw_away), name="throw_away"),
            *urls,
        ]

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
        rooms = partial(band, request)  # asked only where a page shows it
        ours = {"has_factor": has_factor, "rooms": rooms, "listed_as": listed_as(request)}
        return {**super().each_context(request), **ours}

    def app_index(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The band has all that such a page would list."""
        return redirect("admin:index")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return login_page(request, self)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return own_password_page(request, self)

    def drafts(self, request: HttpRequest) -> HttpResponse:
        return drafts.drafts(request, self)

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
