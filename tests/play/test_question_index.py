"""Which questions a bank's rounds draw from."""

import datetime
import io

import pytest

from quiz.content.images import made_safe
from quiz.core.sampling import draw
from quiz.core.shape import Traits
from quiz.models import Picture
from quiz.play import question_index
from tests.factories import TODAY, BankFactory, FactFactory, QuestionFactory, checked
from tests.pictures import photograph

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = datetime.timedelta(days=1)


def test_holds_what_is_live_and_vouched_for():
    bank = BankFactory()
    live = QuestionFactory(bank=bank, live=True)
    QuestionFactory(bank=bank)
    QuestionFactory(bank=bank, live=True).retire(TODAY)
    QuestionFactory(bank=bank, live=True, check=TODAY - DAY)
    QuestionFactory(bank=bank, live=True, check=False)
    QuestionFactory(live=True)
    bank.refresh_from_db()
    assert [entry.question for entry in question_index.index(bank, TODAY).entries] == [live.pk]


def test_a_question_leaves_by_itself_when_its_check_runs_out():
    question = QuestionFactory(live=True, check=TODAY)
    bank = question.bank
    assert question_index.index(bank, TODAY).entries
    assert not question_index.index(bank, TODAY + DAY).entries
    assert question_index.index(bank, TODAY).entries


@pytest.mark.each_database
def test_the_latest_check_counts_and_not_the_longest():
    question = QuestionFactory(live=True, check=TODAY + 900 * DAY)
    question.confirm(checked(TODAY + DAY, TODAY + 2 * DAY))
    question.bank.refresh_from_db()
    assert not question_index.index(question.bank, TODAY + 3 * DAY).entries


@pytest.mark.each_database
def test_knows_of_a_question_what_its_live_version_says():
    bank = BankFactory()
    shown = {"type": "message", "caption": "A text message", "lines": ["Your parcel waits."]}
    picture = Picture.keep(made_safe(io.BytesIO(photograph("JPEG"))), TODAY)
    easy = QuestionFactory(bank=bank, live=True, difficulty="easy", exhibit=shown)
    QuestionFactory(bank=bank, live=True, difficulty="hard", kind="ordering")
    QuestionFactory(bank=bank, live=True, picture=picture, picture_alt="A street")
    QuestionFactory(bank=bank, live=True, kind="true_false")
    easy.difficulty, easy.exhibit = "hard", None
    easy.save()
    bank.refresh_from_db()
    assert [entry.traits for entry in question_index.index(bank, TODAY).entries] == [
        Traits("easy", look=True), Traits("hard", steps=True), Traits(look=True), Traits(),
    ]  # fmt: skip


def test_is_made_once_for_a_revision_and_a_day(django_assert_num_queries):
    bank = QuestionFactory(live=True).bank
    bank.refresh_from_db()
    question_index.index(bank, TODAY)
    with django_assert_num_queries(0):
        question_index.index(bank, TODAY)
    QuestionFactory(bank=bank, live=True)
    bank.refresh_from_db()
    with django_assert_num_queries(1):
        assert len(question_index.index(bank, TODAY).entries) == 2


def test_variants_share_a_fact():
    bank = BankFactory()
    fact = FactFactory(bank=bank)
    QuestionFactory.create_batch(3, bank=bank, fact=fact, live=True)
    bank.refresh_from_db()
    assert len(draw(question_index.index(bank, TODAY), 10)) == 1
