"""Moodle's XML, written as Moodle writes it."""

from collections.abc import Iterator, Mapping

from lxml import etree  # type: ignore[import-untyped]

from quiz.exchange.moodle import shown, texts
from quiz.exchange.moodle.embedded import wrapped
from quiz.exchange.moodle.question import MoodleQuestion
from quiz.exchange.moodle.to_moodle import moodle_question
from quiz.exchange.records import Columns, Record


def write(records: list[Record], pictures: Mapping[str, bytes]) -> str:
    """The records as a file that Moodle imports, with a category before each change of topic.

    ``pictures`` are the bytes of each picture by its digest.
    """
    quiz = etree.Element("quiz")
    category = None
    for record in records:
        question = moodle_question(record)
        if question.category != category:
            category = question.category
            switch = etree.SubElement(quiz, "question", type="category")
            _put(switch, "category", category)
        _write(quiz, question, record.fields, pictures)
    written = etree.tostring(quiz, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'


def _put(parent: etree._Element, tag: str, text: str, style: str = "") -> etree._Element:
    made = etree.SubElement(parent, tag)
    if style:
        made.set("format", style)
    etree.SubElement(made, "text").text = text
    return made


def _write(
    quiz: etree._Element, question: MoodleQuestion, fields: Columns, pictures: Mapping[str, bytes]
) -> None:
    made = etree.SubElement(quiz, "question", type=question.type)
    _put(made, "name", question.name)
    asked = "\n\n".join([texts.to_markdown(question.prompt), *shown.written(fields)])
    text = _put(made, "questiontext", asked, "markdown")
    for name, data in shown.files(fields, pictures):
        file = etree.SubElement(text, "file", name=name, path="/", encoding="base64")
        file.text = "\n".join(wrapped(data))
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
