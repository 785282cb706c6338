"""A page that has rested knows nothing of the test before; see ``rest`` beside the fixtures."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Bank, Presence
from tests.e2e.conftest import NOTHING, TEST, answered, rest, stored
from tests.e2e.playing import heading
from tests.factories import QuestionFactory

CHANGED = "(forced-colors: active), print, (prefers-color-scheme: dark)"


def test_nothing_is_left_but_files_that_the_browser_keeps(page: Page, bank: Bank) -> None:
    page.goto("/banks/small/")
    page.get_by_role("button", name="5 questions").click()
    page.wait_for_url("**/1/")
    assert page.context.cookies()
    page.evaluate("localStorage.setItem('a', 'b'), sessionStorage.setItem('a', 'b')")
    page.emulate_media(media="print", color_scheme="dark", forced_colors="active")
    page.set_viewport_size({"width": 320, "height": 640})
    page.context.new_page()
    page.route("**/*", lambda route: route.abort())
    page.context.set_offline(True)
    asked: list[str] = []
    for each in (page, page.context):
        each.on("request", lambda request: asked.append(request.url))

    rest(page, reduced_motion="reduce")
    page.context.set_extra_http_headers({TEST: "the next"})
    bank.title = "Another title"
    bank.save()
    page.goto("/banks/small/")
    expect(heading(page)).to_have_text("Another title")
    assert not asked
    assert page.context.pages == [page]
    assert page.context.cookies() == []
    assert stored(page) == NOTHING
    assert page.evaluate(f"[innerWidth, matchMedia('{CHANGED}').matches]") == [1280, False]


def test_what_a_page_says_as_it_is_left_is_answered_before_its_test_ends(
    editor: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []

    def leave(account: Any, thing: str) -> None:
        time.sleep(0.3)
        left.append(thing)

    monkeypatch.setattr(Presence, "leave", leave)
    question = QuestionFactory()
    with editor.expect_response("**/here/"):
        editor.goto(f"/admin/quiz/question/{question.pk}/change/")
    rest(editor, reduced_motion="reduce")
    answered()
    assert left == [f"quiz.question {question.pk}"]
