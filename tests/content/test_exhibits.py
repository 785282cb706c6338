"""Exhibits: their tell stands in what they show, once, and is marked there; and their drawings."""

from typing import get_args

import pytest
from django.template.loader import render_to_string
from lxml import html

from quiz.content import exhibits, validation
from quiz.content.exhibits import Piece
from quiz.exchange.bank_shape import Exhibit
from tests.factories import NUMBERS, SPECS

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
    return Exhibit.model_validate({**PARCEL, **NUMBERS.get(kind, {}), "type": kind}).model_dump()


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


# Drawings.


@pytest.mark.parametrize(
    ("people", "flagged", "marked"),
    [(30, 1, [15]), (5, 2, [1, 3]), (3, 3, [0, 1, 2]), (1, 1, [0]), (6, 0, []), (6, None, [])],
)
def test_who_is_marked_stands_evenly_apart(people, flagged, marked):
    heads = exhibits.heads({"people": people, "flagged": flagged})
    assert len(heads) == people
    assert [place for place, looks in enumerate(heads) if looks == "flagged"] == marked


def test_so_many_are_marked_as_the_file_says():
    for people in range(1, 121):
        for flagged in range(people + 1):
            heads = exhibits.heads({"people": people, "flagged": flagged})
            assert heads.count("flagged") == flagged


def with_number(text, **numbers):
    tell = [{"text": text, "note": "They were right."}]
    return {"type": "crowd", "caption": "Alerts", **numbers, "tell": tell}


@pytest.mark.parametrize("flagged", [None, 0, 5, 42])
def test_after_the_answer_so_many_people_stand_out_as_its_tell_says(flagged):
    exhibit = with_number("5", people=42, flagged=flagged)
    assert list(exhibits.faults(exhibit)) == []
    heads = exhibits.heads(exhibit)
    assert (len(heads), heads.count("told"), heads.count("flagged")) == (42, 5, 0)
    before = exhibits.heads(exhibits.asked(exhibit))
    assert (before.count("told"), before.count("flagged")) == (0, flagged or 0)
    if flagged:
        assert {at for at, looks in enumerate(heads) if looks} <= {
            at for at, looks in enumerate(before) if looks
        }
    page = drawn(exhibit)
    assert len(page.xpath("//*[@class='heads']/span[@class='told']")) == 5
    label = " ".join(page.xpath("string(//*[@class='heads']/@aria-label)").split())
    assert label == "A drawing of 42 people; 5 of them stand out"
    assert "In the drawing:" in page.text_content()
    assert page.xpath("//ol//li/text()") == ["They were right."]
    asked = drawn(exhibits.asked(exhibit))
    assert not asked.xpath("//*[contains(@class, 'told')]")
    assert "stand out" not in html.tostring(asked).decode()


@pytest.mark.parametrize(
    ("text", "flagged", "said"),
    [
        ("0", 8, "“0” of 8 people cannot stand out: take a number from 1 to 8."),
        ("9", 8, "“9” of 8 people cannot stand out: take a number from 1 to 8."),
        ("43", 0, "“43” of 42 people cannot stand out: take a number from 1 to 42."),
        ("nobody", 0, NOWHERE.format("nobody")),
    ],
)
def test_a_number_of_people_that_are_not_drawn_is_refused(text, flagged, said):
    exhibit = with_number(text, people=42, flagged=flagged)
    assert [str(each) for _place, each in exhibits.faults(exhibit)] == [said]


@pytest.mark.parametrize("text", ["43", "999", "9" * 9, "9" * 5000])
def test_a_draft_with_too_large_a_number_is_drawn_all_the_same(text):
    exhibit = with_number(text, people=42)
    assert list(exhibits.faults(exhibit))
    assert len(exhibits.heads(exhibit)) == 42
    assert drawn(exhibit) is not None


def test_how_many_stand_out_is_said_once():
    exhibit = with_number("5", people=42)
    exhibit["tell"].append({"text": "6", "note": "Or so."})
    assert [(place, str(said)) for place, said in exhibits.faults(exhibit)] == [
        (1, "How many stand out is said before “6”.")
    ]


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_is_drawn_from_its_own_numbers_alone(kind):
    plain = {"type": kind, "caption": "A drawing"}
    takes = exhibits.DRAWN.get(kind, ())
    for name in exhibits.NUMBERS:
        value = [1] if name == "scores" else 1
        said = [str(each) for _name, each in exhibits.misdrawn({**plain, name: value})]
        assert (f"“{kind}” has no {name}." in said) == (name not in takes)
    said = [str(each) for _name, each in exhibits.misdrawn(plain)]
    assert said == ([f"A drawing “{kind}” needs {takes[0]}."] if takes else [])
    assert list(exhibits.misdrawn({**plain, **NUMBERS.get(kind, {})})) == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"type": "crowd", "people": 121}, "There is room for 120 people."),
        ({"type": "street", "people": 7}, "There is room for 6 people."),
        ({"type": "faces", "people": 2, "flagged": 3}, "More are flagged than there are people."),
        ({"type": "threshold", "limit": 101}, "A limit and scores go from 0 to 100."),
        ({"type": "threshold", "limit": 1, "scores": [-1]}, "A limit and scores go from 0 to 100."),
    ],
)
def test_a_drawing_that_has_no_room_is_refused(numbers, said):
    assert [str(each) for _name, each in exhibits.misdrawn(numbers)] == [said]


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_is_not_drawn_says_nothing_of_numbers(kind):
    drawing = Exhibit(type=kind, caption="A drawing", **NUMBERS[kind]).model_dump()
    assert {*drawing} & {*exhibits.NUMBERS} == {*NUMBERS[kind]}
    plain = Exhibit(type="message", caption="A message").model_dump()
    assert {*plain} & {*exhibits.NUMBERS} == set()
