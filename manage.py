#!/usr/bin/env python
"""Django's command line for this project. What an operator can mend is said in a sentence."""

import gc
import os
import signal
import sys
from typing import Any


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quiz.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import Error

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, Error, OSError) as problem:
        if "--traceback" in sys.argv:
            raise
        if isinstance(problem, OSError) and problem.strerror:
            where = f": {problem.filename}" if problem.filename else ""
            sys.exit(f"{problem.strerror}{where}")  # as “No space left on device: /srv/quiz/x”
        sys.exit(str(problem).strip())
    finally:
        gc.freeze()  # so that Python, at its end, does not look for what may go of all there is


def again(dropped: Any) -> None:
    """Ctrl+C in the middle of a callback, which Python drops, comes once more a moment later."""
    if dropped.exc_type is KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
    else:
        sys.__unraisablehook__(dropped)


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    sys.unraisablehook = again
    try:
        main()
    except (KeyboardInterrupt, EOFError):  # Ctrl+C, or Ctrl+D in the place of an answer
        sys.exit("\nStopped.")
