"""Whose a round is: its browser's alone, once that has brought back the cookie of the start."""

import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from quiz.models import Report, Round, Turn
from quiz.play.sitting import Sitting
from tests.addresses import readers
from tests.conftest import ALL_KINDS
from tests.cookies import as_reader, reader_in
from tests.factories import TODAY, make_round
from tests.layout import flat
from tests.play.test_turn import answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HTMX = {"HX-Request": "true"}
SAID = "said by nobody else"


def begin(client, number=5):
    """A round as a browser starts it; without a cookie it has not been claimed yet."""
    client.post("/banks/small/start/", {"number": number})
    return Round.objects.order_by("-pk").first()


def keyed():
    """The patterns of all addresses that lead to a round, by their names."""
    return {
        pattern.name
        for pattern in get_resolver().url_patterns
        if "key" in getattr(pattern.pattern, "converters", {})
    }


class TestWhen:
    def test_at_once_where_the_start_came_with_the_cookie(self, client, bank):
        begin(client)
        assert begin(client).claimed

    @pytest.mark.any_database
    def test_with_the_first_answer_that_brings_the_number_back(self, client, bank):
        played = begin(client)
        assert not played.claimed
        client.get(played.turn_url(1))
        played.refresh_from_db()
        assert not played.claimed, "looking changes nothing"
        page = client.post(played.turn_url(1), {"unsure": "1"}, headers=HTMX).content.decode()
        assert f'id="next-link" href="{played.turn_url(2)}"' in page
        played.refresh_from_db()
        assert played.claimed
        assert played.finished_on is None

    @pytest.mark.any_database
    def test_it_costs_no_query(self, client, bank):
        played = begin(client)
        costs = []
        for position in (1, 2, 3):
            with CaptureQueriesContext(connection) as queries:
                client.post(played.turn_url(position), {"unsure": "1"}, headers=HTMX)
            costs.append(len([each for each in queries if "quiz_version" not in each["sql"]]))
        assert costs == [4, 4, 4], "what is read, the answer, the last or not, and what others said"

    def test_the_last_answer_may_be_the_first(self, client):
        reader = as_reader(client)
        played = make_round("choice", reader)
        client.post(played.turn_url(1), {"response": "Eight"})
        played.refresh_from_db()
        assert (played.claimed, played.finished_on) == (True, TODAY)

    def test_never_by_another_number_or_none(self, client, bank):
        played = begin(client)
        other, nobody = Client(), Client()
        as_reader(other)
        for browser in (other, nobody):
            browser.post(played.turn_url(1), {"unsure": "1"})
            browser.post(played.turn_url(2), {"unsure": "1"})
        played.refresh_from_db()
        assert not played.claimed
        assert played.turns.filter(answered_on__isnull=False).count() == 2

    def test_nor_by_a_round_that_belongs_to_no_reader(self, client):
        played = make_round("choice choice")
        as_reader(client)
        client.post(played.turn_url(1), {"unsure": "1"})
        played.refresh_from_db()
        assert not played.claimed

    @pytest.mark.any_database
    def test_an_answer_after_somebody_elses_claims_it_too(self, client, bank):
        played = begin(client)
        Client().post(played.turn_url(1), {"unsure": "1"})
        client.post(played.turn_url(1), {"unsure": "1"})
        played.refresh_from_db()
        assert played.claimed


class TestUntilThen:
    """As where cookies are refused: the address is the key."""

    def test_whoever_has_the_address_plays_it_to_its_end(self, client, bank):
        played = begin(client)
        client.cookies.clear()
        for position in range(1, 6):
            client.post(played.turn_url(position), {"unsure": "1"})
        page = flat(client.get(played.get_absolute_url()).content.decode())
        assert "Your result" in page
        assert "Whoever has the address of this round can open it, and erase it" in page
        page = flat(client.get(played.data_url).content.decode())
        assert "Whoever has the address of this round can open it, and erase it" in page
        assert client.post(played.practise_url).url.endswith("/1/")
        assert client.post(f"{played.data_url}erase/").url.endswith("?erased")
        assert not Round.objects.filter(pk=played.pk).exists()


