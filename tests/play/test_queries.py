"""What a process keeps of versions, and that it shows nothing old."""

import datetime

import pytest
from django.urls import reverse

from quiz.models import Correction, Question, Turn
from quiz.play import queries
from tests.desk import sent
from tests.factories import QuestionFactory, checked, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def answered(client):
    """The address of a turn that was answered, and read since."""
    url = f"/rounds/{make_round('choice choice').key}/1/"
    client.post(url, {"response": "Eight"})
    client.get(url)
    return url


def read(client, url):
    return client.get(url).content.decode()


def test_a_new_check_is_shown_at_once(client, answered, today):
    assert "to be checked again by 22 November 2027" in read(client, answered)
    Question.objects.first().confirm(checked(today, datetime.date(2028, 2, 29)))
    assert "to be checked again by 29 February 2028" in read(client, answered)


def test_a_correction_is_shown_at_once(client, answered, today):
    question = Turn.objects.first().version.question
    earlier = list(question.versions.all())
    question.explanation = "In truth it was otherwise. " * 6
    question.save()
    correction = Correction(question=question, kind="wording", statement="We said it badly.")
    correction.publish(earlier, today)
    page = read(client, answered)
    assert "We said it badly." in page
    assert "In truth it was otherwise." in page


def test_a_new_version_leaves_the_old_one_as_it_was(client, answered, today):
    question = Turn.objects.first().version.question
    question.explanation = "Now it is told in other words. " * 6
    question.save()
    question.publish(today)
    assert "in other words" not in read(client, answered)


def test_a_topic_renamed_at_the_desk_is_shown_at_once(client, admin_client, answered):
    topic = Turn.objects.first().version.topic
    change = reverse("admin:quiz_topic_change", args=[topic.pk])
    sent(admin_client, change, {"title": "Another name"})
    assert "Another name" in read(client, answered)


def test_no_more_are_kept_than_there_is_room_for(client, monkeypatch):
    monkeypatch.setattr(queries, "KEPT", 3)
    played = make_round("choice " * 5)
    for position in range(1, 6):
        client.get(f"/rounds/{played.key}/{position}/")
    kept = [version for version, _ in queries._versions]
    asked = played.turns.order_by("position").values_list("version_id", flat=True)
    # Those that were asked last, and the one that waits behind Next.
    assert set(kept) < set(asked)
    assert len(kept) == 3


def test_a_question_without_a_check_is_shown_without_one(client, today):
    question = QuestionFactory(check=False, live=True)
    turn = Turn.objects.create(
        round=make_round("choice", bank=question.bank), version=question.live_version, position=2
    )
    client.post(f"/rounds/{turn.round.key}/2/", {"response": "Eight"})
    assert "to be checked again" not in read(client, f"/rounds/{turn.round.key}/2/")
