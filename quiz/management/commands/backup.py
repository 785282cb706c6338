"""``manage.py backup FILE``: copy the database to a file, while the quiz serves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.ops.backup import Unusable, verify_copy, write_copy


class Command(BaseCommand):
    help = (
        "Copies the database to a file, reads the copy through and says what is in it. Safe "
        "while the quiz serves. The secret in the data folder is not part of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="only read a copy through")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counted = (verify_copy if options["verify"] else write_copy)(options["file"])
        except Unusable as problem:
            raise CommandError(str(problem)) from None
        if options["verbosity"]:
            rounds = counted["quiz_round"]
            said = f"{rounds} rounds, " if rounds >= 0 else ""
            self.stdout.write(f"{options['file']}: {said}{len(counted)} tables, read through.")
