"""Fixtures for all tests."""

import io
import logging
import os
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from hypothesis import settings

from quiz.ops.logs import Reticent
from quiz.play import queries, question_index
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory

# No test is timed, and the gate tries the same examples each time; at a desk they vary.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

ALL_KINDS = ["choice", "multiple", "true_false", "estimate", "ordering", "matching"]


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """Each test's database starts anew, so its banks and revisions mean something else."""
    question_index._indexes.clear()
    queries._versions.clear()


@pytest.fixture(autouse=True)
def _nothing_counted_in_another_test() -> None:
    cache.clear()


PERSONAL = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:\d{1,3}\.){3}\d{1,3}|\?[\w%]+="
    r"|Mozilla/|sessionid|\d\d:\d\d:\d\d"
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
    found = [line for line in written.stream.getvalue().splitlines() if PERSONAL.search(line)]
    assert not found, found


@pytest.fixture
def today() -> Iterator[object]:
    """Stops the clock on the day for which the factories make checks."""
    with time_machine.travel(f"{TODAY} 12:00", tick=False):
        yield TODAY


@pytest.fixture
def bank(db, today):
    """A bank with two live questions of each kind, in two topics."""
    bank = BankFactory(ref="small", title="A small bank")
    topics = TopicFactory.create_batch(2, bank=bank)
    for number, kind in enumerate(ALL_KINDS * 2):
        QuestionFactory(bank=bank, kind=kind, topic=topics[number % 2], live=True)
    return bank
