"""What was missed comes back: after 2, 7 and 21 days, in other words, and the page says why."""

import datetime
import json
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quiz.models import Round, Turn
from tests.conftest import copied
from tests.cookies import as_reader, reader_in
from tests.factories import TODAY, BankFactory, FactFactory, QuestionFactory, TopicFactory
from tests.layout import flat
from tests.play.test_result import play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

REASON = "You missed a question about this"


def ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def bank(today):
    """A bank of twelve easy questions, each of a fact of its own, in two topics."""
    return copied(_twelve)


def _twelve():
    bank = BankFactory(ref="small")
    for topic in TopicFactory.create_batch(2, bank=bank):
        QuestionFactory.create_batch(6, bank=bank, topic=topic, difficulty="easy", live=True)
    return bank


def some(bank, number=1):
    return list(bank.questions.order_by("pk")[:number])


def answered(reader, day, questions, response="Forty", **fields):
    """A round over some questions, all answered alike on a day; "Eight" is right."""
    played = Round.begin(
        [question.live_version_id for question in questions],
        bank=questions[0].bank, reader=reader, wanted=len(questions), started_on=day, **fields,
    )  # fmt: skip
    for turn in played.turns.select_related("version"):
        turn.answer(response, day, reader)
    played.finish(day, claim=True)
    return played


def start(client, **data):
    """A new round: its turns with their questions, in their order."""
    client.post("/banks/small/start/", {"number": "10", **data})
    played = Round.objects.order_by("-pk").first()
    return list(played.turns.select_related("version__question").order_by("position"))


def facts(turns):
    return [turn.version.question.fact_id for turn in turns]


def page_of(client, turn):
    return flat(client.get(turn.get_absolute_url()).content.decode())


def said(client, turns):
    """The places of what comes back, whose pages say so and the first and last of others do not."""
    back = [turn.position for turn in turns if turn.missed_on]
    for turn in turns:
        if turn.position in (1, len(turns), *back):
            assert (REASON in page_of(client, turn)) == (turn.position in back)
    return back


@pytest.mark.each_database
@pytest.mark.parametrize("days", [2, 5, 7, 21, 29])
def test_it_comes_first_in_another_variant_and_the_page_says_why(client, bank, days):
    (question,) = some(bank)
    other = QuestionFactory(
        bank=bank, topic=question.topic, fact=question.fact, difficulty="easy", live=True
    )
    answered(as_reader(client), ago(days), [question])
    turns = start(client)
    assert turns[0].version.question == other
    assert turns[0].repeat, "the tallies count a first meeting alone"
    assert said(client, turns) == [1]
    page = page_of(client, turns[0])
    assert (
        f'<p class="meta" id="missed">You missed a question about this {days} days ago.</p>' in page
    )
    assert 'aria-describedby="progress-label missed"' in page
    client.post(turns[0].get_absolute_url(), {"response": "Eight"})
    assert f"You missed a question about this {days} days ago." in page_of(client, turns[0])


def test_where_there_is_no_other_variant_the_same_question_is_asked(client, bank):
    answered(as_reader(client), ago(7), some(bank))
    assert start(client)[0].version.question == some(bank)[0]


@pytest.mark.parametrize(
    ("days", "response"), [(0, "Forty"), (1, "Forty"), (30, "Forty"), (31, "Forty"), (7, "Eight")]
)
def test_it_is_too_soon_or_too_long_ago_or_was_right(client, bank, days, response):
    answered(as_reader(client), ago(days), some(bank), response)
    turns = start(client)
    assert said(client, turns) == []
    assert not any(turn.missed_on for turn in turns)


@pytest.mark.parametrize("response", [None, "Forty"])
def test_not_sure_counts_as_missed(client, bank, response):
    answered(as_reader(client), ago(2), some(bank), response)
    assert said(client, start(client)) == [1]


def test_it_is_counted_from_the_first_miss_and_practice_counts_as_asked(client, bank):
    reader, (question,) = as_reader(client), some(bank)
    answered(reader, ago(7), [question])
    answered(reader, ago(5), [question], origin="practice")
    turns = start(client)
    assert "You missed a question about this 7 days ago." in page_of(client, turns[0])
    assert turns[0].missed_on == ago(7)
    client.post(turns[0].get_absolute_url(), {"response": "Eight"})
    assert said(client, start(client)) == []


def test_a_round_left_alone_has_asked_nothing(client, bank):
    answered(as_reader(client), ago(7), some(bank))
    start(client)
    assert said(client, start(client)) == [1]


