"""Corrections at the desk: made from a question, seen before they are ordered, by editors alone."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.models import Correction, Question, Round, Turn
from quiz.tallies import counting, regrade
from tests.desk import press, sent
from tests.factories import make_round
from tests.play.test_corrections import KEY, correct

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]

ADD = "/admin/quiz/correction/add/"


@pytest.fixture
def question(client, today):
    """A question whose key is wrong, asked and answered once, and mended in its working copy."""
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Eight"})
    counting.tally()
    question = Question.objects.get()
    question.spec = KEY
    question.save()
    return question


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    return user


def send(client, question, **data):
    posted = {"kind": "key", "statement": "It was twenty-one.", **data}
    posted.setdefault("wrong", [question.versions.get(number=1).pk])
    return sent(client, f"{ADD}?question={question.pk}", posted)


def test_it_is_offered_on_the_questions_page(client, question, editor):
    page = client.get(f"/admin/quiz/question/{question.pk}/change/").content.decode()
    assert f'href="/admin/quiz/question/{question.pk}/correct/"' in page
    place = client.get(f"/admin/quiz/question/{question.pk}/correct/").url
    assert place == f"{ADD}?question={question.pk}"


def test_the_page_shows_both_and_proposes_what_was_wrong(client, question, editor):
    page = client.get(f"{ADD}?question={question.pk}").content.decode()
    assert "<td>Eight</td>" in page
    assert "<td>Twenty-one</td>" in page
    version = question.versions.get()
    assert f'value="{version.pk}" id="id_wrong_0" checked' in page
    assert 'value="key" required id="id_kind_1" checked' in page


def test_publishing_it_shows_the_dry_run_and_regrading_does_what_it_says(
    client, question, editor, today
):
    response = send(client, question)
    correction = Correction.objects.get()
    assert response.url == f"/admin/quiz/correction/{correction.pk}/change/"
    assert (correction.corrected_by, correction.corrected_on) == (editor, today)
    assert Question.objects.get().live_version == correction.version
    shown = client.get(response.url)
    page = " ".join(shown.content.decode().split())
    assert "The grade of one counted answer." in page
    assert "Regrade now" in page
    page = press(client, shown, "Look through stored answers").content.decode()
    page = " ".join(page.split())
    assert "Grades that go up: fewer than 1; that go down: 1 or more." in page
    assert "Rounds whose score changes: 1 or more. By -1: 1 or more." in page
    assert "1 regrade to be ordered" in client.get("/admin/").content.decode()
    assert Turn.objects.get().grade == 1

    regrade = f"/admin/quiz/correction/{correction.pk}/regrade/"
    assert client.get(regrade).status_code == 405
    page = press(client, shown, "Regrade now").content.decode()
    assert "Regraded: what changed stands below." in page
    assert "Regrade now" not in page
    assert "Done on 22 November 2026 by editor." in page
    assert (Turn.objects.get().grade, Turn.objects.get().first_grade) == (0, 1)
    page = press(client, shown, "Regrade now").content.decode()
    assert "Somebody has changed what this page shows" in page, "it is done already"


def test_only_the_sentence_can_be_mended_afterwards(client, question, editor, today):
    correction = correct(question, today)
    place = f"/admin/quiz/correction/{correction.pk}/change/"
    played = f"/rounds/{Turn.objects.get().round.key}/"
    assert "It was 21." not in client.get(played).content.decode()
    sent(client, place, {"statement": "It was 21.", "kind": "wording"})
    assert "It was 21." in client.get(played).content.decode()
    correction.refresh_from_db()
    assert (correction.statement, correction.kind) == ("It was 21.", "key")
    gone = client.post(place.replace("change", "delete"), {"post": "yes"})
    assert gone.status_code == 403
    assert "What was said in public stays said." in gone.content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"statement": ""}, "This field is required."),
        ({"wrong": []}, "Choose at least one version that was wrong."),
        ({"kind": "spite"}, "Select a valid choice."),
        ({"statement": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_published_is_refused_and_nothing_is_lost(
    client, question, editor, data, sentence
):
    response = send(client, question, **data)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Correction.objects.exists()
    assert question.versions.count() == 1


def test_the_rules_for_publishing_hold_here_too(client, question, editor):
    question.explanation = ""
    question.save()
    response = send(client, question)
    assert "Explain why it is so, and what it means." in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.any_database
def test_what_few_readers_answered_is_not_shown(client, question, editor, today, monkeypatch):
    """Whoever knows that one of them played would know what they answered."""
    place = f"/admin/quiz/correction/{correct(question, today).pk}/change/"
    row = '<th scope="row">Eight</th><td>1</td><td>1</td><td>0</td>'
    assert row not in re.sub(r"\s+<", "<", client.get(place).content.decode())
    monkeypatch.setattr("quiz.admin.corrections.LEAST", 1)
    assert row in re.sub(r"\s+<", "<", client.get(place).content.decode())


@pytest.mark.any_database
def test_who_wrote_it_does_not_publish_it_alone(client, question, editor, settings, today):
    question.wrote(today, editor)
    response = send(client, question)
    assert "somebody else has to look at it" in response.content.decode()
    assert not Correction.objects.exists()
    settings.FOUR_EYES = False
    assert send(client, question).status_code == 302


def test_a_mistake_noticed_after_publishing_can_still_be_corrected(client, question, editor, today):
    question.publish(today)
    page = client.get(f"{ADD}?question={question.pk}").content.decode()
    assert "<td>Twenty-one</td>" in page
    assert send(client, question).status_code == 302
    assert question.versions.count() == 2


def test_where_there_is_nothing_to_correct_it_says_so(client, question, editor, today):
    question.spec = question.live_version.content["spec"]
    question.save()
    page = client.get(f"{ADD}?question={question.pk}", follow=True).content.decode()
    assert "There is nothing to correct yet" in page
    correct(question, today)
    page = client.get(f"{ADD}?question={question.pk}", follow=True).content.decode()
    assert "This has been published as a correction already." in page
    for odd in ("", "?question=", "?question=x", "?question=999999", f"?question={'9' * 30}"):
        page = client.get(f"{ADD}{odd}", follow=True).content.decode()
        assert "Open the question that was wrong" in page


@pytest.mark.any_database
def test_its_page_looks_through_no_answers_unasked(client, question, editor, today, monkeypatch):
    """Not on a GET, and only once when the regrade is ordered, however many there are."""
    place = f"/admin/quiz/correction/{correct(question, today).pk}/change/"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(place)
    assert not [query for query in queries if 'FROM "quiz_turn"' in query["sql"]]
    with CaptureQueriesContext(connection) as queries:
        press(client, page, "Regrade now", follow=False)
    scans = [query for query in queries if 'version_id" =' in query["sql"]]
    assert len([query for query in scans if 'FROM "quiz_turn"' in query["sql"]]) == 1
    assert Turn.objects.get().grade == 0


def test_when_it_is_asked_to_look_through_answers_it_takes_the_newest(
    client, question, editor, today, monkeypatch
):
    monkeypatch.setattr(regrade, "NEWEST", 2)
    for response in ("Eight", "Eight", "Twenty-one"):
        played = Round.begin(
            [question.live_version_id], bank=question.bank, wanted=1, started_on=today
        )
        client.post(f"/rounds/{played.key}/1/", {"response": response})
    page = client.get(f"/admin/quiz/correction/{correct(question, today).pk}/change/")
    assert "have the newest 2 answers" in page.content.decode()
    page = press(client, page, "Look through stored answers").content.decode()
    assert "looked at (not sure is left out): 2 or more." in " ".join(page.split())
    assert set(Turn.objects.values_list("first_grade", flat=True)) == {None}, "nothing is written"


@pytest.mark.usefixtures("contexts")
def test_no_round_can_be_read_off_what_a_regrade_would_change(
    client, question, editor, today, monkeypatch
):
    """By looking before and after it; nor off what it changed."""
    monkeypatch.setattr(counting, "TOGETHER", 20)
    version = question.live_version_id
    page = client.get(f"/admin/quiz/correction/{correct(question, today).pk}/change/")

    def foreseen():
        said = press(client, page, "Look through stored answers")
        return [str(message) for message in said.context["messages"]]

    before = foreseen()
    for response in ("Eight", "Twenty-one", "Forty", "unsure"):
        played = Round.begin([version], bank=question.bank, wanted=1, started_on=today)
        given = {"unsure": "1"} if response == "unsure" else {"response": response}
        client.post(f"/rounds/{played.key}/1/", given)
        assert foreseen() == before


@pytest.mark.parametrize("role", [None, "author"])
def test_whoever_is_no_editor_corrects_nothing(client, question, today, role):
    correction = correct(question, today)
    user = User.objects.create_user("other", is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    place = f"/admin/quiz/correction/{correction.pk}/"
    assert send(client, question).status_code == 403
    assert client.post(f"{place}change/", {"statement": "x"}).status_code == 403
    assert client.post(f"{place}regrade/").status_code == 403
    assert client.post(f"{place}foresee/").status_code == 403
    client.logout()
    assert client.post(f"{place}regrade/").status_code == 302
    correction.refresh_from_db()
    assert (correction.regraded_on, Correction.objects.count()) == (None, 1)


def test_to_add_one_is_offered_where_a_question_was_wrong_alone(admin_client, question):
    for address in ("/admin/", "/admin/quiz/", "/admin/quiz/correction/"):
        assert ADD not in admin_client.get(address).content.decode()
    page = admin_client.get(ADD, follow=True).content.decode()
    assert "Open the question that was wrong" in page
