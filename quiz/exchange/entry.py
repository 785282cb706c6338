"""What an import does with each question of a file, and in which words that is said."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

CREATE, UPDATE, UNCHANGED, SKIP, ERROR = "create", "update", "unchanged", "skip", "error"
LEFT = "left"
OUTCOMES = {
    CREATE: _("Create"),
    UPDATE: _("Update"),
    UNCHANGED: _("Unchanged"),
    SKIP: _("Skipped"),
    ERROR: _("Error"),
    LEFT: _("Left out"),
    "note": _("Note"),
}
NEEDED = {
    "add_topic": _("Its topic is new, and you may not add topics: ask an editor."),
    "add_fact": _("Its fact is new, and you may not add facts."),
    "add_source": _("Its source is new, and you may not add sources."),
    "add_bank": _("Its bank is new, and you may not add banks: choose one."),
    "publish_question": _(
        "It is live, and a fact counts in the draw at once: only an editor changes it."
    ),
}


@dataclass
class Entry:
    """What happens to one question of the file. ``question`` holds the new words, unsaved.

    ``alone`` is whether an error is of this question alone, so that the rest can do without it;
    ``faulty`` is how many questions it speaks of.
    """

    line: int
    outcome: str
    ref: str = ""
    prompt: str = ""
    said: list[str] = field(default_factory=list)
    question: Any = None
    columns: list[str] = field(default_factory=list)  # what of an old question changes
    needs: set[str] = field(default_factory=set)  # permissions
    before: str = ""
    alone: bool = True
    faulty: int = 1
    lacks_topic: bool = False

    @property
    def label(self) -> Any:
        return OUTCOMES[self.outcome]
