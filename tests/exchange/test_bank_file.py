import datetime
import json

import pytest
import yaml

from quiz.core.kinds import KINDS
from quiz.exchange.bank_file import read, read_path
from quiz.exchange.strict_yaml import LIMIT, Refusal, line_of

BANK = """\
format: 1
bank:
  ref: small
  title: A small bank
  summary: Two questions
topics:
  law: The law
sources:
  report: {title: A report, publisher: An office, date: 2025-06, url: https://example.org/r}
facts:
  scans: What the scans were
  bans: Who banned them
questions:
  - ref: scans-share
    fact: scans
    topic: law
    kind: choice
    prompt: How many were scanned?
    spec:
      right: Half
      wrong:
        - {text: None, tempts: It was promised.}
        - {text: All, tempts: It was feared.}
    explanation: Half of them were.
    evidence:
      source: report
      passage: one in two
    since:
      text: It has stopped.
      source: report
    check:
      checked_on: 2025-11-01
      review_by: 2026-11-01
    action: {text: Look it up, minutes: 5}
    survey: {figure: 3 of 10, group: adults, year: 2024, source: report}
  - ref: bans-held
    fact: bans
    topic: law
    kind: true_false
    prompt: >
      The ban
      still holds.
    exhibit:
      type: message
      caption: A message
      lines: [Hello]
      rows: [{label: From, value: Me}]
    spec: {right: true, tempts: It was in the news.}
    explanation: |
      It does.

      It did.
    evidence: {source: report, claim: It holds.}
    check: {checked_on: 2025-11-01, review_by: 2026-11-01}
"""


def changed(*changes):
    """The bank with texts replaced, each of which is in it exactly once."""
    text = BANK
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def refused(text):
    with pytest.raises(Refusal) as refusal:
        read(text)
    return refusal.value.faults


def test_a_good_file_is_read_whole():
    file, lines = read(BANK)
    assert (file.bank.ref, file.bank.language, file.bank.about) == ("small", "en", "")
    assert file.topics == {"law": "The law"}
    assert file.sources["report"].date == "2025-06"
    first, second = file.questions
    assert (first.ref, first.action.minutes, first.survey.year) == ("scans-share", 5, 2024)
    assert first.check.review_by == datetime.date(2026, 11, 1)
    assert second.exhibit.rows[0].label == "From"
    assert second.prompt == "The ban still holds."
    assert second.explanation == "It does.\n\nIt did."
    assert line_of(lines, ("questions", 1, "prompt")) == 40


@pytest.mark.parametrize(
    ("said", "code"), [("de", "de"), ("pt-BR", "pt-br"), ("Deutsch", "de"), ("Arabic", "ar")]
)
def test_a_language_is_read_by_its_code_or_its_name(said, code):
    text = BANK.replace("bank:\n", f"bank:\n  language: {said}\n", 1)
    assert read(text)[0].bank.language == code


def test_a_language_that_cannot_be_shown_is_refused_with_a_sentence():
    text = BANK.replace("bank:\n", "bank:\n  language: Klingon\n", 1)
    ((_line, said),) = refused(text)
    assert "we know no language “Klingon”" in said


def test_a_spec_comes_with_all_its_fields_and_makes_its_question():
    first, second = read(BANK)[0].questions
    assert first.spec["wrong"][1] == {"text": "All", "tempts": "It was feared."}
    assert second.spec == {"right": True, "tempts": "It was in the news."}
    for question in (first, second):
        assert KINDS[question.kind](**json.loads(json.dumps(question.spec))).problems() == []


SPECS = {
    "choice": "{right: a, wrong: [{text: b, tempts: x}]}",
    "multiple": "{right: [a, b], wrong: [{text: c, tempts: x}]}",
    "true_false": "{right: false, tempts: x}",
    "estimate": "{right: 2.5, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 3, tempts: x}",
    "ordering": "{items: [{text: a}, {text: b}, {text: c}], first: f, last: l, tempts: x}",
    "matching": (
        "{pairs: [{left: a, right: b}, {left: c, right: d}, {left: e, right: f}], tempts: x}"
    ),
}
TRUE_FALSE = ("kind: true_false", "spec: {right: true, tempts: It was in the news.}")