def test_one_in_three_comes_back_and_the_rest_in_the_next_round(client, bank):
    reader, all_of_it = as_reader(client), some(bank, 12)
    later, sooner = all_of_it[0::6], all_of_it[1::6]
    answered(reader, ago(8), later)
    answered(reader, ago(9), sooner)
    turns = start(client, number="6")
    assert said(client, turns) == [1, 2]
    assert facts(turns[:2]) == [each.fact_id for each in sooner]
    for turn in turns[:2]:
        client.post(turn.get_absolute_url(), {"response": "Eight"})
    turns = start(client, number="5")
    assert said(client, turns) == [1]
    assert facts(turns)[0] == later[0].fact_id


def test_a_round_of_one_topic_asks_what_was_missed_of_it(client, bank):
    first, second = bank.topics.order_by("pk")
    missed = [bank.questions.filter(topic=each).first() for each in (first, second)]
    answered(as_reader(client), ago(7), missed)
    turns = start(client, topic=second.ref, number="5")
    assert facts(turns)[0] == missed[1].fact_id
    assert {turn.version.topic_id for turn in turns} == {second.pk}
    assert said(client, turns) == [1]


def test_what_may_be_asked_no_more_does_not_come_back(client, bank):
    first, second = some(bank, 2)
    answered(as_reader(client), ago(7), [first, second])
    first.retire(TODAY)
    turns = start(client)
    assert facts(turns)[0] == second.fact_id
    assert said(client, turns) == [1]


@pytest.mark.parametrize(("first_grade", "grade", "comes"), [(0, 1, []), (1, 0, [1])])
def test_the_grade_in_force_says_what_was_missed(client, bank, first_grade, grade, comes):
    """A correction may have made a wrong answer right, or a right one wrong."""
    answered(as_reader(client), ago(7), some(bank))
    Turn.objects.update(grade=grade, first_grade=first_grade)
    assert said(client, start(client)) == comes


def test_what_others_missed_does_not_come_back(client, bank):
    answered(uuid.uuid4(), ago(7), some(bank))
    as_reader(client)
    assert said(client, start(client)) == []
    assert said(Client(), start(Client())) == []


def test_another_browser_is_not_told_that_it_was_missed(client, bank):
    answered(as_reader(client), ago(7), some(bank))
    turns = start(client)
    known = Client()
    as_reader(known)
    for stranger in (Client(), known):
        page = page_of(stranger, turns[0])
        assert "This round belongs to another browser" in page
        assert REASON not in page


def test_a_round_that_is_tied_to_no_browser_says_nothing_of_it(client, bank, monkeypatch):
    """Beyond the most rounds of a browser, whoever has the address may open it."""
    answered(as_reader(client), ago(7), some(bank))
    monkeypatch.setattr("quiz.privacy.readers.MOST", 1)
    assert said(client, start(client)) == []
    assert Round.objects.first().reader is None


def test_taken_up_again_later_it_says_how_long_ago_that_is_by_then(client, bank):
    answered(as_reader(client), ago(7), some(bank))
    first = start(client)[0]
    with time_machine.travel("2026-11-25 12:00"):
        assert "You missed a question about this 10 days ago." in page_of(client, first)
        client.post(first.get_absolute_url(), {"response": "Eight"})
    with time_machine.travel("2026-11-28 12:00"):
        assert "You missed a question about this 10 days ago." in page_of(client, first)


def test_with_the_clock_moved_back_it_says_nothing(client, bank):
    answered(as_reader(client), ago(2), some(bank))
    first = start(client)[0]
    for day, says in (
        ("2026-11-21", "You missed a question about this 1 day ago."),
        ("2026-11-19", None),
    ):
        with time_machine.travel(f"{day} 12:00"):
            page = page_of(client, first)
            assert says in page if says else REASON not in page


def test_the_day_is_among_your_data_once_the_question_is_answered_and_goes_with_it(client, bank):
    answered(as_reader(client), ago(7), some(bank))
    first = start(client)[0]

    def told():
        rounds = json.loads(client.get("/your-data/download/").getvalue())["rounds"]
        return rounds[0]["turns"][0]

    assert told() == {"position": 1}
    client.post(first.get_absolute_url(), {"response": "Eight"})
    assert told()["missed_on"] == "2026-11-15"
    client.post("/your-data/erase/")
    assert not Turn.objects.exists()
    assert said(client, start(client)) == []


@pytest.mark.each_database
@pytest.mark.parametrize("number", [1, 60])
def test_a_start_takes_no_query_more_for_it(client, bank, number):
    """What was met is read already; without a cookie nothing is."""

    def cost(client):
        with CaptureQueriesContext(connection) as asked:
            client.post("/banks/small/start/")
        return [query["sql"] for query in asked]

    cost(client)  # reads which questions there are
    nobodys, known = cost(Client()), cost(client)
    for _round in range(number):
        answered(reader_in(client), ago(7), some(bank, 4))
    with_due = cost(client)
    assert Turn.objects.filter(missed_on=ago(7)).exists()
    assert len(with_due) == len(known)
    assert not any('"quiz_turn"' in sql for sql in nobodys if sql.startswith("SELECT"))


