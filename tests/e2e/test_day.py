"""The first page is question one: with a keyboard, without scripts, and for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.models import DailyQuestion, Round
from tests.e2e.playing import ASKED, heading, question, today, verdict
from tests.e2e.test_accessibility import Judge  # a fixture
from tests.e2e.test_accessibility import judge as judge
from tests.factories import BankFactory

SIGN = {"type": "sign", "caption": "A sign on a wall", "lines": ["Cameras in use"]}


@pytest.fixture
def daily() -> DailyQuestion:
    asked = question("choice", bank=BankFactory(), exhibit=SIGN)
    question("true_false", bank=asked.bank)
    return DailyQuestion.objects.create(day=today(), question=asked)


def test_axe_finds_nothing_before_the_press_and_after(
    page: Page, judge: Judge, daily: DailyQuestion
) -> None:
    page.set_viewport_size({"width": 360, "height": 660})
    for place in ("/", f"/today/{daily.day}/", "/today/"):
        page.goto(place)
        judge(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.locator("h1").count() == 1
    page.goto("/")
    expect(page.get_by_role("button", name="Eight")).to_be_in_viewport()


def test_a_keyboard_answers_it_and_back_leads_to_the_answer_that_stands(
    page: Page, daily: DailyQuestion
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Forty").focus()
    page.keyboard.press("Enter")
    expect(verdict(page)).to_be_in_viewport()
    expect(page).to_have_title(f"Not right – Question 1 of 2 – {daily.question.bank.title}")
    page.go_back()
    page.get_by_role("button", name="Eight").click()
    expect(page.get_by_role("main")).to_contain_text("Your first answer stands")
    page.locator("#next-link").click()
    expect(heading(page)).to_have_text(ASKED["true_false"])
    assert Round.objects.count() == 1


def test_without_scripts(reader: Callable[..., Page], daily: DailyQuestion) -> None:
    page = reader(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="Not sure").click()
    expect(verdict(page)).to_be_in_viewport()
    assert page.url.endswith("/1/#verdict")
