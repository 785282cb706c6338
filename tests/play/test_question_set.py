"""A set at its address: fixed questions in their order, and scores compared within it."""

import datetime
import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from quiz.models import Bank, Question, QuestionSet, Round, ScoreTally, SetTally, Tally
from quiz.play import sets
from quiz.tallies import counting, crowd
from quiz.tallies.sums import digest_of_questions
from tests.factories import TODAY, BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]
DAY = datetime.timedelta(days=1)


def make_set(questions, **fields):
    """A set of these questions in their order, open unless ``fields`` say otherwise."""
    named = {"ref": "this-week", "title": "This week’s quiz", "summary": "Five on cameras."}
    bank = questions[0].bank if questions else BankFactory()
    made = QuestionSet.objects.create(
        **{"bank": bank, **named, "state": QuestionSet.State.UNLISTED, **fields}
    )
    for number, question in enumerate(questions, start=1):
        made.places.create(question=question, number=number)
    return made


@pytest.fixture
def questions(bank):
    """Five of the bank's live questions, in another order than the bank's."""
    QuestionFactory.create_batch(3, bank=bank, topic=bank.topics.first(), live=True)
    return list(Question.objects.filter(kind="choice").order_by("-pk"))


@pytest.fixture
def week(questions):
    return make_set(questions)


def look(client, ref="this-week"):
    return client.get(f"/sets/{ref}/")


def start(client, ref="this-week"):
    return client.post(f"/sets/{ref}/start/")


def play(client, right=5):
    """Play the set to its end, this many of its questions right."""
    start(client)
    played = Round.objects.order_by("-pk").first()
    for n, turn in enumerate(played.turns.order_by("position")):
        task = turn.version.task
        chosen = task.solution() if n < right else next(
            each for each in task.guesses() if each != task.solution()
        )  # fmt: skip
        client.post(f"/rounds/{played.key}/{turn.position}/", {"response": str(chosen)})
    return played


def asked(played):
    return [turn.version.question for turn in played.turns.order_by("position")]


def test_its_page_is_the_same_for_everybody_and_tells_no_question(client, week, questions):
    page = look(client)
    text = flat(unescape(page.content.decode()))
    assert page.status_code == 200
    assert "This week’s quiz" in text
    assert "Five on cameras." in text
    assert "5 questions, each with its source, the same for everybody." in text
    assert not any(question.prompt in text for question in questions)
    assert "max-age=300" in page.headers["Cache-Control"]
    assert not page.cookies
    assert not Round.objects.exists()


def test_a_round_asks_its_questions_in_its_order_and_names_it(client, week, questions):
    response = start(client)
    played = Round.objects.get()
    assert response.url == f"/rounds/{played.key}/1/"
    assert (played.origin, played.question_set, played.wanted) == ("set", week, 5)
    assert asked(played) == questions
    assert "This week’s quiz" in client.get(response.url).content.decode()
    client = Client()
    played = play(client)
    result = flat(unescape(client.get(f"/rounds/{played.key}/").content.decode()))
    assert "A small bank · This week’s quiz" in result
    assert "http://testserver/sets/this-week/" in result
    scores = flat(unescape(client.get("/scores/").content.decode()))
    assert "A small bank · This week’s quiz" in scores


@pytest.mark.each_database
def test_what_may_not_be_asked_today_is_left_out_and_said(client, week, questions):
    questions[1].retire(TODAY)
    questions[2].checks.update(checked_on=TODAY - DAY, review_by=TODAY)
    assert "1 more is left out today" in flat(look(client).content.decode())
    start(client)
    played = Round.objects.get()
    assert asked(played) == [questions[0], *questions[2:]]
    assert played.wanted == 5
    with time_machine.travel(f"{TODAY + DAY} 12:00"):
        assert "2 more are left out today" in flat(look(client).content.decode())
    for question in questions:
        question.retire(TODAY)
    assert "None of its questions can be asked today" in flat(look(client).content.decode())
    answer = start(client)
    assert answer.status_code == 409
    assert "None of its questions can be asked today" in flat(answer.content.decode())
    assert Round.objects.count() == 1


def test_a_draft_is_known_to_nobody_and_a_closed_one_says_so(client, week):
    under_way = start(client).url
    QuestionSet.objects.update(state="closed")
    assert "This quiz is closed" in flat(look(client).content.decode())
    assert start(client).status_code == 409
    assert client.get(under_way).status_code == 200
    QuestionSet.objects.update(state="draft")
    assert look(client).status_code == look(client, "nowhere").status_code == 404
    assert start(client).status_code == start(client, "nowhere").status_code == 404
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "looked", "started"),
    [("draft", 404, 404), ("closed", 200, 409), ("unlisted", 200, 302), ("listed", 200, 302)],
)
def test_a_set_is_open_no_longer_than_its_bank(client, week, state, looked, started):
    Bank.objects.update(state=state)
    page = look(client)
    assert page.status_code == looked
    assert ("This quiz is closed" in flat(page.content.decode())) == (state == "closed")
    assert start(client).status_code == started
    assert Round.objects.exists() == (started == 302)


