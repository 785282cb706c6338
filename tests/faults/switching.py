"""Two databases of which one follows the other and takes over."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from tests.server import free_port

HOSTS = ["127.0.0.1", "127.0.0.2"]


class Pair:
    """A primary and its standby, each at an address of its own, and at the same port."""

    def __init__(self, folder):
        self.bin = Path(os.environ["QUIZ_TEST_PG_CTL"]).parent
        self.folders = [Path(folder) / name for name in ("primary", "standby")]
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")

    def _run(self, program, *words):
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_user, str(self.bin / program), *map(str, words)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip

    def _start(self, number):
        options = f"-p {self.port} -k '' -c fsync=off " \
            f"-c listen_addresses={HOSTS[number]} -c max_connections=200"  # fmt: skip
        self._run("pg_ctl", "-D", self.folders[number], "-w", "-l", os.devnull, "-o", options,
                  "start")  # fmt: skip

    def __enter__(self):
        primary, standby = self.folders
        self._run("initdb", "-D", primary, "-U", "quiz", "-A", "trust", "--no-sync", "-E", "UTF8",
                  "--locale=C.UTF-8")  # fmt: skip
        self._start(0)
        self._run("pg_basebackup", "-D", standby, "-R", "-h", HOSTS[0], "-p", self.port,
                  "-U", "quiz", "--checkpoint=fast")  # fmt: skip
        self._start(1)
        return self

    def __exit__(self, *exception):
        for folder in self.folders:
            if (folder / "postmaster.pid").exists():
                self._run("pg_ctl", "-D", folder, "-m", "immediate", "stop")

    def url(self, name, *hosts):
        """The address of a database on ``hosts``, or on both."""
        at = ",".join(f"{each}:{self.port}" for each in hosts or HOSTS)
        return f"postgresql://quiz@{at}/{name}"

    @contextmanager
    def failed_over(self):
        """The primary dies for good, and a second later its standby is promoted."""
        first = psutil.Process(int((self.folders[0] / "postmaster.pid").read_text().split()[0]))
        for process in [first, *first.children()]:
            process.kill()
        (self.folders[0] / "postmaster.pid").unlink(missing_ok=True)
        time.sleep(1)
        self._run("pg_ctl", "-D", self.folders[1], "-w", "promote")
        yield

    @contextmanager
    def switched(self, name):
        """The primary can only be read any more, its standby takes over, and ``name`` with it."""
        with psycopg.connect(self.url("postgres", HOSTS[0]), autocommit=True) as old:
            old.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            old.execute("SELECT pg_reload_conf()")
            behind = "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn < %s"
            (last,) = old.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
            while old.execute(behind, [last]).fetchone()[0]:
                time.sleep(0.05)
        self._run("pg_ctl", "-D", self.folders[1], "-w", "promote")
        name.leads_to(HOSTS[1])
        yield


class Name:
    """A host name for a server's processes, which can be made to lead elsewhere."""

    called = "database.example"

    def __init__(self, folder):
        self.folder, self.address = Path(folder), Path(folder) / "address"
        (self.folder / "sitecustomize.py").write_text(
            "import pathlib, socket\n"
            "look_up = socket.getaddrinfo\n"
            "def looked_up(host, *rest, **more):\n"
            f"    if host == {self.called!r}:\n"
            f"        host = pathlib.Path({str(self.address)!r}).read_text()\n"
            "    return look_up(host, *rest, **more)\n"
            "socket.getaddrinfo = looked_up\n"
        )
        self.leads_to(HOSTS[0])

    def leads_to(self, host):
        self.address.write_text(host)
