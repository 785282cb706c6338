"""What this site knows about a reader: shown, handed out, erased, purged."""

import datetime
import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection

from quiz.models import Report, Round, Turn, Upkeep
from quiz.play.sitting import Sitting
from quiz.privacy.erasure import purge
from tests.cookies import reader_in, value_for
from tests.factories import TODAY, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)


def play(client, answers=3):
    """A round begun in this browser, with its first questions answered."""
    client.post("/banks/small/start/", {"number": "5"})
    played = Round.objects.order_by("-pk").first()
    for position in range(1, answers + 1):
        client.post(f"/rounds/{played.key}/{position}/", {"unsure": "1"})
    return played


def test_before_play_there_is_nothing_and_the_page_says_so(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = flat(client.get("/your-data/").content.decode())
    assert '<p class="lead">Nothing.</p>' in page
    assert "No cookie of ours." in page
    assert "Erase now" not in page
    assert not client.cookies


@pytest.mark.any_database
def test_shows_the_actual_rows(client, bank):
    played = play(client)
    page = client.get("/your-data/").content.decode()
    assert "One round. Answers in it: 3" in page
    assert "21 December 2026" in page, "thirty days from the first on, counted with it"
    assert str(played.key) in page
    assert str(played.reader) in page


@pytest.mark.any_database
def test_the_file_holds_every_column_of_every_row(client, bank):
    """A column added to rounds or turns and not handed out fails here."""
    played = play(client)
    response = client.get("/your-data/download/")
    assert response.headers["Content-Type"] == "application/json"
    assert "attachment" in response.headers["Content-Disposition"]
    data = json.loads(response.getvalue())
    assert data["reader"] == str(played.reader)
    told = {"id": None, "key": "key", "seed": "order_seed", "bank": "bank", "topic": "topic",
            "origin": "origin", "challenger_right": "challenger_right", "reader": None,
            "claimed": "claimed", "wanted": "questions_asked_for", "started_on": "started_on",
            "finished_on": "finished_on", "stopped": "stopped", "tallied": "counted",
            "today": "question_of_day", "question_set": "set"}  # fmt: skip
    assert {field.name for field in Round._meta.concrete_fields} == set(told)
    (shown,) = data["rounds"]
    assert set(shown) == {*filter(None, told.values()), "turns", "shown_until"}
    told = {"id": None, "round": None, "version": "version", "position": "position",
            "response": "response", "grade": "grade",
            "first_grade": "first_grade", "repeat": "met_before", "missed_on": "missed_on",
            "answered_on": "answered_on"}  # fmt: skip
    assert {field.name for field in Turn._meta.concrete_fields} == set(told)
    assert set(shown["turns"][0]) == {*filter(None, told.values()), "question", "report"}
    # Who handled a report is an editor's data, not the reader's.
    reported = {"reason", "text", "reported_on", "state", "handled_on"}
    columns = {field.name for field in Report._meta.concrete_fields}
    assert columns == reported | {"id", "turn", "handled_by"}
    answered, still_to_come = shown["turns"][:3], shown["turns"][3:]
    assert [turn["answered_on"] for turn in answered] == ["2026-11-22"] * 3
    assert still_to_come == [{"position": 4}, {"position": 5}]


def test_erase_leaves_no_row_and_no_cookie(client, bank):
    play(client)
    play(client, answers=5)
    other = make_round("choice", uuid.uuid4())
    response = client.post("/your-data/erase/")
    assert response.url == "/your-data/?erased"
    assert response.cookies["quiz"]["max-age"] == 0
    page = client.get(response.url).content.decode()
    assert "Nothing is kept here. What is erased is found by no page" in page
    assert list(Round.objects.all()) == [other]
    assert Turn.objects.count() == 1


@pytest.mark.parametrize("path", ["/your-data/?erased", f"/rounds/{uuid.UUID(int=1)}/data/?erased"])
def test_an_address_alone_does_not_make_a_page_say_that_something_was_erased(client, today, path):
    """It can be typed, kept or sent by anybody: what it says is true of everybody."""
    page = flat(client.get(path).content.decode())
    assert "Nothing is kept here. What is erased is found by no page" in page
    assert not re.search(r"Erased\.|has been erased|was erased|your cookie", page)
    client.cookies["quiz"] = value_for(uuid.uuid4())
    assert "No cookie of ours." not in flat(client.get("/your-data/?erased").content.decode())


def test_where_the_button_is_it_says_which_rounds_it_does_not_reach(client, bank):
    play(client)
    said = flat(client.get("/your-data/").content.decode())
    assert "Rounds begun without our cookie, or beyond the 200 that we tie to one browser" in said
    played = Round.objects.get()
    assert "that we tie to" not in client.get(f"/rounds/{played.key}/data/").content.decode()


@pytest.mark.any_database
def test_erase_covers_rounds_that_are_shown_no_more(client, bank):
    play(client)
    Round.objects.update(started_on=TODAY - 400 * DAY)
    client.post("/your-data/erase/")
    assert not Round.objects.exists()


@pytest.mark.any_database
def test_an_editor_stays_logged_in(admin_client, bank):
    play(admin_client)
    admin_client.post("/your-data/erase/")
    assert admin_client.get("/admin/").status_code == 200
    assert reader_in(admin_client) is None


def test_one_round_has_a_page_of_its_own_without_cookies(client, bank):
    played = play(client)
    Round.objects.update(claimed=False)  # as of a browser that has not brought it back
    other = play(client)
    client.cookies.clear()
    address = f"/rounds/{played.key}/data/"
    page = client.get(address).content.decode()
    assert str(played.key) in page
    assert str(other.key) not in page
    assert str(played.reader) not in page, "what ties it to other rounds is not shown to a finder"
    (shown,) = json.loads(client.get(f"{address}download/").getvalue())["rounds"]
    assert shown["key"] == str(played.key)
    page = client.post(f"{address}erase/", follow=True).content.decode()
    assert "Nothing is kept here." in page
    assert "What has been added to the totals stays in them" in flat(page)
    assert list(Round.objects.all()) == [other]
    assert client.get(address).status_code == 404
    assert client.get(f"{address}download/").status_code == 404


@pytest.mark.any_database
def test_the_result_leads_there(client, bank):
    played = play(client, answers=5)
    assert f"/rounds/{played.key}/data/" in client.get(f"/rounds/{played.key}/").content.decode()
    assert 'href="/your-data/"' in client.get("/").content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize("path", ["/your-data/erase/", "/rounds/{key}/data/erase/"])
def test_another_site_cannot_erase_and_looking_does_not(client, bank, path):
    played = play(client)
    path = path.format(key=played.key)
    assert client.get(path).status_code == 405
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Round.objects.exists()


def test_erasing_nothing_is_no_error(client):
    assert client.post("/your-data/erase/").status_code == 302
    client.cookies["quiz"] = "forged"
    assert client.post("/your-data/erase/").status_code == 302


@pytest.mark.any_database
def test_after_erase_every_page_of_the_round_says_that_it_is_gone(client, bank):
    played = play(client)
    client.post("/your-data/erase/")
    for path in ("", "1/", "4/", "data/"):
        response = client.get(f"/rounds/{played.key}/{path}")
        assert response.status_code == 404
        assert "it may have been erased" in response.content.decode()
    assert client.post(f"/rounds/{played.key}/4/", {"unsure": "1"}).status_code == 404
    assert client.post(f"/rounds/{played.key}/stop/").status_code == 404


def test_an_answer_on_its_way_while_its_round_is_erased_is_a_clear_page(client, bank, monkeypatch):
    played = play(client)
    load = Sitting.load

    def erased_meanwhile(key, on):
        sitting = load(key, on)
        Round.objects.all().delete()
        return sitting

    monkeypatch.setattr(Sitting, "load", erased_meanwhile)
    response = client.post(f"/rounds/{played.key}/4/", {"unsure": "1"})
    assert response.status_code == 404


def test_the_browsers_signal_is_answered(client):
    with_signal = client.get("/your-data/", headers={"Sec-GPC": "1"}).content.decode()
    assert "asks sites not to sell or share" in with_signal
    assert "does not send this signal" in client.get("/your-data/").content.decode()
    assert client.get("/.well-known/gpc.json").json() == {"gpc": True, "lastUpdate": "2026-11-22"}


@pytest.mark.any_database
def test_nothing_that_identifies_a_reader_is_left_in_the_file(client, bank):
    """Read from the bytes of the whole database, as somebody would who stole the disk."""
    played = play(client)
    signature = client.cookies["quiz"].value.split(":")[1]
    traces = [played.key.hex, played.reader.hex, signature]

    def found():
        content = connection.connection.serialize()
        return [trace for trace in traces if trace.encode() in content]

    if connection.vendor != "sqlite":
        pytest.skip("the file is SQLite's")
    assert found() == [played.key.hex, played.reader.hex], "nobody can make a cookie of the file"
    client.post("/your-data/erase/")
    assert found() == []


class TestPurge:
    def test_removes_what_has_expired_and_keeps_the_rest(self, settings):
        old = [make_round("choice choice", on=TODAY - n * DAY) for n in (30, 31, 400)]
        kept = [make_round("choice", on=TODAY - n * DAY) for n in (0, 29)]
        rounds, _ = purge(TODAY, batch=2)
        assert rounds == len(old)
        assert list(Round.objects.order_by("pk")) == kept
        assert Turn.objects.count() == 2

    def test_can_be_repeated_and_says_what_it_did(self, client):
        make_round("choice", on=TODAY - 40 * DAY)
        purge(TODAY)
        purge(TODAY)
        assert Upkeep.objects.get().rounds == 1
        page = flat(client.get("/your-data/").content.decode())
        assert "It last ran on 22 November 2026. Rounds removed that day: fewer than 20." in page

    def test_removes_logins_that_have_ended(self, admin_client):
        Session.objects.update(expire_date=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))
        assert purge(TODAY)[1] == 1
        assert not Session.objects.exists()

    def test_before_it_has_run_the_page_says_so(self, client):
        assert "It has not run yet." in client.get("/your-data/").content.decode()

    def test_the_command_runs_once_and_says_what_it_removed(self, capsys, monkeypatch):
        monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: None)
        make_round("choice", on=TODAY - 40 * DAY)
        call_command("housekeeping")
        assert "1 rounds and 0 sessions removed" in capsys.readouterr().out

    def test_the_command_keeps_on_until_its_parent_has_ended(self, monkeypatch, caplog):
        from quiz.management.commands import housekeeping

        runs, closed = [], []
        monkeypatch.setattr(housekeeping, "close_old_connections", lambda: closed.append(1))
        monkeypatch.setattr(housekeeping, "EVERY", 1)
        monkeypatch.setattr(housekeeping.time, "sleep", lambda _: None)
        monkeypatch.setattr(housekeeping.os, "getppid", lambda: 1 if len(runs) == 3 else 7)

        def once(self, verbosity):
            runs.append(verbosity)
            if len(runs) == 1:
                raise ValueError("a fault of ours")
            if len(runs) == 2:
                raise OperationalError("away")

        monkeypatch.setattr(housekeeping.Command, "once", once)
        call_command("housekeeping", "--keep-on")
        assert len(runs) == 3
        assert closed == [1], "the next attempt gets a new connection"
        assert "The housekeeping will try again: away" in caplog.text

    def test_what_could_not_be_folded_is_tried_again_each_second(self, monkeypatch):
        from quiz.management.commands import housekeeping

        tried = []
        monkeypatch.setattr(housekeeping.time, "sleep", lambda _: None)
        monkeypatch.setattr(housekeeping.os, "getppid", lambda: 1 if len(tried) == 3 else 7)
        monkeypatch.setattr(housekeeping, "scrub", lambda: tried.append(1) or len(tried) == 3)
        call_command("housekeeping", "--keep-on")
        assert len(tried) == 3
