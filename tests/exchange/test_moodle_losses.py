"""What another system means is read as it was meant, and what has no place here is said."""

import pytest

from quiz.content import markdown
from quiz.exchange.formats import FORMATS

pytestmark = pytest.mark.any_database

HEAD = '<quiz><question type="category"><category><text>top/A</text></category></question>'


def xml(type_="multichoice", asked="Which?", answers="", more="", style="html"):
    return (
        f'<question type="{type_}"><name><text>n</text></name><questiontext format="{style}">'
        f"<text><![CDATA[{asked}]]></text></questiontext>{more}{answers}</question>"
    )


def answer(share, text, comment="", style="html"):
    return (
        f'<answer fraction="{share}" format="{style}"><text><![CDATA[{text}]]></text>'
        f"<feedback><text>{comment}</text></feedback></answer>"
    )


YES_NO = answer(100, "yes") + answer(0, "no")


def read(*questions):
    reading = FORMATS["xml"].read(f"{HEAD}{''.join(questions)}</quiz>")
    assert not reading.faults
    assert not reading.skipped
    return reading.records


def test_true_and_false_in_any_language_are_known_by_their_order():
    for first, second in [("Wahr", "Falsch"), ("Vrai", "Faux"), ("正しい", "間違い")]:
        (record,) = read(
            xml("truefalse", "Round?", answer(100, first, "Yes.") + answer(0, second, "It is."))
        )
        assert record.fields["spec"]["right"] is True
        assert record.fields["spec"]["tempts"] == "It is."
        assert first.lower() in " ".join(record.notes)
        (record,) = read(xml("truefalse", "Flat?", answer(0, first) + answer(100, second)))
        assert record.fields["spec"]["right"] is False
    (record,) = read(xml("truefalse", "Flat?", answer(100, "false") + answer(0, "true")))
    assert (record.fields["spec"]["right"], record.notes) == (False, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10<sup>6</sup> of 2<sup>10</sup>", "10⁶ of 2¹⁰"),
        ("H<sub>2</sub>O, x<sup>n+1</sup>", "H₂O, xⁿ⁺¹"),
        ("the 1<sup>st</sup>", "the 1st"),
        ("e<sup>kt</sup>, x<sub>m</sub>, <sup></sup>y", "e^(kt), x_m, y"),
        ("is <s>not</s> safe", "is (struck out: not) safe"),
        ("2*3*4 and a_b and _c_", "2*3*4 and a_b and _c_"),
    ],
)
def test_what_is_set_higher_lower_or_struck_out_says_what_it_said(text, said):
    (record,) = read(xml("multichoice", f"<p>{text}</p>", answer(100, text) + answer(0, "no")))
    assert markdown.plain(record.fields["prompt"]) == said
    assert record.fields["spec"]["right"] == said


@pytest.mark.parametrize("style", ["plain_text", "html", "moodle_auto_format"])
@pytest.mark.parametrize(
    "text", ["What is 2*3*4?", "1. January is a day", "- a dash", "_a_ `b` [c](https://d.example)"]
)
def test_signs_of_a_text_that_is_no_markdown_mean_nothing(style, text):
    (record,) = read(xml("multichoice", text, YES_NO, style=style))
    assert markdown.plain(record.fields["prompt"]) == text
    block = markdown.block(record.fields["prompt"])
    assert not any(tag in block for tag in ("<em>", "<li>", "<code>", "<a "))


def test_a_gap_stays_a_gap_and_what_is_markdown_stays_so():
    (record,) = FORMATS["gift"].read("A {=dog ~cat} *barks*.").records
    assert record.fields["prompt"] == r"A _____ \*barks\*."
    (record,) = FORMATS["gift"].read("[markdown]A *dog*? {=yes ~no}").records
    assert record.fields["prompt"] == "A *dog*?"


def test_rows_of_a_table_and_lines_that_were_set_stay_apart():
    asked = (
        "<table><tr><th>App</th><th>Asks for</th></tr><tr><td>Torch</td><td>Contacts</td></tr>"
        "</table><pre>GET /a\nHost: b</pre><p>Which app?</p>"
    )
    (record,) = read(xml("multichoice", asked, YES_NO))
    lines = [line for line in record.fields["prompt"].split("\n") if line]
    assert lines == ["App | Asks for", "Torch | Contacts", "GET /a", "Host: b", "Which app?"]


