"""Two who changed the same thing at once: what both did, where it fits together.

Three ways: what they both began with, and what each made of it. Standard library only.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

# A sentence ends at a sign that ends one and a space, or with its line.
_BETWEEN = re.compile(r"((?<=[.!?…])[\"”’)\]]*\s+|(?<!\s)\s*\n\s*)")
LONGEST = 20_000  # characters of a text that is put together; more would take long to compare

type Hunk[Part: Hashable] = tuple[int, int, tuple[Part, ...]]


def merged[Part: Hashable](
    base: Sequence[Part], theirs: Sequence[Part], mine: Sequence[Part]
) -> list[Part] | None:
    """``base`` with the changes of both; None where both changed the same place differently."""
    found: list[Part] = []
    at = 0
    for start, end, parts in _in_turn(list(_hunks(base, theirs)), list(_hunks(base, mine))):
        if start < at:
            return None
        found += [*base[at:start], *parts]
        at = end
    return [*found, *base[at:]]


def merged_text(base: str, theirs: str, mine: str) -> str | None:
    """A text with what both changed; None where both changed one sentence differently.

    None too where they are too long to compare.
    """
    if max(map(len, (base, theirs, mine))) > LONGEST:
        return None
    found = merged(sentences(base), sentences(theirs), sentences(mine))
    return None if found is None else "".join(found)


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, and what stands between them."""
    return [part for part in _BETWEEN.split(text) if part]


def _hunks[Part: Hashable](old: Sequence[Part], new: Sequence[Part]) -> Iterator[Hunk[Part]]:
    """The parts of ``old`` from a place to another that ``new`` has others for."""
    for op, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if op != "equal":
            yield a, b, tuple(new[c:d])


def _in_turn[Part: Hashable](
    theirs: list[Hunk[Part]], mine: list[Hunk[Part]]
) -> Iterator[Hunk[Part]]:
    """The changes of both in order, once where they are the same.

    Two that put in different things at the same place have no order, so the second is given a
    place that has been passed.
    """
    last: Hunk[Part] | None = None
    for hunk in sorted({*theirs, *mine}, key=lambda hunk: hunk[:2]):
        clash = last is not None and hunk[:2] == last[:2]
        yield (-1, *hunk[1:]) if clash else hunk
        last = hunk
