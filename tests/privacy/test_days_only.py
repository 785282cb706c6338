"""What is kept of a reader and of an editor: days, and nothing more precise."""

import datetime

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import DateTimeField

from quiz.models import Round
from quiz.privacy import inventory
from tests.desk import press
from tests.factories import QuestionFactory, SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_our_tables_hold_no_time_of_anybody_no_address_and_no_agent():
    for model in apps.get_app_config("quiz").get_models():
        for field in model._meta.get_fields():
            named = f"{model._meta.db_table}.{field.name}"
            assert not isinstance(field, DateTimeField) or named in inventory.TIMES, field
            for word in ("address", "agent", "ip", "referrer", "email"):
                assert word not in field.name.split("_"), field


def test_a_session_ends_at_midnight_and_after_its_cookie(admin_client, today):
    moment = Session.objects.get().expire_date
    assert moment.time() == datetime.time(0, 0)
    assert moment.date() == today + datetime.timedelta(days=3)


def test_a_reader_has_no_session(client, bank):
    client.post("/banks/small/start/")
    client.get("/scores/")
    assert not Session.objects.exists()


@pytest.mark.each_database
def test_an_editors_clock_times_are_not_kept(client, admin_user):
    client.force_login(admin_user)
    client.post("/admin/login/", {"username": "admin", "password": "password"})
    admin_user.refresh_from_db()
    assert admin_user.last_login is None
    assert admin_user.date_joined.time() == datetime.time(0, 0)
    chosen = [source.pk for source in SourceFactory.create_batch(2)]
    data = {"action": "delete_selected", "_selected_action": chosen}
    press(client, client.post("/admin/quiz/source/", data), "Delete them", follow=False)
    client.post("/admin/auth/user/add/", {"username": "x"})
    assert LogEntry.objects.exists()
    for entry in LogEntry.objects.all():
        assert entry.action_time.time() == datetime.time(0, 0)


def test_no_row_anywhere_holds_a_precise_time(client, bank, admin_client):
    """Read from the database itself, whatever the models say."""
    client.post("/banks/small/start/")
    admin_client.get("/admin/")
    User.objects.create_user("second")
    QuestionFactory()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == "django_migrations":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, datetime.datetime):
                        assert value.time() == datetime.time(0, 0), (table, value)


def test_playing_needs_no_cookie_and_makes_none(client, bank):
    response = client.post("/banks/small/start/")
    client.cookies.clear()
    for position in range(1, 11):
        path = f"/rounds/{Round.objects.get().key}/{position}/"
        assert not client.get(path).cookies
        assert not client.post(path, {"unsure": "1"}).cookies
    result = client.get(f"/rounds/{Round.objects.get().key}/")
    assert result.status_code == 200
    assert not result.cookies
    assert response.cookies


def test_round_pages_are_kept_by_nobody(client, bank):
    address = client.post("/banks/small/start/").url
    assert client.get(address).headers["Cache-Control"] == "private, no-store"
    assert 'name="robots" content="noindex"' in client.get(address).content.decode()
