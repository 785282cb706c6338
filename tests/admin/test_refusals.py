"""What the desk refuses is said in its own hand, with what to do."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from quiz.models import Picture, Question, Source
from quiz.web.errors import error_page
from tests.desk import press
from tests.factories import QuestionFactory, SourceFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/quiz/question/"


def shown(response, status, *said):
    page = " ".join(response.content.decode().split())
    assert response.status_code == status
    for words in said:
        assert words in page, words
    assert "<i>desk</i>" in page
    assert 'href="/admin/"' in page
    assert "To the start page" not in page


def test_a_form_of_too_many_rows(admin_client):
    ticked = {ACTION_CHECKBOX_NAME: list(range(5000)), "action": "delete_selected"}
    said = "One form may not name so many rows: tick fewer, or all of the list."
    shown(admin_client.post(LIST, ticked), 400, said, "Nothing was changed.")


def test_a_lookup_that_is_not_allowed(admin_client):
    shown(admin_client.get("/admin/quiz/report/?turn__round__key=1"), 400, "could not read that")


def test_a_nul(admin_client):
    shown(admin_client.get(f"{LIST}?q=%00"), 400, "could not read that")


def test_what_an_account_may_not_do(client):
    client.force_login(User.objects.create_user("helper", is_staff=True))
    shown(client.get(LIST), 403, "a publisher can give it another role")


def test_a_form_of_an_earlier_login(admin_user):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(admin_user)
    shown(desk.post(f"{LIST}add/?kind=choice", {"prompt": "What?"}), 403, "copy what you typed")


def test_an_address_that_leads_nowhere(admin_client):
    shown(admin_client.get(f"{LIST}99/preview/"), 404, "There is nothing here")


def test_a_method_that_is_not_meant(admin_client):
    shown(admin_client.get("/admin/logout/"), 405, "Not this way")


def test_a_fault_of_ours(admin_client, monkeypatch):
    admin_client.raise_request_exception = False
    monkeypatch.setattr("quiz.admin.due_checks.sections", lambda on: 1 / 0)
    shown(admin_client.get(f"{LIST}due/"), 500, "It was not your doing")


def test_a_database_that_is_away(admin_client, monkeypatch):
    def away(_on):
        raise OperationalError("the database is away")

    admin_client.raise_request_exception = False
    monkeypatch.setattr("quiz.admin.due_checks.sections", away)
    response = admin_client.get(f"{LIST}due/")
    shown(response, 503, "Nothing was saved of what you sent.")
    assert response.headers["Retry-After"]


def test_what_was_sent_while_the_database_is_away_is_shown_and_sent_again(
    admin_client, monkeypatch
):
    def away(*_args, **_named):
        raise OperationalError("the database is away")

    source = SourceFactory()
    address = f"/admin/quiz/source/{source.pk}/change/"
    admin_client.raise_request_exception = False
    page = admin_client.get(address)
    with monkeypatch.context() as failing:
        failing.setattr(Source, "save", away)
        refused = press(admin_client, page, "_continue", title="A long <i>title</i>")
    shown(refused, 503, "What you sent", "<dd>A long &lt;i&gt;title&lt;/i&gt;</dd>")
    press(admin_client, refused, "Send it again", follow=False)
    source.refresh_from_db()
    assert source.title == "A long <i>title</i>"


@pytest.mark.any_database
@pytest.mark.usefixtures("contexts")
def test_a_picture_that_was_sent_then_is_named_until_it_can_be_chosen_again(
    admin_client, monkeypatch
):
    def away(*_args, **_named):
        raise OperationalError("the database is away")

    question = QuestionFactory()
    address = f"{LIST}{question.pk}/change/"
    admin_client.raise_request_exception = False
    page = admin_client.get(address)
    chosen = SimpleUploadedFile("a <b>face.png", b"not looked at", "image/png")
    with monkeypatch.context() as failing:
        failing.setattr(Question, "snapshot", away)
        failing.setattr(Picture, "keep", away)
        refused = press(admin_client, page, "_continue", prompt="Typed words?", picture=chosen)
    shown(refused, 503, "“a &lt;b&gt;face.png” cannot be kept here")
    saved = press(admin_client, refused, "Send it again")
    said = [str(message) for message in saved.context["messages"]]
    assert "The picture “a <b>face.png” did not come along: choose it again." in said
    question.refresh_from_db()
    assert question.prompt == "Typed words?"


def test_what_was_sent_is_not_shown_to_another_site_and_passwords_never(client):
    client.force_login(User.objects.create_user("helper", is_staff=True))
    typed = {"title": "Typed words"}
    assert "Typed words" in client.post("/admin/quiz/bank/add/", typed).content.decode()
    foreign = client.post("/admin/quiz/bank/add/", typed, headers={"Sec-Fetch-Site": "cross-site"})
    secret = client.post("/admin/auth/user/add/", {"username": "Typed words", "password1": "x"})
    for refused in (foreign, secret):
        shown(refused, 403)
        assert "Typed words" not in refused.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 500, 503])
def test_the_page_itself_needs_no_database(rf, status, django_assert_num_queries):
    with django_assert_num_queries(0):
        shown(error_page(rf.get("/admin/"), status), status)


def test_readers_are_not_shown_the_desk(client):
    QuestionFactory(live=True)
    for address in ("/nowhere/", "/?q=%00"):
        page = client.get(address).content.decode()
        assert "To the start page" in page
        assert "desk" not in page
