"""``python -m tests.guide.player ADDRESS NUMBER``: readers of https://quiz.example/ at an address.

In a process of its own, since it is started in the network of a machine. What was confirmed is
written when its input ends.
"""

import json
import ssl
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from urllib.parse import urlencode

from tests.guide.machines import say
from tests.playing import Readers
from tests.server import ROOT

HOST, FORM = "quiz.example", "application/x-www-form-urlencoded"
UNKNOWN = ssl.create_default_context()
UNKNOWN.check_hostname, UNKNOWN.verify_mode = False, ssl.CERT_NONE  # made a moment ago

# Answers in the database, as lines.
KEPT = """SELECT replace(r.key::text, '-', '') || ' ' || t.position FROM quiz_turn t
JOIN quiz_round r ON r.id = t.round_id WHERE t.answered_on IS NOT NULL"""


class Line(HTTPSConnection):
    """To an address, by the name of the site."""

    def connect(self):
        address, self.host = self.host, HOST
        self.sock = self._create_connection((address, self.port), self.timeout)
        self.sock = UNKNOWN.wrap_socket(self.sock, server_hostname=HOST)


def ask(address, method, path, fields=None, timeout=30):
    """One request on a connection of its own: status, path of the next page, and body."""
    with closing(Line(address, timeout=timeout)) as line:
        line.request(method, path, urlencode(fields or {}), {"Content-Type": FORM, "Host": HOST})
        answer = line.getresponse()
        to = answer.getheader("Location")
        return answer.status, to and to.removeprefix(f"https://{HOST}"), answer.read().decode()


def main(address, number):
    longest, over = 0.0, threading.Event()

    def pulse(playing):
        nonlocal longest
        last, known = time.monotonic(), 0
        while not over.wait(0.05):
            longest = max(longest, time.monotonic() - last)
            if len(playing.confirmed) > known:
                last, known = time.monotonic(), len(playing.confirmed)

    with Readers(address, number=int(number), ask=ask) as playing:
        watch = threading.Thread(target=pulse, args=(playing,))
        watch.start()
        sys.stdin.read()
        over.set()
        watch.join()
    told = {"confirmed": sorted(playing.confirmed), "longest": longest,
            "statuses": dict(playing.statuses), "faults": playing.faults[:5]}  # fmt: skip
    sys.stdout.write(json.dumps(told))


@contextmanager
def playing(space, address, number=4):
    """Readers in the network of a machine; a dict that says afterwards what they met."""
    words = ["ip", "netns", "exec", space, sys.executable, "-m", "tests.guide.player", address,
             str(number)]  # fmt: skip
    process = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    told = {}
    try:
        yield told
    finally:
        out, _ = process.communicate(timeout=120)
        told.update(json.loads(out or "{}"))


def compare(told, rows):
    """Say what was confirmed, lost and doubled."""
    there = [tuple(row.split()) for row in rows.splitlines()]
    confirmed = {(key, str(position)) for key, position in told["confirmed"]}
    lost, doubled = len(confirmed - set(there)), len(there) - len(set(there))
    met = {
        status: number
        for status, number in told["statuses"].items()
        if int(status) >= 500 or status == "0"
    }
    say(f"acknowledged {len(confirmed)}, lost {lost}, doubled {doubled}, "
        f"longest without an answer {told['longest']:.1f} s")  # fmt: skip
    say(f"errors {met or 0}, answers of another kind {told['faults'] or 0}")
    assert not lost + doubled


if __name__ == "__main__":
    main(*sys.argv[1:])
