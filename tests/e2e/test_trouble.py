"""The network or the server fails during an answer: nothing is lost, and it can be sent again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from quiz.models import Turn
from tests.e2e.playing import (
    ASKED,
    ITEMS,
    RESPONSES,
    answer,
    checks,
    fill_in,
    heading,
    open_round,
    option,
    question,
    send,
    verdict,
)


def alert(page: Page):
    return page.get_by_role("alert")


def send_again(page: Page):
    return page.get_by_role("button", name="Send it again")


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
@pytest.mark.parametrize("kind", ["multiple", "estimate", "ordering", "matching"])
def test_an_answer_sent_offline_arrives_when_it_is_sent_again(page: Page, kind) -> None:
    open_round(page, question(kind))
    fill_in(page, kind, "right")
    page.context.set_offline(True)
    checks(page).click()
    expect(alert(page)).to_contain_text("We could not reach the quiz. Your answer is still here.")
    expect(alert(page)).to_be_in_viewport()
    expect(checks(page)).to_be_enabled()
    assert not Turn.objects.get().answered
    page.context.set_offline(False)
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    expect(verdict(page)).to_be_focused()
    expect(alert(page)).to_be_hidden()
    assert Turn.objects.get().grade == 1


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_not_sure_is_still_not_sure_when_it_is_sent_again(page: Page) -> None:
    open_round(page, question("choice"))
    page.context.set_offline(True)
    page.get_by_role("button", name="Not sure").click()
    expect(send_again(page)).to_be_visible()
    page.context.set_offline(False)
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Not sure")
    assert Turn.objects.get().response is None


@pytest.mark.expects("ERR_FAILED", "Failed to fetch")
def test_an_answer_whose_reply_was_lost_is_not_counted_twice(page: Page) -> None:
    """The first one arrived, so sending it again shows it as it is kept."""

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    open_round(page, question("choice"))
    page.route("**/1/", lose_the_reply, times=1)
    send(page, "choice", "right")
    expect(send_again(page)).to_be_visible()
    assert Turn.objects.get().response == "Eight"
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    expect(page.get_by_role("main")).not_to_contain_text("Your first answer stands")


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_a_changed_answer_is_the_one_that_is_sent_again(page: Page) -> None:
    open_round(page, question("multiple"))
    fill_in(page, "multiple", "wrong")
    page.context.set_offline(True)
    checks(page).click()
    expect(send_again(page)).to_be_visible()
    page.context.set_offline(False)
    for text in (*RESPONSES["multiple"]["wrong"], *RESPONSES["multiple"]["right"]):
        page.get_by_label(text, exact=True).click()
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    assert set(Turn.objects.get().response) == set(RESPONSES["multiple"]["right"])


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_an_option_that_was_pressed_in_vain_shows_it_and_is_sent_again(page: Page) -> None:
    open_round(page, question("choice"))
    page.context.set_offline(True)
    send(page, "choice", "right")
    expect(alert(page)).to_be_visible()
    expect(page.locator(".pressed")).to_have_text("Eight")
    page.context.set_offline(False)
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Right.")
    assert Turn.objects.get().response == "Eight"


def refusing(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="<h1>No</h1>")


@pytest.mark.expects("status of")
def test_a_refusal_by_the_server_leaves_the_question_in_place(page: Page) -> None:
    """However often; and when it takes the answer, all is as if nothing had been."""
    open_round(page, question("choice"))
    send_by = option(page, "Eight")
    for status in (400, 403, 405, 413, 418, 429, 500, 502, 503):
        page.route("**/rounds/**", refusing(status), times=1)
        with page.expect_response(lambda got, status=status: got.status == status) as refused:
            send_by.click()
        refused.value.finished()
        expect(alert(page)).to_contain_text("The quiz could not take this answer.")
        expect(page.locator(".pressed")).to_have_text("Eight")
        send_by = send_again(page)
    send_by.click()
    expect(verdict(page)).to_contain_text("Right.")


@pytest.mark.expects("404")
def test_an_expired_round_says_so(page: Page) -> None:
    played = open_round(page, question("choice"))
    played.delete()
    send(page, "choice", "right")
    expect(page.get_by_role("main")).to_contain_text("it may have been erased, or it has expired")


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_the_next_question_needs_no_network(page: Page) -> None:
    open_round(page, question("choice"), question("true_false"))
    send(page, "choice", "right")
    expect(verdict(page)).to_be_visible()
    page.context.set_offline(True)
    page.locator("#next-link").click()
    send(page, "true_false", "right")
    expect(send_again(page)).to_be_visible()
    page.context.set_offline(False)
    send_again(page).click()
    expect(verdict(page)).to_contain_text("Right.")


@pytest.mark.expects("ERR_BLOCKED_BY_CLIENT")
@pytest.mark.parametrize("missing", [["htmx"], ["app"], ["htmx", "app"], ["quiz.css"]])
def test_a_round_is_played_to_its_end_without_a_file_that_did_not_arrive(
    page: Page, missing
) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send("Network.setBlockedURLs", {"urls": [f"*quiz/{each}*" for each in missing]})
    lost: list[str] = []
    page.on("requestfailed", lambda request: lost.append(request.url))
    page.set_viewport_size({"width": 390, "height": 700})
    asked = [question(kind) for kind in ASKED]
    open_round(page, *asked)
    for number, kind in enumerate(ASKED, start=1):
        assert heading(page).inner_text() == ASKED[kind]
        expect(heading(page)).to_be_in_viewport()
        if kind == "ordering" and "app" not in missing:
            expect(page.get_by_role("button", name="Move up")).to_have_count(len(ITEMS))
        answer(page, "right")
        page.locator("#next-link").click()
        if number < len(ASKED):
            page.wait_for_url(f"**/{number + 1}/")
    expect(heading(page)).to_have_text("Your result")
    assert all(any(f"quiz/{each}" in address for address in lost) for each in missing)
