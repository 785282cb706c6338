"""What a request sends is read to its end or counts for nothing.

A server hands on what has come when a connection breaks, and Django takes it for the whole: half
a number would be an answer. What nobody wanted to read is dropped before the answer: a proxy that
is cut off while it still sends takes a refusal for a server that has broken down.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest

DROPPED = 30_000_000  # bytes at most; the proxy lets no more through
CHUNK = 65_536


class Whole:
    """A request's body, of which ``length`` bytes were announced.

    Reading it raises ``BadRequest`` where it ends before.
    """

    def __init__(self, body: Any, length: int) -> None:
        self.body, self.left = body, length

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, or as many as are left."""
        return self._taken(self.body.read, size, b"")

    def readline(self, size: int) -> bytes:
        """The next line, or ``size`` bytes of it."""
        return self._taken(self.body.readline, size, b"\n")

    def drop(self) -> None:
        """Read what is left and forget it, unless more was announced than anybody may send."""
        with suppress(BadRequest):
            while 0 < self.left <= DROPPED:
                self.read(CHUNK)

    def _taken(self, take: Callable[[int], bytes], size: int, end: bytes) -> bytes:
        wanted = min(size, self.left)
        try:
            taken = take(wanted)
        except OSError:  # the connection was reset
            taken = b""
        self.left -= len(taken)
        if len(taken) < wanted and not (end and taken.endswith(end)):
            raise BadRequest("The request ended in the middle")
        return taken


def whole(application: Any) -> Any:
    """WSGI middleware: ``application`` reads bodies that are ``Whole``."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Any:
        length = int(environ.get("CONTENT_LENGTH") or 0)  # the server has refused what is no number
        body = environ["wsgi.input"] = Whole(environ["wsgi.input"], length)
        response = application(environ, start_response)
        body.drop()
        return response

    return wrapped
