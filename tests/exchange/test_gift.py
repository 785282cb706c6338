r"""GIFT in the forms in which it is found, from its grammar."""

import pytest

from quiz.exchange.encoding import decode
from quiz.exchange.moodle import from_gift


def only(text):
    reading = from_gift.read(text)
    assert not reading.faults, reading.faults
    assert not reading.skipped, reading.skipped
    (record,) = reading.records
    return record


def spec(text):
    return only(text).fields["spec"]


def test_one_right_answer_and_why_the_wrong_ones_tempt():
    record = only(
        "::Padlocks::What does a padlock in the address bar say?{\n"
        "  =The connection is encrypted # Nobody between can read along.\n"
        "  ~The site is honest # Thieves have padlocks too.\n"
        "  ~%-50%The site is old\n}"
    )
    assert record.kind == "choice"
    assert record.fact == "Padlocks"
    assert record.fields["prompt"] == "What does a padlock in the address bar say?"
    assert record.fields["spec"] == {
        "right": "The connection is encrypted",
        "wrong": [
            {"text": "The site is honest", "tempts": "Thieves have padlocks too."},
            {"text": "The site is old", "tempts": ""},
        ],
    }
    assert record.fields["explanation"] == "Nobody between can read along."


def test_a_gap_in_the_middle_becomes_a_blank():
    assert only("A {=cookie ~cake} is stored.").fields["prompt"] == "A _____ is stored."
    assert only("What is stored? {=Cookies ~Cakes}.").fields["prompt"] == "What is stored?"


def test_shares_make_several_right_answers():
    found = only("Which two? {~%50%One ~%50%Two ~%-100%Three ~Four}")
    assert found.kind == "multiple"
    assert found.fields["spec"]["right"] == ["One", "Two"]
    assert [row["text"] for row in found.fields["spec"]["wrong"]] == ["Three", "Four"]


def test_half_a_mark_is_lost_and_said():
    record = only("Which? {~wrong ~%50%half right =right}")
    assert record.kind == "choice"
    assert record.notes == ["“half right” earned 50% and counts as wrong here."]


@pytest.mark.parametrize(
    ("written", "right"),
    [("T", True), ("TRUE", True), ("True", True), ("F", False), ("FALSE", False)],
)
def test_true_and_false(written, right):
    found = only(f"It holds.{{{written}#You were misled.#Well seen.####It does.}}")
    assert found.kind == "true_false"
    assert found.fields["spec"] == {"right": right, "tempts": "You were misled."}
    assert found.fields["explanation"] == "It does."
    assert found.notes == ["The comment on the right answer is left out: “Well seen.”"]


@pytest.mark.parametrize(
    ("written", "right", "tolerance"),
    [
        ("#1822", 1822, 0),
        ("#3.14:0.01", 3.14, 0.01),
        ("#3.141..3.142", 3.1415, 0.0005),
        ("#1..5", 3, 2),
        ("#-5..-1", -3, 2),
        ("#=1822:2 #Yes =%50%1822:10 #Nearly", 1822, 2),
        ("#\n =%100%7:0#\n", 7, 0),
    ],
)
def test_numbers_ranges_and_tolerances(written, right, tolerance):
    found = only(f"How many?{{{written}}}")
    assert found.kind == "estimate"
    assert found.fields["spec"]["right"] == right
    assert found.fields["spec"]["tolerance"] == tolerance
    assert found.fields["spec"]["low"] is None, "an editor says which range is offered"


def test_what_is_said_of_any_other_number_says_why_people_guess_wrong():
    assert spec("How many?{#3:2~#Far off}")["tempts"] == "Far off"


def test_pairs_with_spare_answers():
    found = only("Match.{=[html]An <b>app</b> -> asks\n=site->sets a -> b\n= -> spare\n=c -> d}")
    assert found.fields["spec"] == {
        "pairs": [
            {"left": "An app", "right": "asks"},
            {"left": "site", "right": "sets a -> b"},
            {"left": "c", "right": "d"},
        ],
        "spare": ["spare"],
        "tempts": "",
    }


