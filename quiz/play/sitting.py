"""A round in the hand of a view: its turns, what is current, what is next, what was scored."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from quiz.core import scoring
from quiz.models import Round, Turn
from quiz.play.queries import attach_versions, read_turns
from quiz.privacy.retention import last_expired_day


@dataclass(frozen=True)
class Sitting:
    """A round with all its turns, by position. The turns share the one ``round`` object."""

    round: Round
    turns: Sequence[Turn]

    @classmethod
    def load(cls, key: uuid.UUID, on: datetime.date) -> "Sitting":
        """Read the round ``key`` in one query; its turns have no versions yet.

        Raises ``Http404`` if there is no such round, or it has expired on the day ``on``.
        """
        turns = read_turns(key, after=last_expired_day(on))
        if not turns:
            raise Http404
        return cls(turns[0].round, turns)

    def turn(self, position: int, *, answering: bool = False) -> Turn:
        """The turn at ``position`` (from 1), with its version.

        What is answered, or is about to be (``answering``), is shown with the next question,
        so that one gets its version too. Raises ``Http404`` if the round has no such turn.
        """
        turn = self.at(position)
        next_turn = self.next_unanswered(turn) if answering or turn.answered else None
        attach_versions([turn] if next_turn is None else [turn, next_turn])
        return turn

    def at(self, position: int) -> Turn:
        """The turn at ``position`` (from 1); raises ``Http404`` if the round has no such turn."""
        if not 1 <= position <= len(self.turns):
            raise Http404
        return self.turns[position - 1]

    @property
    def current(self) -> Turn | None:
        """The first unanswered turn; None once the round has ended."""
        if self.round.finished_on is not None:
            return None
        return next(iter(self.unanswered), None)

    def next_unanswered(self, after: Turn) -> Turn | None:
        """The first unanswered turn after this one, or else before it.

        None if there is no other, or once the round has ended.
        """
        if self.round.finished_on is not None:
            return None
        waiting = [turn for turn in self.unanswered if turn is not after]
        later = [turn for turn in waiting if turn.position > after.position]
        return next(iter(later or waiting), None)

    @property
    def answered(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.answered_on is not None]

    @property
    def unanswered(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.answered_on is None]

    @property
    def missed(self) -> list[Turn]:
        """The answered turns that did not earn the whole point, "not sure" included."""
        return [turn for turn in self.answered if turn.verdict != "right"]

    @property
    def score(self) -> scoring.Score:
        """The score by the grades in force."""
        return scoring.score(turn.grade or 0 for turn in self.answered)

    @property
    def first_score(self) -> scoring.Score:
        """The score by the grades as first given, before any correction."""
        return scoring.score(
            (turn.grade if turn.first_grade is None else turn.first_grade) or 0
            for turn in self.answered
        )

    def answer(
        self, turn: Turn, response: object, on: datetime.date, reader: uuid.UUID | None
    ) -> bool:
        """Keep ``response`` if it is the first to ``turn``, and end the round after its last.

        ``reader`` is the one whose browser sent it: their own round they claim by that.
        Returns whether an earlier answer that says something else stands in its place. Raises
        ``Http404`` if the round was erased while this answer was on its way.
        """
        brought_back = reader is not None and reader == self.round.reader
        try:
            first = turn.answer(response, on, reader)
            if not first and not brought_back:
                # Its browser may have claimed the round since it was read.
                self.round.refresh_from_db(fields=["claimed"])
        except (Turn.DoesNotExist, Round.DoesNotExist):
            raise Http404 from None
        # After every answer: of several at once, none knows from ``turns`` that it is the last.
        self.round.finish(on, claim=brought_back and not self.round.claimed)
        return not first and turn.response != response
