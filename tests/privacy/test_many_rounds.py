"""However much one browser has played, a page does the same work, and leads to all of it."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.models import Report, Round, Turn
from quiz.privacy.records import BATCH, PAGE
from tests.cookies import as_reader
from tests.factories import TODAY, make_round
from tests.many import begin_many
from tests.privacy.test_about_us import said, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def first(client):
    """The oldest round of this browser: answered and reported, with a text hard to write down."""
    played = make_round("choice choice", as_reader(client))
    turn, other = played.turns.order_by("position")
    turn.answer("Eight", TODAY)
    other.answer(None, TODAY)
    played.finish(TODAY)
    Report.file(turn, "other", 'It says "nine"\\\n\u2028\x85 [] ,\n', TODAY)
    return played


def asked(client, path, method="get"):
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(path)
        page = response.getvalue()
    assert response.status_code == 200
    return len(queries), page.decode()


@pytest.mark.parametrize(
    ("path", "method"), [("/your-data/", "get"), ("/scores/", "get"), ("/rounds/{}/", "post")]
)
def test_a_page_costs_and_weighs_the_same_with_two_rounds_and_with_sixty(
    client, first, path, method
):
    path = path.format(first.key)
    begin_many(1, first.reader, first.bank, answered=1)
    asked(client, path, method)  # so that the versions are kept
    few, _ = asked(client, path, method)
    begin_many(28, first.reader, first.bank, answered=1)
    _, thirty = asked(client, path, method)
    begin_many(30, first.reader, first.bank, answered=1)
    many, sixty = asked(client, path, method)
    assert few == many <= 6
    assert abs(len(sixty) - len(thirty)) < 100


def test_a_file_is_made_of_a_few_rounds_at_a_time(client, first):
    begin_many(1, first.reader, first.bank)
    few, _ = asked(client, "/your-data/download/")
    begin_many(3 * BATCH, first.reader, first.bank)
    many, _ = asked(client, "/your-data/download/")
    assert many == few + 3 * 2  # the rounds of each batch, and their turns


@pytest.mark.parametrize("number", [0, 1, PAGE - 1, PAGE, 3 * BATCH])
def test_the_pages_together_are_the_file_and_the_file_is_all_there_is(client, first, number):
    begin_many(number, first.reader, first.bank)
    _, file = asked(client, "/your-data/download/")
    whole = json.loads(file)
    assert [each["key"] for each in whole["rounds"]] == [
        str(key) for key in Round.objects.order_by("-id").values_list("key", flat=True)
    ]
    pages, path = [], "/your-data/"
    while path:
        _, page = asked(client, path)
        assert page.count('href="/rounds/') == len(shown(page)["rounds"]) <= PAGE
        pages += shown(page)["rounds"]
        older = re.search(r'href="(\?page=\d+)" rel="next"', page)
        path = older and f"/your-data/{unescape(older[1])}"
        total = f"{number + 1} rounds. Answers in them" if number else "One round. Answers in it"
        assert f"{total}: 2." in page
    assert pages == whole["rounds"]
    assert file == json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def test_what_only_an_old_round_holds_is_said_to_be_recorded(client, first):
    newer = begin_many(PAGE, first.reader, first.bank)
    Turn.objects.filter(round__in=newer).update(answered_on=None, grade=None)
    _, page = asked(client, f"/rounds/{newer[-1].key}/", "post")
    assert said(page) == {"answers", "days", "unsure", "reports", "tie"}
    assert len(shown(page)["rounds"]) == PAGE
    assert f"This browser has {PAGE + 1} rounds here." in page
    assert f"values and rows are shown of the newest {PAGE}." in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "2&page=3", ""])
@pytest.mark.parametrize("path", ["/your-data/", "/scores/"])
def test_a_page_that_is_none_is_the_nearest(client, first, path, page):
    begin_many(PAGE, first.reader, first.bank)
    assert client.get(f"{path}?page={page}").status_code == 200


def test_nobody_else_gets_to_see_them(client, first):
    begin_many(PAGE, first.reader, first.bank)
    client.cookies.clear()
    for path in ("/your-data/?page=2", "/scores/?page=2", "/your-data/download/"):
        assert str(first.key) not in asked(client, path)[1]
