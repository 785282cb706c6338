"""Copies: a draft of its own in any bank and kind, and another question on the same fact."""

from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from quiz.models import Check, Question, Version
from tests.desk import press, sent
from tests.factories import SPECS, BankFactory, QuestionFactory, SourceFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page_of(question):
    return reverse("admin:quiz_question_copy", args=[question.pk])


def copied(client, question, **chosen):
    """The page after a copy was made, and the copy."""
    given = {"bank": question.bank_id, "kind": question.kind, "same_fact": "on", **chosen}
    page = sent(client, page_of(question), {k: v for k, v in given.items() if v}, follow=True)
    return unescape(page.content.decode()), Question.objects.order_by("-pk").first()


def said_of(question):
    """What a question says, without what it is filed under."""
    names = ("prompt", "kind", "spec", "explanation", "passage", "action", "minutes", "stance")
    return [getattr(question, name) for name in names]


def test_a_copy_is_a_draft_of_ones_own_without_check_version_and_history(admin_client):
    question = QuestionFactory(live=True, hook=True, stance="risk", exhibit={"type": "call"})
    text, made = copied(admin_client, question)
    assert made.pk != question.pk
    assert said_of(made) == said_of(question)
    assert made.exhibit == question.exhibit
    assert made.ref != question.ref
    assert (made.bank, made.topic, made.fact, made.source) == (
        question.bank, question.topic, question.fact, question.source
    )  # fmt: skip
    assert (made.state, made.live_version, made.hook, made.shipped) == ("draft", None, False, {})
    assert not Check.objects.filter(question=made).exists()
    assert not Version.objects.filter(question=made).exists()
    (step,) = made.steps.all()
    assert (step.action, step.by.username) == ("wrote", "admin")
    assert str(question) in step.note
    assert "This is the copy: a draft, without a check." in text
    assert question.latest_check()


def test_a_copy_that_becomes_another_question_has_a_fact_of_its_own(admin_client):
    question = QuestionFactory()
    _text, made = copied(admin_client, question, same_fact="")
    assert made.fact != question.fact
    assert made.fact.text == question.prompt


def test_another_bank_gets_what_it_lacks_and_keeps_what_it_has(admin_client):
    topic = TopicFactory(title="Bans")
    question = QuestionFactory(bank=topic.bank, topic=topic)
    late = SourceFactory(bank=topic.bank, url="https://late.example/", title="A later report")
    question.since, question.since_source = "It went on.", late
    question.save()
    bank = BankFactory(title="Elsewhere")
    theirs = TopicFactory(bank=bank, title="bans")
    same = SourceFactory(bank=bank, url=late.url, title="The same under another name")
    text, made = copied(admin_client, question, bank=bank.pk)
    assert (made.bank, made.topic, made.since_source) == (bank, theirs, same)
    assert made.source.bank == made.fact.bank == bank
    assert made.source.content() == question.source.content()
    assert made.fact.text == question.fact.text
    assert f"Copied into “Elsewhere” with it: “{made.source}”, “{made.fact}”." in text
    _text, again = copied(admin_client, question, bank=bank.pk)
    assert (again.source, again.fact, again.topic) == (made.source, made.fact, made.topic)
    assert again.ref != made.ref


def test_what_its_author_may_not_add_is_left_out_and_said(client):
    author = User.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client.force_login(author)
    topic = TopicFactory(title="Bans")
    bank = BankFactory(title="Elsewhere")
    text, made = copied(client, QuestionFactory(bank=topic.bank, topic=topic), bank=bank.pk)
    assert (made.bank, made.topic, made.source.bank) == (bank, None, bank)
    assert not bank.topics.exists()
    assert (
        "“Elsewhere” lacks this, and you may not add it, so the copy goes without: “Bans”" in text
    )


def test_what_has_no_place_in_a_kind_is_said_before_and_kept_in_a_note(admin_client):
    question = QuestionFactory(kind="multiple")
    page = " ".join(unescape(admin_client.get(page_of(question)).content.decode()).split())
    assert "No place here, so kept under “Who did what” on its page: Marinus Analytics" in page
    text, made = copied(admin_client, question, kind="choice")
    assert (made.kind, made.spec["right"]) == ("choice", "Thorn")
    assert made.spec["wrong"] == SPECS["multiple"]["wrong"]
    assert "Marinus Analytics" in made.steps.get().note
    assert "kept under “Who did what”: Marinus Analytics" in text
    assert text.count("Marinus Analytics") == 2


KINDS = [*SPECS]
# Each kind becomes two others; that all pairs fit is tried without a page.
PAIRS = [(kind, KINDS[(n + step) % 6]) for n, kind in enumerate(KINDS) for step in (1, 3)]


