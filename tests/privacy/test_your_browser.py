"""What a browser gives away; what the script works out is in e2e/test_proof.py."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.privacy.views import HEADERS


def test_shows_what_the_request_said(client):
    sent = {name: f"value of {name}" for name in HEADERS}
    page = client.get("/your-browser/", headers=sent).content.decode()
    for name, value in sent.items():
        assert f"<dt>{name}</dt>" in page
        assert value in page


def test_what_was_not_sent_is_not_listed(client):
    page = client.get("/your-browser/").content.decode()
    for name in HEADERS:
        assert f"<dt>{name}</dt>" not in page


@pytest.mark.django_db
def test_it_is_shown_and_not_stored(client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get("/your-browser/", headers={"User-Agent": "An odd one"})
    assert not queries.captured_queries
    assert not response.cookies
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_is_sent_is_escaped(client):
    page = client.get("/your-browser/", headers={"User-Agent": "<b>x"}).content.decode()
    assert "&lt;b&gt;x" in page


def test_it_offers_no_number_to_chase(client):
    text = client.get("/your-browser/").content.decode()
    for word in ("entropy", "bits of", "unique among", "one in"):
        assert word not in text.lower()


def test_every_figure_has_its_source(client):
    """The only shares on the page stand in a sentence that links where they come from."""
    page = client.get("/your-browser/").content.decode()
    for paragraph in page.split("<p>")[1:]:
        body = paragraph.split("</p>")[0]
        if "%" in body or "183" in body:
            assert 'href="https://' in body
