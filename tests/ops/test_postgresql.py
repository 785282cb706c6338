"""The connection to PostgreSQL is kept, and found out when it no longer stands."""

import os

import pytest
from django.db import close_old_connections, connection

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
