"""What the style sheets say, as they are served and to those who read large letters."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from quiz.web.static import shorter, whole
from tests.e2e.playing import ASKED, open_round, question, round_of

RULES = """texts => texts.map(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    // What holds a variable stays as it is written.
    return [...sheet.cssRules].map(rule => rule.cssText.replaceAll(", ", ","));
})"""

LETTERS = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
WIDTH = "document.documentElement.scrollWidth"


def test_without_needless_spaces_each_style_sheet_says_the_same(page: Page) -> None:
    sheets = sorted(Path(settings.BASE_DIR, "static/quiz").glob("*.css"))
    assert len(sheets) > 10
    for sheet in sheets:
        written = whole(sheet.read_bytes())
        if b"@import" in written:  # Django's own sheets; one made by a script may import none
            continue
        kept = shorter(f"quiz/{sheet.name}", written)
        assert len(kept) < len(written)
        said, short = page.evaluate(RULES, [written.decode(), kept.decode()])
        assert said
        assert short == said, sheet.name


def test_large_letters_widen_no_page_and_are_cut_off_nowhere(
    reader: Callable[..., Page], bank
) -> None:
    """Half as large again, by the browser's own setting, on a small phone."""
    page = reader(viewport={"width": 360, "height": 640})
    page.context.new_cdp_session(page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": 24, "fixed": 20}}
    )
    played = round_of(*bank.questions.all())
    turns = [played.turn_url(number) for number in range(1, len(ASKED) + 1)]
    for path in ("/", "/rules/", *turns):
        page.goto(path)
        assert page.evaluate(LETTERS) == 24
        assert page.evaluate(WIDTH) <= 360, path
        if path in turns:
            label = page.locator("#progress-label").locator("..")
            assert label.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
            assert label.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize(("letters", "sticks"), [(16, True), (24, False)])
def test_the_bar_leaves_room_for_large_letters_and_hints_at_what_it_hides(
    reader: Callable[..., Page], letters, sticks
) -> None:
    page = reader(viewport={"width": 412, "height": 820})
    page.context.new_cdp_session(page).send(
        "Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}}
    )
    wrong = [{"text": f"Number {n}", "tempts": "It is near."} for n in range(8)]
    right = ["Thorn", "Marinus Analytics", "Interpol"]
    open_round(page, question("multiple", spec={"right": right, "wrong": wrong}))
    bar = page.locator(".onward")
    hint = "one => getComputedStyle(one, '::before').content"
    assert (bar.evaluate("one => getComputedStyle(one).position") == "sticky") == sticks
    assert ("↓" in bar.evaluate(hint)) == sticks
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert "↓" not in bar.evaluate(hint)
