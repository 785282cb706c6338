"""The question of a day as pages show it before anybody has answered: the same for everybody."""

import datetime
from dataclasses import dataclass

from django.urls import reverse

from quiz.models import Round, Turn, Version
from quiz.play import question_index
from quiz.play.forms import AnswerForm, answer_form
from quiz.play.pages import ShownTurn
from quiz.play.queries import Todays, attach_versions

LENGTH = 10  # questions of a round where none are asked for


@dataclass(frozen=True, kw_only=True)
class DayPage(ShownTurn):
    """The question of ``day`` as the first of the ``total`` of a round.

    ``turn`` is no row but a blank one. ``error`` is what is wrong with what was sent, or empty.
    The question's heading stands under one of its page.
    """

    form: AnswerForm
    day: datetime.date
    total: int
    error: str
    level: str = "2"

    @property
    def url(self) -> str:
        return day_url(self.day)


def day_url(day: datetime.date) -> str:
    """The address of a day's question."""
    return reverse("day", args=[day])


def day_page(todays: Todays, day: datetime.date, on: datetime.date) -> DayPage | None:
    """The question of ``day`` in the words in which it is asked on the day ``on``.

    None if it may not be asked then, or no longer with one tap.
    """
    index = question_index.index(todays.bank, on)
    entry = index.of_question.get(todays.question)
    if entry is None or entry.traits.steps:
        return None
    turn = blank_turn(todays, entry.version)
    return _page(turn, answer_form(turn), day, index)


def refused_page(
    todays: Todays, form: AnswerForm, turn: Turn, day: datetime.date, on: datetime.date
) -> DayPage:
    """The page again, where what was sent is no answer to it."""
    return _page(turn, form, day, question_index.index(todays.bank, on))


def blank_turn(todays: Todays, version: int) -> Turn:
    """The first turn of a round that begins with the question, with its version; no row."""
    played = Round(bank=todays.bank, today_id=todays.row)
    turn = Turn(round=played, version_id=version, position=1)
    attach_versions([turn])
    return turn


def _page(turn: Turn, form: AnswerForm, day: datetime.date, index: question_index.Index) -> DayPage:
    version: Version = turn.version
    others = len(index.by_fact.keys() - {version.question.fact_id})
    return DayPage(
        turn=turn,
        feedback=None,
        form=form,
        day=day,
        total=min(LENGTH, others + 1),
        error=form.error,
    )
