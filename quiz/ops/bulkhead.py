"""One thread of each worker stays free, whatever hangs, and nothing hangs for ever.

When a database neither answers nor refuses, every request that asks it holds a thread, and soon
none is left to say so. So there is a thread more than places for requests (a bulkhead), and
who finds no place while nothing moves is told at once to come back. ``/healthz``, ``/readyz`` and
static files need no place.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from quiz.web.errors import unavailable
from quiz.web.middleware import GetResponse
from quiz.web.troubles import AWAY

logger = logging.getLogger(__name__)

STEPS, STEP = 10, 0.1  # waits, and seconds each; in steps, since a busy machine sleeps too
PATIENCE = STEPS * STEP  # seconds without a place, after which requests count as stuck
LONGEST = 18  # seconds that a request may take; nginx waits for 20
FREE = ("/healthz", "/readyz")


class Bulkhead:
    """``places`` for requests; who waits for one holds the one thread that is left.

    A place that becomes free is handed to who waits: the thread that gave it back takes up another
    request, and would be there first. Requests are ``stuck`` when all places are taken and none
    becomes free for a while. From then on nobody waits, until a request is answered in time again.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self.stuck = False
        self.waiting = self.handed = 0
        self.left = threading.Condition()

    def enter(self) -> bool:
        """Take a place, if need be when one is free; return whether there was one."""
        with self.left:
            if self.free:
                self.free -= 1
                return True
            self.waiting += 1
            for _step in range(0 if self.stuck else STEPS):
                self.left.wait(STEP)
                if self.handed or self.stuck:
                    break
            self.waiting -= 1
            if self.handed:
                self.handed -= 1
                return True
            if not self.stuck:
                self.stuck = True
                logger.error("All requests wait for the database; others are refused.")
            return False

    def leave(self, took: float) -> None:
        """Give a place back after ``took`` seconds."""
        with self.left:
            if self.handed < self.waiting:
                self.handed += 1
            else:
                self.free += 1
            if self.stuck and took < PATIENCE:
                self.stuck = False
                logger.warning("Requests are answered in time again.")
            self.left.notify()


class Deadlines(threading.Thread):
    """Cuts the connection to PostgreSQL of a thread that has waited longer than it would.

    A server that is frozen, while the machine under it goes on, acknowledges everything and
    answers nothing: no timeout of the network ends that. The thread gets an error as if the
    connection had broken.
    """

    def __init__(self) -> None:
        super().__init__(name="deadlines", daemon=True)
        self.ends: dict[int, float] = {}
        self.lines: WeakValueDictionary[int, Any] = WeakValueDictionary()
        connection_created.connect(self._remember)

    def _remember(self, connection: Any, **kwargs: Any) -> None:
        if connection.vendor == "postgresql":
            self.lines[threading.get_ident()] = connection.connection

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What this thread does now may take so long."""
        thread = threading.get_ident()
        self.ends[thread] = time.monotonic() + seconds
        try:
            yield
        finally:
            self.ends.pop(thread, None)  # a request within another, as tests make, has taken it out

    def run(self) -> None:
        while True:
            time.sleep(0.5)
            self.cut()

    def cut(self) -> None:
        """End the connections of all threads whose time is over."""
        for thread, end in [*self.ends.items()]:
            line = self.lines.get(thread)
            if end < time.monotonic() and line is not None and not line.closed:
                with suppress(OSError), socket.socket(fileno=os.dup(line.fileno())) as same:
                    same.shutdown(socket.SHUT_RDWR)


deadlines = Deadlines()


def guarded(get_response: GetResponse) -> GetResponse:
    """Middleware: answer 503 at once where all places are taken and nothing moves."""
    bulkhead = Bulkhead(settings.THREADS)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in FREE:
            return get_response(request)
        if not bulkhead.enter():
            return unavailable(request, AWAY)
        began = time.monotonic()
        try:
            with deadlines.within(LONGEST):
                return get_response(request)
        finally:
            bulkhead.leave(time.monotonic() - began)

    return middleware
