"""A question of a round: asked, answered, refused, and never answered twice."""

import html
import json
import re
from copy import deepcopy
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html as tree

from quiz.content.numbers import say
from quiz.core.kinds.base import FAIR_SEEDS
from quiz.models import Question, Round, Turn, Version
from quiz.play.sitting import Sitting
from tests.conftest import ALL_KINDS
from tests.factories import PAGE, SPECS, TODAY, QuestionFactory, make_round
from tests.layout import flat
from tests.play.test_start import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

ANSWERS = {
    "choice": ({"response": "Eight"}, {"response": "Forty"}),
    "multiple": (
        {"response": ["Thorn", "Marinus Analytics"]},
        {"response": ["Interpol"]},
    ),
    "true_false": ({"response": "true"}, {"response": "false"}),
    "estimate": ({"response": "26"}, {"response": "120"}),
}
HTMX = {"HX-Request": "true"}


def url(played, position=1):
    return f"/rounds/{played.key}/{position}/"


def placed(played, order):
    """What a browser posts for an ordering whose items are put in ``order``."""
    turn = played.turns.get(position=1)
    offered = turn.version.task.offered(turn.seed)
    return {f"place-{n}": str(order.index(text) + 1) for n, text in enumerate(offered, start=1)}


def matched(played, shift):
    """What a browser posts for a matching, each right text ``shift`` places off."""
    pairs = played.turns.get(position=1).version.task.solution()
    rights = [right for _, right in pairs]
    moved = rights[shift:] + rights[:shift]
    return {f"match-{n}": right for n, right in enumerate(moved, start=1)}


def answers(played, kind):
    if kind == "ordering":
        solution = played.turns.get(position=1).version.task.solution()
        return placed(played, solution), placed(played, solution[::-1])
    if kind == "matching":
        return matched(played, 0), matched(played, 1)
    return ANSWERS[kind]


