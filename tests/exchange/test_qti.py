"""QTI: what is written, and what Canvas and others wrote."""

import io
import zipfile

import pytest
from lxml import etree

from quiz.content import schema
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.encoding import Unreadable
from quiz.exchange.formats import FORMATS, by_name
from quiz.exchange.qti import package
from quiz.exchange.records import Record, shaped

BANK = {"title": "A bank", "language": "en"}
NS = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


FAR = "<img src='https://x.example/a.png'/>"


def item(body, declared="", after="", title="A title", head=""):
    return (
        '<?xml version="1.0"?>' + head + '<assessmentItem xmlns="http://www.imsglobal.org/xsd/'
        f'imsqti_v2p1" identifier="x" title="{title}" adaptive="false" timeDependent="false">'
        f"{declared}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    ).encode()


def declared(*right, several="single", holds="identifier", worth=""):
    values = "".join(f"<value>{each}</value>" for each in right)
    key = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="R" cardinality="{several}" baseType="{holds}">'
        f"{key}{worth}</responseDeclaration>"
    )


def choices(*texts, kind="choiceInteraction", said='shuffle="true"', prompt="What?"):
    options = "".join(
        f'<simpleChoice identifier="{chr(65 + n)}">{text}</simpleChoice>'
        for n, text in enumerate(texts)
    )
    return f'<{kind} responseIdentifier="R" {said}><prompt>{prompt}</prompt>{options}</{kind}>'


def canvas(presentation, rules, feedback="", kind="", title="Question"):
    """An item as Canvas writes it."""
    fields = "<qtimetadatafield><fieldlabel>question_type</fieldlabel>"
    fields += f"<fieldentry>{kind}</fieldentry></qtimetadatafield>"
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment '
        f'title="A quiz"><section><item title="{title}"><itemmetadata><qtimetadata>{fields}'
        "</qtimetadata></itemmetadata><presentation><material><mattext texttype='text/html'>"
        "&lt;p&gt;What is &lt;b&gt;2*3&lt;/b&gt;?&lt;/p&gt;</mattext></material>"
        f"{presentation}</presentation><resprocessing><outcomes><decvar maxvalue='100'/>"
        f"</outcomes>{rules}</resprocessing>{feedback}</item></section></assessment>"
        "</questestinterop>"
    ).encode()


def labels(*texts):
    return "<render_choice>" + "".join(
        f"<response_label ident='{n}'><material><mattext>{text}</mattext></material>"
        "</response_label>" for n, text in enumerate(texts)
    ) + "</render_choice>"  # fmt: skip


def rule(condition, score=100, shown=""):
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f"<setvar varname='SCORE'>{score}</setvar>{shown}</respcondition>"
    )


def equal(value, name="r"):
    return f"<varequal respident='{name}'>{value}</varequal>"


def one(data):
    reading = package.read(data)
    assert not reading.faults, reading.faults
    assert not reading.skipped, reading.skipped
    (record,) = reading.records
    return record


def refused(data):
    reading = package.read(data)
    assert not reading.records
    ((_line, said),) = [*reading.faults, *reading.skipped]
    return said


def record(kind, spec, ref="a-ref", **fields):
    said = schema.nothing("csv") | fields | {"spec": shaped(kind, spec)}
    return Record(kind, said, "A topic", "A fact", ref)


def test_a_package_names_its_files_and_its_topics():
    records = [record("true_false", {"right": True}, f"a-{n}", prompt="So?") for n in range(2)]
    records[1].topic = "Another / topic"
    archive = zipfile.ZipFile(io.BytesIO(package.write(records, BANK)))
    assert archive.namelist() == ["imsmanifest.xml", "test.xml", "items/a-0.xml", "items/a-1.xml"]
    assert all(each.date_time == (1980, 1, 1, 0, 0, 0) for each in archive.infolist())
    test = etree.fromstring(archive.read("test.xml"))
    assert [each.get("title") for each in test.iter(f"{NS}assessmentSection")] == [
        "A topic", "Another / topic"
    ]  # fmt: skip
    assert package.read(package.write(records, BANK)).records == records


def test_what_was_written_is_still_read_where_another_program_changed_it():
    """Another program keeps what it knows: texts and answers, and not our variables."""
    written = record(
        "choice",
        {"right": "This", "wrong": [{"text": "That", "tempts": "It is near."}]},
        prompt="What *is* it? See [the law](https://law.example/a).",
        explanation="Because.\n\n- One\n- Two",
        source={"title": "T", "publisher": "P", "date": "2020", "url": "https://x.example"},
    )
    archive = zipfile.ZipFile(io.BytesIO(package.write([written], BANK)))
    root = etree.fromstring(archive.read("items/a-ref.xml"))
    for each in root.findall(f"{NS}outcomeDeclaration"):
        if each.get("baseType") == "string":
            root.remove(each)
    found = one(etree.tostring(root).replace(b">This<", b">This one<"))
    written.fields["spec"]["right"] = "This one"
    assert (found.fields, found.ref) == (written.fields, written.ref)


