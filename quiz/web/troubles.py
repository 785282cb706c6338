"""What is wrong with the database, read off an error: one word for readers, log and ``/readyz``."""

from dataclasses import dataclass

from django.db import Error, InterfaceError, OperationalError, connections
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Trouble:
    """A way in which a database fails, which is no fault of ours.

    ``name`` ends the sentence “the database …”, ``said`` is for readers; ``keeps`` says whether
    the connection is as good as before.
    """

    name: str
    said: Promise
    keeps: bool = False


AWAY = Trouble("cannot be reached", _("The quiz cannot reach its database at the moment."))
BUSY = Trouble("is busy or locked", _("Very many people are playing at this moment."), keeps=True)
FULL = Trouble(
    "has no room left on its disk",
    _("The disk of this site is full, so nothing new can be kept."),
    keeps=True,
)
READ_ONLY = Trouble(
    "can only be read", _("The database of this site can only be read at the moment.")
)
DAMAGED = Trouble("is damaged", _("The database of this site cannot be read at the moment."))

# By the beginning of what PostgreSQL calls SQLSTATE and SQLite the name of an error.
TROUBLES = {
    "25006": READ_ONLY,
    "40001": BUSY,  # two transactions that the database could not order
    "40P01": BUSY,  # deadlock
    "53100": FULL,
    "53300": BUSY,  # too many connections
    "55P03": BUSY,  # lock_timeout
    "57014": BUSY,  # statement_timeout
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}
# Whoever refuses a connection gives no code: PostgreSQL itself, and PgBouncer.
CROWDED = ("too many", "remaining connection slots", "no more connections", "query_wait_timeout")


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What is wrong with the database if ``error`` says so; none if the fault may be our own."""
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    for begins, trouble in TROUBLES.items():
        if code.startswith(begins):
            return trouble
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    return BUSY if any(said in str(error) for said in CROWDED) else AWAY


def let_go() -> None:
    """Close this thread's connections, so that whoever needs one next makes it anew.

    What is in a transaction ends it first.
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
