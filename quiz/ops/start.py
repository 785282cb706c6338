"""What gunicorn's first process must know of the settings: ``python -m quiz.ops.start``.

It is asked in a process of its own, so that gunicorn's first one imports neither Django nor
the settings. Its workers would inherit them, and after a reload serve new code with old
settings.
"""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def told() -> dict[str, Any]:
    """The settings that gunicorn needs, as JSON can hold them.

    ``file`` is SQLite's, and None on another database.
    """
    database = settings.DATABASES["default"]
    return {
        "bind": [f"127.0.0.1:{settings.PORT}"],
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
