"""What a reader learns from an answered question."""

import math
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quiz.content import schema
from quiz.core.kinds import Kind
from quiz.core.kinds.options import Option
from quiz.models import Bank, Correction, Report, Turn, Version
from quiz.play.lab_cases import BY_FACT
from quiz.tallies.crowd import Crowd

VERDICTS: dict[str, Any] = {
    "right": _("Right"),
    "partly": _("Partly right"),
    "wrong": _("Not right"),
    "unsure": _("Not sure"),
}


def template_of(task: Kind) -> str:
    """The template of a kind; all that are answered with one press have one.

    Its part ``ask`` is the form, ``lead`` and ``solution`` go into the verdict, and ``review``
    has the rest where there are no options.
    """
    return f"quiz/kinds/{'pressed' if task.one_tap else task.name}.html"


@dataclass(frozen=True)
class Corrected:
    """What a reader is told when the question was corrected after it was asked.

    ``first_grade`` is the grade before the correction, None where it is the same;
    ``to_regrade`` says that the grade is about to change.
    """

    correction: Correction
    first_grade: float | None
    to_regrade: bool


@dataclass(frozen=True)
class Feedback:
    """What is shown of an answered turn.

    ``verdict`` is ``right``, ``partly``, ``wrong`` or ``unsure``; ``grade`` is from 0 to 1;
    ``response`` is None for "not sure".

    ``task`` has the key by which the answer is reviewed: since a correction, the corrected
    one. It is None where that key offers other answers than the reader was offered: then
    there is no review, since by the old key it would teach what is wrong. ``options`` are
    those offered, each with how it was answered; None for kinds without options, whose
    ``tempted`` says why each wrong part of the answer tempts.

    ``crowd`` is what other readers answered, None where too few did, or by a key that was wrong.

    ``some_right``: the answer was wrong, but parts of it were right. ``why`` is HTML: the
    explanation and its source in a line; so is ``more``: the source's words and what goes on;
    and ``survey``: how those did who were asked nearly the same elsewhere, empty if nobody was.
    ``report`` is the reader's own, if there is one; ``report_url`` is None in a preview.
    ``first_answer_stood`` and ``first_report_stood`` say that an earlier one was kept
    instead of the one just sent.
    """

    verdict: str
    grade: float
    response: Any
    task: Kind | None
    options: list[Option] | None
    tempted: list[str]
    crowd: Crowd | None
    some_right: bool
    why: SafeString
    more: SafeString
    survey: SafeString
    corrected: Corrected | None
    report: Report | None
    report_url: str | None
    first_answer_stood: bool
    first_report_stood: bool

    @property
    def verdict_word(self) -> str:
        return str(VERDICTS[self.verdict])

    @property
    def template(self) -> str | None:
        return template_of(self.task) if self.task else None

    @property
    def right_options(self) -> list[Option]:
        return [option for option in self.options or () if option.right]

    @property
    def wrongly_chosen(self) -> list[Option]:
        return [option for option in self.options or () if option.chosen and not option.right]

    @property
    def alike_said(self) -> bool:
        """Whether the verdict says how many readers gave the same wrong answer."""
        one_tap = self.task is not None and self.task.one_tap
        return self.crowd is not None and one_tap and self.verdict == "wrong"

    @property
    def in_parts(self) -> bool:
        """Whether the solution is a list, which stands under the verdict's heading."""
        return self.task is not None and isinstance(self.task.solution(), list)


def feedback_on(
    turn: Turn,
    *,
    crowd: Crowd | None = None,
    first_answer_stood: bool = False,
    first_report_stood: bool = False,
) -> Feedback:
    """What a reader learns from ``turn``, which is answered and has its version."""
    version, grade = turn.version, turn.grade or 0
    erratum, graded_by = getattr(version, "erratum", None), version.corrected_by
    deserved = grade if graded_by is None else graded_by.regrade(turn.response, of=version)
    task = None if deserved is None else (graded_by or version).task
    options = None
    if task is not None and hasattr(task, "options"):
        options = task.options(turn.seed, turn.response)
    corrected = None
    if erratum is not None:
        corrected = Corrected(
            correction=erratum.correction,
            first_grade=None if turn.first_grade == turn.grade else turn.first_grade,
            to_regrade=deserved is not None and not math.isclose(deserved, grade, abs_tol=1e-9),
        )
    right = erratum.correction.version if erratum else version
    why, more, survey = _explained(version, right, turn.round.bank)
    return Feedback(
        verdict=turn.verdict,
        grade=grade,
        response=turn.response,
        task=task,
        options=options,
        tempted=task.tempted(turn.response) if task and options is None else [],
        crowd=crowd,
        some_right=turn.verdict == "wrong" and task is not None and task.some_right(turn.response),
        why=why,
        more=more,
        survey=survey,
        corrected=corrected,
        report=getattr(turn, "report", None),
        report_url=None if turn.pk is None else turn.report_url,
        first_answer_stood=first_answer_stood,
        first_report_stood=first_report_stood,
    )


def _explained(version: Version, right: Version, bank: Bank) -> tuple[SafeString, ...]:
    """Why it is so, what else there is to learn, and a survey, in the words of ``right``.

    All are the same for every reader, so they are rendered once and kept with ``version``.
    """
    if version.explained is None:
        # Empty where it is missing: a template prints None as that word.
        shown = {name: right.content.get(name, "") for name in schema.parts()}
        beside = {"version": version, "bank": bank, "lab": BY_FACT.get(version.question.fact.ref)}

        def rendered(part: str) -> SafeString:
            return render_to_string(f"quiz/explained.html#{part}", shown | beside)

        survey = rendered("survey") if shown["survey"] else SafeString("")
        version.explained = rendered("why"), rendered("more"), survey
    return version.explained
