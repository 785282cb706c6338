"""The end of a round: the score, what it means, and one thing to do."""

import re

import pytest
from django.test import Client

from quiz.models import Question, Round, Topic
from quiz.play import queries
from tests.cookies import as_reader
from tests.factories import TODAY, QuestionFactory, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]


def play(client, played, *responses):
    for position, response in enumerate(responses, start=1):
        data = {"unsure": "1"} if response is None else {"response": response}
        client.post(f"/rounds/{played.key}/{position}/", data)
    return f"/rounds/{played.key}/"


def test_shows_the_score_its_parts_and_every_answer(client):
    played = make_round("choice choice estimate choice")
    address = play(client, played, "Eight", "Forty", "40", None)
    page = flat(client.get(address).content.decode())
    assert "<title>1 of 4 right" in page
    assert "<strong>1</strong> of 4 right" in page
    assert "1.6 of 4 points" in page
    assert "1 partly right, 1 not right, 1 not sure" in page
    missed, right = re.findall(r'<details class="given">.*?</ol></details>', page)
    assert "The 3 you missed, and why" in missed
    assert re.findall(r'<li value="(.)"><details class="answer">', missed) == ["2", "3", "4"]
    assert "The one you had right" in right
    assert re.findall(r'<li value="(.)"><details class="answer">', right) == ["1"]
    assert page.count("https://university.example/report") >= 4
    assert "One thing to do today" in page
    assert "Look up what your own police force publishes." in page


def test_all_right_is_full_and_offers_no_practice(client):
    played = make_round("choice choice choice")
    page = flat(client.get(play(client, played, "Eight", "Eight", "Eight")).content.decode())
    assert "<title>3 of 3 right" in page
    assert "Everything right." in page
    assert "ou missed" not in page
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
    assert f'action="{played.resume_url}"' in page
    assert "<title>1 of 1 right" in page
    assert "2 not answered, so not scored" in page
    played.refresh_from_db()
    assert played.finished_on == today


@pytest.mark.each_database
def test_a_stopped_round_takes_no_more_answers(client):
    played = make_round("choice choice")
    client.post(f"/rounds/{played.key}/stop/")
    response = client.post(f"/rounds/{played.key}/1/", {"response": "Eight"}, follow=True)
    page = response.content.decode()
    assert "You ended this round before answering this question" in page
    assert page.count("<form") == 1
    assert f'action="{played.resume_url}"' in page
    assert not played.turns.filter(answered_on__isnull=False).exists()


@pytest.mark.each_database
def test_a_stopped_round_can_be_resumed_until_it_expires(client, today):
    played = make_round("choice choice choice")
    client.post(played.turn_url(2), {"response": "Eight"})
    client.post(played.stop_url)
    response = client.post(played.resume_url)
    assert response.url == played.turn_url(1)
    assert 'name="response"' in client.get(response.url).content.decode()
    for position in (1, 3):
        client.post(played.turn_url(position), {"response": "Forty"})
    played.refresh_from_db()
    assert (played.stopped, played.finished_on) == (False, today)
    page = flat(client.get(played.url).content.decode())
    assert "<title>1 of 3 right" in page
    assert played.resume_url not in page
    other = make_round("choice choice")
    client.post(other.stop_url)
    Round.objects.filter(pk=other.pk).update(started_on=today.replace(month=10, day=23))
    assert client.post(other.resume_url).status_code == 404


def test_resuming_what_was_not_stopped_changes_nothing(client):
    played = make_round("choice choice")
    client.post(played.turn_url(1), {"response": "Eight"})
    assert client.post(played.resume_url).url == played.turn_url(2)
    client.post(played.turn_url(2), {"response": "Eight"})
    before = Round.objects.values().get()
    assert client.post(played.resume_url).url == played.url
    assert Round.objects.values().get() == before


def test_stopping_once_all_is_answered_stops_nothing(client, today):
    """The last answer and the end of the round are two statements: this may come between."""
    played = make_round("choice")
    played.turns.get().answer("Eight", today)
    client.post(played.stop_url)
    played.refresh_from_db()
    assert (played.stopped, played.finished_on) == (False, today)


def test_stop_asks_first_and_says_until_when_it_can_be_taken_back(client):
    page = flat(client.get(make_round("choice").turn_url(1)).content.decode())
    asked = re.search(r'<details class="stop">.*?</details>', page).group()
    assert "you can go on with this round" in asked
    assert "21 December 2026" in asked
    assert "<summary>Stop here</summary>" in asked


def test_stopping_at_once_is_no_score_and_no_error(client):
    played = make_round("choice")
    page = client.post(f"/rounds/{played.key}/stop/", follow=True).content.decode()
    assert "You stopped before answering a question" in page


