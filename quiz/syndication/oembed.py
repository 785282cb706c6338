"""oEmbed 1.0: what a publisher's system shows in place of an address of ours that was pasted.

The answer holds a quotation with a link, for whoever shows no frames, and a frame. It holds the
card (``question_card.py``), which leads on to the embed where that works.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.core.characters import for_xml
from quiz.syndication.question_card import SUBJECTS, Card
from quiz.syndication.snippet import SANDBOX
from quiz.web.caching import private

WIDTH, HEIGHT = 600, 640  # pixels of the frame, where nobody asks for less
PICTURE = (1200, 630)
HOUR = 3600


@dataclass
class Refused(Exception):
    """The standard's status for a request that cannot be met, and why."""

    status: int
    said: Any


@require_safe
@private
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show one address of ours; 400, 404 and 501 as the standard has them.

    Caches in front keep pages by their path alone, and this one depends on what follows it.
    """
    try:
        return _answer(request)
    except Refused as refused:
        response = HttpResponse(
            f"{refused.said}\n", status=refused.status, content_type="text/plain; charset=utf-8"
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("format", "json")
    if wanted not in ("json", "xml"):
        raise Refused(501, _("The format is “json” or “xml”."))
    room = {name: _pixels(request, name) for name in ("maxwidth", "maxheight")}
    card = _card_at(request, request.GET.get("url", ""))
    said = _said(request, card, **room)
    if wanted == "json":
        response: HttpResponse = JsonResponse(said)
    else:
        response = HttpResponse(_xml(said), content_type="text/xml; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _pixels(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed)):
        raise Refused(400, _("“%(name)s” is a number of pixels.") % {"name": name})
    return int(typed)


def _card_at(request: HttpRequest, url: str) -> Card:
    """The card of the page at ``url``."""
    if not url:
        raise Refused(400, _("“url” is missing: the address of a page of this quiz."))
    nothing = Refused(404, _("No page of this quiz that can be embedded has that address."))
    try:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("http", "https")
            or parts.netloc.lower() != request.get_host().lower()
        ):
            raise nothing
        match = resolve(parts.path if parts.path.endswith("/") else f"{parts.path}/")
        subject = SUBJECTS.get(match.url_name or "")
        if subject is None:
            raise nothing
        card: Card = subject(**match.kwargs)
    except (Resolver404, Http404, ValueError):
        raise nothing from None
    if not card.open:
        raise Refused(404, _("This quiz is closed: no new round begins here."))
    return card


def _said(
    request: HttpRequest, card: Card, maxwidth: int | None, maxheight: int | None
) -> dict[str, Any]:
    width = min(WIDTH, maxwidth or WIDTH)
    height = min(HEIGHT, maxheight or HEIGHT)
    page = request.build_absolute_uri(card.url)
    name = settings.PUBLISHER or _("The Privacy Quiz")
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": card.title,
        "provider_name": name,
        "provider_url": request.build_absolute_uri(reverse("home")),
        "cache_age": HOUR,
        "html": format_html(
            '<blockquote><a href="{}">{}</a></blockquote>'
            '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" sandbox="{}">'
            "</iframe>",
            page,
            card.title,
            request.build_absolute_uri(card.card_url),
            card.title,
            width,
            height,
            SANDBOX,
        ),
        "width": width,
        "height": height,
    }
    if PICTURE[0] <= (maxwidth or PICTURE[0]) and PICTURE[1] <= (maxheight or PICTURE[1]):
        said["thumbnail_url"] = request.build_absolute_uri(static("quiz/card.png"))
        said["thumbnail_width"], said["thumbnail_height"] = PICTURE
    return said


def _xml(said: dict[str, Any]) -> bytes:
    root = ET.Element("oembed")
    for name, value in said.items():
        ET.SubElement(root, name).text = for_xml(str(value))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
