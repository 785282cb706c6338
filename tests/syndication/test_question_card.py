"""The card: one question in a frame that may only run scripts. Nothing of an answer is kept."""

import re

import pytest
from lxml import etree

from quiz.models import Bank, DailyQuestion, Question, QuestionSet, Round, Tally
from quiz.syndication import question_card
from quiz.web.rate_limits import Limit
from tests.factories import TODAY, BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

URL = "/embed/banks/faces/card/"


@pytest.fixture
def faces():
    """Two questions that take one tap, one of them on the shelf, and one that takes more."""
    bank = BankFactory(ref="faces", title="Faces")
    QuestionFactory(bank=bank, kind="estimate", prompt="How many?", live=True)
    QuestionFactory(bank=bank, prompt="Which of these?", live=True)
    QuestionFactory(bank=bank, prompt="On the shelf?", hook=True, live=True)
    return bank


def prompt(page):
    return " ".join(etree.HTML(page.content).xpath("string(//h2[1])").split())


def press(client, page=None, url=URL, **sent):
    fields = re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', (page or client.get(url)).text)
    return client.post(url, {**dict(fields), **(sent or {"response": "Eight"})})


def test_it_asks_what_takes_one_tap_the_shelf_first_and_before_it_todays(client, faces):
    page = client.get(URL)
    assert prompt(page) == "On the shelf?"
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert page.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy
    assert "'self'" not in policy, "which is nothing in a sandbox, as WebKit has it"
    assert "script-src http://testserver;" in policy
    Bank.objects.update(embed_hosts="www.paper.example")
    policy = client.get(URL).headers["Content-Security-Policy"]
    assert re.search("frame-ancestors [^;]*www.paper.example", policy)
    assert "X-Frame-Options" not in page.headers
    assert "Play all 3 questions" in flat(page.text)
    DailyQuestion.objects.create(day=TODAY, question=Question.objects.get(prompt="Which of these?"))
    assert prompt(client.get(URL)) == "Which of these?"
    assert prompt(client.get("/embed/today/card/")) == "Which of these?"
    assert prompt(client.get(f"/embed/today/{TODAY}/card/")) == "Which of these?"


@pytest.mark.parametrize(
    ("sent", "word"), [("Eight", "Right."), ("Forty", "Not right."), (None, "Not sure:")]
)
def test_a_press_says_the_verdict_and_keeps_nothing(
    client, faces, sent, word, django_assert_max_num_queries
):
    page = client.get(URL)
    assert "The report counted" not in page.text
    with django_assert_max_num_queries(4):
        answer = press(client, page, **({"response": sent} if sent else {"unsure": "1"}))
    assert answer.status_code == 200
    assert word in flat(answer.text)
    assert "The report counted each of the alerts" in answer.text
    assert "university.example" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert not Round.objects.exists()
    assert not Tally.objects.exists()


def test_a_set_asks_its_first_question_that_takes_one_tap(client, faces):
    week = QuestionSet.objects.create(
        bank=faces, ref="week", title="Week", summary="Three.", state=QuestionSet.State.UNLISTED
    )
    for n, question in enumerate(Question.objects.order_by("pk")):
        week.places.create(question=question, number=n)
    url = "/embed/sets/week/card/"
    assert prompt(client.get(url)) == "Which of these?"
    assert "Right." in press(client, url=url).text
    QuestionSet.objects.update(state=QuestionSet.State.CLOSED)
    assert "This quiz is closed" in client.get(url).text


def test_what_it_does_not_ask_it_does_not_answer(client, faces):
    elsewhere = QuestionFactory(prompt="Elsewhere?", live=True).live_version_id
    steps = Question.objects.get(kind="estimate").live_version_id
    for version in (elsewhere, steps, "", "x", "9" * 30):
        answer = client.post(URL, {"version": version, "response": "Eight"})
        assert answer.status_code == 409
        assert "That question is not asked any more." in answer.text
        assert "The report counted" not in answer.text


def test_no_answer_says_what_is_wrong(client, faces):
    answer = press(client, response="Ninety")
    assert answer.status_code == 422
    assert "That is not one of the answers on offer." in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_very_many_from_one_network_wait(client, faces, monkeypatch):
    monkeypatch.setattr(question_card, "PRESSED", Limit("card", most=1, seconds=600))
    page = client.get(URL)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', page.text))
    answers = [
        client.post(URL, {**fields, "response": "Eight", **sent}, REMOTE_ADDR=where)
        for where in ("9.9.9.9", "9.9.9.8") for sent in ({}, {"version": "0"})
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]
    assert "Retry-After" in answers[1].headers
    assert "The report counted" not in answers[1].text
    assert answers[1].headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("state", [Bank.State.DRAFT, Bank.State.CLOSED])
def test_nothing_is_asked_of_a_bank_that_is_not_open(client, faces, state):
    fields = {"version": Question.objects.get(hook=True).live_version_id, "response": "Eight"}
    Bank.objects.update(state=state)
    page, answer = client.get(URL), client.post(URL, fields)
    if state == Bank.State.DRAFT:
        assert (page.status_code, answer.status_code) == (404, 404)
    else:
        assert "This quiz is closed" in page.text
        assert answer.status_code == 409
    for each in (page, answer):
        assert "shelf" not in each.text
