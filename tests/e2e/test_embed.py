"""The lines that the desk shows, pasted into a page of another origin with a strict policy."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, BrowserType, Frame, Page, expect

from quiz.models import Bank
from tests.e2e.conftest import AT_ONCE, TELL_OF_VIOLATIONS
from tests.e2e.playing import answer, go_on
from tests.publisher import publishing

BLOCK = 2  # Chromium's own word for it in a profile's preferences
SEARCH = '<link rel="icon" href="data:,"><input id="search" aria-label="Search" autofocus>'
POLICY = "default-src 'none'; frame-src {0}; script-src {0}; img-src data:"
# The height of a frame's document, and whether all of it is in view.
FITS = (
    """() => Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight"""
)
COLOUR = "getComputedStyle(document.querySelector('.button')).borderColor"
# As htmx before it asks for an answer, and when it has it; in between there is less on the page.
SWAP = """() => new Promise((done) => {{
    document.dispatchEvent(new Event("htmx:{}:request"));
    document.querySelector("main").hidden = true;
    setTimeout(done, 100);
}})"""


@pytest.fixture
def lines(transactional_db: None, bank: Bank, base_url: str) -> str:
    """What is in the box at the desk, as somebody copies it."""
    client = Client(headers={"Host": base_url.removeprefix("http://")})
    client.force_login(User.objects.create_superuser("editor", password="a long pass phrase"))
    page = client.get(f"/admin/quiz/bank/{bank.pk}/embed/?accent=e4002b").content.decode()
    return unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])


@pytest.fixture
def publish(base_url: str) -> Iterator[Callable[..., Page]]:
    """Opens an article that has some lines in it; nothing may be said to the console."""
    heard: list[str] = []
    kept: list[BrowserContext] = []

    with ExitStack() as served:

        def opened(context: BrowserContext, lines: str) -> Page:
            context.set_default_timeout(8000)
            context.on(
                "console",
                lambda said: heard.append(said.text) if said.type in ("error", "warning") else None,
            )
            context.on("weberror", lambda thrown: heard.append(str(thrown.error)))
            for script in (AT_ONCE, TELL_OF_VIOLATIONS):
                context.add_init_script(script)
            kept.append(context)
            page = context.pages[0] if context.pages else context.new_page()
            site = served.enter_context(publishing())
            site.article = SEARCH + lines
            site.policy = POLICY.format(base_url)
            page.goto(site.url)
            return page

        yield opened
    assert [context.cookies() for context in kept] == [[] for _ in kept]
    assert heard == []


@pytest.fixture
def blocked(
    browser_type: BrowserType, whole_browser: dict[str, Any], live_server: Any, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A browser whose settings refuse every cookie, and so all storage."""
    preferences = {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = browser_type.launch_persistent_context(
        tmp_path, **whole_browser, reduced_motion="reduce", viewport={"width": 800, "height": 900}
    )
    yield context
    context.close()


def frames(page: Page) -> list[Frame]:
    return [frame for frame in page.frames if frame is not page.main_frame]


def play(frame: Frame) -> None:
    """Play five questions to their result, the frame as high as what is in it at every step."""
    frame.wait_for_function(FITS)
    # By key: where a frame has just changed its height, a busy browser may press beside it.
    frame.get_by_role("button", name="5 questions").press("Enter")
    frame.wait_for_url("**/1/")
    another = True
    while another:
        frame.wait_for_function(FITS)
        answer(frame, "right")
        frame.wait_for_function(FITS)
        another = go_on(frame)
    expect(frame.get_by_role("heading", level=1)).to_have_text("Your result")
    expect(frame.get_by_role("main")).to_contain_text("5 of 5 points")
    frame.wait_for_function(FITS)


def test_a_whole_round_twice_on_one_page_where_cookies_and_storage_are_refused(
    blocked: BrowserContext, publish: Callable[..., Page], lines: str
) -> None:
    page = publish(blocked, lines * 2)
    page.locator("iframe").last.scroll_into_view_if_needed()  # it loads when it comes near
    expect(page.locator("iframe").last.content_frame.get_by_role("heading")).to_be_visible()
    one, other = frames(page)
    assert page.evaluate("document.activeElement.id") == "search", "no frame takes the focus"
    play(one)
    expect(other.get_by_role("button", name="5 questions")).to_be_visible()
    other.wait_for_function(FITS)
    page.locator("iframe").last.scroll_into_view_if_needed()  # frames out of view rest
    was = other.evaluate("innerHeight")
    other.evaluate(SWAP.format("before"))
    assert other.evaluate("innerHeight") == was, "never lower while an answer comes"
    other.evaluate(SWAP.format("finally"))
    other.wait_for_function(f"innerHeight < {was}")
    other.evaluate("document.querySelector('main').hidden = false")
    play(other)
    assert one.evaluate(COLOUR) == "rgb(228, 0, 43)"


def test_in_a_sandbox_without_an_origin_by_plain_forms_and_styled(
    new_context: Callable[..., BrowserContext], publish: Callable[..., Page], lines: str
) -> None:
    opaque = re.sub(r'sandbox="[^"]*"', 'sandbox="allow-scripts allow-forms"', lines)
    page = publish(new_context(), opaque)
    expect(page.locator("iframe").content_frame.get_by_role("heading")).to_be_visible()
    (frame,) = frames(page)
    assert frame.evaluate("self.origin") == "null"
    play(frame)
    assert frame.evaluate(COLOUR) == "rgb(228, 0, 43)"
