"""Who sees a bank: what is not listed stands in nothing public but its own address."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from quiz.core.challenge import Challenge
from quiz.models import Bank, Correction, DailyQuestion, Round, Turn
from quiz.play.challenge import signed
from tests import addresses
from tests.caches import kept_for
from tests.conftest import copied
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
State = Bank.State

# What was chosen for a bank, and what readers meet of it at noon.
STATES: dict[str, tuple[State, dict[str, Any]]] = {
    "draft": (State.DRAFT, {"state": State.DRAFT}),
    "draft that was to open": (State.DRAFT, {"state": State.DRAFT, "opens_at": NOON - HOUR}),
    "to open": (State.DRAFT, {"state": State.LISTED, "opens_at": NOON + HOUR}),
    "by its address": (State.UNLISTED, {"state": State.UNLISTED}),
    "closed": (State.CLOSED, {"state": State.CLOSED}),
    "closed by the hour": (State.CLOSED, {"state": State.LISTED, "closes_at": NOON}),
    "address closed by the hour": (State.CLOSED, {"state": State.UNLISTED, "closes_at": NOON}),
}
each_state = pytest.mark.parametrize(("met", "chosen"), STATES.values(), ids=STATES)
SAID = ("Quagga", "okapi-bank", "Zebrafish", "Aardvark", "Lemming", "Wombat")


@pytest.fixture
def hidden(today):
    """A bank whose words are in no other; first in order, today's question, with a correction."""
    return copied(_of_animals)


def _of_animals():
    bank = BankFactory(ref="okapi-bank", title="Quagga", summary="Wombat", order=0)
    topic = TopicFactory(bank=bank, title="Aardvark")
    asked = {"bank": bank, "topic": topic, "hook": True, "live": True}
    question = QuestionFactory(prompt="Zebrafish?", **asked)
    QuestionFactory.create_batch(4, prompt="Zebrafish, too?", **asked)
    DailyQuestion.objects.create(day=TODAY, question=question)
    Correction.objects.create(
        question=question,
        version=question.live_version,
        kind=Correction.Kind.WORDING,
        statement="Lemming",
        corrected_on=TODAY,
    )
    return bank


@pytest.fixture
def other(hidden):
    """A round of a bank that is listed."""
    return make_round("choice", bank=BankFactory(ref="plain", title="A plain bank", order=1))


def choose(bank: Bank, **chosen: Any) -> None:
    Bank.objects.filter(pk=bank.pk).update(**chosen)


def spoken_of(client: Any, paths: list[str]) -> set[tuple[str, str]]:
    """Where one of these pages says a word of the hidden bank."""
    answers = {path: client.get(path) for path in paths}
    pages = {path: b"".join(answer).decode() for path, answer in answers.items()}
    return {(path, word) for path, page in pages.items() for word in SAID if word in page}


def public(other: Round) -> list[str]:
    return [*addresses.readers(other).values(), "/today/2026-11-22/", "/nowhere/"]


def test_these_pages_would_speak_of_it(client, hidden, other):
    found = spoken_of(client, public(other))
    assert {path for path, _word in found} >= {
        "/", "/today/", f"/today/{TODAY}/", "/banks/plain/", "/corrections/", "/corrections/feed/",
        "/feeds/today/", "/feeds/questions/", "/sitemap.xml",
    }  # fmt: skip
    assert {word for _path, word in found} == {*SAID}


@each_state
def test_what_is_not_listed_stands_nowhere(client, hidden, other, met, chosen):
    choose(hidden, **chosen)
    assert spoken_of(client, public(other)) == set()
    Turn.objects.filter(round=other).update(grade=1.0, answered_on=TODAY, response="Eight")
    Round.objects.filter(pk=other.pk).update(finished_on=TODAY)
    assert spoken_of(client, public(other)) == set(), "beside a result"


@each_state
def test_its_own_address_says_what_holds(client, hidden, met, chosen):
    choose(hidden, **chosen)
    page = client.get("/banks/okapi-bank/")
    said = page.content.decode()
    if met == State.DRAFT:
        assert page.status_code == 404
        assert not [word for word in SAID if word in said]
    elif met == State.UNLISTED:
        assert page.status_code == 200
        assert "Start a round" in said
    else:
        assert page.status_code == 200
        assert "This quiz is closed" in said
        assert 'content="noindex"' in said
        assert "Zebrafish" not in said


@each_state
def test_a_round_begins_only_where_the_bank_is_open(client, hidden, met, chosen):
    choose(hidden, **chosen)
    answer = client.post("/banks/okapi-bank/start/")
    status = {State.DRAFT: 404, State.UNLISTED: 302, State.CLOSED: 409}
    assert answer.status_code == status[met]
    assert Round.objects.exists() == (met == State.UNLISTED)
    if met == State.CLOSED:
        assert "This quiz is closed: no new round begins here." in answer.content.decode()


