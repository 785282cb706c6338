"""``manage.py restore FILE``: replace the database by a copy of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.ops.backup import Unusable
from quiz.ops.restore import restore_copy


class Command(BaseCommand):
    help = (
        "Puts a copy that ‘backup’ wrote in the place of the database, and deletes what has "
        "expired since. What is there now is copied first, beside the file."
    )

    requires_system_checks = []  # they would ask a database that may be damaged

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--no-keep", action="store_true", help="do not copy what is there now")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        keep = None if options["no_keep"] else file.with_name(file.name + ".before")
        try:
            counted = restore_copy(file, keep)
        except Unusable as problem:
            raise CommandError(str(problem)) from None
        if options["verbosity"]:
            kept = f" What was there before is in {keep}." if keep else ""
            self.stdout.write(f"{file} is in place: {len(counted)} tables.{kept}")
