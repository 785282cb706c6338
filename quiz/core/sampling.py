"""Which versions a round gets.

Drawing picks from a few random entries of a topic at a time, so its cost depends on the
length of the round and not on the size of the bank. What may be drawn is in an index
(``core/index.py``); which entries fit which place of a round, ``core/shape.py`` says.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from quiz.core import shape
from quiz.core.index import Entry, Index
from quiz.core.shape import Asked, Traits, Wish

LOOK = 12  # how many entries of a topic are looked at for one place in a round


def draw(
    index: Index,
    number: int,
    *,
    topic: int | None = None,
    first: Entry | None = None,
    seen: Mapping[int, int] | None = None,
    back: Iterable[tuple[int, int]] = (),
    chance: random.Random | None = None,
) -> list[Entry]:
    """Up to ``number`` entries in the order in which they are asked: see ``core/shape.py``.

    ``seen`` gives for a question how often it was met; those of a topic that were met least
    come first. ``back`` has what is to come back, as ``variants`` takes it, the first before
    others. ``first`` has the first place already; it need not be in the index. Fewer than
    ``number`` are returned where there are no more facts.
    """
    chance = chance or random.Random()  # noqa: S311  # what is drawn is no secret
    topics = [each for each in index.by_topic if topic in (None, each)]
    facts = len(index.by_fact) if topic is None else index.facts.get(topic, 0)
    facts += first is not None and first.fact not in index.by_fact
    again = [entry for entry in variants(index, back, seen) if entry.topic in topics]
    drawing = _Draw(index, topics, min(number, facts), dict(seen or {}), chance, first)
    return drawing.whole_round(again)


class _Draw:
    """A round that is being drawn."""

    def __init__(
        self,
        index: Index,
        topics: list[int],
        length: int,
        seen: dict[int, int],
        chance: random.Random,
        first: Entry | None = None,
    ) -> None:
        self.index, self.topics, self.length = index, topics, length
        self.seen, self.chance = seen, chance
        chance.shuffle(topics)
        self.drawn: dict[int, Entry] = {}  # by place, from 1
        self.back: set[int] = set()  # the places of what comes back
        self.facts: set[int] = set()
        self.waiting: set[int] = set()  # facts that come back in another round
        self.of_topic = Counter(dict.fromkeys(topics, 0))
        self.of_kind: Counter[str] = Counter()
        self.given = {1} if first else set()  # the place that was taken before
        if first:
            self._take(1, first)

    def whole_round(self, again: Iterable[Entry]) -> list[Entry]:
        """All of its entries, with those of ``again`` that find a place."""
        self._place(again)
        self._draw_opening()
        self._draw_later()
        opening = [place for place in sorted(self.drawn) if place <= shape.OPENING]
        back = [place for place in sorted(self.back) if place > shape.OPENING]
        others = [place for place in self.drawn if place not in (*opening, *back)]
        self.chance.shuffle(others)
        later = sorted(back, key=self._rank) + sorted(others, key=self._rank)
        return [self.drawn[place] for place in opening + later]

    def _rank(self, place: int) -> int:
        return self.drawn[place].traits.rank

    def _place(self, again: Iterable[Entry]) -> None:
        """Give each of ``again`` the first place that it may have, if there is one.

        The fact of what finds none waits, and is not asked unless nothing else is left.
        """
        for entry in again:
            if entry.fact in self.facts:
                continue
            if place := self._place_for(entry.traits):
                self.back.add(place)
                self._take(place, entry)
            else:
                self.waiting.add(entry.fact)

    def _place_for(self, traits: Traits) -> int | None:
        """The first free place for what comes back, or None."""
        full = (
            len(self.back) >= shape.most_back(self.length),
            traits.level == shape.HARD and self._drawn(shape.hard) >= shape.most_hard(self.length),
            traits.steps and self._drawn(shape.more_taps) >= shape.most_steps(self.length),
        )
        free = [place for place in range(1, self.length + 1) if place not in self.drawn]
        fitting = (place for place in free if shape.may_stand(place, traits))
        return None if any(full) else next(fitting, None)

    def _draw_opening(self) -> None:
        """The first places, together: what one takes may be what only another needs."""
        places = [
            place
            for place in range(1, min(shape.OPENING, self.length) + 1)
            if place not in self.drawn
        ]
        if not places:
            return
        there = [entry.traits for place, entry in self.drawn.items() if place <= shape.OPENING]
        wishes = [
            each
            for each in shape.OPENING_WISHES
            if each.place in (None, *places) and self.index.sorts(each.wish)
            if each.place or not any(map(each.wish, there))
        ]
        if self._fill(places, wishes):
            return
        kept: list[Asked] = []
        for each in wishes:
            self._clear()
            if self._fill(places, [*kept, each]):
                kept.append(each)
        self._clear()
        self._fill(places, kept)

    def _fill(self, places: Sequence[int], asked: Sequence[Asked]) -> bool:
        """Draw an entry for each of ``places``, as ``asked``; whether that can be done."""
        anywhere = [each.wish for each in asked if each.place is None]
        for chosen in self.chance.sample(places, len(places)) if anywhere else places[:1]:
            wishes = {
                place: [each.wish for each in asked if each.place == place] for place in places
            }
            wishes[chosen] += anywhere
            sorts = {place: self.index.sorts(*wishes[place]) for place in places}
            if all(sorts.values()):
                # The place that gets what may stand anywhere comes first: that is the rarest.
                others = [place for place in places if place != chosen]
                if any(self._fill_each(order, sorts) for order in permutations([chosen, *others])):
                    return True
        return False

    def _fill_each(self, places: Sequence[int], sorts: Mapping[int, Collection[Traits]]) -> bool:
        if not places:
            return True
        place, *others = places
        for entry in self._fitting(sorts[place]):
            self._take(place, entry)
            if self._fill_each(others, sorts):
                return True
            self._put_back(place)
        return False

    def _draw_later(self) -> None:
        """The other places. What not every question can fill comes first."""
        left = [n for n in range(shape.OPENING + 1, self.length + 1) if n not in self.drawn]
        hard, steps = shape.most_hard(self.length), shape.most_steps(self.length)
        for_hard = [n < hard - self._drawn(shape.hard) for n in range(len(left))]
        in_steps = min(steps, self._drawn(shape.more_taps))
        for_steps = shape.spread_steps(for_hard, steps - in_steps, self.chance)
        allowed = sorted(zip(for_hard, for_steps, strict=True))
        for place, (may_be_hard, may_take_steps) in zip(left, allowed, strict=True):
            wishes = shape.later_wishes(
                may_be_hard=may_be_hard and self._drawn(shape.hard) < hard,
                may_take_steps=may_take_steps and self._drawn(shape.more_taps) < steps,
            )
            self._take(place, self._best(wishes))

    def _drawn(self, sort: Wish) -> int:
        """How many of that sort are drawn already."""
        return sum(sort(entry.traits) for entry in self.drawn.values())

    def _best(self, wishes: Sequence[Wish]) -> Entry:
        """An entry that keeps all of ``wishes``, or as many as can be, the first before others."""
        best = self._first(wishes)
        kept: list[Wish] = []
        for wish in () if best else wishes:
            if found := self._first([*kept, wish]):
                kept.append(wish)
                best = found
        return best or next(self._fitting(self.index.sorts()))

    def _first(self, wishes: Sequence[Wish]) -> Entry | None:
        return next(self._fitting(self.index.sorts(*wishes)), None)

    def _fitting(self, sorts: Collection[Traits]) -> Iterator[Entry]:
        """What may be drawn next and is of these ``sorts``, at random, some of each topic."""
        for topic in self._topics_whose_turn_it_is() if sorts else ():
            pool: list[Entry] = []
            for traits, entries in self.index.by_traits[topic].items():
                if traits in sorts:
                    pool += entries
            if pool:
                yield from self._some_met_least(topic, pool)

    def _topics_whose_turn_it_is(self) -> list[int]:
        """Those asked least so far, of those that have a fact left."""
        left = [topic for topic in self.topics if self._has_more(topic)]
        if not left and self.waiting:
            self.waiting.clear()
            return self._topics_whose_turn_it_is()
        least = min((self.of_topic[topic] for topic in left), default=0)
        return [topic for topic in left if self.of_topic[topic] == least]

    def _some_met_least(self, topic: int, pool: Sequence[Entry]) -> list[Entry]:
        """Some of ``pool`` that were met no more than any other of their topic that is left."""
        least = self._least_met(topic)
        looked = self.chance.sample(pool, min(LOOK, len(pool)))
        found = [entry for entry in looked if self._is_left(entry, least)]
        if not found and len(pool) > LOOK:
            # The sample was exhausted or has all been met; only then is all of it read.
            left = [entry for entry in pool if self._is_left(entry, least)]
            found = self.chance.sample(left, min(LOOK, len(left)))
        return sorted(found, key=lambda entry: self.of_kind[entry.kind])

    def _has_more(self, topic: int) -> bool:
        return any(map(self._may_be_asked, self.index.by_topic[topic]))

    def _may_be_asked(self, entry: Entry) -> bool:
        return entry.fact not in self.facts and entry.fact not in self.waiting

    def _is_left(self, entry: Entry, least: int) -> bool:
        return self._may_be_asked(entry) and self.seen.get(entry.question, 0) <= least

    def _least_met(self, topic: int) -> int:
        """How often the least met question of ``topic`` was met that can still be drawn."""
        if not self.seen:
            return 0
        left = filter(self._may_be_asked, self.index.by_topic[topic])
        least = None
        for entry in left:
            met = self.seen.get(entry.question, 0)
            least = met if least is None else min(met, least)
            if not met:
                break
        return least or 0

    def _take(self, place: int, entry: Entry) -> None:
        self.drawn[place] = entry
        self.facts.add(entry.fact)
        self.of_topic[entry.topic] += 1
        self.of_kind[entry.kind] += 1

    def _put_back(self, place: int) -> None:
        entry = self.drawn.pop(place)
        self.facts.discard(entry.fact)
        self.of_topic[entry.topic] -= 1
        self.of_kind[entry.kind] -= 1

    def _clear(self) -> None:
        for place in self.drawn.keys() - self.back - self.given:
            self._put_back(place)


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
