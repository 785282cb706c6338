"""The live preview: what was typed, saved or not, as a reader would meet it."""

import re

import pytest
from django.urls import reverse

from quiz.editorial.typed import SIGNER
from quiz.models import Fact, Question, Round, Source, Turn, Version
from tests.admin.test_questions import ANSWERS, typed
from tests.conftest import ALL_KINDS
from tests.factories import BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

TYPED = reverse("admin:quiz_question_typed")
ANSWERED = reverse("admin:quiz_question_answered")


def show(client, kind, _bank, **fields):
    return client.post(f"{TYPED}?kind={kind}&bank={_bank.pk}", {"bank": _bank.pk, **fields})


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_what_is_typed_is_shown_and_answered_and_nothing_is_kept(admin_client, kind):
    bank = BankFactory()
    facts = Fact.objects.count()
    page = text(show(admin_client, kind, bank, **typed(kind, bank)))
    assert "How many were right?" in page
    assert "Because it was counted" not in page
    assert '<span id="progress-label" class="nowrap">Preview</span>' in page, "no question 1 of 1"
    assert "turn framed" in page, "nothing lies over the answers in the small frame"
    (carried,) = re.findall(r'name="carried" value="([^"]+)"', page)
    answered = text(admin_client.post(ANSWERED, {"carried": carried, "unsure": "1"}))
    assert "Not sure: no point, and no harm." in answered
    assert "Because it was counted" in answered
    assert "turn framed" in answered
    assert admin_client.post(ANSWERED, {"carried": carried}).status_code == 422
    for model in (Question, Version, Round, Turn):
        assert not model.objects.exists()
    assert Fact.objects.count() == facts + 1, "the one that the factory made"


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("state", ["", "right", "wrong", "unsure", "result"])
def test_a_question_that_has_hardly_begun_is_shown(admin_client, kind, state):
    page = show(admin_client, kind, BankFactory(), prompt="Is it so?", preview_state=state)
    assert page.status_code == 200
    assert "Is it so?" in text(page)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_an_empty_page_is_shown_too(admin_client, kind):
    asked = "Your statement" if kind == "true_false" else "Your question"
    assert asked in text(show(admin_client, kind, BankFactory()))


def test_of_answers_that_lack_the_fewest_that_will_do_are_shown(admin_client):
    page = text(show(admin_client, "choice", BankFactory(), prompt="Is it so?"))
    assert "Wrong answer 1" in page
    assert "Wrong answer 2" not in page


def test_a_saved_question_is_shown_with_what_is_typed_now(admin_client):
    question = QuestionFactory(live=True)
    address = f"{TYPED}?question={question.pk}"
    page = text(admin_client.post(address, {**ANSWERS["choice"], "prompt": "Asked otherwise?"}))
    assert "Asked otherwise?" in page
    assert question.prompt not in page
    question.refresh_from_db()
    assert question.prompt != "Asked otherwise?"


def test_what_cannot_be_shown_says_why(admin_client):
    bank = BankFactory()
    page = text(show(admin_client, "choice", bank, **typed("choice", bank, wrong_1_text="Eight")))
    assert "The same text is here twice." in page
    numbers = typed("estimate", bank, low="5", high="5")
    page = text(show(admin_client, "estimate", bank, **numbers))
    assert "The right number must lie on the line." in page
    page = text(show(admin_client, "estimate", bank, **typed("estimate", bank, right="about 300")))
    assert "“about 300” is no number" in page
    assert "From 0 to" not in page


def test_a_new_source_is_shown_and_not_kept(admin_client):
    bank = BankFactory()
    given = {"source_new_url": "https://a.example/b", "source_new_title": "A new report"}
    fields = {**typed("choice", bank), "source": "", **given}
    page = text(show(admin_client, "choice", bank, **fields, preview_state="right"))
    assert "A new report" in page
    assert not Source.objects.filter(title="A new report").exists()


def test_what_there_is_to_look_at_is_shown_as_far_as_it_can_be_drawn(admin_client):
    bank = BankFactory()
    looks = {
        "exhibit-was": "", "exhibit-type": "message", "exhibit-caption": "",
        "exhibit-lines": "Pay today.", "exhibit-tell-1-text": "tomorrow",
        "exhibit-tell-2-text": "today", "exhibit-tell-2-note": "A hurry.",
    }  # fmt: skip
    fields = {**typed("choice", bank), **looks}
    assert "Pay today." in text(show(admin_client, "choice", bank, **fields))
    answered = text(show(admin_client, "choice", bank, **fields, preview_state="right"))
    assert "<mark>today" in answered
    assert "A hurry." in answered


@pytest.mark.parametrize("carried", ["", "x", "x:y:z", 1, [1, "choice"]])
def test_what_was_not_carried_by_us_shows_nothing(admin_client, carried):
    if not isinstance(carried, str):  # as another release might have made it
        carried = SIGNER.sign_object(carried)
    page = admin_client.post(ANSWERED, {"carried": carried, "unsure": "1"})
    assert page.status_code == 200
    assert "Nothing to show here" in text(page)
    assert admin_client.get(ANSWERED).status_code == 200
    assert admin_client.get(TYPED).status_code == 200


def test_it_is_for_the_desk_alone(client, django_user_model):
    assert client.post(TYPED).status_code == 302
    client.force_login(django_user_model.objects.create_user("helper", is_staff=True))
    assert client.post(TYPED).status_code == 403
    assert client.post(ANSWERED).status_code == 403


def test_only_the_desk_may_frame_it(admin_client):
    bank = BankFactory()
    page = show(admin_client, "choice", bank, **typed("choice", bank))
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    form = admin_client.get(f"{reverse('admin:quiz_question_add')}?kind=choice")
    assert "frame-src 'self'" in form["Content-Security-Policy"]
