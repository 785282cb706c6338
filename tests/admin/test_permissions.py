"""Who may do what at the desk: every role and every action, strangers included.

An action is something that a client sends; whether it was allowed is read off
what came of it, not only off the answer.
"""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from quiz.models import Bank, Fact, Question, Source, Topic
from tests.admin.test_questions import change, publish, publish_page, typed
from tests.desk import LIST, act, renewal, seen_on, sent, undone
from tests.factories import PAGE, TODAY, FactFactory, QuestionFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)
LATER = str(TODAY + 7 * DAY)
DESK = {"author", "editor", "publisher"}
EDITORS = {"editor", "publisher"}
PUBLISHER = {"publisher"}


PHRASE = "a long pass phrase"
NEW = {"username": "new", "password1": PHRASE, "password2": PHRASE, "own_password": PHRASE}


def sign_in(client, role):
    """As who comes to the desk: a stranger, an account, staff with or without a role."""
    if role == "stranger":
        return
    user = User.objects.create_user(
        role, password=PHRASE, is_staff=role != "reader", is_superuser=role == "publisher"
    )
    if role in ("author", "editor"):
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)


def written_by_another(**fields):
    question = QuestionFactory(**fields)
    question.wrote(TODAY, User.objects.create_user("somebody"))
    return question


def submitted():
    question = written_by_another()
    question.submit(TODAY, User.objects.get(username="somebody"))
    return question


def scheduled():
    question = written_by_another()
    question.schedule(TODAY + DAY, TODAY, User.objects.create_user("chief"))
    return question


def edited(state="live"):
    """A live question whose working copy somebody has changed."""
    question = written_by_another(live=True)
    question.prompt = "Asked otherwise?"
    question.save()
    return question


def live():
    return QuestionFactory(live=True)


def soon_due():
    return QuestionFactory(live=True, check=TODAY + 7 * DAY)


def page_of(name, question):
    return reverse(f"admin:quiz_question_{name}", args=[question.pk])


def decide(button, **data):
    """A button on the page before publishing, pressed as it is shown there or else forged."""

    def do(client, question):
        return sent(client, publish_page(question), {button: "1", **data})

    return do


def many(action, **data):
    return lambda client, question: act(client, action, question, follow=False, **data)


def press(button):
    """A button on the page of the question, pressed as it is shown there or else forged."""

    def do(client, question):
        if client.get(page_of("change", question)).status_code != 200:
            return client.post(page_of("change", question), {button: "1"})
        return change(client, question, follow=False, **{button: "1"})

    return do


def seen(name):
    return lambda client, question: client.get(page_of(name, question))


def add(model, **data):
    def do(client, question):
        address = reverse(f"admin:quiz_{model}_add")
        return client.post(address, {"bank": question.bank_id, **data})

    return do


def move(client, question):
    topic = TopicFactory(bank=question.bank, title="Elsewhere")
    return act(client, "move", question, topic=topic.pk, follow=False)


def restore(client, question):
    return shown_and_sent(
        client, page_of("history", question), page_of("restore", question), {"version": "1"}
    )


def renew(client, question):
    due = reverse("admin:quiz_question_due")
    return shown_and_sent(client, due, due, renewal(question, TODAY + 9 * DAY))


def shown_and_sent(client, page, address, data):
    """What is confirmed at ``address`` after ``page`` was opened, by whom it opens for or not."""
    return client.post(address, {"seen": seen_on(client.get(page)), **data})


def delete(client, question):
    place = page_of("delete", question)
    return shown_and_sent(client, place, place, {"post": "yes"})


def state(name):
    return lambda question, response: question.state == name


def shown(question, response):
    return response.status_code == 200


def exists(model, **fields):
    return lambda question, response: model.objects.filter(**fields).exists()


def renewed(question, response):
    check = question.latest_check()
    return check.checked_by is not None and check.checked_on == TODAY


