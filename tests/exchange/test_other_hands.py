"""Files as spreadsheets and other programs leave them: read as they were meant, or asked about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quiz.content import schema
from quiz.exchange import csv_file
from quiz.exchange.formats import FORMATS, by_name
from quiz.exchange.opening import opened
from quiz.exchange.plan import apply, plan
from quiz.exchange.records import Record, shaped
from quiz.models import Question
from tests.factories import TODAY, BankFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEAD = (
    "prompt,kind,topic,right_1,wrong_1,low,high,tolerance,zero_at,"
    "source_title,source_publisher,source_date"
)


def table(*cells, comma=";"):
    return "\n".join([HEAD.replace(",", comma), comma.join(cells)]) + "\n"


def estimate(right, low="0", high="9000", comma=";"):
    return table(
        "How many?", "estimate", "T", right, "", low, high, "1", "5", "", "", "", comma=comma
    )


def dated(day, comma=";"):
    return table("Q?", "choice", "T", "a", "b", "", "", "", "", "Report", "NIST", day, comma=comma)


def planned(data, name="a.csv", bank=None):
    data = data.encode() if isinstance(data, str) else data
    return plan(opened(data, by_name(name, data)), bank or BankFactory())


def told(found):
    return " ".join(said for entry in found.entries for said in entry.said)


@pytest.mark.parametrize("comma", [";", "\t"])
@pytest.mark.parametrize(
    ("cell", "read"),
    [("3,5", 3.5), ("3.5", 3.5), ("1.200.000", 1_200_000), ("1 200", 1200), ("−5", -5),
     ("1E+05", 100_000), ("1.2340", 1.234)],
)  # fmt: skip
def test_a_number_in_a_table_is_read_whatever_parts_its_cells(comma, cell, read):
    found = planned(estimate(cell, low="-9", high="2000000", comma=comma))
    assert not found.refused, told(found)
    assert found.entries[0].question.spec["right"] == read


@pytest.mark.parametrize("cell", ["1.200", "1,200"])
@pytest.mark.parametrize(("column", "at"), [("right_1", "D2"), ("low", "F2")])
def test_thousands_that_may_be_decimals_are_refused_with_their_cell(cell, column, at):
    text = estimate(cell) if column == "right_1" else estimate("5", low=cell)
    found = planned(text)
    assert found.refused
    assert told(found).startswith(f"{column} ({at}): “{cell}” may be 1200 or 1.2")


def test_the_dry_run_shows_numbers_as_they_were_read(admin_client):
    found = planned(estimate("1.200,5", high="5.000.000"))
    assert "Read as: 1,200.5, on a scale from 0 to 5,000,000; full marks within 1" in told(found)


@pytest.mark.parametrize("value", [1.234, -1.5, 1e-6, 10**12, 1234567.125, 1e22, 1e299])
def test_a_number_of_any_size_comes_back_from_a_table(value):
    fields = schema.nothing("csv")
    fields["spec"] = shaped("estimate", {"right": value, "low": value})
    record = Record("estimate", fields, "T", "F", "a-ref")
    (found,) = csv_file.read(csv_file.write([record])).records
    assert found.fields["spec"] == fields["spec"]


@pytest.mark.parametrize("name", ["a.tsv", "a.txt"])
def test_what_excel_calls_unicode_text_is_a_table(name):
    text = estimate("3,5", comma="\t").replace("How many?", "Wie groß?").replace("\n", "\r\n")
    found = planned(text.encode("utf-16"), name)
    (question,) = [entry.question for entry in found.changes]
    assert (question.prompt, question.spec["right"]) == ("Wie groß?", 3.5)


@pytest.mark.parametrize(
    ("beginning", "format_"),
    [
        (b"::Name::Who? {=You}", "gift"),
        (b"// a comment, with a prompt; no table\n", "gift"),
        (b"", "gift"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><quiz/>", "xml"),
        (b"\n<quiz></quiz>", "xml"),
        (b'"ref","prompt"\n', "csv"),
        (b"ref\tprompt\n", "csv"),
    ],
)
def test_plain_text_is_what_its_beginning_looks_like(beginning, format_):
    assert by_name("a.txt", beginning) is FORMATS[format_]
    assert by_name("a.gift.txt", beginning) is FORMATS[format_]
    assert by_name("a.csv", beginning) is FORMATS["csv"]


def test_the_desk_reads_a_table_that_is_called_txt(admin_client):
    bank = BankFactory()
    file = SimpleUploadedFile("unicode.txt", estimate("3,5", comma="\t").encode("utf-16"))
    page = admin_client.post(reverse("admin:quiz_question_import"), {"file": file, "bank": bank.pk})
    assert "Read as: 3.5" in page.content.decode()


@pytest.mark.parametrize(
    ("day", "kept"), [("10.06.2020", "2020-06-10"), ("13/06/2020", "2020-06-13"), ("", "")]
)
def test_a_day_that_a_spreadsheet_rewrote_is_read(day, kept):
    found = planned(dated(day))
    assert not found.refused, told(found)
    apply(found, TODAY)
    assert Question.objects.get().source.date == kept


@pytest.mark.parametrize(
    ("day", "both"),
    [("6/10/2020", "6 October 2020 or 10 June 2020"), ("Jun 20", "June 2020 or 20 June")],
)
def test_a_day_with_two_meanings_is_refused_with_its_cell(day, both):
    assert f"source_date (L2): “{day}” may be {both}" in told(planned(dated(day)))


def test_questions_that_share_but_a_name_get_a_fact_each_and_a_note():
    text = "$CATEGORY: T\n\n" + "".join(
        f"::Frage::Wer liest {what} mit?{{=Alle ~Niemand}}\n\n" for what in ("Mails", "Briefe")
    )
    bank = BankFactory()
    found = planned(text, "a.gift", bank)
    assert told(found).count("called “Frage”: each has a fact of its own") == 2
    apply(found, TODAY)
    assert {question.fact.text for question in Question.objects.all()} == {
        "Wer liest Mails mit?", "Wer liest Briefe mit?"
    }  # fmt: skip
    assert planned(text, "a.gift", bank).counted()["unchanged"] == 2


def test_a_fact_that_is_there_already_is_shared_with_a_note():
    bank = BankFactory()
    apply(planned("$CATEGORY: T\n\n::Frage::One? {T}\n", "a.gift", bank), TODAY)
    found = planned("$CATEGORY: T\n\n::Frage::Another? {T}\n", "a.gift", bank)
    assert "shares the fact “Frage” with another question: no round asks both" in told(found)


@pytest.mark.parametrize("kept", ["0", "false"])
def test_a_fixed_order_of_answers_is_not_dropped_without_a_word(kept):
    text = (
        '<quiz><question type="multichoice"><name><text>Q</text></name><questiontext><text>How'
        f" many?</text></questiontext><shuffleanswers>{kept}</shuffleanswers>"
        '<answer fraction="100"><text>0 to 10</text></answer>'
        '<answer fraction="-33,33333"><text>11 to\n20</text></answer></question></quiz>'
    )
    reading = opened(text.encode(), FORMATS["xml"])
    (record,) = reading.records
    assert "kept one order" in record.notes[0]
    assert record.fields["spec"]["wrong"][0]["text"] == "11 to 20"
    free = opened(text.replace(f">{kept}<", ">true<").encode(), FORMATS["xml"])
    assert free.records[0].notes == []


@pytest.mark.parametrize(
    ("inside", "value", "tolerance"), [("#3,14:0,01", 3.14, 0.01), ("#2,5..3,5", 3, 0.5)]
)
def test_a_decimal_comma_in_gift_is_read(inside, value, tolerance):
    reading = opened(f"::comma::Wie viel? {{{inside}}}\n".encode(), FORMATS["gift"])
    spec = reading.records[0].fields["spec"]
    assert (spec["right"], spec["tolerance"]) == (value, tolerance)


YAML = """\
format: 1
bank: {{ref: scout, title: Scout bank, summary: x}}
topics: {{t1: Passwords}}
facts: {{f1: The first fact}}
questions:
- ref: y2
  fact: f1
  topic: t1
  kind: true_false
  prompt: Is it?
  spec: {{right: {right}, tempts: x}}
