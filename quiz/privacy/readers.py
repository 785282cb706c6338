"""Who a reader is: a random number in the session, and nothing else."""

import uuid

from django.conf import settings
from django.http import HttpRequest

READER = "reader"


def reader_of(request: HttpRequest) -> uuid.UUID | None:
    """The reader of this browser, or None: without the cookie nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    known = request.session.get(READER)
    return uuid.UUID(known) if known else None


def reader_for(request: HttpRequest) -> uuid.UUID:
    """The reader of this browser, made if need be, for a round that is starting.

    The session is written each time, so that it outlives every round it leads to.
    """
    known = request.session.get(READER) or str(uuid.uuid4())
    request.session[READER] = known
    return uuid.UUID(known)


def forget(request: HttpRequest) -> None:
    """Take the reader out of this browser's session, and the cookie with it.

    An editor who is logged in stays so: that is another use of the same session.
    """
    request.session.pop(READER, None)
    if not request.session.keys():
        request.session.flush()
