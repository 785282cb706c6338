"""Fixtures for all tests, and what makes one run of them like the next.

Choices made at random begin from a seed, which the last lines of a run tell;
``QUIZ_TEST_SEED=12`` makes the same choices again. In a test that starts no process the
clock begins at noon of the factories' day, so nothing depends on when it is run.

On PostgreSQL and Redis only those tests run that could notice them: see ``worth_repeating``.
"""

import copy
import gc
import io
import logging
import os
import random
import re
import signal
import sqlite3
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import Model
from django.test import TransactionTestCase
from django.test.utils import setup_test_environment, teardown_test_environment
from hypothesis import settings

from quiz.models import Bank
from quiz.ops import readiness
from quiz.ops.logs import Reticent
from quiz.ops.one_piece import in_one_piece
from quiz.play import queries, question_index, slices
from quiz.tallies import counting
from tests import cookies, server
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory

# No test is timed, and the gate tries the same examples each time; at a desk they vary.
# ``--hypothesis-profile=long`` tries many more.
_same = "CI" in os.environ
settings.register_profile(
    "gate", deadline=None, derandomize=_same, print_blob=True, max_examples=50
)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile("gate")

# Set for the workers too, which get this environment.
SEED = os.environ.setdefault("QUIZ_TEST_SEED", "0" if _same else str(random.randrange(1_000_000)))

# Ctrl+C is ignored by what a shell starts in the background, and by what that starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

VARIANTS = 2  # of one test, that are tried on services
ALL_KINDS = ["choice", "multiple", "true_false", "estimate", "ordering", "matching"]


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """Each test's database starts anew, so its banks and revisions mean something else.

    Some tests change what our sentences say.
    """
    question_index._indexes.clear()
    queries._versions.clear()
    slices._alike.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def django_test_environment() -> None:
    """Without Django's notes of what each template was given: they cost a seventh of a page.

    What else it would set stands in ``tests/settings.py``.
    """


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The tables of each process are a copy of those that one has made by all migrations."""
    made = server.migrated()
    if made.postgresql:
        connection.settings_dict["TEST"]["TEMPLATE"] = made.database
        return

    def fill(connection: Any, **_: Any) -> None:
        connection_created.disconnect(fill)
        with closing(sqlite3.connect(made.data / "quiz.sqlite3")) as database:
            database.backup(connection.connection)

    connection_created.connect(fill, weak=False)


@pytest.fixture
def contexts() -> Iterator[None]:
    """With these notes, in the ``context`` of a response."""
    setup_test_environment(debug=False)
    yield
    teardown_test_environment()


def pytest_cmdline_main(config: pytest.Config) -> Any:
    """All of it in one piece, as requests to the server are: a fifth of what most tests cost."""
    plugins = config.pluginmanager
    others = [each for each in plugins.get_plugins() if hasattr(each, "pytest_cmdline_main")]
    ours = next(each for each in others if getattr(each, "__file__", None) == __file__)
    main = plugins.subset_hook_caller("pytest_cmdline_main", [ours])
    return in_one_piece(main)(config=config)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: to look for what may go costs as much again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


cookies.let_logins_begin()
server.share()


def starts_processes(item: pytest.Item) -> bool:
    module = getattr(item, "module", None)
    return hasattr(module, "subprocess") or hasattr(module, "Server")


def uses_services(item: pytest.Item) -> bool:
    """Whether a test could notice which database and cache there are.

    Those that ask for the database (others cannot reach it), that start processes, or that
    are marked ``cache``. ``_keeps_to_itself`` fails the others if they reach for any of it.
    """
    return (
        any(item.iter_markers("django_db"))
        or any(item.iter_markers("cache"))
        or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        or starts_processes(item)
    )


def said_already(item: pytest.Item) -> bool:
    """Whether a test would say nothing new on services, as it or its module is marked.

    So is marked what no other database could answer otherwise: it sends no statement that two
    others do not send there as well, and neither waits for another connection, nor searches or
    sorts, nor stores what one database refuses. In a marked module such a test is marked
    ``each_database``.
    """
    return any(item.iter_markers("any_database")) and not any(item.iter_markers("each_database"))


def worth_repeating(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """The tests for services; of one with many parameters some, since all ask the same of them.

    Which, the seed decides. With the profile ``long`` all of them are tried.
    """
    of_test: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if uses_services(item) and not said_already(item):
            of_test[item.nodeid.partition("[")[0]].append(item)
    for name, variants in of_test.items():
        if len(variants) > VARIANTS and settings.get_current_profile_name() != "long":
            variants = random.Random(f"{SEED} {name}").sample(variants, VARIANTS)
        yield from variants


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cache: uses the cache, though no database")
    config.addinivalue_line("markers", "any_database: says the same whatever the database")
    config.addinivalue_line("markers", "long: takes many seconds, so it is for a night, or by name")
    config.addinivalue_line("markers", "each_database: does not, though its module is marked so")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    by_name = any("::" in argument for argument in config.args)
    chosen = set(items)
    if settings.get_current_profile_name() != "long" and not by_name:
        chosen = {item for item in items if not any(item.iter_markers("long"))}
    if "DATABASE_URL" in os.environ:
        chosen &= set(worth_repeating(items))
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = [item for item in items if item in chosen]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"Choices at random: QUIZ_TEST_SEED={SEED} makes them again.")


@pytest.fixture(autouse=True)
def _choices_that_can_be_made_again(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which questions a round gets and in which order their answers stand, from the seed."""
    random.seed(f"{SEED} {request.node.nodeid}")
    seeded = SimpleNamespace(Random=lambda: random.Random(random.getrandbits(64)))
    monkeypatch.setattr("quiz.core.sampling.random", seeded)
    monkeypatch.setattr("quiz.models.round.secrets", SimpleNamespace(randbits=random.getrandbits))