def test_long_answers_that_have_no_place_are_kept_to_the_last_word(admin_client):
    wrong = [
        {"text": f"Answer {n} " + f"long{n} " * 60, "tempts": f"Reason {n} " + f"why{n} " * 60}
        for n in range(5)
    ]
    spec = {"right": "Eight", "wrong": [{**row, "text": row["text"].strip()} for row in wrong]}
    _text, made = copied(admin_client, QuestionFactory(spec=spec), kind="matching")
    kept = " ".join(step.note for step in made.steps.order_by("-pk"))
    assert [kept.count(f"long{n} ") + kept.count(f"long{n}·") for n in range(5)] == [60] * 5
    assert kept.count("why4") == 60
    assert kept.index("Answer 0") < kept.index("Answer 4")


@pytest.mark.parametrize(("kind", "into"), PAIRS)
def test_every_kind_becomes_every_other_and_its_page_opens(admin_client, kind, into):
    question = QuestionFactory(kind=kind)
    text, made = copied(admin_client, question, kind=into)
    assert (made.kind, made.topic) == (into, question.topic)
    assert "This is the copy" in text
    opened = {
        page: admin_client.get(reverse(f"admin:quiz_question_{page}", args=[made.pk]), follow=True)
        for page in ("change", "publish", "preview")
    }
    assert {page.status_code for page in opened.values()} == {200}
    saved = press(admin_client, opened["change"], "_continue", follow=False)
    assert saved.status_code == 302
    assert said_of(Question.objects.get(pk=made.pk))[3:] == said_of(made)[3:]


@pytest.mark.parametrize("kind", ["choice", "estimate"])
def test_another_on_the_same_fact_begins_empty_with_its_topic_and_source(admin_client, kind):
    question = QuestionFactory()
    page = admin_client.get(page_of(question)).content.decode()
    before = Question.objects.count()
    start = next(
        unescape(part.split('"')[0]) for part in page.split('href="') if f"?kind={kind}&" in part
    )
    form = admin_client.get(start)
    assert Question.objects.count() == before
    assert question.prompt not in form.content.decode()
    press(admin_client, form, "_continue", prompt="In other words?", follow=False)
    made = Question.objects.order_by("-pk").first()
    assert made.prompt == "In other words?"
    assert (made.kind, made.bank, made.topic, made.fact, made.source) == (
        kind, question.bank, question.topic, question.fact, question.source
    )  # fmt: skip
    assert made.passage == ""


def test_who_saves_and_writes_another_keeps_bank_topic_and_source(admin_client):
    question = QuestionFactory()
    page = admin_client.get(reverse("admin:quiz_question_change", args=[question.pk]))
    page = press(admin_client, page, "_addanother", prompt="Saved?")
    question.refresh_from_db()
    assert question.prompt == "Saved?"
    page = press(admin_client, page, "_continue", prompt="The next one?")
    made = Question.objects.order_by("-pk").first()
    assert (made.prompt, made.kind, made.bank, made.topic, made.source) == (
        "The next one?", question.kind, question.bank, question.topic, question.source
    )  # fmt: skip
    assert made.fact != question.fact


def test_nothing_is_copied_by_looking_or_by_a_choice_that_is_not_offered(admin_client):
    question = QuestionFactory()
    for chosen in ({"kind": "essay"}, {"bank": 987654}):
        text, made = copied(admin_client, question, **chosen)
        assert made == question
        assert "Select a valid choice" in text


def test_an_author_copies_and_whoever_may_not_write_does_not(client):
    question = QuestionFactory()
    for name, groups, may in (("ann", ["author"], True), ("bob", [], False)):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.set(Group.objects.filter(name__in=groups))
        client.force_login(user)
        sent(client, page_of(question), {"bank": question.bank_id, "kind": "choice"})
        assert Question.objects.filter(steps__by=user).exists() == may
        assert client.get(page_of(question)).status_code == (200 if may else 403)


def test_four_eyes_take_the_copy_for_the_work_of_whoever_made_it(admin_client, settings):
    settings.FOUR_EYES = True
    _text, made = copied(admin_client, QuestionFactory(live=True))
    assert made.needs_others(User.objects.get(username="admin"))


def test_to_copy_costs_the_same_in_a_large_bank(admin_client, django_assert_max_num_queries):
    question = QuestionFactory.create_batch(8)[0]
    page = admin_client.get(page_of(question))
    with django_assert_max_num_queries(60):
        press(admin_client, page, "Make the copy", follow=False)
    with django_assert_max_num_queries(12):
        admin_client.get(page_of(question))
