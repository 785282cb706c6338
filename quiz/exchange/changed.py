"""What a file would change in a question, part by part, each in a line that can be read."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.numbers import say
from quiz.core.characters import tidy_line
from quiz.exchange.records import Record
from quiz.models import Question

LENGTH = 80  # of a text that is shown
MOST = 8  # lines of a question


def changed(names: Iterable[str], before: Record, after: Record) -> list[str]:
    """Of each column in ``names`` what it says now and what it would say."""
    lines = [
        _("%(part)s: %(before)s → %(after)s")
        % {"part": part, "before": _short(one), "after": _short(other)}
        for part, one, other in _pairs(names, before, after)
    ]
    return lines if len(lines) <= MOST else [*lines[: MOST - 1], "…"]


def _pairs(names: Iterable[str], before: Record, after: Record) -> Iterator[tuple[str, Any, Any]]:
    for name in names:
        one, other = (
            record.fields[name] if name in record.fields else getattr(record, name)
            for record in (before, after)
        )
        if name == "spec" and before.kind == after.kind:
            for part, value in one.items():
                if value != other[part]:
                    yield str(schema.answer_label(after.kind, part)), value, other[part]
        elif name not in ("spec", "exhibit", "picture"):  # too much for a line
            yield str(Question._meta.get_field(name).verbose_name), one, other  # type: ignore[union-attr]


def _short(value: Any) -> str:
    said = tidy_line(_said(value)) or "–"
    return said if len(said) <= LENGTH else said[: LENGTH - 1] + "…"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("true") if value else _("false")
    if isinstance(value, (int, float)):
        return say(value)
    if isinstance(value, list):
        return " · ".join(map(_said, value))
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_said, value.values())))
    return value or ""
