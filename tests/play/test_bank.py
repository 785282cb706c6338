"""The page of one bank."""

import pytest

from tests.factories import BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_says_what_it_covers_and_offers_what_there_is(client, bank):
    page = client.get("/banks/small/").content.decode()
    assert bank.summary in page
    assert 'value="5"' in page
    assert 'value="10"' in page
    assert 'value="20"' not in page, "there are only twelve facts"
    for topic in bank.topics.all():
        assert topic.title in page


def test_offers_all_there_is_where_that_is_less_than_five(client, today):
    few = BankFactory()
    QuestionFactory.create_batch(3, bank=few, live=True)
    assert "3 questions</button>" in flat(client.get(f"/banks/{few.ref}/").content.decode())


def test_a_topic_without_live_questions_is_not_offered(client, bank):
    question = QuestionFactory(bank=bank)
    assert question.topic.title not in client.get("/banks/small/").content.decode()


def test_an_empty_bank_says_that_it_is_being_rechecked(client, today):
    empty = BankFactory()
    page = client.get(f"/banks/{empty.ref}/").content.decode()
    assert "being checked again" in page
    assert "<button" not in page


def test_an_unknown_bank_is_a_clear_404(client):
    response = client.get("/banks/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
