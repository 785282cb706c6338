"""What was put off to a day is done on that day, as it was approved."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from quiz.editorial.schedule import bring_up_digests, carry_out, held_up
from quiz.models import Digest, Question
from tests.factories import TODAY, QuestionFactory, checked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def chief():
    return User.objects.create_user("chief")


def scheduled(chief, day=TODAY + DAY, **fields):
    question = QuestionFactory(**fields)
    question.schedule(day, TODAY, chief, "For the election")
    return question


def test_on_its_day_it_is_published_in_the_name_of_who_approved_it(chief):
    question = scheduled(chief)
    assert carry_out(TODAY).published == []
    done = carry_out(TODAY + DAY)
    assert done.published == [question.ref]
    question.refresh_from_db()
    assert (question.state, question.publish_on, question.approved) == ("live", None, "")
    version = question.live_version
    assert (version.published_by, version.why) == (chief, "For the election")
    assert version.published_on == TODAY + DAY
    assert carry_out(TODAY + DAY).published == [], "once"


def test_the_live_version_stays_until_then(chief):
    question = QuestionFactory(live=True)
    question.prompt = "Asked otherwise?"
    question.save()
    question.schedule(TODAY + DAY, TODAY, chief)
    carry_out(TODAY)
    question.refresh_from_db()
    assert question.live_version.number == 1
    carry_out(TODAY + 3 * DAY)
    question.refresh_from_db()
    assert question.live_version.content["prompt"] == "Asked otherwise?"


def test_what_was_changed_behind_its_back_is_not_published(chief):
    question = scheduled(chief)
    question.source.title = "Another title"
    question.source.save()
    assert carry_out(TODAY + DAY).held == [question.ref]
    question.refresh_from_db()
    assert (question.state, question.publish_on) == ("draft", None)
    step = question.steps.first()
    assert (step.action, step.by) == ("unscheduled", None)
    assert "changed after it had been approved" in step.note


def test_what_has_to_be_mended_first_stays_and_the_desk_says_why(chief, admin_client):
    question = scheduled(chief, check=TODAY, day=TODAY + 2 * DAY)
    assert carry_out(TODAY + 2 * DAY).held == [question.ref]
    question.refresh_from_db()
    assert question.publish_on == TODAY + 2 * DAY
    Question.objects.filter(pk=question.pk).update(publish_on=TODAY)
    question.checks.all().delete()
    page = admin_client.get(reverse("admin:quiz_question_change", args=[question.pk]))
    assert "It waits until this is mended" in page.content.decode()
    assert "1 question was to be published by now" in admin_client.get("/admin/").content.decode()
    question.confirm(checked(TODAY, TODAY + 90 * DAY))
    assert carry_out(TODAY + 3 * DAY).published == [question.ref]


def test_what_its_writer_approved_waits_once_four_eyes_are_asked_for(chief, settings):
    settings.FOUR_EYES = False
    question = QuestionFactory()
    question.wrote(TODAY, chief)
    question.schedule(TODAY + DAY, TODAY, chief)
    settings.FOUR_EYES = True
    assert carry_out(TODAY + DAY).held == [question.ref]
    assert "somebody else has to approve it" in " ".join(held_up(question, TODAY + DAY))
    settings.FOUR_EYES = False
    assert carry_out(TODAY + DAY).published == [question.ref]


def test_on_its_day_it_is_retired(chief):
    question = QuestionFactory(live=True)
    question.retire_later(TODAY + DAY, TODAY, chief)
    assert carry_out(TODAY).retired == []
    assert carry_out(TODAY + DAY).retired == [question.ref]
    question.refresh_from_db()
    assert (question.state, question.retire_on) == ("retired", None)


def test_housekeeping_does_it(chief, capsys, monkeypatch):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: None)
    question = scheduled(chief)
    Question.objects.filter(pk=question.pk).update(publish_on=TODAY)
    call_command("housekeeping")
    question.refresh_from_db()
    assert question.state == "live"
    assert f"published: {question.ref}" in capsys.readouterr().out


class TestDigests:
    def test_are_made_with_the_question(self):
        question = QuestionFactory(explanation="", prompt="Which Ärzte?")
        digest = question.digest
        assert (digest.blocking, digest.advice > 0) == (1, True)
        assert "ärzte" in digest.text
        assert "twenty-one" in digest.text, "the options are in it"
        assert "ärzte" in digest.words.split()

    def test_follow_what_is_written(self):
        question = QuestionFactory(explanation="")
        question.explanation = " ".join(["It was counted and followed up."] * 6)
        question.save()
        assert Digest.objects.get().blocking == 0

    def test_are_brought_up_to_newer_rules(self):
        question, other = QuestionFactory(), QuestionFactory(explanation="")
        Digest.objects.filter(question=question).update(rules=0, blocking=9)
        Digest.objects.filter(question=other).delete()
        assert bring_up_digests(batch=1) == 2
        assert [d.blocking for d in Digest.objects.order_by("question_id")] == [0, 1]
        assert bring_up_digests() == 0
