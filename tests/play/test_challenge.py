"""A challenge: what somebody is sent, sees, and can play; and what may be compared."""

import datetime
import re

import pytest
import time_machine
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.challenge import Challenge, Reached
from quiz.models import Bank, Question, Round, ScoreTally, Tally, Version
from quiz.play.challenge import LONGEST, NotWhole, signed, unsigned
from quiz.tallies.counting import tally
from tests.caches import kept_for
from tests.cookies import as_reader
from tests.factories import TODAY, QuestionFactory, make_round
from tests.layout import flat
from tests.play.test_result import play
from tests.test_signs import in_other_words as in_other_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

RIGHT, WRONG = "Eight", "Forty"


@pytest.fixture
def sender(client):
    """A round of three in which the first was right, played in the browser ``client``."""
    played = make_round("choice choice choice", as_reader(client))
    play(client, played, RIGHT, WRONG, WRONG)
    return played


def link(browser, played, **ticked):
    """The address of the challenge that a browser makes of its round."""
    page = browser.get(f"{played.url}challenge/", ticked).content.decode()
    message = re.search(r'<p id="message".*?</p>', page, re.S)[0]
    return re.search(r"http://testserver(/challenges/\S+/)", message)[1]


def take_up(browser, address):
    """The round that begins when a browser takes a challenge up."""
    response = browser.post(f"{address}start/")
    assert response.status_code == 302, response.content
    key = response["Location"].split("/")[2]
    return Round.objects.get(key=key)


def versions(played):
    return [*played.turns.order_by("position").values_list("version", flat=True)]


def words(response):
    return flat(re.sub("<[^>]+>", " ", response.content.decode()))


def test_the_same_questions_are_dealt_in_the_same_order(client, sender):
    friend = Client()
    address = link(client, sender)
    page = words(friend.get(address))
    assert f"3 questions from “{sender.bank.title}”: the same ones, in the same order" in page
    assert "Their score is not in the link" in page
    played = take_up(friend, address)
    assert versions(played) == versions(sender)
    assert (played.origin, played.wanted, played.challenger_right) == ("challenge", 3, None)
    assert played.reader not in (None, sender.reader)


def test_to_look_at_one_sets_nothing_and_is_the_same_for_everybody(
    client, sender, django_assert_num_queries
):
    address = link(client, sender, score="on")
    before = Round.objects.count()
    client.get(address)
    with django_assert_num_queries(2):
        shown = client.get(address)
    other = Client().get(address)
    assert shown.content == other.content
    assert not other.cookies
    assert "public" in other.headers["Cache-Control"]
    assert Round.objects.count() == before
    page = other.content.decode()
    assert f'<link rel="canonical" href="http://testserver{address}">' in page
    assert f'<meta property="og:url" content="http://testserver{address}">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_no_cache_keeps_it_into_the_next_day(client, sender):
    address = link(client, sender)
    with time_machine.travel(f"{TODAY} 23:59:00", tick=False):
        assert kept_for(Client().get(address)) == 60


def test_the_score_is_in_it_only_if_the_sender_puts_it_there(client, sender):
    plain, ticked = link(client, sender), link(client, sender, score="on")
    assert unsigned(plain.split("/")[2]) == Challenge(tuple(versions(sender)))
    assert unsigned(ticked.split("/")[2]) == Challenge(tuple(versions(sender)), 1)
    assert link(client, sender) == plain, "the same whenever it is made"
    assert 'name="score">' in client.get(sender.url).content.decode(), "the box is not ticked"
    form = client.get(f"{sender.url}challenge/").content.decode()
    assert 'name="score">' in form
    assert "Put my score in the link: 1 of 3 right" in flat(form)


def test_a_link_holds_nothing_of_its_sender(client, sender):
    other = make_round("choice", as_reader(Client()), bank=sender.bank)
    play(Client(), other, RIGHT)
    for ticked in ({}, {"score": "on"}):
        text = link(client, sender, **ticked).split("/")[2]
        assert sender.key.hex not in text
        said, signature = text.rsplit(".", 1)
        assert len(signature) == 43, "a hash, and no time"
        assert re.fullmatch("[0-9a-z]+(-[0-9a-z]+){2}(_1)?", said)


