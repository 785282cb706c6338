"""Questions as the rows of a table, whatever file holds its cells: one row each.

Only kinds whose answers fit in a row. The first row names the columns.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_origin

from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.numbers import Number
from quiz.content.schema import SOURCE_PARTS, Field, Holds
from quiz.core.kinds import KINDS
from quiz.exchange.records import Record

Value = str | bool | Number | None  # what a cell is to hold
LISTS = {"right", "wrong"}  # the only lists for which a table has numbered columns
# The kinds whose answers fit in a row.
FLAT = tuple(
    name
    for name, kind in KINDS.items()
    if {each.name for each in fields(kind) if get_origin(each.type) is tuple} <= LISTS
)
# Further columns for answers, in their order; those that only a new kind has would follow.
FIRST = ("low", "high", "step", "tolerance", "zero_at", "unit", "scale", "tempts")
OTHERS = [each.name for kind in FLAT for each in fields(KINDS[kind])]
SPEC_COLUMNS = [name for name in dict.fromkeys([*FIRST, *OTHERS]) if name not in LISTS]
COLUMNS = 300


def rows(records: list[Record]) -> Iterator[list[Value]]:
    """The first row, which names the columns, and one for each question that fits."""
    flat = [record for record in records if fits(record)]
    rights = max([1, *(len(_rights(record)) for record in flat)])
    wrongs = max([4, *(len(record.fields["spec"].get("wrong", ())) for record in flat)])
    head = ["ref", "kind", "topic", "fact", "prompt", *(f"right_{n + 1}" for n in range(rights))]
    for n in range(wrongs):
        head += [f"wrong_{n + 1}", f"tempts_{n + 1}"]
    head += SPEC_COLUMNS
    head += [name for name in columns() if name not in head]
    yield list(head)
    for record in flat:
        row = dict(_row(record))
        yield [row.get(name) for name in head]


def carried() -> list[Field]:
    """The fields of a question but its answers, as a table has them: texts, numbers, sources."""
    in_tables = schema.carried("csv")
    return [
        *(each for each in in_tables if each.is_text),
        *(each for each in in_tables if each.holds is Holds.NUMBER),
        *(each for each in in_tables if each.holds is Holds.SOURCE),
    ]


def columns_of(field: Field) -> list[str]:
    """The columns of the table for one field; a source has one for each of its parts."""
    if field.holds is Holds.SOURCE:
        return [f"{field.column}_{part}" for part in SOURCE_PARTS]
    return [field.column]


def columns() -> list[str]:
    return [name for field in carried() for name in columns_of(field)]


def _values(field: Field, value: Any) -> list[Value]:
    if field.holds is Holds.SOURCE:
        return [(value or {}).get(part, "") for part in SOURCE_PARTS]
    return [value]


def _rights(record: Record) -> list[Value]:
    right = record.fields["spec"]["right"]
    return right if isinstance(right, list) else [right]


def _row(record: Record) -> Iterator[tuple[str, Value]]:
    spec = record.fields["spec"]
    yield from [("ref", record.ref), ("kind", record.kind)]
    yield from [("topic", record.topic), ("fact", record.fact)]
    for n, right in enumerate(_rights(record), start=1):
        yield f"right_{n}", right
    for n, wrong in enumerate(spec.get("wrong", ()), start=1):
        yield f"wrong_{n}", wrong["text"]
        yield f"tempts_{n}", wrong["tempts"]
    for name in SPEC_COLUMNS:
        yield name, spec.get(name)
    for field in carried():
        yield from zip(columns_of(field), _values(field, record.fields[field.column]), strict=True)


def fits(record: Record) -> bool:
    """Whether its answers fit in a row."""
    return record.kind in FLAT


def losses(record: Record) -> Iterator[str]:
    if not fits(record):
        yield _("A table has no room for such answers: the question is left out.")
