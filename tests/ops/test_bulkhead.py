"""Requests that hang hold neither all threads nor theirs for ever."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse

from quiz.ops import bulkhead
from quiz.ops.bulkhead import Bulkhead, Deadlines, guarded


def test_who_finds_no_place_waits_for_one():
    places = Bulkhead(1)
    assert places.enter()
    threading.Timer(0.2, places.leave, [0.3]).start()
    assert places.enter()
    assert not places.stuck


def test_who_waits_is_not_overtaken(monkeypatch):
    """Whose thread becomes free takes up the next request, before another thread has woken."""
    monkeypatch.setattr(bulkhead, "STEP", 0.05)
    places = Bulkhead(2)
    assert places.enter()
    assert places.enter()

    def waits():
        entered = places.enter()
        if entered:
            places.leave(0.01)
        return entered

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(waits)
        time.sleep(0.02)
        for _ in range(2 * bulkhead.STEPS):
            places.leave(0.01)
            assert places.enter()
            time.sleep(0.002)
        assert waiting.result()


def test_where_nothing_moves_nobody_waits_until_a_request_is_answered_in_time(monkeypatch):
    monkeypatch.setattr(bulkhead, "STEP", 0.01)
    waits = []
    places = Bulkhead(2)
    known = places.left.wait
    monkeypatch.setattr(places.left, "wait", lambda step: waits.append(step) or known(step))
    assert places.enter()
    assert places.enter()
    assert not places.enter()
    assert len(waits) == bulkhead.STEPS
    assert not places.enter()
    assert len(waits) == bulkhead.STEPS, "who comes later is told at once"
    places.leave(30)
    assert places.stuck, "what took so long shows nothing"
    assert places.enter(), "but its place is given to one that may"
    places.leave(0.01)
    assert places.enter()
    assert not places.enter(), "and others wait again"
    assert len(waits) == 2 * bulkhead.STEPS


@pytest.mark.parametrize(
    ("path", "status"), [("/", 503), ("/scores/", 503), ("/healthz", 200), ("/readyz", 200)]
)
def test_those_who_watch_need_no_place(rf, settings, monkeypatch, path, status):
    settings.THREADS = 0
    monkeypatch.setattr(bulkhead, "STEP", 0)
    response = guarded(lambda request: HttpResponse())(rf.get(path))
    assert response.status_code == status
    if status == 503:
        assert "cannot reach its database" in response.content.decode()
        assert response.headers["Retry-After"] == "30"


def test_a_place_is_given_back_whatever_happens(rf, settings):
    settings.THREADS = 1

    def fails(request):
        raise LookupError

    ask = guarded(fails)
    for _ in range(3):
        with pytest.raises(LookupError):
            ask(rf.get("/"))


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_who_waits_for_ever_is_cut_off():
    deadlines = Deadlines()
    connection.close()  # so that it is made anew, and seen
    cut = threading.Timer(0.3, deadlines.cut)
    with deadlines.within(60), connection.cursor() as cursor:
        deadlines.cut()
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()
    with deadlines.within(0.1), connection.cursor() as cursor:
        cut.start()
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_sleep(60)")
        deadlines.cut()  # what is closed is left
    cut.join()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", backend)
