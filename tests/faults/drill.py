"""``python -m tests.faults.drill``: two machines of the quiz, two of PostgreSQL, and what falls.

Readers play through nginx all the time, send again what failed and remember what was confirmed.
A row says what came of it: nothing is asserted.
"""

import signal
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.faults.__main__ import say
from tests.faults.breaking import Redis
from tests.faults.cluster import BRIDGE, Cluster, Way, missing, too_old, until, version
from tests.faults.network import run
from tests.nginx import Nginx
from tests.playing import Readers, kept
from tests.server import Server

HEADS = ("fault", "acknowledged", "lost", "doubled", "errors readers met",
         "longest without an answer, s", "in step again, s")  # fmt: skip


class Pulse(threading.Thread):
    """The longest time in which no answer was confirmed."""

    def __init__(self, playing):
        super().__init__(daemon=True)
        self.playing, self.over, self.longest = playing, threading.Event(), 0.0

    def run(self):
        last, number = time.monotonic(), 0
        while not self.over.wait(0.05):
            if len(self.playing.confirmed) > number:
                number = len(self.playing.confirmed)
                self.longest, last = max(self.longest, time.monotonic() - last), time.monotonic()


class Site:
    """Two machines of the quiz behind nginx, on a cluster."""

    def __init__(self, folder, stack):
        self.cluster = stack.enter_context(Cluster(folder))
        redis = stack.enter_context(Redis())
        self.ways, self.servers = [], []
        for name in ("first", "second"):
            way = Way(self.cluster, name)
            way.begin()
            server = stack.enter_context(
                Server(folder / name / "quiz", REDIS_URL=redis.url, QUIZ_PROXIES="1",
                       QUIZ_START_LIMIT="0", QUIZ_SECRET_KEY="drill" * 12)
            )  # fmt: skip
            server.prepare()
            server.environment["DATABASE_URL"] = self.cluster.url
            if not self.servers:
                server.manage("migrate", "-v0")
                server.manage("loadbanks", "-v0")
            server.environment["QUIZ_DATABASE_POOLER"] = way.url
            self.ways.append(way)
            self.servers.append(server.start())
        (folder / "nginx").mkdir()
        ports = [server.port for server in self.servers]
        self.nginx = stack.enter_context(Nginx(folder / "nginx", *ports, tls=False))

    def query(self, statement):
        with psycopg.connect(self.cluster.url, target_session_attrs="read-write") as connection:
            return connection.execute(statement).fetchall()

    def measure(self, name, fault, mend, lasts, readers=8):
        """Let a fault last for some seconds under load, and play on until all is in step again."""
        with Readers(self.nginx.http, number=readers) as playing:
            time.sleep(3)
            pulse, earlier = Pulse(playing), playing.statuses.copy()
            pulse.start()
            broken = fault()
            time.sleep(lasts)
            mend(broken)
            mended, confirmed = time.monotonic(), len(playing.confirmed)
            until(lambda: len(playing.confirmed) > confirmed, "no answer is confirmed any more")
            until(self.cluster.in_step, "the two databases are not in step again")
            again = time.monotonic() - mended
            time.sleep(2)
            pulse.over.set()
            pulse.join()
            errors = playing.statuses - earlier
        there = kept(self)
        met = [f"{number} × {status or 'no answer'}" for status, number in sorted(errors.items())
               if status >= 500 or not status]  # fmt: skip
        lost = len(playing.confirmed - set(there))
        doubled = len(there) - len(set(there))
        of = (name, len(playing.confirmed), lost, doubled, ", ".join(met) or "0")
        say("| " + " | ".join(map(str, of)) + f" | {pulse.longest:.1f} | {again:.1f} |")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and what was begun is ended
    if lacks := missing():
        sys.exit(f"The drill needs {', '.join(lacks)}.")
    if refused := too_old(patroni := version()):
        sys.exit(refused)
    say(patroni)
    if run("ip", "link", "show", BRIDGE, check=False):
        sys.exit(f"A drill is under way, or was killed: then ip link del {BRIDGE} first.")
    say(f"| {' | '.join(HEADS)} |")
    say("|" + " --- |" * len(HEADS))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        site = Site(Path(folder), stack)
        cluster, (first, second) = site.cluster, site.ways

        def primary(*programs):
            def fault():
                name = cluster.primary()
                cluster.kill(name, *programs)
                return name

            return fault

        def cut():
            name = cluster.primary()
            cluster.line(name, "down")
            return name

        def killed(program, *ways):
            def fault():
                for way in ways:
                    way.kill(program)

            return fault

        def begun(program, *ways):
            return lambda _: [way.begin(program) for way in ways]

        def nothing(_=None):
            pass

        site.measure("nothing, to compare with", nothing, nothing, 5)
        site.measure("kill -9 of the primary’s PostgreSQL", primary("postgres"), nothing, 25)
        site.measure("the primary’s machine killed", primary(), cluster.begin, 40)
        site.measure("the primary’s network cut for 40 s", cut,
                     lambda name: cluster.line(name, "up"), 40)  # fmt: skip
        site.measure("both PgBouncers killed for 3 s", killed("pgbouncer", first, second),
                     begun("pgbouncer", first, second), 3)  # fmt: skip
        site.measure("one web server without its database for 10 s", killed("haproxy", first),
                     begun("haproxy", first), 10)  # fmt: skip
        server = site.servers[1]
        site.measure("one web server killed for 5 s", server.kill, lambda _: server.start(), 5)


if __name__ == "__main__":
    main()
