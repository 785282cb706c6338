"""How gunicorn serves the quiz: ``gunicorn -c python:quiz.ops.gunicorn quiz.wsgi``.

It listens on this machine alone. Whatever can be reached from outside needs a proxy in
front that waits for slow clients (``deploy/nginx.conf`` beside this). There is no access log,
and what the server itself has to say goes through the same reticent formatter as
everything else.
"""

import os
import subprocess
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quiz.settings")

from django.conf import settings

bind = f"127.0.0.1:{settings.PORT}"
workers = settings.WORKERS
worker_class = "gthread"
# A client that begins a request and does not go on keeps a thread. Without a proxy in front,
# a dozen of them leave threads for everybody else in each worker. A proxy lets none of them
# through, and then a few do, of which each keeps a connection to the database.
threads = 4 if settings.PROXIES else 16
keepalive = 15
graceful_timeout = 20
limit_request_line = 2048
limit_request_fields = 60
accesslog = None
logconfig_dict = settings.LOGGING
control_socket_disable = True

# Readers and editors are told after a while that the database is slow today; a
# migration or a clean-up may take its time.
_database = settings.DATABASES["default"]
if _database["ENGINE"].endswith("postgresql"):
    _database["OPTIONS"]["options"] = "-c statement_timeout=8000 -c lock_timeout=5000"


def on_starting(server: Any) -> None:
    """What earlier processes have counted is not carried on."""
    if settings.METRICS_TOKEN:
        for file in (settings.DATA_DIR / "metrics").glob("*.db"):
            file.unlink()


def child_exit(server: Any, worker: Any) -> None:
    if settings.METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def when_ready(server: Any) -> None:
    """Start the housekeeping beside the workers; it ends by itself when this process has."""
    command = [sys.executable, "-m", "django", "housekeeping", "--keep-on"]
    server.housekeeping = subprocess.Popen(command)  # noqa: S603  # our own words alone


def on_reload(server: Any) -> None:
    """After an upgrade the housekeeping, too, runs the new code."""
    on_exit(server)
    when_ready(server)


def on_exit(server: Any) -> None:
    if hasattr(server, "housekeeping"):
        server.housekeeping.terminate()
        server.housekeeping.wait()
