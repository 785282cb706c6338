"""The question of a day: shown to everybody alike, answered as it was shown, and once a reader."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from quiz.models import DailyQuestion, Question, Round, Turn, Version
from quiz.play import daily as daily_views
from tests.caches import kept_for
from tests.factories import SPECS, TODAY, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = datetime.timedelta(days=1)
URL = f"/today/{TODAY}/"


@pytest.fixture
def daily(bank):
    """A question of today, beside the twelve of the bank."""
    question = QuestionFactory(
        bank=bank, topic=bank.topics.first(), live=True, hook=True, difficulty="easy"
    )
    return DailyQuestion.objects.create(day=TODAY, question=question)


def fields(page):
    """What the form of a page sends beside the option."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', page.content.decode()))


def options(page):
    return re.findall(r'class="option"[^>]*>(.*?)<', page.content.decode())


def press(client, page, response="Eight", url=URL):
    return client.post(url, {**fields(page), "response": response})


def test_home_shows_it_and_a_press_begins_a_round_with_it_answered(client, daily):
    page = client.get("/")
    assert str(daily.question) in page.content.decode()
    sent = press(client, page)
    played = Round.objects.get()
    assert sent.status_code == 302
    assert sent.url == f"/rounds/{played.key}/1/#verdict"
    assert (played.origin, played.wanted, played.today) == ("fresh", 10, daily)
    first, *others = played.turns.select_related("version__question")
    assert (first.version.question, first.response, first.grade) == (daily.question, "Eight", 1.0)
    assert first.answered_on == TODAY
    assert len(others) == 9
    assert not any(turn.answered for turn in others)
    assert daily.question.fact not in [turn.version.question.fact for turn in others]
    verdict = client.get(f"/rounds/{played.key}/1/").content.decode()
    assert "Question 1 of 10" in verdict
    assert 'id="verdict"' in verdict


def test_before_the_press_nothing_is_kept_and_nothing_tells_the_answer(client, daily):
    for path in ("/", URL, "/today/"):
        page = client.get(path)
        assert not page.cookies
        assert page.headers["Cache-Control"] == "public, max-age=300"
        assert "Half feels like a fair guess" not in page.content.decode()
    assert not Round.objects.exists()
    assert "Eight" not in client.get("/today/").content.decode()


def test_options_stand_in_the_round_as_they_stood_on_the_page(client, daily):
    for _ in range(4):
        other = Client()
        page = other.get("/")
        assert options(page) == options(client.get(URL))
        there = press(other, page, "Forty").url
        played = Round.objects.latest("pk")
        shown = played.turns.get(position=1)
        shown.version = daily.question.live_version
        assert list(shown.version.task.offered(shown.seed)) == options(page)
        assert other.get(there).status_code == 200


def test_not_sure_is_an_answer(client, daily):
    client.post(URL, {**fields(client.get("/")), "unsure": "1"})
    turn = Round.objects.get().turns.get(position=1)
    assert (turn.response, turn.answered) == (None, True)


def test_what_was_not_offered_is_refused_and_begins_nothing(client, daily):
    for sent in ({"response": "Nine"}, {}):
        page = client.post(URL, {**fields(client.get("/")), **sent})
        assert page.status_code == 422
        assert 'id="error"' in page.content.decode()
    assert not Round.objects.exists()


def test_a_second_press_leads_to_the_answer_that_stands(client, daily):
    page = client.get("/")
    first = press(client, page, "Forty")
    again = press(client, page, "Eight")
    assert again.url == first.url.replace("#", "?kept#")
    assert press(client, page, "Forty").url == first.url
    assert Round.objects.count() == 1
    assert Round.objects.get().turns.get(position=1).response == "Forty"
    assert "Forty" in client.get(again.url).content.decode()


def test_without_a_cookie_each_press_begins_a_round(daily):
    for _ in range(2):
        press(Client(), Client().get("/"))
    assert Round.objects.filter(today=daily).count() == 2


def test_at_2359_and_at_0001(client, daily):
    tomorrow = QuestionFactory(bank=daily.question.bank, live=True, hook=True)
    DailyQuestion.objects.create(day=TODAY + DAY, question=tomorrow)
    with time_machine.travel(f"{TODAY} 23:59", tick=False):
        before = client.get("/")
        assert kept_for(before) == 60
        assert client.get(f"/today/{TODAY + DAY}/").status_code == 404
    with time_machine.travel(f"{TODAY + DAY} 00:01", tick=False):
        after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert str(tomorrow) in after.content.decode()
        press(client, before)
        played = Round.objects.get()
        assert played.today == daily
        assert played.started_on == TODAY + DAY
        press(client, after, url=f"/today/{TODAY + DAY}/")
        assert Round.objects.count() == 2


def correct(question):
    question.spec = {**SPECS["choice"], "right": "Nine"}
    question.save()
    question.publish(TODAY)


@pytest.mark.parametrize(
    "change", [lambda question: question.retire(TODAY), correct], ids=["retired", "corrected"]
)
def test_a_page_from_a_cache_is_answered_as_it_was_shown(client, daily, change):
    page = client.get("/")
    version = daily.question.live_version
    change(daily.question)
    with time_machine.travel(f"{TODAY} 13:00", tick=False):
        sent = press(client, page)
    assert sent.status_code == 302
    turn = Round.objects.get().turns.get(position=1)
    assert turn.version == version
    assert turn.grade == 1
    assert turn.round.turns.count() == 10


