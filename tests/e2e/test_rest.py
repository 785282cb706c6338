"""A page that has rested knows nothing of the test before; see ``rest`` beside the fixtures."""

from playwright.sync_api import Page, expect

from quiz.models import Bank
from tests.e2e.conftest import NOTHING, TEST, rest, stored
from tests.e2e.playing import heading

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

    rest(page, reduced_motion="reduce")
    page.context.set_extra_http_headers({TEST: "the next"})
    bank.title = "Another title"
    bank.save()
    page.goto("/banks/small/")
    expect(heading(page)).to_have_text("Another title")
    assert page.context.pages == [page]
    assert page.context.cookies() == []
    assert stored(page) == NOTHING
    assert page.evaluate(f"[innerWidth, matchMedia('{CHANGED}').matches]") == [1280, False]
