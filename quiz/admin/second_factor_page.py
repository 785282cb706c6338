"""The page on which editors set up a second factor, renew its recovery codes, or take it away."""

from dataclasses import dataclass
from typing import cast

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.admin import second_factor
from quiz.admin.login_attempts import clear_attempts, count_attempt, too_many_attempts

STEPS = ("begin", "confirm", "renew", "remove")  # the names of the page's buttons


@dataclass(frozen=True)
class QRCode:
    """A QR code as the parts of an SVG: its width in dots, and the path of the dark ones."""

    size: int
    path: str


@dataclass(frozen=True)
class SecondFactorPage:
    """What the page shows; ``codes`` are new recovery codes, which it shows this once."""

    title: str
    required: bool
    factor: TOTPDevice | None
    pending: TOTPDevice | None
    secret: str
    qr: QRCode | None
    codes: list[str] | None
    left: int  # recovery codes that have not been used
    error: str


def second_factor_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Set up, confirm, renew the recovery codes, or take away: each but the first by a code.

    Who confirms one says the password too: at a desk that stands open a stranger's app would
    else shut its owner out.
    """
    user = cast(User, request.user)
    factor, pending = second_factor.factor_of(user), second_factor.pending(user)
    step = next((name for name in STEPS if name in request.POST), None)
    if step == "begin" and not factor:
        second_factor.begin(user)
        return redirect("admin:second_factor")
    if step in (None, "begin"):
        return _render(request, site, user, pending)
    code, codes = request.POST.get("code", ""), None
    if wait := count_attempt(request, user.get_username(), code=True):
        return _render(request, site, user, pending, error=too_many_attempts(wait), status=429)
    if step == "confirm" and not factor:
        if not user.check_password(request.POST.get("password", "")):
            return _render(request, site, user, pending, error=_("This is not your password."))
        codes = second_factor.confirm(user, code)
    elif factor and second_factor.accept(user, code):
        if step == "remove":
            second_factor.remove(user)
            messages.success(request, _("Your second factor is taken away."))
            return redirect("admin:second_factor")
        codes = second_factor.renew_recovery(user)
    if not codes:
        return _render(request, site, user, pending, error=second_factor.wrong_code())
    clear_attempts(request, user.get_username())
    otp_login(request, second_factor.factor_of(user))
    return _render(request, site, user, pending, codes=codes)


def _render(
    request: HttpRequest,
    site: AdminSite,
    user: User,
    pending: TOTPDevice | None,
    codes: list[str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    factor = second_factor.factor_of(user)
    page = SecondFactorPage(
        title=_("Second factor"),
        required=settings.SECOND_FACTOR and not factor,
        factor=factor,
        pending=None if factor else pending,
        secret=second_factor.secret_of(pending) if pending else "",
        qr=qr_code(pending.config_url) if pending else None,
        codes=codes,
        left=second_factor.recovery_left(user),
        error=error,
    )
    context = {**site.each_context(request), **vars(page)}
    return render(request, "admin/second_factor.html", context, status=status)


def qr_code(text: str) -> QRCode:
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dots = [(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return QRCode(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dots))
