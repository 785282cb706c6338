"""PgBouncer in transaction mode in front of PostgreSQL: pages go through it, commands do not."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.playing import Readers, all_can_be_finished, kept
from tests.server import Server, free_port

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")

# Fewer connections than the server has threads, so that each is used by many.
INI = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
query_timeout = 8
query_wait_timeout = 5
stats_users = {user}
"""


@pytest.fixture
def pooled(tmp_path):
    """A server whose pages go through a pooler, and the address of that."""
    with Server(tmp_path / "data") as server:
        server.prepare()
        direct = urlsplit(server.own)
        listens = free_port()
        ini = Path(os.environ["QUIZ_TEST_PG_DATA"]).parent / "pgbouncer.ini"
        ini.write_text(
            INI.format(
                host=direct.hostname, port=direct.port, user=direct.username, listens=listens
            )
        )
        ini.chmod(0o644)
        command = [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", str(ini)]
        if os.geteuid() == 0:  # as which it does not run
            command = ["runuser", "-u", "postgres", "--", *command]
        pooler = subprocess.Popen(command, start_new_session=True)
        url = direct._replace(netloc=f"{direct.username}@127.0.0.1:{listens}").geturl()
        server.environment["QUIZ_DATABASE_POOLER"] = url
        try:
            while True:
                try:
                    psycopg.connect(url).close()
                    break
                except psycopg.OperationalError:
                    assert pooler.poll() is None
                    time.sleep(0.05)
            yield server.start(), url
        finally:
            server.stop()
            os.killpg(pooler.pid, 15)
            pooler.wait()


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
