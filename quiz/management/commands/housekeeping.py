"""``manage.py housekeeping``: do what is due, count and clear away; once, or again and again."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from quiz import regrading
from quiz.crowd import tally
from quiz.models import Picture, Upkeep
from quiz.privacy import checkpoint, purge
from quiz.scheduling import bring_up_digests, carry_out

EVERY = 60 * Upkeep.MINUTES  # seconds


class Command(BaseCommand):
    help = (
        "Publishes and retires what is due, adds finished rounds to the anonymous tallies, deletes "
        "rounds and sessions that have expired and pictures that nothing uses, and folds what was "
        "erased out of the database's "
        "write-ahead file. Safe to interrupt, to repeat and to run twice at once."
    )

    folded = True  # whether the write-ahead file is empty

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-on",
            action="store_true",
            help=f"repeat every {EVERY} seconds until the process that started it has ended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        parent = os.getppid()
        self.once(options["verbosity"])
        while options["keep_on"]:
            for _second in range(EVERY):
                time.sleep(1)
                if os.getppid() != parent:
                    return
                self.folded = self.folded or checkpoint()
            try:
                self.once(options["verbosity"])
            except DatabaseError as error:
                # A database that is away now will be there for a later round.
                self.stderr.write(f"housekeeping will try again: {error}")

    def once(self, verbosity: int) -> None:
        today = timezone.localdate()
        done = carry_out(today)
        if verbosity:
            for what, refs in [("published", done.published), ("retired", done.retired)]:
                for ref in refs:
                    self.stdout.write(f"{what}: {ref}")
        bring_up_digests()
        regrading.settle(today)
        counted = tally()
        rounds, sessions = purge(today)
        Picture.sweep(today)
        self.folded = checkpoint()
        if verbosity > 1 or (verbosity and (counted or rounds or sessions)):
            self.stdout.write(
                f"{counted} rounds counted; {rounds} rounds and {sessions} sessions removed"
            )
