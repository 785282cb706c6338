"""The type of request that our views get."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request after ``HtmxMiddleware``."""

    htmx: HtmxDetails
