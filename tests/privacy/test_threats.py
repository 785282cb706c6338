"""The threat model for readers: what it says is what the code and the settings are."""

from types import SimpleNamespace

import pytest
from django.contrib import admin

from quiz.models import Round, Turn
from quiz.play.reports import REPORTS
from quiz.play.start import STARTS
from quiz.privacy import leftovers, threats
from quiz.privacy.views import DOWNLOADS
from tests.layout import flat

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


def test_no_page_of_the_desk_is_about_rounds():
    assert not admin.site.is_registered(Round)
    assert not admin.site.is_registered(Turn)