def with_spec(kind, spec):
    return changed((TRUE_FALSE[0], f"kind: {kind}"), (TRUE_FALSE[1], f"spec: {spec}"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_in_a_file(kind):
    question = read(with_spec(kind, SPECS[kind]))[0].questions[1]
    assert KINDS[kind](**question.spec).problems() == []


# Rows: what is changed into what, the line of the fault, and its sentence.

NO_FIELD, NO_SOURCE = "there is no such field", "there is no source “rumour” in this file"
ALIASES, TAGS = "anchors and aliases (& and *) are not allowed", "tags (!) are not allowed"
PAGES = "questions.check.pages: this is not of the form"
COPY = "questions.check: copied_on must not be later than checked_on"
LATER = "questions.check: review_by must be later than checked_on"
CHECK = "checked_on: 2025-11-01\n      review_by: "
HALF = "      right: Half"
TITLE = "  title: A small bank"
REFUSALS = [
    (TITLE, f"{TITLE}\n  colour: red", 5, f"bank.colour: {NO_FIELD}"),
    (HALF, f"{HALF}\n      hint: h", 21, f"questions.spec.hint: {NO_FIELD}"),
    ("text: All", "size: 1, text: All", 23, f"questions.spec.wrong.size: {NO_FIELD}"),
    ("  summary: Two questions\n", "", 2, "bank.summary: this field is missing"),
    ("    prompt: How many were scanned?\n", "", 14, "questions.prompt: this field is missing"),
    (f"{HALF}\n", "", 19, "questions.spec.right: this field is missing"),
    ("format: 1", "format: 2", 1, "format: Input should be '1'"),
    ("ref: scans-share", "ref: Scans", 14, "questions.ref: this is not of the form"),
    ("  law: The law", "  The Law: x", 7, "topics.The Law: this is not of the form"),
    (TITLE, "  title: ", 4, "bank.title: this field is empty"),
    ("minutes: 5", "minutes: 500", 34, "questions.action.minutes: Input should be less than"),
    ("https://example.org/r", "javascript:x", 9, "sources.report.url: this is not of the form"),
    ("kind: choice", "kind: riddle", 17, "questions.kind: Input should be 'choice'"),
    ("      passage: one in two\n", "", 25, "questions.evidence: quote a passage, or put"),
    (f"{CHECK}2026-11-01", f"{CHECK}2025-10-01", 31, LATER),
    (f"{CHECK}2026-11-01", f"{CHECK}2025-11-01", 31, LATER),
    (f"{CHECK}2026-11-01", f"{CHECK}2026-11-01\n      copied_on: 2025-11-02", 31, COPY),
    (f"{CHECK}2026-11-01", f"{CHECK}2026-11-01\n      pages: [report]", 34, PAGES),
    (f"{CHECK}2026-11-01", f"{CHECK}2026-11-01\n      pages: ['https://a.example (copy)']", 34,
     PAGES),
    (f"{CHECK}2026-11-01", f"{CHECK}2026-11-01\n      confirmed: [all]", 34,
     "questions.check.confirmed: Input should be 'key'"),
    (f"{CHECK}2026-11-01", f"{CHECK}2026-11-01\n      by: ann", 34,
     f"questions.check.by: {NO_FIELD}"),
    (f"{CHECK}2026-11-01", f"{CHECK}soon", 33, "questions.check.review_by: write it as 2020-06-10"),
    ("report\n      passage", "rumour\n      passage", 26, f"question scans-share: {NO_SOURCE}"),
    ("report\n    check", "rumour\n    check", 30, f"question scans-share: {NO_SOURCE}"),
    ("2024, source: report", "2024, source: rumour", 35, f"question scans-share: {NO_SOURCE}"),
    ("fact: bans", "fact: bats", 37, "question bans-held: there is no fact “bats” in this file"),
    ("  law: The law", "  war: The war", 16, "question scans-share: there is no topic “law” in"),
    ("ref: bans-held", "ref: scans-share", 36, "question scans-share: this ref is there twice"),
    ("text: All", "text: half", 21, "question scans-share: wrong has the same text twice"),
    (", tempts: It was feared.}", "}", 21, "question scans-share: wrong lacks the line that"),
    (HALF, "      right: ''", 20, "question scans-share: right is empty"),
    ("right: true", "right: perhaps", 48, "right must be true or false"),
    (TRUE_FALSE[1], "spec: yes", 48, "questions.spec: this must be fields with values"),
    ("lines: [Hello]", "lines: [Hello]\n      tell: [{text: hello, note: So it is.}]", 43,
     "questions.exhibit: “hello” stands nowhere in the exhibit"),
    ("lines: [Hello]", "lines: [Hello]\n      tell: [{text: Hello}]", 47,
     "questions.exhibit.tell.note: this field is missing"),
    # What YAML would merge, share or make of it without a word.
    ("  law: The law", "  law: The law\n  law: Another", 8, "“law” is there twice"),
    (HALF, f"{HALF}\n      right: All", 21, "“right” is there twice"),
    (TITLE, "  title: &t A small bank", 4, ALIASES),
    (HALF, "      right: *t", 20, ALIASES),
    ("questions:\n", "questions: &all\n", 13, ALIASES),
    (TITLE, "  title: !!str A small bank", 4, TAGS),
    (HALF, "      right: !!python/object/apply:os.getcwd []", 20, TAGS),
    ("action: {", "action: {<<: x, ", 34, f"questions.action.<<: {NO_FIELD}"),
    ("    kind: choice", "    ? [kind]\n    : choice", 17, "a field's name must be plain text"),
    (TITLE, "  title: [A small bank", 5, "not YAML: "),
    (TITLE, "\ttitle: A small bank", 4, "not YAML: "),
    (TITLE, "  title: A small: bank", 4, "not YAML: mapping values are not allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "sentence"), REFUSALS)
def test_a_fault_is_refused_with_its_line_and_a_sentence(old, new, line, sentence):
    faults = refused(changed((old, new)))
    assert (line, True) in [(found, sentence in said) for found, said in faults], faults


def test_all_faults_are_told_at_once_from_top_to_bottom():
    text = changed(
        ("text: All", "text: Half"), ("fact: bans", "fact: x"), ("claim: It", "claim: x")
    )
    assert [line for line, _ in refused(text)] == [21, 37]
    missing = changed(("    topic: law\n    kind: choice", ""), (f"{TITLE}\n", ""))
    assert len(refused(missing)) == 3


def test_a_refusal_reads_like_a_compilers():
    with pytest.raises(Refusal) as refusal:
        read(changed(("text: All", "text: Half"), ("fact: bans", "fact: x")), "laws.yaml")
    assert refusal.value.name == "laws.yaml"
    assert str(refusal.value) == (
        "laws.yaml:21: question scans-share: wrong has the same text twice\n"
        "laws.yaml:37: question bans-held: there is no fact “x” in this file"
    )


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            "{right: nan, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 3}",
            "right is not a number",
        ),
        ("{right: 10, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 3}", "right lies outside"),
        ("{right: 2, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 1}", "zero_at is too small"),
        ("{right: 2, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 3, step: 0}", "step must be"),
        (
            "{right: 2, unit: m, low: 0, high: 9, tolerance: 1, zero_at: 3, scale: s}",
            "scale is not",
        ),
    ],
)
def test_a_number_that_cannot_be_asked_is_refused(spec, sentence):
    faults = refused(with_spec("estimate", spec))
    assert any(said.startswith(f"question bans-held: {sentence}") for _, said in faults), faults
    assert {line for line, _ in faults} == {48}


# YAML's guesses.

GUESSES = ["No", "yes", "1:30", "1e3", "0o17", "0x1F", "010", "1_000", "~", "null", "NaN", ".inf"]
GUESSES += ["2026-11-22", "2026-11-22 10:00:00", "6.10", "="]


@pytest.mark.parametrize("word", GUESSES)
def test_a_text_that_yaml_would_take_for_something_else_stays_what_it_is(word):
    text = changed(
        ("title: A small bank", f"title: {word}"),
        ("prompt: How many were scanned?", f"prompt: {word}"),
        ("right: Half", f"right: {word}"),
        ("text: All", f"text: x{word}"),
        ("law: The law", f"law: {word}"),
    )
    file, _ = read(text)
    question = file.questions[0]
    assert file.bank.title == question.prompt == question.spec["right"] == word
    assert file.topics == {"law": word}


@pytest.mark.parametrize("ref", ["no", "on", "12", "1e3", "null", "2026-11-22"])
def test_a_ref_that_yaml_would_take_for_something_else_stays_what_it_is(ref):
    text = BANK.replace("topic: law", f"topic: {ref}").replace(
        "  law: The law", f"  {ref}: The law"
    )
    assert read(text)[0].topics == {ref: "The law"}


# Files.


@pytest.fixture
def stored(tmp_path):
    def store(content):
        path = tmp_path / "laws.yaml"
        path.write_bytes(content)
        return path

    return store


@pytest.mark.parametrize(
    "content",
    [
        BANK.encode(),
        BANK.encode("utf-8-sig"),
        BANK.replace("\n", "\r\n").encode(),
        BANK.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["plain", "bom", "crlf", "bom-and-crlf"],
)
def test_a_file_is_the_same_with_any_line_ends_and_with_a_bom(content, stored):
    assert read_path(stored(content)) == read(BANK)


def test_a_text_is_the_same_with_any_line_ends_and_with_a_bom():
    assert read("\ufeff" + BANK.replace("\n", "\r\n")) == read(BANK)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (BANK.replace("small bank", "größe").encode("latin-1"), "the file is not UTF-8 (byte 42)"),
        (BANK.encode("utf-16"), "the file is not UTF-8 (byte 0)"),
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"# nothing but a remark\n", "the file is empty"),
    ],
)
def test_a_file_that_is_no_text_or_empty_is_refused(content, fault, stored):
    with pytest.raises(Refusal) as refusal:
        read_path(stored(content))
    assert str(refusal.value) == f"laws.yaml:1: {fault}"


