"""Texts the way people say them."""

import pytest

from quiz.content.wording import unquoted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“Sorry, wrong number”", "Sorry, wrong number"),
        ("„Falsch verbunden“", "Falsch verbunden"),
        ("« Vous vous trompez »", "Vous vous trompez"),
        ("“Yes” or “No”", "“Yes” or “No”"),
        ("The word “password”", "The word “password”"),
        ("“", "“"),
        (True, True),
    ],
)
def test_what_stands_in_our_quotation_marks_has_none_of_its_own(text, said):
    assert unquoted(text) == said
