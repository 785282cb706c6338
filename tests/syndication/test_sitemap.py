"""What search engines are told: pages with the day of their change, and what they leave alone."""

import datetime
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from quiz.models import Bank, DailyQuestion
from tests.addresses import readers
from tests.factories import TODAY, BankFactory, QuestionFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def pages(client):
    """The day on which each page has changed, by its path."""
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    found = etree.fromstring(response.content).findall("s:url", SITEMAP)  # ours
    return {
        url.findtext("s:loc", namespaces=SITEMAP).removeprefix("http://testserver"): url.findtext(
            "s:lastmod", namespaces=SITEMAP
        )
        for url in found
    }


def test_lists_the_pages_that_anybody_may_find_with_their_days(client, django_assert_num_queries):
    faces = BankFactory(ref="faces")
    question = QuestionFactory(bank=faces)
    question.publish(TODAY - datetime.timedelta(days=3))
    BankFactory(ref="empty")
    for state in (Bank.State.DRAFT, Bank.State.UNLISTED, Bank.State.CLOSED):
        BankFactory(ref=state, state=state)
    DailyQuestion.objects.create(day=TODAY, question=question)
    with django_assert_num_queries(4):
        listed = pages(client)
    assert listed == {
        "/": "2026-11-22",
        "/banks/faces/": "2026-11-22",  # its check
        "/banks/empty/": None,
        "/today/": "2026-11-22",
        "/today/2026-11-22/": "2026-11-22",
        "/corrections/": None,
        "/rules/": None,
        "/privacy/": None,
        "/privacy/threats/": None,
        "/api/": None,
    }
    for path in listed:
        page = etree.HTML(client.get(path).content)
        assert page.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{path}"]
        assert not page.xpath("//meta[@name='robots']"), path


def test_robots_leave_rounds_and_the_desk_alone(client):
    played = make_round("choice")
    said = client.get("/robots.txt").content.decode()
    robots = RobotFileParser()
    robots.parse(said.splitlines())
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    for path in (*readers(played).values(), "/admin/", "/static/quiz/quiz.css"):
        left = path.startswith(("/rounds/", "/embed/rounds/", "/admin/"))
        assert robots.can_fetch("Somebot", path) != left, path
