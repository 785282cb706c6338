"""The real server, on a database of its own, for tests and measurements.

On SQLite its database is a file in a folder; where ``DATABASE_URL`` is set, a
PostgreSQL database is made beside it and dropped afterwards.
"""

import atexit
import fcntl
import functools
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
UMASK = 0o022  # as shells have it
# As systemd does it: the socket is number 3, and the process that gets it is named.
HANDED_ON = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""
# Django is started once, and each command is a copy of that process, with connections of its own.
# With a command come three files: for its output, its errors, and the status with which it ends.
COMMANDS = """
import gc, json, os, runpy, socket, sys
import django
from django.urls import get_resolver
gc.disable()
django.setup()
get_resolver().url_patterns  # which the checks of each command look at
gc.freeze()
gc.enable()
asked = socket.socket(fileno=int(sys.argv[1]))
while True:
    words, files, *_ = socket.recv_fds(asked, 65536, 3)
    if not words:
        sys.exit()
    if not os.fork():
        break
    for file in files:
        os.close(file)
    asked.send(b".")
command = os.fork()
if command:
    _, status = os.waitpid(command, 0)
    os.write(files[2], str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)
asked.close()
for number, file in enumerate(files[:2], 1):
    os.dup2(file, number)
for file in files:
    os.close(file)
sys.argv = ["manage.py", *json.loads(words)]
runpy.run_path("manage.py", run_name="__main__")
"""
FORM = "application/x-www-form-urlencoded"
# For what one worker shows as well as two, and no housekeeping has a part in: half of the start.
ALONE = {"QUIZ_WORKERS": "1", "QUIZ_HOUSEKEEPING": "0"}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def ask(port, method, path, fields=None, headers=None, timeout=30):
    """One request on a connection of its own: status, Location and body."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        body = urlencode(fields or {}, doseq=True)
        connection.request(method, path, body, {"Content-Type": FORM, **(headers or {})})
        response = connection.getresponse()
        return response.status, response.getheader("Location"), response.read().decode()


class Commands:
    """A process that has started Django in a tree, for the commands of ``manage.py``."""

    def __init__(self, tree, environment):
        self.of = (tree, dict(environment))
        self.asked, handed_on = socket.socketpair()
        with handed_on:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMMANDS, str(handed_on.fileno())],
                cwd=tree, env=environment, pass_fds=[handed_on.fileno()], umask=UMASK,
            )  # fmt: skip

    def begin(self, *arguments):
        """A command in a process of its own; what is returned waits for its end."""
        out, errors = (tempfile.TemporaryFile("w+") for _ in range(2))  # noqa: SIM115
        status, told = os.pipe()
        files = [out.fileno(), errors.fileno(), told]
        socket.send_fds(self.asked, [json.dumps(arguments).encode()], files)
        os.close(told)
        assert self.asked.recv(1), "Django has not started"

        def end():
            with out, errors, open(status) as last:
                ended = int(last.read())
                said = [file.seek(0) or file.read() for file in (out, errors)]
            return subprocess.CompletedProcess(arguments, ended, *said)

        return end

    def close(self):
        self.asked.close()
        self.process.wait()


class Server:
    """The quiz as ``make play`` serves it; ``data`` is its folder. ``with`` it, it is discarded."""

    def __init__(self, data, beside=None, tree=ROOT, **settings):
        """``beside`` is another server, whose PostgreSQL database it shares; ``tree`` has the code.

        The port is held by nobody while the server is away, or by ``hold``.
        """
        self.data, self.port, self.process = Path(data), free_port(), None
        self.tree, self.configuration, self.held = tree, "quiz.ops.gunicorn", None
        self.commands = None
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("QUIZ_", "DJANGO_", "COV"))
        }
        self.environment = {
            **kept,
            "QUIZ_DATA": str(data),
            "QUIZ_HTTPS": "0",
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "quiz.settings",
        }
        self.postgresql = self.environment.get("DATABASE_URL")
        self.own, self.beside = None, beside
        if beside and self.postgresql:
            self.own = self.environment["DATABASE_URL"] = beside.own
        elif self.postgresql:
            name = f"quiz_{uuid.uuid4().hex}"
            self._on_postgresql(self.postgresql, f"CREATE DATABASE {name}")
            self.own = urlsplit(self.postgresql)._replace(path=f"/{name}").geturl()
            self.environment["DATABASE_URL"] = self.own
        self.environment |= settings

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.discard()

    @staticmethod
    def _on_postgresql(url, statement):
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def begin(self, *arguments):
        """A command of ``manage.py``, in a process of its own; what is returned waits for it."""
        if self.commands and self.commands.of != (self.tree, self.environment):
            self._close_commands()
        if not self.commands:
            self.commands = Commands(self.tree, self.environment)
        return self.commands.begin(*arguments)

    def manage(self, *arguments):
        """What a command has said, which must succeed."""
        ended = self.begin(*arguments)()
        try:
            ended.check_returncode()
        except subprocess.CalledProcessError as failed:
            failed.add_note(ended.stderr)
            raise
        return ended

    def _close_commands(self):
        if self.commands:
            self.commands.close()
        self.commands = None

    def prepare(self):
        """Tables, the shipped banks and the static files, copied from where they are ready."""
        return self.copy(_ready())

    def copy(self, made):
        """Begin with what another one has in its folder and its database."""
        skip = shutil.ignore_patterns("secret")
        shutil.copytree(made.data, self.data, ignore=skip, dirs_exist_ok=True)
        if self.postgresql:
            self._on_postgresql(self.postgresql, f"DROP DATABASE {self.database}")
            statement = f"CREATE DATABASE {self.database} TEMPLATE {made.database}"
            self._on_postgresql(self.postgresql, statement)
        return self

    @property
    def database(self):
        """What its own PostgreSQL database is called."""
        return urlsplit(self.own).path[1:]

    def hold(self):
        """Listen here, as a socket unit of systemd does, and hand the socket on at each start."""
        self.held = socket.create_server(("127.0.0.1", self.port), backlog=2048)
        return self

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "-c", f"python:{self.configuration}"]
        handed_on = []
        if self.held:
            handed_on = [self.held.fileno()]
            command = [sys.executable, "-c", HANDED_ON, str(self.held.fileno()), *command]
        with (self.data / "log").open("a") as log:
            self.process = subprocess.Popen(
                [*command, "quiz.wsgi"],
                cwd=self.tree,
                env=self.environment,
                pass_fds=handed_on,
                stderr=log,
                stdout=log,
                start_new_session=True,
                umask=UMASK,
            )
        for _ in range(300):
            try:
                ask(self.port, "GET", "/healthz")
                return self
            except (OSError, HTTPException):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError((self.data / "log").read_text())

    def ask(self, method, path, fields=None, headers=None):
        return ask(self.port, method, path, fields, headers)

    def serves(self):
        """Whether it has been started, and has not ended."""
        return bool(self.process) and self.process.poll() is None

    def stop(self):
        if self.serves():
            self.process.terminate()
            self.process.wait(timeout=40)

    def kill(self):
        """End the server and its workers as a power cut would, with no time to tidy up."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def query(self, statement):
        """Rows of the database, read or changed past Django."""
        if self.postgresql:
            return self._on_postgresql(self.own, statement)
        with closing(sqlite3.connect(self.data / "quiz.sqlite3", timeout=30)) as database, database:
            return database.execute(statement).fetchall()

    def sound(self):
        """Whether the database finds itself in order."""
        return bool(self.postgresql) or self.query("PRAGMA integrity_check") == [("ok",)]

    def drop(self):
        self._on_postgresql(self.postgresql, f"DROP DATABASE {self.database} WITH (FORCE)")

    def discard(self):
        self.stop()
        self._close_commands()
        if self.held:
            self.held.close()
        if self.postgresql and not self.beside:
            self.drop()