@each_state
def test_a_round_under_way_goes_on_and_begins_no_other(client, hidden, met, chosen):
    client.post("/banks/okapi-bank/start/")
    played = Round.objects.get()
    choose(hidden, **chosen)
    for turn in played.turns.select_related("version"):
        assert client.get(turn.get_absolute_url()).status_code == 200
        client.post(turn.get_absolute_url(), {"unsure": "1"})
    result = client.get(played.get_absolute_url())
    assert result.status_code == 200
    assert "0 of 1 right" not in result.content.decode()
    assert ("Play again" in result.content.decode()) == (met == State.UNLISTED)
    assert client.get("/scores/").status_code == 200
    practice = client.post(f"{played.get_absolute_url()}practise/")
    assert practice.status_code == (302 if met == State.UNLISTED else 409)
    assert client.post(f"{played.get_absolute_url()}data/erase/").status_code in (200, 302)


def test_what_leads_on_from_a_round_leads_nowhere_that_is_shut(client, hidden):
    played = make_round("choice", bank=hidden, reader="6f0e8c1e-5a54-4c3e-8f0e-0f4bb1d2a001")
    Round.objects.update(claimed=True)
    page = client.get(f"{played.get_absolute_url()}1/").content.decode()
    assert "Play a round of your own" in page
    choose(hidden, state=State.CLOSED)
    page = client.get(f"{played.get_absolute_url()}1/").content.decode()
    assert "belongs to another browser" in page
    assert "Play a round of your own" not in page


def test_a_reminder_leads_to_the_first_page_where_its_bank_is_shut(client, hidden):
    client.post("/banks/okapi-bank/start/", {"number": 5})
    played = Round.objects.get()
    client.post(f"{played.get_absolute_url()}1/", {"unsure": "1"})
    client.post(f"{played.get_absolute_url()}stop/")
    address = f"{played.get_absolute_url()}reminder/"
    assert "okapi-bank" in client.get(address).content.decode()
    choose(hidden, state=State.DRAFT)
    assert "okapi-bank" not in client.get(address).content.decode()


@each_state
def test_a_challenge_is_taken_up_only_where_the_bank_is_open(client, hidden, met, chosen):
    versions = hidden.questions.values_list("live_version", flat=True)
    address = f"/challenges/{signed(Challenge(tuple(versions)))}/"
    choose(hidden, **chosen)
    page, start = client.get(address), client.post(f"{address}start/")
    status = {State.DRAFT: (400, 400), State.UNLISTED: (200, 302), State.CLOSED: (200, 409)}
    assert (page.status_code, start.status_code) == status[met]
    if met == State.DRAFT:
        assert "Quagga" not in page.content.decode()
    if met == State.CLOSED:
        assert "This quiz is closed" in page.content.decode()
        assert "being checked again" not in page.content.decode()


@each_state
def test_a_days_question_is_not_asked_any_more(client, hidden, other, met, chosen):
    version = DailyQuestion.objects.get().question.live_version_id
    choose(hidden, **chosen)
    answer = client.post(f"/today/{TODAY}/", {"version": version, "response": "0"})
    assert answer.status_code == 409
    assert not Round.objects.exclude(pk=other.pk).exists()


@pytest.mark.parametrize("path", ["/", "/banks/plain/", "/today/", f"/today/{TODAY}/",
                                  "/corrections/", "/corrections/feed/", "/feeds/today/",
                                  "/feeds/questions/", "/sitemap.xml"])  # fmt: skip
@pytest.mark.parametrize("moment", ["opens_at", "closes_at"])
def test_a_cached_page_ends_when_a_bank_opens_or_closes(client, hidden, other, path, moment):
    choose(hidden, **{moment: timezone.now() + datetime.timedelta(seconds=90)})
    page = client.get(path)
    assert kept_for(page) == 90
    if tag := page.headers.get("ETag"):
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, kept_for(again)) == (304, 90)
    before = page.content
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=90), tick=False):
        after = client.get(path, headers={"If-None-Match": tag} if tag else {})
        assert after.status_code == 200
        assert after.content != before
        assert after.headers["Cache-Control"] == "public, max-age=300"


def test_the_page_of_a_bank_that_closes_ends_with_it(client, hidden):
    choose(hidden, closes_at=timezone.now() + datetime.timedelta(seconds=90))
    assert kept_for(client.get("/banks/okapi-bank/")) == 90


def test_a_new_bank_is_a_draft(client, bank):
    fresh = Bank.objects.create(ref="okapi-bank", title="Quagga", summary="Wombat")
    assert fresh.state == State.DRAFT
    assert "Quagga" not in client.get("/").content.decode()
    assert client.get("/banks/okapi-bank/").status_code == 404


def test_what_has_no_questions_is_not_said_to_be_checked_again(client, bank):
    empty = BankFactory(title="Empty")
    for path in ("/", f"/banks/{empty.ref}/"):
        page = client.get(path).content.decode()
        assert "eing checked again" not in page
        assert "no questions" in page.lower()
    QuestionFactory(bank=empty, live=True, check=TODAY.replace(day=1))
    for path in ("/", f"/banks/{empty.ref}/"):
        assert "eing checked again" in client.get(path).content.decode()