# What is there before, what is sent, whether it was done, and who may.
ACTIONS = {
    "see the list": (live, lambda c, q: c.get(LIST), shown, DESK),
    "see a question": (live, seen("change"), shown, DESK),
    "see its history": (live, seen("history"), shown, DESK),
    "see the preview": (live, seen("preview"), shown, DESK),
    "see a frame": (live, seen("frame"), shown, DESK),
    "see what is due": (live, lambda c, q: c.get(reverse("admin:quiz_question_due")), shown, DESK),
    "write": (
        live,
        lambda c, q: c.post(
            reverse("admin:quiz_question_add") + "?kind=choice",
            {**typed(bank=q.bank, prompt="A new one?"), "_continue": "1"},
        ),
        exists(Question, prompt="A new one?", state="draft"),
        DESK,
    ),
    "edit a draft": (
        written_by_another,
        lambda c, q: (
            change(c, q, prompt="Better?", _continue="1", follow=False)
            if c.get(page_of("change", q)).status_code == 200
            else c.post(page_of("change", q), {"prompt": "Better?"})
        ),
        lambda q, r: q.prompt == "Better?",
        DESK,
    ),
    "submit": (written_by_another, press("_submit"), state("review"), DESK),
    "submit many": (written_by_another, many("submit"), state("review"), DESK),
    "propose a change of a live one": (
        edited, press("_submit"), lambda q, r: q.state == "live" and q.submitted, DESK
    ),
    "send back": (
        submitted, decide("_return", **{"return-note": "Which year?"}), state("draft"), EDITORS
    ),
    "publish": (submitted, lambda c, q: publish(c, q, follow=False), state("live"), EDITORS),
    "publish many": (submitted, many("publish", why=""), state("live"), EDITORS),
    "publish a change": (
        edited,
        lambda c, q: publish(c, q, follow=False),
        lambda q, r: q.versions.count() == 2,
        EDITORS,
    ),
    "publish on a day": (
        submitted,
        lambda c, q: publish(c, q, follow=False, **{"publish-day": LATER}),
        lambda q, r: q.publish_on is not None,
        EDITORS,
    ),
    "take off the schedule": (
        scheduled, decide("_unschedule"), lambda q, r: q.publish_on is None, EDITORS
    ),
    "retire from the page": (live, press("_retire"), state("retired"), EDITORS),
    "retire": (live, decide("_retire", **{"retire-day": ""}), state("retired"), EDITORS),
    "retire many": (live, many("retire", why=""), state("retired"), EDITORS),
    "retire on a day": (
        live,
        decide("_retire", **{"retire-day": LATER}),
        lambda q, r: str(q.retire_on) == LATER,
        EDITORS,
    ),
    "keep after all": (
        lambda: QuestionFactory(live=True, retire_on=TODAY + DAY),
        decide("_keep"),
        lambda q, r: q.retire_on is None,
        EDITORS,
    ),
    "renew a check": (soon_due, renew, renewed, EDITORS),
    "renew many": (live, many("renew", until="", pages=PAGE, confirmed=["key"]), renewed, EDITORS),
    "go back to a version": (
        edited, restore, lambda q, r: q.prompt != "Asked otherwise?", DESK
    ),
    "move to a topic": (
        written_by_another, move, lambda q, r: q.topic.title == "Elsewhere", DESK
    ),
    "delete a draft": (
        written_by_another,
        delete,
        lambda q, r: q is None,
        EDITORS,
    ),
    "delete what readers were asked": (
        live,
        delete,
        lambda q, r: q is None,
        set(),
    ),
    "add a source": (
        live, add("source", title="New", publisher="P"), exists(Source, title="New"), DESK
    ),
    "add a fact": (live, add("fact", text="New"), exists(Fact, text="New"), DESK),
    "add a topic": (live, add("topic", title="New"), exists(Topic, title="New"), EDITORS),
    "add a bank": (
        live,
        add("bank", title="New", ref="new", summary="S", language="en", order="0"),
        exists(Bank, ref="new"),
        EDITORS,
    ),
    "see accounts": (
        live, lambda c, q: c.get(reverse("admin:auth_user_changelist")), shown, PUBLISHER
    ),
    "make an account": (
        live,
        lambda c, q: c.post(
            reverse("admin:auth_user_add"),
            {**NEW, "role": "publisher"},
        ),
        exists(User, username="new"),
        PUBLISHER,
    ),
    "see reports": (
        live, lambda c, q: c.get(reverse("admin:quiz_report_changelist")), shown, EDITORS
    ),
}  # fmt: skip


