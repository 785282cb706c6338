"""``manage.py housekeeping``: count rounds, delete what expired, publish and plan what is due."""

import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from quiz.editorial.daily import plan_days
from quiz.editorial.schedule import bring_up_digests, carry_out
from quiz.models import Picture, Round, Upkeep
from quiz.ops import database_file
from quiz.privacy.erasure import purge
from quiz.privacy.leftovers import scrub
from quiz.tallies import regrade
from quiz.tallies.counting import tally
from quiz.web.troubles import let_go, trouble_of

logger = logging.getLogger(__name__)

EVERY = 60 * Upkeep.MINUTES  # seconds


class Command(BaseCommand):
    help = (
        "Adds finished rounds to the anonymous tallies, deletes rounds and sessions that have "
        "expired, takes what was erased out of the database's files, publishes and retires "
        "what is due, chooses the questions of the next fortnight, and deletes pictures that "
        "nothing uses. Safe to interrupt, to repeat and to run twice at once."
    )

    scrubbed = True  # whether the database's files hold nothing that we could take out

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep-on",
            type=int,
            nargs="?",
            const=os.getppid(),
            metavar="PARENT",
            help=f"repeat every {EVERY} seconds until the process that started it has ended, "
            "whose number may be given",
        )
        parser.add_argument(
            "--trust-clock",
            action="store_true",
            help="delete what has expired although the clock has jumped by more than a week",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["trust_clock"]:
            Upkeep.trust(timezone.localdate())
        parent = options["keep_on"]
        if parent is None:
            self.once(options["verbosity"], self.stdout.write)
            return
        while os.getppid() == parent:
            self.guarded(self.once, 0)
            for _second in range(EVERY):
                time.sleep(1)
                if os.getppid() != parent:
                    return
                if not self.scrubbed:
                    self.guarded(self.scrub)

    def guarded(self, step: Callable[..., None], *args: Any) -> None:
        """Take a step, and log what fails: it is tried again in ten minutes at the latest.

        None is taken where SQLite's file is another: what is still in the write-ahead file would
        be folded into that one.
        """
        if database_file.trouble():
            return
        try:
            step(*args)
        except Error as error:
            # The database may answer again in ten minutes, on a new connection.
            said = (str(error).splitlines() or [""])[0]
            logger.error("The housekeeping will try again: %s", said)
            close_old_connections()
            if (trouble := trouble_of(error)) is None or not trouble.keeps:
                let_go()
        except CommandError as refused:
            logger.error("%s", refused)
        except Exception:
            logger.exception("The housekeeping will try again.")

    def once(self, verbosity: int, say: Callable[[str], object] = logger.info) -> None:
        """Everything that is to be done now, what readers were promised first.

        What readers see of it is told to ``say``.
        Raises ``CommandError`` where it is not done since the day is not plausible.
        """
        today = timezone.localdate()
        if not Upkeep.is_plausible(today):
            Upkeep.doubt(today)
            self.scrub()
            raise CommandError(
                f"The clock says {today}, more than a week after the clean-ups before it, so "
                "nothing is deleted, published or retired. It is from the third such day on. "
                "If the clock is right: manage.py housekeeping --trust-clock"
            )
        Round.finish_answered(today)
        counted = tally()
        rounds, sessions = purge(today)
        self.scrub()
        if verbosity > 1 or (verbosity and (counted or rounds or sessions)):
            self.stdout.write(
                f"{counted} rounds counted; {rounds} rounds and {sessions} sessions removed"
            )
        done = carry_out(today)
        for what, refs in [("published", done.published), ("retired", done.retired)]:
            for ref in refs:
                say(f"{what}: {ref}")
        for day, ref in plan_days(today):
            say(f"question of {day}: {ref}")
        bring_up_digests()
        regrade.settle(today)
        Picture.sweep(today)
        Upkeep.note_end(timezone.now())

    def scrub(self) -> None:
        """Take what was erased out of the database's files, as far as can be."""
        self.scrubbed = scrub()
