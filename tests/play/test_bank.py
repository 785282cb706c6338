"""The page of one bank."""

import re

import pytest

from quiz.models import Article, source_of
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


def test_how_many_there_are_is_the_sum_of_its_topics_on_every_page(client, bank):
    """What is asked in several words is asked once in a round, so it counts once."""
    fact = bank.facts.first()
    topic = bank.questions.filter(fact=fact).first().topic
    QuestionFactory.create_batch(2, bank=bank, fact=fact, topic=topic, live=True)
    page = flat(client.get("/banks/small/").content.decode())
    rows = re.findall(r'<span class="meta">(\d+) questions?</span>', page)
    assert sum(map(int, rows)) == 12
    assert "12 questions, each with its source." in page
    assert "12 questions" in flat(client.get("/").content.decode())


def test_where_topics_share_a_fact_their_sum_is_explained(client, bank):
    """Each topic says what a round of it could ask, so a fact in two topics stands in both."""
    said = "in more than one topic"
    assert said not in client.get("/banks/small/").content.decode()
    one, other = bank.topics.all()[:2]
    shared = bank.questions.filter(topic=one)[:2]
    for n, question in enumerate(shared, 1):
        QuestionFactory(bank=bank, fact=question.fact, topic=other, live=True)
        page = flat(client.get("/banks/small/").content.decode())
        rows = re.findall(r'<span class="meta">(\d+) questions?</span>', page)
        assert sum(map(int, rows)) == 12 + n
        assert f"{n} of the 12 {'is' if n == 1 else 'are'} {said}." in page
        assert "12 questions, each with its source." in page


def test_a_topic_without_live_questions_is_not_offered(client, bank):
    question = QuestionFactory(bank=bank)
    assert question.topic.title not in client.get("/banks/small/").content.decode()


def test_a_bank_whose_checks_have_run_out_says_so(client, today):
    empty = BankFactory()
    QuestionFactory(bank=empty, live=True, check=today.replace(day=1))
    page = client.get(f"/banks/{empty.ref}/").content.decode()
    assert "being checked again" in page
    assert "<button" not in page


def test_an_unknown_bank_is_a_clear_404(client):
    response = client.get("/banks/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_it_names_the_articles_it_was_drawn_from_where_an_editor_says_so(client, bank):
    told = {"bank": bank, "publisher": "Our own desk", "date": "2026-11-25"}
    made = [
        Article(**told, title=title, url=f"https://news.example/{n}", text="Secret.", linked=not n)
        for n, title in enumerate(["Not a witness", "Nobody is told"])
    ]
    for article in made:
        article.source = source_of(article)
        article.save()
    page = client.get(f"/banks/{bank.ref}/").content.decode()
    assert 'href="https://news.example/0"' in page
    assert "Not a witness" in page
    assert "25 November 2026" in page
    assert "Nobody is told" not in page
    assert "Secret." not in page
