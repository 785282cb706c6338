"""The preview: every state of a question's page, in frames of the desk, and nothing kept."""

from html import unescape
from itertools import count

import pytest
from django.urls import reverse

from quiz.core.kinds.base import FAIR_SEEDS
from quiz.editorial.preview import STATES, responses
from quiz.models import Round, Turn
from tests.conftest import ALL_KINDS
from tests.factories import QuestionFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "contexts"),
    pytest.mark.any_database,
]

SAID = {
    "asked": "Not sure</button>",
    "refused": 'id="error"',
    "right": "Right.",
    "partly": "Partly right",
    "wrong": "Not right.",
    "unsure": "Not sure: no point",
    "result": "The one you",
}
WITH_PARTS = {"multiple", "estimate", "ordering", "matching"}


def address(name, question):
    return reverse(f"admin:quiz_question_{name}", args=[question.pk])


@pytest.mark.each_database
@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("state", STATES)
def test_each_state_of_each_kind_is_the_readers_page(admin_client, kind, state):
    question = QuestionFactory(kind=kind)
    frames = admin_client.get(address("preview", question), {"state": state})
    offered = [name for name, _label in frames.context["states"]]
    if state == "partly" and kind not in WITH_PARTS:
        assert state not in offered
        return
    assert state in offered
    assert frames.context["state"] == state
    page = admin_client.get(address("frame", question), {"state": state}).content.decode()
    assert SAID[state] in page
    if state in ("asked", "refused"):
        assert question.explanation not in page
    assert not Round.objects.exists()
    assert not Turn.objects.exists()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_there_is_a_response_for_each_verdict(kind):
    task = QuestionFactory(kind=kind).snapshot().task
    found = responses(task)
    assert set(found) == {"right", "wrong", *({"partly"} if kind in WITH_PARTS else ())}
    for response in found.values():
        task.read(response)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_frame_has_the_theme_it_is_asked_for(admin_client, theme):
    question = QuestionFactory()
    page = admin_client.get(address("frame", question), {"theme": theme}).content.decode()
    assert f'<html lang="en" data-theme="{theme}">' in page


@pytest.mark.parametrize("theme", ["", '"><script>', "blue"])
def test_and_the_readers_own_otherwise(admin_client, theme):
    question = QuestionFactory()
    page = admin_client.get(address("frame", question), {"theme": theme}).content.decode()
    assert '<html lang="en">' in page


def test_there_are_frames_for_a_phone_and_a_desktop_in_light_and_dark(admin_client):
    page = admin_client.get(address("preview", QuestionFactory())).content.decode()
    assert page.count("<iframe") == 4
    assert page.count('width="360"') == page.count('width="1280"') == 2
    assert page.count("theme=dark") >= 2


def test_only_the_frame_may_be_framed_and_only_its_page_frames(admin_client):
    question = QuestionFactory()
    frame = admin_client.get(address("frame", question)).headers
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    frames = admin_client.get(address("preview", question)).headers
    assert "frame-src 'self'" in frames["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in frames["Content-Security-Policy"]
    assert frames["X-Frame-Options"] == "DENY"
    other = admin_client.get(address("history", question)).headers
    assert "frame-src" not in other["Content-Security-Policy"]
    for headers in (frame, frames):
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_draft_without_a_check_or_a_source_is_shown_too(admin_client):
    question = QuestionFactory(check=False, source=None, passage="", minutes=None, explanation="")
    for state in STATES:
        page = admin_client.get(address("frame", question), {"state": state})
        assert page.status_code == 200


def test_an_odd_state_shows_the_question(admin_client):
    question = QuestionFactory()
    page = admin_client.get(address("preview", question), {"state": "<b>"}).content.decode()
    assert "<b>" not in page
    assert "state=asked" in page


@pytest.mark.each_database
def test_an_ordering_is_presented_as_readers_are(admin_client):
    """In its right order as often as chance has it: a preview that never is would teach a rule."""
    question = QuestionFactory(kind="ordering")
    task = question.snapshot().task
    pk = next(pk for pk in count(1_000) if task.offered(f"{FAIR_SEEDS + pk}/1") == task.solution())
    question = QuestionFactory(kind="ordering", pk=pk)
    page = unescape(admin_client.get(address("frame", question)).content.decode())
    places = [page.index(text, page.index("<form")) for text in task.solution()]
    assert places == sorted(places)
