"""Questions as a table, and tables as spreadsheets hand them over."""

import csv
import io

import pytest

from quiz.content import schema
from quiz.exchange import csv_file
from quiz.exchange.encoding import decode
from quiz.exchange.records import Record, shaped


def read(text):
    return csv_file.read(decode(text.encode())[0])


def test_a_table_made_by_hand():
    reading = read(
        "Prompt;Right;Wrong 1;Tempts 1;Wrong 2;Topic;Minutes\n"
        "What is it?;this;that;It is near.;;Bans;5\n\n"
        "It holds.;TRUE;;;;Bans;\n"
    )
    assert not reading.faults
    one, two = reading.records
    assert (one.kind, one.topic, one.fields["minutes"]) == ("choice", "Bans", 5)
    assert one.fields["spec"]["wrong"] == [{"text": "that", "tempts": "It is near."}]
    assert "explanation" not in one.fields, "a column that is not there says nothing"
    assert (two.kind, two.fields["spec"]["right"], two.line) == ("true_false", True, 4)


def test_a_comma_is_a_decimal_point_where_semicolons_part_the_cells():
    reading = read("prompt;kind;right_1;low;high\nHow many?;estimate;3,5;0;10\n")
    assert reading.records[0].fields["spec"]["right"] == 3.5


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd", "-a", "@SUM(1)", "\t=1", "'=1", "＝1", "''x"])
def test_no_cell_is_a_formula(text):
    fields = schema.nothing("csv")
    fields |= {each.column: text.strip() for each in schema.carried("csv") if each.is_text}
    fields["spec"] = shaped("choice", {"right": text.strip(), "wrong": []})
    record = Record("choice", fields, text.strip(), text.strip(), "a-ref")
    table = csv_file.write([record])
    assert table.startswith("\ufeff")
    for row in csv.reader(io.StringIO(table.removeprefix("\ufeff"))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]
    assert read(table).records == [record]


def test_a_negative_number_stays_a_number():
    fields = schema.nothing("csv")
    fields["spec"] = shaped("estimate", {"right": -5, "low": -10, "high": 0})
    table = csv_file.write([Record("estimate", fields, "T", "F", "a-ref")])
    assert '"-5"' in table


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,lottery,b,,,", "kind (B3): there is no kind “lottery”"),
        ("a,true_false,perhaps,,,", "right_1 (C3): it must say true or false"),
        ("a,estimate,some,,,", "right_1 (C3): “some” is no number"),
        ("a,choice,b,c,,", "right_2 (D3): a choice has one right answer; this has 2"),
        ("a,choice,b,,,soon", "minutes (F3): “soon” is no number"),
        ("a,choice,b,,,5,6,7", "this row has 8 cells and the first row has 6"),
    ],
)
def test_a_fault_is_said_with_its_line(row, said):
    reading = read(f'prompt,kind,right_1,right_2,wrong_1,minutes\n"a\nb",,c,,,\n{row}\n')
    ((line, reason),) = reading.faults
    assert line == 4
    assert reason.startswith(said)
    assert len(reading.records) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "“prompt” is not among them"),
        ("prompt,ref,ref\n", "“ref” is there twice"),
        ('prompt\n"a', "no proper CSV"),
    ],
)
def test_what_is_no_table_of_ours_is_said(text, said):
    assert said in read(text).faults[0][1]


def test_a_column_that_is_none_of_ours_is_said_and_other_kinds_are_skipped():
    reading = read("prompt,kind,right_1,colour\na,matching,b,red\na,choice,b,red\n")
    assert [line for line, _ in reading.notes] == [1]
    assert "colour" in reading.notes[0][1]
    assert [line for line, _ in reading.skipped] == [2]
