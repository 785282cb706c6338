"""An exhibit as it is typed at the desk: what it says, and what is to be mended in it, by field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from quiz.content import exhibit_words, exhibits
from quiz.core.characters import tidy, tidy_line

LIMIT = 5_000  # characters; what is shown fits on the screen of a phone
MOST_TOLD = 40  # places that are marked
LINE = 300  # characters of a line, as in a bank file
TEXTS = ("caption", "title", "lines", "buttons")
TABLES = {"rows": ("label", "value"), "tell": ("text", "note")}


@dataclass
class Typed:
    """An exhibit as it stands in the fields of a page.

    ``was`` is the type that it had when the page was made: without one nobody took it away.
    """

    type: str = ""
    was: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, exhibit: Mapping[str, Any]) -> "Typed":
        """What the fields hold for an exhibit as a bank file has it."""
        numbers = {name: exhibit.get(name) for name in exhibits.NUMBERS}
        return cls(
            type=exhibit.get("type", ""),
            was=exhibit.get("type", ""),
            texts={name: _in_lines(exhibit.get(name) or "") for name in TEXTS},
            numbers={name: _in_figures(number) for name, number in numbers.items()},
            tables={
                name: [(row.get(one, ""), row.get(other, "")) for row in exhibit.get(name) or ()]
                for name, (one, other) in TABLES.items()
            },
        )  # fmt: skip

    @classmethod
    def read(cls, data: Mapping[str, Any], name: str) -> "Typed":
        """What was sent of the fields of ``name``."""

        def rows(table: str) -> Iterator[tuple[str, str]]:
            one, other = (f"{name}-{table}-{{}}-{column}" for column in TABLES[table])
            number = 1
            while one.format(number) in data or other.format(number) in data:
                yield data.get(one.format(number), ""), data.get(other.format(number), "")
                number += 1

        return cls(
            type=data.get(f"{name}-type", ""),
            was=data.get(f"{name}-was", ""),
            texts={each: data.get(f"{name}-{each}", "") for each in TEXTS},
            numbers={each: data.get(f"{name}-{each}", "") for each in exhibits.NUMBERS},
            tables={each: list(rows(each)) for each in TABLES},
        )

    @cached_property
    def said(self) -> dict[str, Any]:
        """The exhibit as far as it can be read, without what is empty."""
        caption, title = tidy_line(self.texts["caption"]), tidy(self.texts["title"])
        made: dict[str, Any] = {"type": self.type, "caption": caption, "title": title}
        made |= {name: [line for each in self.texts[name].splitlines() if (line := tidy_line(each))]
                 for name in ("lines", "buttons")}  # fmt: skip
        for name, columns in TABLES.items():
            made[name] = [dict(zip(columns, row, strict=True)) for _n, row in self.filled(name)]
        for name, text in self.numbers.items():
            found = _figures(text)
            made[name] = found if name == "scores" else next(iter(found), None)
        return {name: value for name, value in made.items() if value not in (None, "", [])}

    def filled(self, table: str) -> Iterator[tuple[int, tuple[str, str]]]:
        """The number of each row of a table in which something stands, from 1, and the row."""
        for number, (one, other) in enumerate(self.tables[table], start=1):
            row = (tidy_line(one), tidy(other) if table == "rows" else tidy_line(other))
            if any(row):
                yield number, row

    @property
    def gone(self) -> bool:
        """Whether there is nothing to look at, or it was taken away on purpose."""
        return not self.type and (bool(self.was) or not self.said)

    @cached_property
    def faults(self) -> dict[str, list[Any]]:
        """What is to be mended: sentences by the name of the field, such as ``tell-2-note``."""
        found: dict[str, list[Any]] = {}
        if not self.gone:
            for place, sentence in _faults(self):
                found.setdefault(place, []).append(sentence)
        return found

    def drawn(self) -> dict[str, Any] | None:
        """As much of it as can be drawn."""
        if self.type not in exhibit_words.TYPES:
            return None
        made = {"caption": "", **self.said}
        rows = list(self.filled("tell"))
        made["rows"] = [{"value": "", **row} for row in made.get("rows", ())]
        if any(name in self.faults for name in exhibits.NUMBERS):
            made = {name: value for name, value in made.items() if name not in exhibits.NUMBERS}
        made["tell"] = [
            {"text": text, "note": note}
            for number, (text, note) in rows
            if text and note and f"tell-{number}-text" not in self.faults
        ]
        return made


def _in_lines(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _in_figures(value: int | list[int] | None) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _figures(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"(?<![\w.-])[0-9]{1,4}(?![\w.-])", text)]


def _faults(typed: Typed) -> Iterator[tuple[str, Any]]:
    said = typed.said
    if typed.type not in exhibit_words.TYPES:
        yield "type", _("Choose what it is, from the list.")
        return
    if "caption" not in said:
        yield "caption", _("Say in a few words what it is, such as “A text message”.")
    if sum(map(len, exhibit_words.in_words(said).values())) > LIMIT:
        yield "type", format_lazy(_("It is too long: {n} characters are the most."), n=LIMIT)
        return
    if len(told := list(typed.filled("tell"))) > MOST_TOLD:
        place = f"tell-{told[MOST_TOLD][0]}-text"
        yield place, format_lazy(_("Mark {n} places at most."), n=MOST_TOLD)
        return
    for name in ("caption", "lines", "buttons"):
        for line in [said.get("caption", "")] if name == "caption" else said.get(name, ()):
            if len(line) > LINE:
                yield name, _too_long(line)
    for table, columns in TABLES.items():
        for number, row in typed.filled(table):
            for column, text in zip(columns, row, strict=True):
                if not text and column in NEEDED:
                    yield f"{table}-{number}-{column}", NEEDED[column]
                elif len(text) > LINE and column != "value":
                    yield f"{table}-{number}-{column}", _too_long(text)
    numbers = dict(_misread(typed)) or dict(_misdrawn(typed))
    yield from numbers.items()
    if not numbers:
        yield from _mistold(typed)


NEEDED = {
    "label": _("Say what this is: the words before it."),
    "text": _("Which words? Take them from what is shown, word for word."),
    "note": _("Say what they give away."),
}


def _too_long(text: str) -> Any:
    said = _("“{start}…” has {n} characters: {most} are the most.")
    return format_lazy(said, start=text[:30], n=len(text), most=LINE)


def _misread(typed: Typed) -> Iterator[tuple[str, Any]]:
    """Numbers that are none."""
    for name, text in typed.numbers.items():
        parts = re.findall(r"[^\s,;]+", text)
        if len(_figures(text)) != len(parts):
            yield name, _("Write whole numbers, such as 42.")
        elif name != "scores" and len(parts) > 1:
            yield name, _("Write one number.")


def _misdrawn(typed: Typed) -> Iterator[tuple[str, Any]]:
    """What is wrong with the numbers, said at the first one that it is about."""
    for name, sentence in exhibits.misdrawn(typed.said):
        takes = exhibits.DRAWN.get(typed.type, ())
        if name not in takes:
            said = _("“{kind}” is not drawn from this: empty it, or choose something else.")
            sentence = format_lazy(said, kind=exhibit_words.name(typed.type))
        elif name not in typed.said:
            sentence = _("It is drawn from this number: fill it in.")
        yield name, sentence


def _mistold(typed: Typed) -> Iterator[tuple[str, Any]]:
    """Words to mark that are not there once, and notes that are too long."""
    rows = [(number, text, note) for number, (text, note) in typed.filled("tell") if text]
    tell = [{"text": text, "note": ""} for _number, text, _note in rows]
    for place, sentence in exhibits.faults({**typed.said, "tell": tell}):
        yield f"tell-{rows[place][0]}-text", sentence
    for number, _text, note in rows:
        if (n := len(note.split())) > exhibits.NOTE_WORDS:
            said = _("This note has {n} words: {most} are the most.")
            yield f"tell-{number}-note", format_lazy(said, n=n, most=exhibits.NOTE_WORDS)
