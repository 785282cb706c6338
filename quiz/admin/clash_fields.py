"""What two edits of one row make of each field, and of each list of rows of fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.form_data import Inputs, alike, fields_of, said
from quiz.core.merge import merged, merged_text
from quiz.editorial.history import Piece, pieces

CHOOSING = "choosing"  # the name of the hidden field that says that a page of choices was sent

# A field in a row of fields, of which there may be more or fewer next time.
IN_ROW = re.compile(r"(?P<stem>.+)(?P<sign>[-_])(?P<n>\d+)(?P=sign)(?P<column>[a-z]+)")
# One with which a page adds what another of its fields names, so that both say one thing.
ADDS = re.compile(r"(?P<stem>.+)_new(_[a-z]+)?")

type Row = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What differs: a field, or rows of fields.

    ``by`` says who changed it: "both", "theirs" or "mine". ``chosen`` is what is ticked, if
    anything. ``text`` can be mended, where a text can stand for both; ``both`` are rows that
    hold what both changed.
    """

    name: str
    label: str
    by: str
    theirs: list[Piece]
    mine: list[Piece]
    chosen: str
    fits: bool = False
    text: str | None = None
    both: str = ""
    missing: bool = False

    @property
    def shown(self) -> list[Piece]:
        """What the one who alone changed it made of it."""
        return self.theirs if self.by == "theirs" else self.mine


@dataclass(frozen=True)
class Fields:
    """What is compared as one: a field with those that add to it, or the fields of rows.

    With what each says: now, as typed, and to begin with.
    """

    name: str
    fields: dict[str, forms.Field]
    label: str
    data: QueryDict
    theirs: dict[str, Inputs]
    mine: dict[str, Inputs]
    base: dict[str, Inputs]
    in_rows: bool

    def part(self, known: bool) -> Part | None:
        """What the page shows of it; None where it is the same in both."""
        theirs, mine, base = map(self._inputs, (self.theirs, self.mine, self.base))
        if alike(theirs, mine):
            return None
        by_them, by_me = not alike(theirs, base), not alike(mine, base)
        by = "both" if not known or by_them == by_me else "theirs" if by_them else "mine"
        words = [self._said(each) for each in (self.theirs, self.mine, self.base)]
        before = words[2] if known else words[0]
        shown = [self._pieces(before, each) for each in words[:2]]
        both = self.both() if known and by == "both" else None
        text = self._text(both if isinstance(both, str) else None) if by == "both" else None
        rows = "\n".join(map(_line, both)) if isinstance(both, list) else ""
        ready = "" if by == "both" else by
        if both is not None:
            ready = "both" if self.in_rows else "text"
        chosen = self.data.get(f"choose-{self.name}", ready)
        missing = CHOOSING in self.data and not chosen
        return Part(
            self.name,
            self.label,
            by,
            shown[0],
            shown[1],
            chosen,
            both is not None,
            text,
            rows,
            missing,
        )

    def _pieces(self, before: str, after: str) -> list[Piece]:
        """A text word by word; what is chosen from a list, as a whole."""
        if before == after or self.in_rows or self._is_text:
            return list(pieces(before, after))
        return [Piece(op, text) for op, text in (("del", before), ("ins", after)) if text]

    @property
    def _is_text(self) -> bool:
        alone = not self.in_rows and len(self.fields) == 1
        return alone and isinstance(self.fields[self.name], forms.CharField)

    def choice(self) -> dict[str, Any]:
        """What the page has to know again: which inputs these are, theirs, and both in rows."""
        drop = [
            name for side in (self.theirs, self.mine) for each in side.values() for name in each
        ]
        theirs = {name: texts for each in self.theirs.values() for name, texts in each.items()}
        both = self.both() if self.in_rows else None
        rows = self._as_inputs(both) if isinstance(both, list) else None
        return {"drop": drop, "theirs": theirs, "both": rows}

    def both(self) -> Any:
        """The text, or the rows, with what both changed; None where there are no such."""
        if self.in_rows:
            return merged(*map(self._rows, (self.base, self.theirs, self.mine)))
        if not self._is_text:
            return None
        return merged_text(*map(self._said, (self.base, self.theirs, self.mine)))

    def _text(self, both: str | None) -> str | None:
        if not self._is_text:
            return None
        typed = self.data.get(f"text-{self.name}")
        return typed or (self._said(self.mine) if both is None else both)

    def _inputs(self, side: dict[str, Inputs]) -> Inputs:
        if self.in_rows:
            return self._as_inputs(self._rows(side))
        return {name: texts for each in side.values() for name, texts in each.items()}

    def _said(self, side: dict[str, Inputs]) -> str:
        if self.in_rows:
            return "\n".join(map(_line, self._rows(side)))
        told = [said(field, side.get(name, {})) for name, field in self.fields.items()]
        return "\n".join(filter(None, told))

    def _rows(self, side: dict[str, Inputs]) -> list[Row]:
        """The rows in which something stands."""
        found: dict[int, dict[str, str]] = {}
        for name, inputs in side.items():
            if match := IN_ROW.fullmatch(name):
                texts = [text.strip() for given in inputs.values() for text in given]
                found.setdefault(int(match["n"]), {})[match["column"]] = " ".join(texts)
        rows = [tuple(found[n].get(column, "") for column in self._columns) for n in sorted(found)]
        return [row for row in rows if any(row)]

    def _as_inputs(self, rows: list[Row]) -> Inputs:
        first = IN_ROW.fullmatch(next(iter(self.fields)))
        sign = first["sign"] if first else "_"
        return {
            f"{self.name}{sign}{n}{sign}{column}": [text]
            for n, row in enumerate(rows, start=1)
            for column, text in zip(self._columns, row, strict=True)
        }

    @property
    def _columns(self) -> list[str]:
        found = (IN_ROW.fullmatch(name) for name in self.fields)
        return list(dict.fromkeys(match["column"] for match in found if match))


def _line(row: Row) -> str:
    return " – ".join(filter(None, row))


def together(form: SeenForm, *sides: dict[str, Inputs]) -> Iterator[Fields]:
    """The fields of a form in their order, those that belong together as one."""
    groups: dict[tuple[str, bool], list[str]] = {}
    known = fields_of(form)
    for name in dict.fromkeys(name for side in sides for name in side):
        row, adds = IN_ROW.fullmatch(name), ADDS.fullmatch(name)
        alone = adds["stem"] if adds and adds["stem"] in known else name
        groups.setdefault((row["stem"], True) if row else (alone, False), []).append(name)
    data: Any = form.data
    for (stem, in_rows), names in groups.items():
        fields = {name: known[name] for name in names if name in known}
        if not fields:
            continue
        named = fields.get(stem) or next(iter(fields.values()))
        label = str(named.label or stem)
        now, typed, base = ({name: side[name] for name in names if name in side} for side in sides)
        label = label.rstrip(" 0123456789") if in_rows else label
        yield Fields(stem, fields, label, data, now, typed, base, in_rows)
