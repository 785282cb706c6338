"""What the page of a turn shows: to a reader, and to an editor who previews it.

A sheet is the turn, its form or its review, and where the reader can go next.
Nothing here looks at a request, so the same sheet serves a page, a fragment,
the question that waits behind "Next", the result page and the preview.
"""

import datetime
import math
import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.content import schema
from quiz.core import scoring
from quiz.models import Round, Turn, Version, address
from quiz.play.forms import AnswerForm, answer_form
from quiz.play.queries import give_versions as give_versions
from quiz.play.queries import read_banks, read_turns
from quiz.privacy.retention import expired

VERDICTS: dict[str, Any] = {
    "right": gettext_lazy("Right"),
    "partly": gettext_lazy("Partly right"),
    "wrong": gettext_lazy("Not right"),
    "unsure": gettext_lazy("Not sure"),
}


def turns_of(key: uuid.UUID, on: datetime.date) -> list[Turn]:
    """The turns of a round that has not expired on the day ``on``, in one query."""
    turns = read_turns(key, after=expired(on))
    if not turns:
        raise Http404
    return turns


def following(turns: list[Turn], at: Turn) -> Turn | None:
    """The first unanswered turn after ``at``, or else before it."""
    waiting = [turn for turn in turns if not turn.answered and turn is not at]
    later = [turn for turn in waiting if turn.position > at.position]
    return next(iter(later or waiting), None)


def sheet(
    turns: list[Turn],
    at: Turn,
    form: AnswerForm | None = None,
    then: Turn | None = None,
    *,
    stands: bool = False,
) -> dict[str, Any]:
    """What the template of a turn shows.

    ``then`` is the next question to be asked, if any; ``stands`` says that an
    earlier, different answer was kept instead of the one just sent.
    """
    task: Any = at.version.task
    form = form or (None if at.answered else answer_form(at))
    result = address("result", at.round)
    shown: dict[str, Any] = {
        "turn": at,
        "version": at.version,
        "content": at.version.content,
        "learnt": at.version.content,
        "task": task,
        "form": form,
        "error": form.error if form else "",
        "long": len(at.version.words) > 140,
        "number": at.position,
        "total": len(turns),
        "progress": _("%(n)s of %(total)s") % {"n": at.position, "total": len(turns)},
        "done": sum(turn.answered for turn in turns),
        "closed": at.round.finished_on is not None and not at.answered,
        "short": at.position == 1 and len(turns) < at.round.wanted,
        "ask": f"quiz/kinds/{at.version.kind}.html#ask",
        "review": f"quiz/kinds/{at.version.kind}.html#review",
        "url": address("turn", at.round, at.position),
        "stop_url": None if at.answered else address("stop", at.round),
        "result_url": result,
        "next_url": result,
        "stands": stands,
        # A template looks long for what is not there, so what may be missing is here as nothing.
        "exhibit": at.version.content.get("exhibit"),
        "picture": at.version.content.get("picture"),
        "options": None,
        "prefix": "",
        "correction": None,
        "preview": False,
        "next": None,
    }
    if at.answered:
        shown |= _corrected(at)
        task = shown["task"]
        shown["verdict"] = at.verdict
        shown["verdict_word"] = VERDICTS[at.verdict]
        shown["tempted"] = task.tempted(at.response)
        shown["some_right"] = task.some_right(at.response)
        shown["explained"] = _explained(at.version, shown["learnt"])
        if hasattr(task, "options"):
            shown["options"] = task.options(at.seed, at.response)
        if at.pk is not None:  # what is only previewed is reported by nobody
            shown |= {
                "report": getattr(at, "report", None),
                "report_url": address("report", at.round, at.position),
            }
        if then is not None and at.round.finished_on is None:
            shown["next_url"] = address("turn", at.round, then.position)
            shown["next"] = sheet(turns, then)
    shown["title"] = _title(shown)
    return shown


