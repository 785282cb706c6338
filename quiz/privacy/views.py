"""The pages about a reader's data and about the site's own promise."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from quiz.models import Round
from quiz.privacy import inventory
from quiz.privacy import threats as threat_model
from quiz.privacy.erasure import erase, erase_reader
from quiz.privacy.leftovers import promises
from quiz.privacy.readers import MOST, cookie_days, forget, may_open, reader_of
from quiz.privacy.records import (
    BATCH,
    PAGE,
    as_json,
    as_json_in_pieces,
    record,
    shown_rounds,
    totals,
)
from quiz.privacy.retention import clean_ups, shown_until
from quiz.web.caching import private, public
from quiz.web.errors import too_many
from quiz.web.middleware import from_here
from quiz.web.rate_limits import Limit, client_network

# Files of up to ``BATCH`` rounds: two each for a school of 300.
DOWNLOADS = Limit("download", most=600, seconds=600)


def own_round[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., R | HttpResponse]:
    """Lead whoever may not open the round ``key`` to its first question, which tells no answer."""

    @wraps(view)
    def checked(request: HttpRequest, key: uuid.UUID | None = None) -> R | HttpResponse:
        played = Round.objects.filter(key=key).first() if key else None
        if played and not may_open(request, played):
            return redirect(played.turn_url(1))
        return view(request, key)

    return checked


@require_safe
@private
@own_round
def your_data(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """All that we hold: of this browser, or of one round at its own address."""
    reader = reader_of(request) if key is None else None
    rounds = _rounds_of(reader, key)
    page = Paginator(rounds, PAGE).get_page(request.GET.get("page"))
    many = page.paginator.count >= MOST
    listed = list(page.object_list)
    if key is not None and not listed and "erased" not in request.GET:
        raise Http404
    context = {
        **_what_is_held(listed, reader),
        **_what_the_browser_says(request),
        "erased": "erased" in request.GET and not listed,
        **_links(key, listed),
        **clean_ups(),
        **promises(),
        "page": page,
        "most": MOST if many else None,
        "tied": MOST,
        "in_all": totals(rounds),
    }
    return render(request, "quiz/your_data.html", context)


def _what_is_held(listed: Sequence[Round], reader: uuid.UUID | None) -> dict[str, Any]:
    """The record of these rounds, as it is handed out, and what explains it."""
    shown = as_json(record(listed, reader))
    return {
        "reader": reader,
        "rounds": [(each, shown_until(each)) for each in listed],
        "record": shown,
        "under_way": not all(each.over for each in listed),
        "bytes": len(shown.encode()),
        "legend": inventory.legend(),
        "log": inventory.LOG.values(),
        "retention": settings.RETENTION_DAYS,
    }


def _what_the_browser_says(request: HttpRequest) -> dict[str, Any]:
    return {
        "cookie": settings.READER_COOKIE_NAME in request.COOKIES,
        "cookie_name": settings.READER_COOKIE_NAME,
        "cookie_days": cookie_days(),
        "signal": request.headers.get("Sec-GPC") == "1",
    }


def _links(key: uuid.UUID | None, listed: Sequence[Round]) -> dict[str, Any]:
    return {
        "key": key,
        "download_url": _page("download", key),
        "erase_url": _page("erase", key),
        "result_url": listed[0].get_absolute_url() if key and listed else None,
        "bank_of_round": listed[0].bank if key and listed else None,
    }


@require_safe
@private
@own_round
def download(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponseBase:
    """The same as a file, with every round; ``privacy/records.py`` describes its shape.

    A large file weighs as much as several in what one network may ask for.
    """
    reader = reader_of(request) if key is None else None
    rounds = _rounds_of(reader, key)
    number = rounds.count()
    if key is not None and not number:
        raise Http404
    whose = key or reader
    who = client_network(request) or (str(whose) if whose else None)
    if wait := DOWNLOADS.count(who, weight=number // BATCH + 1):
        said = _("Very much was downloaded from your network in the last minutes.")
        return too_many(request, wait, "429.html", {"said": said})
    headers = {"Content-Disposition": 'attachment; filename="your-data.json"'}
    pieces = as_json_in_pieces(rounds, reader)
    return StreamingHttpResponse(pieces, content_type="application/json", headers=headers)


@csrf_exempt
@require_POST
@private
@from_here
@own_round
def erase_now(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Delete it, whatever is going on: rounds under way too."""
    response = redirect(_page("your_data", key) + "?erased")
    if key is not None:
        erase(key=key)
        return response
    if reader := reader_of(request):
        erase_reader(reader, timezone.localdate())
    if settings.READER_COOKIE_NAME in request.COOKIES:
        forget(response)
    return response


