"""Copies, sets and days in a browser: made at the desk, played by a reader, judged by axe."""

from playwright.sync_api import Page, expect

from quiz.models import Bank, QuestionSet
from tests.e2e.playing import heading, play_round
from tests.e2e.test_accessibility import OURS, Judge, judge

__all__ = ["judge"]


def fits(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def lies_well(page: Page, judge: Judge, within: str = "html") -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page), f"{page.url} at {width}"
        judge(page, within)


def test_a_set_from_its_first_word_to_a_readers_result(
    editor: Page, page: Page, bank: Bank, judge: Judge
) -> None:
    editor.goto("/admin/quiz/questionset/add/")
    editor.get_by_label("Title").fill("This week’s quiz")
    editor.get_by_label("Address").fill("this-week")
    editor.get_by_label("Bank", exact=False).first.select_option(label=bank.title)
    editor.get_by_label("Summary").fill("Two on cameras.")
    editor.get_by_label("Who sees it").select_option("unlisted")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_role("heading", name="Add questions")).to_be_visible()
    lies_well(editor, judge, OURS)
    ticks = editor.get_by_role("checkbox")
    ticks.nth(0).check()
    ticks.nth(1).check()
    editor.get_by_role("button", name="Add what is ticked").click()
    expect(editor.get_by_text("2 questions added at the end.")).to_be_visible()
    lies_well(editor, judge, OURS)
    page.goto(QuestionSet.objects.get().get_absolute_url())
    expect(heading(page)).to_have_text("This week’s quiz")
    lies_well(page, judge)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/1/")
    play_round(page, "unsure")
    expect(page.get_by_text("This week’s quiz").first).to_be_visible()


def test_the_pages_of_copies_and_of_a_day(editor: Page, bank: Bank, judge: Judge) -> None:
    asked = bank.questions.filter(kind="choice").first()
    assert asked
    for path in (
        f"question/{asked.pk}/copy/",
        f"question/{asked.pk}/day/",
        f"bank/{bank.pk}/copy/",
    ):
        editor.goto(f"/admin/quiz/{path}")
        lies_well(editor, judge, OURS)
