"""A whole round with a finger, and pages that never need to be moved sideways."""

from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from quiz.models import Question
from tests.e2e.playing import (
    ASKED,
    RESPONSES,
    answer,
    checks,
    fill_in,
    go_on,
    heading,
    kind_of,
    letter,
    matched_with,
    open_all,
    open_round,
    option,
    question,
    sees_points,
    send,
    verdict,
)
from tests.factories import SPECS, BankFactory

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {**PHONE, "viewport": {"width": 320, "height": 568}}

LONG = "Bundesdatenschutzgesetzänderungsverordnungsentwurfsvorlagenausschuss"


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= 320 && innerWidth <= 320")


def test_a_round_of_all_kinds_on_a_phone(reader: Callable[..., Page], bank) -> None:
    """The smallest, which no page of it is wider than."""
    page = reader(**SMALL_PHONE)
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").tap()
    asked = []
    for number in range(1, len(ASKED) + 1):
        page.wait_for_url(f"**/{number}/")
        kind = kind_of(page)
        fill_in(page, kind, press=Locator.tap)
        is_large_enough(page)
        assert fits(page), kind
        send(page, kind, press=Locator.tap)
        expect(verdict(page)).to_contain_text("Right.")
        assert fits(page), kind
        go_on(page, press=Locator.tap)
        asked.append(kind)
    assert sorted(asked) == sorted(ASKED)
    expect(heading(page)).to_have_text("Your result")
    sees_points(page, "6 of 6 points")
    page.goto("/scores/")
    assert fits(page), "the scores with a round"


def is_large_enough(page: Page) -> None:
    """What is pressed, for a finger."""
    pressed = "button, summary, label.option, .letter, select, input[type=range]"
    for each in page.locator(f"#turn :is({pressed})").filter(visible=True).all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44, f"{page.url}: {each.inner_text()}"
        assert box["width"] >= 44, f"{page.url}: {each.inner_text()}"


def test_a_finger_on_an_item_scrolls_and_does_not_drag(reader: Callable[..., Page]) -> None:
    page = reader(**PHONE)
    open_round(page, question("ordering"))
    before = page.get_by_role("listitem").all_inner_texts()
    page.get_by_text(RESPONSES["ordering"]["right"][0]).tap()
    assert page.get_by_role("listitem").all_inner_texts() == before


def test_no_page_is_wider_than_320_pixels(reader: Callable[..., Page], bank) -> None:
    """Nor on a desktop at 400 %, where ``test_clean`` opens each page there is, and plays."""
    page = reader(**SMALL_PHONE)
    for place in ("/", "/banks/small/", "/rules/", "/api/", "/scores/", "/your-data/",
                  "/privacy/", "/privacy/threats/", "/your-browser/", "/lab/",
                  "/lab/?case=london-trials"):  # fmt: skip
        page.goto(place)
        assert fits(page), place


def with_long_words() -> list[Question]:
    """One question of each kind whose texts are single words, far too long for a line."""
    bank = BankFactory(title=LONG, summary=LONG)
    specs = {
        "choice": {**SPECS["choice"], "right": LONG},
        "multiple": {**SPECS["multiple"], "right": [LONG, LONG[::-1]]},
        "true_false": {**SPECS["true_false"], "tempts": LONG},
        "estimate": {**SPECS["estimate"], "unit": LONG},
        "ordering": {**SPECS["ordering"], "first": LONG, "last": LONG},
        "matching": {**SPECS["matching"], "spare": [LONG], "tempts": LONG},
    }
    specs["ordering"]["items"] = [{"text": LONG, "detail": LONG}, *SPECS["ordering"]["items"]]
    specs["matching"]["pairs"] = [
        {"left": LONG, "right": LONG[::-1]},
        *SPECS["matching"]["pairs"],
    ]
    exhibit = {
        "type": "address",
        "caption": LONG,
        "title": LONG,
        "lines": [f"https://{LONG}.example/"],
        "rows": [{"label": LONG, "value": LONG}],
        "buttons": [LONG],
    }
    said = {"exhibit": exhibit, "passage": LONG, "explanation": LONG, "action": LONG}
    return [
        question(kind, bank=bank, prompt=f"{LONG} {kind}", spec=spec, **said)
        for kind, spec in specs.items()
    ]


