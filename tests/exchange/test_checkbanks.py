"""The check of the bank files, as it stands in the gate."""

import re

import pytest
from django.core.management import CommandError, call_command

from tests.exchange.test_load import FILE

LONG = "Eight of the 42 could be verified. " * 5
GOOD = (
    FILE.replace("Eight of the 42 could be verified.", LONG)
    .replace("Thirty-four were not verified.", LONG)
    .replace("ref: small\n", "ref: small\n  article: report\n")
)


def check(tmp_path, capsys, text=GOOD, *arguments, article=""):
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    if article:
        (tmp_path / "article.txt").write_text(article, encoding="utf-8")
        arguments = (*arguments, "--article", str(tmp_path / "article.txt"))
    failed = False
    try:
        call_command("checkbanks", str(path), "--on", "2026-11-22", *arguments)
    except CommandError:
        failed = True
    said = capsys.readouterr()
    return failed, said.out + said.err


def test_the_shipped_banks_have_no_error_and_a_reason_for_every_warning():
    call_command("checkbanks", "--strict", "--on", "2026-11-22", verbosity=0)


def test_a_fault_is_said_with_file_line_and_reason(tmp_path, capsys):
    failed, said = check(tmp_path, capsys, GOOD.replace(LONG, "Short.", 1))
    assert not failed
    assert re.search(
        r"small.yaml:28: warning \(explanation-length\): how-many: The explanation has 1 wo", said
    )
    failed, _ = check(tmp_path, capsys, GOOD.replace(LONG, "Short.", 1), "--strict")
    assert failed


def test_a_warning_with_a_reason_may_stand(tmp_path, capsys):
    allowed = GOOD.replace(LONG, "Short.", 1).replace(
        "    exhibit:", "    allow: {explanation-length: It says all.}\n    exhibit:"
    )
    _, said = check(tmp_path, capsys, allowed)
    assert "explanation-length" not in said


def test_an_allowance_for_nothing_is_an_error(tmp_path, capsys):
    text = GOOD.replace("    exhibit:", "    allow: {absolutes: It says all.}\n    exhibit:")
    failed, said = check(tmp_path, capsys, text)
    assert failed
    assert "nothing to allow under “absolutes”" in said


def test_overdue_is_a_warning_unless_today_is_meant(tmp_path, capsys):
    late = GOOD.replace("2026-11-22, review_by: 2027-11-22", "2025-11-22, review_by: 2026-11-21")
    failed, said = check(tmp_path, capsys, late, "--strict")
    assert "warning (overdue)" in said
    assert "The check has run out" in said
    failed, said = check(tmp_path, capsys, late, "--today")
    assert failed
    assert "error (overdue)" in said


def test_what_is_said_to_be_from_the_article_must_be_in_it(tmp_path, capsys):
    article = "It said: Eight of 42 matches\nwere “verified”. " + "More words. " * 20
    text = GOOD.replace(
        "Eight of 42 matches were verified.", 'Eight of 42 matches were "verified".'
    )
    failed, said = check(tmp_path, capsys, text, article=article)
    assert "not in the article" not in said
    failed, said = check(tmp_path, capsys, text, article="Something else. " * 20)
    assert failed
    assert "the passage is not in the article" in said
    failed, said = check(tmp_path, capsys, text, article='Eight of 42 matches were "verified".')
    assert failed
    assert "over a quarter" in said


@pytest.mark.parametrize(
    "code", ["kinds", "topics", "stance", "difficulty", "scenes", "exhibits", "hooks"]
)
def test_a_lopsided_bank_is_said_to_be_one(tmp_path, capsys, code):
    lopsided = GOOD.replace("    check:", "    stance: risk\n    difficulty: hard\n    check:")
    _, said = check(tmp_path, capsys, re.sub("    exhibit: .*\n", "", lopsided))
    assert f"warning ({code})" in said


def test_what_a_round_can_begin_with_is_counted(tmp_path, capsys):
    _, said = check(
        tmp_path, capsys, GOOD.replace("    check:", "    difficulty: easy\n    check:")
    )
    assert "to begin with: easy and of one tap 2, with something to look at 1, " in said


