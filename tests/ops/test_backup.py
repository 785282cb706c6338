"""Copies are taken and put back while the real server goes on, and rounds play on from them."""

import subprocess
import time
from pathlib import Path

import pytest

from quiz.ops.backup import Unusable, write_copy
from tests.playing import Readers, kept
from tests.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("backup"), QUIZ_WORKERS="1") as served:
        yield served.prepare().start()


def refused(server, *arguments):
    """What a command says that must fail."""
    with pytest.raises(subprocess.CalledProcessError) as failure:
        server.manage(*arguments)
    return failure.value.stderr


def answered(server):
    return server.query("SELECT COUNT(*) FROM quiz_turn WHERE answered_on IS NOT NULL")[0][0]


def test_a_round_plays_on_from_the_copy_that_was_put_back(server):
    copy = server.data / "copy"
    _, first, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
    server.ask("POST", first, {"unsure": "1"})
    before = answered(server)
    said = server.manage("backup", str(copy)).stdout
    assert "read through" in said
    assert copy.stat().st_mode & 0o777 == 0o600

    second = first.replace("/1/", "/2/")
    server.ask("POST", second, {"unsure": "1"})
    _, later, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
    assert answered(server) == before + 1

    server.manage("restore", str(copy), "-v0")
    assert server.sound()
    assert answered(server) == before
    assert server.ask("GET", later)[0] == 404
    assert server.ask("GET", first)[0] == 200
    status, location, _ = server.ask("POST", second, {"unsure": "1"})
    assert (status, location) == (302, f"{second}#verdict")
    assert server.ask("POST", "/banks/faces/start/", {"number": 5})[0] == 302
    # And back again: what was there before is kept.
    server.manage("restore", str(copy) + ".before", "--no-keep", "-v0")
    assert server.ask("GET", later)[0] == 200
    assert answered(server) == before + 1


def test_a_copy_takes_no_other_files_place(server):
    file = server.data / "precious"
    file.write_text("mine")
    assert "nothing is overwritten" in refused(server, "backup", str(file))
    assert file.read_text() == "mine"
    assert "could not be written" in refused(server, "backup", str(server.data / "no" / "copy"))


def test_what_is_no_copy_is_refused_and_nothing_changes(server):
    before = answered(server)
    bad = server.data / "bad"
    bad.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    for arguments in (["restore", str(bad)], ["backup", "--verify", str(bad)]):
        assert "Error" in refused(server, *arguments)
    assert "There is no file" in refused(server, "restore", str(server.data / "nowhere"))
    copy = server.data / "whole"
    server.manage("backup", str(copy), "-v0")
    torn = server.data / "torn"
    torn.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    assert "Error" in refused(server, "restore", str(torn))
    assert answered(server) == before


def test_what_was_confirmed_while_it_was_put_back_is_in_one_of_the_two_states(server):
    copy = server.data / "under load"
    server.manage("backup", str(copy), "-v0")
    with Readers(server.port) as readers:
        time.sleep(1)
        server.manage("restore", str(copy), "-v0")
        time.sleep(0.5)
    assert readers.confirmed
    after = set(kept(server))
    again = refused(server, "restore", str(copy))
    assert f"{copy}.before, where the state before would be kept, is there already" in again
    assert "--no-keep" in again
    server.manage("restore", f"{copy}.before", "--no-keep", "-v0")
    assert readers.confirmed <= after | set(kept(server))
    assert server.sound()


def test_a_copy_that_breaks_off_on_the_way_in_changes_nothing(server):
    """The state before cannot be kept, so nothing is put in its place, and writers go on."""
    copy = server.data / "not kept"
    server.manage("backup", str(copy), "-v0")
    (server.data / "not kept.before.part").mkdir()
    before = answered(server)
    said = refused(server, "restore", str(copy))
    assert "not kept.before" in said
    assert "Traceback" not in said
    _, turn, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
    assert server.ask("POST", turn, {"unsure": "1"})[0] == 302
    assert answered(server) == before + 1


def test_where_nothing_may_be_looked_at_a_copy_is_refused_in_a_sentence(tmp_path, monkeypatch):
    def exists(path, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", exists)
    with pytest.raises(Unusable, match=r"could not be written: .*Permission denied"):
        write_copy(tmp_path / "copy")


def test_a_damaged_file_is_put_aside_when_a_copy_comes_in_its_place(tmp_path):
    with Server(tmp_path) as server:
        if server.postgresql:
            pytest.skip("about SQLite's file")
        file = server.prepare().data / "quiz.sqlite3"
        server.manage("backup", str(tmp_path / "copy"), "-v0")
        file.write_bytes(file.read_bytes()[:50_000])
        assert "Traceback" not in refused(server, "restore", str(tmp_path / "copy"))
        server.manage("restore", "--no-keep", str(tmp_path / "copy"), "-v0")
        assert server.sound()
        assert (tmp_path / "quiz.sqlite3.damaged").stat().st_size == 50_000
        file.unlink()
        server.manage("restore", "--no-keep", str(tmp_path / "copy"), "-v0")
        assert server.sound()


HALFWAY = """
from importlib import import_module
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
recorder = MigrationRecorder(connection)
for name in import_module("quiz.migrations.0001_tables").Migration.replaces[5:]:
    recorder.record_{done}(*name)
"""


def test_a_copy_that_no_migration_leads_on_from_is_refused(server):
    """It has some of those that one migration replaces, so none could bring it up to date."""
    server.manage("shell", "--no-imports", "-c", HALFWAY.format(done="unapplied"))
    copy = server.data / "halfway"
    said = refused(server, "backup", str(copy))
    server.manage("shell", "--no-imports", "-c", HALFWAY.format(done="applied"))
    assert "from a version that is too old (quiz.0006_corrections is missing)" in said
    assert not copy.exists()


def test_a_copy_from_a_newer_version_is_refused(server):
    server.manage(
        "shell", "--no-imports", "-c",
        "from django.db.migrations.recorder import MigrationRecorder as R;"
        "from django.db import connection; R(connection).record_applied('quiz', '9999_later')",
    )  # fmt: skip
    copy = server.data / "newer"
    said = refused(server, "backup", str(copy))
    assert "from a newer version" in said
    assert not copy.exists()
