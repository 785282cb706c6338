"""The privacy page, and the one declaration that it is made from."""

import datetime
import importlib
import json
import logging
import pkgutil
import re
import sys
from string import Formatter

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

import quiz
from quiz.models import Round, Upkeep
from quiz.ops.logs import LOGGING, Structured
from quiz.privacy import inventory
from quiz.privacy.erasure import purge
from quiz.tallies import counting
from quiz.web.rate_limits import Limit
from tests.addresses import readers
from tests.factories import TODAY, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = datetime.timedelta(days=1)


def test_every_table_is_said_to_hold_something_of_readers_or_not():
    tables = {model._meta.label for model in apps.get_models()}
    assert tables == {*inventory.READERS, *inventory.OTHERS}
    assert not inventory.READERS.keys() & inventory.OTHERS.keys()


@pytest.mark.parametrize("label", inventory.READERS)
def test_every_column_of_readers_has_its_phrase(label):
    columns = {field.name for field in apps.get_model(label)._meta.concrete_fields}
    assert columns == set(inventory.READERS[label].columns)


def test_no_other_table_leads_to_a_readers():
    """A table that points at rounds or turns, or has a random number of its own, is a reader's."""
    for label in inventory.OTHERS:
        for field in apps.get_model(label)._meta.concrete_fields:
            assert field.get_internal_type() != "UUIDField", field
            if field.related_model:
                assert field.related_model._meta.label not in inventory.READERS, field


def test_the_cookies_are_those_that_the_settings_name():
    named = {name for name in dir(settings) if re.fullmatch(r"[A-Z]+_COOKIE_NAME", name)}
    # Languages come from the bank, and messages are kept in the session: neither sets one.
    assert named - {"LANGUAGE_COOKIE_NAME"} == set(inventory.COOKIES)
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")
    assert "LocaleMiddleware" not in str(settings.MIDDLEWARE)


def test_a_line_in_the_log_has_the_fields_that_are_told():
    try:
        raise LookupError
    except LookupError:
        record = logging.LogRecord("quiz", logging.ERROR, "", 1, "broken", (), sys.exc_info())
    assert set(json.loads(Structured().format(record))) == set(inventory.LOG)
    plain = LOGGING["formatters"]["reticent"]["format"]
    fields = {name for _, name, _, _ in Formatter().parse(plain) if name}
    told = {"asctime": "when", "levelname": "level", "name": "logger", "message": "message"}
    assert fields == set(told)
    assert {*told.values(), "trace"} == set(inventory.LOG), "a plain line is followed by its trace"


def test_the_page_says_all_of_it(client):
    page = client.get("/privacy/").content.decode()
    for table in inventory.READERS.values():
        assert str(table.title) in page
        for column in table.columns.values():
            assert str(column.phrase)[1:] in page
    for phrase in (
        *inventory.COOKIES.values(),
        *inventory.LOG.values(),
        *inventory.COUNTED.values(),
        *inventory.OTHERS.values(),
        *inventory.TIMES.values(),
    ):
        assert str(phrase) in page
    for name in inventory.COOKIES:
        assert f"“{getattr(settings, name)}”" in page


def test_what_readers_need_is_open_and_the_rest_is_folded_away(client):
    """One screen of a phone; the rest one tap away, and in the page all the same."""
    page = client.get("/privacy/").content.decode()
    shown = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
    assert str(inventory.COOKIES["READER_COOKIE_NAME"]) in shown
    assert "days from the day a round begins" in shown
    assert "per browser session, without accounts" in flat(shown)
    assert 'href="/your-data/"' in shown
    assert str(inventory.READERS["quiz.Round"].title) not in shown
    words = re.sub(r"<[^>]+>", " ", shown.split("<main")[1].split("</main>")[0]).split()
    assert len(words) < 150


def test_it_says_when_it_was_last_cleaned_up_and_what_is_left(client, today):
    page = flat(client.get("/privacy/").content.decode())
    assert "It has not run yet." in page
    assert "No round that began before 23 October 2026 is left in the database." in page
    Upkeep.note(TODAY, 1203, 7)
    page = flat(client.get("/privacy/").content.decode())
    assert "It last ran on 22 November 2026" in page
    assert "Rounds removed that day: 1,200 or more." in page
    late = make_round(on=TODAY - 31 * DAY)
    page = flat(client.get("/privacy/").content.decode())
    assert "the oldest of them began on 22 October 2026" in page
    purge(TODAY)
    assert not Round.objects.filter(pk=late.pk).exists()
    assert "No round that began before" in client.get("/privacy/").content.decode()


