"""The scores of this browser."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.models import Round
from quiz.play.scores import LISTED
from tests.cookies import as_reader
from tests.factories import TODAY, QuestionFactory, make_round
from tests.layout import flat
from tests.many import begin_many
from tests.play.test_result import play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]


def test_without_a_cookie_it_says_why_it_is_empty(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/scores/").content.decode()
    assert "This browser has sent none" in page


def test_lists_rounds_the_best_by_bank_and_topic_and_what_is_open(client):
    reader = as_reader(client)
    good = make_round("choice choice", reader)
    play(client, good, "Eight", "Eight")
    poor = make_round("choice choice", reader, bank=good.bank)
    play(client, poor, "Forty", "Forty")
    open_round = make_round("choice choice", reader)
    client.post(f"/rounds/{open_round.key}/1/", {"unsure": "1"})
    page = client.get("/scores/").content.decode()
    assert "Your best round:" in page
    assert "2 of 2" in page
    assert "0 of 2" in page
    assert f'href="/rounds/{open_round.key}/"' in page
    assert "1 question to go" in page


def test_a_round_that_begins_at_this_moment_comes_next_time(client, bank):
    """Its row is seen by the second query, and its turns came after the first."""
    reader = as_reader(client)
    Round.objects.create(bank=bank, reader=reader, wanted=5, started_on=TODAY)
    page = client.get("/scores/")
    assert page.status_code == 200
    assert "0 questions to go" not in page.content.decode()


def test_somebody_elses_rounds_are_not_shown(client):
    as_reader(client)
    other = make_round("choice", uuid.uuid4())
    play(client, other, "Eight")
    page = client.get("/scores/").content.decode()
    assert str(other.key) not in page
    assert "No rounds are kept any more" in page


def test_a_round_stopped_early_is_listed_but_not_the_best(client):
    reader = as_reader(client)
    stopped = make_round("choice choice", reader)
    client.post(f"/rounds/{stopped.key}/1/", {"response": "Eight"})
    client.post(f"/rounds/{stopped.key}/stop/")
    page = client.get("/scores/").content.decode()
    assert "1 of 1" in page
    assert "Your best round:" not in page
    assert "1 question to go" in flat(page)
    client.post(re.search(r'action="(/rounds/[^"]+/resume/)"', page).group(1))
    page = client.get("/scores/").content.decode()
    assert "1 question to go" in flat(page)
    assert "/resume/" not in page


@pytest.mark.each_database
def test_expired_rounds_are_gone_at_once(client, today):
    reader = as_reader(client)
    play(client, make_round("choice", reader), "Eight")
    Round.objects.update(started_on=today.replace(month=9))
    assert "No rounds are kept any more" in client.get("/scores/").content.decode()


def test_the_rounds_of_others_are_not_gone_through(client):
    """A database asked for turns of all kept rounds goes through a million of other readers."""
    reader = as_reader(client)
    play(client, make_round("choice", reader), "Eight")
    with CaptureQueriesContext(connection) as asked:
        client.get("/scores/")
    of_turns = [query["sql"] for query in asked if '"quiz_turn"' in query["sql"]]
    own = Round.objects.get().pk
    for sql in of_turns:
        assert reader.hex in sql.replace("-", "") or f"IN ({own})" in sql


def test_the_best_round_and_the_topics_are_of_all_rounds_not_of_those_on_the_page(client):
    reader = as_reader(client)
    best = make_round("choice choice", reader)
    play(client, best, "Eight", "Eight")
    begin_many(LISTED, reader, best.bank, answered=1)
    page = flat(client.get("/scores/").content.decode())
    assert f'Your best round: <a href="/rounds/{best.key}/"><strong>2 of 2' in page
    assert page.count(f'href="/rounds/{best.key}/"') == 1
    assert f"The rounds 1 to {LISTED} of {LISTED + 1}, the newest first." in page
    assert f"1 of {LISTED + 1}" in page  # of its topic, over all of them
    older = client.get("/scores/?page=2").content.decode()
    assert older.count(f'href="/rounds/{best.key}/"') == 2


@pytest.mark.each_database
@pytest.mark.parametrize("number", [1, 3 * LISTED])
def test_it_takes_five_queries_however_many_rounds_there_are(client, number):
    reader = as_reader(client)
    best = make_round("choice choice", reader)
    play(client, best, "Eight", "Eight")
    play(client, make_round("choice", reader), "Eight")
    begin_many(number, reader, best.bank, answered=1)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/scores/").content.decode()
    assert page.count("Your best round:") == 2
    assert len(asked) == 5


def test_of_two_rounds_that_are_as_good_the_later_is_the_best(client):
    reader = as_reader(client)
    first = make_round("choice choice", reader)
    play(client, first, "Eight", "Forty")
    second = make_round("choice choice", reader, bank=first.bank)
    play(client, second, "Forty", "Eight")
    page = flat(client.get("/scores/").content.decode())
    assert f'Your best round: <a href="/rounds/{second.key}/"><strong>1 of 2' in page


def test_a_cookie_that_is_not_ours_is_no_error(client):
    client.cookies["quiz"] = "\x00broken"
    assert client.get("/scores/").status_code == 200


def test_practice_and_topics_do_not_count_as_the_best(client):
    reader = as_reader(client)
    play(client, make_round("choice", reader, origin="practice"), "Eight")
    assert "Your best round:" not in client.get("/scores/").content.decode()


@pytest.mark.each_database
def test_a_round_stopped_at_once_is_not_listed(client):
    played = make_round("choice", as_reader(client))
    client.post(f"/rounds/{played.key}/stop/")
    assert str(played.key) not in client.get("/scores/").content.decode()


@pytest.mark.each_database
def test_then_and_now_on_the_same_facts(client):
    reader = as_reader(client)
    first = make_round("choice choice choice true_false", reader)
    play(client, first, "Forty", "Eight", None, "true")
    assert "What came up again" not in client.get("/scores/").content.decode()
    facts = [turn.version.question for turn in first.turns.order_by("position")[:3]]
    again = Round.begin(
        [question.live_version_id for question in facts],
        bank=first.bank, reader=reader, wanted=3, started_on=TODAY, origin="practice",
    )  # fmt: skip
    play(client, again, "Eight", "Forty", None)
    other = QuestionFactory(bank=first.bank, fact=facts[2].fact, kind="true_false", live=True)
    last = Round.begin(
        [other.live_version_id], bank=first.bank, reader=reader, wanted=1, started_on=TODAY
    )
    play(client, last, "true")
    page = flat(client.get("/scores/").content.decode())
    assert "At first</dt> <dd>1 of 3 right" in page
    assert "The last time</dt> <dd>2 of 3 right" in page
    assert "Of the 2 you had missed before, 2 are right now." in page
    assert "One that was right at first was missed the last time." in page


def again_in_a_round(client, reader, first, *responses):
    """The same questions in a second round; the scores page."""
    versions = [turn.version_id for turn in first.turns.order_by("position")]
    second = Round.begin(
        versions, bank=first.bank, reader=reader, wanted=len(versions), started_on=TODAY
    )
    play(client, second, *responses)
    return flat(client.get("/scores/").content.decode())


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (["Forty"], ["Eight"], "The one you had missed before is right now."),
        (["Forty"], ["Forty"], "The one you had missed before is not right yet."),
        (
            ["Forty", None],
            ["Forty", None],
            "Of the 2 you had missed before, none is right yet.",
        ),
        (["Forty", None], ["Eight", None], "Of the 2 you had missed before, 1 is right now."),
        (["Forty"] * 3, ["Eight"] * 3, "Of the 3 you had missed before, 3 are right now."),
        (["Eight"], ["Forty"], None),
        (["Eight"], ["Eight"], None),
    ],
)
def test_of_what_was_missed_at_first_it_says_how_much_is_right_now(client, then, now, said):
    reader = as_reader(client)
    first = make_round("choice " * len(then), reader)
    play(client, first, *then)
    page = again_in_a_round(client, reader, first, *now)
    assert said in page if said else "had missed before" not in page
    assert "was missed the last time" not in page


def test_then_and_now_are_told_by_the_grades_in_force(client):
    """A correction that made the first answer right leaves nothing that was missed."""
    reader = as_reader(client)
    first = make_round("choice", reader)
    play(client, first, "Forty")
    assert "had missed before" in again_in_a_round(client, reader, first, "Eight")
    first.turns.update(grade=1, first_grade=0)
    assert "had missed before" not in flat(client.get("/scores/").content.decode())


@pytest.mark.each_database
def test_what_others_answered_is_no_then(client):
    played = make_round("choice", uuid.uuid4())
    play(client, played, "Forty")
    question = played.turns.get().version.question
    own = Round.begin([question.live_version_id], bank=played.bank, reader=as_reader(client),
                      wanted=1, started_on=TODAY)  # fmt: skip
    play(client, own, "Eight")
    assert "What came up again" not in client.get("/scores/").content.decode()
