"""PgBouncer in transaction mode in front of PostgreSQL: pages go through it, commands do not."""

import os
import subprocess  # noqa: F401  # so that the test is run on services, since it starts processes
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.pgbouncer import PgBouncer
from tests.playing import Readers, all_can_be_finished, kept
from tests.server import Server

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")


@pytest.fixture
def pooled(tmp_path):
    """A server whose pages go through a pooler, and the address of that."""
    with Server(tmp_path / "data") as server:
        server.prepare()
        with PgBouncer(server.own) as pooler:
            server.environment["QUIZ_DATABASE_POOLER"] = pooler.url
            yield server.start(), pooler.url
            server.stop()


def test_play_goes_through_a_pooler_that_gives_each_transaction_any_connection(pooled):
    server, url = pooled
    with Readers(server.port, number=12) as readers:
        time.sleep(3)
    assert readers.faults == []
    assert readers.unavailable == 0
    assert readers.confirmed <= set(kept(server))
    assert all_can_be_finished(server, readers.rounds[-2:])
    assert server.ask("GET", "/readyz")[0] == 200
    log = (server.data / "log").read_text()
    assert "prepared statement" not in log
    assert "Traceback" not in log
    with psycopg.connect(urlsplit(url)._replace(path="/pgbouncer").geturl(), autocommit=True) as it:
        cursor = psycopg.ClientCursor(it)
        name = urlsplit(url).path[1:]
        pools = [row for row in cursor.execute("SHOW STATS").fetchall() if row[0] == name]
    assert pools[0][1] > len(readers.confirmed), "transactions, as the pooler has counted them"
