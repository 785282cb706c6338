"""Aiken, read: questions with one right answer, in plain text.

The grammar, as Moodle's own reader takes it::

    file     = { question | blank line }
    question = text  { letter ("." | ")") " " answer }  "ANSWER:" letter

each on lines of its own; letters are capital, and a question ends with its ``ANSWER:``.
"""

import re

from django.utils.translation import gettext as _

from quiz.exchange.moodle import from_moodle, texts
from quiz.exchange.moodle.question import Answer, MoodleQuestion
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.records import Finding, Reading

OPTION = re.compile(r"\s*([A-Z])[.)]\s+(\S.*)")
KEY = re.compile(r"\s*ANSWER:\s*([A-Z])\s*", re.I)


def looks_like(text: str) -> bool:
    """Whether some line names the letter of an answer, which no line of GIFT does."""
    return any(KEY.fullmatch(line) for line in text.split("\n"))


def read(text: str) -> Reading:
    """The questions of a file, each at the line on which it begins."""
    reading = Reading()
    asked: list[str] = []
    options: dict[str, str] = {}
    first = 0
    for n, line in enumerate(text.split("\n"), start=1):
        key, option = KEY.fullmatch(line), OPTION.fullmatch(line)
        if key:
            if reading.full(first or n):
                break
            try:
                question = _question(asked, options, key[1].upper())
                question.line = first or n
                reading.records.append(from_moodle.record(question))
            except Faulty as reason:
                name = reading.named(" ".join(asked))
                reading.faults.append(Finding(first or n, str(reason), name))
            asked, options, first = [], {}, 0
        elif option and asked and option[1] not in options:
            options[option[1]] = option[2]
        elif line.strip():
            first = first or n
            asked.append(line.strip())
    if asked:
        said = _("it ends without “ANSWER:” and a letter")
        reading.faults.append(Finding(first, said, reading.named(asked[0])))
    return reading


def _question(asked: list[str], options: dict[str, str], key: str) -> MoodleQuestion:
    if not asked:
        raise Faulty(_("it asks nothing: there is no text"))
    if key not in options:
        raise Faulty(_("its answer is %(letter)s, and no such answer is there") % {"letter": key})
    answers = [
        Answer(texts.words(text, "plain"), 100.0 if letter == key else 0.0)
        for letter, text in options.items()
    ]
    prompt = texts.prose("\n".join(asked), "plain")
    return MoodleQuestion("multichoice", prompt, answers=answers)
