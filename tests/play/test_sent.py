"""What a messenger is shown of an address that somebody sends, and what a phone's Share sends."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from tests.addresses import readers
from tests.cookies import as_reader
from tests.factories import BankFactory, make_round
from tests.play.test_result import play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

CARD = Path(settings.BASE_DIR / "static/quiz/card.png")


def sent(page):
    """What is said of a page to whoever makes a preview of it, by its name."""
    said = re.findall(r'<meta property="og:([a-z_:]+)" content="([^"]*)">', page)
    assert len({name for name, _ in said}) == len(said), "each is said once"
    return {name: unescape(" ".join(text.split())) for name, text in said}


def canonical(page):
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)


@pytest.fixture
def sold():
    """A bank whose words are awkward in an attribute."""
    return BankFactory(title='Cookies & "consent"', summary="What <they> want.")


def test_home_and_a_bank_say_what_they_are_under_their_own_whole_address(client, sold):
    home = client.get("/?utm=somebody").content.decode()
    assert canonical(home) == ["http://testserver/"]
    card = sent(home).pop("image")
    assert re.fullmatch(r"http://testserver/static/quiz/card(\.\w+)?\.png", card)
    assert sent(home) == {
        "type": "website",
        "site_name": "The Privacy Quiz",
        "title": "Can you protect your privacy online?",
        "description": "A short quiz about your privacy. Every answer comes with its source.",
        "url": "http://testserver/",
        "image": card,
        "image:width": "1200",
        "image:height": "630",
        "image:alt": "A face behind a black bar in slices",
    }
    bank = client.get(f"/banks/{sold.ref}/?fbclid=somebody").content.decode()
    at = f"http://testserver/banks/{sold.ref}/"
    assert canonical(bank) == [at]
    assert sent(bank) == sent(home) | {"title": sold.title, "description": sold.summary, "url": at}


def test_the_lab_is_sent_with_its_numbers(client):
    said = sent(client.get("/lab/?crowd=1000&listed=5").content.decode())
    assert said["url"] == "http://testserver/lab/?crowd=1000&listed=5"
    assert said["title"].endswith("Who gets flagged?")
    assert said["description"].startswith("Set the size of a crowd")


def test_of_a_round_its_quiz_is_shown_and_no_score(client, sold):
    played = make_round("choice choice", as_reader(client), bank=sold)
    address = play(client, played, "Eight", "Eight")
    at = f"http://testserver/banks/{sold.ref}/"
    result = client.get(address).content.decode()
    assert "2 of 2 right" in result
    assert sent(result)["title"] == sold.title
    assert sent(result)["description"] == sold.summary
    for path in (address, f"{address}1/", f"{address}2/", f"{address}data/", f"{address}1/report/"):
        own, others = client.get(path), Client().get(path, follow=True)
        for page in (own.content.decode(), others.content.decode()):
            assert canonical(page) == [at], path
            said = sent(page)
            assert said.get("url") in (None, at), path
            assert str(played.key) not in repr(said), path
            assert "right" not in repr(said), path
    assert sent(Client().get(f"{address}1/").content.decode())["url"] == at


def test_all_that_is_named_is_ours_and_on_the_host_that_was_asked(client, settings, sold):
    settings.ALLOWED_HOSTS = ["quiz.example", "other.example"]
    played = make_round("choice", bank=sold)
    for host in settings.ALLOWED_HOSTS:
        for path in (*readers(played).values(), "/nowhere/"):
            page = client.get(path, HTTP_HOST=host).getvalue().decode(errors="ignore")
            named = [*canonical(page), *re.findall(r'content="(https?://[^"]*)"', page)]
            assert [each for each in named if not each.startswith(f"http://{host}/")] == [], path
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


def test_a_page_that_is_not_there_is_not_shown(client):
    page = client.get("/rounds/somebody/").content.decode()
    assert sent(page) == {}
    assert canonical(page) == []


def test_the_card_is_as_large_as_messengers_show_and_light():
    with Image.open(CARD) as card:
        assert card.size == (1200, 630)
    assert CARD.stat().st_size <= 60_000
    drawn = CARD.with_suffix(".svg").read_text()
    assert 'viewBox="0 0 1200 630"' in drawn


def test_the_card_alone_may_be_shown_in_pages_of_others(client):
    """Some messengers show it in a page of theirs, without a copy of their own."""
    whose = "Cross-Origin-Resource-Policy"
    assert client.get("/static/quiz/card.png").headers[whose] == "cross-origin"
    assert client.get("/static/quiz/card.0a1b2c.png").headers[whose] == "cross-origin"
    for other in ("/static/quiz/icon.svg", "/static/quiz/card.svg", "/x/static/quiz/card.png", "/"):
        assert client.get(other).headers[whose] == "same-origin", other