@pytest.mark.parametrize("days", [7, 8])
def test_facts_have_their_own_days(client, bank, days):
    fact = FactFactory(bank=bank)
    pair = QuestionFactory.create_batch(2, bank=bank, fact=fact, topic=bank.topics.first(),
                                        difficulty="easy", live=True)  # fmt: skip
    reader = as_reader(client)
    answered(reader, ago(days), pair[:1])
    answered(reader, ago(days - 3), pair[1:], "Eight")
    turns = start(client)
    assert said(client, turns) == [1]
    assert turns[0].version.question == pair[0], "the one that was not asked last"


@pytest.mark.parametrize(
    ("responses", "says"),
    [
        (["Eight", "Eight"], "Of the 2 you had missed before, 2 are right now."),
        (["Eight", "Forty"], "Of the 2 you had missed before, 1 is right now."),
        (["Forty", None], "Of the 2 you had missed before, none is right yet."),
    ],
)
def test_the_result_says_how_much_of_it_is_right_now(client, bank, responses, says):
    answered(as_reader(client), ago(7), some(bank, 2))
    turns = start(client, number="6")
    page = flat(
        client.get(play(client, turns[0].round, *responses, *["Eight"] * 4)).content.decode()
    )
    assert says in page


def test_the_result_says_when_what_was_missed_comes_back(client, bank, settings):
    said = "What you missed comes back in a new round from 24 November."
    reader = as_reader(client)
    page = flat(client.get(answered(reader, TODAY, some(bank, 2)).url).content.decode())
    assert said in page
    assert "had missed before" not in page
    right = answered(reader, TODAY, some(bank, 2), "Eight")
    assert "What you missed comes back" not in client.get(right.url).content.decode()
    old = answered(reader, ago(2), some(bank))
    page = flat(client.get(old.url).content.decode())
    assert "What you missed comes back in a new round.</p>" in page, "it does so today"
    settings.RETENTION_DAYS = 2
    page = client.get(answered(reader, TODAY, some(bank)).url).content.decode()
    assert "What you missed comes back" not in page


def test_missed_again_it_comes_back_by_the_days_from_the_first_miss(client, bank):
    answered(as_reader(client), ago(9), some(bank))
    address = play(client, start(client, number="5")[0].round, "Forty", *["Eight"] * 4)
    page = flat(client.get(address).content.decode())
    assert "What you missed comes back in a new round from 4 December." in page
    assert "The one you had missed before is not right yet." in page


def test_the_result_counts_what_was_missed_as_the_scores_do(client, bank):
    """At any time before, whether it was right at first or comes back only by chance."""
    reader, (late, lost, new) = as_reader(client), some(bank, 3)
    answered(reader, ago(5), [lost], "Eight")
    answered(reader, ago(3), [lost])
    answered(reader, ago(1), [late])
    versions = [question.live_version_id for question in (late, lost, new)]
    played = Round.begin(
        versions, bank=bank, reader=reader, wanted=3, started_on=TODAY,
        repeats=versions[:2], missed={versions[1]: ago(3)},
    )  # fmt: skip
    page = flat(client.get(play(client, played, "Eight", "Eight", "Forty")).content.decode())
    said = "Of the 2 you had missed before, 2 are right now."
    assert said in page
    assert said in flat(client.get("/scores/").content.decode())
    assert "missed before" not in flat(Client().get(played.url).content.decode())


@pytest.mark.parametrize("number", [3, 12])
def test_the_result_takes_one_query_for_what_was_asked_again(
    client, bank, number, django_assert_num_queries
):
    reader, questions = as_reader(client), some(bank, number)
    first = answered(reader, ago(7), questions)
    versions = [question.live_version_id for question in questions]
    again = answered(reader, TODAY, questions, repeats=versions)
    for played, queries in ((again, 4), (first, 3)):
        client.get(played.url)
        with django_assert_num_queries(queries):
            client.get(played.url)


def test_without_a_cookie_the_result_says_that_nothing_can_come_back(bank):
    begun = Client().post("/banks/small/start/", {"number": "5"})
    played = Round.objects.get(key=begun.url.split("/")[2])
    page = flat(Client().get(play(Client(), played, *["Forty"] * 5)).content.decode())
    assert "this browser has kept no cookie to know it by" in page
