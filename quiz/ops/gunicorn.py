"""How gunicorn serves the quiz: ``gunicorn -c python:quiz.ops.gunicorn quiz.wsgi``.

It listens on this machine alone. A site that can be reached from outside needs a proxy in
front that buffers requests (``ops/deploy/nginx.conf`` is one). There is no access log, and
the server's own messages go through the same formatter as all others (``ops/logs.py``).
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
# A client that stalls in the middle of a request occupies a thread. Without a proxy in front,
# 16 threads leave room beside a dozen such clients. A buffering proxy keeps them away, and
# then four are enough; each thread holds a connection to the database.
threads = 4 if settings.PROXIES else 16
keepalive = 15
graceful_timeout = 20
limit_request_line = 2048
limit_request_fields = 60
accesslog = None
logconfig_dict = settings.LOGGING
control_socket_disable = True

# Pages give up on a slow database after some seconds, and say so. Here and not in the
# settings, since migrations and the clean-up may take longer.
_database = settings.DATABASES["default"]
if _database["ENGINE"].endswith("postgresql"):
    _database["OPTIONS"]["options"] = "-c statement_timeout=8000 -c lock_timeout=5000"


def on_starting(server: Any) -> None:
    """Delete the metrics of earlier processes."""
    if settings.METRICS_TOKEN:
        for file in (settings.DATA_DIR / "metrics").glob("*.db"):
            file.unlink()


def child_exit(server: Any, worker: Any) -> None:
    """Tell prometheus_client that a worker has ended."""
    if settings.METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def when_ready(server: Any) -> None:
    """Start the housekeeping as a child process; it ends by itself when this one has."""
    command = [sys.executable, "-m", "django", "housekeeping", "--keep-on"]
    server.housekeeping = subprocess.Popen(command)  # noqa: S603  # our own words alone


def on_reload(server: Any) -> None:
    """Restart the housekeeping, so that it runs the new code after an upgrade."""
    on_exit(server)
    when_ready(server)


def on_exit(server: Any) -> None:
    """Stop the housekeeping."""
    if hasattr(server, "housekeeping"):
        server.housekeeping.terminate()
        server.housekeeping.wait()
