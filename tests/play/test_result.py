"""The end of a round: the score, what it means, and one thing to do."""

import pytest

from quiz.models import Question, Round
from quiz.play import queries
from tests.factories import TODAY, QuestionFactory, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def play(client, played, *responses):
    for position, response in enumerate(responses, start=1):
        data = {"unsure": "1"} if response is None else {"response": response}
        client.post(f"/rounds/{played.key}/{position}/", data)
    return f"/rounds/{played.key}/"


def test_shows_the_score_its_parts_and_every_answer(client):
    played = make_round("choice choice estimate choice")
    address = play(client, played, "Eight", "Forty", "40", None)
    page = flat(client.get(address).content.decode())
    assert "<title>1.6 of 4" in page
    assert "1 right" in page
    assert "1 partly right" in page
    assert "1 not right" in page
    assert "1 not sure" in page
    assert page.count("<li><details>") == 4
    assert page.count("https://university.example/report") >= 4
    assert "One thing to do today" in page
    assert "Look up what your own police force publishes." in page


def test_all_right_is_full_and_offers_no_practice(client):
    played = make_round("choice choice choice")
    page = flat(client.get(play(client, played, "Eight", "Eight", "Eight")).content.decode())
    assert "<title>3 of 3" in page
    assert "Everything right." in page
    assert "Practise" not in page


@pytest.mark.parametrize(
    ("responses", "sentence"),
    [
        (["Eight", "Eight", "Eight", "Forty"], "You know most of this."),
        (["Eight", "Eight", "Forty", "Forty"], "You know a good part of this"),
        (["Forty"] * 4, "Most of this was new to you."),
    ],
)
def test_says_what_the_score_means(client, responses, sentence):
    played = make_round("choice choice choice choice")
    assert sentence in client.get(play(client, played, *responses)).content.decode()


def test_of_an_unfinished_round_leads_back_to_the_first_unanswered(client):
    played = make_round("choice choice choice")
    client.post(f"/rounds/{played.key}/1/", {"unsure": "1"})
    response = client.get(f"/rounds/{played.key}/")
    assert response.status_code == 302
    assert response.url == f"/rounds/{played.key}/2/"


def test_stopping_ends_the_round_and_scores_what_was_answered(client, today):
    played = make_round("choice choice choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Eight"})
    response = client.post(f"/rounds/{played.key}/stop/", follow=True)
    page = flat(response.content.decode())
    assert "<title>1 of 1" in page
    assert "2 not answered, so not scored" in page
    played.refresh_from_db()
    assert played.finished_on == today


def test_a_stopped_round_takes_no_more_answers(client):
    played = make_round("choice choice")
    client.post(f"/rounds/{played.key}/stop/")
    response = client.post(f"/rounds/{played.key}/1/", {"response": "Eight"}, follow=True)
    page = response.content.decode()
    assert "You ended this round before answering this question" in page
    assert "<form" not in page
    assert not played.turns.filter(answered_on__isnull=False).exists()


def test_stopping_at_once_is_no_score_and_no_error(client):
    played = make_round("choice")
    page = client.post(f"/rounds/{played.key}/stop/", follow=True).content.decode()
    assert "You stopped before answering a question" in page


@pytest.mark.parametrize("verb", ["stop", "practise"])
def test_another_site_cannot_stop_or_practise(client, verb):
    played = make_round("choice")
    response = client.post(
        f"/rounds/{played.key}/{verb}/", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert client.get(f"/rounds/{played.key}/{verb}/").status_code == 405


def test_practice_asks_what_was_missed_in_other_words(client):
    played = make_round("choice choice")
    first = Question.objects.first()
    variant = QuestionFactory(bank=played.bank, fact=first.fact, kind="true_false", live=True)
    address = play(client, played, "Forty", "Eight")
    response = client.post(f"{address}practise/")
    fresh = Round.objects.get(origin="practice")
    assert response.url == f"/rounds/{fresh.key}/1/"
    assert [turn.version_id for turn in fresh.turns.all()] == [variant.live_version_id]


@pytest.mark.parametrize("cookies", [True, False])
def test_practice_upon_practice_asks_every_variant(client, cookies):
    played = make_round("choice")
    fact = Question.objects.get().fact
    for _ in range(2):
        QuestionFactory(bank=played.bank, fact=fact, live=True)
    asked = []
    for _ in range(4):
        played = Round.objects.first()
        asked.append(played.turns.get().version.question.pk)
        client.post(f"{play(client, played, None)}practise/")
        if not cookies:
            client.cookies.clear()
    assert len(set(asked[:3])) == 3
    assert asked[3] == asked[0]


def test_practice_asks_the_same_where_there_is_no_variant(client):
    played = make_round("choice")
    client.post(f"{play(client, played, None)}practise/")
    assert Round.objects.get(origin="practice").turns.get().version == played.turns.get().version


def test_practice_of_what_has_run_out_says_so(client):
    played = make_round("choice")
    address = play(client, played, None)
    Question.objects.get().retire(TODAY)
    response = client.post(f"{address}practise/")
    assert response.status_code == 503
    assert "being checked again" in response.content.decode()


def test_practice_with_nothing_missed_leads_back(client):
    played = make_round("choice")
    address = play(client, played, "Eight")
    assert client.post(f"{address}practise/").url == address


def test_costs_the_same_for_short_and_long_rounds(client, django_assert_num_queries):
    for kinds in ("choice", "choice " * 12):
        played = make_round(kinds)
        address = play(client, played, *["Eight"] * len(kinds.split()))
        queries._versions.clear()
        with django_assert_num_queries(3):
            client.get(address)
        with django_assert_num_queries(2):
            client.get(address)


def test_of_fewer_than_three_answers_nothing_is_made(client):
    played = make_round("choice choice")
    page = flat(client.get(play(client, played, "Forty", "Forty")).content.decode())
    assert "<title>0 of 2" in page
    assert "Most of this was new" not in page


def test_topics_are_shown_where_they_say_something(client):
    bank = QuestionFactory().bank
    topic = QuestionFactory(bank=bank, live=True).topic
    versions = [
        QuestionFactory(bank=bank, topic=topic, live=True).live_version_id for _ in range(2)
    ]
    played = Round.begin(versions, bank=bank, wanted=2, started_on=TODAY)
    assert topic.title in client.get(play(client, played, None, None)).content.decode()
    other = make_round("choice choice")
    assert "By topic" not in client.get(play(client, other, None, None)).content.decode()


def test_play_again_asks_for_what_was_played(client, bank):
    topic = bank.topics.first()
    client.post("/banks/small/start/", {"topic": topic.ref, "number": "5"})
    played = Round.objects.get()
    client.post(f"/rounds/{played.key}/stop/")
    page = client.get(f"/rounds/{played.key}/").content.decode()
    assert '<input type="hidden" name="number" value="5">' in page
    assert f'<input type="hidden" name="topic" value="{topic.ref}">' in page


@pytest.mark.parametrize(
    ("kind", "response", "said"),
    [
        ("multiple", ["Thorn", "Interpol"], True),
        ("multiple", ["Interpol"], False),
        ("choice", "Forty", False),
    ],
)
def test_a_half_right_answer_that_earns_nothing_is_told_so(client, kind, response, said):
    played = make_round(kind)
    client.post(f"/rounds/{played.key}/1/", {"response": response})
    page = client.get(f"/rounds/{played.key}/1/").content.decode()
    assert ("Some of it was right" in page) == said
