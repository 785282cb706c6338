"""SQLite's file beside a server: folded at its end, and looked after while it serves."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing

import pytest

from quiz.ops import database_file
from tests.playing import Readers, kept
from tests.server import ALONE, Server

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite's file")


@pytest.fixture
def prepared(tmp_path):
    with Server(tmp_path / "data") as served:
        yield served.prepare()


@pytest.fixture
def server(prepared):
    return prepared.start()


def answers_in(file):
    """The answers that a file has by itself, read somewhere else."""
    alone = file.with_name("alone")
    shutil.copy(file, alone)
    with closing(sqlite3.connect(alone)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        statement = (
            "SELECT key, position FROM quiz_turn JOIN quiz_round ON round_id = quiz_round.id "
            "WHERE answered_on IS NOT NULL"
        )
        return set(database.execute(statement).fetchall())


def fill(file):
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
            "SELECT i + 1 FROM n WHERE i < 200000) SELECT i FROM n"
        )


def played(server, seconds=0.7):
    with Readers(server.port, number=2) as readers:
        time.sleep(seconds)
    assert readers.faults == []
    assert readers.confirmed
    return readers.confirmed


def digest(path):
    """What a file holds, in few letters: an assertion shows all of it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ended(server):
    """The exit status of a server that stops by itself, and its log."""
    return server.process.wait(timeout=90), (server.data / "log").read_text()


def test_after_a_clean_stop_the_file_alone_is_the_whole_database(server):
    confirmed = played(server)
    server.stop()
    assert sorted(each.name for each in server.data.glob("quiz.sqlite3*")) == ["quiz.sqlite3"]
    assert confirmed <= answers_in(server.data / "quiz.sqlite3")


def test_a_file_that_is_gone_stops_the_server_and_loses_nothing(server):
    confirmed = played(server)
    for each in server.data.glob("quiz.sqlite3*"):
        each.unlink()
    status, _, page = server.ask("POST", "/banks/faces/start/", {"number": 5})
    assert status == 503
    assert "cannot reach its database" in page
    status, log = ended(server)
    assert status == 0
    rescued = server.data / "quiz.sqlite3.rescued"
    assert log.count(f"The database’s file is gone: what was in it is in {rescued}") == 1
    assert rescued.stat().st_mode & 0o777 == 0o600
    assert confirmed <= answers_in(rescued)
    assert not (server.data / "quiz.sqlite3").exists(), "no empty one is made"
    with pytest.raises(AssertionError, match="There is no database"):
        server.start()
    rescued.rename(server.data / "quiz.sqlite3")
    server.environment |= ALONE
    server.start()
    assert confirmed <= set(kept(server))


def test_no_process_of_a_server_makes_a_file_in_the_place_of_one_that_is_gone(tmp_path):
    """Whoever looked before it was gone, and opens a connection after that."""
    with Server(tmp_path) as server:
        file = tmp_path / "quiz.sqlite3"
        server.environment[database_file.WATCHED] = f"1:1:{file}"
        asked = "from quiz.models import Bank; Bank.objects.count()"
        with pytest.raises(subprocess.CalledProcessError) as fallen:
            server.manage("shell", "-v0", "-c", asked)
        assert "unable to open database file" in fallen.value.stderr
        assert not file.exists()


def test_who_opens_another_file_just_after_it_came_writes_nothing_to_it(tmp_path):
    """Nor does SQLite for them, from the write-ahead file of the one that was there before."""
    with Server(tmp_path) as server:
        file, copy = server.prepare().data / "quiz.sqlite3", tmp_path / "copy"
        log = tmp_path / "quiz.sqlite3-wal"
        with closing(sqlite3.connect(file)) as lost, closing(sqlite3.connect(copy)) as other:
            lost.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")
            before = digest(copy)
            lost.execute("UPDATE quiz_bank SET title = 'Later'")
            lost.commit()
            copy.rename(file)
            ahead = digest(log)
            server.environment[database_file.WATCHED] = f"1:1:{file}"
            with pytest.raises(subprocess.CalledProcessError) as fallen:
                server.manage(
                    "shell", "-v0", "-c", "from quiz.models import Bank; Bank.objects.count()"
                )
            assert "The database’s file is another." in fallen.value.stderr
            assert digest(file) == before
            assert digest(log) == ahead


