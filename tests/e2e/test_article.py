"""An article at the desk in a browser: by keyboard and by selection, judged by axe."""

from playwright.sync_api import Page, expect

from quiz.models import Article, Bank, source_of
from tests.e2e.test_accessibility import Judge, judge
from tests.e2e.test_sets import fits

__all__ = ["judge"]

TEXT = """The council has banned cameras that compare faces.
The trial ran for 14 weeks. It raised 97 alerts, and nobody was asked.
It was a wet autumn."""


def test_from_a_sentence_to_a_question_without_a_mouse(
    editor: Page, bank: Bank, judge: Judge
) -> None:
    article = Article(bank=bank, title="Not a witness", publisher="The desk", text=TEXT)
    article.source = source_of(article)
    article.save()
    editor.goto(f"/admin/quiz/article/{article.pk}/sentences/")
    third = editor.get_by_role("checkbox", name="It raised 97 alerts")
    expect(third).to_have_accessible_description("Open: a number, what happens")
    box = editor.get_by_text("The trial ran").bounding_box()
    assert box
    editor.mouse.move(box["x"] + 2, box["y"] + 10)
    editor.mouse.down()
    editor.mouse.move(box["x"] + 90, box["y"] + 10, steps=3)
    editor.mouse.up()
    expect(editor.get_by_text("1 sentence chosen")).to_be_visible()
    editor.get_by_role("checkbox", name="The trial ran").uncheck()
    editor.get_by_text("Wrong…").click()
    editor.get_by_text("A source that the desk lacks").click()
    judge(editor, "#content-main")
    editor.set_viewport_size({"width": 320, "height": 640})
    assert fits(editor)
    editor.get_by_role("button", name="It is wrong").scroll_into_view_if_needed()
    editor.get_by_text("Wrong…").click()
    third.focus()
    editor.keyboard.press("Space")
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("link", name="To what can be done with it")).to_be_focused()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("says: “It raised 97 alerts, and nobody")).to_be_visible()
    expect(editor.get_by_role("textbox", name="Right number")).to_have_value("97")
    judge(editor, ".write-drawn")
