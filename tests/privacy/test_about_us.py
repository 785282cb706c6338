"""The question about us: its key is what the page about a reader's data shows."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quiz.models import Round
from quiz.play import queries
from quiz.privacy import about_us
from quiz.privacy.records import record
from tests.conftest import ALL_KINDS
from tests.cookies import as_reader
from tests.factories import TODAY, BankFactory, QuestionFactory, make_round
from tests.layout import flat

pytestmark = pytest.mark.any_database

REFS = [option.ref for option in about_us.OPTIONS]


def play(client, answers=2, bank="small"):
    client.post(f"/banks/{bank}/start/", {"number": "5"})
    played = Round.objects.order_by("-pk").first()
    for position in range(1, answers + 1):
        client.post(f"/rounds/{played.key}/{position}/", {"unsure": "1"})
    client.post(f"/rounds/{played.key}/stop/")
    return played


def shown(page):
    """The record as a page shows it."""
    return json.loads(
        unescape(page.split('<pre class="record" tabindex="0">')[1].split("</pre>")[0])
    )


def said(page):
    """Which options the page says are recorded."""
    part = flat(page).split('id="about-us"')[1].split("</ul>")[0]
    found = re.findall(r'<span>([^<]+) <span class="state">(Not recorded|Recorded)', part)
    texts = {str(option.text): option.ref for option in about_us.OPTIONS}
    assert {texts[unescape(text)] for text, _ in found} == set(REFS)
    return {texts[unescape(text)] for text, state in found if state == "Recorded"}


def test_it_is_asked_after_every_round_and_the_key_is_not_in_the_page(client, bank):
    played = play(client)
    page = client.get(f"/rounds/{played.key}/").content.decode()
    assert "Which of these has this site recorded about you?" in page
    for ref in REFS:
        assert f'name="recorded" value="{ref}"' in page
    assert "Recorded</span>" not in page
    assert 'class="record"' not in page


def test_the_answer_comes_on_the_same_page_with_the_rows(client, bank):
    played = play(client)
    response = client.post(f"/rounds/{played.key}/", {"recorded": ["days", "address"]})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Your result" in page
    assert said(page) == {"days", "unsure", "tie"}
    assert shown(page) == shown(client.get("/your-data/").content.decode())
    part = flat(page).split('id="about-us"')[1]
    assert "2026-11-22" in part
    assert part.count("you ticked it") == 2
    assert str(played.reader) in part


@pytest.mark.each_database
def test_what_is_held_back_of_a_round_under_way_is_said_beside_the_rows(client, bank):
    played = play(client)
    said = "Of a round under way, what could give an answer away is held back"
    assert said in flat(client.post(f"/rounds/{played.key}/").content.decode()), "it can go on"
    client.post(f"/rounds/{played.key}/resume/")
    for turn in played.turns.all():
        client.post(turn.get_absolute_url(), {"unsure": "1"})
    assert said not in flat(client.post(f"/rounds/{played.key}/").content.decode())
    client.post("/banks/small/start/", {"number": "5"})
    assert said in flat(client.post(f"/rounds/{played.key}/").content.decode())


def test_what_is_recorded_is_shown_in_words():
    """Not as it is stored: that is in the rows themselves."""
    turns = [
        {"response": response}
        for response in ("Eight", ["Thorn", "IBM"], True, 26, [["IBM", "stopped"], ["NEC", "sold"]])
    ]
    (answers,) = (
        row
        for row in about_us.rows({"rounds": [{"turns": turns}]}, [])
        if row.option.ref == "answers"
    )
    assert answers.values == ["Eight", "Thorn, IBM", "True", "26", "IBM → stopped, NEC → sold"]


def test_htmx_gets_the_part_alone(client, bank):
    played = play(client)
    page = client.post(f"/rounds/{played.key}/", headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith('<section id="about-us"')
    assert said(page) == {"days", "unsure", "tie"}


def test_nothing_is_stored(client, bank):
    played = play(client)
    with CaptureQueriesContext(connection) as queries:
        response = client.post(f"/rounds/{played.key}/", {"recorded": REFS})
    assert response.status_code == 200
    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in queries)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "private, no-store"


def test_while_the_address_is_the_key_a_finder_sees_this_round_and_not_whose_it_is(client, bank):
    played = play(client)
    Round.objects.update(claimed=False)
    other = play(client)
    finder = Client()
    play(finder)
    for browser in (Client(), finder):
        page = browser.post(f"/rounds/{played.key}/").content.decode()
        assert [each["key"] for each in shown(page)["rounds"]] == [str(played.key)]
        assert "tie" not in said(page)
        assert str(played.reader) not in page
        assert str(other.key) not in page


def test_ticking_nothing_or_nonsense_is_answered_too(client, bank):
    played = play(client)
    for posted in ({}, {"recorded": "nonsense"}, {"other": "\0"}):
        assert client.post(f"/rounds/{played.key}/", posted).status_code == 200


def test_of_an_erased_round_there_is_nothing_to_ask(client, bank):
    played = play(client)
    client.post("/your-data/erase/")
    response = client.post(f"/rounds/{played.key}/", {"recorded": "days"})
    assert response.status_code == 404
    assert "it may have been erased" in response.content.decode()


def test_an_unfinished_round_asks_nothing_yet(client, bank):
    client.post("/banks/small/start/")
    played = Round.objects.get()
    assert client.post(f"/rounds/{played.key}/").url == f"/rounds/{played.key}/1/"


@pytest.mark.django_db
def test_every_name_in_the_record_is_an_option_or_no_business_of_a_question():
    """A new column must be decided on: is it something a reader would want to know of?"""
    played = make_round("choice")
    turn = played.turns.get()
    turn.answer("Eight", TODAY)
    turn.report = None
    names = {name for name, _ in about_us.values(record([played], None))}
    names |= {"unsure", "reason", "text"}
    asked = {name for option in about_us.OPTIONS for name in option.names}
    plain = {"format", "key", "bank", "topic", "origin", "challenger_right", "claimed",
             "questions_asked_for", "order_seed", "stopped", "counted", "shown_until",
             "position", "question", "question_of_day", "set", "version", "grade", "first_grade",
             "met_before", "reported_on", "state",
             "handled_on"}  # fmt: skip
    assert names - asked <= plain
    assert not asked & plain


ROUND = st.lists(
    st.tuples(
        st.sampled_from(ALL_KINDS),
        st.sampled_from(["right", "unsure", "open"]),
        st.booleans(),  # reported
    ),
    min_size=1,
    max_size=3,
)


class EqualToThePage(TestCase):
    """Whoever asks, with whichever rounds behind them."""

    @settings(
        max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(rounds=st.lists(ROUND, min_size=1, max_size=3), cookie=st.booleans())
    def test_its_key_is_what_the_page_shows(self, rounds, cookie):
        # Each example begins with the same database, so its ids mean other versions.
        queries._versions.clear()
        client = Client()
        reader = as_reader(client) if cookie else None
        bank = BankFactory()
        for each in rounds:
            versions = [QuestionFactory(bank=bank, kind=kind, live=True) for kind, _, _ in each]
            played = Round.begin(
                [question.live_version_id for question in versions],
                bank=bank,
                reader=reader,
                wanted=len(each),
                started_on=TODAY,
            )
            for turn, (_, answer, reported) in zip(
                played.turns.order_by("position"), each, strict=True
            ):
                if answer == "open":
                    continue
                turn.round = played
                turn.answer(None if answer == "unsure" else right(turn), TODAY)
                if reported:
                    path = f"/rounds/{played.key}/{turn.position}/report/"
                    assert client.post(path, {"reason": "wrong", "text": "x"}).status_code == 302
            played.stop(TODAY)
        page = client.post(f"/rounds/{played.key}/").content.decode()
        address = "/your-data/" if cookie else f"/rounds/{played.key}/data/"
        held = shown(client.get(address).content.decode())
        assert shown(page) == held
        turns = [turn for each in held["rounds"] for turn in each["turns"]]
        assert len(held["rounds"]) == (len(rounds) if cookie else 1)
        answered = [turn for turn in turns if turn.get("answered_on")]
        expected = {
            "days": True,
            "answers": any(turn["response"] is not None for turn in answered),
            "unsure": any(turn["response"] is None for turn in answered),
            "reports": any(turn["report"] for turn in answered),
            "tie": held["reader"] is not None,
        }
        assert said(page) == {ref for ref, recorded in expected.items() if recorded}
        for secret in ("127.0.0.1", "testserver", ":00"):
            assert secret not in json.dumps(held)


def right(turn):
    """Some answer of the shape that the turn's kind takes."""
    spec = turn.version.content["spec"]
    return {
        "choice": lambda: spec["right"],
        "true_false": lambda: spec["right"],
        "multiple": lambda: spec["right"],
        "estimate": lambda: spec["right"],
        "ordering": lambda: [item["text"] for item in spec["items"]],
        "matching": lambda: [[pair["left"], pair["right"]] for pair in spec["pairs"]],
    }[turn.version.kind]()
