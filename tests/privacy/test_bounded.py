"""What one browser or one place on the network can make the site do is bounded in work."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quiz.models import Round
from quiz.privacy.readers import MOST
from quiz.privacy.records import BATCH, PAGE
from quiz.privacy.views import DOWNLOADS
from quiz.web.rate_limits import Limit
from tests.cookies import as_reader
from tests.layout import flat
from tests.many import begin_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

PLACE = {"REMOTE_ADDR": "8.8.8.8"}


def counted(client, method, path, data=None):
    with CaptureQueriesContext(connection) as asked:
        response = getattr(client, method)(path, data or {})
        response.getvalue()
    return response, len(asked)


@pytest.mark.each_database
def test_a_browser_has_so_many_rounds_tied_to_it_and_may_play_on(client, bank):
    reader = as_reader(client)
    client.post("/banks/small/start/")  # so that the index of the bank is there
    begin_many(MOST - 2, reader, bank)
    _response, before = counted(client, "post", "/banks/small/start/", {"number": "5"})
    assert Round.objects.filter(reader=reader, claimed=True).exists()
    assert Round.objects.filter(reader=reader).count() == MOST
    _response, after = counted(client, "post", "/banks/small/start/", {"number": "5"})
    assert after == before <= (9 if connection.vendor == "postgresql" else 8)
    fresh = Round.objects.latest("pk")
    assert (fresh.reader, fresh.claimed) == (None, False)
    assert client.cookies[settings.READER_COOKIE_NAME]["max-age"], "what it has stays in sight"
    for position in range(1, 6):
        assert client.post(f"/rounds/{fresh.key}/{position}/", {"unsure": "1"}).status_code == 302
    result = flat(client.get(f"/rounds/{fresh.key}/").content.decode())
    assert "Whoever has the address of this round can open it" in result
    fresh.refresh_from_db()
    assert fresh.reader is None, "an answer does not tie it"
    assert fresh.finished_on


@pytest.mark.parametrize("path", ["/your-data/", "/scores/"])
def test_that_no_more_are_tied_is_said(client, bank, path):
    reader = as_reader(client)
    begin_many(MOST - 1, reader, bank, answered=MOST)
    said = f"This browser has {MOST} rounds here, which is as many as we tie to one."
    assert said not in flat(client.get(path).content.decode())
    begin_many(1, reader, bank, answered=1)
    assert said in flat(client.get(path).content.decode())


def test_whoever_erases_can_have_rounds_tied_again(client, bank):
    begin_many(MOST, as_reader(client), bank)
    client.post("/your-data/erase/")
    client.post("/banks/small/start/")
    client.post("/banks/small/start/")
    first, second = Round.objects.all()
    assert first.reader == second.reader is not None


@pytest.mark.each_database
@pytest.mark.parametrize(
    ("method", "path", "most"),
    [("get", "/your-data/", 6), ("get", "/your-data/download/", 1 + 2 * (MOST // BATCH + 1)),
     ("get", "/scores/", 5), ("post", "/rounds/{}/", 6), ("get", "/rounds/{}/data/", 7)],
)  # fmt: skip
def test_no_page_costs_more_than_so_many_queries_with_all_the_rounds_there_can_be(
    client, bank, method, path, most
):
    rounds = begin_many(MOST, as_reader(client), bank, answered=MOST)
    path = path.format(rounds[-1].key)
    counted(client, method, path)  # so that the versions are kept
    response, asked = counted(client, method, path)
    assert response.status_code == 200
    assert asked <= most


@pytest.mark.each_database
def test_a_page_shows_so_many_rounds_in_full(client, bank):
    begin_many(MOST, as_reader(client), bank, answered=MOST)
    page = unescape(client.get("/your-data/").content.decode())
    assert len(re.findall(r'"key": "', page)) == PAGE


def test_downloads_are_counted_by_what_they_hold(client, bank, monkeypatch):
    """As many small ones as a school needs, and few of the largest."""
    limit = Limit("download", most=12, seconds=600)
    monkeypatch.setattr("quiz.privacy.views.DOWNLOADS", limit)
    begin_many(BATCH * 5, as_reader(client), bank)
    for _ in range(2):
        assert client.get("/your-data/download/", **PLACE).status_code == 200
    response = client.get("/your-data/download/", **PLACE)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 600
    page = flat(response.content.decode())
    assert "Very much was downloaded from your network" in page
    assert '<form method="get" action="/your-data/download/">' in page
    assert client.get("/your-data/download/", REMOTE_ADDR="9.9.9.9").status_code == 200


def test_where_the_network_is_unknown_a_browser_is_counted_by_itself(client, bank, monkeypatch):
    monkeypatch.setattr("quiz.privacy.views.DOWNLOADS", Limit("download", most=1, seconds=600))
    begin_many(1, as_reader(client), bank)
    assert client.get("/your-data/download/").status_code == 200
    assert client.get("/your-data/download/").status_code == 429
    other = Client()
    begin_many(1, as_reader(other), bank)
    assert other.get("/your-data/download/").status_code == 200


def test_who_has_nothing_here_uses_up_nobodys_downloads(client, bank, monkeypatch):
    monkeypatch.setattr("quiz.privacy.views.DOWNLOADS", Limit("download", most=1, seconds=600))
    for _ in range(3):
        assert Client().get("/your-data/download/").status_code == 200


def test_a_school_behind_one_address_may_download_twice_each():
    assert DOWNLOADS.most >= 600
