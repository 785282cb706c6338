"""The threat model for readers: what it says is what the code and the settings are."""

import datetime
import re
import uuid
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import Client

from quiz.models import Erased, Round, Turn, Version
from quiz.play.reports import REPORTS
from quiz.play.start import STARTS
from quiz.privacy import leftovers, threats
from quiz.privacy.erasure import purge
from quiz.privacy.views import DOWNLOADS
from tests.factories import TODAY
from tests.layout import flat
from tests.server import ROOT

pytestmark = pytest.mark.django_db


def page(client):
    return flat(client.get("/privacy/threats/").content.decode())


def test_it_names_everybody_and_what_they_could_learn(client):
    shown = page(client)
    everybody = [*threats.held_off(), *threats.not_held_off()]
    assert len({threat.who for threat in everybody}) == len(everybody) >= 12
    for threat in everybody:
        assert f"<dt>{threat.who}</dt> <dd>{threat.learn}</dd>" in shown


def test_the_privacy_page_leads_there_and_it_leads_back(client):
    assert 'href="/privacy/threats/"' in client.get("/privacy/").content.decode()
    assert 'href="/privacy/"' in page(client)


def test_it_goes_by_the_settings(client, settings):
    settings.RETENTION_DAYS, settings.HTTPS = 12, False
    shown = page(client)
    assert "Answers of at most 12 days" in shown
    assert "this site is served without encryption" in shown
    settings.HTTPS = True
    assert "this site is served without encryption" not in page(client)


@pytest.mark.parametrize("vendor", leftovers.DATABASES)
def test_it_says_what_stays_on_the_disk_of_the_database_in_use(client, monkeypatch, vendor):
    monkeypatch.setattr(leftovers, "connection", SimpleNamespace(vendor=vendor))
    said = leftovers.promises()["kept_on_disk"]
    assert said in page(client).replace("&#x27;", "'")


def test_nothing_is_counted_for_a_readers_network_for_longer_than_it_says():
    longest = max(limit.seconds for limit in (STARTS, REPORTS, DOWNLOADS))
    assert longest == 60 * threats.COUNTED_MINUTES


@pytest.mark.parametrize("place", ["ops/deploy", "privacy", "ops"])
def test_wherever_the_times_of_the_log_are_told_it_is_what_a_line_has(place):
    """The day, and of the machine the second (``ops/logs.py``): neither is an hour."""
    told = [path for path in (ROOT / "quiz" / place).iterdir() if path.is_file()]
    for path in (*told, ROOT / "CHANGELOG.md", ROOT / "README.md"):
        for sentence in re.split(r"[.;:]\s", flat(path.read_text())):
            if re.search(r"\b(lines?|log)\b", sentence):
                assert not re.search(r"\bhours? (alone|and)\b|\bthe hour\b", sentence), sentence


def test_an_erased_number_is_remembered_as_long_as_the_operators_are_told():
    guide = (ROOT / "quiz/ops/deploy/threats.md").read_text()
    assert "which numbers were erased today and yesterday" in guide
    for days in (0, 1, 2):
        Erased.note(uuid.uuid4(), TODAY - days * datetime.timedelta(days=1))
    purge(TODAY)
    assert Erased.objects.count() == 2


def test_no_page_of_the_desk_is_about_rounds():
    assert not admin.site.is_registered(Round)
    assert not admin.site.is_registered(Turn)


def test_a_stolen_copy_shows_which_rounds_a_challenge_ties_together(client, bank):
    sender, friend = Client(), Client()
    address = sender.post("/banks/small/start/", {"number": 3}).url
    for position in (1, 2, 3):
        sender.post(f"{address[:-2]}{position}/", {"unsure": "1"})
    made = sender.get(f"{address[:-2]}challenge/").content.decode()
    friend.post(re.search(r"/challenges/[^/]+/", made)[0] + "start/")
    asked = [list(each.turns.values_list("version", flat=True)) for each in Round.objects.all()]
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert "finds your round by that, and a round that took it up" in page(client)
    assert "nothing in it leads to" not in flat(made).lower()


def test_the_day_of_a_miss_outlives_its_round_and_that_is_said(client, bank, settings):
    first = Round.begin([Version.objects.first().pk], bank=bank, wanted=1, started_on=TODAY)
    missed = TODAY - datetime.timedelta(days=settings.RETENTION_DAYS - 1)
    first.turns.update(missed_on=missed)
    later = TODAY + datetime.timedelta(days=settings.RETENTION_DAYS - 1)
    purge(later)
    assert (later - first.turns.get().missed_on).days > settings.RETENTION_DAYS
    assert "the day you had missed it, which can be older too" in page(client)
    assert "also when the round of then is gone" in flat(client.get("/privacy/").content.decode())
