"""Rate limits: generous to places, deaf to forgery, kept nowhere, and never in the way."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from quiz.web import rate_limits
from quiz.web.rate_limits import Limit

pytestmark = pytest.mark.cache

TWICE = Limit("test", most=2, seconds=600)


def came(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)
    return rate_limits.client_network(request)


def test_a_third_time_is_too_many_until_the_window_ends(time_machine):
    time_machine.move_to("2026-11-22 12:03:20", tick=False)
    assert [TWICE.count("a") for _ in range(4)] == [0, 0, 400, 400]
    assert TWICE.count("b") == 0
    time_machine.move_to("2026-11-22 12:10:00", tick=False)
    assert TWICE.count("a") == 0


def test_clearing_starts_anew():
    assert [TWICE.count("a") > 0 for _ in range(3)] == [False, False, True]
    TWICE.clear("a")
    assert TWICE.count("a") == 0


def test_two_limits_do_not_share_what_they_count():
    TWICE.count("a")
    TWICE.count("a")
    assert Limit("other", 2, 600).count("a") == 0


def test_none_and_a_limit_of_nothing_are_not_limited():
    assert [TWICE.count(None) for _ in range(4)] == [0] * 4
    assert [Limit("off", 0, 600).count("a") for _ in range(4)] == [0] * 4


def test_the_cache_holds_no_address(monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "add", lambda *what: kept.append(what))
    monkeypatch.setattr(cache, "incr", lambda *what: kept.append(what) or 1)
    TWICE.count("203.0.113.7")
    assert "limit:" in str(kept)
    assert "203.0.113.7" not in str(kept)


def test_without_a_cache_everything_is_allowed(monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ConnectionError("redis is gone from 203.0.113.9")

    monkeypatch.setattr(cache, "add", broken)
    assert [TWICE.count("203.0.113.7") for _ in range(4)] == [0] * 4
    assert "nothing is limited" in caplog.text
    assert "203.0.113" not in caplog.text


@pytest.mark.parametrize(
    ("remote", "place"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("2a00:1450:4001:830::200e", "2a00:1450:4001:830::/64"),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("", None),
        ("a socket", None),
    ],
)
def test_without_a_proxy_the_connection_says_who(remote, place):
    assert came(remote) == place
    assert came(remote, forwarded="9.9.9.9") == place


@pytest.mark.parametrize(
    ("proxies", "forwarded", "place"),
    [
        (1, "8.8.8.8", "8.8.8.8"),
        (1, "9.9.9.9, 8.8.8.8", "8.8.8.8"),
        (1, "10.1.2.3", "10.1.2.3"),
        (1, "", "10.0.0.1"),
        (1, "unknown", None),
        (2, "9.9.9.9, 8.8.8.8, 10.0.0.2", "8.8.8.8"),
        (2, "8.8.8.8", "8.8.8.8"),
        (1, "x" * 5000, None),
    ],
)
def test_behind_proxies_only_what_they_wrote_counts(settings, proxies, forwarded, place):
    settings.PROXIES = proxies
    assert came("10.0.0.1", forwarded) == place
