"""A file comes in and a bank goes out, in the browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Bank, Question
from tests.exchange.test_plan import GIFT
from tests.factories import BankFactory

BANK = "A small bank"


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    return BankFactory(ref="small", title=BANK)


def hand_in(page: Page, folder: Path, text: str) -> None:
    file = folder / "questions.gift.txt"
    file.write_bytes(text.encode("utf-16"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show what would happen").click()


def test_a_file_is_looked_at_imported_and_exported_again(
    editor: Page, bank: Bank, tmp_path: Path
) -> None:
    editor.goto(f"/admin/quiz/bank/{bank.pk}/change/")
    editor.get_by_role("link", name="Import").click()
    expect(editor.get_by_label("Bank")).to_have_value(str(bank.pk))
    hand_in(editor, tmp_path, f"{GIFT}\nWhat? {{~a\n")
    expect(editor.get_by_role("main")).to_contain_text("Its braces { and } do not match")
    expect(editor.get_by_role("button", name="Import all")).to_have_count(0)
    assert not Question.objects.exists()
    editor.get_by_role("button", name="Leave out 1 faulty question").click()
    expect(editor.get_by_role("main")).to_contain_text("1 question of the file was left out.")
    expect(editor.get_by_role("main")).to_contain_text("Its braces { and } do not match")
    assert Question.objects.count() == 2
    editor.get_by_role("link", name="To the questions").click()
    expect(editor.get_by_role("main")).to_contain_text("What is left?")

    editor.goto(f"/admin/quiz/question/import/?bank={bank.pk}")
    hand_in(editor, tmp_path, GIFT.replace("$CATEGORY: $course$/top/Bans\n", "And? {T}\n"))
    editor.get_by_label("Topic").select_option("Bans")
    editor.get_by_role("button", name="Show it with this topic").click()
    expect(editor.get_by_role("main")).to_contain_text("1 to create, 0 to update, 2 unchanged")
    editor.get_by_role("button", name="Import all of this as drafts").click()
    expect(editor.get_by_role("main")).to_contain_text("Imported as drafts: 1 new, 0 changed.")

    editor.goto(f"/admin/quiz/bank/{bank.pk}/change/")
    editor.get_by_role("link", name="Export").click()
    with editor.expect_download() as download:
        editor.get_by_role("button", name="Download GIFT").click()
    assert download.value.suggested_filename == "small.gift.txt"
    assert "[id:ban-held]" in download.value.path().read_text(encoding="utf-8")
