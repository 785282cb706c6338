"""Who a reader is: one signed cookie, and no row."""

import datetime
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.signing import Signer, TimestampSigner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quiz.models import Erased, Round
from quiz.privacy.erasure import erase_reader, purge
from tests.addresses import readers
from tests.cookies import as_reader, reader_in, value_for
from tests.factories import TODAY, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

START = "/banks/small/start/"
DAY = datetime.timedelta(days=1)


@pytest.mark.each_database
def test_a_browser_keeps_its_number_and_the_cookie_begins_anew(client, bank):
    client.post(START)
    reader = reader_in(client)
    response = client.post(START)
    assert reader_in(client) == reader
    assert response.cookies["quiz"]["max-age"] == 31 * 24 * 3600
    assert set(Round.objects.values_list("reader", flat=True)) == {reader}


FORGED = {
    "empty": lambda number: "",
    "bare": lambda number: number,
    "without a signature": lambda number: f"{number}:",
    "broken": lambda number: "\x00broken",
    "of another salt": Signer(salt="quiz.session").sign,
    "of another secret": Signer(key="x" * 50, salt="quiz.reader").sign,
    "with a time": TimestampSigner(salt="quiz.reader").sign,
    "of another number": lambda number: number + value_for(uuid.UUID(int=1))[32:],
}


@pytest.mark.parametrize("how", FORGED)
def test_no_number_is_taken_from_outside(client, bank, how):
    client.cookies["quiz"] = FORGED[how]("0" * 32)
    make_round(reader=uuid.UUID(int=0), bank=bank)
    assert "leads to no round" in client.get("/your-data/").content.decode()
    client.post(START)
    fresh = Round.objects.first()
    assert fresh.reader == reader_in(client) != uuid.UUID(int=0)
    assert not fresh.claimed


def test_a_sibling_of_our_host_gives_no_number(client, bank, settings):
    """Over HTTPS the name says that only this host has set it: browsers see to that."""
    settings.READER_COOKIE_NAME, settings.READER_COOKIE_SECURE = "__Host-quiz", True
    client.cookies["quiz"] = value_for(uuid.UUID(int=8))  # as shop.paper.example may set it
    cookie = client.post(START).cookies["__Host-quiz"]
    assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
    assert Round.objects.get().reader != uuid.UUID(int=8)


@pytest.mark.each_database
def test_each_browser_has_a_number_of_its_own(bank):
    for client in (Client(), Client()):
        client.post(START)
    assert Round.objects.values("reader").distinct().count() == 2


def test_no_page_of_a_reader_looks_for_a_session(client, bank):
    client.cookies["editor"] = "x" * 32
    as_reader(client)
    client.post(START)
    played = Round.objects.first()
    with CaptureQueriesContext(connection) as queries:
        for position in range(1, 11):
            client.post(f"/rounds/{played.key}/{position}/", {"unsure": "1"})
        for path in readers(played).values():
            client.get(path)
            client.post(path)
    assert len(queries) > 50
    assert not [query["sql"] for query in queries if "django_session" in query["sql"]]
    assert not Session.objects.exists()


def test_an_editor_who_plays_is_two_people(admin_client, bank):
    admin_client.post(START)
    reader = reader_in(admin_client)
    admin_client.post("/admin/logout/")
    assert reader_in(admin_client) == reader
    assert "A small bank" in admin_client.get("/scores/").content.decode()


class TestWhatComesTooLate:
    def test_a_start_under_an_erased_number_is_refused_and_the_next_one_is_not(self, client, bank):
        client.post(START, {"number": "5"})
        late = Client()
        late.cookies["quiz"] = client.cookies["quiz"].value
        client.post("/your-data/erase/")
        response = late.post(START, {"number": "5"})
        assert response.status_code == 409
        assert 'name="number" value="5"' in response.content.decode()
        assert not Round.objects.exists()
        assert reader_in(late) is None
        assert late.post(START, {"number": "5"}).status_code == 302
        assert reader_in(late)

    def test_practice_is_no_way_round_it(self, client, bank):
        played = make_round(bank=bank, reader=uuid.UUID(int=9))
        played.turns.get().answer(None, TODAY)
        played.finish(TODAY)
        other = as_reader(client)
        client.post("/your-data/erase/")
        client.cookies["quiz"] = value_for(other)
        assert client.post(played.practise_url).status_code == 409
        assert list(Round.objects.all()) == [played]

    @pytest.mark.each_database
    def test_a_hash_is_kept_to_the_end_of_the_next_day_and_not_the_number(self, client, bank):
        client.post(START)
        reader = reader_in(client)
        client.post("/your-data/erase/")
        as_reader(client, reader)
        client.post("/your-data/erase/")
        (kept,) = Erased.objects.all()
        assert reader.hex not in repr(vars(kept))
        assert kept.erased_on == TODAY
        purge(TODAY + DAY)
        assert Erased.has(reader), "a start may be on its way over midnight"
        purge(TODAY + 2 * DAY)
        assert not Erased.objects.exists()

    def test_what_is_erased_again_is_remembered_from_then_on(self):
        reader = uuid.UUID(int=9)
        erase_reader(reader, TODAY)
        erase_reader(reader, TODAY + DAY)
        purge(TODAY + 2 * DAY)
        assert Erased.has(reader)

    def test_erasing_by_the_address_of_a_round_leaves_nothing(self, client, bank):
        """Played without cookies: there is no row beside the round's."""
        client.post(START)
        client.cookies.clear()
        played = Round.objects.get()
        client.post(f"/rounds/{played.key}/data/erase/")
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                written = repr(cursor.fetchall())
                for trace in (played.key, played.reader):
                    assert trace.hex not in written
                    assert str(trace) not in written
