"""``manage.py demo``: simulate readers, so that an editor sees the statistics with figures."""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quiz.models import Article, Bank, Version, source_of
from quiz.play import question_index, simulate

ARTICLE = settings.BASE_DIR / "quiz" / "banks" / "faces-article.txt"


class Command(BaseCommand):
    help = (
        "Fills the statistics with a simulated history: readers of known ability answer every "
        "bank, and three questions of each are spoilt on purpose. All of it is marked as "
        "simulated and shown as such, and --remove deletes it. Real figures are never touched. "
        "On SQLite it keeps readers waiting while it writes: not on a site that serves them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("banks", nargs="*", help="addresses of banks (default: all)")
        parser.add_argument("--readers", type=int, default=5000, help="how many a bank (5000)")
        parser.add_argument("--length", type=int, default=10, help="questions a round (10)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another history")
        parser.add_argument(
            "--article", action="store_true", help="only add an article of ours, to try the desk"
        )
        parser.add_argument("--remove", action="store_true", help="delete all that was simulated")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.stdout.write(f"{simulate.remove()} simulated rounds removed, and their tallies")
            return
        if options["article"]:
            self.add_article()
            return
        if options["readers"] < 1 or not 1 <= options["length"] <= 20:
            raise CommandError("Give at least one reader, and 1 to 20 questions a round.")
        banks = list(Bank.objects.all())
        if unknown := set(options["banks"]) - {bank.ref for bank in banks}:
            raise CommandError(f"There is no bank {', '.join(sorted(unknown))}.")
        today = timezone.localdate()
        spread = range(min(settings.RETENTION_DAYS, 28) - 1, -1, -1)
        days = [today - datetime.timedelta(days=before) for before in spread]
        for bank in banks:
            if options["banks"] and bank.ref not in options["banks"]:
                continue
            if not question_index.index(bank, today).entries:
                self.stdout.write(f"{bank.ref}: nothing is live, so nothing is simulated")
                continue
            manners = simulate.fill(
                bank, options["readers"], options["length"], days, options["seed"]
            )
            self.stdout.write(f"{bank.ref}: {options['readers']} simulated rounds")
            spoilt = {pk: manner.spoilt for pk, manner in manners.items() if manner.spoilt}
            for version in Version.objects.filter(pk__in=spoilt).select_related("question"):
                self.stdout.write(f"  spoilt on purpose: {version.question.ref} "
                                  f"({simulate.SPOILT[spoilt[version.pk]]})")  # fmt: skip

    def add_article(self) -> None:
        """Add what we wrote ourselves to the bank of its subject, once."""
        title, _newline, text = ARTICLE.read_text().partition("\n")
        bank = Bank.objects.filter(ref=ARTICLE.stem.removesuffix("-article")).first()
        if bank is None:
            raise CommandError("The bank it belongs to is not here: run loadbanks first.")
        article = Article(bank=bank, title=title, publisher="The Privacy Quiz", text=text.strip())
        if bank.articles.filter(title=title).exists():
            self.stdout.write(f"{title}: it is at the desk already")
            return
        article.source = source_of(article)
        article.save()
        self.stdout.write(f"{title}: at the desk, under Articles")
