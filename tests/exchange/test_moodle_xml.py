"""Moodle's XML in the forms in which it is found."""

import pytest

from quiz.exchange.moodle import xml

HTML = '<questiontext format="html"><text><![CDATA[<p>{}</p>]]></text></questiontext>'


def quiz(*questions):
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


def question(kind, inside, text="What is <b>it</b>?", name="A name"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>{HTML.format(text)}'
        f"<generalfeedback><text></text></generalfeedback>{inside}</question>"
    )


def answer(text, share, comment="", more=""):
    return (
        f'<answer fraction="{share}" format="html"><text><![CDATA[{text}]]></text>'
        f"<feedback><text>{comment}</text></feedback>{more}</answer>"
    )


CATEGORY = (
    '<question type="category"><category><text>$course$/top/Faces/Bans</text></category></question>'
)


def only(*questions):
    reading = xml.read(quiz(*questions))
    assert not reading.faults, reading.faults
    assert not reading.skipped, reading.skipped
    (record,) = reading.records
    return record


def test_one_right_answer():
    record = only(
        CATEGORY,
        question("multichoice", answer("<p>this</p>", 100) + answer("that", "0", "It is near.")),
    )
    assert (record.kind, record.topic, record.fact) == ("choice", "Bans", "A name")
    assert record.fields["prompt"] == "What is **it**?"
    assert record.fields["spec"] == {
        "right": "this", "wrong": [{"text": "that", "tempts": "It is near."}],
    }  # fmt: skip
    assert record.line == 4


def test_several_right_answers():
    shares = [("a", "50"), ("b", "50.00000"), ("c", "-50"), ("d", "0")]
    record = only(
        question("multichoice", "<single>false</single>" + "".join(answer(*s) for s in shares))
    )
    assert record.kind == "multiple"
    assert record.fields["spec"]["right"] == ["a", "b"]


def test_true_or_false():
    record = only(question("truefalse", answer("true", 0, "No.") + answer("false", 100)))
    assert record.fields["spec"] == {"right": False, "tempts": "No."}


def test_a_number_with_its_tolerance_and_unit():
    unit = "<units><unit><multiplier>1</multiplier><unit_name>%</unit_name></unit></units>"
    numbers = answer("3.14", 100, "", "<tolerance>0.01</tolerance>") + answer("*", 0, "Far off.")
    spec = only(question("numerical", numbers + unit)).fields["spec"]
    assert (spec["right"], spec["tolerance"], spec["unit"]) == (3.14, 0.01, "%")
    assert spec["tempts"] == "Far off."


def test_pairs_with_a_spare_answer_and_an_order():
    pairs = "".join(
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer>'
        "</subquestion>"
        for left, right in [("&lt;i&gt;a&lt;/i&gt;", "1"), ("b", "2"), ("", "3")]
    )
    spec = only(question("matching", pairs)).fields["spec"]
    assert spec["pairs"] == [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]
    assert spec["spare"] == ["3"]
    items = answer("first", 1) + answer("second", 1)
    record = only(question("ordering", items))
    assert [row["text"] for row in record.fields["spec"]["items"]] == ["first", "second"]


def test_html_is_read_as_what_it_says():
    text = (
        "Look:<br>one<ul><li>a</li><li>b</li></ul><script>evil()</script>"
        '<img src="@@PLUGINFILE@@/x.png" alt="a map"><a href="javascript:x">here</a>'
    )
    record = only(question("truefalse", answer("true", 100) + answer("false", 0), text=text))
    assert record.fields["prompt"] == "Look:\none\n\n- a\n- b\n\n(a map)here"
    file = '<questiontext><text>a</text><file name="x">AAAA</file></questiontext>'
    held = f'<question type="truefalse">{file}{answer("true", 100)}{answer("false", 0)}</question>'
    assert only(held).notes == ["Pictures and files in it are left out (1)."]


@pytest.mark.parametrize(
    "kind",
    [
        "shortanswer",
        "essay",
        "description",
        "cloze",
        "calculated",
        "calculatedmulti",
        "ddwtos",
        "x",
    ],
)
def test_other_types_are_skipped_with_a_reason(kind):
    good = question("truefalse", answer("true", 100) + answer("false", 0))
    reading = xml.read(quiz(question(kind, answer("x", 100)), good))
    assert len(reading.records) == 1
    ((line, said),) = reading.skipped
    assert (line, f"“{kind}”" in said) == (3, True)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (answer("a", "lots"), "share of marks: “lots” is no number"),
        (answer("a", 0) + answer("b", "-50"), "none of its answers is right"),
    ],
)
def test_a_fault_is_said_with_its_line(inside, said):
    good = question("truefalse", answer("true", 100) + answer("false", 0))
    reading = xml.read(quiz(good, question("multichoice", inside)))
    ((line, reason),) = reading.faults
    assert line == 4
    assert said in reason
    assert len(reading.records) == 1


def test_what_is_no_xml_is_said_with_the_line_of_the_fault():
    reading = xml.read("<quiz>\n<question>\n</quiz>")
    ((line, said),) = reading.faults
    assert line == 3
    assert "no proper XML" in said
    assert "begins with no <quiz>" in xml.read("<html></html>").faults[0][1]


def test_a_document_type_in_a_text_is_only_a_text():
    text = "What does &lt;!DOCTYPE html&gt; say? <!DOCTYPE x>"
    assert (
        "DOCTYPE"
        in only(question("truefalse", answer("true", 100) + answer("false", 0), text=text)).fields[
            "prompt"
        ]
    )