@pytest.mark.parametrize("verb", ["stop", "resume", "practise"])
def test_another_site_cannot_stop_resume_or_practise(client, verb):
    played = make_round("choice")
    response = client.post(
        f"/rounds/{played.key}/{verb}/", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert client.get(f"/rounds/{played.key}/{verb}/").status_code == 405


@pytest.mark.each_database
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


@pytest.mark.each_database
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
    for kinds in ("choice " * 3, "choice " * 12):
        played = make_round(kinds)
        address = play(client, played, *["Eight"] * len(kinds.split()))
        queries._versions.clear()
        with django_assert_num_queries(4):
            client.get(address)
        with django_assert_num_queries(3):
            client.get(address)


def test_of_fewer_than_three_answers_nothing_is_made(client):
    played = make_round("choice choice")
    page = flat(client.get(play(client, played, "Forty", "Forty")).content.decode())
    assert "<title>0 of 2 right" in page
    assert "Most of this was new" not in page
    assert "Guessing" not in page


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
    page = flat(client.get(f"/rounds/{played.key}/1/").content.decode())
    assert ("Not right. Too little of it was." in page) == said


def finished(client, kinds, *responses, **fields):
    """The page of the result of a round that was answered so."""
    return flat(client.get(play(client, make_round(kinds, **fields), *responses)).content.decode())


def test_the_face_has_a_slice_for_each_question(client):
    page = finished(client, "choice choice estimate choice", "Eight", "Forty", "40", None)
    label = "1 right, 1 partly right, 1 not right, 1 not sure"
    assert f'role="img" aria-label="{label}"' in page
    assert "⬛🟨🟫🟨" in page


@pytest.mark.each_database
@pytest.mark.parametrize(
    ("missed", "said"),
    [
        (1, "You missed: <strong>Topic 0</strong>."),
        (2, "<strong>Topic 0</strong> and <strong>Topic 1</strong>."),
        (4, "<strong>Topic 2</strong> and <strong>Topic 3</strong>."),
        (5, "<strong>Topic 3</strong> and <strong>1 more topic</strong>."),
        (7, "<strong>Topic 3</strong> and <strong>3 more topics</strong>."),
    ],
)
def test_names_the_topics_that_showed_through_most_lost_points_first(client, missed, said):
    played = make_round("choice " * 8)
    for number, turn in enumerate(played.turns.order_by("position")):
        Topic.objects.filter(pk=turn.version.topic_id).update(title=f"Topic {number}")
    queries._versions.clear()
    responses = ["Forty"] * missed + ["Eight"] * (8 - missed)
    assert said in flat(client.get(play(client, played, *responses)).content.decode())


def test_the_topic_that_lost_most_comes_first(client):
    played = make_round("estimate choice choice")
    for number, turn in enumerate(played.turns.order_by("position")):
        Topic.objects.filter(pk=turn.version.topic_id).update(title=f"Topic {number}")
    queries._versions.clear()
    page = flat(client.get(play(client, played, "40", "Forty", "Eight")).content.decode())
    assert "<strong>Topic 1</strong> and <strong>Topic 0</strong>" in page


def test_guessing_is_worked_out_for_these_very_questions(client):
    page = finished(client, "choice choice true_false", "Eight", "Forty", "false")
    assert "Guessing at random would get 1." in page
    assert "You got fewer" not in page
    page = finished(client, "choice choice true_false", "Forty", "Forty", "false")
    assert "You got fewer points than a guesser: what sounds right here is often wrong." in page
    page = finished(client, "choice choice true_false", None, "Forty", "false")
    assert "You got fewer" not in page, "who was not sure has guessed nothing"
    page = finished(client, "choice choice true_false true_false", "Eight", "Eight", "true", "true")
    assert "Guessing at random would get 1.5." in page


def test_practice_says_that_it_was_and_what_stuck(client):
    page = finished(client, "choice choice choice", "Eight", "Eight", "Forty", origin="practice")
    assert "This was practice, on what you had missed: 2 of 3 are right now." in page
    assert "Guessing" not in page
    assert "Send it to somebody" not in page
    page = finished(client, "choice", "Eight", origin="practice")
    assert "1 of 1 is right now. All of it has stuck." in page
    page = finished(client, "choice choice choice", "Eight", "Forty", "Forty", origin="practice")
    assert "1 of 3 is right now." in page


def test_what_is_sent_says_nothing_of_the_sender_or_the_round(client):
    played = make_round("choice choice choice")
    page = client.get(play(client, played, "Eight", "Forty", "Eight")).content.decode()
    message = re.search(r'<p id="message".*?</p>', page, re.S)[0]
    bank = f"http://testserver/banks/{played.bank.ref}/"
    text = flat(re.sub("<[^>]+>", " ", message)).split()
    said = f"The Privacy Quiz: {played.bank.title} 2 of 3 right ⬛🟨⬛ ⬛ right, 🟨 missed"
    assert text == [*said.split(), bank]
    assert str(played.key) not in message


def test_every_page_of_a_round_names_the_quiz_as_its_address(client):
    """A phone's Share button sends what a page calls its canonical address."""
    played = make_round("choice choice", as_reader(client))
    address = play(client, played, "Eight")
    canonical = f'<link rel="canonical" href="http://testserver/banks/{played.bank.ref}/">'
    pages = [f"{address}1/", f"{address}2/", f"{address}1/report/", f"{address}data/"]
    client.post(f"{address}2/", {"unsure": "1"})
    for path in [address, *pages]:
        assert canonical in client.get(path).content.decode(), path
    stranger = Client().get(f"{address}1/")
    assert canonical in stranger.content.decode()