@pytest.mark.each_database
def test_its_page_is_kept_no_longer_than_its_bank_is_open(client, week):
    Bank.objects.update(closes_at=timezone.now() + datetime.timedelta(seconds=40))
    page = look(client)
    assert page.headers["Cache-Control"] == "public"
    assert page.headers["Expires"] == "Sun, 22 Nov 2026 12:00:40 GMT"


def test_two_of_one_fact_are_asked_once(client, questions):
    twin = QuestionFactory(bank=questions[0].bank, fact=questions[0].fact, live=True)
    make_set([questions[0], twin, questions[1]])
    start(client)
    assert asked(Round.objects.get()) == questions[:2]


def test_nothing_of_an_answer_stands_before_it_is_given(client, week):
    start(client)
    played = Round.objects.get()
    page = client.get(f"/rounds/{played.key}/2/").content.decode()
    version = played.turns.get(position=2).version
    assert version.content["explanation"] not in page
    assert version.content["evidence"]["passage"] not in page


def test_a_start_from_another_site_begins_nothing(client, week):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/sets/this-week/start/", headers=headers).status_code == 403
    assert client.get("/sets/this-week/start/").status_code == 405
    assert not Round.objects.exists()


def test_it_costs_the_same_whatever_the_set_has(client, week, django_assert_num_queries):
    look(client)
    with django_assert_num_queries(3):  # the set, the banks, its questions
        look(client)
    first = start(client).url
    client.get(first)
    with django_assert_num_queries(1):
        client.get(first)


@pytest.mark.each_database
@pytest.mark.django_db(transaction=True)
def test_a_set_that_is_deleted_while_it_is_started_is_gone(client, week, monkeypatch):
    known = sets.begin

    def begin(*given, **named):
        QuestionSet.objects.all().delete()
        return known(*given, **named)

    monkeypatch.setattr(sets, "begin", begin)
    assert start(client).status_code == 404
    assert not Round.objects.exists()


# Scores within the set


def played_by(n, right=3):
    for _reader in range(n):
        play(Client(), right)


@pytest.mark.each_database
def test_scores_are_counted_by_the_set_and_answers_with_all_others(client, week, counted_alone):
    played_by(1, right=3)
    counting.tally()
    assert SetTally.objects.get().tenths == 30
    assert not ScoreTally.objects.exists()
    assert sum(Tally.objects.values_list("n", flat=True)) == 5
    counting.tally()
    assert SetTally.objects.get().n == 1


@pytest.mark.each_database
def test_who_plays_it_again_is_not_counted_again(client, week, counted_alone):
    play(client, right=2)
    play(client, right=5)
    counting.tally()
    assert list(SetTally.objects.values_list("tenths", "n")) == [(20, 1)]
    assert sum(Tally.objects.values_list("n", flat=True)) == 5


def counted(week, questions, tenths, n):
    asked = digest_of_questions(question.pk for question in questions)
    SetTally.add([(week.pk, asked, len(questions), tenths, n)])


@pytest.mark.each_database
def test_a_result_stands_among_those_of_the_set_from_fifty_on(client, week, questions):
    played = play(client, right=4)
    counted(week, questions, 20, 49)
    counting.tally()
    url = f"/rounds/{played.key}/"
    assert "Only rounds of this set" not in flat(client.get(url).content.decode())
    counted(week, questions, 50, 11)
    counting.tally()
    page = flat(client.get(url).content.decode())
    assert "Better than 80 of 100 readers of this quiz" in page
    assert "Only rounds of this set with the same questions are compared." in page
    assert sum(crowd.scores_of_set(week.pk, [each.pk for each in questions]).values()) == 60


@pytest.mark.each_database
def test_what_was_asked_otherwise_is_not_compared(client, week, questions):
    counted(week, questions[:4], 20, 60)
    ScoreTally.add([(week.bank_id, False, 5, 20, 60)])
    counting.tally()
    played = play(client, right=4)
    page = flat(client.get(f"/rounds/{played.key}/").content.decode())
    assert "readers of this quiz" not in re.sub(r"<footer.*", "", page)


def test_fewer_than_twenty_readers_are_not_counted(client, week):
    play(client)
    counting.tally()
    assert not SetTally.objects.exists()
    assert not Round.objects.get().tallied


# What is kept of it


@pytest.mark.each_database
def test_the_readers_own_file_names_the_set_and_erasing_takes_the_round(client, week):
    play(client)
    record = b"".join(client.get("/your-data/download/").streaming_content).decode()
    assert '"set": "this-week"' in record
    assert client.post("/your-data/erase/").status_code == 302
    assert not Round.objects.exists()
    assert QuestionSet.objects.exists()


def test_a_friend_can_be_challenged_to_it(client, week, questions):
    played = play(client)
    page = client.get(f"/rounds/{played.key}/challenge/").content.decode()
    address = re.search(r"/challenges/[^/\"<]+/", page)[0]
    friend = Client()
    friend.post(f"{address}start/")
    taken_up = Round.objects.order_by("-pk").first()
    assert (taken_up.origin, taken_up.question_set) == ("challenge", None)
    assert asked(taken_up) == questions
