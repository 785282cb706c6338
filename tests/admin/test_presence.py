"""Who is in here now is said on top of every form, and known for two minutes and no longer."""

import datetime
import sqlite3
from contextlib import closing

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from lxml import html

from quiz.models import Presence
from quiz.ops import backup
from quiz.privacy.erasure import purge
from tests.desk import press
from tests.factories import (
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.each_database,
    pytest.mark.usefixtures("today"),
    pytest.mark.any_database,
]
HERE = reverse("admin:here")
LATER = datetime.timedelta(minutes=2, seconds=1)


def client_of(name, **fields):
    client = Client()
    client.force_login(User.objects.create_user(name, is_staff=True, **fields))
    return client


@pytest.fixture
def ann():
    return client_of("ann", is_superuser=True)


@pytest.fixture
def bob():
    return client_of("bob", is_superuser=True)


@pytest.fixture
def clock(today):
    import time_machine

    with time_machine.travel(f"{TODAY} 12:01", tick=False) as traveller:
        yield traveller


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def renew(client, row, **more):
    return client.post(HERE, {"thing": f"{row._meta.label_lower} {row.pk}", **more}).json()


def said(client, row):
    page = html.fromstring(client.get(address(row)).content.decode())
    (line,) = page.xpath("//p[@role='status'][@data-here]")
    return line.text_content().strip()


@pytest.mark.parametrize(
    "make",
    [QuestionFactory, SourceFactory, TopicFactory, FactFactory, BankFactory,
     lambda: User.objects.create_user("author", is_staff=True)],
)  # fmt: skip
def test_each_is_told_of_the_other(ann, bob, make):
    row = make()
    assert renew(ann, row) == {"said": ""}
    assert renew(bob, row) == {"said": "Also here: ann"}
    assert renew(ann, row) == {"said": "Also here: bob"}
    assert said(ann, row) == "Also here: bob", "before a script asks"
    assert renew(ann, BankFactory()) == {"said": ""}


def test_to_look_changes_nothing(ann):
    row = QuestionFactory()
    assert said(ann, row) == ""
    assert not Presence.objects.exists()
    assert ann.get(HERE).status_code == 405


def test_it_is_gone_after_two_minutes_and_at_once_for_who_leaves(ann, bob, clock):
    row = QuestionFactory()
    renew(ann, row)
    clock.shift(datetime.timedelta(minutes=1, seconds=59))
    assert renew(bob, row) == {"said": "Also here: ann"}
    clock.shift(datetime.timedelta(seconds=2))
    assert said(bob, row) == ""
    renew(bob, row)
    assert [row.account.username for row in Presence.objects.all()] == ["bob"], "deleted as well"
    assert renew(bob, row, left="1") == {}
    assert not Presence.objects.exists()


@pytest.mark.each_database
def test_the_clean_up_deletes_what_nobody_renews(ann, clock):
    renew(ann, QuestionFactory())
    purge(TODAY)
    assert Presence.objects.count() == 1
    clock.shift(LATER)
    purge(TODAY)
    assert not Presence.objects.exists()


def test_without_a_script_it_is_known_of_who_has_just_saved_and_stayed(ann, bob):
    row = SourceFactory()
    press(ann, ann.get(address(row)), "_continue", title="Ann’s", follow=False)
    assert said(bob, row) == "Also here: ann"
    press(ann, ann.get(address(row)), "_save", title="Ann’s again", follow=False)
    assert said(bob, row) == ""


def test_it_is_said_where_two_edits_are_put_together(ann, bob):
    row = SourceFactory()
    his = bob.get(address(row))
    press(ann, ann.get(address(row)), "_continue", title="Ann’s", follow=False)
    page = press(bob, his, "_continue", title="Bob’s")
    assert "Also here: ann" in page.content.decode()


@pytest.mark.parametrize(
    ("thing", "status"),
    [("quiz.question 1", 404), ("quiz.round 1", 404), ("quiz.nothing 1", 404), ("", 404),
     ("quiz.question", 404), ("quiz.question x", 404), ("auth.user 1", 403),
     ("quiz.dailyquestion 9", 403)],
)  # fmt: skip
def test_nobody_is_where_they_may_change_nothing(thing, status):
    author = client_of("author")
    User.objects.get(username="author").groups.add(Group.objects.get(name="author"))
    assert author.post(HERE, {"thing": thing}).status_code == status
    assert not Presence.objects.exists()


@pytest.mark.each_database
def test_an_account_that_was_closed_is_nowhere(ann, bob):
    row = QuestionFactory()
    renew(ann, row)
    User.objects.filter(username="ann").update(is_active=False)
    assert renew(bob, row) == {"said": ""}


def test_it_costs_a_page_one_question_to_the_database(ann, django_assert_max_num_queries):
    row = QuestionFactory()
    renew(ann, row)
    with django_assert_max_num_queries(9):
        renew(ann, row)


def test_no_copy_of_the_database_has_it(tmp_path):
    assert backup.NOT_COPIED == ("quiz_presence", "quiz_draft")
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tmp_path / "copy")) as copy:
            copy.execute("CREATE TABLE quiz_presence (thing TEXT)")
            copy.execute("INSERT INTO quiz_presence VALUES ('a page that was open')")
            copy.commit()
            backup.leave_out(copy)
            assert copy.execute("SELECT * FROM quiz_presence").fetchall() == []
        assert b"a page that was open" not in (tmp_path / "copy").read_bytes()
