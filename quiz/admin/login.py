"""The desk's door: a name and a password, then a code of whoever has a second factor.

How often both may be tried is in ``login_attempts.py``. A login lasts some hours. When it began
stands in a signed cookie of the editor's own browser, and nowhere here.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import LoginView
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.admin import second_factor
from quiz.admin.login_attempts import (
    clear_attempts,
    count_attempt,
    remember_browser,
    too_many_attempts,
)

TICKET_SECONDS = 600
GRACE_HOURS = 1  # in which what was being written when a login ended can still be saved


class LoginForm(AdminAuthenticationForm):
    """Name and password, looked at only when there is an attempt left.

    Django hashes a password whether or not there is such an account, and attempts
    are counted for both, so neither the answer nor its time tells which it is.
    """

    wait = 0  # seconds until the next attempt may be made
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy(
            "No account of the desk has this name with this password. Capital letters count."
        ),
    }

    def clean(self) -> dict[str, Any]:
        request: Any = self.request
        self.wait = count_attempt(request, self.cleaned_data.get("username", ""))
        if self.wait:
            raise ValidationError(too_many_attempts(self.wait))
        return super().clean()


# The page


@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    target = LoginView().get_redirect_url(request)
    if not target.startswith("/"):  # else a word would be taken for the name of a view
        target = ""
    if request.method == "POST" and "ticket" in request.POST:
        user = user_of_ticket(request.POST["ticket"])
        if user is not None:
            return _code_step(request, site, user, target)
        messages.warning(request, _("That took too long. Please begin again."))
    elif request.method == "POST":
        return _password_step(request, site, target)
    elif site.has_permission(request):
        return redirect(target or "admin:index")
    elif request.user.is_authenticated and not login_is_current(request):
        messages.info(request, _("Your login has run out. Please log in again."))
    if request.method != "POST" and "_draft=" in target:
        said = _("What you typed is kept, and not saved yet. Log in, and it is there again.")
        messages.info(request, said)
    return _render(request, site, "admin/login.html", target, form=LoginForm(request))


def _password_step(request: HttpRequest, site: AdminSite, target: str) -> HttpResponse:
    form = LoginForm(request, request.POST)
    if not form.is_valid():
        return _render(request, site, "admin/login.html", target, form=form, wait=form.wait)
    user: Any = form.get_user()
    if second_factor.has_factor(user):
        return _render(request, site, "admin/code.html", target, ticket=make_ticket(user))
    return _enter(request, user, target)


def _code_step(request: HttpRequest, site: AdminSite, user: User, target: str) -> HttpResponse:
    wait = count_attempt(request, user.get_username(), code=True)
    factor = None if wait else second_factor.accept(user, request.POST.get("code", ""))
    if factor:
        return _enter(request, user, target, factor)
    context = {
        "ticket": request.POST["ticket"],
        "error": too_many_attempts(wait) if wait else second_factor.wrong_code(),
    }
    return _render(request, site, "admin/code.html", target, wait=wait, **context)


def _render(
    request: HttpRequest,
    site: AdminSite,
    template: str,
    target: str,
    wait: int = 0,
    **context: Any,
) -> HttpResponse:
    request.user = AnonymousUser()  # whoever stands at the door is not in yet
    context |= {
        **site.each_context(request),
        "title": _("Log in"),
        "subtitle": None,
        "app_path": request.get_full_path(),
        "next": target,
    }
    response = render(request, template, context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _enter(
    request: HttpRequest, user: Any, target: str, factor: TOTPDevice | None = None
) -> HttpResponse:
    if factor:
        user.otp_device = factor
    auth.login(request, user, "django.contrib.auth.backends.ModelBackend")
    clear_attempts(request, user.get_username())
    response = redirect(target or "admin:index")
    remember_browser(request, response, user.get_username())
    begin_login(response, user)
    return response


# Between the password and the code


def make_ticket(user: User) -> str:
    """Says for ten minutes that the password of ``user`` was right, so that a code may follow."""
    return signing.dumps([user.pk, _password_hash(user)], salt="quiz.access.ticket")


def user_of_ticket(ticket: str) -> User | None:
    """Whose password was right, if the ticket is ours, is fresh, and the password still stands."""
    try:
        pk, proof = signing.loads(ticket, salt="quiz.access.ticket", max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(proof, _password_hash(user)) else None


def _password_hash(user: User) -> str:
    return salted_hmac("quiz.access.ticket", user.password, algorithm="sha256").hexdigest()


# How long a login lasts


def begin_login(response: HttpResponse, user: User) -> None:
    """Note in the browser of ``user`` that the login begins now."""
    response.set_cookie(
        settings.LOGIN_COOKIE_NAME,
        login_begun(user),
        max_age=settings.SESSION_COOKIE_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def login_begun(user: User) -> str:
    """What says that a login of ``user`` began at this second, signed."""
    return _login_signer().sign(str(user.pk))


def login_is_current(request: HttpRequest) -> bool:
    """Whether the login of this browser has not run out.

    A form sent soon afterwards is still taken: somebody wrote it in time.
    """
    hours = settings.DESK_HOURS + (GRACE_HOURS if request.method == "POST" else 0)
    begun = request.COOKIES.get(settings.LOGIN_COOKIE_NAME, "")
    try:
        whose = _login_signer().unsign(begun, max_age=datetime.timedelta(hours=hours))
    except signing.BadSignature:
        return False
    return whose == str(request.user.pk)


def _login_signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="quiz.access.login")
