"""Moodle's XML, read without trusting it.

No document type, no entities, no network, and libxml2's own limits on depth and
size stay on. Questions are taken one by one, so the whole tree is never there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from quiz.content.numbers import Number
from quiz.core.characters import tidy
from quiz.exchange.moodle import from_moodle, texts
from quiz.exchange.moodle.elements import CATEGORY, SAID, left_out
from quiz.exchange.moodle.question import MOST_ANSWERS, Answer, MoodleQuestion, Unsupported
from quiz.exchange.moodle.shown import read_shown
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.records import Columns, Finding, Misread, Reading, figure, number

ELEMENT_LIMIT = 300_000
TAG_LENGTH = 20_000
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
    settings: Counter[str] = Counter()
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
            _describe(element, line, reading)
        else:
            _add(element, category, line, reading, settings)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    if settings and reading.records:
        told = _("Set in the file and left out: %(what)s.")
        what = ", ".join(f"{name} ({n})" for name, n in settings.items())
        reading.notes.append((1, told % {"what": what}))


def _describe(element: etree._Element, line: int, reading: Reading) -> None:
    """Say what of a category is left out."""
    for tag in CATEGORY:
        if said := _plain(element.find(tag)) if element.find(tag) is not None else "":
            told = _("Of the category is left out: “%(text)s”")
            reading.notes.append((line, told % {"text": said[:SAID]}))


def _add(
    element: etree._Element, category: str, line: int, reading: Reading, settings: Counter[str]
) -> None:
    try:
        question = _read_question(element, settings)
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


def _read_question(element: etree._Element, settings: Counter[str]) -> MoodleQuestion:
    asked = element.find("questiontext")
    style = _style(asked)
    general = element.find("generalfeedback")
    raw, shown, told, left = read_shown(_raw(asked), _files(asked))
    question = MoodleQuestion(
        type={"match": "matching"}.get(element.get("type", ""), element.get("type", "")),
        prompt=texts.prose(raw, style),
        name=_text(element.find("name")),
        idnumber=tidy(element.findtext("idnumber") or ""),
        feedback=texts.prose(_raw(general), _style(general, style)),
        unit=tidy(element.findtext("units/unit/unit_name") or ""),
    )
    question.shown = shown
    question.notes += _notes(element, shown, told, left)
    question.notes += left_out(element, _plain, settings)
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
        first = texts.words(_raw(pair), _style(pair, style))
        question.pairs.append((first, _text(pair.find("answer"))))
    return question


def _files(element: etree._Element | None) -> dict[str, str]:
    """The files that go with a text: what stands in the XML, by their names."""
    found = element.iterfind("file") if element is not None else ()
    return {file.get("name", ""): file.text or "" for file in found}


def _notes(element: etree._Element, shown: Columns, told: list[str], left: int) -> Iterator[str]:
    """What is to say of pictures; one written as Moodle did long ago is put into ``shown``."""
    old = (element.findtext("image_base64") or "").strip()
    if old and "picture" not in shown:
        shown.update(picture=old, picture_alt="", picture_decorative=False)
    elif old or (element.findtext("image") or "").strip():
        left += 1
    others = [each for each in element.iter("text") if each.getparent().tag != "questiontext"]
    files = sum(each.getparent().tag != "questiontext" for each in element.iter("file"))
    left += files or sum(_raw(each.getparent()).count("<img") for each in others)
    yield from told
    if left:
        yield _("Pictures and files in it are left out (%(n)s).") % {"n": left}


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
    if old := element.findtext("fraction"):  # a part of one, as it was written long ago
        share = _figure(old, _("share of marks")) * 100
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
