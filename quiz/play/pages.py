"""What the pages of a round show: to a reader, and to an editor who previews a question.

Nothing here looks at a request, so the same object serves a page, a fragment of it, the
question that waits behind "Next", the result (``play/result.py``), and the preview.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from quiz.content import exhibits
from quiz.models import Round, Turn, Version
from quiz.play.feedback import Feedback, feedback_on, template_of
from quiz.play.forms import AnswerForm, answer_form
from quiz.play.queries import attach_versions
from quiz.play.sitting import Sitting
from quiz.play.slices import Slices
from quiz.privacy.retention import shown_until
from quiz.tallies.crowd import Crowd, crowd

LONG = 140  # characters of a prompt, from which on it is set smaller


@dataclass(frozen=True, kw_only=True)
class ShownTurn:
    """One question of a round; ``feedback`` is None until it is answered.

    ``level`` is that of its heading.
    """

    turn: Turn
    feedback: Feedback | None
    level: str = "1"

    @cached_property
    def number(self) -> int:
        """Its place in the round, from 1."""
        return self.turn.position

    @cached_property
    def version(self) -> Version:
        return self.turn.version

    @cached_property
    def task(self) -> Any:
        """What is asked, as it was when the round was drawn."""
        return self.version.task

    @property
    def ask(self) -> str:
        """The template of the form."""
        return f"{template_of(self.task)}#ask"

    @property
    def prompt(self) -> str:
        """What is asked, in our Markdown."""
        return str(self.version.content["prompt"])

    @property
    def long(self) -> bool:
        # Its words are never more than what is written, and to find them takes as long as to show.
        return len(self.prompt) > LONG and len(self.version.words) > LONG

    @property
    def missed_ago(self) -> int:
        """How many days before its answer, or today, the reader first missed what is asked again.

        It may be that they were asked another question about the same fact then.

        0 if it is not asked because of that, or the clock was moved back since.
        """
        missed_on = self.turn.missed_on
        if missed_on is None:
            return 0
        return max(0, ((self.turn.answered_on or timezone.localdate()) - missed_on).days)

    @property
    def heard(self) -> str:
        """The ids of what is heard with the prompt, in their order."""
        parts = {
            "progress-label": True,
            "missed": self.missed_ago > 0,
            f"{self.number}-exhibit": self.exhibit is not None,
        }
        return " ".join(part for part, there in parts.items() if there)

    @property
    def picture(self) -> dict[str, Any] | None:
        """``digest``, ``width`` and ``height`` in pixels, and ``alt``."""
        return self.version.content.get("picture")

    @cached_property
    def exhibit(self) -> dict[str, Any] | None:
        """What is read before the answer, without its tell: see ``exchange.bank_shape.Exhibit``.

        After it the exhibit stands in the feedback, with the tell marked.
        """
        exhibit = self.version.content.get("exhibit")
        return exhibits.asked(exhibit) if exhibit and self.feedback is None else None


@dataclass(frozen=True, kw_only=True)
class TurnPage(ShownTurn):
    """The page of one question.

    While it is asked, ``form`` is there; once it is answered, ``feedback`` is. There is
    neither if the round was ended before. ``next`` is the question to be asked after an
    answer, if one is left. ``total`` is how many questions the round has, ``slices`` how the
    answers to them went so far, ``error`` what is wrong with what was sent, or empty.
    ``stop_url`` is None where there is nothing to stop, ``resume_url`` unless it was stopped.
    Until ``shown_until`` it can be resumed. ``carried`` is what a preview sends along.
    """

    form: AnswerForm | None
    error: str
    total: int
    slices: Slices
    next: "TurnPage | None"
    url: str
    next_url: str
    result_url: str
    stop_url: str | None
    resume_url: str | None
    carried: str = ""
    named: str = ""  # what stands in the place of its number, where it is in no round

    @property
    def shown_until(self) -> datetime.date:
        return shown_until(self.turn.round)

    @property
    def progress(self) -> str:
        told = {"n": self.number, "total": self.total}
        return self.named or _("Question %(n)s of %(total)s") % told

    @property
    def wanted(self) -> int | None:
        """On the first page of a round shorter than was asked for: how many that were."""
        wanted = self.turn.round.wanted
        return wanted if self.number == 1 and self.total < wanted else None

    @cached_property
    def title(self) -> str:
        """First what has just happened, then where the reader is."""
        parts = [self.progress, self.turn.round.title]
        if self.feedback:
            parts.insert(0, self.feedback.verdict_word)
        elif self.error:
            parts.insert(0, _("Please look again"))
        return " – ".join(parts)


def turn_page(
    sitting: Sitting,
    turn: Turn,
    form: AnswerForm | None = None,
    *,
    first_answer_stood: bool = False,
    first_report_stood: bool = False,
) -> TurnPage:
    """The page of ``turn``, which has its version, and so has the next unanswered one.

    ``form`` is what was sent, if it was refused; otherwise an empty one is shown.
    """
    feedback, next_page = None, None
    if turn.answered:
        feedback = feedback_on(
            turn,
            crowd=_crowd(turn),
            first_answer_stood=first_answer_stood,
            first_report_stood=first_report_stood,
        )
        next_turn = sitting.next_unanswered(turn)
        # It is unanswered itself, so nothing waits behind it: this goes one step deep.
        next_page = turn_page(sitting, next_turn) if next_turn else None
    asked = not turn.answered and not turn.closed
    form = (form or answer_form(turn)) if asked else None
    result_url = sitting.round.get_absolute_url()
    return TurnPage(
        turn=turn,
        feedback=feedback,
        form=form,
        error=form.error if form else "",
        total=len(sitting.turns),
        slices=Slices.of(sitting.turns),
        next=next_page,
        url=turn.get_absolute_url(),
        next_url=next_page.url if next_page else result_url,
        result_url=result_url,
        stop_url=sitting.round.stop_url if asked else None,
        resume_url=sitting.round.resume_url if turn.closed and sitting.round.resumable else None,
    )


def _crowd(turn: Turn) -> Crowd | None:
    """What others answered to a question that readers are asked and that was not corrected."""
    if turn.pk is None or hasattr(turn.version, "erratum"):
        return None
    return crowd(turn.version, turn.response)


@dataclass(frozen=True, kw_only=True)
class StrangersPage(ShownTurn):
    """One question of a round that only another browser may open, as if nobody had answered it.

    ``turn`` is no row but a blank one. ``form`` shows what is offered and is sent nowhere.
    ``total`` is how many questions the round has. ``error`` is what the templates of forms
    ask for.
    """

    form: AnswerForm
    total: int
    previous_url: str | None
    next_url: str | None
    error: str = ""

    @property
    def again(self) -> Round:
        """Whose length and topic a round like this one takes."""
        return self.turn.round


def strangers_page(sitting: Sitting, position: int) -> StrangersPage:
    """The question at ``position`` for whoever may not open the round; may raise ``Http404``."""
    played, asked = sitting.round, sitting.at(position)
    blank = Turn(round=played, version_id=asked.version_id, position=position)
    attach_versions([blank])
    total = len(sitting.turns)
    return StrangersPage(
        turn=blank,
        feedback=None,
        form=answer_form(blank),
        total=total,
        previous_url=played.turn_url(position - 1) if position > 1 else None,
        next_url=played.turn_url(position + 1) if position < total else None,
    )
