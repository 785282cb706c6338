"""One fault under load, and what came of it."""

import re
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from http.client import HTTPException

from tests.playing import Readers, kept
from tests.server import ask

HEADS = ("fault", "acknowledged", "lost", "doubled", "errors", "s to recover", "readers are told",
         "/readyz said", "/healthz, s", "log lines")  # fmt: skip
LONGEST = 60  # seconds that we wait for the first answer


@dataclass(frozen=True)
class Row:
    """A line of the table, in the order of ``HEADS``."""

    fault: str
    acknowledged: int
    lost: int
    doubled: int
    errors: str
    recovery: str
    told: str
    ready: str
    health: str
    lines: int

    def __str__(self):
        return "| " + " | ".join(str(each) for each in vars(self).values()) + " |"


class Watch(threading.Thread):
    """Asks ``/readyz`` and ``/healthz`` all the time, as a monitor would."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.over = port, threading.Event()
        self.said, self.slowest = Counter(), 0.0

    def run(self):
        while not self.over.wait(0.2):
            said = "no answer"
            with suppress(OSError, HTTPException):
                status, _, page = ask(self.port, "GET", "/readyz")
                said = "ready" if status == 200 else wrong(page)
                began = time.monotonic()
                ask(self.port, "GET", "/healthz")
                self.slowest = max(self.slowest, time.monotonic() - began)
            self.said[said] += 1


def wrong(page):
    """What stops play, as the page says: the first part that is not well."""
    parts = re.findall(r'"(\w+)": "([^"]*)"', page)
    parts = [(name, said) for name, said in parts if not said.startswith(("ok", "unknown"))]
    return next((f"{name} {said}" for name, said in parts if name != "housekeeping"), page[:60])


def told(page):
    """The sentence that a reader sees first on a page that asks to come back."""
    found = re.search(r'<p class="lead">\s*(.*?[.])', page, re.S)
    return unescape(found[1]) if found else "–"


def measure(server, name, fault, seconds=3, readers=8):
    """Play, let ``fault`` last for some seconds, and play on until an answer is confirmed."""
    log = server.data / "log"
    before = len(log.read_text().splitlines())
    with Readers(server.port, number=readers) as playing:
        time.sleep(2)
        watch = Watch(server.port)
        earlier = playing.statuses.copy()
        watch.start()
        with fault:
            time.sleep(seconds)
        began, confirmed = time.monotonic(), len(playing.confirmed)
        while len(playing.confirmed) <= confirmed and time.monotonic() < began + LONGEST:
            time.sleep(0.02)
        recovery = time.monotonic() - began
        time.sleep(1)
        watch.over.set()
        watch.join()
        statuses = playing.statuses - earlier
    there = kept(server)
    errors = ", ".join(
        f"{number} × {status or 'no answer'}"
        for status, number in sorted(statuses.items())
        if status >= 500 or not status
    )
    return Row(
        fault=name,
        acknowledged=len(playing.confirmed),
        lost=len(playing.confirmed - set(there)),
        doubled=len(there) - len(set(there)),
        errors=errors or "0",
        recovery=f"{recovery:.1f}" if recovery < LONGEST else "never",
        told=told(playing.apology) if playing.apology else "–",
        ready="; ".join(watch.said),
        health=f"{watch.slowest:.2f}",
        lines=len(log.read_text().splitlines()) - before,
    )
