"""Which site a request comes from, as browsers say it."""

from django.http import HttpRequest


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser says that another site made it send this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.get_host()
