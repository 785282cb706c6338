"""A browser that takes no cookies, which here also means no storage of any kind."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_started
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.e2e.conftest import speaks_up
from tests.e2e.playing import play_round, question, sees_points
from tests.factories import BankFactory

BLOCK = 2  # Chromium's own word for it in a profile's preferences


@pytest.fixture
def page(
    browser_type: BrowserType,
    whole_browser: dict[str, Any],
    base_url: str,
    live_server: Any,
    watch: Callable[[BrowserContext], None],
    tmp_path: Path,
) -> Iterator[Page]:
    """A page in a browser whose settings refuse every cookie."""
    preferences = {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = browser_type.launch_persistent_context(
        tmp_path, **whole_browser, base_url=base_url, reduced_motion="reduce"
    )
    speaks_up(context)
    watch(context)
    yield context.pages[0]
    context.close()


def test_a_round_to_its_score_and_to_scores_that_say_why_they_are_empty(page: Page) -> None:
    bank = BankFactory()
    for kind in ("choice", "matching"):
        question(kind, bank=bank)
    sent: list[str] = []

    def listen(environ: dict[str, Any], **_: Any) -> None:
        sent.append(environ.get("HTTP_COOKIE", ""))

    request_started.connect(listen)
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    play_round(page)
    sees_points(page, "2 of 2 points")
    page.reload()
    sees_points(page, "2 of 2 points")
    page.get_by_role("link", name="Your scores").first.click()
    expect(page.get_by_role("main")).to_contain_text("Nothing here yet.")
    expect(page.get_by_role("main")).to_contain_text("your browser does not keep cookies")
    assert page.context.cookies() == []
    assert sent
    assert not any(sent)
