"""What there is to look at is made at the desk: the fields that fit, and a drawing as one types."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Question
from tests.factories import QuestionFactory


@pytest.fixture
def draft(editor: Page) -> Question:
    """A draft whose page is open in front of an editor."""
    question = QuestionFactory(prompt="Whose message is it?")
    editor.goto(f"/admin/quiz/question/{question.pk}/change/")
    return question


def opened(page: Page) -> Any:
    """The fields, wherever on the page they are folded away."""
    fields = page.locator(".exhibit-input")
    for folded in page.locator("details:not([open])", has=fields).all():
        folded.locator("summary").first.click()
    return fields


def test_a_message_is_made_drawn_as_it_is_typed_and_marked(editor: Page, draft: Question) -> None:
    fields = opened(editor)
    expect(fields.get_by_label("Caption")).to_be_hidden()
    fields.get_by_label("A message, a page, a drawing").select_option("Text message")
    expect(fields.get_by_label("Buttons in it")).to_be_hidden()
    fields.get_by_label("Caption").fill("A text message")
    expect(fields.get_by_label("What it is called 1")).to_have_value("From")
    fields.get_by_label("What stands there 1").fill("Parcel Post")
    fields.get_by_label("Text in it").fill("Pay £1.45 today.\nIt waits for you.")
    drawn = fields.get_by_role("figure")
    expect(drawn).to_contain_text("Parcel Post")
    expect(drawn.get_by_text("It waits for you.")).to_be_visible()
    expect(drawn.locator(".sheet")).to_have_css("border-top-style", "solid")
    fields.get_by_label("Text in it").evaluate("one => one.setSelectionRange(10, 10)")
    for key in ["Shift+ArrowRight"] * 5 + ["Tab"] * 3:
        editor.keyboard.press(key)
    expect(fields.get_by_role("button", name="Mark “today”")).to_be_focused()
    editor.keyboard.press("Enter")
    note = fields.get_by_label("What they give away 1")
    expect(note).to_be_focused()
    editor.keyboard.type("A hurry.")
    expect(fields.get_by_label("Words in it 1")).to_have_value("today")
    expect(drawn.locator("mark")).to_have_text("today marked 1")
    expect(fields.get_by_label("Words in it 2")).to_be_hidden()
    for number in (2, 3, 4):
        fields.get_by_role("button", name="Add a row").last.click()
        expect(fields.get_by_label(f"Words in it {number}")).to_be_focused()
    fields.get_by_label("Words in it 4").fill("tomorrow")
    expect(fields.get_by_role("link", name="Marked in it after the answer").first).to_be_visible()
    fields.get_by_label("Words in it 4").fill("waits")
    fields.get_by_label("What they give away 4").fill("It does not.")
    editor.get_by_role("button", name="Save", exact=True).first.click()
    expect(editor.locator(".messagelist")).to_contain_text("Saved")
    editor.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.exhibit
    assert [row["text"] for row in draft.exhibit["tell"]] == ["today", "waits"]
    expect(opened(editor).get_by_role("figure").last.locator("mark")).to_have_count(2)


def test_another_look_keeps_what_is_typed_in_sight(editor: Page, draft: Question) -> None:
    fields = opened(editor)
    fields.get_by_label("A message, a page, a drawing").select_option("Settings screen")
    fields.get_by_label("Buttons in it").fill("Done")
    fields.get_by_label("A message, a page, a drawing").select_option("Text message")
    expect(fields.get_by_label("Buttons in it")).to_be_visible()
    expect(
        fields.get_by_text("Not usual in what you chose.").locator("visible=true")
    ).to_be_visible()
    fields.get_by_label("A message, a page, a drawing").select_option("Nothing to look at")
    expect(fields.get_by_label("Buttons in it")).to_be_hidden()