def share():
    """Let all processes of a run copy from what one of them has made; until this process ends."""
    if "QUIZ_TEST_READY" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="quiz-ready-"))
    os.environ["QUIZ_TEST_READY"] = str(folder)

    def remove():
        for database in folder.glob("*/database"):
            if database.read_text():
                _as_made(database.parent).drop()
        shutil.rmtree(folder)

    atexit.register(remove)


def _as_made(folder):
    return Server(folder / "data", SimpleNamespace(own=(folder / "database").read_text()))


def _once(name, make):
    """What ``make`` has done with a server, in one process of a run."""
    share()
    folder = Path(os.environ["QUIZ_TEST_READY"]) / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be about it
        if not (folder / "database").exists():
            (folder / "data").mkdir()
            server = Server(folder / "data")
            make(server)
            server.commands.close()
            (folder / "database").write_text(server.own or "")
    return _as_made(folder)


@functools.cache
def migrated():
    """Empty tables, which take three seconds to make."""
    return _once("migrated", lambda server: server.manage("migrate", "-v0"))


def _fill(server):
    server.copy(migrated())
    for command in ("loadbanks", "collectstatic --noinput"):
        server.manage(*command.split(), "-v0")


@functools.cache
def _ready():
    """What every server begins with."""
    return _once("ready", _fill)
