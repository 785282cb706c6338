"""What can be judged of a whole bank: whether guessing pays, and what there is too much of.

The expectations are exact: for each question, every response that a guesser
could give is listed and graded. A tactic that earns more than guessing does, by
more than chance allows, says that the wording gives the answers away.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from quiz.core.kinds import KINDS

HEDGES = re.compile(
    r"\b(may|might|can|could|some|often|usually|most|mostly|about|around|nearly|likely|"
    r"sometimes|generally|partly|at least|up to)\b",
    re.I,
)
COMMON = frozenset(
    "a about after all also an and are as at be been before by can did do does for from had has "
    "have how in into is it its many more most much not of on one only or other out people put "
    "said say she he that the their them then there these they this those to true false up used "
    "was were what when where which who whose why will with would you your tick apply each order "
    "match first last its it’s than so if any may".split()
)


OVERLAP = 0.5  # the share of words in common from which two questions are said to overlap


@dataclass(frozen=True)
class Item:
    """A question as far as balance goes."""

    ref: str
    fact: str
    topic: str
    kind: str
    prompt: str
    spec: dict[str, Any]

    @property
    def task(self) -> Any:
        return KINDS[self.kind](**self.spec)


@dataclass(frozen=True)
class Outcome:
    """What a tactic earned of ``n`` questions, and what guessing would, with its spread."""

    earned: float
    guessed: float
    spread: float
    n: int

    @property
    def high(self) -> float:
        """The upper end of the interval in which 95 of 100 blind guessers end."""
        return self.guessed + 1.96 * self.spread

    @property
    def pays(self) -> bool:
        return self.n > 0 and self.earned > self.high


def _chosen(task: Any, measure: Callable[[str], float]) -> float:
    """The mean grade of choosing the options with the highest ``measure``."""
    texts = [task.right, *(option.text for option in task.wrong)]
    best = max(measure(text) for text in texts)
    tied = [text for text in texts if measure(text) == best]
    return math.fsum(task.grade(text) for text in tied) / len(tied)


# What somebody could do who knows nothing, and for which kind.
TACTICS: dict[str, tuple[str, Callable[[Any], float]]] = {
    "the longest answer": ("choice", lambda task: _chosen(task, len)),
    "the shortest answer": ("choice", lambda task: _chosen(task, lambda text: -len(text))),
    "the first shown": (
        "choice",
        lambda task: math.fsum(task.grade(task.offered(str(n))[0]) for n in range(100)) / 100,
    ),
    "the most hedged": (
        "choice",
        lambda task: _chosen(task, lambda text: len(HEDGES.findall(text))),
    ),
    "tick everything": (
        "multiple",
        lambda task: task.grade([*task.right, *(option.text for option in task.wrong)]),
    ),
    "always true": ("true_false", lambda task: task.grade(True)),
    "the middle of the range": ("estimate", lambda task: task.grade(task.at(0.5))),
    "by alphabet": ("ordering", lambda task: task.grade(sorted(task.solution()))),
}


def tactic(name: str, items: Iterable[Item]) -> Outcome:
    """How the tactic called ``name`` does on ``items``, against guessing."""
    kind, play = TACTICS[name]
    earned, means, variances = [], [], []
    for item in items:
        if item.kind != kind:
            continue
        task = item.task
        grades = [task.grade(response) for response in task.guesses()]
        mean = math.fsum(grades) / len(grades)
        earned.append(play(task))
        means.append(mean)
        variances.append(math.fsum((grade - mean) ** 2 for grade in grades) / len(grades))
    spread = math.sqrt(math.fsum(variances))
    return Outcome(math.fsum(earned), math.fsum(means), spread, len(earned))


def solution_longest(items: Iterable[Item]) -> Outcome:
    """How often the right answer of a choice is strictly the longest, against chance."""
    hits, chances = 0, []
    for item in items:
        if item.kind == "choice":
            task = item.task
            hits += len(task.right) > max(len(option.text) for option in task.wrong)
            chances.append(1 / (len(task.wrong) + 1))
    spread = math.sqrt(math.fsum(chance * (1 - chance) for chance in chances))
    return Outcome(hits, math.fsum(chances), spread, len(chances))


def carrying(kind: str, content: dict[str, Any]) -> frozenset[str]:
    """The words of a content that carry what a question is about: of its prompt and solution."""
    try:
        solution = [str(part) for part in _texts(KINDS[kind](**content.get("spec", {})).solution())]
    except TypeError:  # a draft without answers
        solution = []
    said = " ".join([content.get("prompt", ""), *solution])
    found = re.findall(r"[\w’'-]{3,}|\d+", said.casefold())
    return frozenset(word for word in found if word not in COMMON)


def tokens(item: Item) -> frozenset[str]:
    return carrying(item.kind, {"prompt": item.prompt, "spec": item.spec})


def alike(words: frozenset[str], others: frozenset[str]) -> float:
    """The share of words in common, of all words of the two (Jaccard 1901)."""
    return len(words & others) / len(words | others) if words or others else 0.0


def _texts(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    else:
        yield value


def overlaps(items: Sequence[Item], least: float = OVERLAP) -> Iterator[tuple[Item, Item, float]]:
    """Pairs of questions of different facts that share much of their words."""
    worded = [(item, tokens(item)) for item in items]
    for (one, words), (other, others) in combinations(worded, 2):
        if one.fact != other.fact and (share := alike(words, others)) >= least:
            yield one, other, share


def counted(items: Iterable[Any], name: str) -> Counter[str]:
    return Counter(getattr(item, name) or "–" for item in items)
