"""A look at the site: once a second for all who ask, within a second, told in the log once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from quiz.ops import readiness
from quiz.ops.readiness import CHECKS, OK, Finding, Lookout


def well(found):
    found |= dict.fromkeys(CHECKS, OK)


def stops(found):
    well(found)
    found["database"] = Finding("can only be read", stops=True)


@pytest.fixture
def second(monkeypatch):
    """The clock of a lookout; call it, and so many seconds have passed."""
    now = [100.0]
    monkeypatch.setattr("quiz.ops.readiness.time.monotonic", lambda: now[0])

    def pass_by(seconds):
        now[0] += seconds

    return pass_by


@pytest.fixture
def goes_on():
    """What a look may wait for, at the latest until the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_all_who_ask_within_a_second_are_told_of_one_look(second):
    looks = []
    lookout = Lookout(lambda found: looks.append(well(found)))
    with ThreadPoolExecutor(8) as pool:
        assert {each["banks"] for each in pool.map(lambda _: lookout.ask(), range(50))} == {OK}
    assert len(looks) == 1
    second(0.9)
    lookout.ask()
    assert len(looks) == 1
    second(0.2)
    lookout.ask()
    assert len(looks) == 2


def test_who_asks_is_answered_whatever_hangs(monkeypatch, goes_on):
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)

    def hangs(found):
        found["static"] = found["disk"] = OK
        goes_on.wait()
        well(found)

    lookout = Lookout(hangs)
    for _ in range(3):  # later ones do not begin a second look beside the first
        found = lookout.ask()
        assert found["static"] is OK
        assert found["database"] == Finding("does not answer", stops=True)
        assert found["banks"].stops
    goes_on.set()
    lookout.looked.result()
    assert lookout.ask()["database"] is OK


def test_a_look_counts_for_a_while_when_the_next_is_slow(second, monkeypatch, goes_on):
    monkeypatch.setattr(readiness, "PATIENCE", 0)
    lookout = Lookout(lambda found: well(found) if not lookout.last else goes_on.wait())
    lookout.ask()
    lookout.looked.result()
    second(2)
    assert lookout.ask()["database"] is OK
    second(2)
    assert lookout.ask()["static"].said == "does not answer"


def test_a_cache_that_is_silent_stops_nothing(monkeypatch, goes_on):
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)

    def hangs(found):
        found |= {name: OK for name in CHECKS if name != "cache"}
        goes_on.wait()

    assert Lookout(hangs).ask()["cache"] == Finding("does not answer")


def test_what_stops_play_is_logged_once_and_when_it_is_over(second, caplog):
    seen = [well, stops, stops, stops, well, well]
    lookout = Lookout(lambda found: seen.pop(0)(found))
    for _ in range(6):
        lookout.ask()
        second(2)
    assert [record.getMessage() for record in caplog.records] == [
        "Not ready. database: can only be read",
        "Ready again.",
    ]


def test_a_fault_of_a_look_is_one_for_who_asks():
    def fails(found):
        raise LookupError

    with pytest.raises(LookupError):
        Lookout(fails).ask()
