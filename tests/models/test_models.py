"""What the database refuses, and the verbs that change what we remember."""

import datetime
import json

import pytest
from django.db import IntegrityError, transaction

from quiz.models import Check, Frozen, Question, Round, Turn, Version
from tests.factories import (
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    checked,
    make_round,
)

pytestmark = pytest.mark.django_db


def refused(name):
    """The database refuses what is done here, by the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("factory", "columns"),
    [
        (TopicFactory, "quiz_topic.bank_id, quiz_topic.ref|topic_ref_once_in_bank"),
        (SourceFactory, "quiz_source.bank_id, quiz_source.ref|source_ref_once_in_bank"),
        (FactFactory, "quiz_fact.bank_id, quiz_fact.ref|fact_ref_once_in_bank"),
        (QuestionFactory, "quiz_question.bank_id, quiz_question.ref|question_ref_once_in_bank"),
    ],
)
def test_a_ref_is_used_once_in_a_bank(factory, columns):
    bank = BankFactory()
    factory(bank=bank, ref="same")
    factory(ref="same")
    with refused(columns), transaction.atomic():
        factory(bank=bank, ref="same")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "lost"}, "question_state_known|question_review_is_submitted"),
        ({"state": "live"}, "question_live_has_version"),
    ],
)
def test_a_question_cannot_be_in_an_impossible_state(change, name):
    question = QuestionFactory()
    with refused(name), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"grade": 1.2, "answered_on": TODAY}, "turn_grade_0_to_1"),
        ({"grade": -0.1, "answered_on": TODAY}, "turn_grade_0_to_1"),
        ({"grade": 1}, "turn_graded_when_answered"),
        ({"answered_on": TODAY}, "turn_graded_when_answered"),
        ({"response": "Eight"}, "turn_graded_when_answered"),
        ({"position": 2}, "turn_position_once|quiz_turn.round_id, quiz_turn.position"),
    ],
)
def test_a_turn_cannot_be_half_answered(change, name):
    turn = make_round("choice choice").turns.get(position=1)
    with refused(name), transaction.atomic():
        Turn.objects.filter(pk=turn.pk).update(**change)


def test_a_round_does_not_ask_a_version_twice():
    version = QuestionFactory(live=True).live_version
    with refused("turn_version_once|quiz_turn.round_id, quiz_turn.version_id"):
        Round.begin(
            [version.pk, version.pk], bank=version.question.bank, wanted=2, started_on=TODAY
        )


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"origin": "stolen"}, "round_origin_known"),
        ({"wanted": 0}, "round_wants_something"),
        ({"finished_on": TODAY - datetime.timedelta(days=1)}, "round_ends_after_start"),
    ],
)
def test_a_round_cannot_be_impossible(change, name):
    played = make_round()
    with refused(name), transaction.atomic():
        Round.objects.filter(pk=played.pk).update(**change)


def test_a_check_runs_forward():
    question = QuestionFactory()
    with refused("check_review_after_check"), transaction.atomic():
        Check.objects.create(question=question, checked_on=TODAY, review_by=TODAY)


def test_a_version_never_changes():
    version = QuestionFactory(live=True).live_version
    version.content = {}
    with pytest.raises(Frozen):
        version.save()


def test_version_numbers_are_given_once():
    version = QuestionFactory(live=True).live_version
    with refused("version_number_once|quiz_version.number"), transaction.atomic():
        Version.objects.create(
            question=version.question,
            number=1,
            kind="choice",
            topic=version.topic,
            content={},
            published_on=TODAY,
        )


def test_publishing_makes_a_version_only_where_something_changed():
    question = QuestionFactory()
    first = question.publish(TODAY)
    assert question.publish(TODAY) == first
    question.explanation = "It was counted again, and it still holds."
    second = question.publish(TODAY)
    assert (first.number, second.number) == (1, 2)
    assert question.live_version == second


def test_every_publication_retirement_and_check_moves_the_revision():
    question = QuestionFactory()
    for verb in (
        lambda: question.publish(TODAY),
        lambda: question.confirm(checked()),
        lambda: question.retire(TODAY),
    ):
        before = question.bank.revision
        verb()
        question.bank.refresh_from_db()
        assert question.bank.revision == before + 1


def test_a_version_keeps_its_sources_as_they_were():
    question = QuestionFactory(live=True)
    question.source.title = "Another title"
    question.source.save()
    content = Version.objects.get().content
    assert content["evidence"]["source"]["title"] == "A report on face matching"


def test_renewing_a_check_makes_no_version():
    question = QuestionFactory(live=True)
    question.confirm(checked(TODAY, TODAY + datetime.timedelta(days=900)))
    assert question.versions.count() == 1
    assert question.latest_check().review_by == TODAY + datetime.timedelta(days=900)


def test_content_survives_json():
    content = QuestionFactory(kind="matching").content()
    assert json.loads(json.dumps(content)) == content


def test_an_edit_shows_as_edited_until_it_is_published():
    question = QuestionFactory()
    assert not question.edited, "a draft has nothing to differ from"
    question.publish(TODAY)
    assert not question.edited
    question.prompt = "Asked otherwise?"
    assert question.edited


def test_things_have_names_people_can_read():
    played = make_round()
    turn = played.turns.get()
    question = turn.version.question
    assert str(question.bank) == question.bank.title
    assert str(question.topic) == question.topic.title
    assert str(question.source) == "A university: A report on face matching"
    assert str(question.fact) == question.fact.text
    assert str(question) == question.prompt
    assert str(turn.version) == f"{question.pk}.1"
    assert str(question.latest_check()) == "2026-11-22 → 2027-11-22"
    assert str(played).endswith("2026-11-22")
    assert str(turn) == f"{played.pk}/1"


def test_the_first_answer_stands():
    played = make_round("choice choice")
    one, other = Turn.objects.get(position=1), Turn.objects.get(position=1)
    assert one.answer("Forty", TODAY)
    assert not other.answer("Eight", TODAY)
    assert (other.response, other.grade) == ("Forty", 0)
    assert played.turns.get(position=1).response == "Forty"


def test_ending_a_round_twice_keeps_the_first_day():
    played = make_round()
    played.stop(TODAY)
    played.stop(TODAY + datetime.timedelta(days=1))
    played.refresh_from_db()
    assert played.finished_on == TODAY
