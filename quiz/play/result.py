"""What the page of a result shows."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from django.conf import settings
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.core import scoring, spacing
from quiz.models import Bank, QuestionSet, Round, Topic, Turn, listed
from quiz.play.challenge import Compared, can_be_sent, compared
from quiz.play.come_back import back_from, earlier_answers, missed_before
from quiz.play.feedback import VERDICTS, feedback_on
from quiz.play.pages import ShownTurn
from quiz.play.queries import read_banks
from quiz.play.sitting import Sitting
from quiz.play.slices import Slices
from quiz.play.standing import Stand, stand
from quiz.play.to_do import Action, to_do
from quiz.privacy.about_us import OPTIONS, Option, Recorded

NAMED = 4  # topics that are named of those that showed through


@dataclass(frozen=True, kw_only=True)
class ResultPage:
    """What a round came to.

    ``summary`` is what the bank is about. ``question_set`` is the set that was
    played, if it was one. ``former`` is the score before a correction, None where it is the same.
    ``counts`` says how many answers there are of each verdict,
    ``unanswered`` how many questions were left open, ``missed`` how many answers did not earn
    the whole point. ``chance`` is what a guesser would have scored on average, on the questions
    that were answered.
    ``showed`` names topics that were missed, the one with the most lost points first, and at
    last how many more there are; of a round of one topic there are none.
    ``profile`` has the score of each topic, and is empty where no topic was asked twice.
    ``back`` says how many answers were to what had been missed in an earlier round, by the same
    rule as ``scores.ThenAndNow``, and ``back_right`` how many of these are right; ``back_from``
    is the first day on which something that was missed comes back, None if rounds go before.
    ``practice`` says that it asked what had been missed before. ``again`` is the round whose
    length and topic "Play again" takes; None after practice, whose length is chance.
    ``open`` says whether another round of its bank may begin.
    ``claimed`` says that only the round's own browser may open it. ``resume_url`` is None
    unless it was stopped.
    ``challenge_url`` is None where no challenge can be made of it; ``compared`` has its
    challenger's score if it took up a challenge.
    ``actions`` are things to do, the one for today first.
    ``answers`` are the answered questions, of which the one with the number ``opened`` is
    unfolded. ``about_us`` is what the question about us offers, empty in a preview, and
    ``recorded`` what was found when it was answered.
    """

    bank: Bank
    summary: str
    topic: Topic | None
    question_set: QuestionSet | None
    slices: Slices
    score: scoring.Score
    former: scoring.Score | None
    counts: Mapping[str, int]
    unanswered: int
    missed: int
    chance: float
    stand: Stand | None
    showed: Sequence[str]
    profile: Mapping[str, scoring.Score]
    back: int
    back_right: int
    back_from: datetime.date | None
    practice: bool
    again: Round | None
    actions: Sequence[Action]
    answers: Sequence[ShownTurn]
    opened: int | None
    about_us: Sequence[Option]
    recorded: Recorded | None
    other_banks: Sequence[Bank]
    open: bool
    claimed: bool
    url: str
    resume_url: str | None
    practise_url: str
    reminder_url: str
    challenge_url: str | None
    compared: Compared | None
    data_url: str

    @property
    def missed_answers(self) -> list[ShownTurn]:
        """Those that did not earn the whole point."""
        return [answer for answer in self.answers if answer.turn.verdict != "right"]

    @property
    def right_answers(self) -> list[ShownTurn]:
        return [answer for answer in self.answers if answer.turn.verdict == "right"]

    @property
    def back_later(self) -> bool:
        """Whether nothing of it comes back today already."""
        return self.back_from is not None and self.back_from > timezone.localdate()

    @property
    def chance_shown(self) -> float:
        """``chance`` with one decimal at most."""
        return round(self.chance, 1)

    @property
    def worse_than_chance(self) -> bool:
        return self.score.points < self.chance


def result_page(
    sitting: Sitting,
    opened: str = "",
    *,
    about_us: Sequence[Option] = OPTIONS,
    recorded: Recorded | None = None,
) -> ResultPage:
    """The result of a round whose turns have their versions.

    ``opened`` is the number of the answer to unfold, as an address has it.
    """
    played, answered = sitting.round, sitting.answered
    verdicts = [turn.verdict for turn in answered]
    profile = scoring.profile((turn.version.topic.title, turn.grade or 0) for turn in answered)
    regraded = any(turn.first_grade not in (None, turn.grade) for turn in answered)
    practice = played.origin == Round.Origin.PRACTICE
    earlier = {} if practice else earlier_answers(sitting)
    back = [turn.verdict for turn in missed_before(sitting, earlier)]
    banks, now = read_banks(), timezone.now()
    return ResultPage(
        bank=played.bank,
        summary=next((bank.summary for bank in banks if bank.pk == played.bank_id), ""),
        topic=played.topic,
        question_set=played.question_set,
        slices=Slices.of(sitting.turns),
        score=sitting.score,
        former=sitting.first_score if regraded else None,
        counts={verdict: verdicts.count(verdict) for verdict in VERDICTS},
        unanswered=len(sitting.unanswered),
        missed=len(sitting.missed),
        chance=fsum(map(_chance, answered)),
        stand=stand(sitting),
        showed=[] if played.topic else _showed(profile),
        profile=profile if any(part.out_of > 1 for part in profile.values()) else {},
        back=len(back),
        back_right=back.count("right"),
        back_from=back_from(sitting, earlier) if played.pk else None,
        practice=practice,
        again=None if practice else played,
        actions=to_do(answered),
        answers=[ShownTurn(turn=turn, feedback=feedback_on(turn)) for turn in answered],
        opened=next((turn.position for turn in answered if str(turn.position) == opened), None),
        about_us=about_us,
        recorded=recorded,
        other_banks=[bank for bank in listed(banks, now) if bank.pk != played.bank_id],
        open=played.pk is None or played.bank.open_at(now),
        claimed=played.claimed,
        url=played.get_absolute_url(),
        resume_url=played.resume_url if played.resumable else None,
        practise_url=played.practise_url,
        reminder_url=played.reminder_url,
        challenge_url=played.challenge_url
        if can_be_sent(sitting) and played.bank.open_at(now)
        else None,
        compared=compared(sitting),
        data_url=played.data_url,
    )


def days_of_coming_back() -> str:
    """After how many days what was missed comes back, in words; empty if rounds go before."""
    days = [str(gap) for gap in spacing.GAPS if gap < settings.RETENTION_DAYS]
    return get_text_list(days, _("and"))


def _showed(profile: Mapping[str, scoring.Score]) -> list[str]:
    """Up to four topics that lost points, the one that lost most first, and how many more."""
    lost = {topic: part.out_of - part.points for topic, part in profile.items()}
    missed = sorted((each for each in lost if lost[each] > 1e-9), key=lambda each: -lost[each])
    more = len(missed[NAMED:])
    said = ngettext("%(n)s more topic", "%(n)s more topics", more) % {"n": more}
    return [*missed[:NAMED], said] if more else missed


def _chance(turn: Turn) -> float:
    """What a guesser earns on average, by the key that grades now."""
    return (turn.version.corrected_by or turn.version).task.chance