def test_escaped_characters_and_formats():
    found = only(
        r"[html]Is 1 \= 1 in <i>any</i> \{set\}? <br>See <a href\='https\://a.example/b'>b</a>"
        r"{~[plain]<b>\~no\~</b> =[markdown]\#yes\:\\ ~C:\temp}"
    )
    assert found.fields["prompt"] == "Is 1 = 1 in *any* {set}?\nSee [b](https://a.example/b)"
    assert found.fields["spec"]["right"] == "#yes:\\"
    assert found.fields["spec"]["wrong"][0]["text"] == "<b>~no~</b>"
    assert found.fields["spec"]["wrong"][1]["text"] == r"C:\temp"


def test_categories_are_topics_and_comments_are_none():
    reading = from_gift.read(
        "// A file\n$CATEGORY: $course$/top/Law//Rights/Bans and pauses\n\n"
        "// [id:ban-1] [tag:law]\nIt is banned. {T}\n\n"
        "It was {\n// not this ~old\n ~lifted\n =kept}\n$CATEGORY: Police\n::Last::It goes. {F}"
    )
    assert [record.topic for record in reading.records] == [
        "Bans and pauses", "Bans and pauses", "Police",
    ]  # fmt: skip
    assert [record.ref for record in reading.records] == ["ban-1", "", ""]
    assert [record.line for record in reading.records] == [5, 7, 12]
    assert reading.records[1].fields["spec"]["wrong"] == [{"text": "lifted", "tempts": ""}]


@pytest.mark.parametrize(
    "text", ["How are you? {}", "Read this first.", "Name one.{=this =that}", "Sort.{>one\ntwo}"]
)
def test_other_types_are_skipped_with_a_reason(text):
    reading = from_gift.read(f"{text}\n\nIt holds. {{T}}")
    assert len(reading.records) == 1
    ((line, said),) = reading.skipped
    assert line == 1
    assert "not have" in said or "no counterpart" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What? {~a =b", "braces"),
        ("What? ~a =b}", "braces"),
        ("What? {~a {b} =c}", "brace too many"),
        ("What? {~a ~b}", "none of its answers is right"),
        ("How many? {#lots}", "“lots” is no number"),
        ("How many? {#1,500}", "“1,500” may be 1500 or 1.5"),
        ("How many? {#5..1}", "ends before it begins"),
        ("Match {=a -> b =c}", "lacks the ->"),
        ("{=a ~b}", "asks nothing"),
    ],
)
def test_a_fault_is_said_with_its_line_and_the_rest_is_read(text, said):
    reading = from_gift.read(f"First. {{T}}\n\n{text}\n\n::Next::Last. {{F}}")
    ((line, reason),) = reading.faults
    assert line == 3
    assert said in reason
    assert [record.fields["prompt"] for record in reading.records] == ["First.", "Last."]


def test_a_blank_line_within_braces_is_forgiven():
    assert spec("Which?{\n ~a\n\n =b\n}\n\n")["right"] == "b"


def test_two_questions_without_a_blank_line_between_them():
    assert len(from_gift.read("::A::One. {T}\n::B::Two. {F}\n// c\n::C::Three. {T}").records) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_files_as_they_are_found(encoding, ends):
    text = ends.join(["::Café::Où est “l’été”?{", "~été", "=à côté", "}", "", "Oui.{T}", ""])
    reading = from_gift.read(decode(text.encode(encoding))[0])
    assert [record.line for record in reading.records] == [1, 6]
    assert reading.records[0].fields["prompt"] == "Où est “l’été”?"
    assert reading.records[0].fact == "Café"


def test_what_moodles_editor_made_of_our_list_is_still_understood():
    record = only(
        "[html]<p>It holds.</p>{T#Why####<p>It does\\: look.</p><p><strong>About this question"
        "</strong></p><ul><li>Kind\\: true_false</li><li>Source\\: A report</li><li>Publisher\\: A "
        'university</li><li>Address\\: <a href\\="https\\://u.example/r">https\\://u.example/r</a>'
        "</li><li>Minutes\\: 5</li></ul>}"
    )
    assert record.fields["explanation"] == "It does: look."
    assert record.fields["source"] == {
        "title": "A report", "publisher": "A university", "date": "",
        "url": "https://u.example/r",
    }  # fmt: skip
    assert record.fields["minutes"] == 5