def test_a_text_that_was_changed_elsewhere_is_read_as_it_is_now():
    written = record("true_false", {"right": True}, prompt="It *holds*.")
    part = zipfile.ZipFile(io.BytesIO(package.write([written], BANK))).read("items/a-ref.xml")
    assert one(part).fields["prompt"] == "It *holds*."
    assert one(part.replace(b">holds<", b">fails<")).fields["prompt"] == "It *fails*."


@pytest.mark.parametrize(
    ("data", "kind", "spec"),
    [
        (
            item(choices("a", "b"), declared("B")),
            "choice", {"right": "b", "wrong": [{"text": "a", "tempts": ""}]},
        ),
        (
            item(choices("a", "b", "c"), declared("A", "C", several="multiple")),
            "multiple", {"right": ["a", "c"], "wrong": [{"text": "b", "tempts": ""}]},
        ),
        (item(choices("Vrai", "Faux"), declared("B")), "true_false", {"right": False}),
        (
            item(choices("a", "b", kind="orderInteraction"), declared("B", "A", several="ordered")),
            "ordering", {"items": [{"text": "b", "detail": ""}, {"text": "a", "detail": ""}]},
        ),
        (
            item('<p>About <textEntryInteraction responseIdentifier="R"/> km.</p>',
                 declared("3.5", holds="float"),
                 '<equal toleranceMode="absolute" tolerance="0.5 0.5"/>'),
            "estimate", {"right": 3.5, "tolerance": 0.5},
        ),
        (
            canvas("<response_lid ident='r' rcardinality='Single'>"
                   f"{labels('a', 'b')}</response_lid>",
                   rule(equal(1))),
            "choice", {"right": "b", "wrong": [{"text": "a", "tempts": ""}]},
        ),
        (
            canvas("<response_lid ident='r' rcardinality='Multiple'>"
                   f"{labels('a', 'b', 'c')}</response_lid>",
                   rule(f"<and>{equal(0)}<not>{equal(1)}</not>{equal(2)}</and>")),
            "multiple", {"right": ["a", "c"], "wrong": [{"text": "b", "tempts": ""}]},
        ),
        (
            canvas("<response_str ident='r'><render_fib fibtype='Decimal'/></response_str>",
                   rule(f"<or>{equal('10.0')}<and><vargte respident='r'>8</vargte>"
                        "<varlte respident='r'>12</varlte></and></or>")),
            "estimate", {"right": 10, "tolerance": 2},
        ),
        (
            canvas("".join(
                f"<response_lid ident='{name}'><material><mattext>{name}</mattext></material>"
                f"{labels('1', '2', '3')}</response_lid>" for name in ("x", "y")),
                rule(equal(1, "x"), 50) + rule(equal(0, "y"), 50)),
            "matching",
            {"pairs": [{"left": "x", "right": "2"}, {"left": "y", "right": "1"}], "spare": ["3"]},
        ),
    ],
)  # fmt: skip
def test_questions_of_other_programs_are_read(data, kind, spec):
    found = one(data)
    assert (found.kind, found.fields["spec"]) == (kind, shaped(kind, spec))


def test_what_surrounds_an_answer_in_a_text_stays():
    asked = '<p>About <textEntryInteraction responseIdentifier="R"/> km.</p>'
    assert one(item(asked, declared("3", holds="integer"))).fields["prompt"] == "About ______ km."


