"""Which question of the shelf is a day's own."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

NEVER = datetime.timedelta.max.days


class Hook(NamedTuple):
    """A question on the shelf: ids of itself, its fact and its topic."""

    question: int
    fact: int
    topic: int


def choose(
    shelf: Sequence[Hook], asked: Mapping[datetime.date, Hook], day: datetime.date
) -> Hook | None:
    """The one of ``shelf`` for ``day``, where ``asked`` has those of other days; None if empty.

    A fact rests for half as many days as there are facts on the shelf, or else for as many as can
    be. Of what has rested, the topic comes that is furthest from its next day, then such a fact,
    then what stands first. Days to come count as those that were.
    """
    facts: dict[int, int] = {}
    topics: dict[int, int] = {}
    for other, hook in asked.items():
        gap = abs((other - day).days)
        facts[hook.fact] = min(gap, facts.get(hook.fact, NEVER))
        topics[hook.topic] = min(gap, topics.get(hook.topic, NEVER))
    longest = max((facts.get(hook.fact, NEVER) for hook in shelf), default=0)
    least = min(len({hook.fact for hook in shelf}) // 2 + 1, longest)
    rested = [hook for hook in shelf if facts.get(hook.fact, NEVER) >= least]
    return max(
        rested,
        key=lambda hook: (topics.get(hook.topic, NEVER), facts.get(hook.fact, NEVER)),
        default=None,
    )
