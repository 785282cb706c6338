"""What a request sends is read to its end or counts for nothing.

A server hands on what has come when a connection breaks, and Django takes it for the whole: half
a number would be an answer.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest


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
        environ["wsgi.input"] = Whole(environ["wsgi.input"], length)
        return application(environ, start_response)

    return wrapped
