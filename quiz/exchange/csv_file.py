"""Questions as CSV: one row each, for spreadsheets. Only kinds whose answers fit in a row.

A cell that a spreadsheet would take for a formula gets an apostrophe before it,
as does one that begins with an apostrophe, so that nothing is lost on the way back.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, get_origin

from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.numbers import LONGEST, Number, plain
from quiz.content.schema import SOURCE_PARTS, Field, Holds
from quiz.core.characters import tidy_line
from quiz.core.kinds import KINDS
from quiz.exchange.records import (
    TRUTHS,
    Columns,
    Finding,
    Misread,
    Reading,
    Record,
    Spec,
    figure,
    number,
    said,
    shaped,
    tidied,
)

Figure = Callable[[str], Number | None]  # the number in a column; notes what is none
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
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = 300


def guarded(text: str) -> str:
    """``text`` as a cell that no spreadsheet computes."""
    if text.startswith((*DANGEROUS, "'")) and number(text) is None:
        return f"'{text}"
    return text


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*DANGEROUS, "'")) else cell


# Writing


def write(records: list[Record]) -> str:
    """A table with a byte-order mark, by which spreadsheets know UTF-8."""
    flat = [record for record in records if record.kind in FLAT]
    rights = max([1, *(len(_rights(record)) for record in flat)])
    wrongs = max([4, *(len(record.fields["spec"].get("wrong", ())) for record in flat)])
    head = ["ref", "kind", "topic", "fact", "prompt", *(f"right_{n + 1}" for n in range(rights))]
    for n in range(wrongs):
        head += [f"wrong_{n + 1}", f"tempts_{n + 1}"]
    head += SPEC_COLUMNS
    head += [name for name in _columns() if name not in head]
    out = io.StringIO()
    table = csv.DictWriter(out, head, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writeheader()
    for record in flat:
        table.writerow({name: guarded(cell) for name, cell in _row(record)})
    return "\ufeff" + out.getvalue()


def _carried() -> list[Field]:
    """The fields of a question but its answers, as a table has them: texts, numbers, sources."""
    carried = schema.carried("csv")
    return [
        *(each for each in carried if each.is_text),
        *(each for each in carried if each.holds is Holds.NUMBER),
        *(each for each in carried if each.holds is Holds.SOURCE),
    ]


def _names(field: Field) -> list[str]:
    """The columns of the table for one field; a source has one for each of its parts."""
    if field.holds is Holds.SOURCE:
        return [f"{field.column}_{part}" for part in SOURCE_PARTS]
    return [field.column]


def _columns() -> list[str]:
    return [name for field in _carried() for name in _names(field)]


def _cells(field: Field, value: Any) -> list[str]:
    if field.holds is Holds.SOURCE:
        return [(value or {}).get(part, "") for part in SOURCE_PARTS]
    return [value if field.is_text else _digits(value)]


def _rights(record: Record) -> list[str]:
    right = record.fields["spec"]["right"]
    if isinstance(right, bool):
        return ["true" if right else "false"]
    if isinstance(right, list):
        return right
    return [right if isinstance(right, str) else _digits(right)]


def _digits(value: Number | None) -> str:
    """A number as any spreadsheet and ``figure`` understand it."""
    if value is None:
        return ""
    written = plain(value)
    return written if len(written) <= LONGEST else said(value)


def _row(record: Record) -> Iterator[tuple[str, str]]:
    spec = record.fields["spec"]
    yield from [("ref", record.ref), ("kind", record.kind)]
    yield from [("topic", record.topic), ("fact", record.fact)]
    for n, right in enumerate(_rights(record), start=1):
        yield f"right_{n}", right
    for n, wrong in enumerate(spec.get("wrong", ()), start=1):
        yield f"wrong_{n}", wrong["text"]
        yield f"tempts_{n}", wrong["tempts"]
    for name in SPEC_COLUMNS:
        value = spec.get(name, "")
        yield name, value if isinstance(value, str) else _digits(value)
    for field in _carried():
        yield from zip(_names(field), _cells(field, record.fields[field.column]), strict=True)


def losses(record: Record) -> Iterator[str]:
    if record.kind not in FLAT:
        yield _("A table has no room for such answers: the question is left out.")
    elif record.fields.get("exhibit"):
        yield _("What is read before answering is left out.")


# Reading


def read(text: str) -> Reading:
    """The questions of a table; its cells are parted by commas, semicolons or tabs."""
    reading = Reading()
    first = text[: text.find("\n") if "\n" in text else None]
    comma = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=comma, strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in rows:
            at, line = line, rows.line_num + 1
            if not names:
                names = [cell.strip().lower().replace(" ", "_") for cell in cells[: COLUMNS + 1]]
                if fault := _head_fault(names):
                    reading.faults.append((at, fault))
                    break
                for unknown in [name for name in names if name and not _known(name)]:
                    told = _("The column “%(name)s” is left out: it is none of ours.")
                    reading.notes.append((at, told % {"name": unknown[:60]}))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if reading.full(at):
                break
            if len(cells) > len(names):
                told = _("this row has %(n)s cells and the first row has %(most)s")
                told %= {"n": len(cells), "most": len(names)}
                name = reading.named(cells[names.index("prompt")])
                reading.faults.append(Finding(at, told, name))
                continue
            _add(dict(zip(names, map(unguarded, cells), strict=False)), at, reading)
    except csv.Error as error:
        reading.faults.append((line, _("This is no proper CSV: %(why)s") % {"why": error}))
    if not names and not reading.faults:
        reading.faults.append((1, _("The file is empty.")))
    return reading


def _head_fault(names: list[str]) -> str:
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
        or name in _columns()
        or (stem in ("right", "wrong", "tempts") and digits.isdecimal())
    )


def _add(row: dict[str, str], line: int, reading: Reading) -> None:
    faults: list[str] = []
    name = reading.named(row.get("prompt", ""))

    def read_figure(name: str) -> Number | None:
        text = row.get(name, "").strip()
        try:
            return figure(text) if text else None
        except Misread as reason:
            faults.append(f"{name}: {reason}")
            return None

    rights = [tidy_line(row[name]) for name in _numbered(row, "right") if tidy_line(row[name])]
    kind = row.get("kind", "").strip().lower() or _guess(rights)
    if kind not in FLAT:
        if kind in KINDS:
            faults.append(_("a table has no room for answers of this kind"))
            reading.skipped.append(Finding(line, faults[0], name))
        else:
            told = _("there is no kind “%(kind)s”; it may be %(kinds)s")
            faults.append(told % {"kind": kind[:60], "kinds": ", ".join(FLAT)})
            reading.faults.append(Finding(line, faults[0], name))
        return
    said: Columns = {}
    for field in _carried():
        names = _names(field)
        if names[0] not in row:
            continue
        if field.holds is Holds.SOURCE:
            cells = [tidy_line(row.get(name, "")) for name in names]
            said[field.column] = dict(zip(SOURCE_PARTS, cells, strict=True)) if any(cells) else None
        elif field.is_text:
            said[field.column] = tidied(field, row[field.column])
        else:
            said[field.column] = read_figure(field.column)
    if "right_1" in row or "right" in row:
        said["spec"] = shaped(kind, _spec(kind, row, rights, read_figure, faults))
    if faults:
        reading.faults.append(Finding(line, "; ".join(faults), name))
    else:
        reading.records.append(
            Record(
                kind=kind,
                fields=said,
                topic=tidy_line(row.get("topic", "")),
                fact=tidy_line(row.get("fact", "")),
                ref=row.get("ref", "").strip(),
                line=line,
            )
        )


def _numbered(row: dict[str, str], stem: str) -> list[str]:
    """The columns of a list, in the order of their numbers."""
    found = [name for name in row if name.rpartition("_")[0] == stem and name[-1].isdecimal()]
    plain = [stem] if stem == "right" and stem in row else []
    return plain + sorted(found, key=lambda name: int(name.rpartition("_")[2][:6]))


def _guess(rights: list[str]) -> str:
    if len(rights) == 1 and rights[0].lower() in ("true", "false"):
        return "true_false"
    return "multiple" if len(rights) > 1 else "choice"


def _spec(
    kind: str, row: dict[str, str], rights: list[str], read_figure: Figure, faults: list[str]
) -> Spec:
    """The answers of a row, by the types of what the kind has; faults get a sentence each."""
    spec: Spec = {}
    for part in fields(KINDS[kind]):
        if part.name == "right":
            spec["right"] = _right(part.type, row, rights, read_figure, faults)
        elif part.name == "wrong":
            numbers = [name.rpartition("_")[2] for name in _numbered(row, "wrong")]
            texts = [(row[f"wrong_{n}"], row.get(f"tempts_{n}", "")) for n in numbers]
            wrong = [{"text": tidy_line(text), "tempts": tidy_line(why)} for text, why in texts]
            spec["wrong"] = [each for each in wrong if any(each.values())]
        elif text := row.get(part.name, "").strip():
            spec[part.name] = text if part.type is str else read_figure(part.name)
    return spec


def _right(
    type_: Any, row: dict[str, str], rights: list[str], read_figure: Figure, faults: list[str]
) -> Any:
    """What is right: a text, a list of texts, a truth value or a number."""
    if get_origin(type_) is tuple:
        return rights
    if type_ is bool:
        truth = rights[0].lower() if rights else ""
        if truth and truth not in TRUTHS:
            faults.append(_("right_1 must be true or false"))
        return TRUTHS.get(truth)
    if type_ is not str:
        return read_figure("right_1" if "right_1" in row else "right")
    if len(rights) > 1:
        faults.append(_("a choice has one right answer; this has %(n)s") % {"n": len(rights)})
    return rights[0] if rights else ""
