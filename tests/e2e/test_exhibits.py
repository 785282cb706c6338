"""What is to be read first looks like the thing, and as if nothing in it could be pressed."""

from collections.abc import Callable
from typing import Any, get_args

from playwright.sync_api import Locator, Page, expect

from quiz.exchange.bank_shape import Exhibit
from quiz.models import Bank, Question
from tests.e2e.playing import ASKED, answer, go_on, open_round, question, round_of
from tests.e2e.test_accessibility import Judge, judge
from tests.factories import NUMBERS, BankFactory

__all__ = ["judge"]

TYPES = get_args(Exhibit.model_fields["type"].annotation)
ADDRESS = "https://northbank.example.account-check.example/secure/login"
SAID: dict[str, Any] = {
    "title": "Your privacy",
    "lines": [
        "Pay today: https://parcelpost.example.rebook-fee.example/4471",
        "We and 812 others.",
    ],
    "rows": [{"label": "From", "value": "Northbank"}, {"label": "Ads", "value": "On"}],
    "buttons": ["Accept", "Manage"],
    "tell": [
        {"text": "today", "note": "A hurry."},
        {"text": "rebook-fee.example", "note": "The part that says whose page it is."},
        {"text": "Manage", "note": "No refusal."},
    ],
}
DRAWINGS = [
    ("crowd", "A drawing of 30 people; one of them is marked"),
    ("faces", "A drawing of 3 people"),
    ("street", "A drawing of 5 people; 2 of them are marked"),
    ("threshold", "A scale from 0, nothing alike, to 100, the same; the limit stands at 70, "
                  "faces at 38, 92"),
    ("gate", "A camera looks for a face"),
]  # fmt: skip
PHONE = {"viewport": {"width": 360, "height": 660}}


def shows(prompt: str = ASKED["choice"], bank: Bank | None = None, **said: Any) -> Question:
    exhibit = {"caption": "What a shop shows", **said}
    return question("choice", bank=bank or BankFactory(), prompt=prompt, exhibit=exhibit)


def has_words(exhibit: Locator) -> None:
    for text in ("Your privacy", *SAID["lines"], "From", "Northbank", *SAID["buttons"]):
        expect(exhibit.get_by_text(text, exact=True)).to_be_visible()


def cannot_be_pressed(exhibit: Locator) -> None:
    looks = exhibit.locator("*").evaluate_all(
        "all => all.map(getComputedStyle).flatMap(one => [one.cursor, one.textDecorationLine])"
    )
    assert {*looks} == {"auto", "none"}
    expect(exhibit.locator("a, button, input, [role=button]")).to_have_count(0)


def is_marked_in_view(page: Page) -> None:
    """However narrow, and no number of a mark stands on a line of its own."""
    page.set_viewport_size({"width": 320, "height": 660})
    sheet = page.locator(".exhibit .sheet").bounding_box()
    assert sheet
    expect(page.locator("mark")).to_have_count(len(SAID["tell"]))
    for mark in page.locator("mark").all():
        box, number = mark.bounding_box(), mark.locator("sup").bounding_box()
        assert box
        assert number
        assert sheet["x"] <= box["x"]
        assert abs(number["y"] - box["y"]) < 9
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"]
    told = page.locator("div.told").evaluate("each => getComputedStyle(each).backgroundColor")
    assert told == "rgba(0, 0, 0, 0)", "no part of it"
    page.set_viewport_size({"width": 1280, "height": 720})


def test_each_type_as_it_is_asked_and_as_what_it_tells_is_marked(page: Page, judge: Judge) -> None:
    """What is marked shows all that is asked, so axe judges each type once."""
    bank = BankFactory()
    asked = [shows(bank=bank, type=name, **SAID, **NUMBERS.get(name, {})) for name in TYPES]
    open_round(page, *asked)
    judge(page)
    within = "html"
    for name in TYPES:
        exhibit = page.get_by_role("figure")
        expect(exhibit).to_contain_class(name)
        has_words(exhibit)
        cannot_be_pressed(exhibit)
        answer(page, "wrong")
        is_marked_in_view(page)
        judge(page, within)
        go_on(page)
        within = "figure"  # around those that follow stands the same page


def test_an_address_stands_on_one_line_which_can_be_moved(page: Page) -> None:
    open_round(page, shows(type="address", lines=[ADDRESS]))
    line = page.get_by_text(ADDRESS)
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 660})
        rows = line.evaluate("""one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return range.getClientRects().length;
        }""")
        assert rows == 1
        line.focus()
        line.evaluate("one => { one.scrollLeft = one.scrollWidth }")
        assert line.evaluate("one => one.scrollLeft + one.clientWidth >= one.scrollWidth - 1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_it_and_what_is_asked_fit_the_first_screen(reader: Callable[..., Page]) -> None:
    page = reader(**PHONE)
    rows = [{"label": f"Setting number {n} of four", "value": "On"} for n in range(1, 5)]
    prompt = "Read this screen of a shop. Which of its four settings can be left as it is?"
    open_round(page, shows(prompt, type="settings", title="Your privacy choices", rows=rows))
    for each in page.locator("button.option").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 660


def test_a_drawing_has_words_and_room_for_all_in_it(reader: Callable[..., Page]) -> None:
    page = reader(viewport={"width": 320, "height": 660}, forced_colors="active")
    bank = BankFactory()
    played = round_of(
        *(shows(type=name, bank=bank, **NUMBERS.get(name, {})) for name, _ in DRAWINGS)
    )
    for number, (name, words) in enumerate(DRAWINGS, start=1):
        page.goto(played.turn_url(number))
        drawn = page.get_by_role("img", name=words, exact=True)
        expect(drawn).to_be_visible()
        sizes = drawn.locator("span").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect())"
            ".map(box => box.width * box.height)"
        )
        assert len(sizes) == NUMBERS.get(name, {}).get("people", 0)
        assert all(size > 80 for size in sizes)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
