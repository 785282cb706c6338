"""A report: two taps, once for each turn, about a question and never about a person."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quiz.models import Report, Round
from quiz.play import reports
from quiz.play.sitting import Sitting
from quiz.privacy.erasure import erase, purge
from quiz.web.rate_limits import Limit
from tests.factories import make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

HTMX = {"HX-Request": "true"}
ASKED = "Something wrong with this question?"


@pytest.fixture
def played(client):
    """A round of two questions, the first of them answered."""
    played = make_round("choice choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    return played


def send(client, played, position=1, **data):
    htmx = data.pop("htmx", False)
    came = {"REMOTE_ADDR": data.pop("came", "127.0.0.1")}
    path = f"/rounds/{played.key}/{position}/report/"
    return client.post(path, data, headers=HTMX if htmx else {}, **came)


def test_an_answered_question_can_be_reported_with_one_press(client, played, today):
    page = flat(client.get(f"/rounds/{played.key}/1/").content.decode())
    assert f'<a href="/rounds/{played.key}/1/report/" hx-get=' in page
    page = client.get(f"/rounds/{played.key}/1/report/").content.decode()
    assert 'name="reason" value="wrong"' in page
    response = send(client, played, reason="wrong")
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "Thank you. You reported this question: “The answer is wrong”." in " ".join(page.split())
    assert ASKED not in page
    report = Report.objects.get()
    assert (report.reason, report.text, report.state) == ("wrong", "", "open")
    assert (report.turn, report.reported_on) == (played.turns.first(), today)


def test_a_question_that_waits_offers_no_report_and_takes_none(client, played):
    assert ASKED not in client.get(f"/rounds/{played.key}/2/").content.decode()
    assert send(client, played, 2, reason="wrong").url == f"/rounds/{played.key}/2/"
    assert not Report.objects.exists()


def test_htmx_gets_the_same_as_a_fragment(client, played):
    response = send(client, played, reason="unclear", text="Which year?", htmx=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "Thank you." in page
    assert "Which year?" in page


def test_htmx_gets_the_form_in_the_place_of_the_link(client, played):
    """As a fragment that takes the focus, which a script gives to what is marked as said."""
    page = flat(client.get(f"/rounds/{played.key}/1/report/", headers=HTMX).content.decode())
    assert "<html" not in page
    assert f'<h3 class="said" tabindex="-1">{ASKED}</h3>' in page
    assert page.count('class="said"') == 1
    assert 'id="report-1"' in page
    assert 'id="report-1"' in client.get(f"/rounds/{played.key}/1/").content.decode()


def test_from_the_result_a_reader_comes_back_to_the_answer_opened(client, played):
    client.post(f"/rounds/{played.key}/2/", {"unsure": "1"})
    page = client.get(f"/rounds/{played.key}/").content.decode()
    assert page.count(f">{ASKED}</a>") == 2
    led_to = f"/rounds/{played.key}/2/report/?from=result"
    assert led_to in page
    page = client.get(led_to).content.decode()
    assert 'name="from" value="result"' in page
    assert not Report.objects.exists()
    response = send(client, played, 2, reason="source", **{"from": "result"})
    assert response.url == f"/rounds/{played.key}/?answer=2#report-2"
    page = client.get(response.url).content.decode()
    opened = '<details class="answer" open>'
    assert page.count(opened) == 1
    assert page.index(opened) < page.index("Thank you. You reported this question:")


def test_a_second_report_leaves_the_first_and_says_so(client, played):
    send(client, played, reason="wrong", text="It was nine.")
    said = "Your first report of this question stands:"
    again = send(client, played, reason="unclear")
    assert said in client.get(again.url).content.decode()
    assert said in send(client, played, reason="unclear", htmx=True).content.decode()
    assert Report.objects.get().text == "It was nine."


@pytest.mark.each_database
def test_two_reports_at_once_leave_one(client, played, monkeypatch):
    """The second read the turns before the first was kept."""
    stale = Sitting.load(played.key, timezone.localdate())
    send(client, played, reason="wrong")
    monkeypatch.setattr(Sitting, "load", lambda *_: stale)
    response = send(client, played, reason="unclear")
    assert "&twice" in response.url
    assert Report.objects.get().reason == "wrong"


@pytest.mark.each_database
@pytest.mark.django_db(transaction=True)  # SQLite asks for the turn when it commits
def test_a_round_erased_meanwhile_is_a_clear_404(client, played, monkeypatch):
    stale = Sitting.load(played.key, timezone.localdate())
    erase(key=played.key)
    monkeypatch.setattr(Sitting, "load", lambda *_: stale)
    assert send(client, played, reason="wrong").status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "Look at page 4."}, "Please choose what is wrong."),
        ({"reason": "spite", "text": "Look at page 4."}, "Please choose what is wrong."),
        ({"reason": "wrong", "text": "Look at page 4." * 40}, "these are 600."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_taken_is_refused_and_the_text_is_kept(client, played, data, sentence, htmx):
    response = send(client, played, htmx=htmx, **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Look at page 4." in page
    assert page.count('class="error said"') == 1
    assert ("<html" in page) is not htmx
    assert not Report.objects.exists()


def test_a_text_is_kept_without_what_nobody_sees(client, played):
    send(client, played, reason="wrong", text=" Look\0 at\x0bpage\u200b 4.\r\nCafe\u0301 ")
    assert Report.objects.get().text == "Look at\npage 4.\nCafé"


def test_lines_count_as_one_character_each(client, played):
    text = "a\r\n" * 249 + "ab"
    assert send(client, played, reason="wrong", text=text).status_code == 302
    assert len(Report.objects.get().text) == 500


@pytest.mark.each_database
def test_too_many_reports_from_one_place_are_not_taken_and_nothing_is_lost(
    client, played, monkeypatch
):
    monkeypatch.setattr(reports, "REPORTS", Limit("report", most=1, seconds=3600))
    client.post(f"/rounds/{played.key}/2/", {"unsure": "1"})
    send(client, played, 1, reason="wrong", came="8.8.8.8")
    for htmx in (False, True):
        response = send(
            client, played, 2, reason="wrong", text="Page 4.", came="8.8.8.8", htmx=htmx
        )
        page = response.content.decode()
        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 3600
        assert "Very many reports came from your network" in page
        assert "Page 4.</textarea>" in page
    assert Report.objects.count() == 1
    assert send(client, played, 2, reason="wrong", came="9.9.9.9").status_code == 302


def test_what_a_reader_writes_is_shown_as_text_alone(client, played):
    send(client, played, reason="other", text="<script>alert(1)</script>")
    page = client.get(f"/rounds/{played.key}/1/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_report_that_another_site_sends_is_refused(client, played):
    response = client.post(
        f"/rounds/{played.key}/1/report/",
        {"reason": "wrong"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("position", [0, 3, 99999999999999999999])
def test_no_such_turn_is_a_clear_404(client, played, position):
    assert send(client, played, position, reason="wrong").status_code == 404


def test_looking_reports_nothing(client, played):
    page = client.get(f"/rounds/{played.key}/1/report/").content.decode()
    assert page.count(ASKED) == 2  # the title and the heading
    assert client.get(f"/rounds/{played.key}/2/report/").url == f"/rounds/{played.key}/2/"
    assert not Report.objects.exists()


def test_a_report_is_shown_handed_out_and_erased_with_its_round(client, played):
    send(client, played, reason="wrong", text="It was nine.")
    record = json.loads(client.get(f"/rounds/{played.key}/data/download/").getvalue())
    assert record["rounds"][0]["turns"][0]["report"] == {
        "reason": "wrong",
        "text": "It was nine.",
        "reported_on": "2026-11-22",
        "state": "open",
        "handled_on": None,
    }
    assert "report" not in record["rounds"][0]["turns"][1], "that one is still open"
    assert "It was nine." in client.get(f"/rounds/{played.key}/data/").content.decode()
    client.post(f"/rounds/{played.key}/data/erase/")
    assert not Report.objects.exists()


def test_a_report_is_purged_with_its_round(client, played, today):
    send(client, played, reason="wrong")
    Round.objects.update(started_on=today.replace(month=10, day=1))
    purge(today)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("open", "An editor will look at it."),
        ("accepted", "An editor has looked, and accepted it."),
        ("dismissed", "An editor has looked, and found the question right as it is."),
    ],
)
def test_the_reader_learns_what_became_of_it(client, played, admin_user, today, state, said):
    send(client, played, reason="wrong")
    Report.objects.get().handle(state, today, by=admin_user)
    assert said in client.get(f"/rounds/{played.key}/1/").content.decode()


def test_reports_cost_a_turn_no_query(client, played, django_assert_max_num_queries):
    send(client, played, reason="wrong")
    with django_assert_max_num_queries(2):
        client.get(f"/rounds/{played.key}/1/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/rounds/{played.key}/1/")
    assert not [query for query in queries if 'FROM "quiz_report"' in query["sql"]]