@pytest.fixture
def own(client, bank):
    """A round of ``client``: answered, reported, finished, and claimed."""
    begin(client)
    played = begin(client)
    for turn in played.turns.order_by("position"):
        if turn.position < 5:
            right, wrong = answers_of(turn)
            client.post(turn.get_absolute_url(), right if turn.position % 2 else wrong)
    client.post(f"{played.turn_url(1)}report/", {"reason": "other", "text": SAID})
    client.post(played.stop_url)
    played.refresh_from_db()
    assert played.claimed
    assert played.finished_on
    assert Report.objects.get().turn.round == played
    return played


def answers_of(turn):
    return answers(OfTurn(turn), turn.version.kind)


class OfTurn:
    """A round of which one turn is the first, as the answers of ``test_turn`` want it."""

    def __init__(self, turn):
        self.turn, self.turns = turn, self

    def get(self, **_):
        return self.turn


def stranger():
    """A browser with a cookie and rounds of its own."""
    other = Client()
    as_reader(other)
    begin(other)
    return other


TRACES = (
    "Right", "Not right", "Partly", "Not sure", "verdict", "explanation", SAID, "reported",
    "Eight of the matches were verified", "counted each of the alerts", "of 4 points",
    "checked", "selected", "right-", "wrong-", "data/", "stop/", "practise/", "report/", "2026-11",
)  # fmt: skip


def bare(page):
    """A page without what stands on every page of the site."""
    return page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("name", sorted(keyed()))
@pytest.mark.parametrize("who", [Client, stranger])
def test_a_stranger_sees_no_trace_of_an_answer(own, name, who, headers):
    """On every address that leads to a round; a new one is tried by itself."""
    browser, address = who(), readers(own)[name]
    before = list(Turn.objects.order_by("pk").values()), list(Report.objects.values())
    sent = {"response": "Eight", "unsure": "1", "reason": "wrong", "text": "x", "recorded": "days"}
    for method in (browser.get, browser.head, browser.post):
        response = method(address, sent if method == browser.post else None, headers=headers)
        assert response.status_code in (200, 302, 405), name
        there = response.headers.get("HX-Redirect") or response.headers.get("Location")
        if there:
            assert re.fullmatch(rf"{own.url}\d+/", there), name
            assert not bare(f"<main{response.content.decode()}</main>").strip()
        elif response.status_code == 200 and response.content:
            shown = bare(response.content.decode())
            for trace in TRACES:
                assert trace not in shown, (name, trace)
    assert (list(Turn.objects.order_by("pk").values()), list(Report.objects.values())) == before
    assert Round.objects.filter(pk=own.pk, claimed=True).exists()


@pytest.mark.any_database
def test_what_is_looked_for_is_what_its_own_browser_sees(own, client):
    """Or a page would tell no trace because nobody knew what one is."""
    shown = ""
    for address in readers(own).values():
        if address.startswith(own.url):
            shown += client.get(address).getvalue().decode()
    for position in range(1, 6):
        shown += client.get(own.turn_url(position)).content.decode()
    unfinished = begin(client)
    shown += client.get(unfinished.turn_url(1)).content.decode()
    rare = {"Partly", "checked", "selected"}  # of kinds that this round may not have
    assert [trace for trace in TRACES if trace not in shown and trace not in rare] == []


def test_all_addresses_of_a_round_are_tried():
    assert keyed() >= {"turn", "result", "stop", "resume", "practise", "report",
                       "round_data", "round_download", "round_erase"}  # fmt: skip


@pytest.mark.any_database
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_stranger_sees_the_question_whether_answered_or_not(client, kind):
    reader = as_reader(client)
    played = make_round(f"{kind} choice", reader, claimed=True)
    before = Client().get(played.turn_url(1)).content
    right, _wrong = answers(played, kind)
    client.post(played.turn_url(1), right)
    client.post(played.stop_url)
    assert played.turns.get(position=1).answered
    page = Client().get(played.turn_url(1)).content
    assert page == before, "the very same page, byte for byte"
    text = flat(page.decode())
    assert "what did the report find?" in text
    assert "1 of 2" in text
    assert f'href="{played.turn_url(2)}"' in text
    assert "It deletes itself on 22 December 2026." in text
    assert "nobody can tell you from a stranger" in text.lower()
    assert 'action="/banks/' in text
    for offered in ("Eight", "Forty") if kind == "choice" else ():
        assert offered in text
    assert Client().get(played.turn_url(3)).status_code == 404


