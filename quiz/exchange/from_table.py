"""The rows of a table as questions, whatever file holds its cells.

Nothing that a cell says is dropped without a word, and what is wrong is said with the
cell's name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, get_origin

from django.utils.translation import gettext as _

from quiz.content.numbers import Number
from quiz.content.schema import SOURCE_PARTS, Holds
from quiz.core.characters import tidy_line
from quiz.core.kinds import KINDS
from quiz.exchange import truths
from quiz.exchange.cells import Cell
from quiz.exchange.records import Columns, Finding, Misread, Reading, Record, Spec, shaped, tidied
from quiz.exchange.table import COLUMNS, FLAT, SPEC_COLUMNS, carried, columns, columns_of


def read(lines: Iterable[tuple[int, list[Cell]]], reading: Reading) -> None:
    """Add the questions of a table, of which each row comes with the line it begins at.

    A row has no empty cells at its end.
    """
    names: list[str] = []
    for at, cells in lines:
        if not names:
            names = ["_".join(cell.text.lower().split()) for cell in cells[: COLUMNS + 1]]
            if fault := _head_fault(names):
                reading.faults.append((at, fault))
                return
            for unknown in [name for name in names if name and not _known(name)]:
                told = _("The column “%(name)s” is left out: it is none of ours.")
                reading.notes.append((at, told % {"name": unknown[:60]}))
            continue
        if not cells:
            continue
        if reading.full(at):
            break
        if len(cells) > len(names):
            told = _("this row has %(n)s cells and the first row has %(most)s")
            told %= {"n": len(cells), "most": len(names)}
            name = reading.named(cells[names.index("prompt")].text)
            reading.faults.append(Finding(at, told, name))
            continue
        if nameless := [each.name for each, name in zip(cells, names, strict=False)
                        if not name and not each.empty]:  # fmt: skip
            told = _("The first row names no column for %(cells)s: left out.")
            reading.notes.append((at, told % {"cells": ", ".join(nameless)}))
        filled = [*cells, *[Cell("", "")] * (len(names) - len(cells))]
        _add(_Row(dict(zip(names, filled, strict=True))), at, reading)
    if not (reading.records or reading.skipped or reading.faults):
        said = _("There is no question in this file.") if names else _("The file is empty.")
        reading.faults.append((1, said))


def _head_fault(names: list[str]) -> str:
    if not names:
        return _("The first row must name the columns, and it is empty.")
    if len(names) > COLUMNS:
        return _("The first row names more than %(most)s columns.") % {"most": COLUMNS}
    if "prompt" not in names:
        return _("The first row must name the columns; “prompt” is not among them.")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return _("The column “%(name)s” is there twice.") % {"name": twice[0][:60]} if twice else ""


def _known(name: str) -> bool:
    stem, _underscore, digits = name.rpartition("_")
    return (
        name in ("ref", "kind", "topic", "fact", "right", *SPEC_COLUMNS)
        or name in columns()
        or (stem in ("right", "wrong", "tempts") and digits.isdecimal())
    )


class _Row:
    """The cells of one question by their columns; remembers which were asked, and their faults."""

    def __init__(self, cells: dict[str, Cell]):
        self.cells = {name: cell for name, cell in cells.items() if name}
        self.asked: set[str] = set()
        self.faults: list[str] = []
        self.notes: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self.cells

    def fault(self, name: str, sentence: object) -> None:
        """Keep what is wrong with a cell, with its column and its name in the table."""
        cell = self.cells.get(name)
        self.faults.append(f"{name} ({cell.name}): {sentence}" if cell else f"{name}: {sentence}")

    def _said[T](self, name: str, read: Any, empty: T) -> T:
        self.asked.add(name)
        cell = self.cells.get(name)
        try:
            return empty if cell is None or cell.empty else read(cell)
        except Misread as reason:
            self.fault(name, reason)
            return empty

    def text(self, name: str) -> str:
        return self._said(name, Cell.words, "")

    def line(self, name: str) -> str:
        if name in self.cells and self.cells[name].rewritten:
            told = _(
                "%(name)s (%(cell)s): “%(text)s” may be what a spreadsheet made of other words."
            )
            cell = self.cells[name]
            self.notes.append(told % {"name": name, "cell": cell.name, "text": cell.text})
        return tidy_line(self.text(name))

    def figure(self, name: str) -> Number | None:
        return self._said(name, Cell.figure, None)

    def day(self, name: str) -> str:
        return self._said(name, Cell.date, "")

    def truth(self, name: str) -> bool | None:
        return self._said(name, Cell.truth, None)

    def filled(self, stem: str) -> list[str]:
        """The columns of a list that say something, in the order of their numbers."""
        return [name for name in self.numbered(stem) if not self.cells[name].empty]

    def numbered(self, stem: str) -> list[str]:
        found = [n for n in self.cells if n.rpartition("_")[0] == stem and n[-1].isdecimal()]
        plain = [stem] if stem == "right" and stem in self.cells else []
        return plain + sorted(found, key=lambda name: int(name.rpartition("_")[2][:6]))

    def left_out(self) -> list[str]:
        """The columns and cells that say something and that nobody asked."""
        return [
            f"{name} ({cell.name})"
            for name, cell in self.cells.items()
            if name not in self.asked and not cell.empty and _known(name)
        ]


def _add(row: _Row, line: int, reading: Reading) -> None:
    rights = row.filled("right")
    name = reading.named(row.cells["prompt"].text)
    kind = row.line("kind").lower() or _guess(row, rights)
    if kind not in FLAT:
        if kind in KINDS:
            told = _("a table has no room for answers of this kind")
            reading.skipped.append(Finding(line, told, name))
        else:
            told = _("there is no kind “%(kind)s”; it may be %(kinds)s")
            row.fault("kind", told % {"kind": kind[:60], "kinds": ", ".join(FLAT)})
            reading.faults.append(Finding(line, row.faults[-1], name))
        return
    said: Columns = {}
    for field in carried():
        names = columns_of(field)
        if names[0] not in row:
            continue
        if field.holds is Holds.SOURCE:
            parts = [(row.day if name.endswith("_date") else row.line)(name) for name in names]
            said[field.column] = dict(zip(SOURCE_PARTS, parts, strict=True)) if any(parts) else None
        elif field.is_text:
            said[field.column] = tidied(field, row.text(field.column))
        else:
            said[field.column] = row.figure(field.column)
    if "right_1" in row or "right" in row:
        said["spec"] = shaped(kind, _spec(kind, row, rights))
    record = Record(
        kind=kind,
        fields=said,
        topic=row.line("topic"),
        fact=row.line("fact"),
        ref=row.text("ref").strip(),
        line=line,
        notes=row.notes,
    )
    if left := row.left_out():
        told = _("A question of the kind “%(kind)s” has no place for %(cells)s: left out.")
        record.notes.append(told % {"kind": kind, "cells": ", ".join(left)})
    if row.faults:
        reading.faults.append(Finding(line, "; ".join(row.faults), name))
    else:
        reading.records.append(record)


def _guess(row: _Row, rights: list[str]) -> str:
    """The kind of a row that names none, by what is right."""
    if len(rights) != 1:
        return "multiple" if rights else "choice"
    word = row.cells[rights[0]].text.strip().casefold()
    alone = not row.filled("wrong")
    said = word in truths.TRUTHS and word not in truths.UNSAID
    return "true_false" if said and alone else "choice"


def _spec(kind: str, row: _Row, rights: list[str]) -> Spec:
    """The answers of a row, by the types of what the kind has."""
    spec: Spec = {}
    for part in fields(KINDS[kind]):
        if part.name == "right":
            spec["right"] = _right(part.type, row, rights)
        elif part.name == "wrong":
            spec["wrong"] = list(_wrong(row))
        elif part.type is str:
            if text := row.text(part.name).strip():
                spec[part.name] = text
        elif (value := row.figure(part.name)) is not None:
            spec[part.name] = value
    return spec


def _wrong(row: _Row) -> Iterator[dict[str, str]]:
    for name in row.numbered("wrong"):
        why = f"tempts_{name.rpartition('_')[2]}"
        each = {"text": row.line(name), "tempts": row.line(why)}
        if any(each.values()):
            yield each


def _right(type_: Any, row: _Row, rights: list[str]) -> Any:
    """What is right: a text, a list of texts, a truth value or a number."""
    if get_origin(type_) is tuple:
        return [row.line(name) for name in rights]
    if len(rights) > 1 and type_ is str:
        said = _("a choice has one right answer; this has %(n)s")
        row.fault(rights[1], said % {"n": len(rights)})
    if not rights:
        return None if type_ is not str else ""
    if type_ is bool:
        truth = row.truth(rights[0])
        if truth is None:
            row.fault(rights[0], _("it must say true or false"))
        return truth
    return row.line(rights[0]) if type_ is str else row.figure(rights[0])
