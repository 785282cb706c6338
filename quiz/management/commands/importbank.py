"""``manage.py importbank``: show what a file would change in a bank; ``--apply`` does it."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from quiz.exchange.encoding import Unreadable
from quiz.exchange.formats import FORMATS, by_name
from quiz.exchange.opening import keep, new_bank, opened
from quiz.exchange.pictures import FILES_LIMIT
from quiz.exchange.plan import apply, plan
from quiz.models import Bank, Topic, lock


class Command(BaseCommand):
    help = (
        "Says line by line what a file of questions (YAML, an archive, CSV, a workbook, GIFT, "
        "Moodle XML, QTI) would create and change. With --apply it then does all of it or nothing. "
        "What is imported is a draft: it publishes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", help="the bank's address (default: the one in a YAML file)")
        parser.add_argument("--topic", help="title or ref, for questions that name no topic")
        parser.add_argument("--format", choices=FORMATS, help="default: by the file's name")
        parser.add_argument("--apply", action="store_true", help="do it, if there is no error")
        parser.add_argument(
            "--leave-out-faulty",
            action="store_true",
            help="go on without questions that are faulty; the report has each of them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic() if options["apply"] else nullcontext():
            self.carry_out(options)

    def carry_out(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(FILES_LIMIT + 1)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from None
        format_ = FORMATS.get(options["format"]) or by_name(path.name, data)
        if format_ is None:
            raise CommandError(f"{path}: say with --format what this is.")
        try:
            reading = opened(data, format_)
        except Unreadable as reason:
            raise CommandError(f"{path}: {reason}") from None
        bank = self.bank(options["bank"], reading)
        if options["apply"] and bank.pk:  # before they are read and compared
            lock(bank.questions.all())
        planned = plan(reading, bank, self.topic(options["topic"], bank))
        if options["leave_out_faulty"]:
            planned.leave_out_faulty()
        for entry in planned.entries:
            told = "; ".join(entry.said)
            if options["verbosity"] > 1 or entry.outcome != "unchanged":
                name = f" {entry.ref}" if entry.ref else ""
                if entry.prompt and not entry.question:  # it may say nothing else to whoever reads
                    name += f" “{entry.prompt}”"
                self.stdout.write(
                    f"{path.name}:{entry.line}: {entry.outcome}{name}"
                    + (f": {told}" if told else "")
                )
        counted = ", ".join(f"{n} {name}" for name, n in planned.counted().items())
        if planned.left:
            counted += f", {sum(entry.faulty for entry in planned.left)} left out"
        self.stdout.write(f"{bank.ref}: {counted}")
        if planned.refused:
            hint = " --leave-out-faulty goes on without them." if planned.faulty else ""
            raise CommandError(f"Nothing is imported while there are errors.{hint}")
        if options["apply"]:
            keep(reading, timezone.localdate())
            apply(planned, timezone.localdate())
            self.stdout.write("Imported as drafts.")
        else:
            self.stdout.write("Nothing has changed; --apply does it.")

    def bank(self, ref: str | None, reading: Any) -> Bank:
        if ref is None and reading.bank is None:
            raise CommandError("Say with --bank into which bank.")
        found = Bank.objects.filter(ref=ref or reading.bank["ref"]).first()
        if found is None and ref is not None:
            raise CommandError(f"There is no bank “{ref}”.")
        return found or new_bank(reading.bank)

    def topic(self, wanted: str | None, bank: Bank) -> Topic | None:
        if not wanted:
            return None
        topics = list(bank.topics.all()) if bank.pk else []
        for topic in topics:
            if wanted in (topic.ref, topic.title):
                return topic
        raise CommandError(f"There is no topic “{wanted}” in this bank.")
