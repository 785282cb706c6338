"""Numbers in real fields: typed in any notation, moved by the slider, left alone by the wheel."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quiz.content.numbers import NotANumber, read
from quiz.models import Question, Turn
from tests.e2e.playing import checks, open_round, question, verdict
from tests.factories import SPECS, BankFactory

SCALE = {"right": 1200, "unit": "people", "low": 0, "high": 5000, "step": 0.5, "zero_at": 900}


def asked(language: str = "en", **spec: Any) -> Question:
    """A live question for a number, in a bank in ``language``."""
    bank = BankFactory(language=language)
    return question("estimate", bank=bank, spec={**SPECS["estimate"], **SCALE, **spec})


@pytest.mark.parametrize(
    ("scripted", "locale", "in_languages"),
    [
        (True, "en-GB", [("en", "3,5", 3.5), ("de", "3,5", 3.5)]),
        (True, "de-DE", [("en", "3,5", 3.5), ("de", "1.200", 1200)]),
        (False, "en-GB", [("en", "1,200", 1200), ("de", "3.5", 3.5)]),
    ],
)
def test_what_is_typed_is_what_is_kept(
    reader: Callable[..., Page], scripted: bool, locale, in_languages
) -> None:
    page = reader(java_script_enabled=scripted, locale=locale)
    for language, typed, meant in in_languages:
        played = open_round(page, asked(language))
        page.get_by_role("textbox").press_sequentially(typed)
        checks(page).click()
        expect(verdict(page)).to_be_visible()
        assert played.turns.get().response == meant


@pytest.mark.parametrize("scripted", [True, False])
@pytest.mark.expects("422")
def test_what_is_refused_stays_in_the_field(reader: Callable[..., Page], scripted: bool) -> None:
    page = reader(java_script_enabled=scripted)
    open_round(page, asked())
    for typed, sentence in (("1.200", "Did you mean 1200 or 1.2?"), ("3½", "with digits only")):
        page.get_by_role("textbox").fill(typed)
        checks(page).click()
        expect(page.locator("#error")).to_contain_text(sentence)
        expect(page.get_by_role("textbox")).to_have_value(typed)
    page.get_by_role("textbox").fill("1200")
    checks(page).click()
    expect(verdict(page)).to_contain_text("Right.")


@pytest.mark.parametrize(("language", "said"), [("en", "1,200.5"), ("de", "1.200,5")])
def test_the_slider_says_numbers_as_the_page_does(page: Page, language, said) -> None:
    open_round(page, asked(language))
    slider = page.get_by_role("slider")
    slider.fill("1200.5")
    expect(page.get_by_role("textbox")).to_have_value(said)
    expect(slider).to_have_attribute("aria-valuetext", f"{said} people")
    checks(page).click()
    expect(verdict(page)).to_be_visible()
    assert Turn.objects.get().response == 1200.5


TYPED = (
    "3,5", "3.5", "1,200", "1.200", "1 200", "1\u202f200,5", "1'200.5", "1,200.50", "1.200,50",
    "+7", "0,5", ".5", "0.500", "1.2340", "007", "1,20", "12 34", "3½", "1e3", "–", "abc", "5-",
)  # fmt: skip
STANDS = """texts => {
    const number = document.querySelector("#response");
    const slider = document.querySelector("#turn input[type=range]");
    const put = (field, text) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return texts.map(text => (put(slider, "2500"), put(number, text), Number(slider.value)));
}"""


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_the_slider_stands_where_the_number_will_be_read(page: Page, language) -> None:
    def meant(typed: str) -> float:
        try:
            return round(read(typed, language) * 2) / 2
        except NotANumber:
            return 2500

    open_round(page, asked(language))
    expect(page.get_by_role("slider")).to_be_visible()
    assert page.evaluate(STANDS, TYPED) == [meant(typed) for typed in TYPED]


def test_a_wheel_changes_no_answer(page: Page) -> None:
    open_round(page, asked(high=50, right=12, zero_at=20))
    number, slider = page.get_by_role("textbox"), page.get_by_role("slider")
    number.fill("12")
    for field in (number, slider):
        field.focus()
        field.hover()
        for _ in range(5):
            page.mouse.wheel(0, 40)
        expect(number).to_have_value("12")
        expect(slider).to_have_value("12")


def test_a_wheel_and_a_comma_change_no_number_of_an_editor(editor: Page) -> None:
    live = asked()
    editor.goto(f"/admin/quiz/question/{live.pk}/change/")
    right, tolerance = editor.locator("[name=right]"), editor.locator("[name=tolerance]")
    right.fill("")
    right.press_sequentially("3,5")
    editor.locator("summary").filter(has_text="another measure of what is near enough").click()
    tolerance.fill("")
    tolerance.press_sequentially("0,5")
    editor.get_by_role("heading", name="After the answer").click()
    for field in (right, tolerance, editor.locator("[name=minutes]")):
        field.focus()
        field.hover()
        for _ in range(5):
            editor.mouse.wheel(0, 40)
    expect(right).to_have_value("3,5")
    expect(editor.locator("[name=minutes]")).to_have_value("5")
    editor.locator("[name=_continue]").click()
    expect(right).to_have_value("3.5")
    live.refresh_from_db()
    assert (live.spec["right"], live.spec["tolerance"], live.minutes) == (3.5, 0.5, 5)
