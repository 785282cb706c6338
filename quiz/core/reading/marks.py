"""What is found in a sentence that could be asked about, and which kind of question it suggests."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, pairwise

from quiz.core.reading.language import Language, rules_of
from quiz.core.reading.sentences import Sentence, split
from quiz.core.reading.worth import Mark, is_open, spoken

# What is looked for. A share is a number that says what it is a part of; a rule is a ban, a
# permission or a duty; an event what changes or is done, courts and lawmakers too; a law is a
# name of one.
FOUND = (
    "share", "number", "date", "duration", "rule", "quotation", "comparison", "cause", "event",
    "list", "law", "name",
)  # fmt: skip
LONGEST = 1_000  # signs; what is longer is no sentence, and would take long to search
LONGEST_WORD = 100  # as of a sentence: an address may be that long
MOST = 2_000  # sentences that are searched; a long article has 500
# What a sentence with this in it is asked best as; the first that is there decides.
SUGGESTED = {
    "share": "estimate",
    "rule": "true_false",
    "list": "multiple",
    "number": "estimate",
    "duration": "choice",
    "cause": "choice",
    "quotation": "choice",
    "comparison": "true_false",
    "date": "choice",
    "event": "true_false",
}


@dataclass(frozen=True)
class Marked:
    """A sentence of an article with what was found in it, in the order of its words.

    ``open`` says whether it carries something to ask. What is quoted and what is listed may hold
    other marks; no others overlap.
    """

    sentence: Sentence
    marks: tuple[Mark, ...]
    open: bool

    @property
    def found(self) -> list[str]:
        """The sorts of things that were found, each once, in the order of ``FOUND``."""
        there = {mark.found for mark in self.marks}
        return [found for found in FOUND if found in there]

    @property
    def pieces(self) -> list[tuple[str, list[str]]]:
        """The sentence cut where a mark begins or ends: each text with what it is part of."""
        text = self.sentence.text
        cuts = sorted({0, len(text), *(at for mark in self.marks for at in (mark.start, mark.end))})
        return [
            (
                text[start:end],
                [mark.found for mark in self.marks if mark.start <= start and end <= mark.end],
            )
            for start, end in pairwise(cuts)
        ]


_CAPITALS = re.compile(r"(?<=[a-z,;] )[“‘(]?([A-Z][\w&-]*[\w&])")
_WORD = re.compile(r"[A-Z][\w&-]*[\w&]")


def marked(whole: str, language: str = "en") -> list[Marked]:
    """The sentences of an article, in order, with what was found in each.

    In a language without rules the sentences are told, and nothing is found in them.
    """
    rules = rules_of(language)
    if rules is None:
        return [Marked(sentence, (), False) for sentence in split(whole)]
    sentences = split(whole, rules.abbreviations)
    names = {
        name
        for sentence in sentences
        for name in _CAPITALS.findall(sentence.text)
        if name not in rules.not_names
    }
    return [
        *(
            _marked(sentence, rules, names, told)
            for sentence, told in zip(sentences[:MOST], spoken(whole, sentences), strict=False)
        ),
        *(Marked(sentence, (), False) for sentence in sentences[MOST:]),
    ]


def _marked(sentence: Sentence, rules: Language, names: set[str], told: bool) -> Marked:
    text = sentence.text
    too_long = len(text) > LONGEST or max(map(len, text.split())) > LONGEST_WORD
    if too_long or rules.furniture.search(text):
        return Marked(sentence, (), False)
    marks = [
        Mark("quotation", *match.span())
        for pattern in rules.quoted
        for match in pattern.finditer(text)
    ][:3]
    inside = text[:1].lower() + text[1:]  # as its first word would be further on
    taken = [False] * len(text)
    found: list[Mark] = []
    for sort, patterns in rules.rules.items():
        for pattern in patterns:
            for match in chain(pattern.finditer(inside), pattern.finditer(text)):
                start, end = match.span(pattern.groups)  # the words that count, or all
                if not any(taken[start:end]):
                    taken[start:end] = [True] * (end - start)
                    found.append(Mark(sort, start, end))
    for pattern in rules.listed:
        listed = pattern.search(text)
        if listed and not any(mark.found == "list" for mark in found):
            found.append(Mark("list", *listed.span()))
    found += _names(text, names, rules.not_names, taken)
    every = tuple(sorted({*marks, *found}, key=lambda mark: (mark.start, -mark.end, mark.found)))
    return Marked(sentence, every, is_open(text, every, rules, told))


def _names(
    text: str, names: set[str], common: AbstractSet[str], taken: Sequence[bool]
) -> list[Mark]:
    """The names in what is left of a sentence; those that follow each other are one.

    The word before a name belongs to it though it begins the sentence: “Riyadh Air”.
    """
    found: list[Mark] = []
    before: tuple[int, int] | None = None  # a word that is no name so far
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(taken[start:end]):
            continue
        follows = bool(found) and text[found[-1].end : start] == " "  # “New England”
        if follows or match.group() in names:
            begin = found.pop().start if follows else start
            if before and text[before[1] : start] == " ":
                begin = before[0]
            found.append(Mark("name", begin, end))
        before = None if follows or match.group() in names | common else (start, end)
    return found


def suggested(marks: Iterable[Marked]) -> str:
    """The kind of question that sentences suggest by what was found in them; else a choice."""
    chosen = list(marks)
    if sum(bool(each.sentence.sign) for each in chosen) > 1:  # a list in lines of its own
        return SUGGESTED["list"]
    there = {mark.found for each in chosen for mark in each.marks}
    return next((kind for found, kind in SUGGESTED.items() if found in there), "choice")
