"""A bank that is written from the right, in a browser: its lines begin there, and ours do not."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.playing import checks, onward, open_round, question, verdict
from tests.factories import BankFactory

PHONE = {"width": 390, "height": 844}
PASSWORDS = {
    "right": ["ثلاث كلمات (12+)", "المفتاح"],
    "wrong": [{"text": "123456 -", "tempts": "سهلة."}, {"text": "اسم", "tempts": "سرية."}],
}
SERVICES = {
    "items": [{"text": "أول بريد", "detail": "1971"}, {"text": "أول موقع", "detail": "1991"},
              {"text": "أول هاتف", "detail": "1994"}],
    "first": "الأقدم", "last": "الأحدث", "tempts": "متقاربة.",
}  # fmt: skip


def begins_right(text: Locator) -> bool:
    return text.evaluate("each => getComputedStyle(each).direction === 'rtl'")


def test_its_lines_begin_on_the_right_and_its_marks_stand_there(
    reader: Callable[..., Page],
) -> None:
    bank = BankFactory(language="ar")
    page = reader(viewport=PHONE)
    open_round(
        page,
        question("multiple", bank=bank, prompt="أيّ هذه (12+)؟", spec=PASSWORDS),
        question("ordering", bank=bank, prompt="رتّب هذه.", spec=SERVICES),
    )
    option = page.locator("label.option").first
    box, text = option.locator("input").bounding_box(), option.locator("span").bounding_box()
    assert box
    assert text
    assert box["x"] > text["x"], "the box to tick stands before the words, so on the right"
    assert begins_right(page.get_by_role("heading", level=1))
    assert not begins_right(page.get_by_role("button", name="Check answer"))
    option.click()
    checks(page).click()
    expect(verdict(page)).to_be_visible()
    assert begins_right(page.locator(".explanation"))
    assert not begins_right(verdict(page))
    onward(page).click()
    ends = page.locator(".end")
    expect(ends).to_have_count(2)
    assert all(begins_right(ends.nth(n)) for n in range(2))
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["width"]
