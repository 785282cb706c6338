"""What to do after a round: what protects most and was missed comes first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quiz.models import Turn

PROTECTS = {"much": 3, "some": 2, "little": 1}
UNSAID = PROTECTS["some"]  # of versions from before editors said it
KNOWN = 0.25  # what a question counts that was answered right: to know is not yet to have done
MOST = 4
# Words that say where a thing is done: settings, what a button is called, an address of the web.
WHERE = re.compile(r"\b[Ss]ettings\b|“[^”]+”|\b[\w-]+\.(?:com|org|net|eu|gov|uk|example)\b")


@dataclass(frozen=True)
class Action:
    """One thing to do: ``text`` in our Markdown, and how many ``minutes`` it takes."""

    text: str
    minutes: int

    @property
    def says_where(self) -> bool:
        """Whether it names the place on the screen, so that a reader need not look for it."""
        return WHERE.search(self.text) is not None


def to_do(answered: Iterable[Turn]) -> list[Action]:
    """Up to four different things to do, the one of most worth first.

    Worth is how much it protects, from 1 to 3, times the part of the point that was missed.
    Of what is as much worth, one that says where to do it comes first, then the shorter, then
    the one asked earlier. What protects little and was known is left out.
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
    return sorted(found, key=lambda a: (-worth[a], not a.says_where, a.minutes))[:MOST]
