"""Banks out of the database and files into it: the dry run, then all or nothing."""

import pytest
from django.core.management import CommandError, call_command

from quiz.exchange.bank_file import read, read_path
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.export import export, ready
from quiz.exchange.formats import FORMATS
from quiz.exchange.load import load
from quiz.exchange.opening import opened
from quiz.exchange.packing import packed, unpacked
from quiz.exchange.plan import apply, plan
from quiz.exchange.records import Finding
from quiz.exchange.table import FLAT
from quiz.management.commands.loadbanks import SHIPPED
from quiz.models import Bank, Check, Fact, Question, Source, Topic, Version
from tests.content.test_images import kept
from tests.exchange.test_load import FILE
from tests.factories import NUMBERS, TODAY, BankFactory, FactFactory, QuestionFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

GIFT = """\
$CATEGORY: $course$/top/Bans

// [id:ban-held]
::The ban::The ban held. {T#It was forgotten.####It did.}

What is left? {=This ~That}
"""


def planned(file, bank, format_="gift", topic=None):
    data = file if isinstance(file, bytes) else file.encode()
    return plan(opened(data, FORMATS[format_]), bank, topic)


def outcomes(plan_):
    return [(entry.line, entry.outcome, entry.ref) for entry in plan_.entries]


def exported(bank, format_, everything=False):
    made = export(ready(bank.questions.all()), FORMATS[format_], everything)
    return made.file(bank), made.lines


def test_a_new_file_makes_drafts_and_what_they_need():
    bank = BankFactory()
    found = planned(GIFT, bank)
    assert outcomes(found) == [(4, "create", "ban-held"), (6, "create", "what-is-left")]
    assert not Question.objects.exists(), "a dry run changes nothing"
    apply(found, TODAY)
    one, two = Question.objects.order_by("ref")
    assert {one.state, two.state} == {"draft"}
    assert (one.topic, one.fact.text) == (Topic.objects.get(title="Bans"), "The ban")
    assert (two.topic, two.fact.text) == (one.topic, "What is left?")
    assert one.explanation == "It did."
    assert not Version.objects.exists()
    assert not Check.objects.exists()


def test_the_same_file_again_changes_nothing():
    bank = BankFactory()
    apply(planned(GIFT, bank), TODAY)
    assert planned(GIFT, bank).counted()["unchanged"] == 2


def test_questions_that_read_alike_are_told_apart_by_their_order():
    text = "$CATEGORY: Years\n\n" + "When? {#1822}\n\n" + "When? {#1822:2}\n\n" * 2
    bank = BankFactory()
    apply(planned(text, bank), TODAY)
    assert Question.objects.count() == 3
    assert planned(text, bank).counted()["unchanged"] == 3


def test_a_character_that_no_text_should_hold_is_left_out():
    apply(
        planned("$CATEGORY: Ye\0ars\n\n::A\0 name\n::It \0holds. {T}", bank := BankFactory()), TODAY
    )
    question = bank.questions.get()
    assert (question.topic.title, question.fact.text) == ("Years", "A name")
    assert question.prompt == "It holds."


def test_a_changed_file_changes_the_working_copy_alone():
    bank = BankFactory()
    question = QuestionFactory(bank=bank, ref="how-many", exhibit=None, live=True)
    text, _ = exported(bank, "gift")
    found = planned(text.replace("Eight", "Nine"), bank)
    (entry,) = found.entries
    assert entry.outcome == "update"
    assert entry.said[0] == "changes: the source’s words, answers"
    assert "Right answer: Eight → Nine" in entry.said
    assert "as before" in entry.said[-1]
    apply(found, TODAY)
    question.refresh_from_db()
    assert question.state == "live"
    assert question.spec["right"] == "Nine"
    assert question.live_version.content["spec"]["right"] == "Eight"
    assert question.edited


def test_what_is_in_review_goes_back_to_its_author():
    question = QuestionFactory(state="review", submitted=True)
    text, _ = exported(question.bank, "csv")
    apply(planned(text.replace("Eight", "Nine"), question.bank, "csv"), TODAY)
    question.refresh_from_db()
    assert (question.state, question.submitted) == ("draft", False)


def test_what_a_format_does_not_carry_stays():
    exhibit = {"type": "message", "caption": "A sign", "lines": ["Cameras in use"]}
    question = QuestionFactory(exhibit=exhibit, stance="risk")
    bank = question.bank
    apply(planned(f"ref,prompt\n{question.ref},Something new?\n", bank, "csv"), TODAY)
    question.refresh_from_db()
    assert question.prompt == "Something new?"
    assert (question.exhibit, question.stance) == (exhibit, "risk")
    assert question.spec["right"] == "Eight"
    assert question.source is not None


