"""A number is read as whoever wrote it meant it, or not at all."""

import pytest
from django.conf.locale import LANG_INFO
from hypothesis import given
from hypothesis import strategies as st

from quiz.content.numbers import Ambiguous, NotANumber, plain, read, readings, say

LANGUAGES = sorted(LANG_INFO)
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**9), 10**9, places=3).map(float),
    st.decimals(-(10**9), 10**9, places=6).map(float),
)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar", ""])
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("25", 25),
        (" 25 ", 25),
        ("+25", 25),
        ("007", 7),
        ("3,5", 3.5),
        ("3.5", 3.5),
        (",5", 0.5),
        (".5", 0.5),
        ("0,500", 0.5),
        ("0.500", 0.5),
        ("12,00", 12),
        ("1.2340", 1.234),
        ("1200,5", 1200.5),
        ("1,200,000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("1\u2009200\u2009000", 1_200_000),
        ("1\u202f200,5", 1200.5),
        ("1'200", 1200),
        ("1’200.50", 1200.5),
        ("1,200.50", 1200.5),
        ("1.200,50", 1200.5),
        ("1,200.500", 1200.5),
        ("−5", -5),
        ("–5", -5),
        ("- 5", -5),
        ("-0", 0),
        ("１２", 12),
        ("３，５", 3.5),
        ("٣٫٥", 3.5),
        ("\u200f-5", -5),
    ],
)
def test_what_has_one_meaning_is_read_in_every_language(written, meant, language):
    assert read(written, language) == meant
    assert isinstance(read(written, language), type(meant))


@pytest.mark.parametrize(
    "written",
    ["", " ", "many", "3½", "½", "1²", "1⁄2", "1/2", "1e5", "1e999", "nan", "Infinity", "1_000",
     "0x10", "5-", "5–10", "±5", "5 %", "1,2,3", "1,20,30", "1.200,300,400", "1 20", "12 34",
     "1,,200", "1, 200", "1,200,", "--5", "٣٫", "9" * 41, "1" * 5000, "012,345", "0,200,300"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "de", ""])
def test_what_is_no_number_is_refused(written, language):
    with pytest.raises(NotANumber) as refusal:
        read(written, language)
    assert not isinstance(refusal.value, Ambiguous)


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("en", "1,200", 1200),
        ("en", "-1,200", -1200),
        ("en", "1.200", None),
        ("en", "1.234", None),
        ("de", "1.200", 1200),
        ("de-at", "1.200", 1200),
        ("de", "1,200", None),
        ("de", "1,234", None),
        ("fr", "1,200", None),
        ("fr", "1.200", None),
        ("no", "1,200", None),  # its notation is not known, and it is not English
        ("", "1,200", None),
        ("", "1.200", None),
    ],
)
def test_one_sign_before_three_digits_is_believed_only_where_the_page_writes_so(
    language, written, meant
):
    if meant is not None:
        assert read(written, language) == meant
        return
    with pytest.raises(Ambiguous) as refusal:
        read(written, language)
    large, small = refusal.value.readings
    assert large == small * 1000


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1,234,567.5"), ("de", "1.234.567,5"), ("fr", "1\u00a0234\u00a0567,5"),
     ("ar", "1234567,5"), ("tlh", "1234567.5"), ("", "1,234,567.5")],
)  # fmt: skip
def test_a_number_is_said_in_the_notation_of_its_language(language, said):
    assert say(1_234_567.5, language) == said


def test_a_number_has_no_more_decimals_than_it_needs():
    assert [say(n) for n in (26, 26.0, -0.0, 0.1 + 0.2, 1e-7, -0.05)] == [
        "26", "26", "0", "0.3", "0", "-0.05"
    ]  # fmt: skip
    assert plain(1e-7) == "0.0000001"
    assert plain(1e21) == "1" + 21 * "0"


@given(NUMBERS, st.sampled_from(LANGUAGES))
def test_what_a_page_says_is_read_back_as_the_same_number(number, language):
    assert read(say(number, language), language) == number
    assert read(plain(number, language), language) == number


def understood(written, language):
    """What the field makes of it: one number, two that it asks about, or none."""
    try:
        return [read(written, language)]
    except Ambiguous as refusal:
        return list(refusal.readings)
    except NotANumber:
        return []


@given(NUMBERS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_what_one_page_says_is_never_another_number_on_a_page_in_another_language(
    number, language, other
):
    assert number in understood(say(number, language), other)
    assert understood(plain(number, language), other) == [number]


@given(
    st.text(st.sampled_from("0123456789.,' -+−\u00a0\u202f٫１"), max_size=14),
    st.sampled_from([*LANGUAGES, ""]),
)
def test_nothing_is_read_as_what_it_cannot_mean(written, language):
    can_mean = readings(written)
    assert len(set(can_mean)) == len(can_mean) <= 2
    assert understood(written, language) in ([can_mean[0]] if can_mean else [], can_mean)
