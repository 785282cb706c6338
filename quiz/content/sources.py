"""What a source is called that has no title yet, and what it lacks before readers are shown it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

TITLE = 300  # letters


def bare_address(url: str) -> str:
    """What the ways in which the address of a page is written have in common."""
    return url.strip().rpartition("://")[2].removeprefix("www.").rstrip("/")


def stand_in(source: Mapping[str, str]) -> str:
    """What stands for the title of ``source`` in a draft: its address, or what else is known."""
    known = bare_address(source.get("url") or ""), source.get("publisher"), source.get("date")
    return next(filter(None, known), "")[:TITLE]


def is_untitled(source: Mapping[str, str]) -> bool:
    return source.get("title") in ("", stand_in(source))


def is_unfinished(source: Mapping[str, str]) -> bool:
    """Whether it lacks its title or its publisher."""
    return is_untitled(source) or not source.get("publisher")


def unfinished(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields whose source lacks its title or its publisher, each with what to say of it."""
    for part, field in (
        ("evidence", "source"), ("since", "since_source"), ("survey", "survey_source"),
    ):  # fmt: skip
        source = content.get(part, {}).get("source")
        if source and is_untitled(source):
            yield field, _("Write the title of this source: so far it has none.")
        elif source and not source.get("publisher"):
            yield field, _("Say who published this source.")
