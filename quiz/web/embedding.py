"""Pages inside another site's page: where they are, how they look there, who may frame them.

All of it stands in the address, since there no cookie is read or set and nothing is kept in the
browser: ``/embed/``, and behind it a look, such as ``dark`` or ``light-b3261e``, if a publisher
chose one.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP, build_policy
from django.utils.safestring import mark_safe

# Light, dark or as the reader's device has it, and the publisher's own colour.
LOOK = "(?:light|dark|auto)(?:-[0-9a-f]{6})?"
PLACE = re.compile(rf"/embed(?:/(?P<look>{LOOK}))?(?=/)")

# What these pages load. Where they are in a sandbox without an origin, it counts as another's.
LOADED = re.compile(
    r"/static/quiz/(?:quiz|pages|standing|app|embed|question_card|share|htmx-[\d.]+min)"
    r"\.(?:[0-9a-f]+\.)?(?:css|js)"
    r"|/pictures/[0-9a-f]{32,64}/\d+\.webp"
)


@dataclass(frozen=True)
class Embedding:
    """Where an embed is: ``under`` begins the addresses of all its pages.

    ``scheme`` is "light", "dark" or empty, ``accent`` a colour such as "b3261e" or empty.
    """

    under: str
    scheme: str
    accent: str


def embedding(request: HttpRequest) -> Embedding | None:
    """Where the embed is that a request is for; None for the site's own pages."""
    place = PLACE.match(request.path)
    if place is None:
        return None
    scheme, _dash, accent = (place["look"] or "").partition("-")
    return Embedding(place[0], "" if scheme == "auto" else scheme, accent)


def under(request: HttpRequest) -> str:
    """What the addresses of a round begin with where it is played."""
    embed = embedding(request)
    return embed.under if embed else ""


def frame(request: HttpRequest, response: HttpResponse) -> None:
    """Let other sites show an embedded page in theirs, in frames of any or of the named hosts.

    ``framed_by`` of a response has the hosts, if a view named some; without, the policy is silent,
    since ``*`` would leave out frames that have no origin.
    """
    policy: dict[str, Any] = {
        name: [own_origin(request) if source == CSP.SELF else source for source in sources]
        for name, sources in settings.SECURE_CSP.items()
    }
    policy["frame-ancestors"] = None
    hosts = getattr(response, "framed_by", None)
    if hosts is not None:
        policy["frame-ancestors"] = [CSP.SELF, *hosts]
    response.headers[str(CSP.HEADER_ENFORCE)] = build_policy(policy)
    del response.headers["X-Frame-Options"]
    response.xframe_options_exempt = True  # as Django's own decorator says it


def own_origin(request: HttpRequest) -> str:
    """Our origin as a policy names it.

    WebKit takes ``'self'`` for the page's own origin even in a sandbox, where it has none: then no
    style, no script and no form of ours would be ours.
    """
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return str(CSP.SELF)


def context(request: HttpRequest) -> dict[str, Any]:
    """What templates need to know: ``embed``, and what is the same wherever a page is.

    ``under`` begins the addresses of what stays in the frame, and ``here`` keeps it there: what
    is not marked so opens in a window of its own, since no other page of ours may be framed.
    """
    embed = embedding(request)
    if embed is None:
        return {"embed": None, "under": "", "here": ""}
    here = mark_safe(' target="_self"')
    return {"embed": embed, "under": embed.under, "here": here, "theme": embed.scheme}