def test_what_falls_short_of_the_standard_is_counted(tmp_path, capsys):
    _, said = check(tmp_path, capsys)
    assert "short of the standard: no-passage 1" in said
    assert "checks that name a page: 0 of 2; by day: 2026-11-22 2" in said
    assert "most checks that fall due on one day: 2" in said


def test_what_falls_short_of_the_standard_needs_a_reason(tmp_path, capsys):
    asked = GOOD.replace("prompt: Most were wrong.", "prompt: The study found most wrong.")
    _, said = check(tmp_path, capsys, asked)
    assert "warning (institution): true-that: The question says who found it out." in said
    allowed = "prompt: The study found most wrong.\n    allow: {institution: It is about it.}"
    _, said = check(tmp_path, capsys, GOOD.replace("prompt: Most were wrong.", allowed))
    assert "institution)" not in said
    assert "nothing to allow" not in said


def test_a_prompt_that_is_too_long_is_an_error(tmp_path, capsys):
    long = GOOD.replace("prompt: Most were wrong.", "prompt: " + "word " * 26)
    failed, said = check(tmp_path, capsys, long)
    assert failed
    assert "error (prompt-words): true-that: The question has 26 words; 25 at most" in said


def test_a_check_that_says_a_day_only_is_warned_of(tmp_path, capsys):
    failed, said = check(tmp_path, capsys)
    assert not failed
    assert "warning (no-page): how-many: Give the address of the page" in said
    named = "review_by: 2027-11-22, pages: [https://university.example/report]"
    failed, said = check(tmp_path, capsys, GOOD.replace("review_by: 2027-11-22", named))
    assert failed
    assert "error (no-finding): how-many: Say what was confirmed there" in said


def test_fewer_variants_than_promised_are_said(tmp_path, capsys):
    promised = GOOD.replace("  article: report\n", "  article: report\n  variants: 2\n")
    _, said = check(tmp_path, capsys, promised)
    assert "warning (variants): 1 facts have variants, not 2" in said


def test_a_bank_whose_key_can_be_guessed_fails(tmp_path, capsys):
    head, questions = GOOD.split("questions:\n")
    one = questions[: questions.index("  - ref: true-that")]
    many = "".join(
        one.replace("ref: how-many", f"ref: how-many-{n}").replace(
            "right: 8", f"right: The much longer one is number {n}"
        )
        for n in range(12)
    )
    failed, said = check(tmp_path, capsys, f"{head}questions:\n{many}")
    assert failed
    assert "error (tactic): “the longest answer” earns 12.0 of 12" in said
    assert "error (long-key)" in said
    assert "warning (quoting)" not in said


def test_the_same_question_under_two_facts_is_found(tmp_path, capsys):
    one = GOOD[GOOD.index("  - ref: how-many") : GOOD.index("  - ref: true-that")]
    twice = GOOD.replace("facts:\n", "facts:\n  other: Another.\n") + one.replace(
        "ref: how-many", "ref: how-many-again"
    ).replace("fact: eight", "fact: other")
    _, said = check(tmp_path, capsys, twice)
    assert "how-many-again shares 100% of its words with how-many" in said
    _, said = check(
        tmp_path, capsys, twice + "    allow: {overlap: It is asked of another year.}\n"
    )
    assert "(overlap)" not in said


def test_quoting_one_source_at_length_is_said(tmp_path, capsys):
    passages = [
        GOOD[GOOD.index("  - ref: how-many") : GOOD.index("  - ref: true-that")]
        .replace("ref: how-many", f"ref: how-many-{n}")
        .replace("Eight of 42 matches were verified.", "word " * 39)
        for n in range(5)
    ]
    _, said = check(tmp_path, capsys, GOOD + "".join(passages))
    assert "warning (quoting): 201 words are quoted from report" in said


def test_a_broken_file_is_refused_with_its_line(tmp_path, capsys):
    failed, said = check(tmp_path, capsys, GOOD.replace("kind: choice", "kind: riddle"))
    assert failed
    assert "small.yaml:24" in said or "small.yaml:2" in said


def test_quietly_it_says_only_what_is_wrong(tmp_path, capsys):
    _, said = check(tmp_path, capsys, GOOD, "-v0")
    assert "ARI" not in said
