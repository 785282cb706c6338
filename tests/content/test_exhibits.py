"""The tell of an exhibit: it stands in what the exhibit shows, once, and is marked there."""

from typing import get_args

import pytest
from django.template.loader import render_to_string
from lxml import html

from quiz.content import exhibits, validation
from quiz.content.exhibits import Piece
from quiz.exchange.bank_file import Exhibit
from tests.factories import SPECS

LINE = "Pay £1.45 today: https://parcelpost.example.rebook-fee.example/4471"
PARCEL = {
    "type": "message", "caption": "A text message", "title": "Parcel",
    "lines": ["We could not deliver item 4471.", LINE],
    "rows": [{"label": "From", "value": "Parcel Post"}], "buttons": ["Reply"],
}  # fmt: skip
NOWHERE = "“{}” stands nowhere in the exhibit: take it word for word from a line."
TYPES = get_args(Exhibit.model_fields["type"].annotation)


def told(*tell):
    rows = [{"text": text, "note": note} for text, note in tell]
    return [str(said) for _place, said in exhibits.faults({**PARCEL, "tell": rows})]


@pytest.mark.parametrize("text", ["today", "rebook-fee.example", "From", "Post", "Parcel Post",
                                  "Reply", LINE])  # fmt: skip
def test_a_tell_may_stand_in_whatever_is_shown(text):
    assert told((text, "So it is.")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A text", NOWHERE),
        ("message", NOWHERE),
        ("4471. Pay", NOWHERE),
        ("4471", "“{}” stands 2 times in the exhibit: take more words around it."),
    ],
)  # fmt: skip
def test_one_that_is_not_there_once_is_refused(text, said):
    assert told((text, "So it is.")) == [said.format(text)]


def test_its_note_is_short_and_no_two_overlap():
    assert told(("today", "a " * 12)) == []
    assert told(("today", "a " * 13)) == [
        "The note on “today” has 13 words: 12 are the most."
    ]  # fmt: skip
    assert told(("1.45 today", "A fee."), ("today:", "A hurry.")) == [
        "“today:” overlaps with what is marked before."
    ]  # fmt: skip
    assert told(("1.45", "A fee."), ("today", "A hurry.")) == []


def test_a_faulty_tell_keeps_a_question_from_being_published():
    content = {
        "spec": SPECS["choice"],
        "exhibit": {**PARCEL, "tell": [{"text": "x1", "note": "y"}]},
    }
    found = [each for each in validation.lasting("choice", content) if each.code == "tell"]
    assert [(each.blocks, each.field) for each in found] == [(True, "exhibit")]


def test_a_text_falls_into_pieces():
    tell = [{"text": "rebook-fee.example", "note": ""}, {"text": "Pay", "note": ""},
            {"text": "nowhere", "note": ""}]  # fmt: skip
    assert exhibits.pieces(LINE, tell) == [
        Piece("Pay", 2),
        Piece(" £1.45 today: https://parcelpost.example."),
        Piece("rebook-fee.example", 1),
        Piece("/4471"),
    ]
    assert exhibits.pieces("Hello", tell) == [Piece("Hello")]
    assert exhibits.pieces("", tell) == []


def full(kind):
    """An exhibit of a type, with something in each of its fields, and its texts."""
    return Exhibit.model_validate({**PARCEL, "type": kind}).model_dump()


def drawn(exhibit):
    return html.fromstring(render_to_string("quiz/exhibit.html", {"exhibit": exhibit}))


@pytest.mark.parametrize("kind", TYPES)
def test_each_text_of_each_type_is_marked_where_it_stands(kind):
    exhibit = full(kind)
    for text in exhibits.texts(exhibit):
        tell = [{"text": text, "note": "It is <odd> & false."}]
        if list(exhibits.faults({**exhibit, "tell": tell})):
            continue  # "Parcel" stands twice
        page = drawn({**exhibit, "tell": tell})
        (mark,) = page.xpath("//mark")
        assert " ".join(mark.text_content().split()) == f"{text} marked 1"
        assert page.xpath("//ol//li/text()") == ["It is <odd> & false."]
        plain = drawn(exhibit)
        assert not plain.xpath("//mark | //*[contains(@class, 'told')]")
        assert text in plain.text_content()
