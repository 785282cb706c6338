"""What two changed at once: both where it fits together, and never half of one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.merge import LONGEST, merged, merged_text, sentences

PARTS = st.lists(st.sampled_from("abcd"), max_size=6)

BASE = "The ban binds the city. Five searches were made, and none matched. They said so."


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        (
            BASE.replace("and none matched", "without a match"),
            BASE + " Ask who checks.",
            "The ban binds the city. Five searches were made, without a match. They said so. "
            "Ask who checks.",
        ),
        (BASE.replace("city", "town"), BASE.replace("They said so", "It says so"),
         "The ban binds the town. Five searches were made, and none matched. It says so."),
        (BASE.replace("city", "town"), BASE.replace("city", "county"), None),
        (BASE + " One.", BASE + " Two.", None),
        (BASE.replace(" They said so.", ""), BASE.replace("city", "town"),
         "The ban binds the town. Five searches were made, and none matched."),
        (BASE.replace("They said so.", "It said so."), BASE + " Ask.",
         "The ban binds the city. Five searches were made, and none matched. It said so. Ask."),
        (BASE.replace("Five", "Six"), BASE.replace("Five", "Six"), BASE.replace("Five", "Six")),
        ("Theirs.", "Mine.", None),
        ("", BASE.replace("city", "town"), None),
    ],
)  # fmt: skip
def test_both_are_kept_where_they_changed_different_sentences(theirs, mine, both):
    assert merged_text(BASE, theirs, mine) == both
    assert merged_text(BASE, mine, theirs) == both


def test_rows_are_merged_as_sentences_are():
    assert merged("abc", "bc", "abx") == ["b", "x"]
    assert merged("abc", "xbc", "abcd") == ["x", "b", "c", "d"]
    assert merged("abc", "xbc", "ybc") is None


def test_lines_are_sentences_too():
    assert merged_text("One\n\nTwo", "Eins\n\nTwo", "One\n\nZwei") == "Eins\n\nZwei"


@given(st.text(alphabet="ab.!? \n”", max_size=40))
def test_no_sign_is_lost(text):
    assert "".join(sentences(text)) == text


@given(PARTS, PARTS)
def test_what_one_alone_changed_is_taken_over(base, theirs):
    assert merged(base, theirs, base) == theirs
    assert merged(base, base, theirs) == theirs
    assert merged(base, theirs, theirs) == theirs


@given(PARTS, PARTS, PARTS)
def test_it_matters_not_who_came_first(base, theirs, mine):
    assert merged(base, theirs, mine) == merged(base, mine, theirs)


@given(PARTS, PARTS, PARTS)
def test_nothing_that_either_put_in_is_lost(base, theirs, mine):
    both = merged(base, theirs, mine)
    if both is not None:
        for part in set(theirs + mine) - set(base):
            assert part in both


def test_no_text_takes_long_to_put_together():
    begun = time.process_time()
    assert sentences("a" + " " * 100_000 + "b") == ["a" + " " * 100_000 + "b"]
    assert merged_text("a. " * LONGEST, "b. " + "a. " * LONGEST, "a. " * LONGEST + "c.") is None
    base = "a. " * (LONGEST // 3 - 10)
    merged_text(base, "b. " + base, base + "c.")
    assert time.process_time() - begun < 5
