"""After an answer: the verdict at the top, why in view, the rest one tap away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playing import (
    ASKED,
    ONE_TAP,
    answer,
    checks,
    go_on,
    heading,
    open_round,
    question,
    verdict,
)
from tests.factories import BankFactory

SIZES = {"phone": (360, 660), "larger": (412, 780), "desktop": (1280, 720)}


@pytest.mark.parametrize("size", SIZES)
def test_the_verdict_is_at_the_top_and_why_in_view(reader: Callable[..., Page], size) -> None:
    width, height = SIZES[size]
    page = reader(viewport={"width": width, "height": height})
    bank = BankFactory()
    open_round(page, *(question(kind, bank=bank) for kind in ASKED))
    for kind in ASKED:
        expect(heading(page)).to_have_text(ASKED[kind])
        answer(page, "wrong")
        expect(verdict(page)).to_be_focused()
        top = page.locator("div.verdict").bounding_box()
        why = page.locator(".explanation").bounding_box()
        bar = page.locator(".onward").bounding_box()
        assert top
        assert why
        assert bar
        assert top["y"] >= 0, kind
        scrolled_as_far_as_can_be = page.evaluate(
            "scrollY + innerHeight >= document.documentElement.scrollHeight - 1"
        )
        assert top["y"] < 30 or scrolled_as_far_as_can_be, kind
        assert why["y"] + why["height"] <= max(bar["y"], height - 80), kind
        go_on(page)


FOUR = ("Google", "Facebook", "Clearview AI", "Axon")
LONG_LISTS = {
    "matching": {
        "pairs": [
            {"left": name, "right": f"{name} kept what it had out of police cameras"}
            for name in FOUR
        ],
        "tempts": "They sound alike.",
    },
    "ordering": {
        "items": [
            {"text": f"Judges find that {name} may not do so", "detail": f"{n} August 2020"}
            for n, name in enumerate(FOUR, start=10)
        ],
        "first": "Earliest",
        "last": "Latest",
        "tempts": "They sound alike.",
    },
}


@pytest.mark.parametrize("kind", LONG_LISTS)
def test_why_is_in_view_below_four_long_answers_that_were_wrong(
    reader: Callable[..., Page], kind
) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    spec = LONG_LISTS[kind]
    open_round(page, question(kind, spec=spec, explanation="Nobody told them of it. " * 9))
    if kind == "ordering":
        for _ in range(2):
            page.locator(".movers button:enabled").first.click()
    for row, pair in enumerate(page.locator(".pair").all()):
        pair.locator(".letter").nth(row).click()
    checks(page).click()
    expect(verdict(page)).to_be_focused()
    why = page.locator(".explanation").bounding_box()
    bar = page.locator(".onward").bounding_box()
    assert why
    assert bar
    assert why["y"] + why["height"] <= bar["y"]


def test_nothing_fades_before_it_can_be_read(reader: Callable[..., Page]) -> None:
    page = reader(reduced_motion="no-preference")
    open_round(page, question("choice"), question("true_false"))
    running = "document.getAnimations().filter(each => each.effect.getKeyframes().some("
    running += "frame => 'opacity' in frame || 'transform' in frame)).length"
    assert page.evaluate(running) == 0
    answer(page, "wrong")
    assert page.evaluate(running) == 0


def test_the_rest_is_one_tap_away(page: Page) -> None:
    bank = BankFactory()
    open_round(page, *(question(kind, bank=bank) for kind in ASKED))
    for kind in ASKED:
        answer(page, "wrong")
        quoted = page.get_by_text("Eight of the matches were verified as correct.")
        expect(quoted).to_be_hidden()
        page.locator("details.more > summary").click()
        expect(quoted).to_be_visible()
        expect(page.get_by_text("Why it tempts:").first).to_be_visible()
        expect(page.get_by_role("link", name="Something wrong")).to_be_visible()
        if kind == ONE_TAP[0]:  # a page that comes whole is folded too
            page.reload()
            expect(quoted).to_be_hidden()
        go_on(page)


def test_it_is_open_without_a_script_and_on_paper(reader: Callable[..., Page]) -> None:
    page = reader(java_script_enabled=False)
    open_round(page, question("choice"))
    answer(page, "wrong")
    expect(page.get_by_text("Eight of the matches were verified as correct.")).to_be_visible()
    page = reader()
    open_round(page, question("choice"))
    answer(page, "wrong")
    page.emulate_media(media="print")
    expect(page.get_by_text("Eight of the matches were verified as correct.")).to_be_visible()