@pytest.mark.each_database
def test_it_is_the_same_whether_or_not_somebody_has_played_here(client, today):
    """Whoever looks at it again and again does not see the first round begin, end or expire."""
    Upkeep.note(TODAY, 0, 0)

    def page():
        return client.get("/privacy/").content, Client().get("/your-data/").content

    before = page()
    played, *_others = (make_round(on=TODAY - days * DAY) for days in (0, 29, 30))
    assert page() == before
    played.stop(TODAY)
    assert page() == before
    Upkeep.note(TODAY, counting.TOGETHER - 1, 3)
    assert page() == before


def test_it_tells_of_the_retention_that_is_set(client, settings):
    settings.RETENTION_DAYS = 12
    page = client.get("/privacy/").content.decode()
    assert "12 days from the day a round begins" in page
    assert "It lasts 13 days." in page


def test_every_page_leads_there_and_home_links_its_promise(client, bank):
    played = make_round(bank=bank)
    for path in readers(played).values():
        response = client.get(path)
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            assert 'href="/privacy/"' in response.content.decode(), path
    promise = client.get("/").content.decode().split('id="promise"')[1].split("</section>")[0]
    assert 'href="/privacy/"' in promise


@pytest.mark.parametrize("path", ["/", "/banks/small/", "/rules/", "/privacy/", "/corrections/"])
def test_who_publishes_the_quiz_is_said_where_it_is_set(client, bank, settings, path):
    page = client.get(path)
    assert "Published by" not in page.content.decode()
    assert "Write to us" not in page.content.decode()
    settings.PUBLISHER = "The Daily <Paper>"
    settings.CONTACT = "mailto:readers@paper.example"
    known = {"If-None-Match": page.headers.get("ETag", "")}
    page = flat(client.get(path, headers=known).content.decode())
    assert "Published by The Daily &lt;Paper&gt;." in page
    assert '<a href="mailto:readers@paper.example" rel="noopener">Write to us</a>' in page


def test_a_contact_is_shown_where_one_is_set(client, settings):
    assert "Found a hole?" not in client.get("/privacy/").content.decode()
    settings.SECURITY_CONTACT = "mailto:desk@paper.example"
    assert 'href="mailto:desk@paper.example"' in client.get("/privacy/").content.decode()


def test_every_name_in_a_readers_file_is_explained(client, bank):
    client.post("/banks/small/start/", {"number": "5"})
    played = Round.objects.get()
    client.post(f"/rounds/{played.key}/1/", {"unsure": "1"})
    client.post(f"/rounds/{played.key}/1/report/", {"reason": "other", "text": "odd"})
    data = json.loads(client.get("/your-data/download/").getvalue())
    (shown,) = data["rounds"]
    (report,) = filter(None, (turn.get("report") for turn in shown["turns"]))
    names = {*data, *shown, *shown["turns"][0], *report}
    structure = {"format", "rounds", "turns", "report", "shown_until"}
    assert names - structure == {name for name, _ in inventory.legend()}
    page = flat(client.get("/your-data/").content.decode())
    for name, phrase in inventory.legend():
        assert f"<code>{name}</code></dt> <dd>{phrase}</dd>" in page


@pytest.mark.each_database
def test_everything_that_is_counted_by_place_is_told():
    """A new rate limit must be said on the privacy page: see ``privacy.inventory.COUNTED``."""
    for module in pkgutil.walk_packages(quiz.__path__, "quiz."):
        if ".migrations." not in module.name and module.name not in (
            "quiz.wsgi",
            "quiz.ops.gunicorn",
        ):
            importlib.import_module(module.name)
    limits = {
        each.name
        for name, module in list(sys.modules.items())
        if name.startswith("quiz.")
        for each in vars(module).values()
        if isinstance(each, Limit)
    }
    assert limits == set(inventory.COUNTED)
