"""How a reader plays: what is asked, and how to answer it right, partly or wrong."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from quiz.models import Question, Round
from tests.factories import QuestionFactory

Press = Callable[[Locator], None]

ASKED = {
    "choice": "How many of the matches were correct?",
    "multiple": "Which of these used the software?",
    "true_false": "The police tried the software out before they bought it.",
    "estimate": "How many of the legislators were taken for somebody else?",
    "ordering": "In which order did these happen?",
    "matching": "Who did what?",
}

ITEMS = ["IBM writes to Congress", "Amazon pauses", "Microsoft follows", "Boston votes"]


def matched(*rights: str) -> dict[str, str]:
    return dict(zip(["Amazon", "IBM", "NEC"], rights, strict=True))


# What is chosen, in the terms of tests/factories.py.
RESPONSES: dict[str, dict[str, Any]] = {
    "choice": {"right": ["Eight"], "wrong": ["Forty"]},
    "multiple": {
        "right": ["Thorn", "Marinus Analytics"],
        "partly": ["Thorn"],
        "wrong": ["Interpol"],
    },
    "true_false": {"right": ["True"], "wrong": ["False"]},
    "estimate": {"right": "26", "partly": "40", "wrong": "100"},
    "ordering": {
        "right": ITEMS,
        "partly": [ITEMS[1], ITEMS[0], *ITEMS[2:]],
        "wrong": ITEMS[::-1],
    },
    "matching": {
        "right": matched("paused for a year", "stopped selling", "supplied the Met"),
        "partly": matched("paused for a year", "supplied the Met", "stopped selling"),
        "wrong": matched("stopped selling", "supplied the Met", "paused for a year"),
    },
}

ONE_TAP = ("choice", "true_false")

VERDICTS = {
    "right": "Right.",
    "partly": "Partly right",
    "wrong": "Not right.",
    "unsure": "Not sure",
}


def today() -> datetime.date:
    return timezone.now().date()


def question(kind: str, **fields: Any) -> Question:
    """A live question. The clock goes on in these tests, so its check holds for years."""
    until = today() + datetime.timedelta(days=3650)
    return QuestionFactory(
        **{"kind": kind, "prompt": ASKED[kind], **fields}, check=until, live=True
    )


def round_of(*questions: Question) -> Round:
    return Round.begin(
        [asked.live_version_id for asked in questions],
        bank=questions[0].bank,
        wanted=len(questions),
        started_on=today(),
    )


def open_round(page: Page, *questions: Question) -> Round:
    """Lead the reader to the first question of a round that asks these, in this order."""
    played = round_of(*questions)
    page.goto(played.turn_url(1))
    return played


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def verdict(page: Page) -> Locator:
    return page.locator("#verdict")


def onward(page: Page) -> Locator:
    return page.locator("#next-link")


def checks(page: Page) -> Locator:
    return page.get_by_role("button", name="Check answer")


def kind_of(page: Page) -> str:
    """Which kind is being asked, known by the wording of the question."""
    prompt = heading(page).inner_text()
    return next(kind for kind, asked in ASKED.items() if asked == prompt)


def fill_in(page: Page, kind: str, how: str = "right", press: Press = Locator.click) -> None:
    """Fill in the fields of the question that is asked, without sending them.

    A question of one tap has none: ``send`` presses its option.
    """
    response = RESPONSES[kind][how]
    if kind in ONE_TAP:
        return
    if kind == "estimate":
        number = page.get_by_role("textbox", name="Your estimate")
        press(number)
        number.fill(response)
    elif kind == "ordering":
        put_in_order(page, response, press)
    elif kind == "matching":
        for left, right in response.items():
            press(letter(page, left, right))
    else:
        for text in response:
            press(page.get_by_label(text, exact=True))


def letter(page: Page, left: str, right: str) -> Locator:
    """What is pressed to match ``left`` with ``right``: its letter."""
    group = page.get_by_role("group", name=left, exact=True)
    radio = page.get_by_role("radio", name=f": {right}")
    return group.locator("label").filter(has=radio).locator(".letter")


def matched_with(page: Page, left: str) -> str:
    """The text that ``left`` is matched with, as it is shown; empty if there is none yet."""
    page.wait_for_load_state()  # without its style sheet a page shows every text
    shown = page.get_by_role("group", name=left, exact=True).locator(".text:visible")
    return shown.inner_text() if shown.count() else ""


def option(page: Page, text: str) -> Locator:
    """The option that is pressed to answer a question of one tap."""
    return page.get_by_role("button", name=text, exact=True)


def send(page: Page, kind: str, how: str = "right", press: Press = Locator.click) -> None:
    """Send what is filled in; of one tap, press the option."""
    press(option(page, RESPONSES[kind][how][0]) if kind in ONE_TAP else checks(page))


def put_in_order(page: Page, texts: list[str], press: Press = Locator.click) -> None:
    """Move the items with their buttons, or choose their places where no script has made any."""
    page.wait_for_load_state()
    scripted = page.get_by_role("button", name="Move up").count() > 0
    labels = page.locator("ol.items label")
    if scripted and labels.all_inner_texts() == texts:  # an order nobody touched is no answer
        press(page.get_by_role("button", name=f"Move down: {texts[0]}"))
    for place, text in enumerate(texts):
        if not scripted:
            page.get_by_label(text, exact=True).select_option(str(place + 1))
        while scripted and labels.all_inner_texts()[place] != text:
            press(page.get_by_role("button", name=f"Move up: {text}"))


def answer(page: Page, how: str = "right", press: Press = Locator.click) -> None:
    """Answer what is asked and see the verdict."""
    if how == "unsure":
        press(page.get_by_role("button", name="Not sure"))
    else:
        kind = kind_of(page)
        fill_in(page, kind, how, press)
        send(page, kind, how, press)
    expect(verdict(page)).to_contain_text(VERDICTS[how])


def go_on(page: Page, press: Press = Locator.click) -> bool:
    """Go on from a verdict; say whether there was another question."""
    another = onward(page).inner_text() == "Next question"
    press(onward(page))
    expect(verdict(page)).to_have_count(0)
    return another


def play_round(page: Page, how: str = "right", press: Press = Locator.click) -> list[str]:
    """From the first question to the result. Returns the kinds that were asked."""
    page.wait_for_url("**/rounds/*/1/")
    kinds = []
    another = True
    while another:
        kinds.append(kind_of(page))
        answer(page, how, press)
        another = go_on(page, press)
    expect(heading(page)).to_have_text("Your result")
    return kinds


def stop(page: Page) -> None:
    """End the round, which asks before it does."""
    page.get_by_text("Stop here").click()
    page.get_by_role("button", name="Stop and see the result").click()


def open_more(page: Page) -> None:
    """Open what is folded under a verdict, if a script has folded it."""
    more = page.locator("#turn details.more")
    if more.get_attribute("open") is None:
        more.locator("summary").first.click()


def open_all(page: Page) -> None:
    """Open all that is folded on the page."""
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")


def sees_points(page: Page, points: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(points)
