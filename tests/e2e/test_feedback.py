"""After an answer: the verdict at the top, why in view, the rest one tap away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.playing import ASKED, answer, open_round, question, verdict

SIZES = {"phone": (360, 660), "larger": (412, 780), "desktop": (1280, 720)}


@pytest.mark.parametrize("size", SIZES)
def test_the_verdict_is_at_the_top_and_why_in_view(reader: Callable[..., Page], size) -> None:
    width, height = SIZES[size]
    page = reader(viewport={"width": width, "height": height})
    for kind in ASKED:
        open_round(page, question(kind))
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


def test_nothing_fades_before_it_can_be_read(reader: Callable[..., Page]) -> None:
    page = reader(reduced_motion="no-preference")
    open_round(page, question("choice"), question("true_false"))
    running = "document.getAnimations().filter(each => each.effect.getKeyframes().some("
    running += "frame => 'opacity' in frame || 'transform' in frame)).length"
    assert page.evaluate(running) == 0
    answer(page, "wrong")
    assert page.evaluate(running) == 0


def test_the_rest_is_one_tap_away(page: Page) -> None:
    for kind in ASKED:
        open_round(page, question(kind))
        answer(page, "wrong")
        quoted = page.get_by_text("Eight of the matches were verified as correct.")
        expect(quoted).to_be_hidden()
        page.locator("details.more > summary").click()
        expect(quoted).to_be_visible()
        expect(page.get_by_text("Why it tempts:").first).to_be_visible()
        expect(page.get_by_role("link", name="Something wrong")).to_be_visible()
        page.reload()
        expect(quoted).to_be_hidden()


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
