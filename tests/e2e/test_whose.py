"""Two browsers at one round: the one that plays it, and one that has got its address."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Bank, Round
from tests.e2e.playing import answer, heading, open_round, question

ANOTHERS = "This round belongs to another browser"


def test_who_gets_the_address_sees_the_questions_and_plays_a_round_of_their_own(
    reader: Callable[..., Page], bank: Bank
) -> None:
    page, other = reader(), reader()
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/1/")
    address = page.url
    answer(page, "wrong")
    other.goto(address.removesuffix("1/"))
    expect(other).to_have_url(address)
    expect(other.get_by_role("main")).to_contain_text(ANOTHERS)
    expect(other.get_by_role("button", name="Not sure")).to_have_count(0)
    expect(other.locator("#turn form, .option:enabled")).to_have_count(0)
    other.get_by_role("link", name="Next question").click()
    expect(other).to_have_url(address.replace("/1/", "/2/"))
    other.get_by_role("button", name="Play a round of your own").click()
    other.wait_for_url("**/1/")
    assert other.url != address
    answer(other, "right")
    page.reload()
    expect(page.locator("#verdict")).to_contain_text("Not right.")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_to_a_round_that_was_claimed_meanwhile(
    reader: Callable[..., Page], db: None, scripts: bool
) -> None:
    page = reader(java_script_enabled=scripts)
    played = open_round(page, question("choice"))
    Round.objects.update(reader=uuid4(), claimed=True)
    page.get_by_role("button", name="Not sure").click()
    expect(page.get_by_role("main")).to_contain_text(ANOTHERS)
    expect(heading(page)).to_have_text("How many of the matches were correct?")
    assert played.turns.get().answered_on is None
