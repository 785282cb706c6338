"""Whether the quiz can be played now, looked at as a reader's request would meet it.

A look asks for the right to write and gives it back, and writes nothing. It is taken at most
once a second for all who ask, in a thread of its own, so that whoever asks is answered within
a second whatever hangs.
"""

import logging
import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from threading import Lock

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import DatabaseError, Error, close_old_connections, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from quiz.models import Bank, Upkeep
from quiz.ops import database_file
from quiz.ops.bulkhead import deadlines
from quiz.play import question_index
from quiz.web.troubles import READ_ONLY, let_go, trouble_of

logger = logging.getLogger(__name__)

PATIENCE = 0.8  # seconds that whoever asks waits for a look
FRESH = 3  # seconds for which a look counts while the next one, on a busy machine, goes on
LONGEST = 5  # seconds after which a look is given up
LATE = 3 * Upkeep.MINUTES
LEAST = 8_000_000  # bytes; the write-ahead file grows by half of it before it is folded
STYLES = ("quiz/quiz.css", "quiz/app.js")  # every page of readers names them


@dataclass(frozen=True)
class Finding:
    """How one part is, in words; play goes on unless ``stops``."""

    said: str = "ok"
    stops: bool = False


OK = Finding()
UNKNOWN = Finding("unknown", stops=True)


def database() -> Finding:
    """Whether something can be written now. Raises what the database does."""
    if lost := database_file.trouble():
        return Finding(f"its file is {lost}", stops=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_read_only")
            return OK if cursor.fetchone() == ("off",) else Finding(READ_ONLY.name, stops=True)
        cursor.execute("PRAGMA busy_timeout = 400")  # of this thread's own connection
    with transaction.atomic():  # which begins by taking the one lock there is
        transaction.set_rollback(True)
    return OK


def disk() -> Finding:
    """Whether SQLite's file has room to grow. PostgreSQL's may be on another machine."""
    if connection.vendor != "sqlite":
        return OK
    left = shutil.disk_usage(settings.DATA_DIR).free
    if left < LEAST:
        return Finding(f"full: {left // 1_000_000} MB left", stops=True)
    return OK


def static() -> Finding:
    """Whether the files that pages name are there, under the names that this process knows."""
    for name in STYLES:
        try:
            address = staticfiles_storage.url(name).removeprefix(settings.STATIC_URL)
        except ValueError:
            return Finding("not prepared: manage.py collectstatic", stops=True)
        if not staticfiles_storage.exists(address):
            return Finding(f"{name} is missing: manage.py collectstatic", stops=True)
    return OK


@once
def of_this_code() -> frozenset[tuple[str, str]]:
    """The migrations that this process was started with, whatever is put on the disk later."""
    return frozenset(MigrationLoader(None).disk_migrations)


def migrations() -> Finding:
    """Whether this code and the database fit, while another release may wait or have come."""
    loader = MigrationLoader(connection)
    missing = loader.graph.nodes.keys() - loader.applied_migrations.keys()
    if needed := missing & of_this_code():
        return Finding(f"{len(needed)} to be applied", stops=True)
    replaced = {each for one in loader.disk_migrations.values() for each in one.replaces}
    known = of_this_code() | replaced
    newer = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in known
    )
    if newer and (unfit := _unfit(tuple(newer))):
        return Finding(f"{newer[-1]} is too new for this release: {unfit}", stops=True)
    if newer:
        return Finding(f"ok, and {newer[-1]} of a newer release fits this one")
    if missing:
        return Finding(f"ok, and {len(missing)} of a release that waits to be applied")
    return OK


@once
def _unfit(newer: tuple[str, ...]) -> str:
    """The first table that this code cannot read as ``newer`` migrations have left it, if any."""
    for model in apps.get_models(include_auto_created=True):
        try:
            with transaction.atomic():
                model._base_manager.first()
        except DatabaseError as error:
            if trouble_of(error) and "no such" not in str(error):
                raise
            return f"{model._meta.db_table} cannot be read"
    return ""


def banks() -> Finding:
    """Whether at least one bank can be played today, unless somebody has chosen that none is."""
    now, today = timezone.now(), timezone.localdate()
    there = list(Bank.objects.all())
    open_banks = [bank for bank in there if bank.open_at(now)]
    if there and not open_banks:
        return Finding("none is open to readers")
    if any(question_index.index(bank, today).entries for bank in open_banks):
        return OK
    return Finding("no question may be asked today", stops=True)


