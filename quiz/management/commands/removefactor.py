"""``manage.py removefactor``: remove the second factor of an account whose owner lost it."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from quiz.admin import second_factor


class Command(BaseCommand):
    help = (
        "Takes away the second factor of an account and its recovery codes. Its password alone "
        "opens the desk then, so make sure who asks for it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['username']}”.")
        if not second_factor.remove(user):
            raise CommandError(f"“{user}” has no second factor.")
        self.stdout.write(f"“{user}” has no second factor any more.")