def _rounds_of(reader: uuid.UUID | None, key: uuid.UUID | None) -> models.QuerySet[Round]:
    """The one round with this ``key``, or else the rounds of ``reader``, if there is one."""
    if key is not None:
        return shown_rounds(timezone.localdate(), key=key)
    return shown_rounds(timezone.localdate(), reader=reader) if reader else Round.objects.none()


def _page(name: str, key: uuid.UUID | None) -> str:
    """The address of a page about this browser's data, or about those of the round ``key``."""
    if key is None:
        return reverse(name)
    return reverse({"your_data": "round_data"}.get(name, f"round_{name}"), args=[key])


# What a browser says in every request, and what a site can make of it.
HEADERS = {
    "User-Agent": _("Which browser this is, and on what kind of device."),
    "Sec-CH-UA": _("The same again, in a newer form: browsers built on Chrome send it."),
    "Sec-CH-UA-Platform": _("Which operating system the device has."),
    "Sec-CH-UA-Mobile": _("Whether it is a phone: ?1 is yes, ?0 is no."),
    "Accept-Language": _(
        "Which languages you read, best first, and often which country you are in."
    ),
    "Accept": _("Which kinds of pages and pictures the browser can show: a hint at its age."),
    "Accept-Encoding": _("How pages may be packed for the way: another hint at its age."),
    "DNT": _("Do Not Track: 1 asks sites not to follow you. Most sites take no notice."),
    "Sec-GPC": _("Global Privacy Control: 1 asks sites not to sell or share your data."),
    "Save-Data": _("You asked for lighter pages, perhaps because data costs you money."),
    "Referer": _("The page you came from. We ask your browser to keep that from other sites."),
}


@require_safe
@public
def promise(request: HttpRequest) -> HttpResponse:
    """What we keep, for how long, and when it was last cleaned up: the privacy page."""
    context = {
        "readers": inventory.READERS.values(),
        "others": dict.fromkeys(inventory.OTHERS.values()),
        "cookie_name": settings.READER_COOKIE_NAME,
        "cookie": inventory.COOKIES["READER_COOKIE_NAME"],
        "editors_cookies": [
            (getattr(settings, name), phrase)
            for name, phrase in inventory.COOKIES.items()
            if name != "READER_COOKIE_NAME"
        ],
        "cookie_days": cookie_days(),
        "counted": dict.fromkeys(inventory.COUNTED.values()),
        "log": inventory.LOG.values(),
        "times": dict.fromkeys(inventory.TIMES.values()),
        "retention": settings.RETENTION_DAYS,
        "contact": settings.SECURITY_CONTACT,
        **clean_ups(),
        **promises(),
    }
    return render(request, "quiz/promise.html", context)


@require_safe
@public
def threats(request: HttpRequest) -> HttpResponse:
    """From whom readers are protected here, and from whom they cannot be."""
    groups = [
        (_("From these we protect you"), threat_model.held_off()),
        (_("From these we cannot, or not wholly"), threat_model.not_held_off()),
    ]
    return render(request, "quiz/threats.html", {"threats": groups})


@require_safe
@private
def your_browser(request: HttpRequest) -> HttpResponse:
    """What a browser gives away: its request's headers here, the rest worked out by itself."""
    sent = [
        (name, request.headers[name], says)
        for name, says in HEADERS.items()
        if name in request.headers
    ]
    return render(request, "quiz/your_browser.html", {"sent": sent})


@require_safe
@public
def gpc(request: HttpRequest) -> HttpResponse:
    """Says that Global Privacy Control is honoured: there is nothing to switch off."""
    return JsonResponse({"gpc": True, "lastUpdate": "2026-11-22"})


@require_safe
@public
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole, as RFC 9116 writes it, where the publisher has said whom."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # Within the year that the RFC asks for; who reads it later asks again.
    expires = timezone.localdate() + datetime.timedelta(days=180)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{expires.isoformat()}T00:00:00Z",
        "Preferred-Languages": settings.LANGUAGE_CODE,
    }
    if request.is_secure():
        lines["Canonical"] = request.build_absolute_uri(request.path)
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
