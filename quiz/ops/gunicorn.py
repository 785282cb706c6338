"""How gunicorn serves the quiz: ``gunicorn -c python:quiz.ops.gunicorn quiz.wsgi``.

It listens on this machine alone. A site that can be reached from outside needs a proxy in
front that buffers requests (``ops/deploy/nginx.conf`` is one). There is no access log, and
the server's own messages go through the same formatter as all others (``ops/logs.py``).
"""

import os
from contextlib import suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quiz.settings")

from django.conf import settings

from quiz.ops.database import serve
from quiz.ops.supervisor import Supervisor

bind = f"127.0.0.1:{settings.PORT}"
workers = settings.WORKERS
worker_class = "gthread"
threads = settings.THREADS + 1  # one is kept free: ops/bulkhead.py
keepalive = 15
graceful_timeout = 20
limit_request_line = 2048
limit_request_fields = 60
accesslog = None
logconfig_dict = settings.LOGGING
control_socket_disable = True

serve(settings.DATABASES["default"], settings.POOLER)


def on_starting(server: Any) -> None:
    """Take what earlier versions left readable from other users; delete old metrics."""
    for file in settings.DATA_DIR.glob("quiz.sqlite3*"):
        with suppress(PermissionError):
            file.chmod(0o600)
    if settings.METRICS_TOKEN:
        for file in (settings.DATA_DIR / "metrics").glob("*.db"):
            file.unlink()


def child_exit(server: Any, worker: Any) -> None:
    """Tell prometheus_client that a worker has ended."""
    if settings.METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def post_worker_init(worker: Any) -> None:
    """Keep the housekeeping going from this worker, if no other does, and let nothing hang."""
    from quiz.ops.bulkhead import deadlines

    deadlines.start()
    worker.supervisor = Supervisor(settings.DATA_DIR)
    worker.supervisor.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Stop the housekeeping if it is this worker's; another worker starts it again.

    So after an upgrade it runs the new code, as the new workers do.
    """
    if hasattr(worker, "supervisor"):
        worker.supervisor.end()
