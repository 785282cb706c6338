"""Questions as CSV, as spreadsheets of any language save it.

A cell that a spreadsheet would take for a formula gets an apostrophe before it,
as does one that begins with an apostrophe, so that nothing is lost on the way back.
"""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from quiz.content.numbers import LONGEST, plain
from quiz.exchange import from_table, table
from quiz.exchange.cells import Cell, guarded, letters
from quiz.exchange.records import Reading, Record, said

COMMAS = ",;\t"
_SEP = re.compile(r'\A\s*"?sep=([,;\t|])"?[,;\t]*(?:\n|\Z)', re.I)


def write(records: list[Record]) -> str:
    """A table with a byte-order mark, by which spreadsheets know UTF-8."""
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerows([_written(value) for value in row] for row in table.rows(records))
    return "\ufeff" + out.getvalue()


def _written(value: table.Value) -> str:
    """A cell as any spreadsheet and ``figure`` understand it."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    digits = plain(value)
    return digits if len(digits) <= LONGEST else said(value)


def read(text: str) -> Reading:
    """The questions of a table; its cells are parted by commas, semicolons or tabs.

    A first line such as ``sep=;`` says by which, and is no row to a spreadsheet.
    """
    reading = Reading()
    told = _SEP.match(text)
    body = text[told.end() :] if told else text
    from_table.read(
        _rows(body, told[1] if told else comma(body), int(bool(told)), reading), reading
    )
    return reading


def _rows(
    text: str, delimiter: str, before: int, reading: Reading
) -> Iterator[tuple[int, list[Cell]]]:
    """Each row with the line it begins at; ``before`` so many lines stand before the table."""
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = before + 1
    try:
        for n, cells in enumerate(rows, start=1):
            while cells and not cells[-1].strip():  # as many as the widest row has
                del cells[-1]
            few = enumerate(cells[: table.COLUMNS + 1])
            yield line, [Cell(f"{letters(at)}{n}", cell) for at, cell in few]
            line = before + rows.line_num + 1
    except csv.Error as error:
        reading.faults.append((line, _("This is no proper CSV: %(why)s") % {"why": error}))


def comma(text: str) -> str:
    """What parts the cells of a table: the commonest of the signs in its first row."""
    first, _end, _rest = text.lstrip("\n").partition("\n")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(COMMAS, key=bare.count)
