"""``manage.py play``: bring everything up to date, and serve the quiz on this machine."""

import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from quiz.ops import play


class Command(BaseCommand):
    help = (
        "Prepares the database, the shipped questions and the static files as far as they have "
        "changed, serves the quiz, and says where as soon as it answers. Over plain HTTP it "
        "needs QUIZ_HTTPS=0, which “make play” sets."
    )
    requires_system_checks = []  # they would make an empty database

    def handle(self, *args: Any, **options: Any) -> None:
        if refused := play.why_not():
            raise CommandError(refused)
        with play.alone(self.stdout):
            for step in play.steps():
                self.stdout.write(step.said)
                self.stdout.flush()
                step.take()
        connections.close_all()
        # Ctrl+C waits until the server can note it (``when_ready`` in ops/gunicorn.py).
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        play.announce(os.getpid(), self.stdout)
        # In this very process, so that whoever ends it ends the server.
        server = [sys.executable, "-m", "gunicorn", "-c", "python:quiz.ops.gunicorn", "quiz.wsgi"]
        os.execv(sys.executable, server)  # noqa: S606  # our own words alone
