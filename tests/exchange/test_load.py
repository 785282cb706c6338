"""Loading bank files: idempotent, careful with editors' work, all or nothing."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from quiz.exchange import yaml_file
from quiz.exchange.bank_file import read
from quiz.exchange.export import export, ready, whole
from quiz.exchange.formats import FORMATS
from quiz.exchange.load import load
from quiz.exchange.opening import new_bank, opened
from quiz.exchange.plan import apply, plan
from quiz.exchange.strict_yaml import Refusal
from quiz.models import Bank, Check, Question, Source, Version
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

FILE = """\
format: 1
bank:
  ref: small
  title: A small bank
  summary: What it covers.
topics:
  errors: Errors
  bans: Bans
sources:
  report:
    title: A report
    publisher: A university
    date: 2019-07
    url: https://university.example/report
facts:
  eight: Eight of 42 were right.
questions:
  - ref: how-many
    fact: eight
    topic: errors
    kind: choice
    prompt: How many of 42 were right?
    spec:
      right: 8
      wrong:
        - {text: 21, tempts: It is half of them.}
    explanation: Eight of the 42 could be verified.
    evidence: {source: report, passage: Eight of 42 matches were verified.}
    since: {text: They counted again., source: report}
    check: {checked_on: 2026-11-22, review_by: 2027-11-22}
    action: {text: Look it up., minutes: 5}
    survey: {figure: 40% knew, group: US adults, year: 2023, source: report}
    exhibit: {type: message, caption: A sign, lines: [Cameras in use]}
  - ref: true-that
    fact: eight
    topic: errors
    kind: true_false
    prompt: Most were wrong.
    spec: {right: "true", tempts: It seems too bad.}
    explanation: Thirty-four were not verified.
    evidence: {source: report, claim: Eight of 42 were verified.}
    check: {checked_on: 2026-11-22, review_by: 2027-11-22}
