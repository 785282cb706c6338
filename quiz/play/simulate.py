"""A simulated history, so that every page can be seen full.

Readers have an ability, questions a difficulty, both of known size; answers follow
the three-parameter logistic model (Birnbaum, 1968, in Lord and Novick, Statistical
Theories of Mental Test Scores): right with probability c + (1 - c) / (1 + e^-a(θ-b)).
Some questions are spoilt on purpose, so that the advice on them can be seen.

Its rounds have the origin "simulated" and its tallies are marked so: neither is
ever mixed with real ones, and ``remove`` deletes all of it.
"""

import datetime
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from quiz.core import sampling
from quiz.core.index import Entry, Index
from quiz.models import Bank, Round, ScoreTally, Tally, Turn, Version
from quiz.play import question_index
from quiz.tallies import counting

SLOPE = 1.5  # a, of every question
UNSURE = 0.15  # of those who do not know, how many say so
SPOILT = {
    "key": "a wrong answer is keyed as the right one",
    "myth": "most take one wrong answer for the right one",
    "dead": "nobody takes the last wrong answer",
}
CHUNK = 200  # rounds


@dataclass(frozen=True)
class Manner:
    """How a question behaves: its difficulty b, and how it is spoilt, if it is."""

    difficulty: float
    spoilt: str = ""


def manners(entries: Sequence[Entry], chance: random.Random) -> dict[int, Manner]:
    """A manner for each version; of the choices, one is spoilt in each way if there are enough."""
    choices = [entry.version for entry in entries if entry.kind == "choice"]
    spoilt: dict[int, str] = {}
    if len(choices) >= 2 * len(SPOILT):
        spoilt = dict(zip(chance.sample(choices, len(SPOILT)), SPOILT, strict=True))
    return {
        entry.version: Manner(
            0.0 if entry.version in spoilt else min(max(chance.gauss(0, 0.8), -1.6), 1.6),
            spoilt.get(entry.version, ""),
        )
        for entry in entries
    }


def fill(
    bank: Bank, readers: int, length: int, days: Sequence[datetime.date], seed: int = 1
) -> dict[int, Manner]:
    """Play one round of ``length`` for each of ``readers``, on some of ``days``, and count them.

    Returns the manners by version. One in twenty stops early.
    """
    chance = random.Random(seed)  # noqa: S311  # a play, to be repeated, and no secret
    index = question_index.index(bank, days[-1])
    behaves = manners(index.entries, chance)
    tasks = {pk: version.task for pk, version in Version.objects.in_bulk(behaves).items()}
    for begun in range(0, readers, CHUNK):
        with transaction.atomic():
            some = min(CHUNK, readers - begun)
            _play(bank, index, behaves, tasks, length, [chance.choice(days) for _ in range(some)],
                  chance)  # fmt: skip
    counting.tally()
    return behaves


def _play(
    bank: Bank,
    index: Index,
    behaves: Mapping[int, Manner],
    tasks: Mapping[int, Any],
    length: int,
    days: Sequence[datetime.date],
    chance: random.Random,
) -> None:
    """A round for each of ``days``, in two inserts."""
    rounds = Round.objects.bulk_create(
        Round(bank=bank, origin=Round.Origin.SIMULATED, wanted=length, started_on=day,
              finished_on=day) for day in days
    )  # fmt: skip
    turns = []
    for played in rounds:
        ability = chance.gauss(0, 1)
        drawn = sampling.draw(index, length, chance=chance)
        given = len(drawn) if chance.random() > 0.05 else chance.randrange(len(drawn))
        for position, entry in enumerate(drawn, start=1):
            turn = Turn(round=played, version_id=entry.version, position=position)
            if position <= given:
                task = tasks[entry.version]
                turn.response = respond(task, behaves[entry.version], ability, chance)
                turn.grade = task.grade(turn.response)
                turn.answered_on = played.started_on
            turns.append(turn)
    Turn.objects.bulk_create(turns)


def respond(task: Any, manner: Manner, ability: float, chance: random.Random) -> Any:
    """What a reader of this ability answers; None for "not sure"."""
    knows = 1 / (1 + math.exp(-SLOPE * (ability - manner.difficulty)))
    if manner.spoilt != "myth" and chance.random() < UNSURE * (1 - knows):
        return None
    return RESPONSES.get(task.name, _knows_or_guesses)(task, manner, knows, chance)


def _choice(task: Any, manner: Manner, knows: float, chance: random.Random) -> str:
    wrong = [option.text for option in task.wrong]
    # The later a wrong option stands, the less it tempts; none is without takers.
    weights = [1 / (place + 1.5) for place in range(len(wrong))]
    right = task.right
    if manner.spoilt == "key":
        # What is keyed as right is only one more wrong option.
        right, wrong[0] = wrong[0], right
    elif manner.spoilt == "dead":
        weights[-1] = 0
    elif manner.spoilt == "myth":
        knows, weights = knows * 0.5, [4, *weights[1:]]
    guessed = 0 if manner.spoilt == "myth" else 1 / (len(wrong) + 1)
    if chance.random() < knows + (1 - knows) * guessed:
        return str(right)
    return str(chance.choices(wrong, weights)[0])


def _multiple(task: Any, manner: Manner, knows: float, chance: random.Random) -> list[str]:
    wrong = [option.text for option in task.wrong]
    ticked = [text for text in task.right if chance.random() < 0.4 + 0.6 * knows]
    ticked += [text for text in wrong if chance.random() < 0.5 * (1 - knows)]
    return ticked or [chance.choice(wrong)]


def _true_false(task: Any, manner: Manner, knows: float, chance: random.Random) -> bool:
    return bool(task.right) is (chance.random() < knows + (1 - knows) / 2)


def _estimate(task: Any, manner: Manner, knows: float, chance: random.Random) -> float:
    values = task.canonicals()
    place = task.share(task.right) + chance.gauss(0, 0.02 + 0.3 * (1 - knows))
    return float(values[min(max(round(place * (len(values) - 1)), 0), len(values) - 1)])


def _ordering(task: Any, manner: Manner, knows: float, chance: random.Random) -> list[str]:
    order: list[str] = task.solution()
    for place in range(len(order) - 1):
        if chance.random() < 0.8 * (1 - knows):
            order[place], order[place + 1] = order[place + 1], order[place]
    return order


def _matching(task: Any, manner: Manner, knows: float, chance: random.Random) -> list[list[str]]:
    pairs: list[list[str]] = task.solution()
    for place, pair in enumerate(pairs):
        if chance.random() < 0.7 * (1 - knows):
            other = chance.choice(pairs)
            pair[1], other[1] = other[1], pairs[place][1]
    return pairs


def _knows_or_guesses(task: Any, manner: Manner, knows: float, chance: random.Random) -> Any:
    return task.solution() if chance.random() < knows else chance.choice(list(task.guesses()))


# How people err with each kind; with one that is not here they know it or guess.
RESPONSES: dict[str, Callable[[Any, Manner, float, random.Random], Any]] = {
    "choice": _choice,
    "multiple": _multiple,
    "true_false": _true_false,
    "estimate": _estimate,
    "ordering": _ordering,
    "matching": _matching,
}


def remove() -> int:
    """Delete all that was simulated; say how many rounds there were."""
    removed = 0
    simulated = Round.objects.filter(origin=Round.Origin.SIMULATED).order_by("id")
    while keys := list(simulated.values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            Turn.objects.filter(round__in=keys).delete()
            removed += Round.objects.filter(pk__in=keys).delete()[0]
    Tally.objects.filter(simulated=True).delete()
    ScoreTally.objects.filter(simulated=True).delete()
    return removed
