"""The charts of the statistics: histograms and tables, worked out for the templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.core.item_statistics import Answers, Item, Scores, merged
from quiz.models import Version
from quiz.tallies.advice import label

BARS = 40  # the most bars in the histogram of an estimate


@dataclass(frozen=True)
class Bar:
    """A bar of a chart 100 wide and 40 high; marked where the right answer is."""

    x: str
    y: str
    width: str
    height: str
    marked: bool


@dataclass(frozen=True)
class AnswerCount:
    """One part of an answer: how many chose it, and how they did in the rest of their rounds."""

    text: str
    right: bool
    n: int
    share: float
    elsewhere: float | None


@dataclass(frozen=True)
class Histogram:
    """Bars, and the same as figures: each row from where to where, how many, and their share."""

    bars: list[Bar]
    rows: Sequence[tuple[float, float, int, float]]


def answer_counts(version: Version, item: Item) -> Iterator[AnswerCount]:
    """What the answers chose: the right ones first, in their order, the others by how many."""
    task: Any = version.task
    if hasattr(task, "canonicals"):  # an estimate: see ``distribution``
        return
    order = {part: n for n, part in enumerate(task.parts(task.solution()))}
    whole = item.answers.n or 1
    parts = sorted(
        item.drawn.items(),
        key=lambda pair: (
            pair[0] not in item.right,
            order.get(pair[0], 0) if pair[0] in item.right else 0,
            -pair[1].n,
        ),
    )
    for part, some in parts:
        yield AnswerCount(
            label(version, part), part in item.right, some.n, some.n / whole, some.elsewhere
        )


def _bars(values: list[int], marked: set[int]) -> list[Bar]:
    """Bars for a chart 100 wide and 40 high, the highest of them full."""
    width, heights = 100 / (len(values) or 1), [40 * n / (max(values) or 1) for n in values]
    return [
        Bar(f"{n * width:.2f}", f"{40 - height:.2f}", f"{width * 0.85:.2f}", f"{height:.2f}",
            n in marked)
        for n, height in enumerate(heights)
    ]  # fmt: skip


def distribution(version: Version, item: Item) -> Histogram | None:
    """How the estimates spread over the scale."""
    task: Any = version.task
    if not hasattr(task, "canonicals") or not item.answers.n:
        return None
    values = task.canonicals()
    counts = [item.drawn.get(str(value), Answers()).n for value in values]
    runs = merged(counts, BARS)
    size = -(-len(values) // len(runs))
    starts = range(0, len(values), size)
    right = next(n for n, start in enumerate(starts)
                 if task.canonical(task.right) in values[start : start + size])  # fmt: skip
    rows = [
        (values[start], values[min(start + size, len(values)) - 1], n, n / item.answers.n)
        for start, n in zip(starts, runs, strict=True)
        if n
    ]
    return Histogram(_bars(runs, {right}), rows)


def histogram(scores: Scores) -> Histogram:
    """The spread of scores in ten parts."""
    counts = scores.binned()
    rows = [(10 * n, 10 * (n + 1), count, count / scores.n) for n, count in enumerate(counts)]
    return Histogram(_bars(counts, set()), rows)
