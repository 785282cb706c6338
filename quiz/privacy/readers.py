"""Who a reader is: a random number in one signed cookie, and nothing else; and whose a round is.

No row stands for a reader. The number is on the reader's rounds and in the cookie, whose
signature holds no time, so whoever has read the database cannot make a cookie of it.
"""

import datetime
import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from quiz.models import Round

_READER = "reader_of_cookie"  # of a request, whose cookie is asked for three times in an answer
MOST = 200  # rounds that are tied to one browser: its pages and its file go through all of them


def cookie_days() -> int:
    """For how many days the cookie lasts: a day longer than any round it leads to."""
    return int(settings.RETENTION_DAYS) + 1


def reader_of(request: HttpRequest) -> uuid.UUID | None:
    """The reader of this browser; None if it has no cookie, or one that is not ours."""
    if not hasattr(request, _READER):
        setattr(request, _READER, _read(request.COOKIES.get(settings.READER_COOKIE_NAME, "")))
    reader: uuid.UUID | None = getattr(request, _READER)
    return reader


def _read(cookie: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(_signer().unsign(cookie)) if cookie else None
    except (BadSignature, ValueError):
        return None


def has_most(reader: uuid.UUID) -> bool:
    """Whether as many rounds are tied to this reader as can be; others belong to their address."""
    return Round.objects.filter(reader=reader)[:MOST].count() >= MOST


def may_open(request: HttpRequest, played: Round) -> bool:
    """Whether this browser may play a round and see its answers: nothing else decides that.

    A claimed round is its own browser's alone. Until then its address is the key.
    """
    if not played.claimed:
        return True
    reader = reader_of(request)
    return reader is not None and reader == played.reader


def remember(response: HttpResponse, reader: uuid.UUID) -> None:
    """Give the browser the cookie of ``reader``, at each start, so that it outlives its rounds."""
    response.set_cookie(
        settings.READER_COOKIE_NAME,
        _signer().sign(reader.hex),
        max_age=datetime.timedelta(days=cookie_days()),
        secure=settings.READER_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(settings.READER_COOKIE_NAME, samesite="Lax")


def _signer() -> Signer:
    return Signer(salt="quiz.reader")  # Django's own signed cookies hold the second