def test_both_scores_are_compared_when_both_have_played(client, sender):
    friend = Client()
    address = link(client, sender, score="on")
    invitation = words(friend.get(address))
    assert "Their score is in the link: you see it beside yours" in invitation
    assert "1 of 3" not in invitation
    played = take_up(friend, address)
    assert played.challenger_right == 1
    first = words(friend.get(played.turn_url(1)))
    assert "1 of 3 right" not in first
    play(friend, played, RIGHT, RIGHT, WRONG)
    result = words(friend.get(played.url))
    assert "You and your challenger You 2 of 3 right Your challenger 1 of 3 right" in result
    assert "You win, by 1 question." in result
    answer = link(friend, played, answer="1")
    seen = words(client.get(answer))
    assert "The friend who was challenged 2 of 3 right The challenger 1 of 3 right" in seen
    assert "The friend wins, by 1 question." in seen


def test_its_address_is_what_a_phone_sends_of_it(client, sender):
    """It is public and holds nothing of a round, so that it can name itself."""
    friend = Client()
    address = link(client, sender, score="on")
    played = take_up(friend, address)
    play(friend, played, RIGHT, RIGHT, WRONG)
    answer = link(friend, played, answer="1")
    for path in (address, answer):
        page = client.get(f"{path}?utm=somebody").content.decode()
        assert f'<link rel="canonical" href="http://testserver{path}">' in page
        assert f'<meta property="og:url" content="http://testserver{path}">' in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_messenger_says_of_an_answer_that_it_was_taken_up(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender, score="on"))
    play(friend, played, RIGHT, RIGHT, WRONG)
    page = flat(client.get(link(friend, played, answer="1")).content.decode())
    title = f"A challenge was taken up: {sender.bank.title}"
    says = "A friend was asked the same 3 questions. See how it ended."
    assert f'<meta property="og:title" content="{title}">' in page
    assert f'<meta property="og:description" content="{says}">' in page


@pytest.mark.each_database
def test_only_what_was_played_to_its_end_is_compared(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender, score="on"))
    play(friend, played, WRONG)
    friend.post(played.stop_url)
    stopped = words(friend.get(played.url))
    assert "This challenge was not played to its end." in stopped
    assert "Once you have gone on and answered the rest, both scores are compared." in stopped
    assert "Go on with this round" in stopped
    for said in ("They win", "You win", "A draw", "1 of 3 right", "fewer questions"):
        assert said not in stopped
    Round.objects.filter(pk=played.pk).update(tallied=True)
    over = words(friend.get(played.url))
    assert "This challenge was not played to its end, so nothing is compared." in over
    assert "Go on" not in over
    Round.objects.filter(pk=played.pk).update(tallied=False)
    friend.post(played.resume_url)
    play(friend, played, None, RIGHT, WRONG)
    assert "You 1 of 3 right Your challenger 1 of 3 right A draw." in words(friend.get(played.url))


@pytest.mark.parametrize("ticked", [{}, {"score": "on"}])
def test_the_score_is_sent_back_from_under_the_comparison(client, sender, ticked):
    friend = Client()
    played = take_up(friend, link(client, sender, **ticked))
    play(friend, played, RIGHT, RIGHT, RIGHT)
    page = friend.get(played.url).content.decode()
    assert page.count("Send your score back") == 1
    (duel,) = re.findall(r'<section aria-labelledby="duel">.*?</section>', page, re.S)
    assert "Send your score back" in duel
    assert "Send your score back" not in client.get(sender.url).content.decode()


def test_beside_the_box_it_is_said_what_the_link_then_shows(client, sender):
    says = "Your friend sees your score after the last question."
    assert says in words(client.get(sender.url))
    assert says in words(client.get(f"{sender.url}challenge/"))


@pytest.mark.parametrize(
    ("responses", "said"),
    [
        ([RIGHT, WRONG, WRONG], "A draw."),
        ([WRONG, WRONG, None], "They win, by 1 question."),
        ([RIGHT, RIGHT, RIGHT], "You win, by 2 questions."),
    ],
)
def test_who_wins_is_said(client, sender, responses, said):
    friend = Client()
    played = take_up(friend, link(client, sender, score="on"))
    play(friend, played, *responses)
    assert said in words(friend.get(played.url))


def test_an_answer_to_a_challenge_without_a_score_has_only_its_own(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender))
    play(friend, played, WRONG, WRONG, WRONG)
    assert "there is none to compare with" in words(friend.get(played.url))
    answer = link(friend, played, answer="1")
    assert unsigned(answer.split("/")[2]).answers == Reached(None, 3)
    seen = words(client.get(answer))
    assert "The friend who was challenged 0 of 3 right" in seen
    assert "The challenger 1" not in seen
    assert "The challenger’s score is not in the link." in seen
    assert "wins" not in seen


