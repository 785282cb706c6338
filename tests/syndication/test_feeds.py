"""Feeds: today's questions, new ones and corrections, by the rules of Atom (RFC 4287)."""

import datetime

import pytest
from lxml import etree

from quiz.models import Correction, DailyQuestion
from quiz.syndication.feeds import NEWEST
from tests.factories import TODAY, BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DAY = datetime.timedelta(days=1)
FEEDS = ["/feeds/today/", "/feeds/questions/", "/corrections/feed/"]


def read(client, path):
    """The feed there, which has all that a feed and an entry must have."""
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)  # we have written it
    for each in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("title", "id", "updated"):
            (element,) = each.findall(f"a:{name}", ATOM)
            assert element.text, name
        moment = each.findtext("a:updated", namespaces=ATOM)
        assert datetime.datetime.fromisoformat(moment).time() == datetime.time(), "days alone"
        assert each.findtext("a:id", namespaces=ATOM).startswith("http://testserver/")
    assert feed.findtext("a:author/a:name", namespaces=ATOM)
    (own,) = feed.findall("a:link[@rel='self']", ATOM)
    assert own.get("href") == f"http://testserver{path}"
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert len(ids) == len(set(ids))
    return feed


def entries(feed):
    """Title, address and first day of each entry, in their order."""
    return [
        (
            entry.findtext("a:title", namespaces=ATOM),
            entry.find("a:link", ATOM).get("href"),
            entry.findtext("a:published", namespaces=ATOM)[:10],
        )
        for entry in feed.findall("a:entry", ATOM)
    ]


@pytest.mark.parametrize("path", FEEDS)
def test_is_whole_where_there_is_nothing_and_names_its_publisher(client, settings, path):
    assert entries(read(client, path)) == []
    settings.PUBLISHER = "The Daily & Sunday"
    author = read(client, path).findtext("a:author/a:name", namespaces=ATOM)
    assert author == "The Daily & Sunday"


def test_todays_questions_lead_to_their_days(client):
    bank = BankFactory(language="ar", title="<Faces>")
    for n in range(3):
        question = QuestionFactory(bank=bank, prompt=f"What *is* {n}?", live=True)
        DailyQuestion.objects.create(day=TODAY - n * DAY, question=question)
    feed = read(client, "/feeds/today/")
    assert entries(feed) == [
        ("What is 0?", "http://testserver/today/2026-11-22/", "2026-11-22"),
        ("What is 1?", "http://testserver/today/2026-11-21/", "2026-11-21"),
        ("What is 2?", "http://testserver/today/2026-11-20/", "2026-11-20"),
    ]
    entry = feed.find("a:entry", ATOM)
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert entry.findtext("a:summary", namespaces=ATOM) == "&lt;Faces&gt;"


def test_new_questions_come_by_the_day_they_were_first_asked(client, django_assert_num_queries):
    bank = BankFactory(ref="faces")
    old, new = (QuestionFactory(bank=bank, prompt=f"{word}?") for word in ("Old", "New"))
    old.publish(TODAY - 9 * DAY)
    new.publish(TODAY - 2 * DAY)
    old.prompt = "Old, in other words?"
    old.save()
    old.publish(TODAY)
    at = "http://testserver/banks/faces/#question-"
    feed = read(client, "/feeds/questions/")
    assert entries(feed) == [
        ("New?", f"{at}{new.pk}", "2026-11-20"),
        ("Old, in other words?", f"{at}{old.pk}", "2026-11-13"),
    ]
    updated = [each.text[:10] for each in feed.findall("a:entry/a:updated", ATOM)]
    assert updated == ["2026-11-20", "2026-11-22"]
    QuestionFactory.create_batch(NEWEST, bank=bank, live=True)
    with django_assert_num_queries(2):
        assert len(entries(read(client, "/feeds/questions/"))) == NEWEST


def test_corrections_are_dated_by_their_last_change(client):
    question = QuestionFactory(live=True)
    Correction.objects.create(
        question=question,
        version=question.live_version,
        kind=Correction.Kind.KEY,
        statement="It was wrong.",
        corrected_on=TODAY - DAY,
        regraded_on=TODAY,
    )
    feed = read(client, "/corrections/feed/")
    assert feed.findtext("a:entry/a:published", namespaces=ATOM)[:10] == "2026-11-21"
    assert feed.findtext("a:entry/a:updated", namespaces=ATOM)[:10] == "2026-11-22"


@pytest.mark.parametrize("path", ["/", "/today/", "/corrections/"])
def test_pages_say_where_their_feeds_are(client, path):
    page = etree.HTML(client.get(path).content)
    linked = page.xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert linked == (FEEDS[2:] if path == "/corrections/" else FEEDS[:2])
