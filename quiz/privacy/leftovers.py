"""What the database's own files still hold of deleted rows: what we do about it, and say of it.

Each database we run on has its entry in ``DATABASES``, so that a page promises what the
housekeeping does there, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from quiz.models import (
    EndTally,
    Erased,
    HeldReaders,
    HeldScoreTally,
    HeldTally,
    Report,
    Round,
    Turn,
    Upkeep,
)
from quiz.privacy.inventory import Phrase

# The tables whose rows are a reader's, or can be of a single round.
TABLES = [
    model._meta.db_table
    for model in (
        Report, Turn, Round, Erased, HeldTally, HeldScoreTally, HeldReaders, EndTally,
    )
]  # fmt: skip


@dataclass(frozen=True)
class Database:
    """A database, by what becomes of a deleted row in its files.

    ``scrub`` does what can be done, and says whether nothing is left to be done. ``erased``
    is said to who has erased something (it is true of everybody, since whoever has the address
    of that page is told it), ``kept`` on the privacy page; each may name the ``%(minutes)s``
    between two clean-ups.
    """

    scrub: Callable[[], bool]
    erased: Phrase
    kept: Phrase


def scrub() -> bool:
    """Take out of the database's files what was erased, as far as can be.

    Say whether that is done; otherwise it is to be tried again soon.
    """
    return DATABASES[connection.vendor].scrub()


def promises() -> dict[str, str]:
    """What a page says of the database in use: once something is erased, and in general."""
    database, facts = DATABASES[connection.vendor], {"minutes": Upkeep.MINUTES}
    return {"when_erased": str(database.erased) % facts, "kept_on_disk": str(database.kept) % facts}


def _fold() -> bool:
    """Fold SQLite's write-ahead file into the database, so that what was erased is in neither.

    The database itself overwrites what is deleted (``secure_delete``). A reader whose
    transaction is still open prevents it, and whoever writes would wait as well, so it
    gives up soon.
    """
    patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            busy, _pages, _folded = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience * 1000:d}")
    return not busy


# How many of their rows PostgreSQL had seen deleted when this process last had their space freed.
_deleted = -1


def _vacuum() -> bool:
    """Have PostgreSQL free the space of deleted rows and, where it lets us, drop its log of them.

    Only if there are more of them than last time, or some were left. What somebody still
    reads, such as a copy that is being taken, is left until the next time.
    """
    global _deleted
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        deleted, _waiting = cursor.fetchone()
        if deleted == _deleted:
            return True
        # Entries of indexes hold keys and readers' numbers too, and so do the samples of values
        # by which queries are planned, which are taken anew.
        cursor.execute(f"VACUUM (ANALYZE, INDEX_CLEANUP ON) {', '.join(TABLES)}")
        in_use = [table for table in TABLES if not _forget_samples(cursor, table)]
        cursor.execute(MAY_DROP_LOG)
        if cursor.fetchone()[0]:
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
        cursor.execute(COUNTED)
        waiting = cursor.fetchone()[1]
        _deleted = -1 if waiting or in_use else deleted
    return True


def _forget_samples(cursor: Any, table: str) -> bool:
    """Have PostgreSQL forget the values that it sampled of a table that is empty now.

    It takes none of an empty one, and keeps the old. To say again what type a column has drops
    those of the column, and needs the table for a moment; return False where it is in use.
    """
    cursor.execute(SAMPLED, [table])
    said = ", ".join(f"ALTER COLUMN {name} TYPE {kind}" for name, kind in cursor.fetchall())
    if not said or not _is_empty(cursor, table):
        return True
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            cursor.execute(f"LOCK TABLE {table}")
            if _is_empty(cursor, table):
                cursor.execute(f"ALTER TABLE {table} {said}")
    except OperationalError:
        return False
    return True


def _is_empty(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT NOT EXISTS (SELECT 1 FROM {table})")  # noqa: S608  # a name of ours
    return bool(cursor.fetchone()[0])


# How many rows were ever deleted, and how many are still to be taken away; of turns that is not
# asked, since each answer leaves one, and they are deleted with their round.
COUNTED = f"""
SELECT coalesce(sum(n_tup_del), 0),
coalesce(sum(n_dead_tup) FILTER (WHERE relname <> '{Turn._meta.db_table}'), 0)
FROM pg_stat_user_tables WHERE relname IN ({", ".join(f"'{name}'" for name in TABLES)})
""".strip()  # noqa: S608  # the names of our own tables
# The columns of a table of which values are sampled, with their types; without those that hold
# numbers of rows, which cannot be had without the tables that they lead to.
SAMPLED = """
SELECT quote_ident(attname), format_type(atttypid, atttypmod) FROM pg_attribute
JOIN pg_stats USING (attname)
WHERE schemaname = current_schema() AND tablename = %s AND attrelid = tablename::regclass
AND NOT EXISTS (
    SELECT 1 FROM pg_constraint
    WHERE conrelid = attrelid AND contype IN ('p', 'f') AND attnum = ANY (conkey)
)
""".strip()
# Whether the operator has given us the right to end a file of the log and to let it go.
MAY_DROP_LOG = """
SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE') AND coalesce(
    (SELECT bool_or(pg_has_role(oid, 'USAGE')) FROM pg_roles WHERE rolname = 'pg_checkpoint'),
    current_setting('is_superuser') = 'on'
)
""".strip()

DATABASES = {
    "sqlite": Database(
        scrub=_fold,
        erased=_(
            "Nothing is kept here. What is erased is found by no page and no question to the "
            "database any more. With the next clean-up, in about %(minutes)s minutes, or as soon "
            "as nobody is reading what was there before, it is gone from its files as well."
        ),
        kept=_(
            "What is erased is found by no question to the database any more. With the next "
            "clean-up, in about %(minutes)s minutes, or as soon as nobody is reading what was "
            "there before, it is overwritten in the database’s file and gone from the write-ahead "
            "file beside it. The disk notes when the file was last changed, by whomever."
        ),
    ),
    "postgresql": Database(
        scrub=_vacuum,
        erased=_(
            "Nothing is kept here. What is erased is found by no page and in no table any more. "
            "Some of it stays for a while in what the database keeps for itself, where only who "
            "runs the server could read it: the privacy page says what that depends on."
        ),
        kept=_(
            "This site runs on PostgreSQL. What is erased is found in no table any more. With the "
            "next clean-up, in about %(minutes)s minutes, or as soon as nobody is reading what was "
            "there before, it is also in none of the samples of values that PostgreSQL takes for "
            "its own use, and its space is free to be written over. Until something "
            "else is written there, and until PostgreSQL’s write-ahead log is reused, which also "
            "notes the moment of each change, whoever runs the server could still read it from "
            "the disk. How long that is depends on how much is played and on the publisher’s "
            "settings. PostgreSQL notes when it last did either, too."
        ),
    ),
}
