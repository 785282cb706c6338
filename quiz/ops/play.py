"""What ``make play`` does before the server starts, and what it says.

What was loaded and prepared is known by a digest of the files that it was made of. Times of
files would not do: a clock may be wrong, and an archive brings those of long ago.
"""

import errno
import fcntl
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quiz.models import Bank
from quiz.ops.start import addresses

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Step:
    """Something that takes seconds: what is said before, and what is done."""

    said: str
    take: Callable[[], object]


def why_not() -> str:
    """Why the server could not listen, as a sentence; nothing if it can."""
    for host, port in addresses():
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                other = 9000 if port != 9000 else 9001
                why = (
                    "is taken"
                    if error.errno == errno.EADDRINUSE
                    else f"is not to be had ({error.strerror})"
                )
                return f"Port {port} {why}. Choose another: make play PORT={other}"
    return ""


@contextmanager
def alone(out: Any) -> Iterator[None]:
    """Wait until nobody else prepares this data folder, and let nobody else meanwhile."""
    with (settings.DATA_DIR / ".preparing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            out.write("Another start prepares the quiz; this one goes on when that is done…")
            out.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def steps() -> Iterator[Step]:
    """What has to be done now, in this order; each is found when the one before it is done."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Step(
            "Preparing the database (a few seconds)…", lambda: call_command("migrate", verbosity=0)
        )
    loaded = _Stamp(
        settings.DATA_DIR / ".loaded",
        [ROOT / "quiz" / room for room in ("banks", "exchange", "content", "core")],
        str(connection.settings_dict["NAME"]),
    )
    if not loaded.holds() or not Bank.objects.exists():
        yield Step(
            "Loading the questions (about 5 seconds)…",
            lambda: loaded.after(lambda: call_command("loadbanks", verbosity=0)),
        )
    prepared = _Stamp(
        settings.DATA_DIR / ".static",
        [ROOT / "static", ROOT / "quiz" / "web" / "static.py", ROOT / "requirements.txt"],
        str(settings.STATIC_ROOT),
    )
    if not prepared.holds() or not settings.STATIC_ROOT.exists():
        yield Step(
            "Preparing static files (a few seconds)…",
            lambda: prepared.after(
                lambda: call_command("collectstatic", interactive=False, verbosity=0)
            ),
        )


class _Stamp:
    """A file that holds a digest of what something was made of, written when it was made."""

    def __init__(self, file: Path, made_of: list[Path], place: str) -> None:
        self.file = file
        digest = hashlib.sha256(place.encode())
        for path in made_of:
            for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if each.is_file() and each.suffix != ".pyc":
                    digest.update(f"{each.relative_to(ROOT)}\0{each.stat().st_size}\0".encode())
                    digest.update(each.read_bytes())
        self.text = digest.hexdigest()

    def holds(self) -> bool:
        return self.file.is_file() and self.file.read_text() == self.text

    def after(self, make: Callable[[], Any]) -> None:
        make()
        self.file.write_text(self.text)


def announce(server: int, out: Any) -> None:
    """Say where the quiz is once it answers, from a process that ends then.

    ``server`` is the process that becomes the server; when that ends first, nothing is said.
    """
    out.flush()
    if os.fork():
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C ends it without a word
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    while not _answers():
        time.sleep(0.1)
        if os.getppid() != server:
            sys.exit(0)
    out.write(
        f"""
  The quiz is at      http://localhost:{settings.PORT}/
  The editors’ desk   http://localhost:{settings.PORT}/admin/   (become an editor: make editor)
  Only this machine can reach it: what others can reach needs nginx in front
  (quiz/ops/deploy/README.md). Stop it with Ctrl+C.
"""
    )
    out.flush()
    sys.exit(0)


def _answers() -> bool:
    host, port = addresses()[0]
    try:
        with closing(HTTPConnection(host, port, timeout=5)) as asked:
            asked.request("GET", "/healthz")
            asked.getresponse()
    except (OSError, HTTPException):
        return False
    return True