@pytest.fixture(autouse=True)
def _noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock goes on from noon of the factories' day; processes would not know of it."""
    if starts_processes(request.node):
        yield
    else:
        with time_machine.travel(f"{TODAY} 12:00"):
            yield


@pytest.fixture(autouse=True)
def _keeps_to_itself(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """An empty cache for those who use it; and the others, left out on services, do not."""
    if uses_services(request.node):
        for each in caches.all():
            each.clear()
        yield
        return
    reached: list[str] = []

    def reach(owner: Any, name: str) -> None:
        known = getattr(owner, name)

        def tell(*arguments: Any, **options: Any) -> Any:
            reached.append(name)
            return known(*arguments, **options)

        monkeypatch.setattr(owner, name, tell)

    for name in ("add", "get", "set", "incr", "delete", "touch"):
        reach(type(caches["default"]), name)
    reach(subprocess, "run")
    reach(subprocess, "Popen")
    yield
    assert not reached, f"{reached}: mark this test “cache”, or import subprocess in its module"


PERSONAL = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:\d{1,3}\.){3}\d{1,3}|\?[\w%]+="
    r"|Mozilla/|sessionid|\d\d:\d\d:\d\d"
)

# What speaks of the machine alone has the time.
MACHINE = re.compile(
    r"^[\d-]{10} \d\d:\d\d:\d\d (?=[A-Z]+ (quiz\.ops|quiz\.management|gunicorn)\b)"
)


@pytest.fixture(autouse=True)
def _log_that_knows_no_reader() -> Iterator[None]:
    """Fails every test that makes the site log an address, a round's key, a query or a time."""
    root = logging.getLogger()
    ours = next(each for each in root.handlers if isinstance(each.formatter, Reticent))
    written = logging.StreamHandler(io.StringIO())
    written.setFormatter(ours.formatter)
    root.addHandler(written)
    yield
    root.removeHandler(written)
    lines = [MACHINE.sub("", line) for line in written.stream.getvalue().splitlines()]
    found = [line for line in lines if PERSONAL.search(line)]
    assert not found, found


@pytest.fixture(autouse=True)
def _looked_at_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """``/readyz`` looks in the test's own thread, which alone sees what the test has made.

    Static files count as prepared, but for tests that have a folder of their own.
    """

    def ask() -> dict[str, readiness.Finding]:
        found: dict[str, readiness.Finding] = {}
        if django_settings.STATIC_ROOT == django_settings.DATA_DIR / "static":
            monkeypatch.setitem(readiness.CHECKS, "static", lambda: readiness.OK)
        readiness.look(found)
        return found

    monkeypatch.setattr("quiz.ops.readiness.lookout", SimpleNamespace(ask=ask))


@pytest.fixture
def counted_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds are counted as soon as they are finished, rather than with those of other readers."""
    monkeypatch.setattr(counting, "TOGETHER", 1)


@pytest.fixture
def today() -> Iterator[object]:
    """Stops the clock on the day for which the factories make checks."""
    with time_machine.travel(f"{TODAY} 12:00", tick=False):
        yield TODAY


@pytest.fixture
def bank(db, today):
    """A bank with two live questions of each kind, in two topics."""
    return copied(_small_bank)


def copied(make: Callable[[], Bank]) -> Bank:
    """The bank that ``make`` makes, and all that it puts into the tables with it.

    Made once by a process and copied from then on: the second time by the ORM, and later by the
    same statements, which take a hundredth of the time.
    """
    if Bank.objects.exists():
        return make()
    rows, inserts = _made.setdefault(make, ({}, []))

    def note(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        if statement.startswith("INSERT"):
            inserts.append((statement, values))
        return execute(statement, values, many, context)

    if inserts:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in inserts:
                cursor.execute(statement, values)
        return Bank.objects.get()
    if rows:
        with transaction.atomic(), connection.execute_wrapper(note):
            for model, some in rows.items():
                model._base_manager.bulk_create(copy.deepcopy(some))
        return Bank.objects.get()
    models = apps.get_app_config("quiz").get_models(include_auto_created=True)
    empty = [model for model in models if not model._base_manager.exists()]
    bank = make()
    rows.update({model: some for model in empty if (some := list(model._base_manager.all()))})
    return bank


# Of each ``make`` the rows, by their tables, and the statements that insert them.
Rows = dict[type[Model], list[Model]]
_made: dict[Callable[[], Bank], tuple[Rows, list[tuple[str, Any]]]] = {}


def _small_bank() -> Bank:
    bank = BankFactory(ref="small", title="A small bank")
    topics = TopicFactory.create_batch(2, bank=bank)
    for number, kind in enumerate(ALL_KINDS * 2):
        QuestionFactory(bank=bank, kind=kind, topic=topics[number % 2], live=True)
    return bank
