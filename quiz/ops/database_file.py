"""SQLite's file: the very one that was there when the server started, sound, and folded at the end.

Of Django nothing is imported here, since gunicorn's first process must know none of it. And
nothing here opens the file but SQLite itself: whoever opens and closes it beside SQLite gives
up the locks that their process holds.
"""

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

# Set where the server starts, for its workers and the housekeeping: device:inode:path.
WATCHED = "QUIZ_WATCHED_FILE"
BACK = "Put a copy back: manage.py restore --no-keep FILE"
QUICK = 2  # seconds for a look at the whole file; a very large one is not read to its end
EVERY = 600  # seconds between two such looks
LONG = 64_000_000  # bytes of the write-ahead file, which an operator should know of
SETTINGS = {
    "journal_mode": "WAL",
    "synchronous": "NORMAL",
    "temp_store": "MEMORY",
    "cache_size": "2000",
    "secure_delete": "ON",
    "journal_size_limit": "16000000",  # what a long reader has made of it does not stay
}


def watch(path: Path) -> None:
    """From now on ``trouble`` of this process, and of those it starts, is about this file."""
    there = path.stat()
    os.environ[WATCHED] = f"{there.st_dev}:{there.st_ino}:{path}"


def trouble() -> str:
    """What has become of the file that is watched: ``gone``, ``another``, or nothing.

    Nothing either where no file is watched, as on PostgreSQL. It costs microseconds.
    """
    if not (watched := os.environ.get(WATCHED)):
        return ""
    device, inode, path = watched.split(":", 2)
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return "gone"
    except OSError:
        return ""  # the disk has another trouble, and says so itself
    return "" if (there.st_dev, there.st_ino) == (int(device), int(inode)) else "another"


def begin(connection: Any, **_: Any) -> None:
    """Receiver: give a connection to SQLite its settings, unless it met another file than its own.

    It is asked when it has been opened, since the file may have been changed just before, and not
    sooner than anything is read: who reads a file and closes it writes into it what stands in the
    write-ahead file beside it, be it another’s.
    """
    from django.db import OperationalError

    if connection.vendor != "sqlite":
        return
    if lost := trouble():
        connection.close()
        raise OperationalError(f"The database’s file is {lost}.")
    for name, value in SETTINGS.items():
        connection.connection.execute(f"PRAGMA {name}={value}")


def refused_when_lost(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: 503 as soon as the file is gone or another, so that no answer is lost with it.

    ``Watch`` notices within a second, and the server stops.
    """
    from django.db import OperationalError

    def middleware(request: Any) -> Any:
        if (lost := trouble()) and request.path not in ("/healthz", "/readyz"):
            raise OperationalError(f"The database’s file is {lost}.")
        return get_response(request)

    return middleware


class Watch:
    """A look at the file now and then, from a worker, on a connection that is open all the time."""

    def __init__(self) -> None:
        self.path = Path(os.environ[WATCHED].split(":", 2)[2]) if WATCHED in os.environ else None
        self.connection: sqlite3.Connection | None = None
        if self.path:
            with contextlib.suppress(sqlite3.OperationalError):
                self.connection = opened_own(self.path)
                # Only whoever has read it holds the files beside it as well.
                self.connection.execute("SELECT name FROM sqlite_schema").fetchone()
        self.next_look = time.monotonic()

    def look(self) -> str:
        """Why the server must stop, as a sentence; nothing if it may go on.

        What was in a file that is lost is kept in another first. It is to be called every second.
        """
        if not self.path:
            return ""
        if lost := trouble():
            said = "is gone" if lost == "gone" else "is not the one that was opened any more"
            return f"The database’s file {said}: {self._kept()}. The quiz stops."
        if self.connection and time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + EVERY
            if wrong := damage(self.connection, QUICK):
                return f"The database {self.path} is damaged ({wrong}). The quiz stops. {BACK}"
            if (size := unfolded(self.path)) > LONG:
                logger.warning(
                    "SQLite’s write-ahead file has %s MB: something has been reading for long.",
                    size // 1_000_000,
                )
        return ""

    def _kept(self) -> str:
        if not self.connection or not self.path:
            return "nothing could be kept of it"
        try:
            return f"what was in it is in {rescue(self.connection, self.path)}"
        except (OSError, sqlite3.Error) as error:
            return f"nothing could be kept of it ({error})"


def opening(path: Path) -> str:
    """The address by which SQLite opens a file that is there, and makes none."""
    return path.absolute().as_uri() + "?mode=rw"


def opened(path: Path) -> sqlite3.Connection:
    """A connection to a file that is there; none is made. Raises ``sqlite3.OperationalError``."""
    return sqlite3.connect(opening(path), uri=True, timeout=5, check_same_thread=False)


def opened_own(path: Path) -> sqlite3.Connection:
    """The same to the file that is watched. Raises that too if it is another: see ``begin``."""
    file = opened(path)
    if lost := trouble():
        file.close()
        raise sqlite3.OperationalError(f"The database’s file is {lost}.")
    return file


def damage(file: sqlite3.Connection, seconds: float) -> str:
    """What is wrong with the file, or nothing if that cannot be told within ``seconds``."""

    def give_up() -> None:
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile, after a Ctrl+C
            file.interrupt()

    # SQLite's own progress handler would not do: a Ctrl+C that meets it is lost in it.
    limit = threading.Timer(seconds, give_up)
    limit.start()
    try:
        (said,) = file.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return ""  # interrupted, locked, or not to be read now
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        limit.cancel()
        limit.join()
    return "" if said == "ok" else str(said)


def fold(path: Path) -> None:
    """Take the write-ahead file into the file, so that this alone is the whole database.

    As far as can be. For who comes last, SQLite deletes the files beside it as well.
    """
    with contextlib.suppress(sqlite3.Error), closing(opened_own(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def unfolded(path: Path) -> int:
    """The size of the write-ahead file in bytes; 0 if there is none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def rescue(lost: sqlite3.Connection, path: Path) -> Path:
    """Write what an open connection sees of the file that was at ``path`` to one beside it.

    Its path is returned. The write-ahead file is put aside: it belongs to the file that is
    lost, and would damage any that takes its place. Raises ``OSError`` or ``sqlite3.Error``.
    """
    rescued, number = path.with_name(f"{path.name}.rescued"), 1
    while rescued.exists():
        number += 1
        rescued = path.with_name(f"{path.name}.rescued-{number}")
    part = rescued.with_name(f"{rescued.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(part)) as copy:
        lost.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    part.rename(rescued)
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{rescued}.old{suffix}")
    return rescued