@pytest.mark.parametrize("text", ["just a text", "[a, list]", "~"])
def test_what_is_no_bank_at_all_is_refused(text):
    assert [line for line, _ in refused(text)] == [1]


def test_two_documents_in_one_file_are_refused():
    assert refused(BANK + "---\n" + BANK)[0][0] == len(BANK.splitlines()) + 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(yaml, "parse", None)
    assert refused("x" * (LIMIT + 1)) == [(1, "the file is larger than 4,000,000 characters")]


DEEP = [("[", "]", 1_000), ("[\n", "]", 5_000), ("{a:\n", "}", 5_000), ("- ", "", 1_000)]


@pytest.mark.parametrize(("opening", "closing", "depth"), DEEP)
def test_a_file_nested_thousands_deep_is_refused_with_a_sentence(opening, closing, depth):
    text = opening * depth + "x" + closing * depth
    ((line, sentence),) = refused(text)
    assert sentence == "the file is nested too deeply"
    assert line <= 21


def test_brackets_that_are_never_closed_are_refused():
    assert refused("[\n" * 15)[0][1].startswith("not YAML: ")


def test_a_long_line_of_brackets_does_not_keep_the_reader_busy():
    """The parser's cost grows with the square of the depth, so it is not let that far."""
    assert refused("[" * 100_000) == [(1, "the file is nested too deeply")]


