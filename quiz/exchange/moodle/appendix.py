"""What Moodle has no field for, written so that a person and this program can read it.

It stands at the end of a question's general feedback, after the explanation: a
heading and a list in Markdown, one item for each of our fields. A value's further
lines are indented, as a list wants them, so no value can be taken for an item.
"""

import re

from quiz.content import schema
from quiz.core.characters import tidy, tidy_line
from quiz.exchange.records import Columns, number, said, tidied

HEADING = "**About this question**"

# What the parts of a source are called.
PART_WORDS = ("source", "publisher", "published", "address")


def listed() -> list[schema.Field]:
    """The fields that stand in the list."""
    return [each for each in schema.carried() if each.moodle]


def labels(field: schema.Field) -> dict[str, str]:
    """The labels of a field by its parts: of a source "Later source", "Later publisher", …"""
    if field.holds is not schema.SOURCE:
        return {"": field.moodle}
    before = field.moodle.split()[:-1]
    return {
        part: " ".join([*before, word]).capitalize()
        for part, word in zip(schema.SOURCE_PARTS, PART_WORDS, strict=True)
    }


def write(explanation: str, fields: Columns, answers: dict[str, str]) -> str:
    """The explanation with the list after it. ``answers`` holds further items by their label."""
    items: dict[str, str] = {}
    for field in listed():
        value = fields.get(field.column)
        if field.holds is schema.SOURCE:
            items |= {label: (value or {}).get(part, "") for part, label in labels(field).items()}
        else:
            items[field.moodle] = value if isinstance(value, str) else said(value)
    lines = [_item(label, text) for label, text in {**answers, **items}.items() if text]
    return "\n\n".join(filter(None, [explanation, HEADING, "\n".join(lines)]))


def _item(label: str, text: str) -> str:
    first, *more = text.split("\n")
    return "\n".join([f"- {label}: {first}", *(f"  {line}" if line else "" for line in more)])


def read(text: str) -> tuple[Columns, dict[str, str]]:
    """The fields of a general feedback, and the further items by their label.

    Without our heading the whole text is the explanation, and says nothing of
    the other fields.
    """
    lines = text.split("\n")
    headings = [n for n, line in enumerate(lines) if line.rstrip() == HEADING]
    if not headings:
        return {"explanation": tidy(text)}, {}
    found = _items(lines[headings[-1] + 1 :])
    fields: Columns = {"explanation": tidy("\n".join(lines[: headings[-1]]))}
    for field in listed():
        if field.holds is schema.SOURCE:
            parts = {part: tidy_line(found.pop(label, "")) for part, label in labels(field).items()}
            # An editor that makes links of addresses has written it as one.
            parts["url"] = re.sub(r"^\[[^]]*\]\(([^()]*)\)$", r"\1", parts["url"])
            fields[field.column] = parts if any(parts.values()) else None
        else:
            value = found.pop(field.moodle, "")
            fields[field.column] = tidied(field, value) if field.is_text else number(value)
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