def test_a_question_of_canvas_says_what_it_said():
    feedback = "".join(
        f"<itemfeedback ident='{name}'><flow_mat><material><mattext>{text}</mattext></material>"
        "</flow_mat></itemfeedback>"
        for name, text in (("general_fb", "Because."), ("0_fb", "Near."), ("correct_fb", "Well."))
    )
    rules = rule(equal(1)) + (
        f"<respcondition><conditionvar>{equal(0)}</conditionvar>"
        "<displayfeedback linkrefid='0_fb'/></respcondition>"
    )
    asked = f"<response_lid ident='r' rcardinality='Single'>{labels('a', 'b')}</response_lid>"
    found = one(canvas(asked, rules, feedback))
    assert (found.topic, found.fact) == ("A quiz", "")
    assert found.fields["prompt"] == r"What is **2\*3**?"
    assert found.fields["explanation"] == "Because."
    assert found.fields["spec"]["wrong"] == [{"text": "a", "tempts": "Near."}]
    assert found.notes == ["Feedback and instructions in it are left out (Well.)."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (item(choices("a", "b", said=""), declared("A")), "kept one order"),
        (item(f"<p>{FAR}</p>" + choices("a", "b"), declared("A")), "(1)"),
        (
            item(choices("a", "b"), declared("A"), "<modalFeedback outcomeIdentifier='F' "
                 "identifier='no' showHide='show'>Wrong!</modalFeedback>"),
            "left out (Wrong!)",
        ),
        (
            canvas("<response_num ident='r'><render_fib/></response_num>",
                   rule(equal("1")) + rule(equal("2"))),
            "left out: 2 ± 0",
        ),
    ],
)  # fmt: skip
def test_what_has_no_place_is_said(data, said):
    assert said in " ".join(one(data).notes)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (item(choices("a"), declared("A"), head="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "of its own"),
        (item(choices("a", "b"), ""), "does not say what is right"),
        (item(choices("a", "b") * 2, declared("A")), "several things at once"),
        (item("<p>Read this.</p>"), "nothing that could be answered"),
        (item(choices("a", kind="hotspotInteraction"), declared("A")), "“hotspotInteraction”"),
        (
            item(choices("<img src='a'/>", "b"), declared("A")),
            "an answer of it is a picture",
        ),
        (item('<p><textEntryInteraction responseIdentifier="R"/></p>',
              declared("York", holds="string")), "a text of one’s own"),
        (canvas("", "", kind="essay_question"), "“essay_question”"),
        (b"<assessmentItem", "no proper XML"),
        (b"<quiz/>", "no question of QTI"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(data, said):
    assert said in refused(data)


def test_a_fraction_and_a_power_are_no_other_numbers():
    half = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    million = "<math><msup><mn>10</mn><mn>6</mn></msup></math>"
    found = one(item(choices(half, million), declared("A")))
    assert found.fields["spec"]["right"] == "1/2"
    assert found.fields["spec"]["wrong"][0]["text"] == "10⁶"


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_a_quiz_that_canvas_packs_twice_is_read_once():
    asked = f"<response_lid ident='r' rcardinality='Single'>{labels('a', 'b')}</response_lid>"
    quiz = canvas(asked, rule(equal(1)))
    data = packed(**{
        "imsmanifest.xml": b"<manifest/>", "x/assessment_qti.xml": quiz.replace(b"2*3", b"2"),
        "non_cc_assessments/x.xml.qti": quiz, "bank.xml": quiz, "__MACOSX/bank.xml": b"",
    })  # fmt: skip
    reading = package.read(data)
    assert len(reading.records) == 1
    assert [said for _line, said in reading.skipped] == ["it is in the package twice"]


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.zip", packed(**{"imsmanifest.xml": b""}), "qti"),
        ("a.zip", packed(**{"bank.yaml": b""}), "archive"),
        ("a.imscc", b"", "qti"),
        ("a.xml", canvas("", ""), "qti"),
        ("a.xml", item(""), "qti"),
        ("a.xml", b"<quiz/>", "xml"),
    ],
)
def test_a_file_of_qti_is_known_by_what_is_in_it(name, data, format_):
    assert by_name(name, data) is FORMATS[format_]


@pytest.mark.parametrize("data", [b"PK\3\4", b"PK" + bytes(100)])
def test_what_is_no_package_is_said(data):
    with pytest.raises(Unreadable, match="no zip archive"):
        package.read(data)


def test_an_exhibit_and_a_picture_go_along():
    exhibit = Exhibit(
        type="email", caption="A mail", title="Hello", lines=["Click *here*"], buttons=["Go"],
        rows=[{"label": "From", "value": "Nobody <a@b.example>"}],
        tell=[{"text": "here", "note": "N"}],
    ).model_dump()  # fmt: skip
    written = record("true_false", {"right": True}, prompt="Is it real?", exhibit=exhibit,
                     picture="ab", picture_alt="A “map”", picture_decorative=False)  # fmt: skip
    data = package.write([written], BANK, {"ab": b"a picture"})
    assert package.unpack(data)[1] == {"pictures/ab.webp": b"a picture"}
    (found,) = package.read(data).records
    assert found.fields["picture"] == "pictures/ab.webp"
    written.fields["picture"] = found.fields["picture"]
    assert found == written
    part = zipfile.ZipFile(io.BytesIO(data)).read("items/a-ref.xml")
    changed = one(part.replace(b">Hello<", b">Goodbye<"))
    assert "Goodbye" in changed.fields["prompt"]
    assert "was changed" in changed.notes[0]


def test_the_first_picture_of_a_question_elsewhere_is_its_own():
    asked = "<p><img src='../images/a%20b.png' alt='A map'/><img src='c.png' alt='C'/></p>"
    data = packed(**{"items/x.xml": item(asked + choices("a", "b"), declared("A"))})
    (found,) = package.read(data).records
    assert (found.fields["picture"], found.fields["picture_alt"]) == ("images/a b.png", "A map")
    assert found.notes == ["Pictures and files in it are left out (1)."]
