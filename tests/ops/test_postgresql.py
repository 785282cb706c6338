"""PostgreSQL: its connections are kept or made anew, and its own log has nothing of play."""

import os
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from quiz.models import Report
from quiz.privacy.erasure import erase
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
def test_a_report_sent_twice_or_after_an_erase_is_no_error_in_its_log():
    """An error there is a line with its time to the millisecond, and the row's number."""
    log = Path(os.environ["QUIZ_TEST_PG_DATA"]).parent / "log"
    before = log.stat().st_size
    played = make_round("choice choice")
    once, late = played.turns.order_by("position")
    assert [Report.file(once, "other", "", TODAY) for _ in range(2)] == [True, False]
    erase(pk=played.pk)
    assert not Report.file(late, "other", "", TODAY)
    assert "quiz_report" not in log.read_bytes()[before:].decode()
