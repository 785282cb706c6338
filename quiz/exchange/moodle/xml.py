"""Moodle's XML, read without trusting it and written as Moodle writes it.

No document type, no entities, no network, and libxml2's own limits on depth and
size stay on. Questions are taken one by one, so the whole tree is never there.
"""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree  # type: ignore[import-untyped]

from quiz.content.numbers import Number
from quiz.core.characters import tidy
from quiz.exchange.moodle import from_moodle, texts
from quiz.exchange.moodle.question import MOST_ANSWERS, Answer, MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.moodle.to_moodle import moodle_question
from quiz.exchange.records import Finding, Misread, Reading, Record, figure, number

ELEMENT_LIMIT = 300_000
TAG_LENGTH = 20_000
SAID = 200  # characters of what is left out
# Elements of a question that have no counterpart here.
LEFT_OUT = {
    "hint": gettext_lazy("hints"),
    "tags": gettext_lazy("tags"),
    "correctfeedback": gettext_lazy("feedback on a right answer"),
    "partiallycorrectfeedback": gettext_lazy("feedback on a partly right answer"),
    "incorrectfeedback": gettext_lazy("feedback on a wrong answer"),
}
STYLES = {"plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle"}
# What may stand before the root of a document that declares no type.
PROLOGUE = re.compile(r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+", re.S)
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")


def read(text: str) -> Reading:
    """The questions of a file of Moodle's; one that declares a document type is refused."""
    reading = Reading()
    prologue = PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if text[start : start + 9].upper() == "<!DOCTYPE":
        said = _("The file declares a document type, which Moodle never does: it is not read.")
        reading.faults.append((text.count("\n", 0, start) + 1, said))
        return reading
    text = re.sub(r"""(?<=["'(])data:[^"')<>]*""", "", text)  # pictures written into a text
    if long := re.search(f"<[^<>]{{{TAG_LENGTH},}}", text):
        said = _("A tag is longer than %(most)s characters.") % {"most": f"{TAG_LENGTH:,}"}
        reading.faults.append((text.count("\n", 0, long.start()) + 1, said))
        return reading
    declared = DECLARATION.match(text)
    lines = text.count("\n", 0, declared.end()) if declared else 0
    body = "\n" * lines + text[declared.end() :] if declared else text
    try:
        _read(body.encode("utf-8", "replace"), reading)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        reading.faults.append((line, _("This is no proper XML: %(why)s") % {"why": error.msg}))
    from_moodle.tell_apart(reading.records)
    return reading


def _read(data: bytes, reading: Reading) -> None:
    category, count = "", 0
    found = etree.iterparse(
        BytesIO(data.lstrip()),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    before = len(data) - len(data.lstrip())
    lines = data.count(b"\n", 0, before)
    for event, element in found:
        count += event == "start"
        line = (element.sourceline or 1) + lines
        if count == 1 and event == "start" and element.tag != "quiz":
            reading.faults.append((line, _("This is not Moodle’s XML: it begins with no <quiz>.")))
            return
        if count > ELEMENT_LIMIT:
            said = _("The file has more than %(most)s elements. Split it.")
            reading.faults.append((line, said % {"most": f"{ELEMENT_LIMIT:,}"}))
            return
        if event == "start" or element.tag != "question":
            continue
        if reading.full(line):
            return
        if element.get("type") == "category":
            category = _text(element.find("category"))
        else:
            _add(element, category, line, reading)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _add(element: etree._Element, category: str, line: int, reading: Reading) -> None:
    try:
        question = _read_question(element)
        question.category, question.line = category, line
        reading.records.append(from_moodle.record(question))
    except Unsupported as reason:
        reading.skipped.append(Finding(line, str(reason), reading.named(_name(element))))
    except Faulty as reason:
        reading.faults.append(Finding(line, str(reason), reading.named(_name(element))))


def _name(element: etree._Element) -> str:
    """What the question asks, roughly, or what it is called."""
    asked = re.sub(r"<[^<>]*>", " ", _text(element.find("questiontext"))[:1000])
    return unescape(asked).strip() or _text(element.find("name"))


def _raw(element: etree._Element | None) -> str:
    """What stands in an element's ``text``; some writers put bare HTML there."""
    inner = element.find("text") if element is not None else None
    if inner is None:
        return ""
    if not len(inner):
        return inner.text or ""
    parts = [inner.text or ""]
    parts += [etree.tostring(child, encoding="unicode") for child in inner]
    return "".join(parts)


def _text(element: etree._Element | None) -> str:
    return tidy(_raw(element))


def _style(element: etree._Element | None, default: str = "html") -> str:
    named = element.get("format", "") if element is not None else ""
    return STYLES.get(named, "html") if named else default


def _read_question(element: etree._Element) -> MoodleQuestion:
    asked = element.find("questiontext")
    style = _style(asked)
    general = element.find("generalfeedback")
    question = MoodleQuestion(
        type=element.get("type", ""),
        prompt=texts.prose(_raw(asked), style),
        name=_text(element.find("name")),
        idnumber=tidy(element.findtext("idnumber") or ""),
        feedback=texts.prose(_raw(general), _style(general, style)),
        unit=tidy(element.findtext("units/unit/unit_name") or ""),
    )
    files = sum(1 for _file in element.iter("file", "image_base64"))
    files = files or sum(_raw(each.getparent()).count("<img") for each in element.iter("text"))
    if files:
        question.notes.append(_("Pictures and files in it are left out (%(n)s).") % {"n": files})
    question.notes += _left_out(element)
    fixed = (element.findtext("shuffleanswers") or "").strip().lower() in ("0", "false")
    if fixed and question.type in ("multichoice", "matching"):
        question.notes.append(
            _("Its answers kept one order there; here each reader meets them in another.")
        )
    for answer in element.iterfind("answer"):
        if len(question.answers) > MOST_ANSWERS:
            break
        question.answers.append(_answer(answer, question.type, style))
    for pair in element.iterfind("subquestion"):
        if len(question.pairs) > MOST_ANSWERS:
            break
        left = texts.words(_raw(pair), _style(pair, style))
        question.pairs.append((left, _text(pair.find("answer"))))
    return question


def _left_out(element: etree._Element) -> Iterator[str]:
    """A sentence for each thing that Moodle has and we have no place for."""
    for tag, name in LEFT_OUT.items():
        said = [text for each in element.iterfind(tag) if (text := _plain(each))]
        if said:
            yield _("%(what)s: left out (%(text)s).") % {
                "what": str(name).capitalize(),
                "text": " · ".join(said)[:SAID],
            }
    if (element.findtext("hidden") or "").strip() == "1":
        yield _("It was hidden there; here it is a draft like the others.")


def _plain(element: etree._Element) -> str:
    """What an element says in plain words, on one line."""
    said = texts.words(_raw(element), _style(element))
    return " ".join((said or " ".join(element.itertext())).split())


def _answer(element: etree._Element, kind: str, style: str) -> Answer:
    comment = element.find("feedback")
    said = texts.words(_raw(element), _style(element, style))
    if not said and "<img" in _raw(element):
        raise Unsupported(_("an answer of it is a picture, which answers cannot be here"))
    share = _figure(element.get("fraction", "0"), _("share of marks"))
    answer = Answer(
        said,
        share,
        texts.words(_raw(comment), _style(comment, style)),
    )
    if kind == "truefalse":
        answer.text = answer.text.lower()
    if kind == "numerical" and answer.text not in ("*", ""):
        answer.value = _figure(answer.text, _("answer"))
        answer.tolerance = abs(_figure(element.findtext("tolerance") or "0", _("tolerance")))
    return answer


def _figure(text: str, what: str) -> Number:
    """A number in Moodle's own notation, or else in any that has one meaning."""
    found = number(text)
    try:
        return figure(text) if found is None else found
    except Misread as reason:
        raise Faulty(f"{what}: {reason}") from None


# Writing


def write(records: list[Record]) -> str:
    """The records as a file that Moodle imports, with a category before each change of topic."""
    quiz = etree.Element("quiz")
    category = None
    for record in records:
        question = moodle_question(record)
        if question.category != category:
            category = question.category
            switch = etree.SubElement(quiz, "question", type="category")
            _put(switch, "category", category)
        _write(quiz, question)
    written = etree.tostring(quiz, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'


def _put(parent: etree._Element, tag: str, text: str, style: str = "") -> etree._Element:
    made = etree.SubElement(parent, tag)
    if style:
        made.set("format", style)
    etree.SubElement(made, "text").text = text
    return made


def _write(quiz: etree._Element, question: MoodleQuestion) -> None:
    made = etree.SubElement(quiz, "question", type=question.type)
    _put(made, "name", question.name)
    _put(made, "questiontext", texts.to_markdown(question.prompt), "markdown")
    _put(made, "generalfeedback", texts.to_markdown(question.feedback), "markdown")
    settings = {"defaultgrade": "1", "penalty": "0.3333333", "hidden": "0"}
    if question.type == "multichoice":
        settings |= {
            "single": "false" if question.several else "true",
            "shuffleanswers": "true",
            "answernumbering": "none",
        }
    elif question.type == "matching":
        settings["shuffleanswers"] = "true"
    elif question.type == "essay":
        settings |= {"responseformat": "editor", "responserequired": "1"}
    for tag, text in {**settings, "idnumber": question.idnumber}.items():
        etree.SubElement(made, tag).text = text
    for answer in _answers(question):
        made.append(answer)
    for left, right in question.pairs:
        pair = _put(made, "subquestion", left, "plain_text")
        _put(pair, "answer", right)


def _answers(question: MoodleQuestion) -> Iterator[etree._Element]:
    for answer in question.answers:
        number = answer.value is not None
        text = repr(answer.value) if number else answer.text
        holder = etree.Element("holder")
        made = _put(holder, "answer", text, "plain_text")
        made.set("fraction", f"{answer.share:.7g}")
        _put(made, "feedback", answer.feedback, "plain_text")
        if question.type == "numerical":
            etree.SubElement(made, "tolerance").text = repr(answer.tolerance)
        yield made
