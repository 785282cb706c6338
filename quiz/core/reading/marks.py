"""What is found in a sentence that could be asked about, and which kind of question it suggests."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any

from quiz.core.reading import english
from quiz.core.reading.sentences import Sentence, split

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
# Alone they make no sentence worth a question: nearly every one has a name in it.
ALONE_NOTHING = {"name", "law", "list"}
# Of what somebody says of himself, or is quoted with from the start, these alone do.
TOLD = 20  # signs; fewer are a name or a title
IN_ONES_OWN_WORDS = {"share", "number", "date", "duration", "law", "rule"}

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
class Mark:
    """``found`` stands at ``sentence.text[start:end]``."""

    found: str
    start: int
    end: int


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


@dataclass(frozen=True)
class Language:
    """The rules of a language, as its module has them."""

    abbreviations: frozenset[str]
    rules: Mapping[str, Sequence[re.Pattern[str]]]
    quoted: Sequence[re.Pattern[str]]
    listed: Sequence[re.Pattern[str]]
    relation: re.Pattern[str]
    voice: re.Pattern[str]
    clause: re.Pattern[str]
    joint: re.Pattern[str]
    figure: re.Pattern[str]
    furniture: re.Pattern[str]
    not_names: frozenset[str]


LANGUAGES: Mapping[str, Any] = {"en": english}


@cache
def rules_of(language: str) -> Language | None:
    """The rules for ``en`` or ``en-GB``; None for a language without any.

    They are compiled when first asked for: it takes as long as a fifth of a start of the quiz.
    """
    module = LANGUAGES.get(language.partition("-")[0])

    def patterns(listed: Iterable[str]) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in listed]

    if module is None:
        return None
    return Language(
        module.ABBREVIATIONS,
        {found: patterns(listed) for found, listed in module.RULES.items()},
        patterns(module.QUOTED),
        patterns(module.LISTED),
        module.RELATION,
        module.VOICE,
        module.CLAUSE,
        module.JOINT,
        module.FIGURE,
        module.FURNITURE,
        module.NOT_NAMES,
    )


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
        *(_marked(sentence, rules, names) for sentence in sentences[:MOST]),
        *(Marked(sentence, (), False) for sentence in sentences[MOST:]),
    ]


def _marked(sentence: Sentence, rules: Language, names: set[str]) -> Marked:
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
    found += _names(text, names, taken)
    every = tuple(sorted({*marks, *found}, key=lambda mark: (mark.start, -mark.end, mark.found)))
    return Marked(sentence, every, _is_open(text, every, rules))


def _names(text: str, names: set[str], taken: Sequence[bool]) -> list[Mark]:
    """The names in what is left of a sentence; those that follow each other are one."""
    found: list[Mark] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match.group() in names and not any(taken[start:end]):
            follows = found and text[found[-1].end : start] == " "
            begin = found.pop().start if follows else start
            found.append(Mark("name", begin, end))
    return found


def _is_open(text: str, marks: Sequence[Mark], rules: Language) -> bool:
    """Whether something may be asked of the sentence: more than names is in it, or a relation."""
    if not text.endswith((".", "!", "”", "’", '"', ")", "]")):
        return False  # a headline, or a line of the page around it
    sorts = {mark.found for mark in marks}
    own = any(
        mark.found == "quotation" and mark.start == 0 and mark.end - mark.start > TOLD
        for mark in marks
    )
    if own or rules.voice.search(text):
        return not sorts.isdisjoint(IN_ONES_OWN_WORDS)
    if sorts - ALONE_NOTHING:
        return True
    named = {text[mark.start : mark.end] for mark in marks if mark.found in ("name", "law")}
    return len(named) > 1 and rules.relation.search(text) is not None


def suggested(marks: Iterable[Marked]) -> str:
    """The kind of question that sentences suggest by what was found in them; else a choice."""
    there = {mark.found for each in marks for mark in each.marks}
    return next((kind for found, kind in SUGGESTED.items() if found in there), "choice")
