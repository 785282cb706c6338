"""Who may cache a page: anybody for five minutes (``public``), or nobody (``private``).

What says something of its day (``public_today``) is kept to midnight at the longest, and to the
moment that its view has named by ``ends_by``.
"""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.cache import cache_control

from quiz.web.days import left_of_day

LONGEST = 300  # seconds
public = cache_control(public=True, max_age=LONGEST)
private = cache_control(private=True, no_store=True)


def ends_by(request: HttpRequest, moment: datetime.datetime | None) -> None:
    """Let no cache keep what answers ``request`` beyond ``moment``, if there is one."""
    if moment:
        before: datetime.datetime = getattr(request, _ENDS, moment)
        setattr(request, _ENDS, min(before, moment))


_ENDS = "kept_until"


def public_today[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let anybody cache what ``view`` answers for five minutes, but not into the next day."""

    @wraps(view)
    def cached(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        # Asked before the page is made, so that what it says of its day is no older than this.
        now = timezone.now()
        left = left_of_day(now)
        response = view(request, *args, **kwargs)
        ends: datetime.datetime | None = getattr(request, _ENDS, None)
        if ends:
            left = min(left, max(ends - now, datetime.timedelta()))
        if left.total_seconds() >= LONGEST:
            patch_cache_control(response, public=True, max_age=LONGEST)
        else:
            # A cache on the way would hand an age on as it was; this is the same moment for all.
            patch_cache_control(response, public=True)
            response.headers["Expires"] = http_date((now + left).timestamp())
        return response

    return cached
