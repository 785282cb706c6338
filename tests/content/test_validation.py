"""What is said of a question before readers meet it."""

import datetime
from dataclasses import replace

import pytest

from quiz.content.validation import findings, school_year
from tests.factories import PAGE, SPECS, TODAY, checked

DAY = datetime.timedelta(days=1)
GOOD = {
    "prompt": "How many of the matches were right?",
    "spec": SPECS["choice"],
    "explanation": "The report counted each of the alerts and followed them up. " * 4,
    "evidence": {"source": {"title": "A report", "publisher": "ICO"}, "passage": "Eight of 42."},
    "action": {"text": "Look it up.", "minutes": 5},
    "dimension": "you",
    "difficulty": "easy",
    "stance": "risk",
}


def codes(content=None, kind="choice", review_by=TODAY + DAY, **changes):
    check = review_by and checked(TODAY - DAY, review_by)
    found = findings(kind, {**(content or GOOD), **changes}, check, TODAY)
    return {(finding.code, finding.level) for finding in found}


CHECKED = checked(TODAY - DAY, TODAY + DAY)
SINCE = {"text": "They counted again.", "source": {"title": "Another report", "publisher": "ICO"}}


@pytest.mark.parametrize(
    ("check", "since", "said"),
    [
        (CHECKED, SINCE, set()),
        (replace(CHECKED, pages=()), SINCE, {("no-page", "error")}),
        (replace(CHECKED, confirmed=()), None, {("no-finding", "error")}),
        (replace(CHECKED, confirmed=("explanation", "action")), None, {("no-finding", "error")}),
        (replace(CHECKED, confirmed=("key",)), None, set()),
        (replace(CHECKED, confirmed=("key",)), SINCE, {("since-unconfirmed", "warning")}),
        (replace(CHECKED, pages=(PAGE, PAGE), copied_on=TODAY - 9 * DAY), SINCE, set()),
    ],
)
def test_a_check_names_its_page_and_what_was_confirmed_there(check, since, said):
    content = GOOD | ({"since": since} if since else {})
    found = findings("choice", content, check, TODAY)
    assert {(finding.code, finding.level) for finding in found} == said


def wrong(*texts, right="Eight of them"):
    return {"right": right, "wrong": [{"text": text, "tempts": "Why not."} for text in texts]}


def test_of_a_good_question_there_is_nothing_to_say():
    assert not codes()


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({"spec": {}}, "no-answers", "error"),
        ({"spec": {"right": "", "wrong": []}}, "answers", "error"),
        ({"kind": "multiple", "spec": {"right": [], "wrong": []}}, "answers", "error"),
        ({"spec": wrong("All of the above", "Nine")}, "catch-all", "error"),
        ({"spec": wrong("Always nine", "Never ten", "Some")}, "absolutes", "warning"),
        ({"spec": wrong("Nine of", right="Eight of them all in all")}, "long-key", "warning"),
        (
            {"spec": wrong("Nine of them all in all and more", right="Eight of them")},
            "short-key",
            "warning",
        ),
        ({"explanation": ""}, "no-explanation", "error"),
        ({"explanation": "Too short."}, "explanation-length", "warning"),
        ({"explanation": "word " * 81}, "explanation-length", "warning"),
        (
            {"explanation": "Institutional considerations notwithstanding, administrative "
             "proportionality necessitates comprehensive documentation. " * 4},
            "reading",
            "warning",
        ),
        ({"prompt": "Which was not never shown?"}, "negations", "warning"),
        ({"evidence": {"passage": "x"}}, "no-source", "error"),
        ({"evidence": {"source": {"title": "A report"}}}, "no-evidence", "error"),
        (
            {"evidence": {"source": {"title": "A"}, "passage": "word " * 41}},
            "long-passage",
            "error",
        ),
        ({"since": {"text": "More."}}, "no-source", "error"),
        ({"action": {"text": "Do it."}}, "no-minutes", "error"),
        ({"survey": {"figure": "40%"}}, "survey", "error"),
        ({"dimension": "law"}, "jurisdiction", "warning"),
        ({"dimension": "law", "jurisdiction": "UK"}, "valid", "warning"),
        ({"difficulty": ""}, "unfiled", "warning"),
        (
            {"spec": wrong("Nine", right="Eight of them, as the report says")},
            "imbalance",
            "warning",
        ),
        ({"review_by": None}, "unchecked", "error"),
        ({"review_by": TODAY - DAY}, "overdue", "error"),
    ],
)  # fmt: skip
def test_each_rule_says_what_it_finds(changes, code, level):
    assert codes(**changes) == {(code, level)} or (code, level) in codes(**changes)


@pytest.mark.parametrize(
    "spec",
    [
        wrong("A new password", "Its own device", right="A key that it signs in"),  # 22 on 14
        wrong("A password and a key", "A code and its device", right="Its device"),
    ],
)
def test_an_answer_sticks_out_where_a_reader_sees_it_and_not_by_a_word(spec):
    assert not {code for code, _level in codes(spec=spec)} & {"long-key", "short-key"}


def test_a_question_without_a_thing_to_do_is_told_so():
    content = {name: part for name, part in GOOD.items() if name != "action"}
    assert codes(content) == {("no-action", "warning")}


def test_a_check_holds_on_its_last_day():
    assert not codes(review_by=TODAY)


def test_absolutes_on_both_sides_are_fair():
    spec = wrong("Always nine", "Never ten", right="All of the eight")
    assert ("absolutes", "warning") not in codes(spec=spec)


@pytest.mark.parametrize("kind", ["true_false", "estimate", "ordering", "matching"])
def test_rules_about_options_leave_other_kinds_alone(kind):
    assert not codes(kind=kind, spec=SPECS[kind])


def test_reading_level_is_smith_and_senters():
    """35 letters in 12 words in 2 sentences: 4.71 * 35/12 + 0.5 * 6 - 21.43 = -4.69."""
    text = "The cat sat on the mat. The dog ran to the door."
    assert school_year(text) == pytest.approx(-4.69, abs=0.01)
