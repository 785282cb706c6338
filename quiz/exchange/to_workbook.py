"""Questions as a workbook of Excel (xlsx): the same questions give the same bytes, without a time.

No cell is a formula: what begins like one is marked as text, as Excel marks it itself.
"""

import datetime
import io
import re
import zipfile
from typing import Any

from quiz.exchange import table
from quiz.exchange.cells import DANGEROUS, letters, unguarded
from quiz.exchange.records import Record, said

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can give its parts
CREATED = datetime.datetime(2020, 1, 1)
MODIFIED = CREATED.isoformat().encode() + b"Z"
WIDE = 50
MOST_EXACT = 2**53


def write(records: list[Record]) -> bytes:
    """A workbook of one sheet. Numbers are numbers, and all else is text that nobody computes."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    book.properties.creator = book.properties.lastModifiedBy = None
    book.properties.created = CREATED
    sheet = book.create_sheet("Questions")
    sheet.freeze_panes = "B2"
    for n, row in enumerate(table.rows(records)):
        cells = []
        for at, value in enumerate(row):
            if n == 0:
                prose = str(value) in ("prompt", "explanation", "passage", "claim", "since")
                sheet.column_dimensions[letters(at)].width = WIDE if prose else WIDE // 3
            cell = WriteOnlyCell(sheet, _held(value))
            if isinstance(cell.value, str):
                cell.data_type, cell.number_format = "s", "@"  # what is typed there stays a text
                cell.quotePrefix = cell.value.startswith((*DANGEROUS, "'"))
            if n == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _held(value: table.Value) -> Any:
    """A value as a cell holds it; a number that no workbook keeps whole is a text."""
    if isinstance(value, str):
        # What looks like an escape of the format, or like our guard, is one of its own.
        text = re.sub("_(?=x[0-9A-F]{4}_)", "_x005F_", value)
        return (text if unguarded(text) == text else f"'{text}") or None
    if isinstance(value, bool) or value is None:
        return value
    large = isinstance(value, int) and abs(value) > MOST_EXACT
    exact = not large and float(f"{value:.16g}") == value
    return value if exact else said(value)


def _without_times(data: bytes) -> bytes:
    """The same workbook, whose parts say no time of their own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in sorted(made.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = made.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + MODIFIED, part)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            kept.writestr(info, part)
    return out.getvalue()
