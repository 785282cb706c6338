"""The cache in a process's memory: like any of Django's, and what has expired is gone."""

import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from quiz.web.memory_cache import MemoryCache, Store
from quiz.web.rate_limits import Limit

pytestmark = pytest.mark.cache


@pytest.fixture
def cache():
    made = MemoryCache("a test", {"OPTIONS": {"MAX_ENTRIES": 9}})
    made.clear()
    return made


def test_it_does_what_every_cache_does(cache):
    assert isinstance(cache, BaseCache)
    assert cache.add("a", 1)
    assert not cache.add("a", 5)
    assert cache.incr("a") == cache.get("a") == 2
    assert cache.incr("a", 3) == 5
    cache.set("a", 7)
    assert "a" in cache
    assert cache.touch("a", 60)
    assert cache.get_or_set("b", 4) == 4
    assert cache.get_many(["a", "b", "c"]) == {"a": 7, "b": 4}
    assert cache.delete("a")
    assert not cache.delete("a")
    assert not cache.touch("a")
    assert cache.get("a", "gone") == "gone"
    with pytest.raises(ValueError, match="no "):
        cache.incr("a")
    cache.clear()
    assert cache.get("b") is None


def test_two_of_one_name_are_the_same_and_others_are_not(cache):
    cache.set("a", 1)
    assert MemoryCache("a test", {}).get("a") == 1
    assert MemoryCache("another test", {}).get("a") is None


def test_what_has_expired_counts_for_nothing(cache, time_machine):
    time_machine.move_to("2026-11-22 12:00", tick=False)
    cache.set("a", 1, 60)
    cache.set("b", 1, None)
    time_machine.move_to("2026-11-22 12:01")
    assert cache.get("a") is None
    assert not cache.touch("a")
    assert cache.get("b") == 1
    with pytest.raises(ValueError, match="no "):
        cache.incr("a")
    assert cache.add("a", 5)


def test_what_has_expired_is_dropped_though_nobody_comes(cache):
    cache.set("long", 1, 600)
    later = cache.store.timer
    cache.set("short", 1, 0.01)
    assert not later.is_alive() or later.finished.is_set()
    assert len(cache.store.values) == 2
    cache.store.timer.join(timeout=10)
    assert list(cache.store.values) == [cache.make_key("long")]
    assert cache.store.timer.is_alive()


def test_the_timer_ends_with_the_last_value(cache):
    cache.set("a", 1, 0.001)
    cache.store.timer.join(timeout=10)
    assert cache.store.values == {}
    assert cache.store.timer is None


def test_a_full_one_drops_what_would_have_gone_next(cache):
    for number in range(9):
        cache.set(str(number), number, 1_000 - number)
    cache.set("new", 1, 2_000)
    assert cache.get("new") == cache.get("1") + 0 == 1
    assert cache.get("8") is None
    assert len(cache.store.values) == 6


def test_a_limit_of_readers_is_forgotten_when_its_window_ends(time_machine):
    """Within the hour, as the privacy page says, though nobody comes after."""
    time_machine.move_to("2026-11-22 12:59:50", tick=False)
    cache = caches["default"]
    Limit("test", most=2, seconds=3_600).count("a")
    if isinstance(cache, MemoryCache):
        (kept,) = cache.store.values.values()
        assert kept.until - time.time() == 10
        time_machine.move_to("2026-11-22 13:00:01")
        cache.store.forget()
        assert cache.store.values == {}


def test_nothing_wakes_an_empty_one():
    assert Store().timer is None