def test_a_tell_goes_out_and_comes_in_and_is_refused_where_its_words_are_not():
    tell = [{"text": "in use", "note": "It says so itself."}]
    exhibit = {"type": "message", "caption": "A sign", "title": "", "lines": ["Cameras in use"],
               "rows": [], "buttons": [], "tell": tell}  # fmt: skip
    question = QuestionFactory(exhibit=exhibit)
    text, _ = exported(question.bank, "yaml")
    assert outcomes(planned(text, question.bank, "yaml"))[-1][1] == "unchanged"
    apply(planned(text.replace("It says so itself.", "Read it."), question.bank, "yaml"), TODAY)
    question.refresh_from_db()
    assert question.exhibit == exhibit | {"tell": [tell[0] | {"note": "Read it."}]}
    found = planned(text.replace("text: in use", "text: on sale"), question.bank, "yaml")
    assert found.refused
    assert "“on sale” stands nowhere in the exhibit" in found.entries[-1].said[0]


def test_one_error_and_nothing_is_done():
    bank = BankFactory()
    found = planned(f"{GIFT}\nWhat? {{~a\n", bank)
    assert outcomes(found)[-1] == (8, "error", "")
    assert found.refused
    with pytest.raises(ValueError, match="errors"):
        apply(found, TODAY)
    assert not Question.objects.exists()
    assert not Topic.objects.exists()


def test_what_breaks_half_way_leaves_nothing():
    bank = BankFactory()
    found = planned(GIFT, bank)
    QuestionFactory(bank=bank, ref="what-is-left")
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        apply(found, TODAY)
    assert Question.objects.count() == 1
    assert not Fact.objects.filter(text="The ban").exists()


def test_a_question_without_a_topic_needs_one():
    bank = BankFactory()
    found = planned("It holds. {T}", bank)
    assert found.entries[0].said == ["it names no topic; choose one for such questions"]
    found = planned("It holds. {T}", bank, topic=TopicFactory(bank=bank, title="Law"))
    apply(found, TODAY)
    assert Question.objects.get().topic.title == "Law"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a-ref,What?,choice,this,,,", ""),
        ("No Ref!,What?,choice,this,,,", "ref: Enter a valid “slug”"),
        ("a-ref,,choice,this,,,", "prompt: This field cannot be blank."),
        ("a-ref,What?,choice,this,A report,,", "source, publisher: This field cannot be blank."),
        ("a-ref,What?,choice,this,A report,U,javascript:x", "source, url: Enter a valid URL."),
        (f"a-ref,What?,choice,this,{'x' * 301},U,", "source, title: Ensure this value has at most"),
    ],
)
def test_the_rules_of_the_desk_hold_for_files_too(row, said):
    head = "ref,prompt,kind,right_1,source_title,source_publisher,source_url"
    bank = BankFactory()
    found = planned(f"{head}\n{row}\n", bank, "csv", TopicFactory(bank=bank))
    (entry,) = found.entries
    assert found.refused == bool(said)
    assert " ".join(entry.said).startswith(said)


def test_a_ref_that_is_there_twice_is_an_error():
    text = "kind,ref,prompt,right\ntrue_false,a,One.,true\ntrue_false,a,Two.,false\n"
    found = planned(text, BankFactory(), "csv", topic=TopicFactory())
    assert found.entries[1].said == ["the ref “a” is in this file twice"]


def test_what_is_filed_under_the_same_words_is_not_made_twice():
    bank = BankFactory()
    topic, fact = TopicFactory(bank=bank, title="Bans"), FactFactory(bank=bank, text="The ban")
    apply(planned(GIFT, bank), TODAY)
    question = Question.objects.get(ref="ban-held")
    assert (question.topic, question.fact) == (topic, fact)
    assert Topic.objects.count() == 1


def test_a_file_does_not_rename_what_is_there():
    load(read(FILE)[0], TODAY)
    changed = FILE.replace("errors: Errors", "errors: Mistakes").replace("A report", "The report")
    found = planned(changed, Bank.objects.get(), "yaml")
    assert found.counted()["update"] == 2, "a source that says something else is another source"
    assert "The topic keeps its name here: “Errors”." in found.entries[-1].said
    apply(found, TODAY)
    assert Topic.objects.get(ref="errors").title == "Errors"
    assert sorted(Source.objects.values_list("title", flat=True)) == ["A report", "The report"]
    assert Question.objects.get(ref="true-that").source.title == "The report"
    assert Bank.objects.get().title == "A small bank"


