"""Who may cache a page: anybody for five minutes (``public``), or nobody (``private``).

What says something of its day (``public_today``) is kept to midnight at the longest.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control

from quiz.web.days import left_of_day

LONGEST = 300  # seconds
public = cache_control(public=True, max_age=LONGEST)
private = cache_control(private=True, no_store=True)


def public_today[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let anybody cache what ``view`` answers for five minutes, but not into the next day."""

    @wraps(view)
    def cached(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        # Asked before the page is made, so that what it says of its day is no older than this.
        left = int(left_of_day(timezone.now()).total_seconds())
        response = view(*args, **kwargs)
        patch_cache_control(response, public=True, max_age=min(LONGEST, left))
        return response

    return cached