"""


@pytest.mark.parametrize(
    ("right", "read"),
    [("true", True), ("True", True), ("yes", True), ("no", False), ("No", False), ('""', None)],
)
def test_a_statement_holds_or_not_in_any_words(right, read):
    (record,) = opened(YAML.format(right=right).encode(), FORMATS["yaml"]).records
    assert record.fields["spec"]["right"] is read


def test_other_words_for_whether_it_holds_are_refused_with_their_line():
    reading = opened(YAML.format(right="maybe").encode(), FORMATS["yaml"])
    ((line, said),) = reading.faults
    assert line == 6, "where the question begins"
    assert "right" in said
    assert "(line 11)" in said


def test_answers_with_line_ends_and_loose_accents_are_one_line_and_whole():
    text = table("Wo?", "choice", "T", '"Nur Cafe\u0301\nund Büro"', "b", *[""] * 7)
    (entry,) = planned(text).entries
    assert entry.question.spec["right"] == "Nur Café und Büro"


GERMAN = "Größe über “Straße”, naïve Käse – für’s Café"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", GERMAN),
        ("mac_roman", GERMAN),
        ("cp1250", "Czy są żółte łąki? Więcej źdźbeł"),
        ("cp1251", "Что знает реклама о вас?"),
        ("cp1253", "Τι γνωρίζουν για εσάς;"),
        ("utf-16-le", GERMAN),
    ],
)
def test_words_in_old_encodings_are_read_and_shown(encoding, words):
    found = planned(f'prompt\ttopic\tright_1\n"{words}"\tT\ta\n'.encode(encoding))
    (question,) = [entry.question for entry in found.changes]
    assert question.prompt == words
    assert f"Look at its accents: “{words.split()[0]}" in told(found) or encoding == "cp1250"


@pytest.mark.parametrize(
    ("day", "kept"),
    [("10. Juni 2020", "2020-06-10"), ("10 juin 2020", "2020-06-10"), ("juin-2020", "2020-06"),
     ("10 de junio de 2020", "2020-06-10"), ("2020. június 10.", "2020-06-10"),
     ("Mrz 2020", "2020-03"), ("VI. 2020", "2020-06"), ("2020年6月10日", "2020-06-10"),
     ("10 Tháng 06 2020", "2020-06-10"), ("10 يونيو 2020", "2020-06-10"),
     ("10 ΙΟΥΝΊΟΥ 2020", "2020-06-10"), ("10.06.20", "2020-06-10"), ("13/06/20", "2020-06-13")],
)  # fmt: skip
def test_a_day_is_read_in_the_languages_of_spreadsheets(day, kept):
    found = planned(dated(day))
    assert not found.refused, told(found)
    assert found.changes[0].question.source.date == kept


@pytest.mark.parametrize(
    ("day", "both"),
    [("45678", "2025-01-21 or 2029-01-22"), ("listopad 2020", "2020-10 or 2020-11"),
     ("juin 20", "June 2020 or 20 June"), ("06/10/20", "6 October 2020 or 10 June 2020")],
)  # fmt: skip
def test_a_day_that_a_spreadsheet_left_open_is_refused_with_both(day, both):
    assert f"may be {both}" in told(planned(dated(day)))


@pytest.mark.parametrize(
    ("cell", "said"),
    [("14%", "may be 14 or 0.14"), ("1,23457E+11", "was shortened by a spreadsheet"),
     ("#NAME?", "is an error of the spreadsheet"), ("01. Mai", "is no number")],
)  # fmt: skip
def test_a_number_that_a_spreadsheet_made_something_else_of_is_refused(cell, said):
    assert f"right_1 (D2): “{cell}” {said}" in told(planned(estimate(cell)))


@pytest.mark.parametrize(
    ("word", "truth"),
    [("WAHR", True), ("FAUX", False), ("VERDADERO", True), ("ONWAAR", False), ("ИСТИНА", True),
     ("FAŁSZ", False), ("DOĞRU", True), ("ΛΆΘΟΣ", False), ("BENAR", True), ("거짓", False),
     ("1", True)],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["true_false", ""])
def test_true_and_false_are_read_in_the_languages_of_spreadsheets(word, truth, kind):
    found = planned(table("It holds.", kind, "T", word, *[""] * 8))
    (question,) = [entry.question for entry in found.changes]
    if kind or word != "1":
        assert (question.kind, question.spec["right"]) == ("true_false", truth)


def test_what_a_spreadsheet_adds_to_a_table_does_no_harm():
    text = f"sep=;\n{estimate('5')}"
    padded = "\n".join(line + ";;;" for line in text.split("\n"))
    found = planned(padded)
    assert (found.changes[0].line, found.changes[0].question.spec["right"]) == (3, 5)
    assert "right_1 (D2): “some”" in told(planned(padded.replace(";5;", ";some;")))


def test_what_a_kind_has_no_place_for_is_said_with_its_cells():
    found = planned(
        "prompt,kind,topic,right_1,wrong_1,low,,fact\nIt holds.,true_false,T,true,b,3,x,F\n"
    )
    assert "no place for wrong_1 (E2), low (F2): left out" in told(found)
    assert "names no column for G2: left out" in told(found)
