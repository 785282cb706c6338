"""Questions in a workbook of Excel: written without a time, read as it holds them."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from quiz.content import schema
from quiz.exchange import from_workbook, to_workbook
from quiz.exchange.encoding import Unreadable
from quiz.exchange.records import Record, shaped

HEAD = ["prompt", "kind", "right_1", "wrong_1", "low", "source_title", "source_date"]


def book(*rows, head=HEAD, change=lambda sheet: None):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in [head, *rows]:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def estimate(right, change=lambda sheet: None):
    return from_workbook.read(book(["How many?", "estimate", right, None, 0], change=change))


def written(cell, text):
    def change(sheet):
        sheet[cell].number_format = text

    return change


def record(kind, spec, **fields):
    said = schema.nothing("csv") | fields | {"spec": shaped(kind, spec)}
    return Record(kind, said, "A topic", "A fact", f"a-{kind}")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-a", "@SUM(1)", "'=1", "#NAME?", "_x0041_", "007"])
def test_a_workbook_comes_back_equal_and_computes_nothing(text):
    wrong = [{"text": text, "tempts": "a"}]
    records = [
        record("choice", {"right": f"{text}!", "wrong": wrong}, prompt=f"{text}\nWhat?", minutes=5),
        record("estimate", {"right": 2**60 + 1, "low": 1.234, "high": 1e300}),
        record("true_false", {"right": False}),
        record("multiple", {"right": ["1", "TRUE"], "wrong": wrong}),
    ]
    data = to_workbook.write(records)
    assert from_workbook.read(data).records == records
    assert to_workbook.write(records) == data
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert not re.search(rb"<f[ >]", sheet)
    assert b"2026" not in b"".join(map(zipfile.ZipFile(io.BytesIO(data)).read, PROPERTIES))


PROPERTIES = ["docProps/core.xml", "docProps/app.xml"]


@pytest.mark.parametrize(
    ("value", "shown", "read"),
    [(1.2, "General", 1.2), (1200, "#,##0", 1200), (3.5, '0.0" €"', 3.5), ("3,5", "@", 3.5)],
)
def test_a_number_is_read_as_it_is_held(value, shown, read):
    (found,) = estimate(value, written("C2", shown)).records
    assert found.fields["spec"]["right"] == read


@pytest.mark.parametrize(
    ("value", "shown", "said"),
    [
        (0.14, "0%", "right_1 (C2): “14%” may be 14 or 0.14"),
        (datetime.date(2020, 5, 1), "d-mmm", "right_1 (C2): a spreadsheet has made 2020-05-01"),
        (datetime.date(2020, 5, 1), "mmm-yy", "right_1 (C2): a spreadsheet has made the day"),
        (datetime.time(1, 30), "h:mm", "right_1 (C2): a spreadsheet has made a time"),
        ("=1+1", "General", "right_1 (C2): it holds a formula, and the file does not say"),
        ("#REF!", "General", "right_1 (C2): “#REF!” is an error"),
        ("1.200", "@", "right_1 (C2): “1.200” may be 1200 or 1.2"),
    ],
)
def test_what_the_workbook_leaves_open_is_refused_with_its_cell(value, shown, said):
    ((line, fault),) = estimate(value, written("C2", shown)).faults
    assert (line, fault.startswith(said)) == (2, True), fault


@pytest.mark.parametrize(
    ("value", "shown", "kept"),
    [
        (datetime.date(2020, 6, 10), "dd.mm.yyyy", "2020-06-10"),
        (datetime.date(2020, 6, 1), "mmm-yy", "2020-06"),
        (datetime.date(2020, 1, 1), "yyyy", "2020"),
        (45678, "General", "2025-01-21"),
        (2020, "General", "2020"),
        ("juin 2020", "@", "2020-06"),
    ],
)
def test_a_day_is_read_as_it_is_shown(value, shown, kept):
    row = ["Q?", "choice", "a", "b", None, "A report", value]
    (found,) = from_workbook.read(book(row, change=written("G2", shown))).records
    assert found.fields["source"]["date"] == kept


def test_an_answer_that_was_made_a_day_or_an_amount_is_refused():
    rows = [["Q?", "choice", datetime.date(2026, 8, 4), "b"], ["Q?", "choice", 5, "b"]]
    reading = from_workbook.read(book(*rows, change=written("C3", '0" €"')))
    assert [fault for _line, fault in reading.faults] == [
        "right_1 (C2): a spreadsheet has made the day 2026-08-04 of it: write a text",
        "right_1 (C3): it holds the number 5 and shows it in a way of its own: write a text",
    ]


def with_texts_apart(data):
    """The workbook as Excel and others write it, which keep texts apart from their cells."""
    out, texts = io.BytesIO(), []

    def apart(found):
        texts.append(found[2].replace(b"<is>", b"<si>").replace(b"</is>", b"</si>"))
        return b'<c%s t="s"><v>%d</v></c>' % (found[1], len(texts) - 1)

    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w") as kept:
        for name in made.namelist():
            part = made.read(name)
            part = re.sub(rb'<c([^>]*) t="inlineStr">(<is>.*?</is>)</c>', apart, part)
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            override = (
                b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
            )
            part = part.replace(b"</Types>", override)
            kept.writestr(name, part)
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        kept.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (main, b"".join(texts)))
    return out.getvalue()


def test_what_stands_higher_or_is_struck_out_is_kept():
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    rich = CellRichText("About 10", TextBlock(raised, "6"), TextBlock(struck, "or so"))
    data = book([rich, "choice", "a", "b"])
    (found,) = from_workbook.read(with_texts_apart(data)).records
    assert found.fields["prompt"] == "About 10⁶(struck out: or so)"
    assert "set higher" in from_workbook.read(data).notes[0][1]


def test_what_is_in_no_cell_of_the_table_is_said():
    def change(sheet):
        sheet["B2"].comment = Comment("Look again", "Somebody")
        sheet["C2"].hyperlink = "https://other.example/page"
        sheet.parent.create_sheet("Notes").append(["Remember"])
        sheet["A30000"] = "far below"

    reading = from_workbook.read(book(["Q?", "choice", "a", "b"], change=change))
    told = " ".join(note for _line, note in reading.notes)
    for said in ("left out: Notes", "comments", "other.example/page", "below row 10,000"):
        assert said in told


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0old", "an old workbook, or one with a password"),
        (b"prompt,right\n", "no workbook of Excel"),
        (b"", "no workbook of Excel"),
    ],
)
def test_what_is_no_workbook_is_said(data, said):
    with pytest.raises(Unreadable, match=said):
        from_workbook.read(data)


def test_the_sheet_with_questions_is_read_wherever_it_stands():
    def change(sheet):
        sheet.title = "Read me"
        other = sheet.parent.create_sheet("Fragen")
        for row in (["Prompt", "Right 1", "Wrong 1"], ["Q?", True, None], ["R?", "a", "b"]):
            other.append(row)

    reading = from_workbook.read(book(head=["About this file"], change=change))
    assert [each.kind for each in reading.records] == ["true_false", "choice"]
    assert "left out: Read me" in reading.notes[-1][1]


def test_an_empty_workbook_is_said():
    assert from_workbook.read(book(head=[])).faults == [(1, "The file is empty.")]
