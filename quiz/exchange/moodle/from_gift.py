r"""Moodle's GIFT, read: questions in plain text, with an answer in braces.

The grammar, as Moodle's own reader takes it::

    file      = { question | category | comment | blank line }
    category  = "$CATEGORY:" path                    on a line of its own
    comment   = "//" …                               a whole line; "[id:…]" in it is the idnumber
    question  = ["::" name "::"] text "{" answers "}" [text]     ends at a blank line
    answers   = ""                                   essay
              | ("T" | "TRUE" | "F" | "FALSE") ["#" if wrong ["#" if right]]
              | "#" number { "=" ["%" share "%"] number ["#" comment] } ["~#" comment]
              | { "=" left "->" right }              matching
              | { ("=" | "~") ["%" share "%"] text ["#" comment] }
    number    = value | value ":" tolerance | lowest ".." highest
    answers may end with "####" general feedback
    text      = ["[html]" | "[moodle]" | "[plain]" | "[markdown]"] …

A backslash before one of ``~ = # { } :`` takes its meaning away; ``\n`` is a new
line. A question without braces is a description. A blank line within braces ends
a question in Moodle; here it does so only where no brace follows that closes it.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quiz.content.numbers import Number
from quiz.core.characters import tidy
from quiz.exchange.moodle import from_moodle, texts
from quiz.exchange.moodle.question import MOST_ANSWERS, Answer, MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.records import Finding, Misread, Reading, figure, number

ESCAPED = r"\\[\\~=#{}:n]"
STYLES = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
SHARE = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
LENGTH = 100_000  # characters of a question with its answers
AHEAD = 60  # lines in which a brace left open at a blank line must be closed


def _marks(text: str, wanted: str) -> Iterator[re.Match[str]]:
    """Where ``wanted`` stands in ``text`` with no backslash before it."""
    for found in re.finditer(f"{ESCAPED}|(?P<mark>{wanted})", text):
        if found["mark"] is not None:
            yield found


def _mark(text: str, wanted: str) -> re.Match[str] | None:
    return next(_marks(text, wanted), None)


def _split(text: str, wanted: str) -> tuple[str, str]:
    """``text`` before and after the first ``wanted``."""
    found = _mark(text, wanted)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _unescaped(text: str) -> str:
    return re.sub(ESCAPED, lambda found: "\n" if found[0][1] == "n" else found[0][1], text)


def _styled(text: str, default: str) -> tuple[str, str]:
    """A text and its format. Lines are indented for whoever reads the file, not for readers."""
    found = STYLES.match(text)
    style, text = (found[1], text[found.end() :]) if found else (default, text)
    if style != "markdown":
        text = "\n".join(_lines(text))
    return _unescaped(text.strip()), style


def _prose(text: str, default: str) -> str:
    return texts.prose(*_styled(text, default))


def _words(text: str, default: str) -> str:
    return texts.words(*_styled(" ".join(_lines(text)), default))


def _lines(text: str) -> list[str]:
    return [line.strip(" \t") for line in text.split("\n")]


def read(text: str) -> Reading:
    """The questions of a GIFT file, each with the category and the comments before it."""
    reading = Reading()
    category = ""
    for line, said, comments in _blocks(text):
        if reading.full(line):
            break
        if said.startswith("$CATEGORY:"):
            category = said.removeprefix("$CATEGORY:").strip()
            continue
        identity = re.search(r"\[id:((?:\\\]|[^\]\n]){1,100})\]", comments)
        try:
            if len(said) > LENGTH:
                raise Faulty(_("it is longer than %(most)s characters") % {"most": f"{LENGTH:,}"})
            question = _question(said)
            question.line, question.category = line, category
            question.idnumber = identity[1].replace("\\]", "]").strip() if identity else ""
            reading.records.append(from_moodle.record(question))
        except Unsupported as reason:
            reading.skipped.append(Finding(line, str(reason), reading.named(_name(said))))
        except Faulty as reason:
            reading.faults.append(Finding(line, str(reason), reading.named(_name(said))))
    from_moodle.tell_apart(reading.records)
    return reading


def _name(said: str) -> str:
    """What a question asks, roughly: the words before its first brace, or else its name."""
    asked, _brace, _answers = said[:1000].partition("{")
    parts = asked.split("::")
    return _styled(parts[-1], "")[0] or _styled(parts[1] if len(parts) > 1 else "", "")[0]


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Each question or category with its first line's number and the comments before it."""
    lines = text.split("\n")
    block: list[str] = []
    comments: list[str] = []
    first, opened, closed = 0, False, False
    for n, line in enumerate([*lines, ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            if block and closed:
                yield first, "\n".join(block), "\n".join(comments)
                block, comments, opened, closed = [], [], False, False
            comments.append(bare[:1000])
            continue
        begins = bare.startswith(("$CATEGORY:", "::"))
        ends = not bare and not (opened and _closes(lines, n))
        if block and (ends or (begins and (closed or bare.startswith("$")))):
            yield first, "\n".join(block), "\n".join(comments)
            block, comments, opened, closed = [], [], False, False
        if bare.startswith("$CATEGORY:"):
            yield n, bare, ""
        if not block and (not bare or bare.startswith("$CATEGORY:")):
            comments = []
            continue
        if not block:
            first = n
        block.append(line)
        for mark in _marks(line, "[{}]"):
            opened, closed = mark[0] == "{", mark[0] == "}"


def _closes(lines: list[str], start: int) -> bool:
    """Whether an open brace is closed after ``start`` before anything new begins."""
    for line in lines[start : start + AHEAD]:
        if line.startswith(("::", "$CATEGORY:", "//")):
            return False
        if mark := _mark(line, "[{}]"):
            return mark[0] == "}"
    return False


def _question(text: str) -> MoodleQuestion:
    text = text.strip()
    name = ""
    if text.startswith("::") and _mark(text[2:], "::"):
        name, text = _split(text[2:], "::")
    start, end = _mark(text, r"\{"), _mark(text, r"\}")
    if not start and not end:
        raise Unsupported(_("a text without answers is a description, which we do not have"))
    if not start or not end or end.start() < start.start():
        raise Faulty(_("its braces { and } do not match"))
    before, after = text[: start.start()].rstrip(), text[end.end() :].rstrip()
    answers = text[start.end() : end.start()]
    if _mark(answers, r"\{") or _mark(after, r"[{}]"):
        raise Faulty(_("there is a brace too many; in a text write \\{ and \\}"))
    if before.endswith(("?", "!", ".")) and not after.strip(" .;\"'"):
        after = ""  # a sentence that had ended, and a full stop for good measure
    asked = text[: start.start()] + f"_____{after}" if after else before
    prompt, style = _styled(asked, "moodle")
    *_most, last = [None, *_marks(answers, "####")]
    feedback = answers[last.end() :] if last else ""
    answers = answers[: last.start()].strip() if last else answers.strip()
    question = MoodleQuestion("essay", texts.prose(prompt, style), _unescaped(name).strip())
    question.feedback = _prose(feedback, style)
    _fill(question, answers, style)
    return question


def _fill(question: MoodleQuestion, answers: str, style: str) -> None:
    """Find out the type from the answers, as Moodle does, and read them."""
    truth = _split(answers, "#")[0].strip()
    if not answers:
        return
    if answers.startswith("#"):
        question.type = "numerical"
        question.answers = list(_numbers(answers[1:], style))
    elif answers.startswith(">"):
        question.type = "ordering (GIFT)"
    elif _mark(answers, "~"):
        question.type = "multichoice"
        question.answers = [_answer(mark, said, style) for mark, said in _chunks(answers, "[~=]")]
    elif _mark(answers, "=") and "->" in answers:
        question.type = "matching"
        question.pairs = [_pair(said, style) for _equals, said in _chunks(answers, "=")]
    elif truth in ("T", "F") or truth.upper() in ("TRUE", "FALSE"):
        question.type = "truefalse"
        wrong, right = _split(_split(answers, "#")[1], "#")
        holds = truth.upper().startswith("T")
        question.answers = [
            Answer("true" if holds else "false", 100, _words(right, style)),
            Answer("false" if holds else "true", 0, _words(wrong, style)),
        ]
    else:
        question.type = "shortanswer"
        if _mark(answers, "="):
            question.answers = [_answer(mark, said, style) for mark, said in _chunks(answers, "=")]


def _chunks(text: str, wanted: str) -> Iterator[tuple[str, str]]:
    """Each answer with the mark before it."""
    marks = []
    for found in _marks(text, wanted):
        marks.append(found)
        if len(marks) > MOST_ANSWERS:
            raise Faulty(_("it has more than %(most)s answers") % {"most": MOST_ANSWERS})
    if text[: marks[0].start()].strip():
        yield "~", text[: marks[0].start()]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        yield mark[0], text[mark.end() : following.start() if following else None]


def _answer(mark: str, said: str, style: str) -> Answer:
    share = SHARE.match(said)
    text, feedback = _split(said[share.end() :] if share else said, "#")
    worth = float(share[1].replace(",", ".")) if share else 100.0 if mark == "=" else 0.0
    return Answer(_words(text, style), worth, _words(feedback, style))


def _pair(said: str, style: str) -> tuple[str, str]:
    left, arrow, right = said.partition("->")
    if not arrow:
        raise Faulty(_("“%(text)s” lacks the -> before its partner") % {"text": tidy(said)[:60]})
    return _words(left, style), _unescaped(right.strip())


def _numbers(answers: str, style: str) -> Iterator[Answer]:
    answers, otherwise = _split(answers, "~")
    if answers.strip() and not answers.lstrip().startswith("="):
        answers = f"={answers}"
    for _equals, said in _chunks(answers, "=") if answers.strip() else ():
        share = SHARE.match(said)
        text, feedback = _split(said[share.end() :] if share else said, "#")
        comment = _words(feedback, style)
        if text.strip() in ("*", ""):
            yield Answer("*", 0, comment)
            continue
        value, tolerance = _range(_unescaped(text))
        worth = float(share[1].replace(",", ".")) if share else 100.0
        yield Answer("", worth, comment, value, tolerance)
    if otherwise:
        yield Answer("*", 0, _words(_split(otherwise, "#")[1], style))


def _range(text: str) -> tuple[Number, Number]:
    """The middle and the tolerance of “3”, “3:0.5” or “2.5..3.5”."""
    low, dots, high = text.partition("..")
    if not dots:
        low, _colon, high = text.partition(":")
    first, second = _figure(low, text), _figure(high, text) if high.strip() else 0
    if not dots:
        return first, abs(second)
    return from_moodle.middle(first, second)


def _figure(said: str, of: str) -> Number:
    """A number in Moodle's own notation, or else in any that has one meaning."""
    found = number(said)
    try:
        return figure(said) if found is None else found
    except Misread as reason:
        example = _("%(why)s, as in 3 or 3:0.5 or 2.5..3.5, in “%(text)s”")
        raise Faulty(example % {"why": reason, "text": tidy(of)[:60]}) from None
