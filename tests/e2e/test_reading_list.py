"""The reading list in a browser: with the keyboard alone, and on a narrow phone."""

import datetime

from playwright.sync_api import Page, expect

from quiz.models import Bank
from tests.e2e.playing import today
from tests.factories import QuestionFactory

DUE = "/admin/quiz/question/due/"
DAY = datetime.timedelta(days=1)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what ``selector`` matches."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_one_after_the_other_with_the_keyboard_alone(editor: Page, bank: Bank) -> None:
    first, second, third = (
        QuestionFactory(bank=bank, live=True, check=today() - n * DAY) for n in (3, 2, 1)
    )
    editor.goto(DUE)
    heading = editor.locator("#reading")
    expect(heading).to_have_text(str(first))
    tab_to(editor, "[name=opened]")
    editor.keyboard.press("Space")
    tab_to(editor, "[name=confirmed][value=key]")
    editor.keyboard.press("Space")
    tab_to(editor, "[name=until]")
    tab_to(editor, ".days button:last-child")
    editor.keyboard.press("Enter")
    expect(editor.locator("[name=until]")).to_be_focused()
    tab_to(editor, "[name=_true]")
    editor.keyboard.press("Enter")
    expect(heading).to_have_text(str(second))
    check = first.latest_check()
    assert check is not None
    assert (check.pages, check.confirmed) == ([first.source.url], ["key"])
    assert check.review_by.replace(year=today().year) == today()
    editor.wait_for_load_state()  # its script reads the keys
    # The list goes on from the question, not from the top of the page.
    tab_to(editor, "[name=opened]")
    editor.keyboard.press("Space")
    tab_to(editor, "[name=confirmed][value=key]")
    editor.keyboard.press("Space")
    editor.keyboard.press("Control+Enter")
    expect(heading).to_have_text(str(third))
    expect(editor.get_by_text("Checked: still true.")).to_be_in_viewport()
    editor.wait_for_load_state()
    editor.keyboard.press("Escape")
    editor.keyboard.press("k")
    expect(editor.get_by_role("main")).to_contain_text("Done today")


def test_nothing_is_off_a_narrow_screen(editor: Page, bank: Bank) -> None:
    question = QuestionFactory(bank=bank, live=True, check=today() - DAY)
    question.checks.update(pages=["https://university.example/" + "a-very-long-address-" * 12])
    for width in (320, 390, 1280):
        editor.set_viewport_size({"width": width, "height": 800})
        editor.goto(DUE)
        editor.get_by_text("1 more page that the last check named").click()
        assert editor.evaluate("document.documentElement.scrollWidth") <= width
        box = editor.get_by_role("button", name="Still true, next").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
