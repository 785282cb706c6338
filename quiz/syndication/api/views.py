"""How programs are answered: only asked, by anybody from anywhere, and kept by any cache.

No cookie is read or set, so an answer is the same for everybody and says nothing of who asks.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from quiz.syndication.api import openapi
from quiz.syndication.api.documents import Missing
from quiz.syndication.api.resources import Resource
from quiz.web.caching import public_today
from quiz.web.problems import METHODS, preflight, problem
from quiz.web.rate_limits import Limit, client_network

ASKED = Limit("api", settings.API_LIMIT, seconds=600)
JSON = "application/json"

View = Callable[..., HttpResponse]


def for_programs(answer: View) -> View:
    """The view that gives what ``answer`` makes, or says in a problem why not."""

    @csrf_exempt
    @wraps(answer)
    def view(request: HttpRequest, **found: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if wait := ASKED.count(client_network(request)):
            response = problem(request, 429)
            response.headers["Retry-After"] = str(wait)
            return response
        if request.GET:
            said = _("No address here takes anything behind a question mark: %(name)s.")
            return problem(request, 400, said % {"name": next(iter(request.GET))[:60]})
        try:
            return public_today(kept(answer))(request, **found)
        except Missing as missing:
            return problem(request, 404, missing)

    return view


def kept(answer: View) -> View:
    """Let whoever has what ``answer`` makes already be told just that."""

    def asked(request: HttpRequest, **found: Any) -> HttpResponse:
        response = answer(request, **found)
        tag = f'"{blake2b(response.content, digest_size=8).hexdigest()}"'
        response.headers["ETag"] = tag
        whole: HttpResponse | None = get_conditional_response(request, tag, None, response)
        return whole or response

    return asked


def view_of(resource: Resource) -> View:
    """The view of a resource; a list begins with its first part."""
    first = {"page": 1} if resource.is_list else {}

    def answer(request: HttpRequest, **found: Any) -> HttpResponse:
        made = resource.answer(request, **first | found)
        text = made if isinstance(made, str) else made.model_dump_json(exclude_none=True)
        return HttpResponse(text, content_type=resource.media)

    return for_programs(answer)


@for_programs
def api_openapi(request: HttpRequest) -> HttpResponse:
    """The description of all this, in the words of OpenAPI 3.1."""
    return HttpResponse(openapi.text(request), content_type=JSON)