def test_a_file_vouches_for_nothing():
    load(read(FILE)[0], TODAY)
    found = planned(FILE.replace("2026-11-22", "2026-11-23"), Bank.objects.get(), "yaml")
    assert found.counted()["unchanged"] == 2
    assert "whoever publishes a question checks it" in found.entries[0].said[0]
    apply(found, TODAY)
    assert set(Check.objects.values_list("checked_on", flat=True)) == {TODAY}


@pytest.mark.parametrize("format_", [each for each in FORMATS if each != "archive"])
def test_a_shipped_bank_comes_back_as_it_was(format_, django_assert_max_num_queries):
    load(read_path(SHIPPED / "faces.yaml")[0], TODAY)
    bank = Bank.objects.get()
    with django_assert_max_num_queries(2):
        text, report = exported(bank, format_)
    carried = bank.questions.all()
    if format_ in ("csv", "xlsx"):
        carried = carried.filter(kind__in=FLAT)
    assert bool(report) == (format_ != "yaml")
    if not FORMATS[format_].carries("exhibit"):
        carried = carried.filter(exhibit__isnull=True)
    with django_assert_max_num_queries(5):
        found = planned(text, bank, format_)
    assert found.counted() == {
        "create": 0, "update": 0, "unchanged": carried.count(), "skip": 0, "error": 0,
    }  # fmt: skip
    other = BankFactory(title=bank.title)
    apply(planned(text, other, format_), TODAY)
    for question in ready(other.questions.all()):
        old = bank.questions.get(ref=question.ref)
        assert question.content() == old.content()
        assert (question.kind, question.state) == (old.kind, "draft")
        assert (question.topic.title, question.fact.text) == (old.topic.title, old.fact.text)
    assert format_ == "yaml" or exported(other, format_)[0] == text


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_drawing_goes_through_yaml_and_back(kind):
    drawing = Exhibit(type=kind, caption="A drawing", **NUMBERS[kind]).model_dump()
    bank, other = BankFactory(), BankFactory()
    QuestionFactory(bank=bank, ref="a", exhibit=drawing)
    text, left_out = exported(bank, "yaml")
    assert left_out == []
    apply(planned(text, other, "yaml"), TODAY)
    assert other.questions.get().exhibit == drawing


def test_our_yaml_is_a_bank_file_when_every_question_is_complete():
    load(read(FILE)[0], TODAY)
    text, _ = exported(Bank.objects.get(), "yaml")
    assert load(read(text)[0], TODAY).unchanged == 2


def test_the_report_names_what_is_left_out():
    bank = BankFactory()
    exhibit = {"type": "message", "caption": "A sign", "lines": ["Cameras in use"]}
    QuestionFactory(bank=bank, ref="a", kind="estimate")
    QuestionFactory(bank=bank, ref="b", kind="ordering")
    QuestionFactory(bank=bank, ref="c", exhibit=exhibit)
    assert exported(bank, "yaml")[1] == []
    for format_ in ("gift", "xml"):
        said = "\n".join(exported(bank, format_)[1])
        for words in ("near misses", "with its place. (b)", "checks"):
            assert words in said
        stays = "What is read before answering has no place in it: the question stays out. (c)"
        assert (stays in said) == (format_ == "gift")
    QuestionFactory(bank=bank, ref="d", picture=kept(), picture_alt="A map")
    for format_ in FORMATS.values():
        stays = "Its picture has no place in it: the question stays out. (d)"
        assert (stays in exported(bank, format_.name)[1]) != format_.pictured
        goes = "Its picture is left out. (d)"
        assert (goes in exported(bank, format_.name, everything=True)[1]) != format_.pictured
    assert "no room for such answers: the question is left out. (b)" in exported(bank, "csv")[1][1]


# The commands


def run(capsys, *arguments, **options):
    call_command(*arguments, **options)
    said = capsys.readouterr()
    return said.out, said.err


def test_the_commands_carry_a_bank_from_one_database_to_another(tmp_path, capsys):
    load(read(FILE)[0], TODAY)
    out, err = run(capsys, "exportbank", "small", "--format", "xml", "--only", "true-that")
    assert "Most were wrong." in out
    assert err.startswith("1 of 1 questions of small")
    path = tmp_path / "small.yaml"
    run(capsys, "exportbank", "small", "--out", str(path))
    Question.objects.update(live_version=None, state="draft")
    Version.objects.all().delete()
    Question.objects.all().delete()
    Bank.objects.all().delete()
    out, _ = run(capsys, "importbank", str(path))
    assert "small: 2 create, 0 update" in out
    assert "--apply" in out
    assert not Bank.objects.exists()
    run(capsys, "importbank", str(path), "--apply")
    assert Bank.objects.get().title == "A small bank"
    assert Question.objects.filter(state="draft").count() == 2


