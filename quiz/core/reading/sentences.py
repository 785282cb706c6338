"""A text in sentences, each with its place, so that what is quoted is quoted exactly."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

# What may follow the full stop within the sentence it ends, and open the next one.
_CLOSING = "[”’\"')\\]»]*"
_BEFORE_WORDS = "“‘\"'([«—–-"
_OPENING = rf"[{re.escape(_BEFORE_WORDS)}]*"
_END = re.compile(rf"(?<![.!?…])[.!?…]+{_CLOSING}(?:\[\d+\])?(?=\s+{_OPENING}[^\W_])")
_ZONE = re.compile(r"\s+[A-Z]{2,4}\b")
_BULLET = re.compile(r"\A\s*[-–—*+•‣⁃·▪▫◦●○■□➢►✓](?:\s+|\Z)")  # before a thing of a list
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


@dataclass(frozen=True)
class Sentence:
    """A sentence: ``text`` is ``whole[start:end]`` of the article it stands in.

    Before a thing of a list there are ``sign`` characters that make it one, and are none of it.
    """

    start: int
    end: int
    text: str
    sign: int = 0


def joint(before: Sentence, after: Sentence) -> str:
    """What is written between two that stand together: things of a list often end with nothing."""
    parts = before.sign and after.sign and before.text[-1].isalnum()
    return "; " if parts else " "


def split(whole: str, abbreviations: AbstractSet[str] = frozenset()) -> list[Sentence]:
    """The sentences of ``whole``, line by line: a headline ends without a full stop.

    A number before a thing of a list belongs to it, as it is read aloud.

    ``abbreviations`` are those of its language after which a sentence goes on though a
    capital or a figure follows, in small letters and without their last full stop.
    """
    found = []
    for line in re.finditer(r"[^\r\n]+", whole):
        bullet = _BULLET.match(line.group())
        sign = bullet.end() if bullet else 0
        start = line.start() + sign
        for end in [*_ends(line.group(), abbreviations), len(line.group())]:
            piece = whole[start : line.start() + end]
            text = piece.strip()
            if text:
                begin = start + piece.index(text)
                found.append(Sentence(begin, begin + len(text), text, sign))
            start, sign = line.start() + end, 0
    return found


def bare(line: str) -> str:
    """``line`` without the sign that makes it a thing of a list."""
    return _BULLET.sub("", line)


def _ends(line: str, abbreviations: AbstractSet[str]) -> list[int]:
    """Where sentences end within a line, without its own end."""
    return [match.end() for match in _END.finditer(line) if _is_end(line, match, abbreviations)]


def _is_end(line: str, match: re.Match[str], abbreviations: AbstractSet[str]) -> bool:
    """Whether what looks like an end is one: no abbreviation, no initial, no question within."""
    follows = line[match.end() :].lstrip(f"{_BEFORE_WORDS} ")[:1]
    if follows.islower():  # “Why not?” and
        return False
    if match.group() != ".":
        return True
    if re.fullmatch(r"\s*\d{1,2}", line[: match.start()]):  # “2. Which data”, in a list
        return False
    last = line[: match.start()].rpartition(" ")[2].lstrip(_BEFORE_WORDS)
    if last.casefold() in abbreviations:
        return False
    if last.casefold() in ("a.m", "p.m"):  # and “5 p.m. GMT” goes on
        return _ZONE.match(line, match.end()) is None
    return not _INITIALS.fullmatch(last) or last.casefold() == "i"
