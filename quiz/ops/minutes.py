"""Of each cause that the log told of in the last minute, how many more lines there were.

A process alone keeps that in memory. The processes of a server keep it in one file without a
name, so that a cause has one line however many of them it meets. Where that file cannot be used,
a line is written rather than none.

Of Django nothing is imported here: gunicorn's first process must know none of it.
"""

import fcntl
import os
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b

SHARED = "QUIZ_LOG_MINUTES"  # set where the server starts: the file's number, device and inode
ORPHANED = 65  # seconds after which a minute counts as over although nobody has ended it
ENTRY = struct.Struct("<8sdQ")  # a cause's digest, when its minute began, how many more there were
ENTRIES = 100
NOTHING = bytes(ENTRIES * ENTRY.size)
TRIES, PAUSE = 20, 0.001  # seconds: what another process does with the file takes far less


class Alone:
    """What one process has told of."""

    def __init__(self) -> None:
        self.more: dict[str, int] = {}

    def begins(self, cause: str) -> bool:
        """Whether a line is the first of its minute; if not, it is counted."""
        if cause in self.more:
            self.more[cause] += 1
            return False
        self.more[cause] = 0
        return True

    def ends(self, cause: str) -> int:
        """End a minute, and say how many more lines there were in it."""
        return self.more.pop(cause, 0)


class Together:
    """The same of all processes that have the file with this number open."""

    def __init__(self, number: int) -> None:
        self.number = number

    def begins(self, cause: str) -> bool:
        digest, now = _digest(cause), time.monotonic()
        with suppress(OSError), self._entries() as entries:
            began, more = entries.get(digest, (now - ORPHANED, 0))
            first = now - began >= ORPHANED
            entries[digest] = (now, 0) if first else (began, more + 1)
            return first
        return True

    def ends(self, cause: str) -> int:
        with suppress(OSError), self._entries() as entries:
            return entries.pop(_digest(cause), (0, 0))[1]
        return 0

    @contextmanager
    def _entries(self) -> Iterator[dict[bytes, tuple[float, int]]]:
        """What the file holds, to be changed while no other process may. Raises ``OSError``."""
        self._lock()
        try:
            read = os.pread(self.number, len(NOTHING), 0)
            kept = {it: (began, more) for it, began, more in ENTRY.iter_unpack(read) if began}
            yield kept
            latest = sorted(kept.items(), key=lambda entry: entry[1])[-ENTRIES:]
            written = b"".join(ENTRY.pack(it, *of) for it, of in latest)
            os.pwrite(self.number, written.ljust(len(NOTHING), b"\0"), 0)
        finally:
            fcntl.lockf(self.number, fcntl.LOCK_UN)

    def _lock(self) -> None:
        """Lock the file, but do not wait for a process that is frozen. Raises ``OSError``."""
        for _try in range(TRIES):
            with suppress(BlockingIOError, PermissionError):  # either may say that it is locked
                return fcntl.lockf(self.number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            time.sleep(PAUSE)
        raise BlockingIOError


def share() -> None:
    """From now on this process counts together with those that it forks, and that get the file."""
    with suppress(OSError), tempfile.TemporaryFile(buffering=0) as file:
        file.write(NOTHING)
        number = os.dup(file.fileno())
        os.environ[SHARED] = f"{number}:{_identity(number)}"


def shared() -> list[int]:
    """The number of the file, for processes that are started; none if there is no such file."""
    number, _, identity = os.environ.get(SHARED, "").partition(":")
    with suppress(OSError):
        if number.isdigit() and _identity(int(number)) == identity:
            return [int(number)]
    return []


def of_this_process() -> Alone | Together:
    """Where to count."""
    for number in shared():
        return Together(number)
    return Alone()


def _identity(number: int) -> str:
    of = os.fstat(number)
    return f"{of.st_dev}:{of.st_ino}"


def _digest(cause: str) -> bytes:
    return blake2b(cause.encode(), digest_size=8).digest()
