"""The banks that we ship: whole, evidenced, and answerable."""

import datetime
import random
import re
from collections import Counter

import pytest
from django.core.management import call_command

from quiz.content import validation
from quiz.core import sampling, shape
from quiz.core.index import Entry, Index
from quiz.core.kinds import KINDS
from quiz.core.shape import Traits
from quiz.exchange.bank_file import read_path
from quiz.management.commands.loadbanks import SHIPPED
from quiz.models import Bank, Question, Round
from quiz.play import question_index
from quiz.play.home import LENGTHS

CHECKED = datetime.date(2026, 11, 22)
FILES = {path.stem: read_path(path)[0] for path in sorted(SHIPPED.glob("*.yaml"))}
QUESTIONS = [(name, question) for name, file in FILES.items() for question in file.questions]
ALLOWED = {question.ref: question.allow for _name, question in QUESTIONS}


def test_the_two_banks_are_there():
    assert len(FILES["faces"].questions) >= 46
    assert len(FILES["privacy"].questions) >= 90


@pytest.mark.parametrize("name", FILES)
def test_each_kind_is_there_at_least_four_times(name):
    kinds = Counter(question.kind for question in FILES[name].questions)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 4


def test_every_group_of_facts_in_the_article_is_asked_about():
    asked = " ".join(q.prompt + str(q.spec) + q.explanation for q in FILES["faces"].questions)
    for word in ("Amazon", "Thorn", "IBM", "Microsoft", "10 million", "Metropolitan Police", "NEC",
                 "Essex", "FBI", "ACLU", "San Francisco", "California"):  # fmt: skip
        assert word in asked


def index_of(file):
    """What may be drawn of a file, without a database."""
    facts = list(dict.fromkeys(question.fact for question in file.questions))
    topics = list(dict.fromkeys(question.topic for question in file.questions))
    return Index(
        [
            Entry(number, number, facts.index(each.fact), topics.index(each.topic), each.kind,
                  Traits(each.difficulty, not KINDS[each.kind].one_tap, each.exhibit is not None,
                         shape.is_special(each.dimension, each.jurisdiction)))
            for number, each in enumerate(file.questions, start=1)
        ]
    )  # fmt: skip


def test_a_fact_of_the_first_bank_has_one_topic_so_that_topics_add_up():
    questions = FILES["privacy"].questions
    topics = {(each.fact, each.topic) for each in questions}
    assert len(topics) == len({fact for fact, _topic in topics})


@pytest.mark.parametrize("number", LENGTHS)
@pytest.mark.parametrize("name", FILES)
def test_their_rounds_have_the_shape_that_rounds_should_have(name, number):
    """They have the questions for it: see ``core/shape.py``."""
    index = index_of(FILES[name])
    for seed in range(60):
        drawn = sampling.draw(index, number, chance=random.Random(seed))
        traits = [entry.traits for entry in drawn]
        assert len(traits) == number
        assert traits[0].level == "easy"
        assert not traits[0].special
        assert not any(each.level == "hard" for each in traits[:3])
        assert sum(each.level == "hard" for each in traits) <= shape.most_hard(number)
        assert not any(each.steps for each in traits[:2])
        assert sum(each.steps for each in traits) <= shape.most_steps(number)
        assert any(each.look for each in traits[:3])


@pytest.mark.parametrize(("name", "question"), QUESTIONS, ids=lambda v: getattr(v, "ref", v))
def test_passages_are_short_and_wrong_answers_have_reasons(name, question):
    assert len(question.evidence.passage.split()) <= 40
    assert 30 <= len(question.explanation.split()) <= 80
    asked = KINDS[question.kind](**question.spec)
    assert not asked.problems()
    assert asked.grade(asked.solution()) == 1
    for row in question.spec.get("wrong", []):
        assert len(row["tempts"].split()) >= 3


def test_the_article_is_quoted_at_most_to_a_quarter():
    words = sum(
        len(question.evidence.passage.split())
        for question in FILES["faces"].questions
        if question.evidence.source == "silicon-uk-2020"
    )
    assert words <= 180


def test_no_file_speaks_of_how_it_was_made():
    for path in SHIPPED.glob("*.yaml"):
        text = path.read_text()
        assert not re.search(r"\b(fact sheet|VP|V1|V2|[FEPS]\d\d)\b", text), path


@pytest.mark.parametrize("name", FILES)
def test_no_word_was_torn_by_a_line_that_ends_at_its_hyphen(name):
    """YAML folds such a line end into a space: "general- purpose"."""
    torn = re.compile(r"\w- (?!and |or |to )\w")
    for question in FILES[name].questions:
        assert not torn.search(str(question.model_dump())), question.ref


@pytest.mark.django_db
def test_they_load_and_every_question_can_be_published():
    call_command("loadbanks", verbosity=0)
    assert Question.objects.filter(state="live").count() == len(QUESTIONS)
    for question in Question.objects.select_related("source", "since_source", "survey_source"):
        found = validation.findings(
            question.kind, question.content(), question.latest_check().said(), CHECKED
        )
        old = {"no-page"} if "no-page" in ALLOWED[question.ref] else set()
        assert not [each for each in found if each.blocks and each.code not in old], question.ref


@pytest.mark.django_db
@pytest.mark.any_database
def test_a_whole_bank_can_be_asked_fact_by_fact(today, client):
    call_command("loadbanks", verbosity=0)
    for bank in Bank.objects.all():
        index = question_index.index(bank, today)
        assert len(sampling.draw(index, 1000)) == len(index.by_fact)
        versions = [entry.version for entry in index.entries]
        played = Round.begin(versions, bank=bank, wanted=len(versions), started_on=today)
        for turn in played.turns.all()[::9]:
            page = client.get(f"/rounds/{played.key}/{turn.position}/")
            assert page.status_code == 200
            page = client.post(f"/rounds/{played.key}/{turn.position}/", {"unsure": 1}, follow=True)
            assert page.status_code == 200
