"""A worker that waits for slow clients without giving its thread to them.

gunicorn hands a connection to the worker's one thread as soon as it is made, so two
clients that say nothing, or a letter a second, would keep everybody else waiting.
Here the loop that polls the connections looks at what has come, without taking it,
and hands over requests that are there to their last byte. The kernel is told how
much is still to come, so it does not wake the loop for every letter.
"""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

HEAD = 16_384  # bytes; what browsers send is under 4,000
BODY = 65_536  # bytes; only the desk takes more
PATIENCE = 15  # seconds for a request to come

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.I)


class Refused(Exception):
    """What came is no request that a browser sends; the argument is the status to say so."""


def needed(seen: bytes) -> int:
    """How many bytes there are to be, at least, before ``seen`` is a whole request.

    Of a body longer than ``BODY`` only the head is waited for.
    """
    end = seen.find(b"\r\n\r\n") + 4
    if end < 4:
        if len(seen) > HEAD:
            raise Refused("431 Request Header Fields Too Large")
        return len(seen) + 1
    head = seen[:end]
    if _CHUNKED.search(head):
        raise Refused("411 Length Required")
    length = _LENGTH.search(head)
    body = int(length[1]) if length else 0
    return end + body if body <= BODY else end


def long(seen: bytes) -> bool:
    """Whether the body is one that cannot be waited for, and has to be read as it comes."""
    length = _LENGTH.search(seen[: seen.find(b"\r\n\r\n") + 4])
    return length is not None and int(length[1]) > BODY


class Patient(ThreadWorker):
    """gunicorn's worker with threads, less the waiting in them."""

    def init_process(self) -> None:
        # Long bodies are the desk's pictures. Whoever sends one slowly keeps
        # others who send one waiting, and no reader.
        self.uploads = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Hand over a connection once its request is whole, and watch it until then."""
        taken = conn.parser.unreader.buf.getvalue() if conn.parser else b""
        before = getattr(conn, "seen", None)
        try:
            came = conn.sock.recv(HEAD + BODY, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            came = None
        except OSError:
            came = b""
        seen = taken + (came or b"")
        try:
            missing = needed(seen) - len(seen)
        except Refused as refusal:
            return self._refuse(conn, str(refusal))
        # Woken without anything new: the client has gone, and gunicorn sees to that.
        if missing <= 0 or came == b"" or (came is not None and came == before):
            return self._hand_over(conn, seen)
        if not hasattr(conn, "since"):
            conn.since = time.monotonic()
        conn.seen, conn.timeout = came, conn.since + PATIENCE
        conn.sock.setblocking(False)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(came or b"") + missing)
        self.pending_conns.append(conn)
        watched = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, watched)
        return None

    def _hand_over(self, conn: Any, seen: bytes) -> None:
        if hasattr(conn, "since"):
            del conn.since, conn.seen
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        if long(seen):
            future = self.uploads.submit(self.handle, conn)
            done = partial(self.method_queue.defer, self.finish_request, conn)
            future.add_done_callback(done)
        else:
            super().enqueue_req(conn)

    def _refuse(self, conn: Any, status: str) -> None:
        said = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        try:
            conn.sock.setblocking(False)
            conn.sock.send(said.encode())
        except OSError:
            pass
        self.nr_conns -= 1
        conn.close()
