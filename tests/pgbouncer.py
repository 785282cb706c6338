"""PgBouncer in transaction mode, in front of a database of PostgreSQL."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.server import free_port

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


class PgBouncer:
    """``url`` is the address of the database ``behind`` it; ``with`` it, it runs."""

    def __init__(self, behind):
        direct, self.port = urlsplit(behind), free_port()
        self.url = direct._replace(netloc=f"{direct.username}@127.0.0.1:{self.port}").geturl()
        # A folder that PostgreSQL's user can read, as which it runs: it refuses to run as root.
        self.ini = Path(os.environ["QUIZ_TEST_PG_DATA"]).parent / f"pgbouncer-{self.port}.ini"
        self.ini.write_text(
            INI.format(
                host=direct.hostname, port=direct.port, user=direct.username, listens=self.port
            )
        )
        self.ini.chmod(0o644)

    def __enter__(self):
        import psycopg

        command = [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", "-q", str(self.ini)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        self.process = subprocess.Popen(command, start_new_session=True)
        while True:
            try:
                psycopg.connect(self.url).close()
                return self
            except psycopg.OperationalError:
                assert self.process.poll() is None
                time.sleep(0.05)

    def __exit__(self, *exception):
        os.killpg(self.process.pid, 9)
        self.process.wait()
