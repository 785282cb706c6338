"""What to do after a round: what protects most and was missed comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quiz.models import Turn

PROTECTS = {"much": 3, "some": 2, "little": 1}
UNSAID = PROTECTS["some"]  # of versions from before editors said it
KNOWN = 0.25  # what a question counts that was answered right: to know is not yet to have done
MOST = 4


@dataclass(frozen=True)
class Action:
    """One thing to do: ``text`` in our Markdown, and how many ``minutes`` it takes."""

    text: str
    minutes: int


def to_do(answered: Iterable[Turn]) -> list[Action]:
    """Up to four different things to do, the one of most worth first.

    Worth is how much it protects, from 1 to 3, times the part of the point that was missed.
    Of what is as much worth, the one asked earlier comes first. What protects little and
    was known is left out.
    """
    worth: dict[Action, float] = {}
    for turn in answered:
        said: Mapping[str, Any] = turn.version.content.get("action", {})
        if said.get("minutes"):
            missed = max(1 - (turn.grade or 0), KNOWN)
            action = Action(said["text"], said["minutes"])
            protects = PROTECTS.get(said.get("protects", ""), UNSAID)
            worth[action] = max(protects * missed, worth.get(action, 0))
    least = PROTECTS["little"] * KNOWN
    found = [action for action in worth if worth[action] > least]
    return sorted(found, key=lambda action: -worth[action])[:MOST]
