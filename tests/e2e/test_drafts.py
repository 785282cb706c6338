"""What is typed at the desk is kept while it is typed, and no page is left in silence."""

import re

from playwright.sync_api import Page, expect

from quiz.models import Draft, Source
from tests.e2e.conftest import stored
from tests.factories import SourceFactory

KEPT = re.compile("What you typed is kept for you")


def opened(editor: Page, base_url: str) -> Source:
    source = SourceFactory()
    editor.goto(f"{base_url}/admin/quiz/source/{source.pk}/change/")
    return source


def test_what_is_typed_is_kept_and_there_again_when_the_page_is_gone(editor, base_url):
    source = opened(editor, base_url)
    editor.get_by_label("Title").fill("A sentence that is not finis")
    expect(editor.get_by_text(KEPT)).to_be_visible()
    editor.goto(f"{base_url}/admin/quiz/source/{source.pk}/change/")
    expect(editor.get_by_text("and not saved it: “A sentence that is not finis”")).to_be_visible()
    editor.get_by_role("link", name="Go on with it").click()
    expect(editor.get_by_label("Title")).to_have_value("A sentence that is not finis")
    editor.get_by_label("Title").fill("A sentence that is finished")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".messagelist")).to_contain_text("Saved")
    assert Source.objects.get().title == "A sentence that is finished"
    assert not Draft.objects.exists()
    assert not stored(editor, desk=True)["local"]


def test_it_is_asked_before_a_page_is_left_with_what_is_not_kept_yet(editor, base_url):
    source = opened(editor, base_url)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    editor.on("dialog", stay)
    editor.get_by_label("Title").fill("Typed a moment ago")
    editor.get_by_role("link", name="My desk").first.click(no_wait_after=True)
    expect(editor.get_by_text(KEPT)).to_be_visible()
    assert asked == ["beforeunload"]
    assert editor.url.endswith(f"/{source.pk}/change/")
    editor.get_by_role("link", name="My desk").first.click()
    editor.wait_for_url(f"{base_url}/admin/")
    assert asked == ["beforeunload"], "what is kept is left without a question"


def test_a_page_whose_login_has_ended_says_so_and_its_text_comes_back(editor, base_url, settings):
    opened(editor, base_url)
    for name in (settings.SESSION_COOKIE_NAME, settings.LOGIN_COOKIE_NAME):
        editor.context.clear_cookies(name=name)
    editor.get_by_label("Title").fill("Typed too late")
    expect(editor.get_by_text("You are logged out. Nothing is lost")).to_be_visible()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("What you typed is kept")).to_be_visible()
    editor.get_by_label("Username").fill("editor")
    editor.get_by_label("Password").fill("a long pass phrase")
    editor.get_by_role("button", name="Log in").click()
    expect(editor.get_by_label("Title")).to_have_value("Typed too late")


def test_a_token_that_another_window_replaced_is_renewed_while_it_is_typed(editor, base_url):
    source = opened(editor, base_url)
    editor.context.clear_cookies(name="csrftoken")
    other = editor.context.new_page()
    other.goto(editor.url)
    other.close()
    editor.get_by_label("Title").fill("Saved all the same")
    expect(editor.get_by_text(KEPT)).to_be_visible()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator(".messagelist")).to_contain_text("Saved")
    source.refresh_from_db()
    assert source.title == "Saved all the same"
