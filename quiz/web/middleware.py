"""Headers of every response, pages for early refusals, and the check where a form came from."""

import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.translation import gettext as _

from quiz.web import problems
from quiz.web.embedding import LOADED, embedding, frame
from quiz.web.errors import at_desk, error_page
from quiz.web.origins import is_foreign

GetResponse = Callable[[HttpRequest], HttpResponse]

# Features of a reader's device that Permissions-Policy can forbid, and that could tell something
# about a reader. We need none of them, but to copy a text when a button of ours is pressed. The
# header travels with every page, so it is short.
FEATURES = (
    "accelerometer browsing-topics camera clipboard-read compute-pressure "
    "display-capture geolocation gyroscope hid identity-credentials-get idle-detection "
    "local-fonts magnetometer microphone midi otp-credentials payment "
    "publickey-credentials-create publickey-credentials-get serial storage-access usb "
    "window-management xr-spatial-tracking"
).split()

PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in FEATURES), "clipboard-write=(self)"])

# What Django says of every file and concerns documents alone: a fiftieth of a first question.
OF_DOCUMENTS = ("Cross-Origin-Opener-Policy", "Referrer-Policy")


# The picture that messengers show beside an address of ours, some in a page of their own.
CARD = re.compile(r"/static/quiz/card\.[\w.]*png")


def headers(get_response: GetResponse) -> GetResponse:
    """Add the headers that Django has no setting for, and see to it that no page lacks any.

    It stands first, so it has the pages too that a layer of Django's makes where it refuses a
    request, and which the layers below never see. Headers that concern documents alone are left
    out of other files. What does not say who may keep it is kept by nobody. What is embedded may
    be framed, and what it loads be loaded, by other sites.
    """
    layers = [
        layer(get_response)
        for layer in (SecurityMiddleware, ContentSecurityPolicyMiddleware, XFrameOptionsMiddleware)
    ]

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if problems.for_programs(request):
            problems.open_to_all(response)
        response.headers.setdefault("Cross-Origin-Resource-Policy", resource_policy(request))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
            if embedding(request):
                frame(request, response)
            for layer in layers:  # none of which sets a header that is there
                layer.process_response(request, response)
        else:
            for name in OF_DOCUMENTS:
                response.headers.pop(name, None)
            if "immutable" in response.headers["Cache-Control"]:
                # Nobody asks whether it has changed, so its day would be carried for nothing.
                response.headers.pop("Last-Modified", None)
        return response

    return middleware


def resource_policy(request: HttpRequest) -> str:
    """Which sites' pages may load what was asked for."""
    path = request.path
    anybody = CARD.fullmatch(path) or LOADED.fullmatch(path) or embedding(request)
    return "cross-origin" if anybody else "same-origin"


def without_body(get_response: GetResponse) -> GetResponse:
    """Answer HEAD with the headers of GET alone: the server logs a warning of any body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = []  # type: ignore[attr-defined]  # closed all the same
            else:
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response

    return middleware


COOKIE = re.compile(r"[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=")  # a name as RFC 6265 has it


def exact_cookies(get_response: GetResponse) -> GetResponse:
    """Read cookies by their exact names, so that no neighbour's cookie passes for one of ours.

    A browser takes ``__Host-quiz`` from this very host alone, but from another host of the same
    domain a name with a space of Unicode's before it. Django strips that, and of two cookies of
    one name the last counts. So odd names are left out, and so is what comes twice.

    An embed and the interface for programs read none at all and set none, whatever a view does.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if embedding(request) or problems.for_programs(request):
            request.COOKIES = {}
            response = get_response(request)
            response.cookies.clear()
            return response
        sent = request.META.get("HTTP_COOKIE", "").split(";")
        named = [(found[1], part) for part in sent if (found := COOKIE.match(part))]
        times = Counter(name for name, _part in named)
        exact = "; ".join(part for name, part in named if times[name] == 1)
        request.COOKIES = parse_cookie(exact)
        return get_response(request)

    return middleware


def plain_refusals(get_response: GetResponse) -> GetResponse:
    """Show a page of ours where a request is refused before or without a view.

    413 for a body larger than any honest response, 400 for a NUL in the query, 405.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _too_large(request):
            return error_page(request, 413)
        if "%00" in request.META.get("QUERY_STRING", ""):
            # No text of ours contains a NUL, and PostgreSQL refuses to search for one.
            return error_page(request, 400)
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            # Filled in rather than replaced, so that Django logs it once.
            page = error_page(request, 405)
            response.content = page.content
            response.headers["Content-Type"] = page.headers["Content-Type"]
            response.headers["Content-Length"] = str(len(page.content))
        return response

    return middleware


def _too_large(request: HttpRequest) -> bool:
    if at_desk(request):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    readable = length.isascii() and length.isdigit() and len(length) < 16
    return not readable or int(length) > settings.READER_BODY_LIMIT


def from_here[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Refuse POST requests that another site made the browser send (CSRF).

    It stands in for Django's token, which would need a cookie before play: browsers say in
    ``Sec-Fetch-Site``, older ones in ``Origin``, which site a request comes from. A client
    that sends neither is no browser that another site could have tricked.

    An embed is sent from another site's page, and in a sandbox from no origin at all. There a
    request carries nothing of the browser's own accord: no cookie is read, so a round is whoever's
    who knows its key, and another site that begins one gains what any program could begin.
    Raises ``PermissionDenied``.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast(HttpRequest, args[0])
        foreign = is_foreign(request) and not embedding(request)
        if foreign and request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("This was sent by another site, so we did not do it."))
        return view(*args, **kwargs)

    return checked