def test_what_the_strip_of_slices_shows_is_said_to_who_cannot_see_it(client):
    played = make_round("choice choice choice")
    client.post(url(played), ANSWERS["choice"][0])
    page = tree.fromstring(client.get(f"/rounds/{played.key}/2/").content)
    said = " ".join(page.xpath("string(//div[@class='progress']/p)").split())
    assert said.startswith("Question 2 of 3 (1 right, 2 not answered).")
    assert page.xpath("//div[@class='progress']//*[contains(@class, 'slices')]/@aria-hidden")


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_right_answer_earns_the_point_and_is_explained(client, kind):
    played = make_round(kind)
    right, _ = answers(played, kind)
    response = client.post(url(played), right, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[0][0].endswith("/1/#verdict")
    assert played.turns.get().grade == 1
    assert "<title>Right – Question 1 of 1" in page
    assert "Eight of the matches were verified as correct." in page
    against = f'<a href="{PAGE}" rel="noopener external">university.example</a>'
    days = "Checked on 22 November 2026 against {}; to be checked again by 22 November 2027."
    assert days.format(against) in page
    assert "See your result" in page


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_wrong_answer_says_so_and_why_it_tempts(client, kind):
    played = make_round(kind)
    _, wrong = answers(played, kind)
    page = client.post(url(played), wrong, follow=True).content.decode()
    assert played.turns.get().grade == 0
    assert "Not right." in page
    assert "Why it tempts:" in page


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_not_sure_earns_nothing_and_is_kept_apart(client, kind):
    played = make_round(kind)
    page = client.post(url(played), {"unsure": "1"}, follow=True).content.decode()
    turn = played.turns.get()
    assert (turn.grade, turn.response, turn.verdict) == (0, None, "unsure")
    assert "Not sure: no point, and no harm." in page
    assert "Why it tempts:" not in page


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_an_empty_answer_is_refused_and_nothing_is_lost(client, kind):
    played = make_round(kind)
    response = client.post(url(played), {})
    assert response.status_code == 422
    page = response.content.decode()
    assert "You have not answered yet." in page
    assert "<title>Please look again" in page
    assert not played.turns.get().answered


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("choice", {"response": "Nine"}, "not one of the answers on offer"),
        ("multiple", {"response": ["Thorn", "NCMEC"]}, "not one of the answers on offer"),
        ("true_false", {"response": "maybe"}, "not one of the answers on offer"),
        ("estimate", {"response": "many"}, "with digits only"),
        ("estimate", {"response": "1e5"}, "with digits only"),
        ("estimate", {"response": "nan"}, "with digits only"),
        ("estimate", {"response": "121"}, "from 0 to 120"),
        ("estimate", {"response": "-1"}, "from 0 to 120"),
        ("ordering", {"place-1": "1"}, "Still missing: “"),
        ("ordering", {"place-1": "1", "place-2": "1"}, "the same place"),
        ("ordering", {"place-1": "9"}, "not one of the answers on offer"),
        ("matching", {"match-1": "paused for a year"}, "Still missing: “IBM”, “NEC”."),
        ("matching", {"match-1": "flew away"}, "not one of the answers on offer"),
    ],
)
def test_what_was_not_offered_is_refused_with_a_reason(client, kind, data, sentence):
    played = make_round(kind)
    response = client.post(url(played), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not played.turns.get().answered


def test_a_refused_answer_keeps_what_was_filled_in(client):
    played = make_round("matching")
    page = client.post(url(played), {"match-1": "paused for a year"}).content.decode()
    invalid = tree.fromstring(page).xpath("//input[@aria-invalid]/@name")
    assert {*invalid} == {"match-2", "match-3"}, "what is missing is marked, and no more"
    assert re.search(r'value="paused for a year"[^>]*\bchecked', page)


def test_an_answer_close_by_is_partly_right(client):
    played = make_round("estimate")
    page = client.post(url(played), {"response": "40"}, follow=True).content.decode()
    assert "Partly right: 0.6 of a point." in page
    assert "<title>Partly right" in page


def test_the_first_answer_stands_and_the_page_says_so(client):
    played = make_round("choice choice")
    client.post(url(played), {"response": "Forty"})
    page = client.post(url(played), {"response": "Eight"}, follow=True).content.decode()
    assert played.turns.first().response == "Forty"
    assert "Your first answer stands" in page


@pytest.mark.each_database
def test_its_address_alone_does_not_make_the_page_say_that_two_were_sent(client):
    """It can be typed, kept or sent by anybody."""
    played = make_round("choice choice")
    client.post(url(played), {"response": "Forty"})
    page = " ".join(client.get(f"{url(played)}?kept&twice&reported").content.decode().split())
    assert "Your first answer stands: one that is sent later is not counted." in page
    assert "had already" not in page


def test_the_same_answer_sent_again_needs_no_word(client):
    played = make_round("choice choice")
    for _ in range(3):
        page = client.post(url(played), {"response": "Forty"}, follow=True).content.decode()
    assert "Your first answer stands" not in page
    assert "Not right." in page


def test_nonsense_after_an_answer_changes_nothing(client):
    played = make_round("choice")
    client.post(url(played), {"response": "Eight"})
    response = client.post(url(played), {"response": "Nine"}, follow=True)
    assert response.status_code == 200
    assert played.turns.get().response == "Eight"


def test_htmx_gets_the_same_turn_as_a_fragment_with_the_next_question(client):
    played = make_round("choice estimate")
    response = client.post(url(played), {"response": "Eight"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "HX-Request" in response.headers["Vary"]
    assert '<template id="next">' in page
    assert f'action="{url(played, 2)}"' in page


def test_htmx_asking_for_history_gets_the_whole_page(client):
    played = make_round("choice")
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(url(played), headers=headers).content.decode()


def test_next_goes_to_the_first_unanswered(client):
    played = make_round("choice choice choice")
    client.post(url(played, 3), {"unsure": "1"})
    page = client.get(url(played, 3)).content.decode()
    assert re.search(rf'id="next-link" href="{url(played, 1)}"', page)
    client.post(url(played, 1), {"unsure": "1"})
    page = client.get(url(played, 1)).content.decode()
    assert re.search(rf'id="next-link" href="{url(played, 2)}"', page)


def test_the_last_answer_finishes_the_round(client, today):
    played = make_round("choice choice")
    client.post(url(played, 1), {"unsure": "1"})
    played.refresh_from_db()
    assert played.finished_on is None
    client.post(url(played, 2), {"unsure": "1"})
    played.refresh_from_db()
    assert played.finished_on == today


@pytest.mark.each_database
@pytest.mark.parametrize("number", [2, 3, 7])
def test_however_many_are_answered_at_once_the_round_is_finished(
    client, today, monkeypatch, number
):
    """Each of them read the turns before any other's answer was kept."""
    played = make_round("choice " * number)
    stale = Sitting.load(played.key, today)
    monkeypatch.setattr(Sitting, "load", lambda *_: deepcopy(stale))
    for position in range(1, number + 1):
        played.refresh_from_db()
        assert played.finished_on is None
        client.post(url(played, position), {"unsure": "1"})
    played.refresh_from_db()
    assert played.finished_on == today


@pytest.mark.parametrize(
    "path",
    [
        "/rounds/00000000-0000-4000-8000-000000000000/1/",
        "/rounds/{key}/0/",
        "/rounds/{key}/2/",
        "/rounds/{key}/99999999999999999999/",
        "/rounds/{key}/-1/",
        "/rounds/not-a-key/1/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_such_turn_is_a_clear_404(client, path, method):
    played = make_round("choice")
    response = getattr(client, method)(path.format(key=played.key))
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_wrong_method_too_much_and_broken_text_are_clear_pages(client):
    played = make_round("choice")
    response = client.put(url(played))
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
    assert "Not this way" in response.content.decode()
    response = client.post(url(played), {"response": "x" * 1_000_000})
    assert response.status_code == 413
    assert "far larger than any answer" in response.content.decode()
    body = b"response=\xff\xfe\x00"
    response = client.post(url(played), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert not played.turns.get().answered


def test_no_vouched_date_in_the_future_is_needed_to_finish_a_round(client):
    """A round is fixed when it is drawn: what expires later is still asked in it."""
    played = make_round("choice")
    Question.objects.get().checks.all().delete()
    Question.objects.get().retire(TODAY)
    page = client.post(url(played), {"response": "Eight"}, follow=True).content.decode()
    assert "<title>Right" in page


def test_an_edit_during_a_round_changes_nothing_in_it(client, today):
    played = make_round("choice")
    before = client.get(url(played)).content
    question = Question.objects.get()
    question.prompt = "Something else?"
    question.spec = {"right": "New", "wrong": [{"text": "Old", "tempts": "It was."}]}
    question.save()
    question.publish(today)
    assert client.get(url(played)).content == before
    client.post(url(played), {"response": "Eight"})
    assert played.turns.get().grade == 1


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_key_stays_on_the_server_until_the_answer(client, kind):
    """No mark of what is right, and nothing that only the feedback may say."""
    played = make_round(kind)
    page = client.get(url(played)).content.decode()
    question = Question.objects.get()
    for secret in (question.explanation, question.passage, "tempts", "right-", question.action):
        assert secret not in page
    spec = json.loads(json.dumps(question.spec))
    for row in spec.get("wrong", []):
        assert row["tempts"] not in page
    for item in spec.get("items", []):
        assert item["detail"] not in page


def test_the_order_of_options_says_nothing_about_the_key(client):
    """Over many rounds the right option stands everywhere alike, and so do the values."""
    question = QuestionFactory(live=True)
    from quiz.models import Round

    places = []
    for _ in range(200):
        played = Round.begin(
            [question.live_version_id], bank=question.bank, wanted=1, started_on=today_of()
        )
        page = client.get(url(played)).content.decode()
        offered = re.findall(r'name="response" value="([^"]+)"', page)
        places.append(offered.index("Eight"))
    for place in range(4):
        assert 25 <= places.count(place) <= 80


def today_of():
    from tests.factories import TODAY

    return TODAY


@pytest.mark.each_database
def test_an_ordering_presented_in_its_right_order_is_asked_like_any_other(client):
    played = make_round("ordering")
    turn = played.turns.get()
    task = turn.version.task
    played.seed = next(
        seed for seed in count(FAIR_SEEDS) if task.offered(f"{seed}/1") == task.solution()
    )
    played.save()
    page = client.post(url(played), {})
    assert page.status_code == 422, "an order that nobody touched is no answer"
    assert "Give each a place, or press “Leave them as they stand”" in page.content.decode()
    client.post(url(played), {f"place-{n}": str(n) for n in range(1, 5)})
    turn.refresh_from_db()
    assert turn.grade == 1


def test_looking_changes_nothing(client):
    played = make_round("choice choice")
    with CaptureQueriesContext(connection) as queries:
        client.get(url(played))
        client.head(url(played))
        client.get(f"/rounds/{played.key}/")
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]
    assert not client.cookies


@pytest.mark.each_database
@pytest.mark.parametrize("size", [40, 1000])
def test_a_turn_costs_at_most_five_queries_whatever_the_bank(
    client, size, django_assert_max_num_queries
):
    """Of these one is for what other readers answered, on each page with feedback."""
    played = make_round("choice choice choice")
    fill(played.bank, Question.objects.first(), size)
    with django_assert_max_num_queries(2):
        client.get(url(played, 1))
    with django_assert_max_num_queries(5):
        client.post(url(played, 1), {"response": "Eight"}, headers=HTMX)
    with django_assert_max_num_queries(2):
        client.get(url(played, 1))
    client.post(url(played, 2), {"response": "Eight"})
    with django_assert_max_num_queries(4):
        client.post(url(played, 3), {"response": "Eight"})


@pytest.mark.each_database
def test_an_expired_round_is_invisible_at_once(client, settings, today):
    played = make_round("choice")
    Turn.objects.update(answered_on=None)
    type(played).objects.update(started_on=today.replace(month=10, day=23))
    assert client.get(url(played)).status_code == 404
    settings.RETENTION_DAYS = 31
    assert client.get(url(played)).status_code == 200


def test_a_clock_moved_back_does_not_keep_a_round_from_ending(client, today):
    played = make_round("choice", on=today.replace(day=25))
    client.post(url(played), {"response": "Eight"})
    played.refresh_from_db()
    assert played.finished_on == played.started_on


def test_a_form_that_is_not_a_round_of_ours_cannot_be_scripted_by_the_key_alone(client):
    """Answering needs no cookie and no token: to forge it is to know the key."""
    played = make_round("choice")
    response = client.post(
        url(played), {"response": "Eight"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 302


@pytest.mark.each_database
def test_a_source_dated_to_a_day_that_never_was_is_still_shown(client):
    """Versions made before such dates were refused stay readable."""
    played = make_round("choice")
    version = Version.objects.get()
    version.content["evidence"]["source"]["date"] = "2021-02-30"
    Version.objects.update(content=version.content)
    page = client.post(url(played), {"response": "Eight"}, follow=True)
    assert page.status_code == 200
    assert "2021-02-30" in page.content.decode()


WIDE = {"right": 1200, "low": 0, "high": 5_000_000, "step": 0.5, "tolerance": 2, "zero_at": 9000}


def estimate(language="en", unit="people", **spec):
    """A round that asks for one number, in a bank in ``language``."""
    spec = {**SPECS["estimate"], **WIDE, "unit": unit, **spec}
    asked = QuestionFactory(kind="estimate", spec=spec, bank__language=language, live=True)
    return Round.begin([asked.live_version_id], bank=asked.bank, wanted=1, started_on=TODAY)


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "3,5", 3.5),
        ("en", "1,200,000", 1_200_000),
        ("en", "1.200.000", 1_200_000),
        ("en", "1,000", 1000),
        ("en", "1 200 000", 1_200_000),
        ("en", "１２", 12),
        ("en", "25 people", 25),
        ("de", "1.000", 1000),
        ("de", "3,5", 3.5),
        ("de", "3.5", 3.5),
        ("fr", "1\u00a0200\u00a0000", 1_200_000),
    ],
)
def test_a_number_is_read_as_its_reader_meant_it(client, language, typed, meant):
    played = estimate(language)
    page = client.post(url(played), {"response": typed}, follow=True).content.decode()
    assert played.turns.get().response == meant
    assert f"<strong>{say(meant, language)}</strong>" in html.unescape(page)


@pytest.mark.parametrize(
    ("language", "typed", "sentence"),
    [
        ("en", "1.200", "Did you mean 1200 or 1.2?"),
        ("en", "1.234", "Did you mean 1234 or 1.2340?"),
        ("de", "1,200", "Did you mean 1200 or 1,2?"),
        ("en", "3½", "with digits only, such as 25 or 0.5."),
        ("de", "3½", "with digits only, such as 25 or 0,5."),
        ("de", "6.000.000", "from 0 to 5.000.000"),
        ("en", "−5", "from 0 to 5,000,000"),
        ("en", '"><b>', "with digits only"),
    ],
)
def test_a_number_that_cannot_be_read_is_asked_about_and_stays(client, language, typed, sentence):
    played = estimate(language)
    response = client.post(url(played), {"response": typed})
    page = html.unescape(flat(response.content.decode()))
    assert response.status_code == 422
    assert sentence in page
    assert f'name="response" value="{typed}"' in page
    assert not played.turns.get().answered


@pytest.mark.parametrize("language", ["en", "de", "fr", "pt-br"])
def test_a_number_is_accepted_as_the_pages_hint_writes_it(client, language):
    played = estimate(language, low=1000, high=1_234_567.5)
    page = html.unescape(client.get(url(played)).content.decode())
    low, high = re.search(r"From ([^<]*?) to ([^<]*?); near counts", page).groups()
    for written, meant in ((low, 1000), (high, 1_234_567.5)):
        played = estimate(language, low=1000, high=1_234_567.5)
        client.post(url(played), {"response": written})
        assert played.turns.get().response == meant


def test_a_phone_offers_a_minus_where_one_may_be_needed(client):
    assert 'inputmode="decimal"' in client.get(url(estimate())).content.decode()
    played = estimate(low=-40, high=10, right=3)
    assert 'inputmode="text"' in client.get(url(played)).content.decode()
    client.post(url(played), {"response": "−5"})
    assert played.turns.get().response == -5


BROKEN = {
    "choice": {"right": "Nur Google\nund Apple", "wrong": [{"text": "Cafe\u0301", "tempts": "x"}]},
    "multiple": {"right": ["Nur\nGoogle", "Thorn"], "wrong": [{"text": "NEC", "tempts": "x"}]},
    "matching": {
        "pairs": [{"left": each, "right": f"a\n{each}"} for each in "xyz"], "tempts": "x"
    },
}  # fmt: skip
SENT = {
    "choice": {"response": "Nur Google\r\nund Apple"},
    "multiple": {"response": ["Nur\r\nGoogle", "Thorn"]},
    "matching": {f"match-{n}": f"a\r\n{each}" for n, each in enumerate("xyz", start=1)},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_old_text_with_line_ends_is_found_however_a_browser_sends_it(client, kind):
    asked = QuestionFactory(kind=kind, spec=BROKEN[kind], live=True)
    played = Round.begin([asked.live_version_id], bank=asked.bank, wanted=1, started_on=TODAY)
    client.post(url(played), SENT[kind])
    turn = played.turns.get()
    assert (turn.response, turn.grade) == (turn.version.task.solution(), 1)


def test_a_refused_answer_keeps_what_was_chosen_however_a_browser_sends_it(client):
    asked = QuestionFactory(kind="matching", spec=BROKEN["matching"], live=True)
    played = Round.begin([asked.live_version_id], bank=asked.bank, wanted=1, started_on=TODAY)
    page = client.post(url(played), {"match-1": "a\r\nx"}).content.decode()
    assert re.search(r'value="a\nx"[^>]*\bchecked', page)
