"""Each element of Moodle's XML is kept or said; none is dropped without a word."""

import pytest

from quiz.exchange.formats import FORMATS
from quiz.exchange.moodle.elements import CATEGORY, ELEMENTS, KEPT, WORDS, Said, Setting
from tests.exchange.test_moodle_losses import HEAD, YES_NO, xml

# What Moodle's own reader and writer (question/format/xml/format.php) know of a question, and its
# own type of orderings. Of types that we lack the whole question is skipped, and said.
MOODLE = """
answer answer/feedback answer/fraction answer/tolerance answernumbering attachments
attachmentsrequired correctfeedback correctresponsesfeedback coursetags coursetags/tag
defaultgrade generalfeedback graderinfo gradingtype hidden hint hint/clearincorrectresponses
hint/clearwrong hint/hintcontent hint/options hint/showfeedbacktoresponses hint/shownumcorrect
hint/statenumberofcorrectresponses idnumber image image_base64 incorrectfeedback instructions
layouttype name numberingstyle partiallycorrectfeedback penalty questiontext responsefieldlines
responseformat responserequired responsetemplate selectcount selecttype showgrading
shownumcorrect showstandardinstruction showunits shuffleanswers single subquestion
subquestion/answer subquestion/feedback tags tags/tag unitgradingtype unitpenalty units units/unit
units/unit/multiplier units/unit/unit_name unitsleft
""".split()
SET = [path for path, rule in ELEMENTS.items() if isinstance(rule, Setting) and "/" not in path]


def test_the_table_has_each_element_that_moodle_knows():
    assert sorted(ELEMENTS) == MOODLE
    assert {KEPT} == {rule for rule in ELEMENTS.values() if isinstance(rule, str)}
    assert WORDS == ("text", "file")
    assert CATEGORY == ("info", "idnumber")


@pytest.mark.parametrize("path", [path for path, rule in ELEMENTS.items() if rule != KEPT])
def test_what_is_not_kept_is_said(path):
    *around, tag = path.split("/")
    before = "".join(f"<{each}>" for each in around)
    after = "".join(f"</{each}>" for each in reversed(around))
    filled = f"{before}<{tag}><text>Words 77</text></{tag}>{after}"
    reading = FORMATS["xml"].read(f"{HEAD}{xml(answers=YES_NO, more=filled)}</quiz>")
    rule = ELEMENTS[path]
    if isinstance(rule, Said):
        (record,) = reading.records
        assert f"{str(rule.name).capitalize()}: left out (Words 77" in " ".join(record.notes)
    else:
        assert reading.notes == [(1, f"Set in the file and left out: {rule.name} (1).")]


def test_what_goes_without_saying_is_not_said():
    usual = "".join(
        f"<{path}>{ELEMENTS[path].usual[0]}</{path}>" for path in SET if ELEMENTS[path].usual
    )
    reading = FORMATS["xml"].read(f"{HEAD}{xml(answers=YES_NO, more=usual)}</quiz>")
    assert reading.notes == reading.records[0].notes == []


def test_what_nobody_knows_is_said_by_its_name():
    more = "<plugin><deep>x</deep></plugin><units><odd/></units>"
    (record,) = FORMATS["xml"].read(f"{HEAD}{xml(answers=YES_NO, more=more)}</quiz>").records
    assert record.notes == ["Not known here and left out: <plugin>, <odd>."]


def test_other_units_and_what_is_said_of_a_category_are_said():
    units = "".join(
        f"<unit><multiplier>{n}</multiplier><unit_name>{name}</unit_name></unit>"
        for n, name in ((1, "m"), ("0.001", "km"))
    )
    category = (
        '<question type="category"><category><text>top/A</text></category>'
        '<info format="html"><text>About A</text></info><idnumber>77</idnumber></question>'
    )
    number = (
        '<answer fraction="100"><text>3</text></answer><answer><text>4</text>'
        "<fraction>0.5</fraction></answer>"
    )
    question = xml("numerical", "How far?", number, f"<units>{units}</units>")
    reading = FORMATS["xml"].read(f"<quiz>{category}{question}</quiz>")
    (record,) = reading.records
    assert record.fields["spec"]["unit"] == "m"
    assert "Only its first unit is kept, not km." in record.notes
    said = " ".join(said for _line, said in reading.notes)
    assert "“About A”" in said
    assert "“77”" in said
    assert "other units (1)" in said
