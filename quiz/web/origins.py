"""Which site a request comes from, as browsers say it."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser says that another site made it send this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return origin.partition("://")[2] != request.get_host()
    except DisallowedHost:  # asked for under another's name
        return True
