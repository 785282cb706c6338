"""What the page of a result shows: to a reader, and to an editor who previews it."""

from collections.abc import Sequence
from typing import Any

from quiz import scoring
from quiz.models import Round, Turn
from quiz.sheets import address, sheet
from quiz.statements import read_banks


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
