"""When the database is away, readers are told what happened and when to come back."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

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


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OperationalError("database or disk is full"), "The disk of this site is full"),
        (OperationalError("could not extend file: No space left on device"), "The disk of"),
        (OperationalError("database is locked"), "Very many people are playing"),
        (OperationalError("canceling statement due to statement timeout"), "Very many people"),
        (OperationalError("connection refused"), "cannot reach its database"),
        (InterfaceError("connection already closed"), "cannot reach its database"),
        (OperationalError(), "cannot reach its database"),
    ],
)
def test_a_database_that_is_away_is_a_503_that_says_so(failing, error, sentence):
    response = failing(error)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "20"
    assert response.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert sentence in response.content.decode()


def test_a_fault_of_ours_is_not_taken_for_it(failing):
    response = failing(ProgrammingError("no such column"))
    assert response.status_code == 500
    assert "Retry-After" not in response.headers
