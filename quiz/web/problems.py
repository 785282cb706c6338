"""What programs get where readers get a page: refusals as problem details (RFC 9457), and CORS.

Any site's script may read what stands under ``API``: it is the same for everybody, no cookie is
read or set there, and nothing is changed.
"""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

API = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "OPTIONS")

# The header by which a script of another site may ask whether what it has is still so.
ASKED_ALONG = "If-None-Match"
READABLE = "ETag, Retry-After"

SENTENCES: dict[int, Any] = {
    400: _("This request cannot be read. Ask for an address as /api/ lists them."),
    404: _("There is nothing at this address. The page /api/ lists those that there are."),
    405: _("Nothing can be changed here: ask with GET, HEAD or OPTIONS."),
    413: _("Nothing has to be sent along here, and this is too much."),
    429: _("Your network has asked very often in the last minutes."),
    500: _("Something went wrong on our side. It is no fault of your request."),
    503: _("The quiz cannot be reached at the moment. Please ask again in half a minute."),
}


def for_programs(request: HttpRequest) -> bool:
    """Whether the address is one of the interface for programs."""
    return request.path.startswith(API)


def problem(request: HttpRequest, status: int, said: Any = "") -> HttpResponse:
    """The refusal ``status`` as a program reads it; ``said`` is a sentence of what is wrong."""
    detail = str(said or SENTENCES.get(status, SENTENCES[400]))
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    text = json.dumps(told, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def open_to_all(response: HttpResponse) -> None:
    """Let scripts of any site read ``response``."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = READABLE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def preflight() -> HttpResponse:
    """What a browser is told that asks before it lets a script of another site ask."""
    response = HttpResponse(status=204)
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = ASKED_ALONG
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