def test_a_long_word_does_not_widen_a_page(reader: Callable[..., Page]) -> None:
    page = reader(**SMALL_PHONE)
    questions = with_long_words()
    played = open_round(page, *questions)
    too_wide = []
    for number, asked in enumerate(questions, start=1):
        page.goto(played.turn_url(number))
        if not fits(page):
            too_wide.append(f"{asked.kind} asked")
        page.get_by_role("button", name="Not sure").tap()
        expect(page.locator("#verdict")).to_be_visible()
        if not fits(page):
            too_wide.append(f"{asked.kind} answered")
    page.goto(played.get_absolute_url())
    open_all(page)
    if not fits(page):
        too_wide.append("the result")
    for place in ("/", f"/banks/{played.bank.ref}/"):
        page.goto(place)
        if not fits(page):
            too_wide.append(place)
    assert not too_wide


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_second_quick_tap_neither_answers_nor_skips(reader: Callable[..., Page], scripts) -> None:
    """At the same point, where something else may have come meanwhile."""
    page = reader(**PHONE, java_script_enabled=scripts, hurried=True)
    bank = BankFactory()
    played = open_round(page, *(question("choice", bank=bank) for _ in range(5)))

    def tap_at(x: float, y: float) -> None:
        """With a limit: a tap on a page that is just being left may never be acknowledged."""
        all_of_it = page.locator("html")
        box = all_of_it.bounding_box()
        assert box
        with suppress(TimeoutError):
            at = {"x": x - box["x"], "y": y - box["y"]}
            all_of_it.tap(position=at, force=True, timeout=2000)

    def tap_twice(pressed: Locator, gap: int) -> None:
        box = pressed.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, min(box["y"] + box["height"] / 2, 735)
        tap_at(x, y)
        page.wait_for_timeout(gap)
        tap_at(x, y)

    options = page.get_by_role("button", name="Not sure"), option(page, "Eight")
    for number, (last, gap) in enumerate(product(options, (0, 150)), start=1):
        # The guard is over once a press would be let through.
        last.click(trial=True)
        tap_twice(last, gap)
        expect(page.locator("#verdict")).to_be_visible()
        assert f"/{number}/" in page.url
        assert played.turns.exclude(answered_on=None).count() == number
        page.locator("#next-link").click(trial=True)
        tap_twice(page.locator("#next-link"), gap)
        page.wait_for_url(f"**/{number + 1}/")
        expect(page.locator("#verdict")).to_have_count(0)
        assert played.turns.exclude(answered_on=None).count() == number


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_was_matched_can_be_read_whole(reader: Callable[..., Page], scripts) -> None:
    page = reader(**SMALL_PHONE, java_script_enabled=scripts)
    long = "Agreed to stop selling its database to most private firms in the United States"
    pairs = [{"left": left, "right": f"{long} {left}"} for left in ("Amazon", "IBM", "NEC")]
    open_round(page, question("matching", spec={**SPECS["matching"], "pairs": pairs}))
    for left in ("Amazon", "NEC"):
        letter(page, left, f"{long} {left}").tap()
        assert matched_with(page, left) == f"{long} {left}"
        shown = page.locator(".letters .text:visible").last
        assert shown.evaluate("text => text.scrollWidth <= text.clientWidth")
        assert fits(page)
    letter(page, "NEC", f"{long} IBM").tap()
    assert matched_with(page, "NEC") == f"{long} IBM"
    assert matched_with(page, "IBM") == ""


def test_tapping_the_middle_of_a_slider_sets_the_middle(reader: Callable[..., Page]) -> None:
    page = reader(**PHONE)
    open_round(page, question("estimate"))
    expect(page.get_by_role("textbox")).to_have_value("")
    page.get_by_role("slider").tap()
    expect(page.get_by_role("textbox")).to_have_value("60")


def test_moving_the_first_item_moves_nothing_else(reader: Callable[..., Page]) -> None:
    page = reader(**PHONE)
    open_round(page, question("ordering"))
    height = "form => form.offsetHeight"
    form = page.locator("form.question")
    before = form.evaluate(height), checks(page).bounding_box()
    page.get_by_role("button", name="Move down").first.tap()
    assert (form.evaluate(height), checks(page).bounding_box()) == before
    page.get_by_role("button", name="Leave them as they stand").tap()
    assert form.evaluate(height) == before[0]


def test_what_has_the_focus_is_not_under_the_bar(reader: Callable[..., Page]) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    open_round(page, question("multiple"), question("choice"))
    answer(page, "wrong")
    page.locator("details.more").evaluate("more => { more.open = true }")
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect();"
            " return [box.bottom, document.activeElement.id] })()"
        )
        bar = page.locator(".onward").bounding_box()
        assert bar
        if focused[1] == "next-link":
            break
        assert focused[0] <= bar["y"] + 12, "the fade above the button covers nothing"
    else:
        raise AssertionError("Tab never reaches the next question")


def test_check_is_on_the_first_screen_however_long_the_question(reader) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    wrong = [{"text": f"A wrong one, number {n}, " * 3, "tempts": "x"} for n in range(5)]
    spec = {"right": ["The right one, in many words, " * 3, "The other right one"], "wrong": wrong}
    open_round(page, question("multiple", spec=spec))
    box = checks(page).bounding_box()
    assert box
    assert box["y"] + box["height"] <= 660
    last = page.get_by_role("checkbox").last
    last.focus()
    place, bar = last.bounding_box(), page.locator(".onward").bounding_box()
    assert place
    assert bar
    assert place["y"] + place["height"] <= bar["y"] + 12, "what has the focus is not under the bar"