def counts() -> Finding:
    """Whether limits are counted: in Redis, if there is one."""
    if not settings.REDIS_URL:
        return OK
    try:
        cache.set("readyz", 1, 5)
        return OK if cache.get("readyz") == 1 else Finding("forgets")
    except Exception:  # whatever the client of the cache raises
        return Finding("away, so nothing is limited")


def housekeeping() -> Finding:
    """When it last ran, and whether the clock may be right. Play goes on without it."""
    now = timezone.now()
    if not Upkeep.is_plausible(timezone.localdate(now)):
        return Finding(
            "deletes nothing, since the clock has jumped: manage.py housekeeping --trust-clock"
        )
    minutes = Upkeep.minutes_since(now)
    if minutes is None:
        return Finding("has not run yet")
    if minutes > LATE:
        return Finding(f"late: last ran {minutes} minutes ago")
    return Finding(f"ok, {minutes} minutes ago")


CHECKS: dict[str, Callable[[], Finding]] = {
    "static": static,
    "disk": disk,
    "database": database,
    "migrations": migrations,
    "banks": banks,
    "housekeeping": housekeeping,
    "cache": counts,
}
# After one of these has failed, what comes behind it cannot be told.
FIRST = ("database", "migrations")


def look(found: dict[str, Finding]) -> None:
    """Look at everything, and add each finding to ``found`` as soon as it is there."""
    for name, check in CHECKS.items():
        try:
            found[name] = check()
        except Error as error:
            trouble = trouble_of(error)
            found["database"] = Finding(trouble.name if trouble else "fails", stops=True)
            let_go()
        if any(found[first].stops for first in FIRST if first in found):
            break
    found |= {name: UNKNOWN for name in CHECKS if name not in found}


def _silent(found: dict[str, Finding]) -> dict[str, Finding]:
    """The findings of a look that hangs: what comes next in order is what does not answer."""
    silent, *unknown = [name for name in CHECKS if name not in found] or ["cache"]
    found[silent] = Finding("does not answer", stops=silent != "cache")
    return found | dict.fromkeys(unknown, UNKNOWN)


class Lookout:
    """Looks when somebody asks, but not twice in a second, and logs when what it sees changes.

    ``look`` fills the findings in, in order; what has none when patience ends does not answer.
    """

    def __init__(self, look: Callable[[dict[str, Finding]], None]) -> None:
        self.look = look
        self.thread = ThreadPoolExecutor(1, "readiness")
        self.lock = Lock()
        self.began = self.ended = float("-inf")
        self.looked: Future[None] | None = None
        self.found: dict[str, Finding] = {}  # by the look that goes on
        self.last: dict[str, Finding] = {}  # by the one that ended last
        self.told = ""

    def ask(self) -> dict[str, Finding]:
        """What a look has found that is not much older than a second, by the names of the parts."""
        with self.lock:
            now = time.monotonic()
            if self.looked is None or (self.looked.done() and now - self.began >= 1):
                self.began, self.found = now, {}
                self.looked = self.thread.submit(self._look, self.found)
            looked, found = self.looked, self.found
        try:
            looked.result(max(0.0, self.began + PATIENCE - time.monotonic()))
        except TimeoutError:
            fresh = time.monotonic() - self.ended < FRESH
            found = self.last if fresh else _silent(dict(found))
        self._tell(found)
        return found

    def _look(self, found: dict[str, Finding]) -> None:
        close_old_connections()  # as Django does before a request
        with deadlines.within(LONGEST):
            self.look(found)
        self.last, self.ended = found, time.monotonic()

    def _tell(self, found: dict[str, Finding]) -> None:
        """Log what stops play, once, and once that nothing does any more."""
        stops = [f"{name}: {each.said}" for name, each in found.items() if each.stops]
        said = "; ".join(each for each in stops if not each.endswith(UNKNOWN.said))
        with self.lock:
            changed, self.told = said != self.told, said
        if changed and said:
            logger.error("Not ready. %s", said)
        elif changed:
            logger.warning("Ready again.")


lookout = Lookout(look)
