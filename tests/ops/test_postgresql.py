"""PostgreSQL: its connections are kept or made anew, and its own log has nothing of play."""

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import InternalError, OperationalError, close_old_connections, connection

from quiz.models import Attempts, Report, Upkeep
from quiz.privacy.erasure import erase
from quiz.web.troubles import READ_ONLY, trouble_of
from tests.factories import TODAY, make_round

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_kept_and_one_that_the_database_has_ended_is_made_anew():
    import psycopg

    connection.ensure_connection()
    ended = connection.connection
    close_old_connections()  # as Django does before each request
    assert connection.connection is ended
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended.info.backend_pid])
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)
    assert connection.connection is not ended


@pytest.mark.django_db(transaction=True)
def test_a_name_that_leads_elsewhere_now_is_looked_up_for_each_connection(monkeypatch):
    """So a switch-over by the name's address alone needs no restart of ours."""
    name, where, look_up = "database.example", [], socket.getaddrinfo

    def looked_up(host, *rest, **more):
        return look_up(where[-1] if host == name else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    moved = connection.copy()
    moved.settings_dict = {**moved.settings_dict, "HOST": name}
    try:
        for address, answers in [("127.0.0.1", True), ("127.0.0.2", False), ("127.0.0.1", True)]:
            where.append(address)
            moved.close()
            if answers:
                assert moved.ensure_connection() is None
                assert moved.is_usable()
            else:
                with pytest.raises(OperationalError, match="refused"):
                    moved.ensure_connection()
    finally:
        moved.close()


@pytest.fixture
def read_only():
    """The database can only be read by whoever connects; call it, and that is over."""
    import psycopg

    params = connection.get_connection_params() | {"cursor_factory": None, "autocommit": True}
    alter = f"ALTER DATABASE {params['dbname']}"
    with psycopg.connect(**params) as other:
        other.execute(f"{alter} SET default_transaction_read_only = on")
        connection.close()
        other.execute("SET default_transaction_read_only = off")

        def over():
            other.execute(f"{alter} RESET default_transaction_read_only")

        yield over
        over()
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_can_only_read_is_not_used_again_once_another_can_write(read_only):
    with pytest.raises(InternalError, match="read-only") as raised:
        Upkeep.note(TODAY, 1, 0)
    assert trouble_of(raised.value) is READ_ONLY
    assert Upkeep.objects.count() == 0, "what is there can be read"
    stale = connection.connection
    read_only()
    close_old_connections()
    Upkeep.note(TODAY, 1, 0)
    assert connection.connection is not stale


@pytest.fixture
def own_log():
    """What PostgreSQL writes into its log: each error with its time to the millisecond."""
    log = Path(os.environ["QUIZ_TEST_PG_DATA"]).parent / "log"
    before = log.stat().st_size
    return lambda: log.read_bytes()[before:].decode()


@pytest.mark.django_db(transaction=True)
def test_a_report_sent_twice_or_after_an_erase_is_no_error_in_its_log(own_log):
    played = make_round("choice choice")
    once, late = played.turns.order_by("position")
    assert [Report.file(once, "other", "", TODAY) for _ in range(2)] == [True, False]
    erase(pk=played.pk)
    assert not Report.file(late, "other", "", TODAY)
    assert "quiz_report" not in own_log()


@pytest.mark.django_db(transaction=True)
def test_those_who_are_counted_first_at_once_are_no_error_in_its_log(own_log):
    start = threading.Barrier(8, timeout=30)

    def count(_):
        start.wait()
        Upkeep.note(TODAY, 1, 0)
        number = Attempts.count("password", "editor", TODAY)
        connection.close()
        return number

    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(count, range(8)))
    assert max(counted) == 8
    assert Upkeep.objects.get().rounds == 8
    assert "already exists" not in own_log()
