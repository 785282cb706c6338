"""A copy is put back in the place of the database, while the quiz goes on serving.

Nobody can write from the moment at which the state before is copied to the moment at which the
other one stands: so whatever was confirmed to a reader is in one of the two. Who writes
meanwhile waits, and is told to come back if that takes too long.

A restore brings back what readers have erased since. What has expired is deleted at once.
"""

import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import Error, connection
from django.db.models import F
from django.utils import timezone

from quiz.models import Bank, Upkeep
from quiz.ops.backup import Unusable, environment, opened, program, verify_copy, write_copy
from quiz.ops.database_file import damage
from quiz.privacy.erasure import purge
from quiz.privacy.leftovers import scrub

PAGES = 16  # of SQLite's file at once; fewer than any of ours has


def restore_copy(path: Path, keep: Path | None) -> dict[str, int]:
    """Replace the database by the copy at ``path``, after copying it to ``keep`` (if given).

    The server may go on: it sees the old state or the new one, never half of each. Then
    missing migrations are run, what has expired is deleted, and the banks' revisions are
    raised, so that every process drops what it has cached. Returns rows by table. Raises
    ``Unusable``; then nothing has changed.
    """
    counted = verify_copy(path)
    if keep is not None and keep.exists():
        raise Unusable(
            f"{keep}, where the state before would be kept, is there already from another restore. "
            "Move it away, or restore with --no-keep, which keeps nothing."
        )
    try:
        revisions = dict(Bank.objects.values_list("ref", "revision"))
    except Error:  # no table is there, or nothing that can be read
        revisions = {}
    if connection.vendor == "sqlite":
        connection.close()
        _replace_sqlite(path, keep)
    else:
        tables = connection.introspection.table_names()
        connection.close()
        _replace_postgresql(path, keep, tables)
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


def _replace_sqlite(path: Path, keep: Path | None) -> None:
    target = Path(connection.settings_dict["NAME"])
    if keep is None:
        _put_aside_if_damaged(target)
    kept = False

    def at_first(status: int, remaining: int, total: int) -> None:
        # From its first pages on, SQLite lets nobody else write until the last ones are there;
        # readers, and so the copy, see what was there before.
        nonlocal kept
        if keep is not None and status == sqlite3.SQLITE_OK and not kept:
            write_copy(keep)
            kept = True

    try:
        with closing(opened(path)) as copy, closing(sqlite3.connect(target, timeout=30)) as here:
            copy.backup(here, pages=PAGES, progress=at_first)
    except sqlite3.Error as error:
        raise Unusable(f"{target} could not be replaced: {error}") from None


def _put_aside_if_damaged(target: Path) -> None:
    """A file that SQLite cannot read cannot be written to either; it gets another name."""
    try:
        with closing(sqlite3.connect(target)) as file:
            wrong = damage(file, seconds=60)
    except sqlite3.Error as error:
        raise Unusable(f"{target} could not be replaced: {error}") from None
    if wrong:
        for suffix in ("", "-wal", "-shm"):
            there = target.with_name(target.name + suffix)
            if there.exists():
                there.rename(target.with_name(f"{target.name}.damaged{suffix}"))


def _replace_postgresql(path: Path, keep: Path | None, tables: list[str]) -> None:
    """In one transaction of psql's, which first locks what there is against who writes."""
    command = [program("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile("w+") as faults:
        with subprocess.Popen(  # noqa: S603  # a program of PostgreSQL's, with our own words
            [*command, "--set=ON_ERROR_STOP=1"],
            env=environment(), stdin=pipe, stdout=pipe, stderr=faults, text=True,
        ) as psql:  # fmt: skip
            assert psql.stdin is not None  # noqa: S101  # it is a pipe
            assert psql.stdout is not None  # noqa: S101
            # First what a transaction of ours locks first, so that two never wait for each other.
            first = sorted(tables, key=lambda table: table != "quiz_round")
            names = ", ".join(f'"{table}"' for table in first)
            lock = f"LOCK TABLE {names} IN EXCLUSIVE MODE;" if names else ""
            psql.stdin.write(f"BEGIN;\n{lock}\n\\echo locked\n\\o /dev/null\n")
            psql.stdin.flush()
            try:
                if psql.stdout.readline() == "locked\n":
                    if keep is not None:
                        write_copy(keep)
                    subprocess.run(  # noqa: S603  # as above, with a path the operator gave
                        [program("pg_restore"), "--clean", "--if-exists", "--no-owner",
                         "--file=-", str(path)],
                        stdout=psql.stdin, stderr=faults, check=True,
                    )  # fmt: skip
                    psql.stdin.write("\nCOMMIT;\n\\o\n\\echo done\n")
                    psql.stdin.flush()
            except (BrokenPipeError, subprocess.CalledProcessError):
                pass  # which is told below
            except BaseException:
                psql.kill()  # and the transaction with it
                raise
            done = "done" in psql.communicate()[0]
        if not done:
            faults.seek(0)
            raise Unusable(f"psql: {faults.read().strip() or psql.returncode}")
