"""Keeps the housekeeping going beside the server, and starts it again when it ends.

Every worker runs a ``Supervisor``. They wait for one lock, so only one of them starts the
housekeeping. When the housekeeping ends, that supervisor starts it again; when a worker
ends, its housekeeping ends as well and the supervisor of another worker gets the lock. The
one with the lock also watches SQLite's file, and stops the server when that is lost.
"""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from quiz.ops import minutes
from quiz.ops.database_file import Watch

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "django", "housekeeping", "--keep-on")
LONGEST_PAUSE = 600  # seconds


class Supervisor(threading.Thread):
    """A thread that runs ``COMMAND`` in a process of its own while no other supervisor does.

    ``folder`` is the data folder; the lock is on the folder itself, so no file is made. Where
    the housekeeping ``runs_apart``, SQLite's file is watched and nothing is run.
    """

    def __init__(self, folder: Path, runs_apart: bool = False) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self.folder, self.server, self.file = folder, os.getppid(), Watch()
        self.runs_apart = runs_apart
        self.child: subprocess.Popen[bytes] | None = None
        self.over = threading.Event()
        self.beginning = threading.Lock()  # so that no child begins once ``end`` has looked

    def run(self) -> None:
        lock = os.open(self.folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        pause = 1
        while self.runs_apart and not self.over.wait(1):
            self._look_at_the_file()
        while not self.over.is_set():
            began = time.monotonic()
            how = self._keep_house(lock)
            if time.monotonic() - began > LONGEST_PAUSE:
                pause = 1
            if not self.over.is_set():
                logger.error(
                    "The housekeeping ended (%s); it is started again in %s s.", how, pause
                )
            self.over.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _keep_house(self, lock: int) -> int | OSError:
        """Run the housekeeping until it ends; return its exit status, or why it cannot be run."""
        with self.beginning:
            if self.over.is_set():
                return 0
            try:
                # The child holds the lock as well, so no other begins before it has ended. In a
                # process group of its own it does not get the Ctrl+C meant for the server.
                self.child = subprocess.Popen(  # noqa: S603  # our own words alone
                    [*COMMAND, str(os.getpid())],
                    pass_fds=[lock, *minutes.shared()],
                    process_group=0,
                )
            except OSError as error:  # the machine may have no memory for a process
                return error
        while (how := self._ended(self.child)) is None:
            self._look_at_the_file()
        return how

    def _look_at_the_file(self) -> None:
        """Stop the server, and the housekeeping, if SQLite's file is lost."""
        if said := self.file.look():
            logger.critical(said)
            self.over.set()
            if self.child:
                self.child.terminate()
            if os.getppid() == self.server:
                os.kill(self.server, signal.SIGTERM)

    @staticmethod
    def _ended(child: "subprocess.Popen[bytes]") -> int | None:
        """The exit status of the housekeeping; None if it has not ended within a second."""
        try:
            return child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Stop the housekeeping, if it is this supervisor's, and wait until it has ended."""
        with self.beginning:
            self.over.set()
        if self.child:
            self.child.terminate()
            self.join(timeout=5)
