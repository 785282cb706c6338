"""Whether an article says what is quoted from it, how much of it is quoted, and what changed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

LEFT_OUT = " […] "  # between sentences that do not stand together
_PARTED = re.compile(r"\[(?:…|\.{3})\]|…|\.{3}")
_PLAIN = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-",
    "\xa0": " ", "\u202f": " ",
})  # fmt: skip
_WORD = re.compile(r"\w+(?:['-]\w+)*")


@dataclass(frozen=True)
class Change:
    """A sentence that was ``old`` and is ``new``; where one is empty it was put in or taken out."""

    old: str
    new: str


def words(text: str) -> list[str]:
    """The words of a text in small letters, whatever signs stand around them."""
    return _WORD.findall(text.translate(_PLAIN).casefold())


def quoted_at(whole: Sequence[str], passage: str) -> list[range] | None:
    """Where in the words of an article a passage stands, part by part; None where one is missing.

    Parts are what ``[…]`` stands between. They come in the order of the article, and
    punctuation, quotation marks and line ends do not count.
    """
    text, found = f" {' '.join(whole)} ", []
    passed = begin = 0  # signs of the text, and words of it
    for part in filter(None, map(words, _PARTED.split(passage))):
        said = f" {' '.join(part)} "
        at = text.find(said, passed)
        if at < 0:
            return None
        begin += text.count(" ", passed, at)
        found.append(range(begin, begin + len(part)))
        passed, begin = at + len(said) - 1, begin + len(part)
    return found or None


def holds(whole: str, passage: str) -> bool:
    """Whether the article ``whole`` says ``passage`` word for word."""
    return quoted_at(words(whole), passage) is not None


def touched(sentences: Sequence[str], passage: str) -> set[int]:
    """Which of the sentences of an article a passage quotes from, by their places from 0."""
    of_word = [n for n, sentence in enumerate(sentences) for _ in words(sentence)]
    found = quoted_at([word for sentence in sentences for word in words(sentence)], passage)
    return {of_word[place] for part in found or [] for place in part}


def quoted(whole: str, passages: Iterable[str]) -> tuple[int, int]:
    """How many words of an article are quoted in any of the passages, and how many it has."""
    all_words = words(whole)
    taken = {
        place for passage in passages for at in quoted_at(all_words, passage) or [] for place in at
    }
    return len(taken), len(all_words)


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What became of the sentences ``old`` in the ``new`` ones, in their order."""
    # Other quotation marks and spaces change nothing.
    before, after = ([" ".join(words(sentence)) for sentence in each] for each in (old, new))
    matcher = SequenceMatcher(None, before, after)
    return [
        Change(was, becomes)
        for operation, a, b, c, d in matcher.get_opcodes()
        if operation != "equal"
        for was, becomes in zip_longest(old[a:b], new[c:d], fillvalue="")
    ]
