"""A draft is made another kind as long as nothing of it was published."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from quiz.models import Question
from tests.conftest import ALL_KINDS
from tests.desk import press
from tests.factories import BankFactory, QuestionFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "contexts"),
    pytest.mark.any_database,
]

ADD = reverse("admin:quiz_question_add")


def page_of(client, question):
    return client.get(reverse("admin:quiz_question_kind", args=[question.pk]))


@pytest.mark.parametrize("into", ALL_KINDS)
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_draft_becomes_another_kind_and_opens(admin_client, kind, into):
    question = QuestionFactory(kind=kind)
    page = page_of(admin_client, question)
    if kind == into:
        assert f'value="{into}"' not in page.content.decode()
        return
    after = press(admin_client, page, "kind", into)
    question.refresh_from_db()
    assert question.kind == into
    assert after.status_code == 200
    assert "Now “" in question.steps.first().note


def test_what_has_no_place_is_said_before_and_kept(admin_client):
    question = QuestionFactory()
    lost = question.spec["wrong"][0]["text"]
    page = page_of(admin_client, question)
    assert f"on its page: {question.spec['right']}" in page.content.decode()
    press(admin_client, page, "kind", "true_false", follow=False)
    assert lost in question.steps.first().note


def test_what_is_typed_and_not_saved_comes_along(admin_client):
    address = f"{ADD}?kind=choice&bank={BankFactory().pk}"
    after = press(admin_client, admin_client.get(address), "_kind", prompt="How many?")
    question = Question.objects.get()
    assert after.redirect_chain[-1][0] == reverse("admin:quiz_question_kind", args=[question.pk])
    text = after.content.decode()
    assert "Saved. Now choose" in text
    assert "It has no answers yet." in text
    assert "Every answer" not in text
    press(admin_client, after, "kind", "true_false", follow=False)
    question.refresh_from_db()
    assert (question.prompt, question.kind) == ("How many?", "true_false")


def test_without_a_question_nothing_typed_is_lost_and_an_empty_page_leads_to_the_kinds(
    admin_client,
):
    in_bank = f"bank={BankFactory().pk}"
    page = admin_client.get(f"{ADD}?kind=choice&{in_bank}")
    after = press(admin_client, page, "_kind", right="Eight")
    assert "1 thing below keeps it from being saved" in after.content.decode()
    assert "Eight" in after.content.decode()
    assert press(admin_client, page, "_kind").redirect_chain == [(f"{ADD}?{in_bank}", 302)]
    assert not Question.objects.exists()


def test_an_estimate_without_its_number_is_asked_for_that_alone(admin_client):
    question = QuestionFactory(kind="true_false")
    after = press(admin_client, page_of(admin_client, question), "kind", "estimate")
    said = [str(thing.sentence) for thing in after.context["page"].things]
    assert said == ["Write the right number."]
    press(admin_client, after, "_continue", right="0.5", unit="%", follow=False)
    question.refresh_from_db()
    numbers = ("low", "high", "step", "tolerance", "zero_at")
    assert [question.spec[name] for name in numbers] == [0, 100, 1, 0.05, 0.5]


def test_what_was_published_keeps_its_kind(admin_client):
    question = QuestionFactory(live=True)
    page = page_of(admin_client, question)
    assert "it keeps its kind" in page.content.decode()
    admin_client.post(page.request["PATH_INFO"], {"kind": "multiple"})
    question.refresh_from_db()
    assert question.kind == "choice"


@pytest.mark.parametrize("kind", ["", "odd", "choice"])
def test_only_another_kind_that_there_is(admin_client, kind):
    question = QuestionFactory()
    seen = page_of(admin_client, question).context["seen"]
    address = reverse("admin:quiz_question_kind", args=[question.pk])
    page = admin_client.post(address, {"kind": kind, "seen": seen})
    assert "Choose a kind." in page.content.decode()
    assert not Question.objects.exclude(kind="choice").exists()


def test_an_author_reads_why_there_is_no_button(client, django_user_model):
    author = django_user_model.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client.force_login(author)
    question = QuestionFactory()
    address = reverse("admin:quiz_question_publish", args=[question.pk])
    assert "editors publish" in client.get(address).content.decode()
    question.submit(question.latest_check().checked_on, author)
    assert "It waits for an editor, who publishes it" in client.get(address).content.decode()


def test_both_histories_begin_with_the_latest(admin_client):
    question = QuestionFactory()
    press(admin_client, page_of(admin_client, question), "kind", "multiple", follow=False)
    press(admin_client, page_of(admin_client, question), "kind", "choice", follow=False)
    address = reverse("admin:quiz_question_history", args=[question.pk])
    page = admin_client.get(address).content.decode()
    logged = page[page.index("Who changed what at the desk") :]
    assert logged.index("One right answer") < logged.index("Several right answers")
