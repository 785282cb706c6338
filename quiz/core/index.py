"""What may be drawn from a bank on a day.

It is kept in each process, an index per bank, and made anew when the bank's revision or the day
changes (``play/question_index.py``).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from quiz.core.shape import Traits, Wish


class Entry(NamedTuple):
    """One live question: ids of its version, itself, its fact and topic; its kind and traits."""

    version: int
    question: int
    fact: int
    topic: int
    kind: str
    traits: Traits = Traits()


@dataclass
class Index:
    """Its entries, where to find them, and what is counted of them.

    ``facts`` is how many a topic has; ``in_several`` how many stand in more than one topic.
    """

    entries: list[Entry]
    by_topic: dict[int, list[Entry]] = field(default_factory=dict)
    by_fact: dict[int, list[Entry]] = field(default_factory=dict)
    by_traits: dict[int, dict[Traits, list[Entry]]] = field(default_factory=dict)
    facts: dict[int, int] = field(default_factory=dict)
    of_question: dict[int, Entry] = field(default_factory=dict)
    in_several: int = 0

    def __post_init__(self) -> None:
        for entry in self.entries:
            self.of_question[entry.question] = entry
            self.by_topic.setdefault(entry.topic, []).append(entry)
            self.by_fact.setdefault(entry.fact, []).append(entry)
            alike = self.by_traits.setdefault(entry.topic, {})
            alike.setdefault(entry.traits, []).append(entry)
        for topic, entries in self.by_topic.items():
            self.facts[topic] = len({entry.fact for entry in entries})
        for entries in self.by_fact.values():
            self.in_several += len({entry.topic for entry in entries}) > 1
        self._sorts: dict[tuple[Wish, ...], set[Traits]] = {}

    def sorts(self, *wishes: Wish) -> set[Traits]:
        """The sorts of questions in the bank that keep all ``wishes``."""
        if wishes not in self._sorts:
            offered = {entry.traits for entry in self.entries}
            self._sorts[wishes] = {
                traits for traits in offered if all(wish(traits) for wish in wishes)
            }
        return self._sorts[wishes]