def _title(shown: dict[str, Any]) -> str:
    """The title of the page: first what has just happened, then where the reader is."""
    place = _("Question %(n)s of %(total)s") % {"n": shown["number"], "total": shown["total"]}
    parts = [place, shown["turn"].round.bank.title]
    if shown["turn"].answered:
        parts.insert(0, str(shown["verdict_word"]))
    elif shown["error"]:
        parts.insert(0, _("Please look again"))
    return " – ".join(parts)


def _explained(version: Version, learnt: dict[str, Any]) -> SafeString:
    """Why it is so, and on what that rests: kept with the version, as ``play.queries`` keeps it."""
    if version.explained is None:
        # Empty where it is missing: a template prints None as that word.
        shown = {name: learnt.get(name, "") for name in schema.parts()} | {"version": version}
        version.explained = render_to_string("quiz/explained.html", shown)
    return version.explained


def _corrected(at: Turn) -> dict[str, Any]:
    """What the sheet of an answered turn shows otherwise since its question was corrected.

    The reader learns what is right today: the explanation is that of the correction,
    and the answer is reviewed by the corrected key. Where that offers something
    else than the reader was offered there is no review, since by the old key it
    would teach what is wrong.
    """
    erratum = getattr(at.version, "erratum", None)
    if erratum is None:
        return {}
    shown: dict[str, Any] = {
        "correction": erratum.correction,
        "learnt": erratum.correction.version.content,
        "first_grade": None if at.first_grade == at.grade else at.first_grade,
    }
    if erratum.key is None:
        return shown
    deserved = erratum.key.regrade(at.response, of=at.version)
    if deserved is None:
        return shown | {"review": None}
    waits = not math.isclose(deserved, at.grade or 0, abs_tol=1e-9)
    return shown | {"task": erratum.key.task, "to_regrade": waits}


def outcome(turns: list[Turn], opened: str = "") -> dict[str, Any]:
    """What the template of a result shows; ``opened`` is the position of an answer to unfold."""
    played = turns[0].round
    answered = [turn for turn in turns if turn.answered]
    verdicts = [turn.verdict for turn in answered]
    profile = scoring.profile((turn.version.topic.title, turn.grade or 0) for turn in answered)
    return {
        "bank": played.bank,
        "topic": played.topic,
        "again": None if played.origin == Round.Origin.PRACTICE else played,
        "score": scoring.score(turn.grade or 0 for turn in answered),
        "former": _former(answered),
        "counts": {name: verdicts.count(name) for name in ("right", "partly", "wrong", "unsure")},
        "unanswered": len(turns) - len(answered),
        "profile": profile if any(part.out_of > 1 for part in profile.values()) else {},
        "sheets": [
            sheet(turns, turn)
            | {"opened": opened == str(turn.position), "prefix": f"{turn.position}-"}
            for turn in answered
        ],
        "on_result": True,
        "missed": sum(verdict != "right" for verdict in verdicts),
        "action": _action(answered),
        "practise_url": address("practise", played),
        "data_url": address("round_data", played),
        "banks": [bank for bank in read_banks() if bank.pk != played.bank_id],
    }


def _former(answered: Sequence[Turn]) -> scoring.Score | None:
    """The score as it was before a correction, if it was another."""
    if all(turn.first_grade in (None, turn.grade) for turn in answered):
        return None
    return scoring.score(
        (turn.grade if turn.first_grade is None else turn.first_grade) or 0 for turn in answered
    )


def _action(answered: Sequence[Turn]) -> dict[str, Any] | None:
    """One thing to do today: the quickest that goes with a missed question, or with any."""
    with_action = [
        turn for turn in answered if turn.version.content.get("action", {}).get("minutes")
    ]
    if not with_action:
        return None
    best = min(
        with_action,
        key=lambda turn: (turn.verdict == "right", turn.version.content["action"]["minutes"]),
    )
    return best.version.content["action"]
