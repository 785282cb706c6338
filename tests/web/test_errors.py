"""When the database is away, readers are told what happened and when to come back."""

import sqlite3
from contextlib import closing

import pytest
from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
)

from tests.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(client, today, monkeypatch):
    """Ask for a turn while the database raises an error; return the response."""
    played = make_round("choice")
    client.raise_request_exception = False

    def ask(error, **headers):
        def raises(*arguments, **named):
            raise error

        monkeypatch.setattr("quiz.play.sitting.read_turns", raises)
        return client.get(f"/rounds/{played.key}/1/", headers=headers)

    return ask


def full(folder):
    with closing(sqlite3.connect(folder / "file")) as file:
        file.execute("CREATE TABLE a (b)")
        file.execute("PRAGMA max_page_count = 1")
        file.execute("INSERT INTO a VALUES (zeroblob(100000))")


def locked(folder):
    with (
        closing(sqlite3.connect(folder / "file")) as one,
        closing(sqlite3.connect(folder / "file", timeout=0)) as other,
    ):
        one.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def read_only(folder):
    sqlite3.connect(folder / "file").close()
    with closing(sqlite3.connect(f"file:{folder}/file?mode=ro", uri=True)) as file:
        file.execute("CREATE TABLE a (b)")


def no_database(folder):
    (folder / "file").write_bytes(b"a letter to the editor, and no database" * 100)
    with closing(sqlite3.connect(folder / "file")) as file:
        file.execute("SELECT * FROM a")


def away(folder):
    sqlite3.connect(folder / "nowhere" / "file")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("doing", "error", "sentence"),
    [
        (full, OperationalError, "The disk of this site is full"),
        (locked, OperationalError, "Very many people are playing"),
        (read_only, OperationalError, "can only be read at the moment"),
        (no_database, DatabaseError, "cannot be read at the moment"),
        (away, OperationalError, "cannot reach its database"),
    ],
)
def test_sqlite_that_fails_is_a_503_that_says_how(failing, tmp_path, doing, error, sentence):
    with pytest.raises(sqlite3.DatabaseError) as raised:
        doing(tmp_path)
    wrapped = error(str(raised.value))
    wrapped.__cause__ = raised.value  # as Django does it
    response = failing(wrapped)
    assert response.status_code == 503
    assert sentence in response.content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("error", "code", "said", "sentence"),
    [
        (OperationalError, "53100", "could not extend file: No space left", "The disk of"),
        (OperationalError, "57014", "canceling statement due to timeout", "Very many people"),
        (OperationalError, "55P03", "canceling statement due to lock timeout", "Very many people"),
        (OperationalError, None, "FATAL: sorry, too many clients already", "Very many people"),
        (OperationalError, None, "FATAL: query_wait_timeout", "Very many people"),
        (InternalError, "25006", "in a read-only transaction", "can only be read at the moment"),
        (OperationalError, None, "could not receive data: Connection timed out", "cannot reach"),
        (OperationalError, None, "connection timeout expired", "cannot reach its database"),
        (OperationalError, None, "connection refused", "cannot reach its database"),
        (OperationalError, "57P01", "terminating connection", "cannot reach its database"),
        (InterfaceError, None, "connection already closed", "cannot reach its database"),
        (OperationalError, None, "", "cannot reach its database"),
    ],
)
def test_postgresql_that_fails_is_a_503_that_says_how(failing, error, code, said, sentence):
    wrapped = error(said)
    wrapped.__cause__ = Exception(said)
    wrapped.__cause__.sqlstate = code
    response = failing(wrapped)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert sentence in response.content.decode()


@pytest.mark.parametrize("error", [ProgrammingError("no such column"), InternalError("aborted")])
def test_a_fault_of_ours_is_not_taken_for_it(failing, error):
    response = failing(error)
    assert response.status_code == 500
    assert "Retry-After" not in response.headers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "closed"), [("25006", True), (None, True), ("57014", False)])
def test_a_connection_that_is_of_no_use_any_more_is_closed(failing, monkeypatch, code, closed):
    done = []
    monkeypatch.setattr(connection, "close", lambda: done.append(True))
    wrapped = OperationalError()
    wrapped.__cause__ = Exception()
    wrapped.__cause__.sqlstate = code
    assert failing(wrapped).status_code == 503
    assert bool(done) == closed