def test_a_link_with_brackets_stays_a_link():
    asked = '<p>See <a href="https://en.example/Cookie_(web)">it</a>.</p>'
    (record,) = read(xml("multichoice", asked, YES_NO))
    assert 'href="https://en.example/Cookie_%28web%29"' in markdown.inline(record.fields["prompt"])


def test_a_picture_written_into_a_text_does_not_refuse_the_file():
    asked = f'<p>Look. <img alt="a lock" src="data:image/png;base64,{"A" * 30_000}"></p>'
    (record,) = read(xml("multichoice", asked, YES_NO))
    assert record.fields["prompt"] == "Look. (a lock)"


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("<hint><text>Think.</text></hint><hint><text>Again.</text></hint>", "Hints: left out (Th"),
        ("<tags><tag><text>gdpr</text></tag><tag><text>hard</text></tag></tags>", "gdpr hard"),
        ("<correctfeedback><text>Well done.</text></correctfeedback>", "Well done."),
        ("<partiallycorrectfeedback><text>Half.</text></partiallycorrectfeedback>", "Half."),
        ("<incorrectfeedback><text>Read on.</text></incorrectfeedback>", "Read on."),
        ("<hidden>1</hidden>", "It was hidden there"),
        ("<shuffleanswers>false</shuffleanswers>", "kept one order"),
    ],
)
def test_what_has_no_place_here_is_said(element, said):
    (record,) = read(xml(answers=YES_NO, more=element))
    assert said in " ".join(record.notes)
    empty = element.split(">", 1)[0] + "/>"
    assert read(xml(answers=YES_NO, more=empty))[0].notes == []


def test_shares_that_are_not_kept_are_said():
    (record,) = read(xml(answers=answer(70, "A") + answer(30, "B") + answer(-100, "C")))
    assert "different shares" in " ".join(record.notes)
    assert "A: 70%" in " ".join(record.notes)
    (record,) = read(xml(answers=answer(90, "A") + answer(0, "B")))
    assert "90% at most" in " ".join(record.notes)
    (record,) = read(xml(answers=answer(50, "A") + answer(50, "B") + answer(-50, "C")))
    assert record.notes == []


def test_comments_on_other_numbers_are_said():
    (record,) = FORMATS["gift"].read("How many? {#=9:0#Yes. =%50%8:1#Nearly. ~#No.}").records
    assert "The comment on 8 is left out: “Nearly.”" in record.notes
    assert record.fields["explanation"] == "Yes."
    assert record.fields["spec"]["tempts"] == "No."


def test_an_answer_that_is_a_picture_is_no_answer_here_and_one_in_a_text_is_told():
    picture = '<img src="https://pictures.example/a.png" alt="">'
    question = xml(answers=answer(100, picture) + answer(0, "no"))
    reading = FORMATS["xml"].read(f"{HEAD}{question}</quiz>")
    assert "is a picture" in reading.skipped[0][1]
    (record,) = read(xml(asked=f"<p>What is this? {picture}</p>", answers=YES_NO))
    assert "Pictures and files in it are left out (1)." in record.notes


def test_aiken_is_read_where_a_plain_text_is_one():
    text = """What protects best?
A. A long phrase
B) 2*3

ANSWER: A

Who reads
a postcard?
A) Nobody
B) The postman
answer: b

Lost?
A. yes
ANSWER: C

ANSWER: A
Without an end
"""
    reading = FORMATS["gift"].read(text)
    first, second = reading.records
    assert (first.kind, first.line, first.fields["prompt"]) == ("choice", 1, "What protects best?")
    assert first.fields["spec"]["right"] == "A long phrase"
    assert [row["text"] for row in first.fields["spec"]["wrong"]] == ["2*3"]
    assert second.fields["prompt"] == "Who reads\na postcard?"
    assert second.fields["spec"]["right"] == "The postman"
    assert [line for line, _said in reading.faults] == [13, 17, 18]


def test_a_number_that_two_categories_have_refuses_nothing():
    other = '<question type="category"><category><text>top/B</text></category></question>'
    number = "<idnumber>Q1</idnumber>"
    first, second = read(
        xml(answers=YES_NO, more=number), other, xml("multichoice", "And?", YES_NO, number)
    )
    assert (first.ref, second.ref) == ("Q1", "")
    assert "“Q1”" in " ".join(second.notes)
