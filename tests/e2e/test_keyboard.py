"""A whole round with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Turn
from tests.e2e.playing import (
    ASKED,
    RESPONSES,
    heading,
    kind_of,
    matched_with,
    onward,
    open_round,
    question,
    sees_points,
    verdict,
)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what ``selector`` matches."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def press_by_key(page: Page, text: str) -> None:
    """Tab into the question, then by the number of the option; Enter presses it."""
    tab_to(page, "button.option")
    options = page.locator("button.option").all_inner_texts()
    page.keyboard.press(str(options.index(text) + 1))
    expect(page.get_by_role("button", name=text, exact=True)).to_be_focused()
    page.keyboard.press("Enter")


def tick_by_key(page: Page, texts: list[str]) -> None:
    for _ in range(page.get_by_role("checkbox").count()):
        tab_to(page, "input[type=checkbox]")
        if page.evaluate("document.activeElement.value") in texts:
            page.keyboard.press("Space")


def order_by_key(page: Page, texts: list[str]) -> None:
    """Move each item up with its button, which keeps the focus while it moves.

    An item that stands in its place from the start has nothing to press, or nothing
    that would help. Where all do, a button says that they stay.
    """
    items = page.locator("ol.movable > li > label")
    if items.all_inner_texts() == texts:
        tab_to(page, "ol.movable ~ button")
        page.keyboard.press("Enter")
    for place, text in enumerate(texts):
        up = items.all_inner_texts().index(text) - place
        if up:
            tab_to(page, f'[aria-label="Move up: {text}"]')
        for _ in range(up):
            page.keyboard.press("Enter")
        expect(items.nth(place)).to_have_text(text)


def match_by_key(page: Page, pairs: dict[str, str]) -> None:
    for left, right in pairs.items():
        tab_to(page, "input[type=radio]")
        expect(page.get_by_role("group", name=left, exact=True).locator(":focus")).to_have_count(1)
        page.keyboard.press("Space")
        for _ in range(6):
            if matched_with(page, left) == right:
                break
            page.keyboard.press("ArrowRight")
        assert matched_with(page, left) == right


def answer_by_key(page: Page) -> None:
    kind = kind_of(page)
    right = RESPONSES[kind]["right"]
    if kind in ("choice", "true_false"):
        press_by_key(page, right[0])
    elif kind == "multiple":
        tick_by_key(page, right)
        page.keyboard.press("Enter")
    elif kind == "estimate":
        tab_to(page, "#response")
        page.keyboard.type(right)
        page.keyboard.press("Enter")
    else:
        by_key = {"ordering": order_by_key, "matching": match_by_key}[kind]
        by_key(page, right)
        tab_to(page, "button.check")
        page.keyboard.press("Space")
    expect(verdict(page)).to_contain_text("Right.")
    expect(verdict(page)).to_be_focused()
    expect(verdict(page)).to_be_in_viewport()


def test_a_round_of_all_kinds_from_home_to_the_score(page: Page, bank) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "main button")
    expect(page.get_by_role("button", name="Start the quiz")).to_be_focused()
    page.keyboard.press("Enter")
    for number in range(1, len(ASKED) + 1):
        page.wait_for_url(f"**/{number}/")
        expect(page.locator("#turn")).to_have_attribute("data-dressed", "")
        answer_by_key(page)
        tab_to(page, "#next-link")
        page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Your result")
    sees_points(page, "6 of 6 points")


def test_a_number_leads_to_an_option_only_within_the_question(page: Page) -> None:
    open_round(page, question("choice"), question("multiple"), question("estimate"))
    page.keyboard.press("2")
    expect(page.locator("button.option:focus")).to_have_count(0)
    tab_to(page, ".option")
    for number in (3, 1, 4):
        page.keyboard.press(str(number))
        expect(page.locator(".option").nth(number - 1)).to_be_focused()
    for key in ("9", "0", "Control+2", "Alt+2"):
        page.keyboard.press(key)
        expect(page.locator(".option").nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    expect(verdict(page)).to_be_focused()
    onward(page).click()
    expect(heading(page)).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator(".option input").nth(1)).to_be_focused()
    expect(page.locator(":checked")).to_have_count(0)
    page.get_by_role("button", name="Not sure").click()
    onward(page).click()
    page.get_by_role("textbox").press_sequentially("21")
    expect(page.get_by_role("textbox")).to_have_value("21")


@pytest.mark.parametrize("kind", ["multiple", "estimate"])
@pytest.mark.expects("422")
def test_enter_in_a_field_checks_and_never_says_not_sure(page: Page, kind) -> None:
    open_round(page, question(kind))
    tab_to(page, "#turn input")
    page.keyboard.press("Enter")
    expect(page.locator("#error")).to_contain_text("You have not answered yet.")
    assert not Turn.objects.get().answered


def test_the_slider_answers_to_the_arrows(page: Page) -> None:
    open_round(page, question("estimate"))
    tab_to(page, "input[type=range]")
    page.keyboard.press("Home")
    expect(page.get_by_role("textbox")).to_have_value("0")
    page.keyboard.press("End")
    expect(page.get_by_role("textbox")).to_have_value("120")
    tab_to(page, "button.check")
    page.keyboard.press("Enter")
    expect(verdict(page)).to_contain_text("Not right.")
    expect(onward(page)).to_be_visible()


def test_a_moved_item_keeps_the_focus(page: Page) -> None:
    open_round(page, question("ordering"))
    items = page.get_by_role("listitem").filter(has=page.get_by_role("button"))
    last = items.last.locator("label").inner_text()
    tab_to(page, f'[aria-label="Move up: {last}"]')
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=f"Move up: {last}")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text(f"{last}: now in place 3")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=f"Move down: {last}")).to_be_focused()
    expect(items.first).to_contain_text(last)
