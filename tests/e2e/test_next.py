"""What scripts add to a round: Next at once, focus where to go on, and easier fields."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from quiz.models import Turn
from tests.e2e.playing import (
    ASKED,
    ITEMS,
    RESPONSES,
    answer,
    checks,
    fill_in,
    heading,
    onward,
    open_round,
    put_in_order,
    question,
    verdict,
)


def places(page: Page) -> dict[str, str]:
    """What the ordering's fields would send."""
    items = page.locator("ol.items > li").all()
    return {
        item.locator("label").inner_text(): item.locator("select").input_value() for item in items
    }


def test_next_asks_at_once_and_sends_no_request(page: Page) -> None:
    played = open_round(page, question("choice"), question("ordering"))
    first = page.url
    answer(page, "right")
    expect(page).to_have_title(f"Right – Question 1 of 2 – {played.bank.title}")
    assert page.url == first
    requests: list[Request] = []
    # Chromium looks for the icon anew at each address; in production it finds it in its cache.
    page.on(
        "request",
        lambda request: requests.append(request) if "icon" not in request.url else None,
    )
    onward(page).click()
    expect(heading(page)).to_have_text(ASKED["ordering"])
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_be_in_viewport()
    expect(page).to_have_title(f"Question 2 of 2 – {played.bank.title}")
    assert page.url.endswith(played.turn_url(2))
    assert not requests
    answer(page, "right")
    expect(onward(page)).to_have_text("See your result")


def test_next_in_a_new_tab_leaves_this_one_alone(page: Page) -> None:
    open_round(page, question("choice"), question("true_false"))
    answer(page, "right")
    with page.context.expect_page() as opened:
        onward(page).click(modifiers=["ControlOrMeta"])
    expect(heading(opened.value)).to_have_text(ASKED["true_false"])
    expect(verdict(page)).to_be_visible()


def test_an_unanswered_question_shows_no_key_of_the_next(page: Page) -> None:
    """What waits behind Next is the question as it is asked, and nothing more."""
    open_round(page, question("choice"), question("true_false", explanation="It was never tried."))
    answer(page, "right")
    expect(page.locator("template#next")).to_have_count(1)
    assert "It was never tried." not in page.content()


@pytest.mark.expects("422")
def test_after_a_refusal_the_focus_is_on_the_error(page: Page) -> None:
    for kind in ("multiple", "estimate", "matching"):
        open_round(page, question(kind))
        checks(page).click()
        expect(page.locator("#error")).to_be_focused()
        expect(page.locator("#error")).to_contain_text("You have not answered yet.")
        assert page.title().startswith("Please look again")
        answer(page, "right")


@pytest.mark.expects("422")
def test_a_refused_estimate_keeps_its_number_and_its_one_slider(page: Page) -> None:
    open_round(page, question("estimate"))
    page.get_by_role("textbox").fill("500")
    checks(page).click()
    expect(page.locator("#error")).to_contain_text("from 0 to 120")
    expect(page.get_by_role("textbox")).to_have_value("500")
    expect(page.get_by_role("slider")).to_have_count(1)


def test_check_is_disabled_while_the_answer_is_on_its_way(page: Page) -> None:
    held: list[Route] = []
    open_round(page, question("multiple"))
    fill_in(page, "multiple", "right")
    page.route("**/1/", lambda route: held.append(route))
    checks(page).click()
    expect(checks(page)).to_be_disabled()
    held.pop().continue_()
    expect(verdict(page)).to_contain_text("Right.")


@pytest.mark.expects("422")
def test_the_move_buttons_set_the_places(page: Page) -> None:
    open_round(page, question("ordering"))
    shown = page.locator("ol.items label").all_inner_texts()
    assert set(places(page).values()) == {""}, "what nobody touched is no answer"
    checks(page).click()
    expect(page.locator("#error")).to_contain_text("Leave them as they stand")
    assert page.locator("ol.items label").all_inner_texts() == shown
    page.get_by_role("button", name=f"Move down: {shown[0]}").click()
    assert places(page)[shown[0]] == "2"
    assert places(page)[shown[1]] == "1"
    expect(page.get_by_role("status")).to_contain_text(f"{shown[0]}: now in place 2")
    put_in_order(page, ITEMS)
    expect(page.get_by_role("button", name=f"Move up: {ITEMS[0]}")).to_be_disabled()
    expect(page.get_by_role("button", name=f"Move down: {ITEMS[-1]}")).to_be_disabled()
    checks(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    assert Turn.objects.get().response == ITEMS


def test_an_order_that_is_right_as_it_stands_can_be_left_so(page: Page) -> None:
    open_round(page, question("ordering"))
    shown = page.locator("ol.items label").all_inner_texts()
    page.get_by_role("button", name="Leave them as they stand").click()
    expect(page.get_by_role("status")).to_contain_text("Each has the place where it stands.")
    assert places(page) == {text: str(n) for n, text in enumerate(shown, start=1)}
    checks(page).click()
    expect(verdict(page)).to_be_visible()
    assert Turn.objects.get().response == shown


def test_dragging_with_a_mouse_sets_the_places(page: Page) -> None:
    open_round(page, question("ordering"))
    shown = page.locator("ol.items label").all_inner_texts()
    rows = page.locator("ol.items > li")
    first, last = rows.first.locator("label"), rows.last
    box = last.bounding_box()
    assert box
    first.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 4, steps=12)
    page.mouse.up()
    moved = [*shown[1:], shown[0]]
    expect(rows.locator("label")).to_have_text(moved)
    assert places(page) == {text: str(n) for n, text in enumerate(moved, start=1)}


def test_the_slider_and_the_number_move_each_other(page: Page) -> None:
    open_round(page, question("estimate"))
    number, slider = page.get_by_role("textbox"), page.get_by_role("slider")
    expect(number).to_have_value("")
    slider.fill("30")
    expect(number).to_have_value("30")
    slider.press("ArrowRight")
    expect(number).to_have_value("31")
    number.fill("90")
    expect(slider).to_have_value("90")
    expect(slider).to_have_attribute("aria-valuetext", "90 of 120")
    number.fill(RESPONSES["estimate"]["right"])
    checks(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    assert Turn.objects.get().response == 26


def test_the_slider_of_a_log_scale_goes_by_factors(page: Page) -> None:
    spec = {
        "right": 1000,
        "unit": "people",
        "low": 1,
        "high": 1_000_000,
        "tolerance": 1.5,
        "zero_at": 10,
        "step": 1,
        "scale": "log",
        "tempts": "Nobody expects so many.",
    }
    open_round(page, question("estimate", spec=spec))
    page.get_by_role("slider").fill("30")
    expect(page.get_by_role("textbox")).to_have_value("1,000")
    page.get_by_role("textbox").fill("1000000")
    expect(page.get_by_role("slider")).to_have_value("60")
    checks(page).click()
    expect(verdict(page)).to_contain_text("Not right.")


def test_an_untouched_slider_sends_nothing(reader: Callable[..., Page]) -> None:
    page = reader()
    open_round(page, question("estimate"))
    sent = page.evaluate("[...new FormData(document.querySelector('#turn form'))]")
    assert sent == [["response", ""]]
