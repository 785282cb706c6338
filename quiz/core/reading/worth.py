"""Whether a sentence is worth a question: what was found in it is weighed.

A claim that can be checked weighs enough alone. That somebody spoke, a weekday or a “first” weighs
little. Feelings and opinions weigh against it, and what somebody says counts for its facts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quiz.core.reading.language import Language
from quiz.core.reading.sentences import Sentence

ENOUGH = 4
# What a mark of a sort weighs, and a weak one; the heaviest of its sort counts.
WEIGHTS = {
    "share": (8, 0), "number": (5, 2), "date": (5, 0), "duration": (4, 1), "rule": (5, 2),
    "comparison": (4, 1), "cause": (4, 1), "event": (4, 3), "law": (2, 2), "list": (3, 3),
    "quotation": (4, 1), "name": (1, 1),
}  # fmt: skip
TOLD = {"share", "number", "date", "duration", "rule", "list"}  # what counts of one’s own words
TOLD_EVENT = 2  # a weak one that is only reported
LONGEST_SPEECH = 1_000  # signs
MANY = 4  # names; so many are as good as a list
OPINION = -3
OPINIONS = -4  # two or more
LOOSE = -1
_QUOTED = re.compile(r"[“”‘\"]")
_SIGN = re.compile(r"(?P<opening>“|(?<![^\s(\[–—-])\")|(?P<closing>[”\"])")


@dataclass(frozen=True)
class Mark:
    """``found`` stands at ``sentence.text[start:end]``."""

    found: str
    start: int
    end: int


def spoken(whole: str, sentences: Iterable[Sentence]) -> Iterator[bool]:
    """Of each sentence, whether it begins in a quotation: what comes next of its marks closes one.

    It may have been opened in a line before; where the mark is far away it was forgotten.
    """
    signs = _SIGN.finditer(whole)
    sign = next(signs, None)
    for sentence in sentences:
        while sign and sign.start() < sentence.start:
            sign = next(signs, None)
        yield (
            sign is not None
            and sign.lastgroup == "closing"
            and sign.start() - sentence.start < LONGEST_SPEECH
        )


def is_open(text: str, marks: Sequence[Mark], rules: Language, told: bool) -> bool:
    """Whether something may be asked of a sentence; ``told`` says that it begins in a quotation."""
    if not text.endswith((".", "!", "”", "’", '"', ")", "]")):
        return False  # a headline, or a line of the page around it
    return weight(text, marks, rules, told) >= ENOUGH


def weight(text: str, marks: Sequence[Mark], rules: Language, told: bool) -> int:
    """What was found in a sentence weighs so much; ``told`` as for ``is_open``."""
    speech = _speech(text, marks, rules, told)
    best = dict.fromkeys(WEIGHTS, 0)
    happened = 0
    for mark in marks:
        weak = rules.weak.get(mark.found)
        light = weak is not None and weak.fullmatch(text[mark.start : mark.end].lower()) is not None
        own = any(start <= mark.start and mark.end <= end for start, end in speech)
        if own and light and mark.found == "rule":
            continue
        if not own or mark.found in TOLD:
            best[mark.found] = max(best[mark.found], WEIGHTS[mark.found][light])
            happened += mark.found == "event" and not light
    named = {text[mark.start : mark.end] for mark in marks if mark.found in ("name", "law")}
    if len(named) >= MANY:
        best["list"] = WEIGHTS["list"][False]
    if len(named) > 1 and not speech and rules.relation.search(text):
        best["event"] = max(best["event"], WEIGHTS["event"][True])
    reported = any(mark.found == "quotation" for mark in marks)
    if best["quotation"] == WEIGHTS["quotation"][True]:
        best["name"] = 0  # it is the speaker’s
        if not happened or (_says(text, marks) and speech and min(speech)[0] > 0):
            best["event"] = min(best["event"], TOLD_EVENT)
    if happened:  # beside what is said, so that what is thought there says nothing of it
        for start, end in speech:
            text = text[:start] + " " * (end - start) + text[end:]
    found = sum(best.values()) + (happened > 1)
    return found + _against(text.strip(), rules, bool(speech) or reported)


def _says(text: str, marks: Sequence[Mark]) -> bool:
    """Whether a verb tells that somebody speaks."""
    return any(
        mark.found == "quotation" and not _QUOTED.search(text, mark.start, mark.end)
        for mark in marks
    )


def _speech(
    text: str, marks: Sequence[Mark], rules: Language, told: bool
) -> Sequence[tuple[int, int]]:
    """Where in a sentence somebody speaks in his own words."""
    spans = [
        (mark.start, mark.end)
        for mark in marks
        if mark.found == "quotation" and _QUOTED.search(text, mark.start, mark.end)
    ]
    if told:
        closing = _SIGN.search(text)
        spans.append((0, closing.end() if closing else len(text)))
    voice = rules.voice.search(text)
    if voice and not any(start <= voice.start() < end for start, end in spans):
        return [(0, len(text))]
    return spans


def _against(text: str, rules: Language, speaks: bool) -> int:
    """What weighs against a sentence; milder words do where somebody speaks."""
    inside = text[:1].lower() + text[1:]
    opinions = set(rules.opinion.findall(inside))
    if speaks:
        opinions |= set(rules.mild.findall(inside))
    against = OPINIONS if len(opinions) > 1 else OPINION if opinions else 0
    return against + LOOSE * (rules.loose.match(text) is not None)
