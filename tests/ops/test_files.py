"""What the quiz writes is for its own user alone, whatever the umask of who starts it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, UMASK, Server

TOKEN = "t0ken-of-twenty-letters"


def open_to_others(folder):
    """Files and folders that another user of the machine could read; static files are public."""
    found = []
    for at, folders, files in os.walk(folder):
        if "static" in folders:
            folders.remove("static")
        found += [Path(at), *(Path(at, name) for name in files)]
    return [str(path) for path in found if path.stat().st_mode & 0o077]


@pytest.mark.any_database
def test_nothing_but_static_files_can_be_read_by_other_users(tmp_path):
    """``Server`` runs each command, and the server itself, under the umask 022."""
    server = Server(tmp_path / "data", QUIZ_METRICS_TOKEN=TOKEN, QUIZ_WORKERS="1")
    try:
        # Whatever is run first makes the folder and its secret.
        subprocess.run(
            [sys.executable, "-c", "import quiz.settings"],
            cwd=ROOT, env=server.environment, check=True, umask=UMASK,
        )  # fmt: skip
        assert open_to_others(server.data) == []
        if not server.postgresql:
            server.manage("migrate", "contenttypes", "-v0")  # whatever is made first
            assert (server.data / "quiz.sqlite3").exists()
            assert open_to_others(server.data) == []
        server.prepare()
        # As a version before this rule has left it.
        older = server.data / "quiz.sqlite3"
        if not server.postgresql:
            older.chmod(0o644)
        server.data.chmod(0o755)
        server.start()
        assert f"chmod 700 {server.data}" in (server.data / "log").read_text()
        server.data.chmod(0o700)
        _, turn, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
        assert server.ask("POST", turn, {"unsure": "1"})[0] == 302
        server.manage("backup", str(server.data / "copy"), "-v0")
        (server.data / "log").chmod(0o600)  # the test's own
        written = {path.name for path in server.data.rglob("*")}
        assert {"secret", "copy", "metrics"} < written
        assert server.postgresql or {"quiz.sqlite3", "quiz.sqlite3-wal"} < written
        assert any(name.endswith(".db") for name in written)
        assert open_to_others(server.data) == []
    finally:
        server.discard()
