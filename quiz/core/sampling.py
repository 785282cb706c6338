"""Which versions a round gets.

What may be drawn is kept in each process as an index per bank, made anew when
the bank's revision or the day changes. Drawing picks from a few random entries
of a topic at a time, so its cost depends on the length of the round and not on
the size of the bank.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LOOK = 12  # how many entries of a topic are looked at for one place in a round


class Entry(NamedTuple):
    """One live question: ids of its version, itself, its fact and topic."""

    version: int
    question: int
    fact: int
    topic: int
    kind: str


@dataclass
class Index:
    """What may be drawn from a bank on a day."""

    entries: list[Entry]
    by_topic: dict[int, list[Entry]] = field(default_factory=dict)
    by_fact: dict[int, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self.by_topic.setdefault(entry.topic, []).append(entry)
            self.by_fact.setdefault(entry.fact, []).append(entry)


def draw(
    index: Index,
    number: int,
    *,
    topic: int | None = None,
    seen: Mapping[int, int] | None = None,
    chance: random.Random | None = None,
) -> list[Entry]:
    """Up to ``number`` entries: balanced over topics and kinds, no fact twice.

    ``seen`` gives for a question how often it was met; those met least come
    first. Fewer than ``number`` are returned where there are no more facts.
    """
    chance = chance or random.Random()  # noqa: S311  # what is drawn is no secret
    seen = seen or {}
    topics = [topic] if topic is not None else list(index.by_topic)
    chance.shuffle(topics)
    pools = {key: index.by_topic.get(key, []) for key in topics}
    drawn: list[Entry] = []
    facts: set[int] = set()
    used_kinds: Counter[str] = Counter()
    while topics and len(drawn) < number:
        for key in list(topics):
            if len(drawn) == number:
                break
            entry = _pick(pools[key], facts, used_kinds, seen, chance)
            if entry is None:
                topics.remove(key)
                continue
            drawn.append(entry)
            facts.add(entry.fact)
            used_kinds[entry.kind] += 1
    chance.shuffle(drawn)
    return drawn


def _pick(
    pool: Sequence[Entry],
    facts: Collection[int],
    used_kinds: Mapping[str, int],
    seen: Mapping[int, int],
    chance: random.Random,
) -> Entry | None:
    looked = chance.sample(pool, min(LOOK, len(pool)))
    fitting = [entry for entry in looked if entry.fact not in facts]
    if (not fitting or all(entry.question in seen for entry in fitting)) and len(pool) > LOOK:
        # The sample was exhausted or has all been met; only then is the whole topic read.
        fitting = [entry for entry in pool if entry.fact not in facts]
        chance.shuffle(fitting)
    if not fitting:
        return None
    return min(fitting, key=lambda e: (seen.get(e.question, 0), used_kinds.get(e.kind, 0)))


def variants(
    index: Index, missed: Iterable[tuple[int, int]], seen: Mapping[int, int] | None = None
) -> list[Entry]:
    """For each missed question (its id and its fact's) one of the same fact, if possible another.

    Of several the one met least, by ``seen`` as in ``draw``; of these the next after
    the missed one, by id and beginning again: so practice upon practice asks all of
    them before it repeats one, even where nobody knows what was met.
    """
    seen = seen or {}
    chosen: dict[int, Entry] = {}
    for question, fact in missed:
        same = index.by_fact.get(fact, [])
        in_turn = sorted(same, key=lambda e: (e.question <= question, e.question))
        if in_turn:
            chosen[fact] = min(
                in_turn, key=lambda e: (e.question == question, seen.get(e.question, 0))
            )
    return list(chosen.values())
