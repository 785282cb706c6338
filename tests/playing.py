"""Readers who play over HTTP, send again what failed, and remember what was confirmed."""

import random
import re
import threading
import time
from collections import Counter
from http.client import HTTPException


class Readers:
    """``number`` threads that play rounds against a port until they are told to stop.

    ``confirmed`` holds (key, position) of every answer whose confirmation arrived;
    ``rounds`` every first address; ``faults`` what no reader should see; ``tries``
    how often the worst answer had to be sent. ``statuses`` counts all answers, and under 0
    requests that got none; ``apology`` is the last page that asked to come back;
    ``longest`` the seconds that the longest answer took. ``ask`` sends, where another is given.
    """

    def __init__(self, port, number=4, bank="faces", ask=None):
        self.port, self.number, self.bank, self._ask = port, number, bank, ask
        self.confirmed, self.rounds, self.faults = set(), [], []
        self.asked, self.unavailable, self.worst, self.longest = 0, 0, 0, 0.0
        self.statuses, self.apology = Counter(), ""
        self._over = threading.Event()
        # Each has choices of her own, which are the same for the same seed, whoever is first.
        chances = [random.Random(random.getrandbits(64)) for _ in range(number)]
        self._threads = [threading.Thread(target=self._play, args=(each,)) for each in chances]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _send(self, method, path, fields=None):
        """Send until there is an answer; None where it is over before there is one."""
        from tests.server import ask

        asked = self._ask or ask
        tries = 0
        while not self._over.is_set():
            tries += 1
            began = time.monotonic()
            try:
                status, location, page = asked(self.port, method, path, fields, timeout=120)
            except (OSError, HTTPException):
                self.statuses[0] += 1
                time.sleep(0.05)
                continue
            self.longest = max(self.longest, time.monotonic() - began)
            self.asked += 1
            self.statuses[status] += 1
            if status == 503:
                self.unavailable += 1
                self.apology = page
                time.sleep(0.1)
                continue
            if status >= 500:
                self.faults.append((status, method, path))
            self.worst = max(self.worst, tries)
            return status, location, page
        return None

    def _play(self, chance):
        while not self._over.is_set():
            begun = self._send("POST", f"/banks/{self.bank}/start/", {"number": 5})
            if begun is None:
                return
            if begun[0] != 302:
                self.faults.append(begun[:2])
                continue
            self.rounds.append(begun[1])
            self._round(begun[1], chance)

    def _round(self, first, chance):
        for position in range(1, 6):
            turn = re.sub(r"\d+/$", f"{position}/", first)
            sent = self._send("POST", turn, {"unsure": "1"})
            if sent is None:
                return
            if sent[0] == 302:
                self.confirmed.add((turn.split("/")[2].replace("-", ""), position))
            else:
                self.faults.append((sent[0], turn))
            if chance.random() < 0.2:
                self._send("GET", turn)


def kept(server):
    """(key, position) of every answer in the database."""
    rows = server.query(
        "SELECT r.key, t.position FROM quiz_turn t JOIN quiz_round r ON r.id = t.round_id "
        "WHERE t.answered_on IS NOT NULL"
    )
    return [(str(key).replace("-", ""), position) for key, position in rows]


def all_can_be_finished(server, rounds):
    """Whether every round leads to a result, once what is left of it is answered."""
    for first in rounds:
        for position in range(1, 6):
            status, _, _ = server.ask(
                "POST", re.sub(r"\d+/$", f"{position}/", first), {"unsure": "1"}
            )
            assert status == 302, (status, position)
        assert server.ask("GET", re.sub(r"\d+/$", "", first))[0] == 200
    return True
