"""Texts are tidied once, where they enter, and whatever is stored breaks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from quiz.core.characters import for_xml, tidy, tidy_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Who reads your\x0bmessages?", "Who reads your\nmessages?"),
        ("a\0b\x01c\x1b[0m\x7f\x9f", "abc[0m"),
        ("Cafe\u0301", "Café"),
        ("pass\u200bword\ufeff", "password"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066left\u2069", "left"),
        ("a\ud83d", "a"),
        ("  one  \n  two\t\n\n", "one\n  two"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("pass\u200cword\u200d", "password"),
        ("5\u00a0%, l\u2019an, \u00ad", "5\u00a0%, l\u2019an, \u00ad"),
    ],
)
def test_a_text_is_what_it_looks_like(typed, kept):
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Nur Google\r\nund Apple", "Nur Google und Apple"), ("a \n\n b\tc", "a b c"), ("\n", "")],
)
def test_a_line_is_one_line(typed, kept):
    assert tidy_line(typed) == kept


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text):
    for tidied in (tidy, tidy_line):
        assert tidied(tidied(text)) == tidied(text)
    assert "\n" not in tidy_line(text)
    assert for_xml(tidy(text)) == tidy(text)


@given(st.text(st.characters(codec=None, categories=None)))
def test_whatever_is_written_as_xml_can_be_read_again(text):
    element = etree.Element("text")
    element.text = for_xml(text)
    assert etree.fromstring(etree.tostring(element)).tag == "text"


@pytest.mark.parametrize("piece", [" ", "\n", " \n", "\t ", "\u200c", "e\u0301", "\u0301\u0316"])
def test_a_very_long_file_is_tidied_in_one_go(piece):
    """What looked back at each sign would take half an hour for these."""
    text = piece * 400_000
    assert len(tidy(text)) <= len(text)
    assert len(tidy_line(text)) <= len(text)
