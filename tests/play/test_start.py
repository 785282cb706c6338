"""Starting a round: the only moment at which anything is kept."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from quiz.models import Round
from quiz.play import question_index
from quiz.web.rate_limits import Limit
from tests.cookies import reader_in
from tests.factories import BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = pytest.mark.django_db


def start(client, **data):
    headers = data.pop("headers", {})
    return client.post("/banks/small/start/", data, headers=headers)


def test_leads_to_the_first_question(client, bank):
    response = start(client, number="10")
    played = Round.objects.get()
    assert response.status_code == 302
    assert response.url == f"/rounds/{played.key}/1/"
    assert played.turns.count() == 10
    assert played.reader == reader_in(client)


@pytest.mark.any_database
def test_the_cookie_says_nothing_and_is_kept_safe(client, bank):
    cookie = start(client).cookies["quiz"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 31 * 24 * 3600
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    number, signature = cookie.value.split(":")
    assert number == Round.objects.get().reader.hex
    assert len(signature) == 43, "the signature alone: no time stands before it"


@pytest.mark.any_database
def test_a_topic_is_asked_for_what_it_has(client, bank):
    topic = bank.topics.first()
    page = flat(client.get("/banks/small/").content.decode())
    assert "6 questions</span>" in page
    response = start(client, topic=topic.ref)
    assert Round.objects.get().wanted == 6
    assert "You asked for" not in client.get(response.url).content.decode()


@pytest.mark.any_database
def test_asks_for_a_topic(client, bank):
    topic = bank.topics.first()
    start(client, number="10", topic=topic.ref)
    played = Round.objects.get()
    assert played.origin == "topic"
    assert {turn.version.topic for turn in played.turns.all()} == {topic}


def test_fewer_than_asked_for_is_said_and_not_padded(client, bank):
    response = start(client, number="20")
    page = client.get(response.url).content.decode()
    assert Round.objects.get().turns.count() == 12
    assert "You asked for 20 questions. There are only 12 different ones" in page


@pytest.mark.any_database
@pytest.mark.parametrize("number", ["0", "21", "-1", "ten", "1e1", "١٠", "9" * 99])
def test_an_impossible_number_is_refused_with_a_sentence(client, bank, number):
    response = start(client, number=number)
    assert response.status_code == 400
    assert "Please choose one." in response.content.decode()
    assert not Round.objects.exists()


def test_begins_easily_with_something_to_look_at_and_ends_with_what_is_hard(client, bank):
    shown = {"type": "message", "caption": "A text message", "lines": ["Your parcel waits."]}
    for topic in bank.topics.all():
        common = {"bank": bank, "topic": topic, "live": True}
        QuestionFactory.create_batch(4, difficulty="hard", **common)
        QuestionFactory.create_batch(2, difficulty="easy", kind="true_false", **common)
        QuestionFactory(difficulty="middling", exhibit=shown, **common)
    for _time in range(5):
        start(Client(), number="10")
    for played in Round.objects.all():
        asked = [turn.version for turn in played.turns.order_by("position")]
        levels = [version.content.get("difficulty") for version in asked]
        assert levels[0] == "easy"
        assert levels.count("hard") == 3
        assert levels[7:] == ["hard"] * 3
        assert any("exhibit" in version.content for version in asked[:3])
        assert {version.kind for version in asked[:2]} <= {"choice", "true_false"}


@pytest.mark.any_database
def test_an_unknown_topic_is_refused_with_a_sentence(client, bank):
    response = start(client, topic="nowhere")
    assert response.status_code == 400
    assert "no such topic" in response.content.decode()


def test_a_bank_left_empty_says_that_it_is_being_rechecked(client, today):
    empty = BankFactory(ref="small")
    QuestionFactory(bank=empty, live=True, check=today.replace(day=1))
    response = start(client)
    assert response.status_code == 503
    assert "being checked again" in response.content.decode()
    assert not Session.objects.exists()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "null"}, 403),
        ({}, 302),
    ],
)
def test_another_site_cannot_start_a_round_for_a_reader(client, bank, headers, status):
    assert start(client, headers=headers).status_code == status


@pytest.mark.any_database
def test_looking_changes_nothing(client, bank):
    assert client.get("/banks/small/start/").status_code == 405
    assert not Round.objects.exists()


@pytest.mark.any_database
def test_a_second_round_asks_what_was_not_met(client, bank):
    start(client, number="5")
    start(client, number="5")
    first, second = Round.objects.order_by("pk")
    met = {turn.version_id for turn in first.turns.all()}
    assert not met & {turn.version_id for turn in second.turns.all()}
    assert first.reader == second.reader


@pytest.mark.parametrize("size", [40, 1000])
def test_costs_the_same_for_a_small_and_a_large_bank(
    client, today, size, django_assert_max_num_queries
):
    large = BankFactory(ref="small")
    question = QuestionFactory(bank=large, live=True)
    fill(large, question, size)
    start(client)
    # One of them counts the rounds of this browser, so that its pages stay as cheap; and on
    # PostgreSQL one waits for an erasure of the same browser.
    with django_assert_max_num_queries(9 if connection.vendor == "postgresql" else 8):
        start(client)


def fill(bank, like, size):
    """``size`` live questions like one, with a fact each, quickly."""
    from quiz.models import Check, Fact, Question, Version

    facts = Fact.objects.bulk_create(
        Fact(bank=bank, ref=f"filling-{n}", text=f"Filling {n}") for n in range(size)
    )
    questions = Question.objects.bulk_create(
        Question(bank=bank, ref=f"filling-{n}", fact=fact, topic=like.topic, kind=like.kind)
        for n, fact in enumerate(facts)
    )
    versions = Version.objects.bulk_create(
        Version(
            question=question,
            number=1,
            kind=like.kind,
            topic=like.topic,
            content=like.content(),
            published_on=like.live_version.published_on,
        )
        for question in questions
    )
    for question, version in zip(questions, versions, strict=True):
        question.live_version, question.state = version, "live"
    Question.objects.bulk_update(questions, ["live_version", "state"])
    check = like.latest_check()
    Check.objects.bulk_create(
        Check(question=q, checked_on=check.checked_on, review_by=check.review_by) for q in questions
    )
    bank.touch()


def test_too_many_rounds_from_one_place_get_a_sentence_and_a_way_on(client, bank, monkeypatch):
    monkeypatch.setattr("quiz.play.start.STARTS", Limit("start", most=2, seconds=600))
    came = {"REMOTE_ADDR": "8.8.8.8"}
    topic = bank.topics.first().ref
    for _ in range(2):
        assert client.post("/banks/small/start/", **came).status_code == 302
    response = client.post("/banks/small/start/", {"number": "5", "topic": topic}, **came)
    page = response.content.decode()
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 600
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Very many rounds were started from your network" in page
    assert f'name="topic" value="{topic}"' in page
    assert 'name="number" value="5"' in page
    assert Round.objects.count() == 2
    elsewhere = client.post("/banks/small/start/", REMOTE_ADDR="9.9.9.9")
    assert elsewhere.status_code == 302


@pytest.mark.long
@pytest.mark.any_database
def test_a_lecture_hall_behind_one_address_may_play(client, bank):
    for _ in range(300):
        assert client.post("/banks/small/start/", REMOTE_ADDR="8.8.8.8").status_code == 302


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("said", "special"),
    [
        ({}, False),
        ({"dimension": "technology"}, False),
        ({"dimension": "law"}, True),
        ({"dimension": "you", "jurisdiction": "United Kingdom"}, True),
    ],
)
def test_a_question_of_one_country_is_known_from_its_version(today, said, special):
    question = QuestionFactory(live=True, **said)
    (entry,) = question_index.index(question.bank, today).entries
    assert entry.traits.special == special
