"""What the forms for the answers of all kinds share: rows of plain fields, a spec and back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.content.fields import LineField, NumberField
from quiz.content.schema import answer_label

Fields = dict[str, forms.Field]


def line(label: Any, help_text: Any = "", wide: int = 60) -> LineField:
    widget = forms.TextInput(attrs={"size": wide})
    return LineField(label=label, help_text=help_text, required=False, widget=widget)


def sentence(label: Any, help_text: Any = "", tall: int = 1, hint: Any = "") -> LineField:
    """A text of one line that may be long: its box grows with it."""
    attrs = {"rows": tall, "cols": 60, "class": "grows", **({"placeholder": hint} if hint else {})}
    widget = forms.Textarea(attrs=attrs)
    return LineField(label=label, help_text=help_text, required=False, widget=widget)


def decimal(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(label=label, help_text=help_text, required=False)


def mixed_up() -> LineField:
    help_text = _("Readers find it folded under the explanation. One sentence.")
    return sentence(answer_label("", "tempts"), help_text, tall=2)


@dataclass(frozen=True)
class Rows:
    """A list of the spec: ``columns`` are named with their labels, the first has to be filled.

    So many rows are ``offered``; where a script can show more of them, it begins with ``least``.
    ``needed`` are so many of them to publish, of which the columns in ``spared`` may stay empty.
    """

    columns: dict[str, Any]
    offered: int
    least: int
    more: Any  # what stands on the button for another
    needed: int = 0
    spared: tuple[str, ...] = ()

    def numbers(self, filled: int) -> range:
        """The numbers of the rows, one more than are filled."""
        return range(1, max(self.offered, filled + 1) + 1)


class SpecForm:
    """The fields for the answers of one kind, and the way to a spec and back.

    ``rows`` has each list of the spec; ``once`` makes the fields that are there once. ``needs``
    says how much is needed, before anything is written; ``about`` what the kind is for; ``asks``
    and ``asked_for`` name the question above them and say what it is to be. Of the fields that
    are there once, those in ``spared`` may stay empty.
    """

    rows: ClassVar[dict[str, Rows]] = {}
    spared: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[Any] = _("Answers")
    needs: ClassVar[Any] = ""
    about: ClassVar[Any] = ""
    asks: ClassVar[Any] = _("Question")
    asked_for: ClassVar[Any] = ""

    @classmethod
    def once(cls) -> Fields:
        return {}

    @classmethod
    def fields(cls, spec: dict[str, Any]) -> Fields:
        made = cls.once()
        for name, rows in cls.rows.items():
            for number in rows.numbers(len(spec.get(name, ()))):
                for column, label in rows.columns.items():
                    made[f"{name}_{number}_{column}"] = sentence(f"{label} {number}")
        return made

    @classmethod
    def listed(cls, name: str, spec: dict[str, Any]) -> list[tuple[str, ...]]:
        """The fields of a list, row by row."""
        rows = cls.rows[name]
        return [
            tuple(f"{name}_{number}_{column}" for column in rows.columns)
            for number in rows.numbers(len(spec.get(name, ())))
        ]

    @classmethod
    def layout(cls, spec: dict[str, Any]) -> list[Any]:
        """Fields in the order of the page; a tuple stands on one line."""
        return [*cls.once(), *(row for name in cls.rows for row in cls.listed(name, spec))]

    @classmethod
    def needed(cls) -> set[str]:
        """The fields that are needed to publish."""
        return {*cls.once()} - {*cls.spared} | {
            f"{name}_{number}_{column}"
            for name, rows in cls.rows.items()
            for number in range(1, rows.needed + 1)
            for column in rows.columns
            if column not in rows.spared
        }

    @classmethod
    def initial(cls, spec: dict[str, Any]) -> dict[str, Any]:
        found = {name: spec[name] for name in cls.once() if name in spec}
        for name, rows in cls.rows.items():
            for number, row in enumerate(spec.get(name, ()), start=1):
                for column in rows.columns:
                    value = row.get(column, "") if isinstance(row, dict) else row
                    found[f"{name}_{number}_{column}"] = value
        return found

    @classmethod
    def spec(cls, cleaned: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {name: cleaned.get(name) for name in cls.once()}
        for name, rows in cls.rows.items():
            columns = rows.columns
            found = [row for _number, row in cls.typed(name, cleaned) if any(row.values())]
            made[name] = found if len(columns) > 1 else [row[next(iter(columns))] for row in found]
        return made

    @classmethod
    def typed(cls, name: str, cleaned: dict[str, Any]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a list as they stand on the page, with their numbers, empty ones too."""
        columns, number = cls.rows[name].columns, 1
        while any(f"{name}_{number}_{column}" in cleaned for column in columns):
            yield number, {each: cleaned.get(f"{name}_{number}_{each}") or "" for each in columns}
            number += 1

    @classmethod
    def place(cls, field: str, code: str, cleaned: dict[str, Any], option: str = "") -> str:
        """The field of the page on which a problem with ``field`` of the spec is said.

        ``option`` is the answer that it is about, where it is about one in a list.
        """
        if field not in cls.rows:
            return field
        first = next(iter(cls.rows[field].columns))
        typed = list(cls.typed(field, cleaned))
        for number, row in typed:
            if option and row[first] == option:
                return f"{field}_{number}_{first}"
        if code == "no-reason":
            for number, row in typed:
                if row[first] and not row["tempts"]:
                    return f"{field}_{number}_tempts"
        if code == "answers":
            met = {text for text in (cleaned.get("right"),) if isinstance(text, str) and text}
            for number, row in typed:
                if any(row.values()) and (lacking := cls.lacking(row)):
                    return f"{field}_{number}_{lacking}"
                if row[first] in met:
                    return f"{field}_{number}_{first}"
                met |= {row[first]} - {""}
            for number, row in typed:
                if not any(row.values()):
                    return f"{field}_{number}_{first}"
        return f"{field}_1_{first}"

    @classmethod
    def lacking(cls, row: dict[str, str]) -> str:
        """The column that a row which has begun cannot do without; "" where it has that."""
        return next((name for name in list(row)[:1] if not row[name]), "")


def with_room(answers: type[SpecForm], spec: dict[str, Any], posted: Any) -> dict[str, Any]:
    """``spec`` with as many rows as are filled in what was posted, so that none of them is lost."""
    found = dict(spec)
    for name, rows_of in answers.rows.items():
        row = re.compile(rf"{name}_(\d{{1,2}})_({'|'.join(rows_of.columns)})")
        filled = (row.fullmatch(field) for field in posted if posted[field].strip())
        most = max((int(match[1]) for match in filled if match), default=0)
        rows = list(spec.get(name, ()))
        found[name] = rows + [""] * (most - len(rows))
    return found