def test_the_import_says_each_line_and_fails_on_an_error(tmp_path, capsys):
    BankFactory(ref="small")
    path = tmp_path / "small.gift.txt"
    path.write_text(f"{GIFT}\nHow are you? {{}}\n\nWhat? {{~a\n")
    with pytest.raises(CommandError, match="while there are errors"):
        call_command("importbank", str(path), "--bank", "small", "--apply")
    out = capsys.readouterr().out
    assert "small.gift.txt:4: create ban-held" in out
    assert "small.gift.txt:8: skip “How are you?”: questions of the type “essay”" in out
    assert "small.gift.txt:10: error “What?”: its braces" in out
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exportbank", "nothing"], "There is no bank “nothing”"),
        (["exportbank", "small", "--only", "x"], "Not in this bank: x"),
        (["importbank", "no.gift", "--bank", "small"], "No such file"),
        (["importbank", "{tmp}/a.gift"], "Say with --bank"),
        (["importbank", "{tmp}/a.gift", "--bank", "nothing"], "no bank “nothing”"),
        (["importbank", "{tmp}/a.gift", "--bank", "small", "--topic", "x"], "no topic “x”"),
        (["importbank", "{tmp}/a.doc", "--bank", "small"], "say with --format"),
        (["importbank", "{tmp}/large.gift", "--bank", "small"], "larger than 5 MB"),
    ],
)
def test_the_commands_say_what_is_wrong(arguments, said, tmp_path):
    BankFactory(ref="small")
    (tmp_path / "a.gift").write_text("It holds. {T}")
    (tmp_path / "a.doc").write_text("It holds. {T}")
    (tmp_path / "large.gift").write_bytes(b"a" * 5_000_001)
    with pytest.raises(CommandError, match=said):
        call_command(*[each.format(tmp=tmp_path) for each in arguments])


def test_one_bad_question_keeps_no_other_out(tmp_path, capsys):
    BankFactory(ref="small")
    path = tmp_path / "small.gift.txt"
    path.write_text(f"{GIFT}\nWhat? {{~a\n")
    with pytest.raises(CommandError, match="--leave-out-faulty goes on without them"):
        call_command("importbank", str(path), "--bank", "small")
    capsys.readouterr()
    out, _ = run(
        capsys, "importbank", str(path), "--bank", "small", "--apply", "--leave-out-faulty"
    )
    assert "small.gift.txt:8: left “What?”: its braces" in out
    assert "0 error, 1 left out" in out
    assert Question.objects.count() == 2


FAULTY = {
    "gift": "{T}\n\nWhat? {~a",
    "xml": "<quiz><question type='multichoice'/><question type='multichoice'><questiontext><text>"
    "&lt;p>What?&lt;/p></text></questiontext><answer fraction='x'/></question></quiz>",
    "csv": "prompt,kind,right\n,estimate,x\nWhat?,estimate,1.000\n",
    "yaml": FILE[: FILE.index("questions:")] + "questions:\n- {kind: choice}\n"
    "- {ref: b, prompt: What?, kind: choice, topic: x, fact: y}\n",
}


@pytest.mark.parametrize("format_", FAULTY)
def test_a_question_that_cannot_be_read_is_named_by_its_words_or_number(format_):
    found = planned(FAULTY[format_], BankFactory(), format_)
    assert [entry.prompt for entry in found.errors] == ["Question 1 of the file", "What?"]
    assert all(entry.alone for entry in found.errors)
    assert found.faulty == 0, "there is nothing else in the file"


def test_what_was_read_travels_whole():
    text = FILE.replace("kind: true_false", "kind: 3").replace("errors: Errors", "other: O")
    reading = opened(text.encode(), FORMATS["yaml"])
    for record in reading.records:
        record.check = None
    back = unpacked(packed(reading))
    assert back == reading
    assert [each.name for each in back.faults] == [each.name for each in reading.faults]
    assert {type(each) for each in back.faults} == {Finding}
    assert (
        opened(b"[", FORMATS["yaml"]).faults
        == unpacked(packed(opened(b"[", FORMATS["yaml"]))).faults
    )
