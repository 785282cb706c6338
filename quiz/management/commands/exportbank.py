"""``manage.py exportbank``: write a bank, or some of its questions, to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.exchange.export import export, ready, whole
from quiz.exchange.formats import FORMATS
from quiz.models import Bank, Question


class Command(BaseCommand):
    help = (
        "Writes the working copies of a bank's questions, drafts included, as YAML, an "
        "archive with pictures, CSV, a workbook, GIFT, Moodle XML or QTI, and says what the format "
        "cannot carry."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bank", help="the bank's address, such as “privacy”")
        parser.add_argument("--format", choices=FORMATS, default="yaml")
        parser.add_argument("--out", type=Path, help="the file to write (default: standard output)")
        parser.add_argument(
            "--state", choices=Question.State.values, help="only questions in this state"
        )
        parser.add_argument(
            "--everything",
            action="store_true",
            help="also questions whose exhibit or picture the format cannot carry, without it",
        )
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
        exported = export(
            ready(questions), FORMATS[options["format"]], options["everything"], questions.count()
        )
        file = exported.file(bank)
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
            said = f"{len(exported.records)} of {questions.count()} questions of {bank.ref}"
            for line in [said, *exported.lines]:
                self.stderr.write(line)