def test_whatever_depth_is_read_is_also_checked():
    """Nothing between the deepest that can be read and the shallowest that cannot crashes."""
    for depth in range(50, 600, 50):
        refused(with_spec("choice", "[" * depth + "]" * depth))


# What a stricter reader than YAML's and pydantic's has to refuse itself.


def test_a_character_that_yaml_forbids_is_not_called_deep_nesting():
    faults = refused(changed(("small bank", "small\x07 bank")))
    assert "nested" not in faults[0][1]


def test_a_number_of_400_digits_is_refused():
    assert refused(with_spec("estimate", SPECS["estimate"].replace("9", "9" * 400)))


def test_a_quoted_key_that_differs_in_spaces_is_there_twice():
    assert refused(changed(("  law: The law", "  law: The law\n  'law ': Another")))


def test_a_number_is_no_day():
    assert refused(changed(("checked_on: 2025-11-01\n", "checked_on: 86400\n")))


@pytest.mark.parametrize("day", ["2025-13", "2025-02-31", "٢٠٢٥"])
def test_a_day_that_is_in_no_calendar_is_refused(day):
    assert refused(changed(("date: 2025-06", f"date: {day}")))


@pytest.mark.parametrize("word", ["No", "off", "0"])
def test_only_true_and_false_are_truth_values(word):
    assert refused(changed(("right: true", f"right: {word}")))


def test_a_zero_character_is_refused():
    assert refused(changed(("prompt: How many were scanned?", 'prompt: "a\\0b"')))
