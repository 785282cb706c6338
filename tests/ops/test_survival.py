"""What the real server does when something dies under load.

``QUIZ_KILLS=100 pytest tests/ops/test_survival.py`` kills it a hundred times; in the
gate it is twice. ``QUIZ_CROWD=500`` lets so many readers come at once, instead of 32.
With ``.ci/services`` around it, the same on PostgreSQL.
"""

import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.nginx import Nginx
from tests.playing import Readers, all_can_be_finished, kept
from tests.server import ALONE, Server

KILLS = int(os.environ.get("QUIZ_KILLS", "2"))
CROWD = int(os.environ.get("QUIZ_CROWD", "32"))
on_sqlite = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about SQLite's file")
on_services = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about the services")


def said(server):
    """What is wrong with the database; nothing if the site is ready."""
    status, _, page = server.ask("GET", "/readyz")
    told = json.loads(page)
    assert told["ready"] == (status == 200)
    return "" if status == 200 else told["database"]


def comes(what, told=str):
    """Wait until ``what`` is so: a busy machine takes longer; ``told`` is how it is else."""
    for _ in range(400):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError(told())


def comes_to_say(server, *what):
    """Ask until one of these is said of the database."""
    comes(lambda: said(server) in what, lambda: said(server))


def play_goes_on(readers):
    """Wait until more is confirmed than was under way: as much as a round of each."""
    enough = len(readers.confirmed) + 5 * readers.number
    comes(lambda: len(readers.confirmed) > enough)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("survival")) as served:
        yield served.prepare()


@pytest.fixture
def stopped(prepared):
    """The server before it is started; whoever starts it need not stop it."""
    prepared.stop()
    yield prepared
    prepared.stop()


@pytest.fixture
def server(prepared):
    """The server while it serves, maybe since another test has begun."""
    return prepared if prepared.serves() else prepared.start()


def test_killed_at_any_moment_it_loses_no_confirmed_answer(server, capsys):
    with Readers(server.port) as readers:
        for _ in range(KILLS):
            time.sleep(random.uniform(0.2, 1.2))
            server.kill()
            server.start()
        play_goes_on(readers)
    assert readers.faults == []
    assert readers.confirmed
    there = kept(server)
    assert len(there) == len(set(there))
    assert readers.confirmed <= set(there)
    assert server.sound()
    assert all_can_be_finished(server, readers.rounds[-5:])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {readers.asked} requests, {len(readers.confirmed)} confirmed "
            f"answers, 0 lost, {readers.unavailable} asked to come back\n"
        )


def test_a_crowd_comes_at_once_and_nobody_is_told_of_a_lock(server, capsys):
    with Readers(server.port, number=CROWD) as readers:
        time.sleep(CROWD / 16)
    assert readers.faults == []
    assert readers.unavailable == 0
    assert readers.confirmed <= set(kept(server))
    assert server.sound()
    assert "database is locked" not in (server.data / "log").read_text()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{CROWD} readers at once, {readers.asked} requests, {len(readers.confirmed)} "
            "confirmed answers, 0 lost, 0 refused\n"
        )


