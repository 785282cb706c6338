"""The first page: one obvious button, and nothing kept."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session

from quiz.models import Bank, Round
from tests.factories import BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_answers_the_prompt_with_one_button(client, bank):
    page = client.get("/").content.decode()
    assert "Can you protect your privacy online?" in page
    assert page.count("<form") == 1
    assert 'action="/banks/small/start/"' in page
    assert "12 questions" in page


@pytest.mark.each_database
def test_opens_with_the_bank_of_the_lowest_order(client, bank):
    other = BankFactory(order=5)
    QuestionFactory(bank=other, live=True)
    Bank.objects.filter(pk=bank.pk).update(order=9)
    assert f'action="/banks/{other.ref}/start/"' in client.get("/").content.decode()


def test_without_any_bank_it_says_so(client):
    assert "There are no questions here yet" in client.get("/").content.decode()


def test_a_bank_whose_checks_have_run_out_is_being_rechecked(client, today):
    QuestionFactory(live=True, check=today.replace(day=1))
    page = client.get("/").content.decode()
    assert "being checked again" in page
    assert "<form" not in page


@pytest.mark.parametrize("path", ["/", "/banks/small/", "/rules/", "/healthz"])
def test_nothing_before_play(client, bank, path):
    client.cookies["other"] = "1"
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not Session.objects.exists()
    assert not Round.objects.exists()


@pytest.mark.parametrize("path", ["/", "/banks/small/", "/rules/"])
def test_public_pages_are_the_same_for_everyone_and_may_be_cached(client, bank, path):
    first = client.get(path)
    client.post("/banks/small/start/")
    assert settings.READER_COOKIE_NAME in client.cookies
    second = client.get(path)
    assert first.content == second.content
    assert first.headers["Cache-Control"] == "public, max-age=300"


def test_costs_few_queries(client, bank, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(2):
        tag = client.get("/").headers["ETag"]
    with django_assert_max_num_queries(1):
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/", "/banks/small/"])
def test_who_has_the_page_is_told_so_until_it_changes(client, bank, path, today):
    def status(tag):
        answer = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Accept-Encoding" in answer.headers.get("Vary", "Accept-Encoding")
        assert (answer.content == b"") == (answer.status_code == 304)
        return answer.status_code

    def tag():
        return client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    for change in (
        bank.touch,
        lambda: Bank.objects.filter(pk=bank.pk).update(title="Another name"),
        lambda: BankFactory(ref="second", title="A second", summary="More.", order=9),
    ):
        known = tag()
        assert status(known) == 304
        change()
        assert status(known) == 200
    known = tag()
    with time_machine.travel(today + datetime.timedelta(days=1)):
        assert status(known) == 200


def test_pages_of_two_banks_are_told_apart(client, bank):
    BankFactory(ref="second", title="A second", summary="More.", order=9)
    tag = client.get("/banks/small/").headers["ETag"]
    assert client.get("/banks/second/", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/banks/nowhere/", headers={"If-None-Match": tag}).status_code == 404
