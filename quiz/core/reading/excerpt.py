"""The words that a question quotes: of a sentence the clause that carries what is asked."""

import re
from collections.abc import Iterator, Sequence

from quiz.core.reading.language import Language, rules_of
from quiz.core.reading.marks import SUGGESTED, Marked
from quiz.core.reading.quoting import LEFT_OUT
from quiz.core.reading.sentences import Sentence, joint
from quiz.core.reading.worth import Mark

MOST = 40  # words of a passage
LEAST = 6  # words of a clause that is quoted alone: fewer say too little
BEYOND = 3  # words that a passage may have more than were asked for, not to be cut
LINES = 4  # characters between the things of a list
FARTHEST = 5  # words that are added for a passage to begin after one that joins
_QUOTES = (("“", "”"), ("‘", "’"), ('"', '"'))


def excerpt(
    sentences: Sequence[Marked], language: str = "en", most: int = MOST, kind: str = ""
) -> str:
    """The words that are quoted of chosen sentences, in their order: ``MOST`` at most.

    Of each the clause with what is asked as ``kind``, and ``most`` words of that or a few more;
    ``[…]`` stands where something is left out between. What no longer fits is left out, too.
    """
    said, end, before = "", 0, None
    for marked in sentences:
        mark = deciding(marked, kind)
        begin, stop = (at + marked.sentence.start for at in _clause(marked, mark, language, most))
        text = marked.sentence.text[begin - marked.sentence.start : stop - marked.sentence.start]
        link = _link(before, marked.sentence, begin, end) if before else ""
        if len(f"{said}{link}{text}".split()) > MOST:
            break
        said, end, before = f"{said}{link}{text}", stop, marked.sentence
    return said


def _link(before: Sentence, after: Sentence, begin: int, end: int) -> str:
    """What stands between words that end at ``end`` and those that begin in the next sentence."""
    whole = end == before.end and begin == after.start
    if whole and after.sign and begin - after.sign - end <= LINES:
        return joint(before, after)
    return " " if begin - end <= 1 else LEFT_OUT


def deciding(marked: Marked, kind: str = "") -> Mark | None:
    """The mark that a question is about: one that suggests ``kind``, if there is, or else any.

    Of its sort it is the first.
    """
    of_sort = {mark.found: mark for mark in reversed(marked.marks)}
    sorts = sorted(SUGGESTED, key=lambda sort: SUGGESTED[sort] != kind)
    return next((of_sort[sort] for sort in sorts if sort in of_sort), None)


def _clause(marked: Marked, mark: Mark | None, language: str, most: int) -> tuple[int, int]:
    """Where the words that are quoted begin and end in a sentence."""
    text, rules = marked.sentence.text, rules_of(language)
    if mark is None or rules is None:
        return _trimmed(text, (0, len(text)), 0, most, rules)
    cuts = list(_cuts(text, rules.clause))
    first = max(n for n, (begin, _) in enumerate(cuts) if begin <= mark.start or n == 0)
    last = max(n for n, (begin, _) in enumerate(cuts) if begin < mark.end or n == 0)

    def long(first: int, last: int) -> int:
        return len(text[cuts[first][0] : cuts[last][1]].split())

    # A clause that is too short takes the one before, which has its subject; else the next.
    while long(first, last) < LEAST and len(cuts) > last - first + 1:
        first, last = (first - 1, last) if first else (first, last + 1)
    while (
        first
        and rules.leaning.match(text, cuts[first][0])
        and long(first - 1, last) <= most + BEYOND
    ):
        first -= 1
    # “A study found that …”: what was found is in the next clause.
    end, on = cuts[last][1], cuts[last + 1][0] if len(cuts) > last + 1 else 0
    if text[end:on].strip().isalpha() and any(m.start < end < m.end <= on for m in marked.marks):
        last += 1
        first = first if long(first, last) <= most + BEYOND else last
    begin = cuts[first][0]
    leans = rules.leaning.match(text, begin)
    if first and leans and leans["relative"]:
        meant = rules.meant.search(text, cuts[first - 1][0], cuts[first - 1][1])
        begin = meant.start() if meant else begin
    counted = rules.figure.match(text, mark.start)  # a number goes with what it counts
    needed = min(counted.end(), cuts[last][1]) if counted else mark.end
    after = cuts[last + 1 : last + 2]  # “500 women who …”: it is said there what is so of them
    if needed == cuts[last][1] and after and rules.leaning.match(text, after[0][0]):
        last += long(first, last + 1) <= most + BEYOND
    return _trimmed(text, (begin, cuts[last][1]), needed, most, rules)


def _cuts(text: str, clause: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence, without the signs and words between them."""
    begin = 0
    for match in clause.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _trimmed(
    text: str, span: tuple[int, int], needed: int, most: int, rules: Language | None
) -> tuple[int, int]:
    """At most ``most`` words of a stretch, or all where they are a few more.

    Those before ``needed`` are among them. No quotation mark stands alone at an end, no word that
    only joins stands last, and no phrase is cut where another end is near.
    """
    begin, end = span
    said = [match.span() for match in re.finditer(r"\S+", text[begin:end])]
    words = [text[begin + start : begin + stop] for start, stop in said]
    least = sum(begin + start < needed for start, _ in said)
    most = max(most, len(words)) if len(words) <= min(most + BEYOND, MOST) else most
    last = min(max(most, least), len(words))
    if rules and last < len(words):
        whole = range(last, max(least, LEAST) - 1, -1)
        last = next((n for n in whole if _ends_phrase(words, n, rules.phrase)), last)
    while rules and least < last and rules.joint.fullmatch(words[last - 1]):
        last -= 1
    first = max(0, last - most)
    if first <= BEYOND and last <= MOST:
        first = 0
    if rules and first:  # it begins after a word that joins, if one is near
        near = range(first, max(1, last - MOST, first - FARTHEST) - 1, -1)
        first = next((n for n in near if rules.joint.fullmatch(words[n - 1])), first)
    kept = said[first:last]
    begin, end = begin + kept[0][0], begin + kept[-1][1]
    for opening, closing in _QUOTES:
        piece = text[begin:end]
        if piece.count(opening) != piece.count(closing) or piece.count('"') % 2:
            begin += piece.startswith(opening)
            end -= piece.endswith(closing)
    return begin, end


def _ends_phrase(words: Sequence[str], n: int, phrase: re.Pattern[str]) -> bool:
    """Whether ``words`` may end after so many, as the next one begins another phrase.

    Between two names a word that joins them does not: “Defence and Space”.
    """
    if not phrase.fullmatch(words[n]):
        return False
    return not (words[n - 1][:1].isupper() and words[n + 1 : n + 2] and words[n + 1][:1].isupper())
