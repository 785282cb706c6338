"""Copies of the whole database, taken and put back while the quiz goes on serving.

A copy is first written under another name, verified, and only then renamed, so a file of
the name that was asked for is always complete. SQLite is copied by
its own backup interface, PostgreSQL by ``pg_dump`` and ``pg_restore``.

A copy holds what readers had not yet erased when it was taken, and restoring it brings
that back. What has expired since is deleted at once; how long copies are kept is up to
the publisher.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.utils import timezone

from quiz.models import Bank, Upkeep
from quiz.privacy.erasure import purge
from quiz.privacy.leftovers import scrub

# Of an address, what PostgreSQL's programs read from the environment, as PGSSLMODE.
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")


class Unusable(Exception):
    """A copy cannot be written or restored; the message is a sentence that says why."""


def write_copy(path: Path) -> dict[str, int]:
    """Copy the database to ``path``, which must not exist; return what ``verify_copy`` does.

    Raises ``Unusable``; then there is no file of that name.
    """
    if path.exists():
        raise Unusable(f"{path} is there already; nothing is overwritten.")
    part = path.with_name(path.name + ".part")
    try:
        part.touch(mode=0o600)
        if connection.vendor == "sqlite":
            _copy(connection.settings_dict["NAME"], part)
            with closing(sqlite3.connect(part)) as copy:
                # So that it is one file, and can be read where nothing may be written.
                copy.execute("PRAGMA journal_mode=DELETE")
        else:
            _postgresql("pg_dump", "--format=custom", "--no-owner", "--file", str(part))
        counted = verify_copy(part)
        part.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise Unusable(f"{path} could not be written: {error}") from None
    finally:
        part.unlink(missing_ok=True)
    return counted


def verify_copy(path: Path) -> dict[str, int]:
    """Read a copy from end to end; return the number of rows by table.

    In a copy of PostgreSQL they are not counted, and each is -1. Raises ``Unusable`` where
    the copy is damaged, not of a quiz, from a newer version of the software, or from one so
    old that no migration leads from it to this one.
    """
    if not path.is_file():
        raise Unusable(f"There is no file {path}.")
    read = _verify_sqlite if connection.vendor == "sqlite" else _verify_postgresql
    counted, migrations = read(path)
    if not counted.keys() >= {"quiz_bank", "quiz_question", "quiz_version", "quiz_round"}:
        raise Unusable(f"{path} is not a copy of a quiz.")
    unknown, halfway = _unfit(migrations)
    if unknown:
        raise Unusable(f"{path} is from a newer version of the software ({unknown[0]}).")
    if halfway:
        raise Unusable(
            f"{path} is from a version that is too old ({halfway[0]} is missing). Put it back "
            "with a version that has this migration and apply it there."
        )
    return counted


def restore_copy(path: Path, keep: Path | None) -> dict[str, int]:
    """Replace the database by the copy at ``path``, after copying it to ``keep`` (if given).

    The server may go on: it sees the old state or the new one, never half of each. Then
    missing migrations are run, what has expired is deleted, and the banks' revisions are
    raised, so that every process drops what it has cached. Returns rows by table.
    """
    counted = verify_copy(path)
    if keep is not None:
        write_copy(keep)
    revisions = dict(Bank.objects.values_list("ref", "revision"))
    connection.close()
    if connection.vendor == "sqlite":
        _copy(path, connection.settings_dict["NAME"])
    else:
        _postgresql(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
            "--exit-on-error", "--dbname", str(connection.settings_dict["NAME"]), str(path),
        )  # fmt: skip
    call_command("migrate", verbosity=0)
    for bank in Bank.objects.all():
        # Later than any that a process may have seen before, whatever the copy holds.
        Bank.objects.filter(pk=bank.pk).update(
            revision=F("revision") + revisions.get(bank.ref, 0) + 1
        )
    today = timezone.localdate()
    Upkeep.trust(today)  # however old the copy is
    purge(today)
    scrub()
    return counted


def _unfit(ran: set[str]) -> tuple[list[str], list[str]]:
    """Of the quiz's migrations, those that ran and are unknown, and those that none replaces now.

    A migration that replaces others stands for all of them or for none.
    """
    known, halfway = set(), set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        replaced = {".".join(each) for each in migration.replaces}
        known |= replaced | {f"{app}.{name}"}
        if ran & replaced:
            halfway |= replaced - ran
    return sorted(each for each in ran - known if each.startswith("quiz.")), sorted(halfway)


def _copy(source: Any, target: Any) -> None:
    with closing(_opened(source)) as one, closing(sqlite3.connect(target, timeout=30)) as other:
        one.backup(other)


def _opened(path: Any) -> sqlite3.Connection:
    return sqlite3.connect(Path(path).absolute().as_uri() + "?mode=ro", uri=True, timeout=30)


def _verify_sqlite(path: Path) -> tuple[dict[str, int], set[str]]:
    try:
        with closing(_opened(path)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)] or copy.execute("PRAGMA foreign_key_check").fetchall():
                raise Unusable(f"{path} is damaged.")
            names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            counted = {
                name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in names
            }
            ran = copy.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    except sqlite3.Error as error:
        raise Unusable(f"{path} is not a copy of a quiz: {error}") from None
    return counted, {name for (name,) in ran}


def _verify_postgresql(path: Path) -> tuple[dict[str, int], set[str]]:
    listed = _postgresql("pg_restore", "--list", str(path))
    tables = [line.split() for line in listed.splitlines() if " TABLE DATA " in line]
    # The whole archive is read, and its sums with it.
    _postgresql("pg_restore", "--file", os.devnull, str(path))
    ran = _postgresql(
        "pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(path)
    )
    rows = [line.split("\t") for line in ran.splitlines() if line.count("\t") == 3]
    return {words[6]: -1 for words in tables}, {f"{row[1]}.{row[2]}" for row in rows}


def _postgresql(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on our database; the password is in no command line."""
    if not (found := shutil.which(program)):
        raise Unusable(f"{program} is not installed; it comes with PostgreSQL’s client programs.")
    settings = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD",
             "NAME": "PGDATABASE"}  # fmt: skip
    environment = dict(os.environ)
    environment |= {to: str(settings[name]) for name, to in names.items() if settings.get(name)}
    options = {name: f"PG{name.upper().replace('_', '')}" for name in OPTIONS}
    options["connect_timeout"] = "PGCONNECT_TIMEOUT"
    chosen = settings["OPTIONS"]
    environment |= {to: str(chosen[name]) for name, to in options.items() if name in chosen}
    ran = subprocess.run(  # noqa: S603  # a program of PostgreSQL's, with paths the operator gave
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Unusable(f"{program}: {ran.stderr.strip() or ran.returncode}")
    return ran.stdout
