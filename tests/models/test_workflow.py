"""The way of a question to its readers: its steps, four eyes, days to come."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from quiz.models import FourEyes, Question
from quiz.play import question_index
from tests.factories import TODAY, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def ann():
    return User.objects.create_user("ann")


@pytest.fixture
def ben():
    return User.objects.create_user("ben")


def steps(question):
    return [
        (step.action, step.by.username if step.by else None)
        for step in question.steps.order_by("id").select_related("by")
    ]


def test_from_a_draft_to_readers_and_out_again(ann, ben):
    question = QuestionFactory()
    question.wrote(TODAY, ann)
    question.submit(TODAY, ann)
    assert question.state == "review"
    question.send_back(TODAY, ben, "Which year?")
    assert question.state == "draft"
    question.submit(TODAY + DAY, ann)
    version = question.publish(TODAY + DAY, ben, why="New report")
    assert (version.published_by, version.published_on) == (ben, TODAY + DAY)
    assert version.why == "New report"
    question.retire(TODAY + 2 * DAY, ben)
    assert question.state == "retired"
    assert steps(question) == [
        ("wrote", "ann"), ("submitted", "ann"), ("returned", "ben"), ("submitted", "ann"),
        ("published", "ben"), ("retired", "ben"),
    ]  # fmt: skip
    assert question.steps.get(action="returned").note == "Which year?"
    assert question.steps.first().on == TODAY + 2 * DAY


def test_writing_on_the_same_day_is_one_step(ann, ben):
    question = QuestionFactory()
    for day, who in [(TODAY, ann), (TODAY, ann), (TODAY, ben), (TODAY, ann), (TODAY + DAY, ann)]:
        question.wrote(day, who)
    assert steps(question) == [(("wrote", name)) for name in ("ann", "ben", "ann", "ann")]


def test_readers_are_asked_the_live_version_while_changes_wait(ann, ben):
    question = QuestionFactory(live=True)
    question.prompt = "Asked otherwise?"
    question.save()
    question.wrote(TODAY, ann)
    question.submit(TODAY, ann)
    assert (question.state, question.submitted, question.edited) == ("live", True, True)
    assert len(question_index.index(question.bank, TODAY).entries) == 1
    question.send_back(TODAY, ben, "No.")
    assert (question.state, question.submitted) == ("live", False)
    question.submit(TODAY, ann)
    question.publish(TODAY, ben)
    assert (question.submitted, question.edited) == (False, False)


@pytest.mark.parametrize(("state", "submitted"), [("review", False), ("draft", True)])
def test_the_database_keeps_state_and_submission_together(state, submitted):
    question = QuestionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(state=state, submitted=submitted)


class TestFourEyes:
    """Each row: who did what, and whether ann, then ben, may publish."""

    @pytest.mark.parametrize(
        ("done", "ann_may", "ben_may"),
        [
            ("", True, True),
            ("ann wrote", False, True),
            ("ann wrote, ann submitted", False, True),
            ("ann wrote, ben wrote", False, False),
            ("ann wrote, ann submitted, ben wrote", False, False),
            ("ann wrote, ben wrote, ann submitted", False, True),
            ("ann wrote, ben submitted", True, True),
            ("ann wrote, ben submitted, ann wrote", False, True),
            ("ann wrote, ben published", True, True),
            ("ann wrote, ben published, ben wrote", True, False),
            ("ann wrote, ben returned", False, True),
        ],
    )
    def test_who_may_publish(self, ann, ben, done, ann_may, ben_may):
        question = QuestionFactory()
        people = {"ann": ann, "ben": ben}
        for what in filter(None, done.split(", ")):
            who, action = what.split()
            question.steps.create(action=action, by=people[who], on=TODAY)
        for who, may in [(ann, ann_may), (ben, ben_may)]:
            assert question.needs_others(who) is not may

    @pytest.mark.parametrize("verb", ["publish", "schedule"])
    def test_is_kept_by_the_verbs_themselves(self, ann, verb, settings):
        question = QuestionFactory()
        question.wrote(TODAY, ann)
        days = (TODAY,) if verb == "publish" else (TODAY + DAY, TODAY)
        with pytest.raises(FourEyes):
            getattr(question, verb)(*days, ann)
        question.refresh_from_db()
        assert (question.state, question.publish_on) == ("draft", None)
        settings.FOUR_EYES = False
        getattr(question, verb)(*days, ann)

    def test_what_ships_is_the_operators_act(self, ann):
        question = QuestionFactory()
        question.wrote(TODAY, ann)
        question.publish(TODAY)
        assert question.state == "live"


class TestDaysToCome:
    def test_an_edit_takes_it_off_the_schedule(self, ann, ben):
        question = QuestionFactory()
        question.schedule(TODAY + DAY, TODAY, ben)
        assert question.publish_on == TODAY + DAY
        assert question.wrote(TODAY, ann)
        assert (question.publish_on, question.approved) == (None, "")
        assert steps(question)[-1] == ("unscheduled", "ann")
        assert not question.wrote(TODAY, ann)

    def test_a_fingerprint_names_the_content(self):
        question = QuestionFactory()
        before = question.fingerprint()
        assert question.fingerprint() == before
        question.explanation += " More."
        assert question.fingerprint() != before

    def test_retiring_takes_effect_on_its_day_by_itself(self):
        question = QuestionFactory(live=True)
        Question.objects.filter(pk=question.pk).update(retire_on=TODAY + DAY)
        assert len(question_index.index(question.bank, TODAY).entries) == 1
        assert len(question_index.index(question.bank, TODAY + DAY).entries) == 0

    def test_publishing_again_clears_a_day_of_retirement_that_has_passed(self):
        question = QuestionFactory(live=True)
        question.retire_on = TODAY
        question.save()
        question.publish(TODAY)
        assert question.retire_on is None


def test_a_step_begins_where_the_question_stands_by_now(ann):
    question = QuestionFactory()
    page = Question.objects.get()
    question.publish(TODAY)
    page.submit(TODAY, ann)
    page.retire_later(TODAY + DAY, TODAY, ann)
    page.refresh_from_db()
    assert (page.state, page.submitted) == ("live", True), "readers are still asked it"
    assert page.live_version == question.live_version
