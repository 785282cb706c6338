"""What Moodle has no field for, written so that a person and this program can read it.

It stands at the end of a question's general feedback, after the explanation: a
heading and a list in Markdown, one item for each of our fields. A value's further
lines are indented, as a list wants them, so no value can be taken for an item.
"""

import re
from typing import Any

from quiz.core.characters import tidy, tidy_line
from quiz.exchange.records import NUMBERS, SOURCE_PARTS, TEXTS, number, said, tidied

HEADING = "**About this question**"

LABELS = {
    "passage": "Passage",
    "claim": "Claim",
    "since": "What happened since",
    "action": "To do",
    "minutes": "Minutes",
    "survey": "Survey",
    "survey_group": "Survey group",
    "survey_year": "Survey year",
    "dimension": "Dimension",
    "difficulty": "Difficulty",
    "stance": "Stance",
    "jurisdiction": "Jurisdiction",
    "valid": "Holds",
}
SOURCE_LABELS = {
    "source": ("Source", "Publisher", "Published", "Address"),
    "since_source": ("Later source", "Later publisher", "Later published", "Later address"),
    "survey_source": ("Survey source", "Survey publisher", "Survey published", "Survey address"),
}
FIELDS = [name for name in TEXTS if name in LABELS] + list(NUMBERS)
ORDER = [
    "source", "passage", "claim", "since", "since_source", "action", "minutes", "survey",
    "survey_group", "survey_year", "survey_source", "dimension", "difficulty", "stance",
    "jurisdiction", "valid",
]  # fmt: skip


def write(explanation: str, fields: dict[str, Any], answers: dict[str, str]) -> str:
    """The explanation with the list after it. ``answers`` holds further items by their label."""
    items: dict[str, str] = {}
    for name in ORDER:
        if labels := SOURCE_LABELS.get(name):
            source = fields.get(name) or {}
            items |= zip(labels, (source.get(part, "") for part in SOURCE_PARTS), strict=True)
        else:
            items[LABELS[name]] = _said(fields.get(name))
    listed = [_item(label, text) for label, text in {**answers, **items}.items() if text]
    return "\n\n".join(filter(None, [explanation, HEADING, "\n".join(listed)]))


def _said(value: Any) -> str:
    return value if isinstance(value, str) else said(value)


def _item(label: str, text: str) -> str:
    first, *more = text.split("\n")
    return "\n".join([f"- {label}: {first}", *(f"  {line}" if line else "" for line in more)])


def read(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a general feedback, and the further items by their label.

    Without our heading the whole text is the explanation, and says nothing of
    the other fields.
    """
    lines = text.split("\n")
    headings = [n for n, line in enumerate(lines) if line.rstrip() == HEADING]
    if not headings:
        return {"explanation": tidy(text)}, {}
    found = _items(lines[headings[-1] + 1 :])
    fields: dict[str, Any] = {"explanation": tidy("\n".join(lines[: headings[-1]]))}
    for name in FIELDS:
        value = found.pop(LABELS[name], "")
        fields[name] = number(value) if name in NUMBERS else tidied(name, value)
    for name, labels in SOURCE_LABELS.items():
        parts = {
            part: tidy_line(found.pop(label, ""))
            for part, label in zip(SOURCE_PARTS, labels, strict=True)
        }
        # An editor that makes links of addresses has written it as one.
        parts["url"] = re.sub(r"^\[[^]]*\]\(([^()]*)\)$", r"\1", parts["url"])
        fields[name] = parts if any(parts.values()) else None
    return fields, found


def _items(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    label = ""
    for line in lines:
        start = re.match(r"[-*] ([A-Z][A-Za-z0-9 -]{1,30}):(?: (.*))?$", line)
        if start:
            label = start[1]
            found[label] = [start[2] or ""]
        elif label:
            found[label].append(line.removeprefix("  "))
    return {label: tidy("\n".join(text)) for label, text in found.items()}
