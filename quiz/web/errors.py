"""Error pages: 400, 403, 429, 500 and 503. Those for 405 and 413 are in ``web.middleware``."""

import math
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quiz.web.troubles import Trouble, let_go, trouble_of

AGAIN = 20  # seconds after which a reader may try again when the database is away


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 400; ``exception`` is shown where it is a sentence of ours."""
    said = exception if isinstance(exception, str) else ""
    return render(request, "400.html", {"said": said}, status=400)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a CSRF token is missing; Django's own page has inline styles."""
    return render(request, "403.html", status=403)


def too_many(
    request: HttpRequest, wait: int, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer 429 with ``template``, which keeps what was typed; try again in ``wait`` seconds."""
    context["minutes"] = math.ceil(wait / 60)
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database failed, and 500 for anything else.

    Django calls this while it handles the exception. Nothing here needs the
    database; once that is well, the next request connects again by itself.
    """
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return render(request, "500.html", status=500)
    if not trouble.keeps:
        let_go()
    return unavailable(request, trouble)


def unavailable(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Answer 503 with what is wrong with the database, and when to try again."""
    response = render(request, "503.html", {"said": trouble.said}, status=503)
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
