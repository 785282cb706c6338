"""The result in a real browser: short on a phone, sent from it, printed on few pages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Round
from tests.e2e.playing import ASKED, question, today
from tests.factories import BankFactory

HIGHEST = 1800  # points on a phone, as long as all is folded
PAGES = 3

TELLS = """
    window.sent = [];
    navigator.share = async (what) => { window.sent.push(what); };
"""

# What was copied is kept, since no page may read it.
COPIES = """
    const copy = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = async (text) => { await copy(text); window.copied = text; };
"""


@pytest.fixture
def finished(transactional_db: None) -> Round:
    """A round of ten, over all kinds, in which nobody was sure of anything but the first."""
    bank = BankFactory(ref="small", title="A small bank")
    kinds = [*ASKED, *list(ASKED)[:4]]
    asked = [
        question(kind, bank=bank, action=f"Do thing {number} today, in a sentence of usual length.")
        for number, kind in enumerate(kinds)
    ]
    played = Round.begin(
        [each.live_version_id for each in asked], bank=bank, wanted=10, started_on=today()
    )
    for number, turn in enumerate(played.turns.order_by("position")):
        turn.answer(None if number else "Eight", today())
    played.finish(today())
    return played


def test_it_is_short_on_a_phone(reader, finished: Round) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    page.goto(finished.url)
    assert page.evaluate("document.documentElement.scrollHeight") <= HIGHEST
    today = page.locator(".today").bounding_box()
    assert today is not None
    assert today["y"] + today["height"] <= 660, "in view without scrolling"
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_it_prints_on_three_pages_with_the_questions_as_they_are_folded(
    page: Page, finished: Round
) -> None:
    page.goto(finished.url)
    folded = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))
    assert folded <= PAGES
    page.emulate_media(media="print")
    explained = page.locator("details.answer .explanation")
    expect(explained.first).to_be_hidden()
    expect(page.locator(".boxes li")).to_have_count(3)
    expect(page.locator(".boxes li").first).to_be_visible()
    page.emulate_media(media="screen")
    page.locator("details.given > summary").first.click()
    page.locator("details.answer > summary").first.click()
    page.emulate_media(media="print")
    expect(explained.first).to_be_visible()
    expect(explained.last).to_be_hidden()


def test_it_is_sent_as_a_text_where_the_browser_can(page: Page, finished: Round, base_url) -> None:
    page.add_init_script(TELLS)
    page.goto(finished.url)
    page.get_by_role("button", name="Send", exact=True).click()
    (sent,) = page.evaluate("window.sent")
    assert sent == {
        "text": "The Privacy Quiz: A small bank\n1 of 10 right\n⬛🟨🟨🟨🟨🟨🟨🟨🟨🟨\n"
        f"⬛ right, 🟨 missed\n{base_url}/banks/small/"
    }


def test_a_challenge_is_sent_and_its_page_is_narrow_enough(
    reader: Callable[..., Page], finished: Round, base_url
) -> None:
    page = reader(viewport={"width": 320, "height": 660})
    page.add_init_script(TELLS)
    page.goto(finished.url)
    page.get_by_label("with my score in the link").check()
    page.get_by_role("button", name="Challenge a friend").click()
    page.get_by_role("button", name="Send", exact=True).click()
    (sent,) = page.evaluate("window.sent")
    name, dare, link = sent["text"].split("\n")
    assert name == "The Privacy Quiz: A small bank"
    assert dare == "Can you beat me? 10 questions, the same as mine."
    assert link.startswith(f"{base_url}/challenges/")
    page.goto(link)
    expect(page.get_by_role("heading", name="You are challenged")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Take the challenge").click()
    expect(page.get_by_text("Question 1 of 10")).to_be_visible()


def test_without_a_way_to_send_it_is_copied(page: Page, finished: Round, base_url) -> None:
    page.context.grant_permissions(["clipboard-write"], origin=base_url)
    page.add_init_script(COPIES)
    page.goto(finished.url)
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = page.evaluate("window.copied")
    assert copied.startswith("The Privacy Quiz: A small bank\n1 of 10 right\n⬛🟨")
    assert copied.endswith(f"⬛ right, 🟨 missed\n{base_url}/banks/small/")


def test_where_nothing_may_be_copied_the_text_is_selected(page: Page, finished: Round) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error());")
    page.goto(finished.url)
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="It is selected")).to_be_visible()
    assert "1 of 10 right" in page.evaluate("getSelection().toString()")


def test_without_a_script_one_press_selects_the_text(
    reader: Callable[..., Page], finished: Round
) -> None:
    page = reader(java_script_enabled=False)
    page.goto(finished.url)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    assert page.locator("#message").evaluate("e => getComputedStyle(e).userSelect") == "all"
