"""What the page of a turn shows: to a reader, and to an editor who previews it.

A sheet is the turn, its form or its review, and where the reader can go next.
Nothing here looks at a request, so the same sheet serves a page, a fragment,
the question that waits behind "Next", the result page and the preview.
"""

import datetime
import math
import uuid
from functools import lru_cache
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.forms import AnswerForm, answer_form
from quiz.models import Round, Turn, Version
from quiz.privacy import expired
from quiz.statements import give_versions as give_versions
from quiz.statements import read_turns

EXPLAINED = ("explanation", "evidence", "since", "survey", "action", "valid", "jurisdiction")
VERDICTS: dict[str, Any] = {
    "right": gettext_lazy("Right"),
    "partly": gettext_lazy("Partly right"),
    "wrong": gettext_lazy("Not right"),
    "unsure": gettext_lazy("Not sure"),
}


def address(page: str, of: Round, position: int | None = None) -> str:
    """The address of a round's page. The only place where they are built."""
    return _address(page, position is not None, get_script_prefix()).format(of.key, position)


@lru_cache(maxsize=64)
def _address(page: str, of_turn: bool, prefix: str) -> str:
    """An address with places for the key and the position: kept, since a page has many."""
    key, position = uuid.UUID(int=0), 10_101
    found = reverse(page, args=[key, position] if of_turn else [key])
    return found.replace(str(key), "{0}").replace(str(position), "{1}")


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
    asked: Any = at.version.asked
    form = form or (None if at.answered else answer_form(at))
    result = address("result", at.round)
    shown: dict[str, Any] = {
        "turn": at,
        "version": at.version,
        "content": at.version.content,
        "learnt": at.version.content,
        "asked": asked,
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
        asked = shown["asked"]
        shown["verdict"] = at.verdict
        shown["verdict_word"] = VERDICTS[at.verdict]
        shown["tempted"] = asked.tempted(at.response)
        shown["some_right"] = asked.some_right(at.response)
        shown["explained"] = _explained(at.version, shown["learnt"])
        if hasattr(asked, "options"):
            shown["options"] = asked.options(at.seed, at.response)
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
    """Why it is so, and on what that rests: kept with the version, as ``statements`` keeps it."""
    if version.explained is None:
        # Empty where it is missing: a template prints None as that word.
        shown = {name: learnt.get(name, "") for name in EXPLAINED} | {"version": version}
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
    return shown | {"asked": erratum.key.asked, "to_regrade": waits}
