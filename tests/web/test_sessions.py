"""Editors' sessions: a copy of the table opens nothing and tells no time."""

import datetime
import re

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.signing import b62_decode
from django.test import Client

from quiz.web.sessions import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PASSWORD = "a long pass phrase"
NAME = "editor"  # of the cookie, over plain HTTP


@pytest.fixture
def editor():
    User.objects.create_superuser("ann", password=PASSWORD)
    client = Client()
    client.post("/admin/login/", {"username": "ann", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    return client


def test_what_the_table_holds_opens_nothing(editor):
    row = Session.objects.get()
    assert row.session_key != editor.cookies[NAME].value
    thief = Client()
    thief.cookies[NAME] = row.session_key
    assert thief.get("/admin/").status_code == 302


def test_no_time_stands_in_it(editor):
    """Django's own signature has a second in base 62 between its last two colons."""
    row = Session.objects.get()
    assert row.session_data.count(":") == 1
    for part in re.split(r"[:.]", row.session_data):
        if re.fullmatch(r"[0-9A-Za-z]{5,7}", part):
            year = datetime.datetime.fromtimestamp(b62_decode(part), datetime.UTC).year
            assert year != 2026
    assert row.expire_date.time() == datetime.time(0, 0)


def test_logging_out_a_new_password_and_another_login_end_what_was(editor):
    key = editor.cookies[NAME].value
    user = User.objects.get()
    user.set_password("another long pass phrase")
    user.save()
    assert editor.get("/admin/").status_code == 302
    editor.post("/admin/login/", {"username": "ann", "password": "another long pass phrase"})
    assert editor.cookies[NAME].value != key
    assert Session.objects.count() == 1, "the row of the old key is gone"
    editor.post("/admin/logout/")
    assert not Session.objects.exists()


def test_a_key_from_outside_and_contents_that_are_not_ours_open_nothing(editor):
    Session.objects.update(session_data="nonsense")
    assert editor.get("/admin/").status_code == 302
    stranger = Client()
    stranger.cookies[NAME] = "x" * 32
    stranger.post("/admin/login/", {"username": "ann", "password": PASSWORD})
    assert stranger.get("/admin/").status_code == 200
    assert stranger.cookies[NAME].value != "x" * 32


def test_those_that_have_ended_are_cleared():
    store = SessionStore()
    store.set_expiry(-3 * 24 * 3600)
    store.create()
    assert SessionStore(store.session_key).load() == {}
    call_command("clearsessions")
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_asynchronous_code_finds_the_same():
    @async_to_sync
    async def lives():
        store = SessionStore()
        await store.aset("said", "yes")
        await store.asave()
        key = store.session_key
        assert await store.aexists(key)
        assert await SessionStore(key).aget("said") == "yes"
        await store.acycle_key()
        assert not await store.aexists(key)
        assert await SessionStore(store.session_key).aget("said") == "yes"
        await store.adelete()
        assert await SessionStore(store.session_key).aget("said") is None

    lives()
    assert not Session.objects.exists()
