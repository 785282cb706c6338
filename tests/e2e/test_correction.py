"""From a reader's report to a correction that the reader is told of, in the browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from quiz.models import Question, Turn
from tests.e2e.playing import answer, open_more, open_round, question


def test_a_report_becomes_a_correction_and_the_reader_learns_of_it(
    editor: Page, reader: Callable[..., Page], settings
) -> None:
    settings.FOUR_EYES = False
    page = reader()
    played = open_round(page, question("choice"))
    answer(page, "wrong")
    open_more(page)
    page.get_by_text("Something wrong with this question?").click()
    page.get_by_label("In your words, if you like").fill("The report says forty.")
    page.get_by_role("button", name="The answer is wrong").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()

    editor.goto("/admin/")
    editor.get_by_role("navigation").get_by_role("link", name="Reports 1").first.click()
    expect(editor.get_by_text("The report says forty.")).to_be_visible()
    editor.locator("#result_list tbody a").first.click()
    editor.get_by_label("Accepted").check()
    editor.get_by_role("button", name="Save", exact=True).click()

    asked = Question.objects.get()
    editor.goto(f"/admin/quiz/question/{asked.pk}/change/")
    right, wrong = editor.locator("[name=right]"), editor.locator("[name$=_text]")
    row = next(n for n in range(wrong.count()) if wrong.nth(n).input_value() == "Forty")
    right.fill("Forty")
    wrong.nth(row).fill("Eight")
    editor.get_by_role("button", name="Save", exact=True).click()
    another = editor.get_by_role("region", name="The right answer is another one")
    another.get_by_role("link", name="Correct in public").click()
    editor.get_by_label("Said in public").fill("The report counts forty.")
    editor.get_by_role("button", name="Publish as a correction").click()
    editor.get_by_role("button", name="Look through stored answers").click()
    expect(editor.get_by_text("Grades that go up: fewer than 20")).to_be_visible()
    editor.get_by_role("button", name="Regrade now").click()
    expect(editor.get_by_text("Regraded: what changed stands below.")).to_be_visible()
    assert Turn.objects.get().grade == 1

    page.goto(f"/rounds/{played.key}/")
    expect(page.locator(".score")).to_have_text("1 of 1 right")
    expect(page.locator(".corrected").first).to_contain_text("The report counts forty.")
    page.locator(".corrected a").first.click()
    expect(page.locator(".correction")).to_contain_text("The report counts forty.")
