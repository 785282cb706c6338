"""What is to be read first looks like the thing, and as if nothing in it could be pressed."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from playwright.sync_api import Page, expect

from quiz.exchange.bank_shape import Exhibit
from quiz.models import Question
from tests.e2e.playing import heading, open_round, question
from tests.factories import NUMBERS

TYPES = get_args(Exhibit.model_fields["type"].annotation)
ADDRESS = "https://northbank.example.account-check.example/secure/login"
PHONE = {"viewport": {"width": 360, "height": 660}}


def shows(prompt: str = "What does it say?", **said: Any) -> Question:
    return question("choice", prompt=prompt, exhibit={"caption": "What a shop shows", **said})


def test_all_its_words_are_there_and_none_can_be_pressed(page: Page) -> None:
    said = {
        "title": "Your privacy",
        "lines": ["https://shop.example/", "We would like to know more."],
        "rows": [{"label": "From", "value": "Northbank"}],
        "buttons": ["Accept", "Manage"],
    }
    for name in TYPES:
        open_round(page, shows(f"Which {name}?", type=name, **said, **NUMBERS.get(name, {})))
        expect(heading(page)).to_have_text(f"Which {name}?")
        exhibit = page.get_by_role("figure")
        for text in ("Your privacy", *said["lines"], "From", "Northbank", *said["buttons"]):
            expect(exhibit.get_by_text(text, exact=True)).to_be_visible()
        looks = exhibit.locator("*").evaluate_all(
            "all => all.map(getComputedStyle).flatMap(one => [one.cursor, one.textDecorationLine])"
        )
        assert {*looks} == {"auto", "none"}, name
        expect(exhibit.locator("a, button, input, [role=button]")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_an_address_stands_on_one_line_which_can_be_moved(
    reader: Callable[..., Page], width
) -> None:
    page = reader(viewport={"width": width, "height": 660})
    open_round(page, shows(type="address", lines=[ADDRESS]))
    line = page.get_by_text(ADDRESS)
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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("crowd", "A drawing of 30 people; one of them is marked"),
        ("faces", "A drawing of 3 people"),
        ("street", "A drawing of 5 people; 2 of them are marked"),
        ("threshold", "A scale from 0, nothing alike, to 100, the same; the limit stands at 70, "
                      "faces at 38, 92"),
        ("gate", "A camera looks for a face"),
    ],
)  # fmt: skip
def test_a_drawing_has_words_and_room_for_all_in_it(
    reader: Callable[..., Page], name, words
) -> None:
    page = reader(viewport={"width": 320, "height": 660}, forced_colors="active")
    open_round(page, shows(type=name, **NUMBERS.get(name, {})))
    drawn = page.get_by_role("img", name=words, exact=True)
    expect(drawn).to_be_visible()
    people = NUMBERS.get(name, {}).get("people", 0)
    expect(drawn.locator("span")).to_have_count(people)
    for each in drawn.locator("span").all():
        box = each.bounding_box()
        assert box
        assert box["width"] * box["height"] > 80
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
