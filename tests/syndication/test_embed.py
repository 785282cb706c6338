"""An embed: a round inside another site's page, without a cookie, at addresses of its own."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from quiz.models import Bank, DailyQuestion, Question, QuestionSet, Round
from quiz.web.rate_limits import Limit
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ELSEWHERE = {
    "Origin": "null",
    "Sec-Fetch-Site": "cross-site",
    "Cookie": f"{settings.READER_COOKIE_NAME}=x; {settings.SESSION_COOKIE_NAME}=y",
}
UNSURE = {"unsure": "1"}


@pytest.fixture
def elsewhere():
    """A browser that shows an embed in a sandbox; with cookies of ours, which are not asked for."""
    return Client(enforce_csrf_checks=True, headers=ELSEWHERE)


def begin(client, place="/embed/banks/small/start/", **sent):
    response = client.post(place, {"number": 5, **sent})
    return Round.objects.latest("pk"), response


def in_frame(page, tag):
    """The addresses to which what stays in the frame leads: forms, and links marked so."""
    found = re.findall(rf"<{tag}\b[^>]*target=\"_self\"[^>]*>", page)
    return [re.search(r"(?:action|href)=\"([^\"]*)\"", each)[1] for each in found]


@pytest.mark.any_database
@pytest.mark.parametrize("look", ["", "/dark", "/light-b3261e"])
def test_a_whole_round_stays_under_its_address_and_sets_no_cookie(elsewhere, bank, look):
    first = elsewhere.get(f"/embed{look}/banks/small/")
    (start,) = in_frame(first.content.decode(), "form")
    assert start == f"/embed{look}/banks/small/start/"
    played, response = begin(elsewhere, start)
    assert played.reader is None
    for position in range(1, 6):
        here = f"/embed{look}/rounds/{played.key}/{position}/"
        assert response.headers["Location"] == here
        page = elsewhere.get(here).content.decode()
        assert {*in_frame(page, "form")} == {here, f"/embed{look}/rounds/{played.key}/stop/"}
        answered = elsewhere.post(here, UNSURE)
        assert answered.headers["Location"] == f"{here}#verdict"
        page = elsewhere.get(here).content.decode()
        onward = in_frame(page, "a")[-1]
        response = elsewhere.get(onward)
        response.headers["Location"] = onward
    page = response.content.decode()
    assert onward == f"/embed{look}/rounds/{played.key}/"
    assert all(each.startswith(f"/embed{look}/") for each in in_frame(page, "form"))
    assert f'href="/rounds/{played.key}/data/"' in page
    assert not elsewhere.cookies


@pytest.mark.parametrize(
    ("look", "attribute", "sheet"),
    [
        ("", '<html lang="en">', None),
        ("dark/", 'data-theme="dark"', None),
        ("light-b3261e/", 'data-theme="light"', "/embed/accent/b3261e.css"),
        ("auto-b3261e/", '<html lang="en">', "/embed/accent/b3261e.css"),
    ],
)
def test_a_publisher_chooses_how_it_looks(client, bank, look, attribute, sheet):
    page = client.get(f"/embed/{look}banks/small/").content.decode()
    assert attribute in page
    assert (sheet in page) if sheet else ("accent" not in page)


@pytest.mark.parametrize("look", ["dim", "dark-B3261E", "dark-b31", "auto-", "-b3261e"])
def test_a_look_that_is_none_is_no_address(client, bank, look):
    response = client.get(f"/embed/{look}/banks/small/")
    assert response.status_code == 404
    assert "X-Frame-Options" not in response.headers, "its page is read in the frame"


def test_the_colour_can_be_read_on_light_pages_and_on_dark_ones(client):
    response = client.get("/embed/accent/ffe000.css")
    assert response.headers["Content-Type"] == "text/css"
    sheet = response.content.decode()
    assert ":root { --link: #" in sheet
    assert "#ffe000" in sheet, "as it is where it can be read"
    assert ":root { --link: #ffe000" not in sheet, "darker on paper"


def test_others_may_frame_what_is_embedded_and_nothing_else(client, bank):
    embedded = client.get("/embed/banks/small/")
    assert "frame-ancestors" not in embedded.headers["Content-Security-Policy"]
    assert "default-src 'none'" in embedded.headers["Content-Security-Policy"]
    assert embedded.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "X-Frame-Options" not in embedded.headers
    assert "style-src http://testserver;" in embedded.headers["Content-Security-Policy"]
    foreign = client.get("/embed/banks/small/", headers={"Host": "evil.example"})
    assert foreign.status_code == 400
    assert "evil" not in foreign.headers["Content-Security-Policy"]
    own = client.get("/banks/small/")
    assert "frame-ancestors 'none'" in own.headers["Content-Security-Policy"]
    assert own.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert own.headers["X-Frame-Options"] == "DENY"


def test_what_ever_went_wrong_is_said_in_the_frame(elsewhere, bank, monkeypatch):
    monkeypatch.setattr("quiz.play.start.STARTS", Limit("start", most=1, seconds=600))
    address = {"REMOTE_ADDR": "9.9.9.9"}
    elsewhere.post("/embed/banks/small/start/", **address)
    refused = elsewhere.post("/embed/banks/small/start/", {"number": 5}, **address)
    assert refused.status_code == 429, "counted by address, without a cookie"
    assert in_frame(refused.content.decode(), "form") == ["/embed/banks/small/start/"]
    for response in (refused, elsewhere.get("/embed/banks/none/"), elsewhere.put("/embed/today/")):
        assert response.status_code in (404, 405, 429)
        assert "X-Frame-Options" not in response.headers
        assert '<base target="_blank">' in response.content.decode()


def test_elsewhere_a_start_from_another_site_is_refused_as_before(elsewhere, bank):
    assert elsewhere.post("/banks/small/start/").status_code == 403


def test_a_round_that_a_browser_has_for_itself_opens_in_no_embed(bank):
    own = Client()
    own.post("/banks/small/start/", {"number": 5})
    played = Round.objects.get()
    own.post(played.turn_url(1), UNSURE)
    page = own.get(f"/embed{played.turn_url(1)}").content.decode()
    assert "belongs to another browser" in page
    assert "Not sure: no point" not in page


def test_a_topic_begins_a_round_of_that_topic(client, bank):
    topic = bank.topics.first()
    page = client.get(f"/embed/topics/small/{topic.ref}/").content.decode()
    assert topic.title in page
    played, _response = begin(client, topic=topic.ref)
    assert played.topic == topic
    assert client.get("/embed/topics/small/none/").status_code == 404


def test_a_set_begins_a_round_of_it(client, bank):
    week = QuestionSet.objects.create(
        bank=bank, ref="week", title="This week", summary="Two.", state="unlisted"
    )
    for number, question in enumerate(Question.objects.filter(kind="choice"), start=1):
        week.places.create(question=question, number=number)
    page = client.get("/embed/dark/sets/week/").content.decode()
    assert in_frame(page, "form") == ["/embed/dark/sets/week/start/"]
    assert "cookie, so" not in page
    _played, response = begin(client, "/embed/dark/sets/week/start/")
    assert response.headers["Location"].startswith("/embed/dark/rounds/")


def test_today_is_the_question_of_today(client, bank):
    assert "not asked at the moment" in client.get("/embed/today/").content.decode()
    asked = bank.questions.filter(kind="choice").first()
    DailyQuestion.objects.create(day=TODAY, question=asked)
    page = client.get("/embed/today/").content.decode()
    (there,) = in_frame(page, "form")
    assert there == f"/embed/today/{TODAY}/"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    response = client.post(there, {"version": version, **UNSURE})
    played = Round.objects.get()
    assert response.headers["Location"] == f"/embed/rounds/{played.key}/1/#verdict"
    assert played.reader is None
    assert not client.cookies


class TestWhoSees:
    def test_nobody_while_it_is_a_draft(self, client, bank):
        Bank.objects.update(state=Bank.State.DRAFT)
        assert client.get("/embed/banks/small/").status_code == 404

    def test_whoever_embeds_it_where_it_goes_by_its_address(self, client, bank):
        Bank.objects.update(state=Bank.State.UNLISTED)
        assert in_frame(client.get("/embed/banks/small/").content.decode(), "form")

    def test_nobody_begins_a_round_once_it_is_closed(self, client, bank):
        Bank.objects.update(state=Bank.State.CLOSED)
        page = client.get("/embed/banks/small/").content.decode()
        assert "This quiz is closed" in page
        assert not in_frame(page, "form")

    def test_its_page_is_kept_no_longer_than_that_holds(self, client, bank, settings):
        now = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
        Bank.objects.update(closes_at=now + datetime.timedelta(minutes=1))
        response = client.get("/embed/banks/small/")
        assert response.headers["Expires"] == "Sun, 22 Nov 2026 12:01:00 GMT"

    def test_where_all_is_being_checked_it_says_so(self, client, bank):
        with time_machine.travel("2036-01-01 12:00", tick=False):
            page = client.get("/embed/banks/small/").content.decode()
        assert "being checked again" in page


def test_a_page_that_begins_an_embed_takes_few_queries(client, bank, django_assert_num_queries):
    client.get("/embed/banks/small/")
    with django_assert_num_queries(2):
        client.get("/embed/banks/small/")
