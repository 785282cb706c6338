"""However often an answer is sent, the first one stands, and the page says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from quiz.models import Turn
from tests.e2e.playing import (
    ASKED,
    answer,
    checks,
    fill_in,
    go_on,
    heading,
    open_round,
    question,
    send,
    stop,
    verdict,
)

STANDS = "Your first answer stands"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(reader: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    return reader(java_script_enabled=request.param)


def kept() -> object:
    """The one answer that is kept for the first question."""
    return Turn.objects.get(position=1).response


def two_questions(page: Page) -> None:
    open_round(page, question("choice"), question("true_false"))


def test_a_reload_back_and_forward_show_the_answer_and_what_came_after_it(page: Page) -> None:
    two_questions(page)
    answer(page, "wrong")
    page.reload()
    expect(verdict(page)).to_contain_text("Not right.")
    expect(page.get_by_role("main")).not_to_contain_text(STANDS)
    assert kept() == "Forty"
    go_on(page)
    page.go_back()
    expect(verdict(page)).to_contain_text("Not right.")
    expect(heading(page)).to_have_text(ASKED["choice"])
    page.go_forward()
    expect(heading(page)).to_have_text(ASKED["true_false"])
    expect(verdict(page)).to_have_count(0)
    assert page.url.endswith("/2/")
    answer(page, "right")
    go_on(page)
    expect(heading(page)).to_have_text("Your result")
    page.go_back()
    expect(verdict(page)).to_contain_text("Right.")
    page.go_forward()
    expect(heading(page)).to_have_text("Your result")


def test_in_two_tabs_the_first_answer_to_each_question_stands(page: Page) -> None:
    """Another one, the same one and an empty one are sent from a tab that does not know of it."""
    open_round(page, *(question(kind) for kind in ("choice", "true_false", "multiple", "choice")))
    other = page.context.new_page()
    other.goto(page.url)
    answer(page, "right")
    send(other, "choice", "wrong")
    expect(verdict(other)).to_contain_text("Right.")
    expect(other.get_by_role("main")).to_contain_text(STANDS)
    assert kept() == "Eight"
    for tab in (page, other):
        go_on(tab)
    for tab in (page, other):
        answer(tab, "right")
    expect(other.get_by_role("main")).not_to_contain_text(STANDS)
    for tab in (page, other):
        go_on(tab)
    answer(page, "right")
    checks(other).click()
    expect(verdict(other)).to_contain_text("Right.")
    assert set(Turn.objects.get(position=3).response) == {"Thorn", "Marinus Analytics"}
    for tab in (page, other):
        go_on(tab)
    stop(page)
    expect(heading(page)).to_have_text("Your result")
    send(other, "choice", "right")
    expect(other.get_by_role("main")).to_contain_text("You ended this round before answering")
    assert not Turn.objects.get(position=4).answered


@pytest.mark.parametrize("kind", ["choice", "multiple"])
def test_a_double_click_answers_once(page: Page, kind) -> None:
    open_round(page, question(kind), question("true_false"))
    fill_in(page, kind, "right")
    send(page, kind, "right", press=Locator.dblclick)
    expect(verdict(page)).to_contain_text("Right.")
    expect(page.get_by_role("main")).not_to_contain_text(STANDS)
    assert Turn.objects.filter(answered_on__isnull=False).count() == 1


def test_a_second_click_while_the_first_is_on_its_way_sends_nothing(
    reader: Callable[..., Page],
) -> None:
    page = reader()
    open_round(page, question("multiple"), question("choice"))
    posts: list[Request] = []
    held: list[Route] = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.route("**/1/", lambda route: held.append(route))
    fill_in(page, "multiple", "right")
    checks(page).click()
    expect(checks(page)).to_be_disabled()
    page.evaluate("document.querySelector('#turn form').requestSubmit()")
    page.get_by_role("button", name="Not sure").click()
    held.pop().continue_()
    expect(verdict(page)).to_contain_text("Right.")
    assert len(posts) == 1


def test_another_option_pressed_while_the_first_is_on_its_way_sends_nothing(
    reader: Callable[..., Page],
) -> None:
    page = reader()
    two_questions(page)
    posts: list[Request] = []
    held: list[Route] = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.route("**/1/", lambda route: held.append(route))
    send(page, "choice", "right")
    send(page, "choice", "wrong")
    page.get_by_role("button", name="Not sure").click()
    held.pop().continue_()
    expect(verdict(page)).to_contain_text("Right.")
    assert len(posts) == 1
    assert kept() == "Eight"
