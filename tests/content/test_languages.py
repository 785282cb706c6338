"""The languages of banks: each can be shown, and each is found by what people call it."""

import pytest
from django.utils.formats import get_format_modules
from django.utils.translation import get_language_info

from quiz.content import languages, numbers


@pytest.mark.parametrize("code", languages.CODES)
def test_direction_and_numbers_of_each_are_known(code):
    info = get_language_info(code)
    if code not in ("az", "ur"):  # Azerbaijani is written in Latin letters
        assert info["bidi"] == (code in languages.RIGHT_TO_LEFT)
    assert code == "ur" or get_format_modules(code)
    assert len(code) <= 7
    said = numbers.say(1234567.5, code)
    assert numbers.read(said, code) == 1234567.5
    assert info["name_local"] in languages.names()[code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Deutsch", "de"),
        ("german", "de"),
        (" de_AT ", "de"),
        ("pt-BR", "pt-br"),
        ("pt-PT", "pt"),
        ("français", "fr"),
        ("العربيّة", "ar"),
        ("zh", "zh-hans"),
        ("EN", "en"),
        ("Klingon", None),
        ("", None),
    ],
)
def test_a_language_is_found_by_its_code_or_its_name(said, code):
    assert languages.find(said) == code


def test_what_is_not_in_our_language_says_so():
    assert languages.attributes("en-gb") == languages.attributes("") == ""
    assert languages.attributes("de") == ' lang="de"'
    assert languages.attributes("Deutsch") == ' lang="de"'
    assert languages.attributes("ar") == ' lang="ar" dir="rtl"'
    assert languages.attributes('"><b>') == ' lang=""'
    assert languages.ours("en") == ""
    assert languages.ours("ar") == ' lang="en" dir="ltr"'