@pytest.mark.any_database
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_for_those_who_may(action):
    before, do, done, allowed = ACTIONS[action]
    pk = before().pk
    for role in ("stranger", "reader", "staff", "author", "editor", "publisher"):
        with undone():
            client = Client()
            sign_in(client, role)
            response = do(client, Question.objects.get(pk=pk))
            assert response.status_code < 500, role
            after = Question.objects.filter(pk=pk).first()
            assert bool(done(after, response)) is (role in allowed), role


class TestOfALiveQuestion:
    """What counts for readers at once takes an editor."""

    @pytest.mark.any_database
    def test_an_author_cannot_renew_its_check_on_the_page(self, client):
        question = live()
        sign_in(client, "author")
        change(
            client, question, checked_on=str(TODAY), review_by=LATER, _continue="1", follow=False
        )
        assert question.checks.count() == 1

    @pytest.mark.any_database
    @pytest.mark.parametrize(("role", "moved"), [("author", False), ("editor", True)])
    def test_an_author_cannot_move_it_to_another_fact(self, client, role, moved):
        question, other = live(), None
        other = FactFactory(bank=question.bank)
        sign_in(client, role)
        change(client, question, fact=str(other.pk), _continue="1", follow=False)
        question.refresh_from_db()
        assert (question.fact == other) is moved

    @pytest.mark.any_database
    def test_an_authors_edit_waits_for_an_editor(self, client):
        question = live()
        sign_in(client, "author")
        page = change(client, question, prompt="Asked otherwise?", _continue="1").content.decode()
        assert "until an editor publishes yours" in page
        question.refresh_from_db()
        assert question.live_version.content["prompt"] != "Asked otherwise?"


class TestFourEyes:
    @pytest.mark.any_database
    def test_an_editor_does_not_publish_what_they_wrote(self, client):
        sign_in(client, "editor")
        question = QuestionFactory()
        change(client, question, prompt="Mine?", _continue="1", follow=False)
        page = publish(client, question).content.decode()
        assert "You wrote some of this yourself" in page
        question.refresh_from_db()
        assert question.state == "draft"

    def test_nor_many_at_once(self, client):
        sign_in(client, "editor")
        question = QuestionFactory()
        change(client, question, prompt="Mine?", _continue="1", follow=False)
        act(client, "publish", question, why="", follow=False)
        question.refresh_from_db()
        assert question.state == "draft"

    def test_nor_by_changing_the_source_it_names(self, client):
        sign_in(client, "editor")
        question = QuestionFactory()
        source = question.source
        data = {"title": "Retitled", "publisher": "P", "date": "2020", "url": ""}
        sent(client, reverse("admin:quiz_source_change", args=[source.pk]), data)
        assert question.needs_others(User.objects.get(username="editor"))

    @pytest.mark.any_database
    def test_a_team_of_one_is_told_that_it_is_relaxed(self, client, settings):
        settings.FOUR_EYES = False
        sign_in(client, "editor")
        question = QuestionFactory()
        change(client, question, prompt="Mine?", _continue="1", follow=False)
        assert (
            "whoever wrote a question may publish it alone"
            in client.get(publish_page(question)).content.decode()
        )
        publish(client, question, follow=False)
        question.refresh_from_db()
        assert question.state == "live"
        live = client.get(publish_page(question)).content.decode()
        assert "whoever wrote a question may publish it alone" not in live
        assert "Before it goes out" not in live


def test_a_role_is_one_plain_choice(client):
    sign_in(client, "publisher")
    client.post(reverse("admin:auth_user_add"), {**NEW, "role": "author"})
    new = User.objects.get(username="new")
    assert (new.is_staff, new.is_superuser) == (True, False)
    assert [group.name for group in new.groups.all()] == ["author"]
    address = reverse("admin:auth_user_change", args=[new.pk])
    kept = {"username": "new", "is_active": "on", "own_password": PHRASE}
    sent(client, address, {**kept, "role": "publisher"})
    new.refresh_from_db()
    assert new.is_superuser
    assert not new.groups.exists()
    assert 'value="publisher"' in client.get(address).content.decode()
    sent(client, address, {**kept, "role": "editor"})
    new.refresh_from_db()
    assert (new.is_superuser, new.groups.get().name) == (False, "editor")
