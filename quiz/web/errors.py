"""Error pages, of readers and in the hand of the desk. ``web.middleware`` has what leads to 405."""

import math
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from quiz.web.origins import is_foreign
from quiz.web.problems import for_programs, problem
from quiz.web.troubles import Trouble, let_go, trouble_of
from quiz.web.unsent import unsent

AGAIN = 30  # seconds after which a reader may try again when the database is away, as pages say


# What Django refuses before a view has seen it, in words for an editor.
REFUSED: dict[type[Exception], Any] = {
    TooManyFieldsSent: _("One form may not name so many rows: tick fewer, or all of the list."),
    TooManyFilesSent: _("One form may not send so many files."),
    RequestDataTooBig: _("More was sent at once than the desk takes."),
}


def at_desk(request: HttpRequest) -> bool:
    """Whether the address is one of the editors' desk."""
    return request.path.startswith("/admin/")


def error_page(
    request: HttpRequest, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for ``status``: at the desk one of its own, anywhere else readers'.

    Programs get it as problem details.
    """
    if for_programs(request):
        return problem(request, status, (context or {}).get("said", ""))
    if not at_desk(request):
        return render(request, f"{status}.html", context, status=status)
    shown = {**(context or {}), "unsent": {} if is_foreign(request) else unsent(request)}
    return render(request, f"admin/{status}.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 400; ``exception`` is shown where it is a sentence of ours."""
    said: Any = exception if isinstance(exception, str) else ""
    if at_desk(request):
        said = said or REFUSED.get(type(exception), "")
    return error_page(request, 400, {"said": said})


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 403 where an account may not do something."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 404."""
    return error_page(request, 404)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a CSRF token is missing; Django's own page has inline styles."""
    return error_page(request, 403)


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
        return error_page(request, 500)
    if not trouble.keeps:
        let_go()
    return unavailable(request, trouble)


def unavailable(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Answer 503 with what is wrong with the database, and when to try again."""
    response = error_page(request, 503, {"said": trouble.said})
    response.headers["Retry-After"] = str(AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
