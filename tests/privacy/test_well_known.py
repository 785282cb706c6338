"""What machines ask for at agreed addresses."""

import datetime

import pytest

pytestmark = pytest.mark.usefixtures("today")


def test_privacy_signals_are_honoured(client):
    response = client.get("/.well-known/gpc.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {"gpc": True, "lastUpdate": "2026-11-22"}


def fields(response):
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_security_txt_says_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT = "mailto:desk@paper.example"
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    told = fields(response)
    assert told["Contact"] == "mailto:desk@paper.example"
    assert told["Preferred-Languages"] == "en"
    expires = datetime.datetime.fromisoformat(told["Expires"])
    now = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    assert datetime.timedelta(30) < expires - now < datetime.timedelta(365)
    assert "Canonical" not in told, "the RFC wants one that begins with https"
    told = fields(client.get("/.well-known/security.txt", secure=True))
    assert told["Canonical"] == "https://testserver/.well-known/security.txt"


def test_without_a_contact_there_is_none(client, db):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("name", ["gpc.json", "security.txt"])
def test_they_may_be_kept_by_anyone_and_set_nothing(client, settings, name):
    settings.SECURITY_CONTACT = "https://paper.example/security"
    response = client.get(f"/.well-known/{name}")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
