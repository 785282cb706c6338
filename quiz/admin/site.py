"""The editors' desk as a site: its door, and what has to be done behind it first.

A password opens it; whoever has set up a second factor is then asked for a code. How
often both may be tried, and how long a login lasts, is in ``admin/login.py``.
"""

from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib import admin, auth, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login

from quiz.admin import login, second_factor
from quiz.admin.todo import waiting
from quiz.privacy.readers import READER

STEPS = ("begin", "confirm", "renew", "remove")

# What editors open most comes first; the rest follows by its name.
ORDER = ("Question", "Report", "Correction", "Tally", "Bank", "Topic", "Source", "Fact")


class Entry(AdminAuthenticationForm):
    """Name and password, looked at only when there is an attempt left.

    Django hashes a password whether or not there is such an account, and attempts
    are counted for both, so neither the answer nor its time tells which it is.
    """

    wait = 0

    def clean(self) -> dict[str, Any]:
        request: Any = self.request
        self.wait = login.attempt(request, self.cleaned_data.get("username", ""))
        if self.wait:
            raise ValidationError(login.too_often(self.wait))
        return super().clean()


class DeskSite(admin.AdminSite):
    site_header = gettext_lazy("The Privacy Quiz: editors’ desk")
    site_title = gettext_lazy("Editors’ desk")
    index_title = gettext_lazy("What needs doing")
    index_template = "admin/quiz/index.html"

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        from quiz.admin.pages import QUEUES  # the desk's pages are registered on this site

        rows = waiting(request, QUEUES)
        return super().index(request, {"waiting": rows, **(extra_context or {})})

    def get_app_list(self, request: Any, app_label: Any = None) -> list[Any]:
        """The quiz before the accounts, and its pages in the order of an editor's work."""
        listed = super().get_app_list(request, app_label)
        for app in listed:
            app["models"].sort(
                key=lambda each: (*ORDER, each["object_name"]).index(each["object_name"])
            )
        return sorted(listed, key=lambda app: app["app_label"] != "quiz")

    def has_permission(self, request: HttpRequest) -> bool:
        return (
            super().has_permission(request)
            and login.lasts(request)
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

    def get_urls(self) -> list[Any]:
        page = self.admin_view(self.second_factor)
        return [path("second-factor/", page, name="second_factor"), *super().get_urls()]

    def each_context(self, request: Any) -> dict[str, Any]:
        has_factor = self.has_permission(request) and _verified(request)
        return {**super().each_context(request), "has_factor": has_factor}

    # The door

    @method_decorator(sensitive_post_parameters("password", "code"))
    @method_decorator(never_cache)
    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A name and a password, and then a code of whoever has a second factor."""
        target = LoginView().get_redirect_url(request)
        if request.method != "POST":
            if self.has_permission(request):
                return redirect(target or "admin:index")
            if request.user.is_authenticated and not login.lasts(request):
                messages.info(request, _("Your login has run out. Please log in again."))
        elif "ticket" in request.POST:
            user = login.holder(request.POST["ticket"])
            if user is not None:
                return self._second_step(request, user, target)
            messages.warning(request, _("That took too long. Please begin again."))
        asked = request.method == "POST" and "ticket" not in request.POST
        form = Entry(request, request.POST if asked else None)
        if asked and form.is_valid():
            user = form.get_user()
            if second_factor.has_factor(user):
                return self._page(request, "admin/code.html", target, ticket=login.ticket(user))
            return _enter(request, user, target)
        return self._page(request, "admin/login.html", target, form=form, wait=form.wait)

    def _second_step(self, request: HttpRequest, user: Any, target: str) -> HttpResponse:
        wait = login.attempt(request, user.get_username(), code=True)
        device = None if wait else second_factor.accept(user, request.POST.get("code", ""))
        if device:
            return _enter(request, user, target, device)
        context = {
            "ticket": request.POST["ticket"],
            "error": login.too_often(wait) if wait else _wrong_code(),
        }
        return self._page(request, "admin/code.html", target, wait=wait, **context)

    def _page(
        self, request: HttpRequest, template: str, target: str, wait: int = 0, **context: Any
    ) -> HttpResponse:
        request.user = AnonymousUser()  # whoever stands at the door is not in yet
        context |= {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "next": target,
        }
        response = render(request, template, context, status=429 if wait else 200)
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As Django's, but the rounds that were played in this browser stay in sight."""
        reader = request.session.get(READER)
        response = super().logout(request, extra_context)
        if reader and request.method == "POST":
            request.session[READER] = reader
        return response

    # The second factor of whoever is logged in

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Set up, confirm, renew the recovery codes, or take away: each but the first by a code."""
        user: Any = request.user
        factor, pending = second_factor.factor_of(user), second_factor.pending(user)
        codes, error, wait = None, "", 0
        step = next((name for name in STEPS if name in request.POST), None)
        if step == "begin" and not factor:
            second_factor.begin(user)
            return redirect("admin:second_factor")
        if step and step != "begin":
            code = request.POST.get("code", "")
            wait = login.attempt(request, user.get_username(), code=True)
            if wait:
                error = login.too_often(wait)
            elif step == "confirm" and not factor:
                codes = second_factor.confirm(user, code)
            elif factor and second_factor.accept(user, code):
                if step == "remove":
                    second_factor.remove(user)
                    messages.success(request, _("Your second factor is taken away."))
                    return redirect("admin:second_factor")
                codes = second_factor.renew_recovery(user)
            if codes:
                login.admitted(request, user.get_username())
                otp_login(request, second_factor.factor_of(user))
            error = error or ("" if codes else _wrong_code())
        factor = second_factor.factor_of(user)
        context = {
            **self.each_context(request),
            "title": _("Second factor"),
            "required": settings.SECOND_FACTOR and not factor,
            "factor": factor,
            "pending": None if factor else pending,
            "secret": second_factor.secret_of(pending) if pending else "",
            "drawing": drawing(pending.config_url) if pending else None,
            "codes": codes,
            "left": second_factor.recovery_left(user),
            "error": error,
        }
        return render(request, "admin/second_factor.html", context, status=429 if wait else 200)


def drawing(text: str) -> dict[str, Any]:
    """A QR code of ``text`` as the parts of an SVG: its size in dots, and the path of the dark."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dots = [(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return {"size": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dots)}


def _verified(request: HttpRequest) -> bool:
    user: Any = request.user
    return user.is_verified()


def _has_factor(request: HttpRequest) -> bool:
    """Asked of the database once a request, however often the admin asks for permission."""
    user: Any = request.user
    if not hasattr(user, "has_factor"):
        user.has_factor = second_factor.has_factor(user)
    return user.has_factor


def _enter(request: HttpRequest, user: Any, target: str, device: Any = None) -> HttpResponse:
    if device:
        user.otp_device = device
    auth.login(request, user, "django.contrib.auth.backends.ModelBackend")
    login.admitted(request, user.get_username())
    response = redirect(target or "admin:index")
    login.remember(request, response, user.get_username())
    return response


def _wrong_code() -> str:
    return _("This code is not right, or it has been used. Wait for the next one and try again.")