@on_sqlite
def test_a_database_that_stays_busy_is_told_and_found_again(server):
    import sqlite3

    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    with closing(sqlite3.connect(server.data / "quiz.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        comes_to_say(server, "is busy or locked")
        status, _, page = server.ask("POST", turn, {"unsure": "1"})
        assert status == 503
        assert "Very many people are playing" in page
        assert server.ask("GET", turn)[0] == 200
        other.execute("ROLLBACK")
    assert server.ask("POST", turn, {"unsure": "1"})[0] == 302


@on_sqlite
def test_a_stop_lets_an_answer_finish(server):
    """The answer waits for a lock while the server is told to stop; it is kept and confirmed.

    Also when it takes longer than the server hears those out who have sent half a request.
    """
    import sqlite3

    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    with closing(sqlite3.connect(server.data / "quiz.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(server.ask, "POST", turn, {"unsure": "1"})
            time.sleep(0.7)
            server.process.terminate()
            time.sleep(4)
            other.execute("ROLLBACK")
            assert answer.result()[0] == 302
    assert server.process.wait(timeout=30) == 0
    assert (turn.split("/")[2].replace("-", ""), 1) in kept(server)


@on_sqlite
def test_a_full_disk_is_told_and_play_goes_on_when_there_is_room(tmp_path):
    """On a disk of a few megabytes, which only root can make."""
    size = "size=24m"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    server = Server(tmp_path, **ALONE)
    try:
        server.prepare().start()
        _, turn, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
        filler = tmp_path / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"0" * 4096):
                    pass
            except OSError:
                pass
        for _ in range(400):  # until the write-ahead file has no room left in it either
            status, _, page = server.ask("POST", "/banks/faces/start/", {"number": 20})
            if status == 503:
                break
        assert status == 503
        assert "The disk of this site is full" in page
        assert server.ask("GET", turn)[0] == 200
        filler.unlink()
        assert server.ask("POST", turn, {"unsure": "1"})[0] == 302
        assert server.sound()
    finally:
        server.discard()
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@on_sqlite
def test_a_database_that_is_gone_is_told(stopped, monkeypatch):
    for name, value in ALONE.items():
        monkeypatch.setitem(stopped.environment, name, value)
    server, file = stopped, stopped.data / "quiz.sqlite3"
    away = file.with_name("away")
    file.rename(away)
    file.mkdir()  # so that nothing can be made in its place
    try:
        server.start()
        status, _, page = server.ask("GET", "/")
        assert status == 503
        assert "cannot reach its database" in page
        assert server.ask("GET", "/healthz")[0] == 200
        assert server.ask("GET", "/readyz")[0] == 503
        assert server.ask("GET", "/rules/")[0] == 200
    finally:
        file.rmdir()
        away.rename(file)
    assert server.ask("GET", "/")[0] == 200


@on_services
def test_postgresql_gone_is_told_and_found_again(server):
    control = [os.environ["QUIZ_TEST_PG_CTL"], "-D", os.environ["QUIZ_TEST_PG_DATA"]]
    if os.geteuid() == 0:
        control = ["runuser", "-u", "postgres", "--", *control]
    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    logged = len((server.data / "log").read_text())
    run = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*control, "-m", "fast", "stop"], **run)
    try:
        for path in ("/", turn, "/scores/", *[turn] * 8):
            status, _, _ = server.ask("GET", path)
            assert status in ((200, 503) if path == "/scores/" else (503,)), path
        assert "cannot reach its database" in server.ask("GET", turn)[2]
        assert server.ask("GET", "/readyz")[0] == 503
    finally:
        subprocess.run([*control, "-w", "-l", os.devnull, "start"], **run)
    assert server.ask("POST", turn, {"unsure": "1"})[0] == 302
    comes_to_say(server, "")
    log = (server.data / "log").read_text()[logged:]
    assert log.count("django.request: The database cannot be reached") == 1, "for both workers"


@on_services
def test_a_slow_postgresql_is_told(server):
    import psycopg

    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    with psycopg.connect(server.own) as other:
        other.execute("LOCK TABLE quiz_turn IN ACCESS EXCLUSIVE MODE")
        status, _, page = server.ask("POST", turn, {"unsure": "1"})
        assert status == 503
        assert "Very many people are playing" in page
    assert server.ask("POST", turn, {"unsure": "1"})[0] == 302


@on_services
def test_a_frozen_postgresql_leaves_a_thread_for_those_who_watch(server):
    """Whatever is asked of it is taken in and never answered."""
    import psutil

    pid = (Path(os.environ["QUIZ_TEST_PG_DATA"]) / "postmaster.pid").read_text().split()[0]
    first = psutil.Process(int(pid))
    readers = Readers(server.port, number=40)  # more than the server has places
    with readers:
        play_goes_on(readers)
        first.suspend()  # and so begins no other
        frozen = [first, *first.children()]
        for process in frozen:
            process.suspend()
        try:
            comes(lambda: readers.unavailable > readers.number)
            for _ in range(4):  # whichever worker it comes to
                assert server.ask("GET", "/healthz")[0] == 200
                comes_to_say(server, "does not answer", "cannot be reached")
        finally:
            for process in frozen:
                process.resume()
        play_goes_on(readers)
    assert readers.faults == []
    assert readers.confirmed <= set(kept(server))
    comes_to_say(server, "")


@on_services
def test_a_postgresql_that_can_only_be_read_is_told_and_written_to_again(server):
    name = server.database
    alter = f"ALTER DATABASE {name} {{}} default_transaction_read_only"
    end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
    with Readers(server.port) as readers:
        server._on_postgresql(server.postgresql, alter.format("SET") + " = on")
        server._on_postgresql(server.postgresql, f"{end}'{name}'")
        comes_to_say(server, "can only be read")
        status, _, page = server.ask("POST", "/banks/faces/start/")
        assert (status, "can only be read" in page) == (503, True)
        assert server.ask("GET", "/")[0] == 200
        server._on_postgresql(server.postgresql, alter.format("RESET"))
        comes_to_say(server, "")
        play_goes_on(readers)  # by itself
    assert readers.faults == []


@on_services
def test_one_of_two_servers_behind_nginx_dies_and_no_reader_sees_it(server, tmp_path):
    """With the configuration that we ship, less TLS and its fixed paths."""
    static = str(server.data / "static")
    second = Server(tmp_path, beside=server, QUIZ_SECRET_KEY="x" * 50, QUIZ_STATIC=static)
    second.start()
    nginx = Nginx(tmp_path, server.port, second.port, tls=False)
    try:
        with nginx, Readers(nginx.http) as readers:
            for number in range(KILLS):
                if number:
                    second.start()
                    time.sleep(1)  # and nginx has tried it again
                play_goes_on(readers)
                second.kill()
                play_goes_on(readers)
        assert readers.faults == []
        assert readers.worst <= 2
        assert readers.confirmed <= set(kept(server))
        assert all_can_be_finished(server, readers.rounds[-5:])
    finally:
        second.discard()


@on_services
def test_redis_gone_does_not_stop_play(stopped, monkeypatch):
    monkeypatch.setitem(stopped.environment, "REDIS_URL", "redis://127.0.0.1:1/0")
    server = stopped.start()
    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    assert server.ask("POST", turn, {"unsure": "1"})[0] == 302
    comes(lambda: "nothing is limited" in server.ask("GET", "/readyz")[2])
    assert said(server) == ""
