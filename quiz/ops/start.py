"""What gunicorn's first process must know of the settings: ``python -m quiz.ops.start``.

It is asked in a process of its own, so that gunicorn's first one imports neither Django nor
the settings. Its workers would inherit them, and after a reload serve new code with old
settings.
"""

import json
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def addresses() -> list[tuple[str, int]]:
    """Where the server listens: hosts and port. ``localhost`` is both addresses of this machine.

    That of IPv6 is left out where the machine has none.
    """
    hosts: list[str] = []
    for host in settings.BIND:
        if host == "localhost":
            hosts += ["127.0.0.1", "::1"] if _has_ipv6() else ["127.0.0.1"]
        else:
            hosts.append(host)
    return [(host, settings.PORT) for host in hosts]


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def told() -> dict[str, Any]:
    """The settings that gunicorn needs, as JSON can hold them.

    ``file`` is SQLite's, and None on another database.
    """
    database = settings.DATABASES["default"]
    return {
        "bind": [
            f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in addresses()
        ],
        "workers": settings.WORKERS,
        "threads": settings.THREADS,
        "logging": settings.LOGGING,
        "metrics": bool(settings.METRICS_TOKEN),
        "folder": str(settings.DATA_DIR),
        "file": str(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None,
    }


def main() -> None:
    """Write them to standard output, or end with the sentences that say what is wrong."""
    try:
        sys.stdout.write(json.dumps(told()))
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
