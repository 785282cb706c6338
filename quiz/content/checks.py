"""What a check says: the day, the pages that were opened, and what was confirmed there.

Who made it is known to the database alone: files and readers are told what was done.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What of a question can be held against a page, in the order in which it is said.
PARTS: dict[str, Any] = {
    "key": _("the right answer"),
    "explanation": _("the explanation"),
    "since": _("what happened since"),
    "action": _("the thing to do"),
}
# What is right is an answer in one kind, and more or something else in others.
KEYS: dict[str, Any] = {
    "multiple": _("the right answers"),
    "estimate": _("the right number"),
    "ordering": _("the right order"),
    "matching": _("the right pairs"),
}
ADDRESS = r"https?://[^\s/]+\.\S+"  # of a page: nothing beside it


@dataclass(frozen=True)
class Checked:
    """A check, without who made it.

    ``pages`` are http or https addresses. ``copied_on`` is the day of the copy, where only a
    stored copy could be read and its day is known. ``confirmed`` holds names of ``PARTS``.
    Old checks say a day only: their ``pages`` and ``confirmed`` are empty.
    """

    checked_on: datetime.date
    review_by: datetime.date
    pages: tuple[str, ...] = ()
    copied_on: datetime.date | None = None
    confirmed: tuple[str, ...] = ()


def parts_of(kind: str) -> dict[str, Any]:
    """What of a question of ``kind`` can be held against a page, by name, in the words for it."""
    return {**PARTS, "key": KEYS.get(kind, PARTS["key"])}


def in_order(parts: Iterable[str]) -> list[str]:
    """The names in ``parts`` that are of ``PARTS``, each once, in its order."""
    named = set(parts)
    return [name for name in PARTS if name in named]
