"""The pages of what cannot be done: refused, too often, broken, or not now."""

import math
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

AGAIN = 20  # seconds after which a reader may try again when the database is away


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    said = exception if isinstance(exception, str) else ""
    return render(request, "400.html", {"said": said}, status=400)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What the admin shows when its token is missing; Django's own page has inline styles."""
    return render(request, "403.html", status=403)


def too_many(
    request: HttpRequest, wait: int, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Say when to try again, in ``wait`` seconds, on a page that gives back what was sent."""
    context["minutes"] = math.ceil(wait / 60)
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """What went wrong on our side: the database for now, or else a fault of ours.

    Django calls this while it handles the exception. Nothing here needs the
    database, and the next request finds it again by itself once it is back.
    """
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError):
        return render(request, "500.html", status=500)
    response = render(request, "503.html", {"said": _what_happened(str(error))}, status=503)
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def _what_happened(error: str) -> str:
    """A sentence for a reader, from what SQLite and PostgreSQL say in such cases."""
    error = error.casefold()
    if any(said in error for said in ("full", "no space left")):
        return _("The disk of this site is full, so nothing new can be kept.")
    if any(said in error for said in ("locked", "timeout", "pool")):
        return _("Very many people are playing at this moment.")
    return _("The quiz cannot reach its database at the moment.")
