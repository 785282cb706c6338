"""``manage.py migrate``: Django's own, which can be run again whatever interrupted it.

Django notes that a migration was applied after the transaction in which it was. Killed in
between, the next run would begin it anew and stop at a table that is there. Here a migration
and its note are one transaction; on PostgreSQL those excepted that say ``atomic = False``,
whose steps can be taken twice.
"""

from contextlib import ExitStack
from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations import Migration


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        self.database = connections[options["database"]]
        with ExitStack() as self.one:
            super().handle(*args, **options)

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        if migration and action.endswith("_start"):
            if migration.atomic or self.database.vendor == "sqlite":
                # To change a table SQLite copies it; its checks can't be left off later.
                self.one.enter_context(self.database.constraint_checks_disabled())
                self.one.enter_context(transaction.atomic(using=self.database.alias))
        elif migration and action.endswith("_success"):
            self.one.close()
        super().migration_progress_callback(action, migration, fake)
