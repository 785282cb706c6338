"""How gunicorn serves the quiz: ``gunicorn -c python:quiz.ops.gunicorn quiz.wsgi``.

It listens on this machine alone. A site that can be reached from outside needs a proxy in
front that buffers requests (``ops/deploy/nginx.conf`` is one). There is no access log, and
the server's own messages go through the same formatter as all others (``ops/logs.py``).

gunicorn's first process imports this module, and neither Django nor the settings: whatever it
imports, its workers inherit, and after a reload they must have nothing of an older version.
"""

import gc
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from sqlite3 import OperationalError
from types import SimpleNamespace
from typing import Any

from quiz.ops import minutes
from quiz.ops.database_file import BACK, QUICK, damage, fold, opened, watch

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quiz.settings")

_asked = subprocess.run(
    [sys.executable, "-m", "quiz.ops.start"], stdout=subprocess.PIPE, text=True, check=False
)
if _asked.returncode:
    sys.exit(_asked.returncode)  # and it has said why
_settings = SimpleNamespace(**json.loads(_asked.stdout))
minutes.share()

# Where the code is really, though the way to it may be a link that an upgrade changes.
chdir = str(Path(__file__).resolve().parents[2])
bind = _settings.bind
workers = _settings.workers
worker_class = "gthread"
threads = _settings.threads + 1  # one is kept free: ops/bulkhead.py
keepalive = 15
graceful_timeout = 20  # seconds until the first process kills who has not ended
limit_request_line = 2048
limit_request_fields = 60
accesslog = None
logconfig_dict = _settings.logging
control_socket_disable = True

INTERRUPTIONS = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM}
FINISHES = graceful_timeout - 2  # seconds in which a worker that ends answers what it began
HEARS = 3  # seconds in which it reads what clients still send; gunicorn keeps silent ones for two
LEAVES = 1  # second after which it goes, whoever has sent half a request and holds a thread


def on_starting(server: Any) -> None:
    """Look at the database's file, close what others could read, delete old metrics.

    Without a file, or with a damaged one, the server does not start: SQLite would make a new
    one, and readers would play into it.
    """
    folder = Path(_settings.folder)
    for each in folder.glob("quiz.sqlite3*"):
        with suppress(PermissionError):
            each.chmod(0o600)
    if folder.stat().st_mode & 0o077:
        logger.warning("Other users may look into %s: chmod 700 %s", folder, folder)
    if _settings.metrics:
        for each in (folder / "metrics").glob("*.db"):
            each.unlink()
    if _settings.file is None:
        return
    file = Path(_settings.file)
    if not file.exists():
        _refuse(server, f"There is no database {file}. A new one: manage.py migrate. Else: {BACK}")
    with suppress(OperationalError), closing(opened(file)) as looked_at:  # else readers are told
        if wrong := damage(looked_at, QUICK):
            _refuse(server, f"The database {file} is damaged ({wrong}). {BACK}")
        watch(file)


def _refuse(server: Any, why: str) -> None:
    server.log.critical(why)
    sys.exit(1)


def when_ready(server: Any) -> None:
    """Log the start. A reload and the end are logged as well, and nothing else that works.

    From now on this process notes what interrupts it, but for the moment of a fork.
    """
    _heed()
    os.register_at_fork(after_in_parent=_heed)
    ports = {str(each).rpartition(":")[2] for each in server.LISTENERS}
    at = ", ".join(sorted(ports))
    logger.info("The quiz listens at %s with %s workers, from %s.", at, workers, chdir)


def on_reload(server: Any) -> None:
    logger.info("Reload: new workers begin, and then the old ones end.")


def on_exit(server: Any) -> None:
    """Fold SQLite's file, when the last process that had it open has ended."""
    logger.info("The quiz has stopped.")
    if _settings.file:
        fold(Path(_settings.file))


def pre_fork(server: Any, worker: Any) -> None:
    """Let no signal meet the worker before it has handlers of its own.

    With those of the first process it would note it for that one, go on, and be killed.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)


def _heed() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTIONS)


def _ignore(*_: Any) -> None:
    """Ctrl+C meets all processes, and it is the first one that tells the workers to end."""


def _end(worker: Any, *it: Any) -> None:
    """Answer what has come, and after a while hear nobody out who has sent half a request."""
    signal.alarm(HEARS)
    worker.handle_exit(*it)


def _hear_no_more(ports: set[int], *_: Any) -> None:
    """Let every client's connection read as ended, behind what has come already."""
    for number in map(int, os.listdir("/dev/fd")):
        with suppress(OSError), socket.socket(fileno=os.dup(number)) as same:
            of_network = same.family in (socket.AF_INET, socket.AF_INET6)
            if of_network and same.getsockname()[1] in ports:
                same.getpeername()  # whoever listens has none, and goes on
                same.shutdown(socket.SHUT_RD)


def _end_soon(worker: Any, *it: Any) -> None:
    """End as after SIGTERM, but sooner.

    gunicorn's own handler takes a lock, for which it waits for ever if its thread has it already.
    """
    worker.cfg.set("graceful_timeout", LEAVES)
    worker.handle_exit(*it)


def post_fork(server: Any, worker: Any) -> None:
    """Let the worker import all of ours anew; nothing interrupts it meanwhile (``pre_fork``).

    A worker that Ctrl+C meets in the middle of an import fails, and the server with it.
    """
    gc.disable()
    worker.cfg.set("graceful_timeout", FINISHES)
    for name in [name for name in sys.modules if name.partition(".")[0] == "quiz"]:
        del sys.modules[name]


def post_worker_init(worker: Any) -> None:
    """Keep the housekeeping going from this worker, if no other does, and let nothing hang."""
    from django.conf import settings

    from quiz.ops.bulkhead import deadlines
    from quiz.ops.readiness import of_this_code
    from quiz.ops.supervisor import Supervisor

    signal.signal(signal.SIGINT, _ignore)
    signal.signal(signal.SIGQUIT, partial(_end_soon, worker))
    ports = {each.getsockname()[1] for each in worker.sockets}
    signal.signal(signal.SIGALRM, partial(_hear_no_more, ports))
    signal.signal(signal.SIGTERM, partial(_end, worker))
    _heed()  # before there are threads and processes, which begin with what is blocked here
    deadlines.start()
    of_this_code()  # before another release is put on the disk
    # What a start makes stays to the end: to look for what may go of it costs a tenth of a start,
    # and at the end a third as much again.
    gc.freeze()
    gc.enable()
    worker.supervisor = Supervisor(Path(_settings.folder), not settings.HOUSEKEEPING)
    worker.supervisor.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Stop the housekeeping if it is this worker's; another worker starts it again.

    So after an upgrade it runs the new code, as the new workers do. Python waits at its end for
    all threads, and one that waits for the rest of a request would wait until it is killed.
    """
    if worker.booted:
        signal.signal(signal.SIGALRM, _leave)
        signal.alarm(LEAVES)
    if hasattr(worker, "supervisor"):
        worker.supervisor.end()


def _leave(*_: Any) -> None:
    """End at once. That a worker ends of ``SIGTERM`` is no fault, and not logged."""
    logging.shutdown()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.raise_signal(signal.SIGTERM)
