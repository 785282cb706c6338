"""What is deleted, what stays with the true reason, and how an import of thousands is undone."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quiz.models import Bank, DailyQuestion, Fact, Question, Source
from tests.desk import press
from tests.factories import (
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def place(row, name="delete"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def listed(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def text(page):
    return " ".join(page.content.decode().split())


def published():
    return QuestionFactory(live=True)


def bank_of_published():
    return published().bank


def source_in_use():
    return QuestionFactory().source


def source_beside():
    question = QuestionFactory()
    question.since, question.since_source = "More.", SourceFactory(bank=question.bank)
    question.save()
    return question.since_source


def topic_of_versions():
    """From which the only question has been moved since it was published."""
    question = QuestionFactory(live=True)
    before, question.topic = question.topic, TopicFactory(bank=question.bank)
    question.save()
    return before


def days_question():
    return DailyQuestion.objects.create(day=TODAY, question=QuestionFactory(live=True, hook=True))


KEPT = {
    "a published question": (published, "It has been published", "Retire it"),
    "a bank": (bank_of_published, "One of its questions has been published", "Close it instead"),
    "a source": (source_in_use, "1 question rests on it.", "Open it and choose another."),
    "a source beside": (source_beside, "1 question rests on it.", "Open it"),
    "a topic": (lambda: QuestionFactory().topic, "1 question is filed under it.", "Open it"),
    "a topic of versions": (topic_of_versions, "have been published under it", "another name"),
    "a fact": (lambda: QuestionFactory().fact, "1 question tests it.", "Open it"),
    "a day that has begun": (days_question, "This day has begun", ""),
    "one's own account": (lambda: User.objects.get(), "You are logged in with it.", ""),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_stays_is_said_with_the_true_reason_and_what_to_do_instead(admin_client, name):
    make, why, instead = KEPT[name]
    row = make()
    for page in (
        admin_client.get(place(row)),
        admin_client.post(place(row), {"post": "yes"}),
        admin_client.post(
            listed(row), {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk]}, follow=True
        ),
    ):
        if name == "a day that has begun" and page.request["PATH_INFO"] == listed(row):
            continue  # its list has no actions
        assert why in text(page)
        assert instead in text(page)
        assert "permission" not in text(page)
        assert "Delete it" not in text(page)
    assert type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", KEPT)
def test_what_stays_is_not_offered_to_be_deleted(admin_client, name):
    row = KEPT[name][0]()
    assert f'href="{place(row)}"' not in admin_client.get(place(row, "change")).content.decode()


@pytest.mark.parametrize("make", [QuestionFactory, BankFactory, SourceFactory, TopicFactory])
def test_what_may_go_is_offered_and_goes(admin_client, make):
    row = make()
    assert f'href="{place(row)}"' in admin_client.get(place(row, "change")).content.decode()
    press(admin_client, admin_client.get(place(row)), "Delete it", follow=False)
    assert not type(row)._base_manager.filter(pk=row.pk).exists()


def test_a_bank_of_drafts_goes_with_all_of_them(admin_client):
    question = QuestionFactory()
    page = press(admin_client, admin_client.get(place(question.bank)), "Delete it")
    assert f"Deleted: {question.bank.title}" in text(page)
    assert not Bank.objects.exists()
    assert not Question.objects.exists()


@pytest.mark.parametrize("model", [Source, Fact])
@pytest.mark.usefixtures("contexts")
def test_the_way_out_leads_to_the_questions_that_are_meant(admin_client, model):
    question, _other = QuestionFactory(), QuestionFactory()
    row = question.source if model is Source else question.fact
    (link,) = {
        part.split('"')[0]
        for part in text(admin_client.get(place(row))).split('href="')
        if part.startswith(f"{listed(question)}?")
    }
    found = admin_client.get(link).context["cl"].queryset
    assert list(found) == [question]


def test_who_may_not_delete_is_told_so_and_nothing_else(client):
    """Who lacks the permission learns nothing of what a row holds."""
    user = User.objects.create_user("helper", is_staff=True)
    client.force_login(user)
    page = client.get(place(source_in_use()))
    assert page.status_code == 403
    assert "rests on it" not in text(page)


def test_of_several_those_that_may_go_go(admin_client):
    live, draft = QuestionFactory(live=True), QuestionFactory()
    page = admin_client.post(
        listed(draft), {"action": "delete_selected", ACTION_CHECKBOX_NAME: [live.pk, draft.pk]}
    )
    assert "These stay" in text(page)
    assert "It has been published" in text(page)
    press(admin_client, page, "Delete them", follow=False)
    assert list(Question.objects.all()) == [live]


def thousands(n):
    """Drafts as an import makes them."""
    first = QuestionFactory()
    Fact.objects.bulk_create(
        Fact(bank=first.bank, ref=f"f-{i}", text=f"Idea {i}") for i in range(n - 1)
    )
    facts = Fact.objects.exclude(pk=first.fact_id)
    Question.objects.bulk_create(
        Question(
            bank=first.bank, ref=f"q-{i}", fact=fact, topic=first.topic, source=first.source,
            kind="choice", prompt=f"What did report {i} find?", spec=first.spec,
        )
        for i, fact in enumerate(facts)
    )  # fmt: skip
    return first


def select_all(client, model):
    ticked = {ACTION_CHECKBOX_NAME: [model.objects.first().pk], "select_across": "1"}
    return client.post(listed(model), {"action": "delete_selected", **ticked}, follow=True)


@pytest.mark.long
def test_an_import_of_5000_is_undone_in_one_go(admin_client):
    first = thousands(5000)
    live = QuestionFactory(bank=first.bank, live=True)
    page = select_all(admin_client, Question)
    assert "All 5,000, those too that are not named here" in text(page)
    assert "It has been published" in text(page)
    unticked = press(admin_client, page, "Delete all of them")
    assert "Tick that you mean all of them." in text(unticked)
    assert Question.objects.count() == 5001
    with CaptureQueriesContext(connection) as queries:
        done = press(admin_client, unticked, "Delete all of them", all="5000")
    assert len(queries) < 500
    assert "5,000 questions were deleted." in text(done)
    assert list(Question.objects.all()) == [live]
    assert LogEntry.objects.filter(action_flag=DELETION).count() == 5000
    # and what was made for them
    page = select_all(admin_client, Fact)
    assert "1 question tests it." in text(page)
    press(admin_client, page, "Delete all of them", all="5000", follow=False)
    assert list(Fact.objects.all()) == [live.fact]


def test_of_thousands_nothing_goes_that_has_changed_since(admin_client):
    thousands(205)
    page = select_all(admin_client, Question)
    QuestionFactory()
    answer = press(admin_client, page, "Delete all of them", all="205")
    assert "Somebody has changed what this page shows" in text(answer)
    assert Question.objects.count() == 206


@pytest.mark.parametrize("make", [TopicFactory, SourceFactory, FactFactory])
def test_asking_costs_the_same_for_few_and_many(admin_client, make, django_assert_max_num_queries):
    bank = BankFactory()
    rows = make.create_batch(30, bank=bank)
    with django_assert_max_num_queries(30):
        admin_client.post(
            listed(rows[0]),
            {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk for row in rows]},
        )
