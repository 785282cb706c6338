"""What some rounds add to the tallies, added up in memory, so that each row is written once.

The rest score is the mean of the grades of the round's other answers, as first
given; a score is their sum, as first given. So it makes no difference whether a
round is counted before or after a regrade, its own or another question's.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from quiz.core import scoring
from quiz.core.item_statistics import FULL
from quiz.models import HeldScoreTally, HeldTally, Round, Tally, Turn, Version

TENTH = FULL // 10


@dataclass
class Answers:
    """What is added to one row of ``Tally``; ``sums`` in the order of ``Tally.SUMS``."""

    response: Any
    sums: list[int]
    regraded: int | None = None

    def row(self) -> tuple[Any, ...]:
        return (*self.sums, self.response, self.regraded)

    def add(self, sums: Iterable[int]) -> None:
        for place, more in enumerate(sums):
            self.sums[place] += more


@dataclass
class Sums:
    """What rounds add to rows of ``Tally`` and ``ScoreTally``, each by what it is found by.

    ``tasks`` has the tasks of the versions (ids) that were asked, ``questions`` whose versions
    they are, ``of_sets`` what is added to rows of ``SetTally``, ``readers`` whose answers
    these are, by bank (id); of a round that is nobody's nothing is known, so it is another's.
    """

    tasks: dict[int, Any] = field(default_factory=dict)
    questions: dict[int, int] = field(default_factory=dict)
    answers: dict[tuple[int, bool, str], Answers] = field(default_factory=dict)
    scores: dict[tuple[int, bool, int, int], int] = field(default_factory=lambda: defaultdict(int))
    of_sets: dict[tuple[int, str, int, int], int] = field(default_factory=lambda: defaultdict(int))
    readers: dict[int, set[uuid.UUID | int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, rounds: Iterable[Round], turns: Iterable[Turn]) -> "Sums":
        """What ``rounds`` add with their ``turns``."""
        by_round: dict[int, list[Turn]] = defaultdict(list)
        for turn in turns:
            by_round[turn.round_id].append(turn)
        wanted = {turn.version_id for row in by_round.values() for turn in row}
        versions = Version.objects.in_bulk(wanted)
        sums = cls(
            {pk: each.task for pk, each in versions.items()},
            {pk: each.question_id for pk, each in versions.items()},
        )
        for played in rounds:
            sums.add_round(played, by_round[played.pk])
        return sums

    def add_round(self, played: Round, turns: Sequence[Turn]) -> None:
        simulated = played.origin == Round.Origin.SIMULATED
        given = [turn for turn in turns if turn.answered]
        points = {turn.pk: units(_first(turn)) for turn in given}
        whole = sum(points.values())
        for turn in given:
            if turn.repeat:
                continue
            of = self.tasks[turn.version_id]
            response = None if turn.response is None else of.canonical(turn.response)
            own = points[turn.pk]
            rest = _to_a_tenth(whole - own, len(given) - 1) if len(given) > 1 else None
            row = self._row(turn.version_id, simulated, response)
            row.add(_sums(own, rest))
            self.readers[played.bank_id].add(played.reader or played.pk)
            # The rows of an estimate hold several answers; ``regrade`` sees to them all.
            if turn.first_grade is not None and not hasattr(of, "canonicals"):
                row.regraded = units(turn.grade or 0)
        if len(given) == len(turns) and not any(turn.repeat for turn in turns):
            shown = scoring.score(_first(turn) for turn in given).shown
            tenths = round(shown * 10)
            if played.question_set_id is None:
                self.scores[played.bank_id, simulated, len(turns), tenths] += 1
            else:
                asked = digest_of_questions(self.questions[turn.version_id] for turn in turns)
                self.of_sets[played.question_set_id, asked, len(turns), tenths] += 1

    def add_held(self, answers: Iterable[HeldTally], scores: Iterable[HeldScoreTally]) -> None:
        for held in answers:
            row = self._row(held.version_id, held.simulated, held.response)
            row.add(getattr(held, name) for name in Tally.SUMS)
            row.regraded = held.regraded if row.regraded is None else row.regraded
        for kept in scores:
            self.scores[kept.bank_id, kept.simulated, kept.length, kept.tenths] += kept.n

    def _row(self, version: int, simulated: bool, response: Any) -> Answers:
        key = (version, simulated, digest(response))
        return self.answers.setdefault(key, Answers(response, [0] * len(Tally.SUMS)))

    def answer_rows(self) -> list[tuple[Any, ...]]:
        """Rows for ``Tally.add``."""
        return [(*key, *self.answers[key].row()) for key in sorted(self.answers)]

    def score_rows(self) -> list[tuple[Any, ...]]:
        """Rows for ``ScoreTally.add``."""
        return [(*key, self.scores[key]) for key in sorted(self.scores)]

    def set_rows(self) -> list[tuple[Any, ...]]:
        """Rows for ``SetTally.add``."""
        return [(*key, self.of_sets[key]) for key in sorted(self.of_sets)]


def digest_of_questions(questions: Iterable[int]) -> str:
    """A hash of the questions (ids) of a round, whatever their order: which scores compare."""
    return digest(sorted(questions))


def _sums(own: int, rest: int | None) -> tuple[int, ...]:
    """What one answer worth ``own`` units adds to each of ``Tally.SUMS``."""
    paired = (0,) * 6 if rest is None else (1, own, own**2, rest, rest**2, own * rest)
    return (1, own, *paired)


def _to_a_tenth(points: int, answers: int) -> int:
    """The mean of ``points`` in units, to a tenth: closer, it could tell one round from all."""
    return round(points / answers / TENTH) * TENTH


def _first(turn: Turn) -> float:
    """The grade as first given."""
    return (turn.grade or 0) if turn.first_grade is None else turn.first_grade


def units(grade: float) -> int:
    """A grade from 0 to 1 as a whole number of ten-thousandths, as ``Tally`` counts them."""
    return round(grade * FULL)


def digest(response: Any) -> str:
    """A hash of a canonical response, 32 hexadecimal digits: a response may be long."""
    written = json.dumps(response, ensure_ascii=False, sort_keys=True)
    return blake2b(written.encode(), digest_size=16).hexdigest()