"""


def put(text=FILE, on=TODAY):
    return load(read(text)[0], on)


def test_a_new_file_is_live_at_once():
    report = put()
    assert report.created == ["how-many", "true-that"]
    question = Question.objects.get(ref="how-many")
    assert question.state == "live"
    assert question.live_version.published_by is None
    assert question.latest_check().review_by == datetime.date(2027, 11, 22)
    assert question.live_version.content["since"]["source"]["publisher"] == "A university"
    assert question.live_version.content["exhibit"]["caption"] == "A sign"


def test_a_second_time_changes_nothing():
    put()
    report = put()
    assert report.unchanged == 2
    assert Version.objects.count() == 2
    assert Check.objects.count() == 2


def test_only_what_changed_gets_a_new_version():
    put()
    report = put(FILE.replace("How many of 42 were right?", "Of 42, how many were right?"))
    assert report.updated == ["how-many"]
    assert report.unchanged == 1
    assert Version.objects.filter(question__ref="how-many").count() == 2
    assert Version.objects.filter(question__ref="true-that").count() == 1


def test_a_changed_source_or_topic_makes_new_versions_of_what_shows_it():
    put()
    report = put(FILE.replace("title: A report", "title: The report"))
    assert sorted(report.updated) == ["how-many", "true-that"]
    source = Question.objects.get(ref="true-that").live_version.content["evidence"]["source"]
    assert source["title"] == "The report"
    report = put(
        FILE.replace("title: A report", "title: The report").replace(
            "topic: errors\n    kind: choice", "topic: bans\n    kind: choice"
        )
    )
    assert report.updated == ["how-many"]


def test_a_newer_check_is_added_without_a_version():
    put()
    newer = FILE.replace(
        "{checked_on: 2026-11-22, review_by: 2027-11-22}",
        "{checked_on: 2026-12-01, review_by: 2028-01-01}",
        1,
    )
    report = put(newer)
    assert report.rechecked == ["how-many"]
    assert Question.objects.get(ref="how-many").latest_check().review_by.year == 2028
    assert Version.objects.count() == 2
    assert put().unchanged == 2, "an older check does not come back"


SEEN = """
      checked_on: 2026-11-22
      review_by: 2027-05-01
      pages: [https://university.example/report, https://university.example/since]
      copied_on: 2026-11-01
      confirmed: [action, key]"""
DAYS = " {checked_on: 2026-11-22, review_by: 2027-11-22}"


def test_a_check_of_a_file_says_its_pages_and_what_was_confirmed_and_never_who():
    put(FILE.replace(DAYS, SEEN, 1))
    check = Question.objects.get(ref="how-many").latest_check()
    assert check.pages == ["https://university.example/report", "https://university.example/since"]
    assert (check.copied_on, check.confirmed) == (datetime.date(2026, 11, 1), ["key", "action"])
    check.checked_by = User.objects.create_user("ann")
    check.save()
    bank = Bank.objects.get()
    written = export(ready(bank.questions.all()), FORMATS["yaml"]).file(bank)
    assert "ann" not in written
    (again,) = [row.check for row in read(written)[0].questions if row.ref == "how-many"]
    assert again.said() == check.said()


def test_an_old_file_keeps_its_day_and_the_page_comes_with_a_newer_file():
    put()
    old = Question.objects.get(ref="how-many").latest_check()
    assert (old.checked_on, old.pages, old.confirmed) == (TODAY, [], [])
    report = put(FILE.replace(DAYS, SEEN, 1))
    assert report.rechecked == ["how-many"]
    assert len(Question.objects.get(ref="how-many").latest_check().pages) == 2
    assert put(FILE.replace(DAYS, SEEN, 1)).unchanged == 2
    assert put().unchanged == 2, "a day alone takes no page back"
    assert Version.objects.count() == 2


ONE = FILE[: FILE.index("  - ref: true-that")]
LISTED = "retired:\n  true-that: {day: 2026-11-20, reason: Nobody could prove it.}\nquestions:\n"
RETIRES = ONE.replace("questions:\n", LISTED)


def test_a_file_retires_what_it_lists_and_keeps_the_list():
    put()
    report = put(RETIRES)
    assert report.lines()[1:] == ["  retired: true-that (Nobody could prove it.)"]
    question = Question.objects.get(ref="true-that")
    assert question.state == "retired"
    assert question.steps.first().note == "Nobody could prove it."
    bank = Bank.objects.get()
    assert bank.retired == {"true-that": {"day": "2026-11-20", "reason": "Nobody could prove it."}}
    assert put(RETIRES).lines()[1:] == []
    written = export(whole(bank), FORMATS["yaml"]).file(bank)
    file, _ = read(written)
    assert [row.ref for row in file.questions] == ["how-many"]
    assert file.retired["true-that"].reason == "Nobody could prove it."


def test_a_bank_that_never_had_the_question_keeps_the_list_too():
    assert put(RETIRES).created == ["how-many"]
    bank = Bank.objects.get()
    written = export(whole(bank), FORMATS["yaml"]).file(bank)
    reading = opened(written.replace("ref: small\n", "ref: other\n").encode(), FORMATS["yaml"])
    apply(plan(reading, new_bank(reading.bank)), TODAY)
    assert Bank.objects.get(ref="other").retired == bank.retired != {}


def test_the_ref_of_a_retired_question_is_not_imported_again():
    put(RETIRES)
    reading = opened(FILE.encode(), FORMATS["yaml"])
    (entry,) = [each for each in plan(reading, Bank.objects.get()).entries if each.ref != "how-many"
                and each.outcome == "error"]  # fmt: skip
    assert "“true-that” was the ref of a question that is retired" in entry.said[0]


@pytest.mark.parametrize("read_file", [lambda text: read(text), yaml_file.read])
def test_a_ref_that_is_live_and_retired_is_refused(read_file):
    text = FILE.replace("questions:\n", LISTED)
    try:
        faults = read_file(text).faults
    except Refusal as refusal:
        faults = refusal.faults
    assert [line for line, _ in faults] == [text[: text.index("ref: true-that")].count("\n") + 1]
    assert "cannot be here too" in faults[0][1]


@pytest.mark.parametrize("change", ["prompt", "published again"])
def test_what_an_editor_changed_is_not_retired_and_said(change):
    put()
    question = Question.objects.get(ref="true-that")
    if change == "prompt":
        question.prompt = "Most were right."
        question.save()
    else:
        put(RETIRES)
        question.refresh_from_db()
        question.publish(TODAY)
    report = put(RETIRES)
    assert report.retired == []
    assert report.kept == ["question true-that, which the file retires (Nobody could prove it.)"]
    question.refresh_from_db()
    assert question.state == "live"


def test_what_an_editor_changed_is_left_and_said():
    put()
    question = Question.objects.get(ref="how-many")
    question.explanation = "An editor’s own words."
    question.save()
    report = put(FILE.replace("Eight of the 42 could be verified.", "The file’s new words."))
    assert report.kept == ["question how-many"]
    question.refresh_from_db()
    assert question.explanation == "An editor’s own words."
    assert any("left as an editor has it: question how-many" in line for line in report.lines())


def test_a_source_and_a_bank_that_an_editor_changed_are_left_and_said():
    put()
    Source.objects.update(title="An editor’s title")
    Bank.objects.update(title="An editor’s bank")
    report = put(FILE.replace("title: A report", "title: New").replace("A small bank", "Newer"))
    assert "source report" in report.kept
    assert any("bank" in what for what in report.kept)
    assert Source.objects.get().title == "An editor’s title"
    assert Bank.objects.get().title == "An editor’s bank"


def test_what_is_no_longer_in_the_file_is_reported_and_stays():
    put()
    shorter = FILE[: FILE.index("  - ref: true-that")]
    report = put(shorter)
    assert report.gone == ["true-that"]
    assert Question.objects.get(ref="true-that").state == "live"
    assert any("no longer in the file" in line for line in report.lines())


def test_a_retired_question_is_brought_up_to_date_but_not_brought_back():
    put()
    Question.objects.get(ref="how-many").retire(TODAY)
    report = put(FILE.replace("How many of 42 were right?", "Of 42, how many were right?"))
    assert report.updated == ["how-many (not live, so not published)"]
    question = Question.objects.get(ref="how-many")
    assert question.state == "retired"
    assert question.prompt == "Of 42, how many were right?"


def test_what_it_makes_is_listed_and_what_is_there_stays_as_it_is():
    put()
    bank = Bank.objects.get()
    assert bank.state == Bank.State.LISTED
    Bank.objects.update(state=Bank.State.CLOSED)
    put(FILE.replace("How many of 42 were right?", "Of 42, how many were right?"))
    bank.refresh_from_db()
    assert bank.state == Bank.State.CLOSED


def test_what_an_editor_began_by_hand_keeps_its_words_and_takes_the_files_questions():
    bank = Bank.objects.create(ref="small", title="Begun by hand")
    Source.objects.create(bank=bank, ref="report", title="Our title", publisher="Ours")
    report = put()
    assert Bank.objects.get().title == "Begun by hand"
    assert Source.objects.get().title == "Our title"
    assert Question.objects.count() == 2
    assert "source report" in report.kept
    assert any("bank" in what for what in report.kept)


def test_an_edit_of_a_source_that_an_editor_has_not_published_is_not_published_for_them():
    put()
    Source.objects.update(title="An editor’s correction")
    report = put()
    assert Version.objects.count() == 2
    assert "source report" not in report.kept, "the file has nothing new to say"
    put(FILE.replace("title: A report", "title: The file’s title"))
    assert Version.objects.count() == 2


def write(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return [str(tmp_path / f"{number}.yaml") for number in range(len(texts))]


def test_the_command_loads_each_file_wholly_or_not_at_all(tmp_path, capsys):
    good, bad = write(tmp_path, FILE, FILE.replace("ref: small", "ref: other", 1) + "  - ref: x\n")
    with pytest.raises(CommandError, match="1 of 2 files could not be loaded"):
        call_command("loadbanks", bad, good)
    said = capsys.readouterr()
    assert "1.yaml:" in said.err
    assert "this field is missing" in said.err
    assert "small: 2 new" in said.out
    assert list(Bank.objects.values_list("ref", flat=True)) == ["small"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path, capsys):
    call_command("loadbanks", *write(tmp_path, FILE), "--dry-run")
    assert "small: 2 new" in capsys.readouterr().out
    assert not Bank.objects.exists()


def test_a_file_that_is_not_there_is_a_sentence(capsys):
    with pytest.raises(CommandError):
        call_command("loadbanks", "nowhere.yaml")
    assert "nowhere.yaml: No such file" in capsys.readouterr().err


def test_quietly_says_nothing(tmp_path, capsys):
    call_command("loadbanks", *write(tmp_path, FILE), verbosity=0)
    assert not capsys.readouterr().out


def test_a_column_newer_than_what_was_loaded_is_no_editors_change():
    put()
    for question in Question.objects.all():
        del question.shipped["jurisdiction"]
        question.save()
    report = put(FILE.replace("prompt: Most", "jurisdiction: The EU\n    prompt: Most"))
    assert (report.kept, report.updated, report.unchanged) == ([], ["true-that"], 1)


def hook(ref="how-many"):
    return Question.objects.get(ref=ref).hook


ON_THE_SHELF = FILE.replace("  - ref: true-that", "    hook: true\n  - ref: true-that")


def test_a_file_puts_on_the_shelf_and_takes_off_without_a_new_version():
    put(ON_THE_SHELF)
    assert (hook(), hook("true-that")) == (True, False)
    assert put().updated == []
    assert not hook()
    assert put(ON_THE_SHELF).kept == []
    assert hook()
    assert Version.objects.count() == 2


def test_an_editors_mark_stands_and_keeps_no_file_from_changing_the_question():
    put()
    Question.objects.filter(ref="how-many").update(hook=True)
    report = put(FILE.replace("How many of 42", "How many of the 42"))
    assert report.updated == ["how-many"]
    assert hook()
    put(ON_THE_SHELF)
    Question.objects.filter(ref="how-many").update(hook=False)
    assert put(ON_THE_SHELF).kept == []
    assert not hook()


def test_a_question_that_was_loaded_before_there_was_a_shelf_is_put_there():
    put()
    for question in Question.objects.all():
        question.shipped.pop("hook")
        question.save(update_fields=["shipped"])
    report = put(ON_THE_SHELF)
    assert (report.kept, report.updated, report.unchanged) == ([], [], 2)
    assert hook()


def test_the_mark_goes_into_a_file_and_an_import_at_the_desk_leaves_it_to_the_desk():
    put(ON_THE_SHELF)
    bank = Bank.objects.get()
    text = export(ready(bank.questions.all()), FORMATS["yaml"]).file(bank)
    assert text.count("hook: true") == 1
    assert [question.hook for question in read(text)[0].questions].count(True) == 1
    Question.objects.update(hook=False)
    planned = plan(yaml_file.read(text), bank, None)
    apply(planned, TODAY)
    assert not hook()
