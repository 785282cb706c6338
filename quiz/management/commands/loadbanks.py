"""``manage.py loadbanks``: bring the shipped banks, or files you name, into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from quiz.exchange.bank_file import read_path
from quiz.exchange.load import load
from quiz.exchange.strict_yaml import Refusal

SHIPPED = Path(__file__).resolve().parents[2] / "banks"


class Command(BaseCommand):
    help = (
        "Loads bank files and publishes what is new or changed in them. What an editor has "
        "changed since is never overwritten. Each file is loaded wholly or not at all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="bank files (default: the shipped)")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] or sorted(SHIPPED.glob("*.yaml"))
        failed = 0
        for path in files:
            try:
                file, _ = read_path(path)
            except OSError as error:
                self.stderr.write(f"{path}: {error.strerror}")
                failed += 1
                continue
            except Refusal as refusal:
                self.stderr.write(str(refusal))
                failed += 1
                continue
            with transaction.atomic():
                report = load(file, timezone.localdate())
                if options["dry_run"]:
                    transaction.set_rollback(True)
            if options["verbosity"]:
                self.stdout.write("\n".join(report.lines()))
        if failed:
            raise CommandError(f"{failed} of {len(files)} files could not be loaded.")
