"""Processor time of a server's workers, and how long readers wait."""

import os
import statistics
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import psutil
from django.core.signing import Signer

from tests.bench.filling import RETURNING
from tests.bench.reader import Failed, Reader

STEPS = (
    "home",
    "home again",
    "bank",
    "start",
    "start again",
    "turn",
    "answer",
    "last answer",
    "result",
    "scores",
)


def spent(process):
    """Seconds on a processor of a process's threads, to the nanosecond where Linux tells."""
    seconds = 0.0
    with suppress(OSError, psutil.NoSuchProcess):
        for thread in Path(f"/proc/{process.pid}/task").iterdir():
            seconds += int((thread / "schedstat").read_text().split()[0]) / 1e9
    if not seconds:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds = times.user + times.system
    return seconds


class Usage:
    """Processor time of the server's workers and master, and of PostgreSQL's processes.

    The housekeeping beside the workers is left out: it works in its own time, and
    would be counted in whichever step it falls.
    """

    def __init__(self, server):
        master = psutil.Process(server.process.pid)
        self.server = [master, *master.children()]
        self.postmaster = None
        if folder := server.postgresql and os.environ.get("QUIZ_TEST_PG_DATA"):
            pid = (Path(folder) / "postmaster.pid").read_text().split()[0]
            self.postmaster = psutil.Process(int(pid))

    def read(self):
        database = self.postmaster.children() if self.postmaster else []
        return sum(map(spent, self.server)), sum(map(spent, database))


def together(actions, connections):
    """Run ``actions`` (callables without arguments) over so many threads."""
    waiting = list(actions)

    def work():
        while waiting:
            with suppress(IndexError, Failed):
                waiting.pop()()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Costs:
    """Processor milliseconds a request: of each step, and of the yardstick around it."""

    def __init__(self, server, readers, connections=4):
        self.server, self.number, self.connections = server, readers, connections
        self.usage = Usage(server)
        self.steps = defaultdict(list)
        self.errors = []
        self.seed = 0

    def cookie(self):
        """That of the returning reader, signed with the server's own secret."""
        secret = (self.server.data / "secret").read_text().strip()
        signer = Signer(key=secret, fallback_keys=[], salt="quiz.reader")
        return {"quiz": signer.sign(RETURNING)}

    def batch(self, actions, each=1):
        """Processor milliseconds a request, of the server and of the database, in ``actions``."""
        before = self.usage.read()
        together(actions, self.connections)
        after = self.usage.read()
        number = each * len(actions)
        return [1000 * (b - a) / number for a, b in zip(before, after, strict=True)]

    def nothing(self):
        readers = [Reader(self.server.port, n) for n in range(self.connections)]

        def ask(reader):
            for _ in range(self.number):
                reader.nothing()

        cost, _ = self.batch([lambda reader=reader: ask(reader) for reader in readers], self.number)
        return cost

    def step(self, name, actions, each=1):
        cost, database = self.batch(actions, each)
        after = self.nothing()
        self.steps[name].append((cost, database, (self.before + after) / 2))
        self.before = after

    def once(self):
        """Each step by all readers, between two measurements of the yardstick."""
        self.seed += self.number
        port = self.server.port
        readers = [Reader(port, self.seed + n) for n in range(self.number)]
        again = [Reader(port, self.seed + n, self.cookie()) for n in range(self.number)]
        together([reader.home for reader in readers + again], self.connections)
        self.before = self.nothing()
        self.step("home", [reader.home for reader in readers])
        self.step("home again", [reader.home_again for reader in readers])
        self.step("bank", [reader.bank for reader in readers])
        together([reader.bank for reader in again], self.connections)
        self.before = self.nothing()
        self.step("start", [reader.start for reader in readers])
        self.step("turn", [reader.turn for reader in readers])
        ready = [reader for reader in readers if getattr(reader, "form", None) is not None]
        self.step(
            "answer", [lambda reader=r: [reader.answer() for _ in range(9)] for r in ready], 9
        )
        self.step("last answer", [reader.answer for reader in ready])
        self.step("result", [reader.result for reader in ready])
        self.step("start again", [reader.start for reader in again])
        self.step(
            "scores", [lambda reader=r: reader.read("scores", "/scores/") for r in again[:10]]
        )
        for reader in readers + again:
            self.errors += reader.errors
        # The returning reader goes on having played fifty rounds, and no more.
        self.server.query(
            f"DELETE FROM quiz_turn WHERE round_id IN (SELECT id FROM quiz_round "  # noqa: S608
            f"WHERE reader = '{RETURNING}' AND finished_on IS NULL)"
        )
        self.server.query(
            f"DELETE FROM quiz_round WHERE reader = '{RETURNING}' AND finished_on IS NULL"  # noqa: S608
        )

    def ratio(self, step):
        """How many times the yardstick: the median of all repetitions."""
        return statistics.median(cost / nothing for cost, _, nothing in self.steps[step])

    def milliseconds(self, step, place=0):
        return statistics.median(row[place] for row in self.steps[step])

    def round(self, of):
        """The sum over a whole round, of ``ratio`` or ``milliseconds``."""
        return of("start") + of("turn") + 9 * of("answer") + of("last answer") + of("result")


def load(server, connections, seconds, play):
    """Seconds of waiting by step, and errors, with so many readers who never pause."""
    readers = [Reader(server.port, n) for n in range(connections)]
    together([reader.bank for reader in readers], connections)
    for reader in readers:
        reader.samples.clear()
    until = time.perf_counter() + seconds

    def go(reader):
        while time.perf_counter() < until:
            play(reader, until)

    began = time.perf_counter()
    together([lambda reader=reader: go(reader) for reader in readers], connections)
    took = time.perf_counter() - began
    waits = defaultdict(list)
    for reader in readers:
        for sample in reader.samples:
            waits[sample.step].append(sample.seconds)
    return waits, took, [error for reader in readers for error in reader.errors]


def percentiles(waits):
    """The median and the 99th percentile, in milliseconds."""
    waits = sorted(waits)
    if not waits:
        return float("nan"), float("nan")
    return 1000 * statistics.median(waits), 1000 * waits[int(0.99 * (len(waits) - 1))]
