"""``manage.py exportbank``: write a bank, or some of its questions, to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.exchange.export import export, ready, whole
from quiz.exchange.formats import FORMATS
from quiz.models import Bank


class Command(BaseCommand):
    help = (
        "Writes the working copies of a bank's questions, drafts included, as YAML, an "
        "archive with pictures, CSV, a workbook, GIFT or Moodle XML, and says what the format "
        "cannot carry."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bank", help="the bank's address, such as “privacy”")
        parser.add_argument("--format", choices=FORMATS, default="yaml")
        parser.add_argument("--out", type=Path, help="the file to write (default: standard output)")
        parser.add_argument("--state", help="only questions in this state, such as “live”")
        parser.add_argument("--only", nargs="+", metavar="REF", help="only these questions")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = Bank.objects.filter(ref=options["bank"]).first()
        if bank is None:
            known = ", ".join(Bank.objects.values_list("ref", flat=True)) or "none yet"
            raise CommandError(f"There is no bank “{options['bank']}”; there are: {known}.")
        asked = options["state"] or options["only"]
        questions = bank.questions.all() if asked else whole(bank)
        if options["state"]:
            questions = questions.filter(state=options["state"])
        if options["only"]:
            questions = questions.filter(ref__in=options["only"])
            missing = set(options["only"]) - set(questions.values_list("ref", flat=True))
            if missing:
                raise CommandError(f"Not in this bank: {', '.join(sorted(missing))}.")
        file, report = export(ready(questions), bank, FORMATS[options["format"]])
        if options["out"]:
            try:
                options["out"].write_bytes(file.encode() if isinstance(file, str) else file)
            except OSError as error:
                raise CommandError(f"{options['out']}: {error.strerror}.") from None
        elif isinstance(file, str):
            self.stdout.write(file, ending="")
        else:
            raise CommandError("Say with --out into which file: this format is no text.")
        if options["verbosity"]:
            for line in [f"{questions.count()} questions of {bank.ref}", *report]:
                self.stderr.write(line)