def test_a_challenge_can_be_passed_on_without_the_score_of_who_sent_it(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender, score="on"))
    play(friend, played, RIGHT, RIGHT, RIGHT)
    assert unsigned(link(friend, played).split("/")[2]) == Challenge(tuple(versions(sender)))
    assert unsigned(link(friend, played, score="on").split("/")[2]).right == 3
    page = client.get(f"{sender.url}challenge/", {"answer": "1"}).content.decode()
    assert "Send your score back" not in page, "there is nobody to answer"


def test_what_may_no_longer_be_asked_is_left_out_and_said(client, sender):
    address = link(client, sender, score="on")
    gone = Version.objects.get(pk=versions(sender)[1]).question
    gone.retire(TODAY)
    friend = Client()
    assert "1 of them is left out: it was withdrawn" in words(friend.get(address))
    played = take_up(friend, address)
    assert versions(played) == [versions(sender)[0], versions(sender)[2]]
    first = words(friend.get(played.turn_url(1)))
    assert "The challenge has 3 questions, of which 2 can be asked today." in first
    play(friend, played, RIGHT, RIGHT)
    result = words(friend.get(played.url))
    assert "You 2 of 2 right Your challenger 1 of 3 right" in result
    assert "You were asked fewer questions: the others can no longer be asked." in result
    assert "The friend was asked fewer questions" in words(
        client.get(link(friend, played, answer="1"))
    )


@pytest.mark.each_database
def test_what_is_past_its_check_is_left_out(client, sender):
    late = Version.objects.get(pk=versions(sender)[0]).question
    late.checks.update(
        checked_on=TODAY - datetime.timedelta(days=9), review_by=TODAY - datetime.timedelta(days=1)
    )
    Bank.objects.filter(pk=sender.bank_id).update(revision=99)
    assert versions(take_up(Client(), link(client, sender))) == versions(sender)[1:]


@pytest.mark.each_database
def test_what_was_published_anew_is_asked_as_it_is_now(client, sender):
    question = Question.objects.get(versions=versions(sender)[2])
    question.prompt = "In other words: what did the report find?"
    question.save()
    newer = question.publish(TODAY)
    address = link(client, sender)
    assert "1 is asked in newer words than theirs." in words(Client().get(address))
    assert versions(take_up(Client(), address)) == [*versions(sender)[:2], newer.pk]


@pytest.mark.each_database
def test_a_fact_is_asked_once(client, sender):
    first, second, _third = (Version.objects.get(pk=pk).question for pk in versions(sender))
    Question.objects.filter(pk=second.pk).update(fact=first.fact)
    Bank.objects.filter(pk=sender.bank_id).update(revision=99)
    assert len(versions(take_up(Client(), link(client, sender)))) == 2


def test_where_nothing_is_left_it_says_so(client, sender):
    address = link(client, sender)
    for question in Question.objects.filter(bank=sender.bank):
        question.retire(TODAY)
    shown = Client().get(address)
    assert "None of its questions can be asked today" in words(shown)
    assert f"{address}start/" not in shown.content.decode()
    started = Client().post(f"{address}start/")
    assert started.status_code == 409
    assert "None of its questions can be asked today" in words(started)


@pytest.mark.each_database
def test_what_was_changed_or_cut_is_refused_with_a_sentence(client, sender):
    text = link(client, sender, score="on").split("/")[2]
    said, signature = text.rsplit(".", 1)
    forged = Signer(salt="quiz.reader", sep=".").sign("1-2-3_3")
    for wrong in (
        said, text[:-1], text[1:], f"{said.replace('_1', '_3')}.{signature}", forged, "a" * 9000,
        f"{said}..{signature}", "é", "%F0%9F%98%80", "1.2.3", signed(Challenge((2**63 - 1,))),
        Signer(salt="quiz.challenge", sep=".").sign("no challenge"),
    ):  # fmt: skip
        for response in (
            Client().get(f"/challenges/{wrong}/"),
            Client().post(f"/challenges/{wrong}/start/"),
        ):
            assert response.status_code == 400, wrong
            assert "This challenge is not whole" in words(response)
            assert "no-store" in response.headers["Cache-Control"]
    assert Round.objects.count() == 1


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(text):
    with pytest.raises(NotWhole):
        unsigned(text)


def test_the_longest_fits():
    text = signed(Challenge((2**63 - 1,) * 20, 20, Reached(20, 20)))
    assert len(text) <= LONGEST
    assert unsigned(text).right == 20


def test_only_a_round_that_was_played_to_its_end_makes_one(client):
    played = make_round("choice choice", as_reader(client))
    play(client, played, RIGHT)
    address = f"{played.url}challenge/"
    assert client.get(address)["Location"] == played.url
    client.post(f"{played.url}stop/")
    assert client.get(address)["Location"] == played.url
    assert "Challenge a friend" not in client.get(played.url).content.decode()
    client.post(f"{played.url}resume/")
    client.post(played.turn_url(2), {"response": RIGHT})
    assert client.get(address).status_code == 200
    assert "Challenge a friend" in client.get(played.url).content.decode()