@pytest.mark.parametrize("before", [True, False], ids=["its log stays", "its log goes too"])
def test_another_file_in_its_place_is_never_written_to(prepared, before):
    prepared.environment["QUIZ_WORKERS"] = "1"  # and the housekeeping, which has it open as well
    with closing(sqlite3.connect(prepared.data / "copy")) as copy:
        with closing(sqlite3.connect(prepared.data / "quiz.sqlite3")) as file:
            file.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # as in a copy of ``backup``
    other = digest(prepared.data / "copy")
    server = prepared.start()
    confirmed = played(server)
    if not before:
        for each in server.data.glob("quiz.sqlite3-*"):
            each.unlink()
    (server.data / "copy").rename(server.data / "quiz.sqlite3")
    assert server.ask("POST", "/banks/faces/start/", {"number": 5})[0] == 503
    assert server.ask("GET", "/healthz")[0] == 200
    _, log = ended(server)
    assert "is not the one that was opened any more" in log
    assert digest(server.data / "quiz.sqlite3") == other
    assert confirmed <= answers_in(server.data / "quiz.sqlite3.rescued")
    server.environment |= ALONE
    server.start()
    assert server.ask("GET", "/")[0] == 200
    assert server.sound()


def test_a_damaged_file_is_said_and_the_server_does_not_start(tmp_path):
    with Server(tmp_path) as server:
        file = server.prepare().data / "quiz.sqlite3"
        whole = file.read_bytes()
        half = len(whole) // 2
        file.write_bytes(whole[:half] + bytes(len(whole) - half))
        with pytest.raises(AssertionError) as refused:
            server.start()
        assert f"The database {file} is damaged" in str(refused.value)
        assert "manage.py restore --no-keep FILE" in str(refused.value)
        assert "Traceback" not in str(refused.value)


def test_a_file_that_is_written_over_stops_the_server_at_the_next_look(tmp_path, monkeypatch):
    """As ``cp`` does it: the same file, with something else in it."""
    file = tmp_path / "file"
    fill(file)
    monkeypatch.setenv(database_file.WATCHED, "")
    database_file.watch(file)
    watch = database_file.Watch()
    assert watch.look() == ""
    file.write_bytes(file.read_bytes()[:100_000])
    assert watch.look() == "", "one look in ten minutes"
    watch.next_look = 0
    assert f"The database {file} is damaged" in watch.look()
    watch.connection.close()


def test_nothing_is_said_of_a_file_that_takes_longer_to_read(tmp_path):
    file = tmp_path / "file"
    fill(file)
    with closing(database_file.opened(file)) as large:
        assert database_file.damage(large, seconds=0) == ""
    with pytest.raises(sqlite3.OperationalError):
        database_file.opened(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_ctrl_c_is_not_lost_in_a_look_at_the_file(tmp_path):
    file = tmp_path / "file"
    fill(file)
    pressed = threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGINT])

    def look_until_pressed(file):
        pressed.start()
        while pressed.is_alive():
            database_file.damage(file, seconds=2)

    with closing(database_file.opened(file)) as looked_at, pytest.raises(KeyboardInterrupt):
        look_until_pressed(looked_at)


def test_ctrl_c_while_the_clock_of_a_look_is_stopped_leaves_nothing_that_fails(
    tmp_path, monkeypatch
):
    file, clocks = tmp_path / "file", []
    fill(file)

    def pressed(clock):
        clocks.append(clock)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Timer, "cancel", pressed)
    with closing(database_file.opened(file)) as looked_at, pytest.raises(KeyboardInterrupt):
        database_file.damage(looked_at, seconds=0.2)
    clocks[0].join()


def test_a_write_ahead_file_that_grows_beyond_measure_is_told(prepared):
    server = prepared
    server.environment |= ALONE
    long = server.data / "quiz.sqlite3-wal"
    with closing(sqlite3.connect(server.data / "quiz.sqlite3")) as reader:
        reader.execute("PRAGMA journal_mode=WAL")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM quiz_round").fetchone()
        with closing(sqlite3.connect(server.data / "quiz.sqlite3")) as writer, writer:
            writer.execute("CREATE TABLE large (x)")
            writer.execute("INSERT INTO large VALUES (zeroblob(70000000))")
        assert long.stat().st_size > database_file.LONG
        server.start()
        until(lambda: "write-ahead file has 7" in (server.data / "log").read_text())
    server.stop()
    assert not long.exists()


def until(so):
    end = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end
        time.sleep(0.05)