@pytest.mark.any_database
def test_of_practice_a_stranger_sees_no_question_since_it_asks_what_was_missed(client, bank):
    begin(client)
    client.post(begin(client).turn_url(1), {"unsure": "1"})
    first = Round.objects.order_by("-pk").first()
    client.post(first.stop_url)
    client.post(first.practise_url)
    practice = Round.objects.get(origin=Round.Origin.PRACTICE)
    assert practice.claimed
    pages = {Client().get(practice.turn_url(position)).content for position in (1, 2, 9)}
    (page,) = pages  # nor does it tell how many there are
    text = flat(page.decode())
    assert "Would you like to play?" in text
    assert "It deletes itself on" in text
    assert practice.turns.get().version.content["prompt"] not in text
    assert 'name="number"' not in text


@pytest.mark.any_database
def test_the_round_that_is_offered_is_one_like_it(own, client):
    stranger = Client()
    page = stranger.get(own.turn_url(1)).content.decode()
    assert '<input type="hidden" name="number" value="5">' in page
    response = stranger.post("/banks/small/start/", {"number": "5"})
    assert not response.url.startswith(own.url)


@pytest.mark.any_database
def test_its_own_browser_sees_and_does_everything(own, client):
    assert "Your result" in client.get(own.get_absolute_url()).content.decode()
    page = flat(client.get(own.get_absolute_url()).content.decode())
    assert "Only this browser can open this round" in page
    assert SAID in client.get(own.data_url).content.decode()
    assert SAID in client.get(f"{own.data_url}download/").getvalue().decode()
    client.post(f"{own.data_url}erase/")
    assert not Round.objects.filter(pk=own.pk).exists()


@pytest.mark.any_database
def test_who_has_lost_the_cookie_is_a_stranger(own, client):
    client.cookies.clear()
    for address in (own.get_absolute_url(), own.data_url):
        page = client.get(address, follow=True).content.decode()
        assert "Was it you who played it?" in page
    assert client.post(f"{own.data_url}erase/").url == own.turn_url(1)
    assert Round.objects.filter(pk=own.pk).exists()


class TestRaces:
    def test_an_answer_on_its_way_when_the_round_is_claimed_is_refused_and_told_nothing(
        self, client, bank, monkeypatch
    ):
        """A stranger's, who had the address while that was the key."""
        played = begin(client)
        load = Sitting.load

        def claimed_meanwhile(key, on):
            sitting = load(key, on)
            monkeypatch.setattr(Sitting, "load", load)
            client.post(played.turn_url(1), {"unsure": "1"})
            return sitting

        for position in (1, 2):
            Round.objects.update(claimed=False)
            monkeypatch.setattr(Sitting, "load", claimed_meanwhile)
            response = Client().post(played.turn_url(position), {"unsure": "1"}, headers=HTMX)
            assert response.headers["HX-Redirect"] == played.turn_url(position)
            assert not response.content
        assert played.turns.filter(answered_on__isnull=False).count() == 1

    def test_its_own_answer_is_kept_whoever_claims_it_meanwhile(self, client):
        """Two tabs: what was read as unclaimed has been claimed by the other one."""
        reader = as_reader(client)
        played = make_round("choice choice", reader)
        first, second = (Sitting.load(played.key, TODAY) for _ in range(2))
        for sitting, position in ((first, 1), (second, 2)):
            assert not sitting.answer(sitting.turn(position), "Eight", TODAY, reader)
        assert Round.objects.get().finished_on == TODAY


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="one writes at a time in SQLite")
@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_its_own_claims_and_none_is_lost_or_let_in(bank):
    """Its own browser and strangers answer at once; afterwards it is claimed, once and for all."""
    reader = None
    for _again in range(5):
        owner = Client()
        played = begin(owner, number=10)
        reader = reader_in(owner)
        assert reader == played.reader
        start = threading.Barrier(4, timeout=30)

        def play(browser, positions, played=played, start=start):
            try:
                start.wait()
                for position in positions:
                    with suppress(Http404):
                        browser.post(played.turn_url(position), {"unsure": "1"})
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(play, owner, range(1, 6))]
            done += [pool.submit(play, Client(), range(6, 11)) for _ in range(3)]
            for each in done:
                each.result(timeout=60)
        played.refresh_from_db()
        assert played.claimed
        left = played.turns.filter(answered_on=None).count()
        late = Client()
        late.post(played.turn_url(10), {"unsure": "1"})
        assert played.turns.filter(answered_on=None).count() == left
        assert played.turns.filter(position__lt=6, answered_on=None).count() == 0
        assert (played.finished_on is not None) == (left == 0)
