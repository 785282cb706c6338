"""The pages with which the site proves its promise: what it keeps, what a browser gives away.

Beside them what machines ask for: how a privacy signal is honoured, and whom to
tell of a hole.
"""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from quiz import inventory
from quiz.privacy import clean_ups
from quiz.views import private, public, today

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
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookie": inventory.COOKIES["SESSION_COOKIE_NAME"],
        "editors_cookie_name": settings.CSRF_COOKIE_NAME,
        "editors_cookie": inventory.COOKIES["CSRF_COOKIE_NAME"],
        "desk_cookie_name": settings.DESK_COOKIE_NAME,
        "desk_cookie": inventory.COOKIES["DESK_COOKIE_NAME"],
        "cookie_days": settings.RETENTION_DAYS + 1,
        "counted": dict.fromkeys(inventory.COUNTED.values()),
        "log": inventory.LOG.values(),
        "retention": settings.RETENTION_DAYS,
        "contact": settings.SECURITY_CONTACT,
        **clean_ups(),
    }
    return render(request, "quiz/promise.html", context)


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
    expires = today() + datetime.timedelta(days=180)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{expires.isoformat()}T00:00:00Z",
        "Preferred-Languages": settings.LANGUAGE_CODE,
    }
    if request.is_secure():
        lines["Canonical"] = request.build_absolute_uri(request.path)
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
