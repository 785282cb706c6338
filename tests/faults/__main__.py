"""``python -m tests.faults``: on SQLite, or within ``.ci/services`` on PostgreSQL and Redis."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults import breaking, network, switching
from tests.faults.measuring import HEADS, measure
from tests.pgbouncer import PgBouncer
from tests.server import Server


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def served(prepared=None, **settings):
    """A server of its own for a fault; ``prepared`` does more before it is started."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(Server(Path(folder) / "data", **settings))
        server.prepare()
        if server.postgresql:  # which the tests' own does without
            name = server.database
            breaking.on_database(server, f"ALTER DATABASE {name} SET synchronous_commit = on")
        if prepared:
            stack.enter_context(prepared(server))
        yield server.start()
        server.stop()


def tried(name, fault, seconds=3, prepared=None, **settings):
    """Say what came of a fault, or why it could not be tried."""
    try:
        with served(prepared, **settings) as server:
            say(measure(server, name, fault(server), seconds))
    except Exception as problem:  # the others are tried all the same
        say(f"| {name} | not tried to its end: {type(problem).__name__}: {problem} |")


def everywhere():
    tried("nothing, to compare with", breaking.nothing)
    tried("kill -9 of a worker, four times", breaking.workers_killed)
    tried("kill -9 of everything, started after 1 s", breaking.everything_killed, 1)
    tried("kill -9 of the housekeeping", breaking.housekeeping_killed)
    tried("restart (SIGTERM, start)", breaking.restarted, 0)
    tried("reload (SIGHUP)", breaking.reloaded)
    tried("backup while writing", breaking.backed_up, 1)


def on_sqlite():
    everywhere()
    tried("write lock held for 6 s by another program", breaking.lock_held, 6)
    tried("file deleted; then what was kept is put back", breaking.file_deleted, 3)
    tried("file replaced by mv; then what was kept is put back", breaking.file_replaced, 3)
    tried("clean stop, the file alone copied", breaking.stopped_and_copied, 0)
    if os.geteuid() == 0:
        tried("disk full for 6 s", breaking.disk_full, 6, prepared=small_disk)


@contextmanager
def small_disk(server):
    """Its folder on a disk of 24 MB."""
    away = server.data.with_name("away")
    server.data.rename(away)
    server.data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(server.data)]
    subprocess.run(mount, check=True)
    subprocess.run(["cp", "-a", f"{away}/.", str(server.data)], check=True)
    try:
        yield
    finally:
        server.stop()
        subprocess.run(["umount", "-l", str(server.data)], check=True)


def on_services():
    everywhere()
    tried("kill of the connections", breaking.connections_ended)
    tried("PostgreSQL restarted (fast)", breaking.database_restarted, 0)
    tried("kill -9 of PostgreSQL, back after 4 s", breaking.database_killed, 4)
    tried("database read-only for 6 s", breaking.database_read_only, 6)
    tried("PostgreSQL frozen for 8 s", breaking.database_frozen, 8)
    tried("PostgreSQL frozen for 30 s", breaking.database_frozen, 30)
    if network.possible():
        tried("network to it cut without RST for 15 s", breaking.line_cut, 15, prepared=apart)
    pooled()
    with breaking.Redis() as redis:
        tried("Redis killed for 5 s", lambda _: redis.killed(), 5, REDIS_URL=redis.url)
        tried("Redis frozen for 6 s", lambda _: redis.frozen(), 6, REDIS_URL=redis.url)
    failed_over()
    switched_over()


@contextmanager
def apart(server):
    with network.apart(server.own) as url:
        server.environment["DATABASE_URL"] = url
        yield


def pooled():
    poolers = []

    @contextmanager
    def behind(server):
        with PgBouncer(server.own) as pooler:
            poolers.append(pooler)
            server.environment["QUIZ_DATABASE_POOLER"] = pooler.url
            yield
            server.stop()

    tried("PgBouncer, transaction mode", breaking.nothing, 3, prepared=behind)
    tried(
        "PgBouncer, transaction mode, killed for 3 s",
        lambda server: breaking.pooler_killed(server, poolers[-1]), 3, prepared=behind,
    )  # fmt: skip


@contextmanager
def paired():
    """A pair of databases, and what puts the database of a server on it."""
    with tempfile.TemporaryDirectory() as folder, switching.Pair(folder) as pair:
        Path(folder).chmod(0o755)

        @contextmanager
        def on_both(server):
            name, own = server.database, server.own
            to = pair.url(name, switching.HOSTS[0])
            server._on_postgresql(
                pair.url("postgres", switching.HOSTS[0]), f"CREATE DATABASE {name}"
            )
            copy = f"{pair.bin}/pg_dump -Fc '{own}' | {pair.bin}/pg_restore -d '{to}'"
            subprocess.run(["sh", "-c", copy], check=True)
            server.environment["DATABASE_URL"] = pair.url(name)
            server.own = pair.url(name) + "?target_session_attrs=read-write"
            yield
            server.stop()
            server.own = own

        yield pair, on_both


def failed_over():
    """Two hosts in the address."""
    with paired() as (pair, on_both):
        tried(
            "primary dies, standby promoted after 1 s",
            lambda _: pair.failed_over(), 2, prepared=on_both,
        )  # fmt: skip


def switched_over():
    """One name in the address, which leads to the other from then on."""
    with paired() as (pair, on_both), tempfile.TemporaryDirectory() as folder:
        name = switching.Name(folder)

        @contextmanager
        def by_name(server):
            with on_both(server):
                database = server.database
                server.environment["DATABASE_URL"] = pair.url(database, name.called)
                server.environment["PYTHONPATH"] = folder
                yield

        tried(
            "its name leads to the standby, the old one stays and can be read",
            lambda _: pair.switched(name), 2, prepared=by_name,
        )  # fmt: skip


def main():
    say(f"| {' | '.join(HEADS)} |")
    say("|" + " --- |" * len(HEADS))
    on_services() if "DATABASE_URL" in os.environ else on_sqlite()


if __name__ == "__main__":
    main()
