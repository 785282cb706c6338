"""Erase, on the real server and its file, in the middle of whatever else goes on."""

import json
import re
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.server import FORM, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as served:
        if served.postgresql:
            pytest.skip("the file is SQLite's")
        yield served.prepare().start()


class Reader:
    """A browser that keeps its cookie."""

    def __init__(self, port):
        self.port, self.cookie, self.statuses = port, "", []

    def ask(self, method, path, **fields):
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            headers = {"Content-Type": FORM, "Cookie": self.cookie}
            connection.request(method, path, urlencode(fields), headers)
            response = connection.getresponse()
            self.statuses.append(response.status)
            found = re.match(r'quiz="?([\w:-]*)', response.getheader("Set-Cookie") or "")
            if found:
                self.cookie = f"quiz={found[1]}" if found[1] else ""
            return response.getheader("Location"), response.read().decode()

    def play(self, answers=2, said="said by nobody else"):
        """Begin a round, answer some of it and report a mistake; give its address."""
        turn, _ = self.ask("POST", "/banks/privacy/start/", number=5)
        address = turn.removesuffix("1/")
        for position in range(1, answers + 1):
            self.ask("POST", f"{address}{position}/", unsure=1)
        self.ask("POST", f"{address}1/report/", reason="other", text=said)
        return address


def rows(server, key):
    with closing(sqlite3.connect(server.data / "quiz.sqlite3")) as database:
        hexed = key.replace("-", "")
        return [
            database.execute(f"SELECT count(*) FROM {table} WHERE {where}", [hexed]).fetchone()[0]  # noqa: S608
            for table, where in (
                ("quiz_round", "key = ?"),
                ("quiz_turn", "round_id IN (SELECT id FROM quiz_round WHERE key = ?)"),
            )
        ]


def traces(server, *secrets):
    """Which of these are found anywhere in the database's files."""
    content = b"".join(
        (server.data / f"quiz.sqlite3{end}").read_bytes()
        for end in ("", "-wal", "-shm")
        if (server.data / f"quiz.sqlite3{end}").exists()
    )
    return [secret for secret in secrets if secret.encode() in content]


def test_an_erased_reader_is_in_no_file_even_if_somebody_was_reading(server):
    reader = Reader(server.port)
    address = reader.play()
    record = json.loads(reader.ask("GET", "/your-data/download/")[1])
    key = record["rounds"][0]["key"]
    secrets = [
        key.replace("-", ""),
        record["reader"].replace("-", ""),
        "said by nobody else",
    ]
    assert traces(server, *secrets) == secrets
    assert traces(server, reader.cookie.split(":")[1]) == []
    # As a backup would: a transaction that began before, and sees what was there then.
    with closing(sqlite3.connect(server.data / "quiz.sqlite3")) as looking:
        looking.execute("BEGIN")
        looking.execute("SELECT count(*) FROM quiz_round").fetchone()
        there, _ = reader.ask("POST", "/your-data/erase/")
        assert reader.cookie == ""
        assert "Nothing is kept here." in reader.ask("GET", there)[1]
        server.manage("housekeeping")
        other = Reader(server.port)
        other.play(said="by another")
        assert max(other.statuses) < 500, "who writes does not wait in vain for who reads"
        assert rows(server, key) == [0, 0]
    server.manage("housekeeping")
    assert traces(server, *secrets) == []
    for path in ("", "1/", "3/", "data/"):
        assert "it may have been erased" in reader.ask("GET", address + path)[1]
    assert max(reader.statuses) < 500


def test_erase_while_two_tabs_play_and_the_clean_up_runs(server):
    """Nobody gets a 5xx, nothing comes back, and every page of the round says that it is gone."""
    first = Reader(server.port)
    address = first.play(answers=1)
    key = address.split("/")[2]
    tabs = [Reader(server.port) for _ in range(6)]
    for tab in tabs:
        tab.cookie = first.cookie
    start = threading.Barrier(len(tabs) + 2, timeout=60)

    def answer_on(tab):
        start.wait()
        for position in (2, 3, 4, 5, 2, 3, 4, 5):
            tab.ask("POST", f"{address}{position}/", unsure=1)
            tab.ask("POST", f"{address}{position}/report/", reason="other", text="late")
            tab.ask("GET", address)

    def erase_now():
        start.wait()
        time.sleep(0.05)
        first.ask("POST", "/your-data/erase/")

    def clean_up():
        start.wait()
        server.manage("housekeeping")

    with ThreadPoolExecutor(len(tabs) + 2) as pool:
        done = [pool.submit(answer_on, tab) for tab in tabs]
        done += [pool.submit(erase_now), pool.submit(clean_up)]
        for each in done:
            each.result(timeout=120)
    assert max(status for tab in (first, *tabs) for status in tab.statuses) < 500
    assert rows(server, key) == [0, 0]
    for path in ("", "2/", "data/"):
        assert "it may have been erased" in tabs[0].ask("GET", address + path)[1]
    with closing(sqlite3.connect(server.data / "quiz.sqlite3")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_data_folder_holds_the_database_the_secret_and_nothing_of_readers_beside(server):
    """What tells when the database was last changed is the disk's, and said on the privacy page."""
    Reader(server.port).play()
    database = {f"quiz.sqlite3{end}" for end in ("", "-wal", "-shm")}
    written = {path.name for path in server.data.iterdir()}
    assert written <= database | {"secret", "static", "log"}, "“log” is the test's own"
