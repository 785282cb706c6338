"""Headers and origin checks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]

# Everything a page could be allowed to do with a reader's device. We need none.
FEATURES = (
    "accelerometer autoplay browsing-topics "
    "camera clipboard-read clipboard-write compute-pressure display-capture encrypted-media "
    "fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection "
    "interest-cohort keyboard-map local-fonts magnetometer microphone midi "
    "otp-credentials payment picture-in-picture publickey-credentials-create "
    "publickey-credentials-get screen-wake-lock serial storage-access usb "
    "window-management xr-spatial-tracking"
).split()

PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)


def headers(get_response: GetResponse) -> GetResponse:
    """Add the headers that Django has no setting for.

    What binds documents alone is left out of files, where it would be dead weight.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def plain_refusals(get_response: GetResponse) -> GetResponse:
    """Give a page to what is refused before or without a view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _too_large(request):
            return render(request, "413.html", status=413)
        if "%00" in request.META.get("QUERY_STRING", ""):
            # No text of ours holds this character, and PostgreSQL refuses even to look for it.
            return render(request, "400.html", status=400)
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            # The same response, so that it is logged once.
            page = render(request, "405.html")
            response.content = page.content
            response.headers["Content-Type"] = page.headers["Content-Type"]
        return response

    return middleware


def _too_large(request: HttpRequest) -> bool:
    if request.path.startswith("/admin/"):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > settings.READER_BODY_LIMIT


def from_here[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Refuse a request to do something that another site made the browser send.

    Stands in for a CSRF token, which would need a cookie before play. Browsers
    say where a request comes from; a client that says nothing is no browser
    that somebody could have tricked.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        if site is not None:
            foreign = site not in ("same-origin", "none")
        else:
            foreign = origin is not None and origin.partition("://")[2] != request.get_host()
        if foreign and request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("This was sent by another site, so we did not do it."))
        return view(*args, **kwargs)

    return checked
