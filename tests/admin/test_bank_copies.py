"""A copy of a bank: a draft with drafts of everything, and nothing that somebody vouched for."""

import time
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from quiz.editorial.bank_copy import copy_bank
from quiz.models import Bank, Check, Digest, Fact, Question, Source, Step, Topic, Version
from tests.conftest import ALL_KINDS
from tests.desk import press
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory
from tests.layout import flat
from tests.living import WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def bank(today):
    """A bank with a live question of each kind, one that is whole, a draft and a retired one."""
    said = {"about": "More.", "language": "de", "embed_hosts": "paper.example"}
    bank = BankFactory(title="Cameras", ref="cameras", **said)
    topic = TopicFactory(bank=bank)
    for kind in ALL_KINDS:
        QuestionFactory(bank=bank, topic=topic, kind=kind, live=True, hook=kind == "choice")
    QuestionFactory(bank=bank, topic=topic, live=True, **WHOLE)
    QuestionFactory(bank=bank, source=None, check=False)
    QuestionFactory(bank=bank, live=True).retire(TODAY)
    return bank


def address(bank):
    return reverse("admin:quiz_bank_copy", args=[bank.pk])


def text(page):
    return flat(unescape(page.content.decode()))


def test_everything_is_in_it_as_drafts_and_nothing_public(admin_client, client, bank):
    page = admin_client.get(address(bank))
    assert "drafts of its 8 questions" in text(page)
    assert "1 retired question stays here." in text(page)
    page = press(admin_client, page, "Make the copy")
    made = Bank.objects.exclude(pk=bank.pk).get()
    assert (made.title, made.ref, made.state) == ("Copy of Cameras", "copy-of-cameras", "draft")
    assert (made.about, made.language, made.shipped) == ("More.", "de", {})
    assert made.embed_hosts == "paper.example"
    assert "a draft with 8 drafts of questions, 3 topics" in text(page)
    assert "Checks, versions, corrections and figures stayed" in text(page)
    assert client.get("/banks/copy-of-cameras/").status_code == 404
    old = {each.ref: each for each in bank.questions.exclude(state="retired")}
    new = {each.ref: each for each in made.questions.all()}
    assert old.keys() == new.keys()
    for ref, question in new.items():
        before = old[ref]
        assert question.content() == before.content()
        assert (question.kind, question.state, question.hook) == (before.kind, "draft", False)
        assert question.live_version is None
        assert (question.topic.title, question.fact.text) == (
            before.topic.title, before.fact.text
        )  # fmt: skip
    for model in (Topic, Fact, Source):
        assert model.objects.filter(bank=made).count() == model.objects.filter(bank=bank).count()
        rows = model.objects.filter(bank=made)
        assert not rows.exclude(shipped={}).exists()
    of_copy = {"question__bank": made}
    assert not Check.objects.filter(**of_copy).exists()
    assert not Version.objects.filter(**of_copy).exists()
    assert {step.action for step in Step.objects.filter(**of_copy)} == {"wrote"}
    assert {question.topic.bank for question in new.values()} == {made}
    assert {each.source.bank for each in new.values() if each.source} == {made}
    for question in new.values():
        kept, anew = Digest.objects.get(question=question), Digest.of(question)
        # Of what PostgreSQL stores the order of the parts is its own.
        assert sorted(kept.text.split("\n")) == sorted(anew.text.split("\n"))
        assert (kept.words, kept.blocking, kept.advice) == (anew.words, anew.blocking, anew.advice)


def test_an_address_that_another_bank_has_is_refused_at_its_place(admin_client, bank):
    page = admin_client.get(address(bank))
    page = press(admin_client, page, "Make the copy", title="Mine", ref="cameras")
    assert "already exists" in text(page)
    assert 'value="Mine"' in page.content.decode()
    assert Bank.objects.count() == 1
    page = press(admin_client, page, "Make the copy", ref="")
    assert "This field is required" in text(page)


def test_who_takes_the_address_meanwhile_is_no_fault(admin_client, bank, monkeypatch):
    page = admin_client.get(address(bank))
    BankFactory(ref="copy-of-cameras")
    monkeypatch.setattr(Bank, "validate_unique", lambda *given, **named: None)
    monkeypatch.setattr(Bank, "validate_constraints", lambda *given, **named: None)
    page = press(admin_client, page, "Make the copy")
    assert "Another bank has this address by now." in text(page)
    assert Question.objects.count() == 9


def test_an_editor_copies_banks_and_an_author_does_not(client, bank):
    for role, status in (("author", 403), ("editor", 200)):
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(address(bank)).status_code == status
        assert client.post(address(bank), {"title": "x", "ref": role}).status_code in (403, 302)
    assert [each.ref for each in Bank.objects.exclude(pk=bank.pk)] == ["editor"]


def test_who_may_add_no_topics_copies_no_bank_of_them(client, bank):
    user = User.objects.create_user("author", is_staff=True)
    user.groups.add(Group.objects.get(name="author"))
    user.user_permissions.add(Permission.objects.get(codename="add_bank"))
    client.force_login(user)
    assert client.get(address(bank)).status_code == 403
    assert "copy/" not in client.get(f"/admin/quiz/bank/{bank.pk}/change/").text


@pytest.mark.long
def test_a_bank_of_five_thousand_is_copied_in_seconds(bank):
    topic, fact = bank.topics.first(), Fact.objects.filter(bank=bank).first()
    pattern = QuestionFactory(bank=bank, topic=topic)
    Question.objects.bulk_create(
        Question(
            bank=bank, topic=topic, fact=fact, source=pattern.source, ref=f"q-{n}", kind="choice",
            prompt=f"Number {n}?", spec=pattern.spec, explanation=pattern.explanation,
        )
        for n in range(5_000)
    )  # fmt: skip
    began = time.process_time()
    made = copy_bank(bank, "Large", "large", TODAY, None)
    assert made.questions == 5_009
    assert time.process_time() - began < 30


def test_it_takes_as_many_statements_for_a_small_bank_as_for_a_larger_one(
    bank, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        copy_bank(bank, "Once", "once", TODAY, None)
    QuestionFactory.create_batch(20, bank=bank)
    with django_assert_max_num_queries(20):
        copy_bank(bank, "Twice", "twice", TODAY, None)


def test_a_bank_without_questions_is_copied_too(admin_client):
    bank = BankFactory(title="Empty")
    page = press(admin_client, admin_client.get(address(bank)), "Make the copy")
    assert "a draft with 0 drafts of questions" in text(page)
