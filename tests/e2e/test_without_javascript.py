"""Everything works without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Turn
from tests.e2e.playing import (
    ASKED,
    ONE_TAP,
    answer,
    checks,
    fill_in,
    heading,
    letter,
    matched_with,
    open_round,
    play_round,
    question,
    sees_points,
    stop,
    verdict,
)


@pytest.fixture
def page(reader: Callable[..., Page]) -> Page:
    return reader(java_script_enabled=False)


def test_a_round_of_all_kinds(page: Page, bank) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    assert sorted(play_round(page)) == sorted(ASKED)
    sees_points(page, "6 of 6 points")


def test_the_reader_lands_on_the_verdict_and_the_title_begins_with_it(page: Page) -> None:
    played = open_round(page, question("matching"), question("choice"))
    answer(page, "wrong")
    assert page.url.endswith("/1/#verdict")
    expect(page).to_have_title(f"Not right – Question 1 of 2 – {played.bank.title}")
    expect(verdict(page)).to_be_in_viewport()


@pytest.mark.expects("422")
def test_an_empty_answer_is_refused_with_a_reason(page: Page) -> None:
    for kind in set(ASKED) - set(ONE_TAP):
        played = open_round(page, question(kind))
        checks(page).click()
        expect(page.locator("#error")).to_contain_text("You have not answered yet.")
        expect(page.locator("#error")).to_be_in_viewport()
        expect(page).to_have_title(f"Please look again – Question 1 of 1 – {played.bank.title}")
        assert not played.turns.get().answered
        answer(page, "right")


@pytest.mark.expects("422")
def test_a_refused_answer_keeps_what_was_chosen(page: Page) -> None:
    open_round(page, question("matching"))
    letter(page, "Amazon", "paused for a year").click()
    checks(page).click()
    expect(page.locator("#error")).to_contain_text("Still missing: “IBM”")
    assert matched_with(page, "Amazon") == "paused for a year"


@pytest.mark.expects("422")
def test_two_items_in_one_place_are_refused(page: Page) -> None:
    open_round(page, question("ordering"))
    fill_in(page, "ordering")
    page.get_by_label("Boston votes").select_option("1")
    checks(page).click()
    expect(page.locator("#error")).to_contain_text("Two of them have the same place.")
    answer(page, "right")


def test_not_sure_needs_no_answer(page: Page) -> None:
    open_round(page, question("estimate"))
    answer(page, "unsure")
    assert Turn.objects.get().response is None


def test_stopping_early_shows_the_score_of_what_was_answered(page: Page) -> None:
    open_round(page, question("choice"), question("true_false"))
    answer(page)
    page.locator("#next-link").click()
    stop(page)
    expect(heading(page)).to_have_text("Your result")
    sees_points(page, "1 of 1 point")
    sees_points(page, "1 not answered, so not scored")
    page.get_by_role("button", name="Go on with this round").click()
    expect(heading(page)).to_have_text(ASKED["true_false"])
    answer(page)
    page.locator("#next-link").click()
    sees_points(page, "2 of 2 points")
