"""The script that gives an embed its height, on a page that is not ours.

A page that has it names its hash, and nobody can mend that page. So a loader, once published, is
served for ever, byte for byte: a change is another file in ``loaders/``, with the next number.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

LOADERS = Path(__file__).parent / "loaders"
NEWEST = 1


@cache
def read_loader(version: int) -> bytes:
    """The loader of that number; raises ``FileNotFoundError`` if there is none."""
    return (LOADERS / f"{version}.js").read_bytes()


def loader_url(version: int = NEWEST) -> str:
    return reverse("loader", args=[version])


def integrity(version: int = NEWEST) -> str:
    """The hash that a page names beside the loader, so that its browser runs no other."""
    digest = hashlib.sha384(read_loader(version)).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def loader(request: HttpRequest, version: int) -> HttpResponse:
    """A loader, for pages of any origin: with a hash, browsers ask for it by CORS."""
    if not 1 <= version <= NEWEST:
        raise Http404
    response = HttpResponse(read_loader(version), content_type="text/javascript; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
