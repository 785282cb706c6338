"""Moodle's GIFT, written; its grammar is in ``from_gift.py``."""

import re

from quiz.exchange.moodle import texts
from quiz.exchange.moodle.question import Answer, MoodleQuestion
from quiz.exchange.moodle.to_moodle import moodle_question
from quiz.exchange.records import Record


def write(records: list[Record]) -> str:
    """The records as a GIFT file, with a category before each change of topic."""
    parts, category = [], None
    for record in records:
        question = moodle_question(record)
        if question.category != category:
            category = question.category
            parts.append(f"$CATEGORY: {category}\n")
        parts.append(_written(question))
    return "\n".join(parts)


def _escape(text: str) -> str:
    return re.sub(r"[\\#=~{}:]", r"\\\g<0>", text).replace("\n", r"\n")


def _plain(text: str) -> str:
    return f"[plain]{_escape(text)}" if text else ""


def _markdown(text: str) -> str:
    return f"[markdown]{_escape(texts.to_markdown(text))}"


def _written(question: MoodleQuestion) -> str:
    feedback = f"####{_markdown(question.feedback)}"
    if question.type == "truefalse":
        right, wrong = sorted(question.answers, key=lambda answer: -answer.share)
        said = right.text.upper() + (f"#{_plain(wrong.feedback)}" if wrong.feedback else "")
        answers = f"{said}{feedback}"
    else:
        listed = [feedback]
        if question.type == "multichoice":
            listed = [_listed(answer, question.several) for answer in question.answers] + listed
        elif question.type == "matching":
            listed = [
                f"={_arrowless(left)} -> {_escape(right)}" for left, right in question.pairs
            ] + listed
        answers = "".join(f"\n\t{line}" for line in listed) + "\n"
    if question.type == "numerical":
        right, otherwise = question.answers
        told = f"\n\t~#{_plain(otherwise.feedback)}" if otherwise.feedback else ""
        answers = f"#\n\t={right.value!r}:{right.tolerance!r}{told}{answers}"
    identity = f"// [id:{question.idnumber}]\n" if question.idnumber else ""
    name = f"::{_escape(question.name)}::" if question.name else ""
    return f"{identity}{name}{_markdown(question.prompt)}{{{answers}}}\n"


def _listed(answer: Answer, several: bool) -> str:
    share = (
        "="
        if answer.share == 100 and not several
        else f"~%{answer.share:.7g}%"
        if answer.share
        else "~"
    )
    return f"{share}{_arrowless(answer.text)}" + (
        f"#{_plain(answer.feedback)}" if answer.feedback else ""
    )


def _arrowless(text: str) -> str:
    """GIFT cannot escape an arrow; Markdown can write it otherwise."""
    return f"[markdown]{_escape(texts.to_words(text))}" if "->" in text else _plain(text)