def test_home_has_none_where_its_question_may_not_be_asked_any_more(client, daily):
    tag = client.get("/").headers["ETag"]
    daily.question.retire(TODAY)
    page = client.get("/", headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert 'action="/banks/small/start/"' in page.content.decode()
    assert "not asked at the moment" in flat(client.get(URL).content.decode())
    assert str(daily.question) not in client.get("/today/").content.decode()


def test_a_version_that_no_page_of_that_day_showed_is_refused_with_a_sentence(client, daily):
    old = daily.question.live_version
    other = Question.objects.exclude(pk=daily.question_id).first().live_version
    correct(daily.question)
    assert Version.objects.filter(question=daily.question).count() == 2
    later = DailyQuestion.objects.create(day=TODAY + DAY, question=daily.question)
    with time_machine.travel(f"{TODAY + DAY} 12:00"):
        for wrong in (old.pk, other.pk, "", "x", "9" * 30, "0"):
            sent = {"version": wrong, "response": "Eight"}
            page = client.post(f"/today/{later.day}/", sent)
            assert page.status_code == 400, wrong
            assert "Please open it again" in flat(page.content.decode())
        assert client.post(URL, {"version": old.pk, "response": "Eight"}).status_code == 302
    assert Round.objects.count() == 1


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-21", "2026-13-01", "20261122", "x"])
def test_days_to_come_and_days_without_a_question_are_not_there(client, daily, day):
    assert client.get(f"/today/{day}/").status_code == 404
    assert client.post(f"/today/{day}/", {"response": "Eight"}).status_code == 404


def test_a_day_that_is_over_can_be_played_and_is_listed(client, daily):
    with time_machine.travel(f"{TODAY + 5 * DAY} 12:00"):
        listed = client.get("/today/").content.decode()
        assert URL in listed
        assert str(daily.question) in listed
        press(client, client.get(URL))
    assert Round.objects.get().today == daily


def test_another_site_cannot_press(client, daily):
    sent = client.post(
        URL,
        {**fields(client.get("/")), "response": "Eight"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert sent.status_code == 403
    assert not Round.objects.exists()


def test_an_erased_reader_is_told_so_and_begins_anew(client, daily):
    page = client.get("/")
    press(client, page)
    stale = client.cookies["quiz"].value
    client.post("/your-data/erase/")
    client.cookies["quiz"] = stale
    sent = press(client, page)
    assert sent.status_code == 409
    assert fields(sent) == {**fields(page), "response": "Eight"}
    assert not Round.objects.exists()
    assert client.post(URL, fields(sent)).status_code == 302


def test_a_round_that_has_expired_is_not_in_the_way(client, daily, settings):
    settings.RETENTION_DAYS = 1
    press(client, client.get("/"))
    with time_machine.travel(f"{TODAY + DAY} 00:10"):
        press(client, client.get(URL), "Forty")
    old, new = Round.objects.order_by("pk")
    assert (old.today, new.today) == (None, daily)
    assert old.reader == new.reader


def test_what_the_reader_had_met_is_marked_and_said_in_their_data(client, daily):
    press(client, client.get("/"))
    later = DailyQuestion.objects.create(day=TODAY + DAY, question=daily.question)
    with time_machine.travel(f"{TODAY + DAY} 12:00"):
        press(client, client.get(f"/today/{later.day}/"), url=f"/today/{later.day}/")
        data = client.get("/your-data/download/").getvalue().decode()
    first, second = Round.objects.order_by("pk")
    assert not first.turns.get(position=1).repeat
    assert second.turns.get(position=1).repeat
    assert f'"question_of_day": "{TODAY}"' in data


def test_costs_as_many_queries_as_home_did(client, daily, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(2):
        page = client.get("/")
    with django_assert_num_queries(1):
        client.get("/", headers={"If-None-Match": page.headers["ETag"]})
    client.get(URL)
    with django_assert_num_queries(2):
        client.get(URL)


@pytest.mark.each_database
def test_the_database_lets_one_of_two_tabs_through(client, daily, monkeypatch):
    """Each has looked for an answer before the other had begun its round."""
    page = client.get("/")
    first = press(client, page, "Forty")
    known, asked = daily_views._standing, []

    def blind_at_first(*given):
        asked.append(given)
        return None if len(asked) == 1 else known(*given)

    monkeypatch.setattr(daily_views, "_standing", blind_at_first)
    assert press(client, page, "Eight").url == first.url.replace("#", "?kept#")
    assert Round.objects.count() == 1


def test_what_is_erased_while_a_press_is_on_its_way_is_no_fault(client, daily, monkeypatch):
    page = client.get("/")
    first = press(client, page)
    lead = daily_views._lead_to_answer

    def erased_meanwhile(*given):
        Turn.objects.all().delete()
        Round.objects.all().delete()
        return lead(*given)

    monkeypatch.setattr(daily_views, "_lead_to_answer", erased_meanwhile)
    assert press(client, page).url == first.url
    assert client.get(first.url).status_code == 404


def test_nobody_is_said_to_have_asked_for_more_than_the_page_offered(client, daily):
    Question.objects.exclude(pk=daily.question_id).update(state="retired")
    daily.question.bank.touch()
    page = client.get("/")
    assert "Question 1 of 1" in flat(page.content.decode())
    verdict = client.get(press(client, page).url).content.decode()
    assert "Question 1 of 1" in flat(verdict)
    assert "You asked for" not in flat(verdict)
