"""Nothing is told to anybody else, kept without asking, or broken.

The page fixtures already fail on what breaks the Content-Security-Policy, on every
error and warning in the console and on every request to another host; here every page
is opened under them, and cookies and storage are looked at as well.
"""

from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from quiz.models import Bank
from tests.addresses import desk, readers
from tests.e2e.conftest import NOTHING, stored
from tests.e2e.playing import (
    answer,
    go_on,
    heading,
    open_all,
    open_round,
    play_round,
    question,
    round_of,
    today,
)

# What is wrong with how a page lies in its window, and words that no person would say.
FAULTS = r"""() => {
    const whole = document.documentElement, found = [];
    if (whole.scrollWidth > whole.clientWidth) found.push(`as wide as ${whole.scrollWidth}`);
    const seen = [...document.querySelectorAll("main *")].filter(
        each => each.checkVisibility() && each.offsetWidth > 1 && !each.closest("svg"));
    for (const each of seen) {
        const style = getComputedStyle(each);
        const cut = ["hidden", "clip"].includes(style.overflowX)
            && !each.matches("input, select, .visually-hidden");
        if (cut && each.scrollWidth > each.clientWidth + 1)
            found.push(`cut: ${each.className} ${each.textContent.trim().slice(0, 40)}`);
    }
    const said = document.body.innerText.match(/\bNone(?! [a-z])|\w+ object \(|\{\{|&amp;/g);
    return [...found, ...(said || [])];
}"""


# 1280 by 1024 at 400 %: four device pixels for each of ours, which are 320 by 256.
ZOOMED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= 320 && innerWidth <= 320")


def cookies(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}


def is_clean(page: Page, *, desk: bool = False) -> None:
    assert stored(page, desk=desk) == NOTHING, page.url


def pages(client: Client, places: Iterable[str]) -> list[str]:
    """Those addresses that give a page.

    What refuses, leads on or is for programs is no page; those that refuse have a test below.
    """
    return [
        place
        for place in places
        if (answer := client.get(place))
        and answer.status_code == 200
        and answer.headers["Content-Type"].startswith("text/html")
    ]


def test_every_page_there_is_stores_nothing(reader: Callable[..., Page], bank: Bank) -> None:
    """Every address of the map, a finished round's included, for a browser that has not played.

    On a desktop at 400 %, where none is wider than its window.
    """
    page = reader(**ZOOMED)
    played = round_of(*bank.questions.order_by("id")[:2])
    played.stop(today())
    named, client = readers(played), Client()
    shown = pages(client, named.values())
    assert not client.cookies
    assert {named[name] for name in ("home", "bank", "turn", "result", "scores", "rules", "promise",
            "your_browser", "your_data", "round_data")} <= set(shown)  # fmt: skip
    for place in shown:
        page.goto(place)
        is_clean(page)
        assert fits(page), place
        assert cookies(page.context) == set(), place


@pytest.mark.expects("404", "405", "400")
def test_a_page_that_refuses_stores_nothing(page: Page, bank: Bank) -> None:
    for place in ("/nowhere/", "/banks/small/start/"):
        page.goto(place)
        is_clean(page)
    page.goto("/")
    start = page.get_by_role("button", name="Start the quiz")
    start.evaluate("button => { button.value = '99' }")
    start.click()
    expect(heading(page)).to_have_text("That did not work")
    is_clean(page)
    assert cookies(page.context) == set()


def test_a_round_sets_one_cookie_and_stores_nothing_else(
    reader: Callable[..., Page], bank: Bank
) -> None:
    """On a desktop at 400 %, where no page of it is wider than its window."""
    page = reader(**ZOOMED)
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/1/")
    assert cookies(page.context) == {"quiz"}
    another = True
    while another:
        is_clean(page)
        assert fits(page), page.title()
        answer(page, "wrong")
        is_clean(page)
        assert fits(page), page.title()
        another = go_on(page)
    expect(heading(page)).to_have_text("Your result")
    open_all(page)
    is_clean(page)
    assert fits(page), "the result"
    page.goto("/scores/")
    is_clean(page)
    assert fits(page), "the scores with a round"
    assert cookies(page.context) == {"quiz"}
    page.goto("/your-data/")
    page.get_by_role("button", name="Erase now").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is kept here.")
    is_clean(page)
    assert cookies(page.context) == set(), "the cookie goes with what it led to"


def test_the_cookie_cannot_be_read_by_scripts_and_stays_on_this_site(
    page: Page, bank: Bank
) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/1/")
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert page.evaluate("document.cookie") == ""


def test_a_round_known_by_its_address_sets_no_cookie(page: Page) -> None:
    """As for somebody who plays on with an address from another device."""
    open_round(page, question("choice"), question("true_false"))
    play_round(page)
    assert cookies(page.context) == set()
    is_clean(page)


def test_practising_and_playing_again_work_as_cleanly(page: Page, bank: Bank) -> None:
    page.goto("/banks/small/")
    page.get_by_role("button", name="Topic 1").click()
    play_round(page, "unsure")
    page.get_by_role("button", name="Practise what you missed").click()
    play_round(page, "right")
    page.get_by_role("button", name="Play again").click()
    play_round(page, "right")
    is_clean(page)
    assert cookies(page.context) == {"quiz"}


def test_the_key_is_not_in_the_page_before_the_answer(page: Page) -> None:
    """Words that only the answered question has."""
    open_round(
        page, question("choice", explanation="Only eight were verified."), question("estimate")
    )
    assert "Only eight were verified." not in page.content()
    assert "Half feels like a fair guess." not in page.content()
    answer(page, "unsure")
    assert "Nobody expects so many." not in page.content()


def test_the_editors_desk(editor: Page, bank: Bank) -> None:
    """Each page there is, on a phone: nothing is told, nothing is cut, nothing scrolls sideways."""
    first = bank.questions.first()
    assert first
    questions = "/admin/quiz/question/"
    # Logging out ends the visit, so that address is left for the test below.
    places = {place for place in desk(round_of(first)) if "/logout/" not in place}
    # Those of each kind are opened where they are used, in test_desk.
    always = {f"{questions}add/?kind=choice", f"{questions}?q=matches&state=live"}
    client = Client()
    client.force_login(User.objects.get())
    shown = pages(client, sorted(places | always))
    assert always <= set(shown)
    assert len(shown) > len(places) / 2
    editor.set_viewport_size({"width": 360, "height": 740})
    for place in shown:
        editor.goto(place)
        assert editor.evaluate("document.body.offsetHeight > 0"), place
        assert editor.evaluate(FAULTS) == [], place
    is_clean(editor, desk=True)
    editor.goto(f"{questions}{first.pk}/frame/")
    answer(editor, "wrong")
    is_clean(editor, desk=True)
    assert cookies(editor.context) == {"editor", "csrftoken", "login"}


def test_logging_in_and_out(page: Page) -> None:
    User.objects.create_superuser("editor", password="a long pass phrase")
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long pass phrase")
    page.get_by_role("button", name="Log in").click()
    expect(heading(page)).to_have_text("My desk")
    assert cookies(page.context) == {"editor", "csrftoken", "desk", "login"}
    page.get_by_text("You", exact=True).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("main")).to_contain_text("knows you no more")


def test_a_result_that_somebody_else_opens_tells_nothing_about_them(
    reader: Callable[..., Page], bank: Bank
) -> None:
    page = reader()
    played = open_round(page, question("choice"))
    answer(page, "right")
    other = reader()
    other.goto(played.get_absolute_url())
    expect(heading(other)).to_have_text("Your result")
    assert cookies(other.context) == set()
    is_clean(other)
