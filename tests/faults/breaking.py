"""The faults: each breaks something of a server or of what it stands on, and mends it again."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from tests.faults import network
from tests.server import free_port


@contextmanager
def nothing(server):
    yield


@contextmanager
def workers_killed(server):
    for _ in range(4):
        psutil.Process(server.process.pid).children()[-1].kill()
        time.sleep(0.5)
    yield


@contextmanager
def everything_killed(server):
    server.kill()
    yield
    server.start()


@contextmanager
def housekeeping_killed(server):
    for process in psutil.Process(server.process.pid).children(recursive=True):
        if "housekeeping" in process.cmdline():
            process.kill()
    yield


@contextmanager
def restarted(server):
    server.stop()
    yield
    server.start()


@contextmanager
def reloaded(server):
    os.kill(server.process.pid, signal.SIGHUP)
    yield


@contextmanager
def backed_up(server):
    server.manage("backup", str(server.data / f"copy-{time.monotonic()}"), "-v0")
    yield


# SQLite's file


@contextmanager
def lock_held(server):
    with closing(sqlite3.connect(server.data / "quiz.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout = 20000")
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def disk_full(server):
    """The folder is a small disk, which the caller has mounted."""
    filler = server.data / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"0" * 4096):
                pass
        except OSError:
            pass
    yield
    filler.unlink()


@contextmanager
def file_deleted(server):
    """The operator does what the server's last words say: takes what it has kept of the file."""
    file = server.data / "quiz.sqlite3"
    file.unlink()
    yield
    server.process.wait(timeout=40)
    (server.data / "quiz.sqlite3.rescued").rename(file)
    server.start()


@contextmanager
def file_replaced(server):
    file, other = server.data / "quiz.sqlite3", server.data / "other"
    shutil.copy(file, other)
    other.rename(file)
    yield
    server.process.wait(timeout=40)
    (server.data / "quiz.sqlite3.rescued").replace(file)
    server.start()


@contextmanager
def stopped_and_copied(server):
    """After a clean stop the file alone is taken somewhere else, and played on there."""
    server.stop()
    file = server.data / "quiz.sqlite3"
    copy = server.data / "copy"
    shutil.copy(file, copy)
    for each in server.data.glob("quiz.sqlite3*"):
        each.unlink()
    copy.rename(file)
    yield
    server.start()


# PostgreSQL and Redis


def control(*words):
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [os.environ["QUIZ_TEST_PG_CTL"], "-D", os.environ["QUIZ_TEST_PG_DATA"], *words]
    subprocess.run([*as_user, *command], check=True, stdout=subprocess.DEVNULL)


def postmaster():
    pid = (Path(os.environ["QUIZ_TEST_PG_DATA"]) / "postmaster.pid").read_text().split()[0]
    return psutil.Process(int(pid))


def on_database(server, statement):
    return server._on_postgresql(server.postgresql, statement)


def end_connections(server):
    name = server.database
    select = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    on_database(server, f"{select}'{name}' AND pid <> pg_backend_pid()")


@contextmanager
def connections_ended(server):
    end_connections(server)
    yield


@contextmanager
def database_restarted(server):
    control("-m", "fast", "-w", "-l", os.devnull, "restart")
    yield


@contextmanager
def database_killed(server):
    for process in [postmaster(), *postmaster().children()]:
        process.kill()
    yield
    (Path(os.environ["QUIZ_TEST_PG_DATA"]) / "postmaster.pid").unlink(missing_ok=True)
    control("-w", "-l", os.devnull, "start")


@contextmanager
def database_read_only(server):
    alter = f"ALTER DATABASE {server.database} {{}} default_transaction_read_only"
    on_database(server, alter.format("SET") + " = on")
    end_connections(server)
    yield
    on_database(server, alter.format("RESET"))


@contextmanager
def database_frozen(server):
    processes = [postmaster(), *postmaster().children()]
    for process in processes:
        process.suspend()
    yield
    for process in processes:
        process.resume()


@contextmanager
def line_cut(server):
    with network.cut():
        yield


@contextmanager
def pooler_killed(server, pooler):
    pooler.__exit__()
    yield
    pooler.__enter__()


class Redis:
    """A Redis of our own; ``with`` it, it runs."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self):
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                 "--appendonly", "no"]  # fmt: skip
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()

    @contextmanager
    def killed(self):
        self.__exit__()
        yield
        self.__enter__()

    @contextmanager
    def frozen(self):
        self.process.send_signal(signal.SIGSTOP)
        yield
        self.process.send_signal(signal.SIGCONT)
