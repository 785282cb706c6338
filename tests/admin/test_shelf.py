"""The shelf from which each day's question is taken: who fills it, and with what."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from quiz.models import Question, Version
from tests.desk import LIST, act, press, sent
from tests.factories import QuestionFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("today", "contexts"),
]

LONG = "What " * 21


@pytest.fixture
def author(client):
    ann = User.objects.create_user("ann", is_staff=True)
    ann.groups.add(Group.objects.get(name="author"))
    client.force_login(ann)
    return client


def change(question):
    return reverse("admin:quiz_question_change", args=[question.pk])


def test_live_easy_short_questions_of_one_tap_are_put_there_and_taken_off(admin_client):
    fit = QuestionFactory(difficulty="easy", live=True)
    others = [
        QuestionFactory(difficulty="easy"),
        QuestionFactory(difficulty="hard", live=True),
        QuestionFactory(difficulty="easy", kind="estimate", live=True),
        QuestionFactory(difficulty="easy", prompt=LONG, live=True),
    ]
    said = act(admin_client, "shelve", fit, *others).content.decode()
    assert "1 question made ready for a day." in said
    assert set(Question.objects.filter(hook=True)) == {fit}
    assert set(admin_client.get(LIST, {"hook__exact": 1}).context["cl"].result_list) == {fit}
    act(admin_client, "take_off", fit, follow=False)
    assert not Question.objects.filter(hook=True).exists()


def test_the_page_between_says_what_is_in_the_way(admin_client):
    question = QuestionFactory(difficulty="hard", kind="estimate", prompt=LONG, live=True)
    page = admin_client.post(LIST, {"action": "shelve", "_selected_action": [question.pk]})
    for sentence in ("more than one tap", "not filed as easy", "more than 20 words"):
        assert sentence in page.content.decode()


def test_what_readers_are_asked_decides_and_no_version_is_made(admin_client):
    question = QuestionFactory(difficulty="easy", live=True)
    Question.objects.filter(pk=question.pk).update(difficulty="hard")  # not published yet
    act(admin_client, "shelve", question, follow=False)
    question.refresh_from_db()
    assert question.hook
    assert Version.objects.count() == 1


def test_it_is_set_on_the_page_of_a_question_too(admin_client):
    question = QuestionFactory(difficulty="easy", live=True)
    press(admin_client, admin_client.get(change(question)), "_continue", hook="on", follow=False)
    question.refresh_from_db()
    assert question.hook
    assert not question.steps.filter(action="wrote").exists()


def test_the_page_of_a_question_refuses_what_does_not_fit(admin_client):
    question = QuestionFactory(difficulty="hard", live=True)
    page = press(admin_client, admin_client.get(change(question)), "_continue", hook="on")
    assert "It is not filed as easy." in page.content.decode()
    question.refresh_from_db()
    assert not question.hook


def test_only_who_may_publish_sets_it(author):
    question = QuestionFactory(difficulty="easy", live=True)
    assert 'name="hook"' not in author.get(change(question)).content.decode()
    sent(author, change(question), {"hook": "on"})
    act(author, "shelve", question, follow=False)
    question.refresh_from_db()
    assert not question.hook
