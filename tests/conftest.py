"""Fixtures for all tests."""

import os
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from hypothesis import settings

from quiz import drawing, statements
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory

# No test is timed, and the gate tries the same examples each time; at a desk they vary.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

ALL_KINDS = ["choice", "multiple", "true_false", "estimate", "ordering", "matching"]


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """Each test's database starts anew, so its banks and revisions mean something else."""
    drawing._indexes.clear()
    statements._versions.clear()


@pytest.fixture(autouse=True)
def _nothing_counted_in_another_test() -> None:
    cache.clear()


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
