"""Every column of every table after a day that was lived, as a table to read.

``QUIZ_DECODED=columns pytest tests/privacy/test_times.py`` writes it.
"""

import datetime
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps

from quiz.privacy import inventory

HEAD = """
| table | column | rows | what stands there | what that is | closer than the day |
| --- | --- | --- | --- | --- | --- |
""".lstrip()
OF_DJANGO = {"django_migrations": inventory.MACHINERY, "sqlite_sequence": inventory.RUNNING.phrase}


def table(columns: dict[str, list[Any]], random: Collection[str], times: dict[str, Any]) -> str:
    """A row a column: ``columns`` are values by table and column, ``times`` those found there."""
    rows = [HEAD]
    for place, values in columns.items():
        name, _, column = place.partition(".")
        found = f"{inventory.TIMES[place]} ({'; '.join(times[place])})" if place in times else "no"
        cells = (name, column, len(values), stands_in(values, place in random),
                 what_is(name, column), found)  # fmt: skip
        rows.append(f"| {' | '.join(str(cell).replace('|', '¦') for cell in cells)} |\n")
    return "".join(rows)


def what_is(name: str, column: str) -> Any:
    """The phrase of the privacy page: of a reader's column its own, else of its table."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    if name not in models:
        return OF_DJANGO[name]
    label = models[name]._meta.label
    fields = {field.column: field.name for field in models[name]._meta.concrete_fields}
    if label in inventory.READERS:
        return inventory.READERS[label].columns[fields[column]].phrase
    return inventory.OTHERS.get(label, inventory.EDITORS)  # what ties accounts to their roles


def stands_in(values: list[Any], is_random: bool) -> str:
    """What kinds of values these are, each with what it ranges over."""
    return "; ".join(_kinds(values, is_random)) or "nothing"


def _kinds(values: list[Any], is_random: bool) -> Iterator[str]:
    by_type: dict[str, list[Any]] = {}
    for value in values:
        by_type.setdefault(_kind(value), []).append(value)
    for kind, some in sorted(by_type.items()):
        if kind in ("number", "day", "moment") and not is_random:
            yield (
                f"{kind}: {min(some)} to {max(some)}"
                if len(set(some)) > 1
                else f"{kind}: {some[0]}"
            )
        elif kind in ("text", "bytes"):
            said = "random, signed or a keyed hash" if is_random else kind
            yield f"{said}, up to {max(map(len, some))} long"
        else:
            yield f"random {kind}" if is_random and kind != "empty" else kind


def _kind(value: Any) -> str:
    match value:
        case None | "":
            return "empty"
        case bool():
            return "yes or no"
        case int() | float():
            return "number"
        case datetime.datetime():
            return "moment" if value.time() != datetime.time() else "day"
        case datetime.date():
            return "day"
        case uuid.UUID():
            return f"UUID of version {value.version}"
        case bytes() | memoryview():
            return "bytes"
    return "text"