def test_practice_makes_none(client):
    played = make_round("choice", as_reader(client), origin="practice")
    play(client, played, RIGHT)
    assert client.get(f"{played.url}challenge/")["Location"] == played.url


def test_nobody_else_makes_one_of_a_round_or_learns_its_score(client, sender):
    response = Client().get(f"{sender.url}challenge/", {"score": "on"})
    assert response["Location"] == sender.turn_url(1)


def test_a_friend_can_change_nothing_of_the_senders_round(client, sender):
    """What is in hand: the text, the shared address, a challenge, an address of a round."""
    before = [*Round.objects.values(), *sender.turns.values()]
    page = client.get(sender.url).content.decode()
    shared = re.search(r'rel="canonical" href="http://testserver([^"]+)"', page)[1]
    for address in (shared, link(client, sender, score="on"), sender.url, sender.turn_url(2)):
        friend = Client()
        seen = friend.get(address, follow=True)
        assert seen.status_code == 200
        assert "Eight</strong>" not in seen.content.decode()
        friend.post(address, {"response": RIGHT})
        for act in ("stop/", "resume/", "practise/", "data/erase/", "2/report/"):
            friend.post(f"{sender.url}{act}", {"reason": "wrong"})
        assert [*Round.objects.values(), *sender.turns.values()] == before, address


def test_it_is_not_counted_in_the_tallies(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender))
    play(friend, played, RIGHT, RIGHT, RIGHT)
    tally()
    played.refresh_from_db()
    sender.refresh_from_db()
    assert (played.tallied, sender.tallied) == (True, False), "this one waits for others"
    assert not Tally.objects.exists()
    assert not ScoreTally.objects.exists()
    assert "challenge" in words(friend.get("/scores/"))


@pytest.mark.each_database
def test_what_was_met_before_is_marked(client, sender):
    again = take_up(client, link(client, sender))
    assert again.claimed
    assert {*again.turns.values_list("repeat", flat=True)} == {True}
    assert {*take_up(Client(), link(client, sender)).turns.values_list("repeat", flat=True)} == {
        False
    }


def test_limits_hold(client, sender, monkeypatch):
    from quiz.play import start

    address = f"{link(client, sender)}start/"
    monkeypatch.setattr(start, "STARTS", start.Limit("start", 1, seconds=600))
    monkeypatch.setattr(start, "client_network", lambda request: "192.0.2.1")
    assert Client().post(address).status_code == 302
    refused = Client().post(address)
    assert refused.status_code == 429
    assert f'action="{address}"' in refused.content.decode()
    foreign = Client().post(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


@pytest.mark.each_database
def test_what_is_kept_of_it_is_shown_and_erased(client, sender):
    friend = Client()
    played = take_up(friend, link(client, sender, score="on"))
    play(friend, played, RIGHT, RIGHT, RIGHT)
    data = friend.get("/your-data/download/").getvalue().decode()
    assert '"origin": "challenge"' in data
    assert '"challenger_right": 1' in data
    friend.post("/your-data/erase/")
    assert not Round.objects.filter(pk=played.pk).exists()
    assert Round.objects.filter(pk=sender.pk).exists()


@pytest.mark.each_database
def test_only_a_challenge_has_a_challenger_with_a_possible_score():
    bank = QuestionFactory(live=True).bank
    for origin, right in (("fresh", 1), ("challenge", 3)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.create(
                bank=bank, origin=origin, challenger_right=right, wanted=2, started_on=TODAY
            )
    Round.objects.create(
        bank=bank, origin="challenge", challenger_right=2, wanted=2, started_on=TODAY
    )


def test_what_a_link_holds_stays_out_of_the_log(client, sender):
    from quiz.ops.logs import reticent

    address = link(client, sender, score="on")
    assert reticent(f"Not Found: {address}") == "Not Found: /challenges/[challenge]/"


def test_its_pages_survive_a_translator(client, sender, in_other_words):
    friend = Client()
    address = link(client, sender, score="on")
    played = take_up(friend, address)
    play(friend, played, RIGHT, RIGHT, RIGHT)
    Version.objects.get(pk=versions(sender)[0]).question.retire(TODAY)
    shown = [
        friend.get(address),
        friend.get(played.url),
        friend.get(link(friend, played, answer="1")),
        friend.get(take_up(friend, address).turn_url(1)),
    ]
    assert all("{x} {} 50 % %(x)s" in page.content.decode() for page in shown)
