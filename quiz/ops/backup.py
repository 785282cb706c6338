"""Copies of the whole database, taken while the quiz goes on serving (``ops/restore.py`` is back).

A copy is first written under another name, verified, and only then renamed, so a file of
the name that was asked for is always complete. SQLite is copied by
its own backup interface, PostgreSQL by ``pg_dump`` and ``pg_restore``.

A copy holds what readers had not yet erased when it was taken, and nothing of ``NOT_COPIED``.
How long copies are kept is up to the publisher.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from quiz.models import Draft, Presence

# Of an address, what PostgreSQL's programs read from the environment, as PGSSLMODE.
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")

# What is over in two minutes: who has which page of the desk open; and what an editor has typed
# and not saved, which is nobody else's.
NOT_COPIED = (Presence._meta.db_table, Draft._meta.db_table)


class Unusable(Exception):
    """A copy cannot be written or restored; the message is a sentence that says why."""


def write_copy(path: Path) -> dict[str, int]:
    """Copy the database to ``path``, which must not exist; return what ``verify_copy`` does.

    Raises ``Unusable``; then there is no file of that name.
    """
    part = path.with_name(path.name + ".part")
    try:
        if path.exists():
            raise Unusable(f"{path} is there already; nothing is overwritten.")
        part.touch(mode=0o600)
        if connection.vendor == "sqlite":
            with (
                closing(opened(connection.settings_dict["NAME"])) as here,
                closing(sqlite3.connect(part)) as copy,
            ):
                here.backup(copy)
                # So that it is one file, and can be read where nothing may be written.
                copy.execute("PRAGMA journal_mode=DELETE")
                leave_out(copy)
        else:
            left_out = [f"--exclude-table-data={table}" for table in NOT_COPIED]
            run("pg_dump", "--format=custom", "--no-owner", *left_out, "--file", str(part))
        counted = verify_copy(part)
        part.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise Unusable(f"{path} could not be written: {error}") from None
    finally:
        with suppress(OSError):
            part.unlink()
    return counted


def leave_out(copy: sqlite3.Connection) -> None:
    """Delete from a copy what has no place in one, and overwrite it there."""
    copy.execute("PRAGMA secure_delete=ON")
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master").fetchall()}
    for table in there.intersection(NOT_COPIED):
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  # a name of ours
    copy.commit()


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


def opened(path: Any) -> sqlite3.Connection:
    """A connection to an SQLite file that changes nothing."""
    return sqlite3.connect(Path(path).absolute().as_uri() + "?mode=ro", uri=True, timeout=30)


def _verify_sqlite(path: Path) -> tuple[dict[str, int], set[str]]:
    try:
        with closing(opened(path)) as copy:
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
    listed = run("pg_restore", "--list", str(path))
    tables = [line.split() for line in listed.splitlines() if " TABLE DATA " in line]
    # The whole archive is read, and its sums with it.
    run("pg_restore", "--file", os.devnull, str(path))
    ran = run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(path))
    rows = [line.split("\t") for line in ran.splitlines() if line.count("\t") == 3]
    return {words[6]: -1 for words in tables}, {f"{row[1]}.{row[2]}" for row in rows}


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs. Raises ``Unusable`` where there is none."""
    if not (found := shutil.which(name)):
        raise Unusable(f"{name} is not installed; it comes with PostgreSQL’s client programs.")
    return found


def environment() -> dict[str, str]:
    """The environment in which PostgreSQL's programs find our database.

    So the password is in no command line.
    """
    settings = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD",
             "NAME": "PGDATABASE"}  # fmt: skip
    options = {name: f"PG{name.upper().replace('_', '')}" for name in OPTIONS}
    options["connect_timeout"] = "PGCONNECT_TIMEOUT"
    chosen = settings["OPTIONS"]
    return {
        **os.environ,
        **{to: str(settings[name]) for name, to in names.items() if settings.get(name)},
        **{to: str(chosen[name]) for name, to in options.items() if name in chosen},
    }


def run(name: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on our database, and return what it writes."""
    ran = subprocess.run(  # noqa: S603  # a program of PostgreSQL's, with paths the operator gave
        [program(name), *arguments], env=environment(), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Unusable(f"{name}: {ran.stderr.strip() or ran.returncode}")
    return ran.stdout
