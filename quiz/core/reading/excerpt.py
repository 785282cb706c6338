"""What a question is begun with: the clause that is quoted, and the number that is asked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.core.reading.language import rules_of
from quiz.core.reading.marks import SUGGESTED, Marked
from quiz.core.reading.quoting import LEFT_OUT
from quiz.core.reading.worth import Mark

MOST = 40  # words of a passage
LEAST = 6  # words of a clause that is quoted alone: fewer say too little
FARTHEST = 5  # words that are added for a passage to begin after one that joins
_QUOTES = (("“", "”"), ("‘", "’"), ('"', '"'))


@dataclass(frozen=True)
class Figure:
    """A number as it is typed, and what it counts."""

    number: str
    unit: str


def excerpt(sentences: Sequence[Marked], language: str = "en", most: int = MOST) -> str:
    """The words that are quoted of chosen sentences, in their order: ``MOST`` at most.

    Of each the clause with what decides the kind of its question, and ``most`` words of that;
    ``[…]`` stands where something is left out between. What no longer fits is left out, too.
    """
    said, end = "", 0
    for marked in sentences:
        begin, stop = (at + marked.sentence.start for at in _clause(marked, language, most))
        text = marked.sentence.text[begin - marked.sentence.start : stop - marked.sentence.start]
        link = "" if not said else " " if begin - end <= 1 else LEFT_OUT
        if len(f"{said}{link}{text}".split()) > MOST:
            break
        said, end = f"{said}{link}{text}", stop
    return said


def figure(sentences: Sequence[Marked], language: str = "en") -> Figure | None:
    """The one share in chosen sentences, or else their one number; None where there are more."""
    rules = rules_of(language)
    for sort in ("share", "number") if rules else ():
        there = [
            marked.sentence.text[mark.start :]
            for marked in sentences
            for mark in marked.marks
            if mark.found == sort
        ]
        if there:
            said = rules.figure.match(there[0]) if rules and len(there) == 1 else None
            if said is None or (sort == "share" and not said["share"]):
                return None
            unit = "%" if said["share"] else f"{said['scale'] or ''} {said['unit'] or ''}".strip()
            return Figure(said["number"].replace(",", ""), unit)
    return None


def deciding(marked: Marked) -> Mark | None:
    """The mark that decides which kind of question its sentence suggests: the first of its sort."""
    of_sort = {mark.found: mark for mark in reversed(marked.marks)}
    return next((of_sort[sort] for sort in SUGGESTED if sort in of_sort), None)


def _clause(marked: Marked, language: str, most: int) -> tuple[int, int]:
    """Where the words that are quoted begin and end in a sentence."""
    text, mark, rules = marked.sentence.text, deciding(marked), rules_of(language)
    if mark is None or rules is None:
        return _trimmed(text, (0, len(text)), 0, most)
    cuts = list(_cuts(text, rules.clause))
    first = max(n for n, (begin, _) in enumerate(cuts) if begin <= mark.start or n == 0)
    last = max(n for n, (begin, _) in enumerate(cuts) if begin < mark.end or n == 0)
    # A clause that is too short takes the one before, which has its subject; else the next.
    while (
        len(text[cuts[first][0] : cuts[last][1]].split()) < LEAST and len(cuts) > last - first + 1
    ):
        first, last = (first - 1, last) if first else (first, last + 1)
    counted = rules.figure.match(text, mark.start)  # a number goes with what it counts
    needed = min(counted.end(), cuts[last][1]) if counted else mark.end
    return _trimmed(text, (cuts[first][0], cuts[last][1]), needed, most, rules.joint)


def _cuts(text: str, clause: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence, without the signs and words between them."""
    begin = 0
    for match in clause.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _trimmed(
    text: str, span: tuple[int, int], needed: int, most: int, joint: re.Pattern[str] | None = None
) -> tuple[int, int]:
    """At most ``most`` words of a stretch, those before ``needed`` among them.

    No quotation mark stands alone at an end, and no word that only joins stands last.
    """
    begin, end = span
    words = [match.span() for match in re.finditer(r"\S+", text[begin:end])]
    least = sum(begin + start < needed for start, _ in words)
    last = min(max(most, least), len(words))
    while joint and least < last and joint.fullmatch(text[begin:][slice(*words[last - 1])]):
        last -= 1
    first = max(0, last - most)
    if joint and first:  # it begins after a word that joins, if one is near
        farthest = max(1, last - MOST, first - FARTHEST)
        near = range(first, farthest - 1, -1)
        before = (n for n in near if joint.fullmatch(text[begin:][slice(*words[n - 1])]))
        first = next(before, first)
    kept = words[first:last]
    begin, end = begin + kept[0][0], begin + kept[-1][1]
    for opening, closing in _QUOTES:
        piece = text[begin:end]
        if piece.count(opening) != piece.count(closing) or piece.count('"') % 2:
            begin += piece.startswith(opening)
            end -= piece.endswith(closing)
    return begin, end
