"""Questions in a workbook of Excel (xlsx), read without trusting it.

Nothing is computed: of a formula the result counts that the file brings. What openpyxl
would read whole is bounded before it sees the file.
"""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from django.utils.translation import gettext as _

from quiz.content.numbers import Number, plain
from quiz.exchange import from_table, table
from quiz.exchange.archive import is_crowded
from quiz.exchange.cells import Cell, letters
from quiz.exchange.encoding import SIZE_LIMIT, Unreadable
from quiz.exchange.html import shifted
from quiz.exchange.records import Reading, said

UNPACKED_LIMIT = 20_000_000  # bytes
MEMBERS = 200
SHEETS = 50
ELEMENTS = 300_000  # in sheets and their texts
ELEMENTS_ELSEWHERE = 50_000  # in styles and the like
FORMAT = 255  # characters of a number's format, as in Excel
ROWS = 10_000
OLD = b"\xd0\xcf\x11\xe0"  # how Excel's old workbooks begin, and those with a password
_COUNTED = range(15_000, 75_000)  # days as workbooks count them
_ESCAPED = re.compile("_x(005F|000[9AD])_")
_OWN_WAY = re.compile(r'[$€£¥"]|\[\$')  # of a number's format: it shows more than the number


def read(data: bytes) -> Reading:
    """The questions of the first sheet that has any; raises ``Unreadable`` with a sentence."""
    reading = Reading()
    with _archive(data) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that it does not know
        try:
            _read(data, archive, reading)
        except Unreadable:
            raise
        except Exception as error:  # whatever a broken file makes the library raise
            raise Unreadable(_("This workbook is damaged. Save it again, or as CSV.")) from error
    return reading


def _archive(data: bytes) -> zipfile.ZipFile:
    """The parts of a workbook that is small enough to be read."""
    if data.startswith(OLD):
        said = _("This is an old workbook, or one with a password. Save it as .xlsx without one.")
        raise Unreadable(said)
    if len(data) > SIZE_LIMIT:
        raise Unreadable(_("The file is larger than %(most)s MB.") % {"most": SIZE_LIMIT // 10**6})
    if is_crowded(data, MEMBERS):
        raise _too_much()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        names = archive.namelist()
        large = len(parts) > MEMBERS or sum(each.file_size for each in parts) > UNPACKED_LIMIT
        if not large and ("xl/workbook.xml" not in names or len(names) > len(set(names))):
            raise Unreadable(_("This is no workbook of Excel. Save it as .xlsx or CSV."))
        if large or _crowded(archive):
            raise _too_much()
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("This is no workbook of Excel. Save it as .xlsx or CSV.")) from None
    return archive


def _too_much() -> Unreadable:
    return Unreadable(_("The workbook holds too much. Keep the questions’ sheet alone."))


def _crowded(archive: zipfile.ZipFile) -> bool:
    counts = {True: 0, False: 0}
    for name in archive.namelist():
        cells = name.startswith(("xl/worksheets/", "xl/sharedStrings"))
        counts[cells] += _elements(archive.read(name))
    return counts[True] > ELEMENTS or counts[False] > ELEMENTS_ELSEWHERE


def _elements(part: bytes) -> int:
    """How many elements a part of XML has, up to one more than may be; none in a picture.

    A parser counts them: a sheet may have any name, and be written in any encoding.
    Raises ``Unreadable`` for what no workbook has: a document type, by which a few letters
    become a gigabyte, and a number's format that is longer than Excel takes.
    """
    count = 0

    def count_one(_tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > ELEMENTS:
            raise _Enough
        if len(attributes.get("formatCode", "")) > FORMAT:
            refuse()

    def refuse(*_declared: Any) -> None:
        raise Unreadable(_("This workbook is damaged. Save it again, or as CSV."))

    parser = ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = count_one, refuse
    with suppress(ExpatError, LookupError, _Enough):
        parser.Parse(part, True)
    return count


class _Enough(Exception):
    """There are more elements than may be."""


def _read(data: bytes, archive: zipfile.ZipFile, reading: Reading) -> None:
    from openpyxl import load_workbook  # it takes a tenth of a second

    def loaded(results: bool) -> Any:
        book = load_workbook(
            io.BytesIO(data), read_only=True, data_only=results, keep_links=False, rich_text=True
        )
        for sheet in book.worksheets:
            sheet.reset_dimensions()
        return book

    book = loaded(True)
    if len(book.worksheets) > SHEETS:
        raise _too_much()
    filled = [(sheet, row) for sheet in book.worksheets if (row := _first_row(sheet))]
    if not filled:
        reading.faults.append((1, _("The file is empty.")))
        return
    sheet = next((each for each, row in filled if "prompt" in row), filled[0][0])
    sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
    computed: set[str] = set()
    if any(re.search(rb"<(\w+:)?f[ >/]", archive.read(part)) for part in sheets):
        formulas = loaded(False)[sheet.title]
        computed = {
            cell.coordinate for row in _rows(formulas) for cell in row if cell.data_type == "f"
        }
    texts: set[str] = set()
    from_table.read(_lines(book, sheet, computed, texts), reading)
    others = [each.title for each, _row in filled if each is not sheet]
    reading.notes += [(1, note) for note in _left_out(archive, sheets, others, texts)]


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=ROWS, max_col=table.COLUMNS + 1)
    return rows


def _first_row(sheet: Any) -> list[str]:
    for row in _rows(sheet):
        if any(cell.value is not None for cell in row):
            return [str(cell.value or "").strip().lower() for cell in row]
    return []


def _lines(
    book: Any, sheet: Any, computed: set[str], texts: set[str]
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of a sheet as a table has them; the ``texts`` of its cells are kept."""
    for n, row in enumerate(_rows(sheet), start=1):
        used = next((at for at in range(len(row), 0, -1) if row[at - 1].value is not None), 0)
        cells = [
            _cell(f"{letters(at)}{n}", each, book.epoch, computed)
            for at, each in enumerate(row[:used])
        ]
        while cells and cells[-1].empty:
            cells.pop()
        texts.update(cell.text for cell in cells)
        yield n, cells


def _cell(name: str, cell: Any, epoch: datetime.datetime, computed: set[str]) -> Cell:
    value = cell.value
    if value is None:
        doubt = _("it holds a formula, and the file does not say its result")
        return Cell(name, "=", doubt=doubt) if name in computed else Cell(name, "")
    if isinstance(value, bool):
        return Cell(name, "true" if value else "false")
    if isinstance(value, int | float):
        return _number_cell(name, value, cell.number_format, epoch)
    if isinstance(value, datetime.datetime | datetime.date):
        return _day_cell(name, value, cell.number_format)
    if isinstance(value, datetime.time | datetime.timedelta):
        return Cell(name, str(value), doubt=_("a spreadsheet has made a time of it: write a text"))
    return Cell(name, _text(value), typed=cell.data_type != "e")


def _number_cell(name: str, value: Number, shown: str, epoch: datetime.datetime) -> Cell:
    if "%" in shown:
        return Cell(name, f"{plain(round(value * 100, 10))}%")
    whole = isinstance(value, int) and value in _COUNTED
    day = str((epoch + datetime.timedelta(value)).date()) if whole else ""
    own = _("it holds the number %(number)s and shows it in a way of its own: write a text")
    doubt = own % {"number": said(value)} if _OWN_WAY.search(shown) else ""
    return Cell(name, said(value), number=value, day=day, doubt=doubt)


def _day_cell(name: str, value: datetime.date, shown: str) -> Cell:
    """A day as the workbook shows it: Jun-20 is a month, and 20-Jun belongs to no year."""
    parts = re.sub(r'"[^"]*"|\\.|\[[^]]*\]', "", shown.lower())
    iso = value.isoformat()[:10]
    told = {"text": iso}
    if "y" not in parts and "d" in parts:
        return Cell(name, iso, doubt=_("a spreadsheet has made %(text)s of a day without a year")
                    % told)  # fmt: skip
    length = 10 if "d" in parts else 7 if "m" in parts else 4
    doubt = _("a spreadsheet has made the day %(text)s of it: write a text") % told
    return Cell(name, iso, day=iso[:length], doubt=doubt)


def _text(value: Any) -> str:
    """A text with what is set higher, lower or struck out in it."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    runs = []
    for run in value if isinstance(value, CellRichText) else [str(value)]:
        text, font = (run.text, run.font) if isinstance(run, TextBlock) else (str(run), None)
        if font and font.vertAlign in ("superscript", "subscript"):
            text = shifted(text, font.vertAlign[:3])
        runs.append(_("(struck out: %(text)s)") % {"text": text} if font and font.strike else text)
    return _ESCAPED.sub(lambda found: "_" if found[1] == "005F" else "\n", "".join(runs))


def _left_out(
    archive: zipfile.ZipFile, sheets: list[str], others: list[str], texts: set[str]
) -> Iterator[str]:
    """A sentence for each thing that is in the workbook and in no cell of the table."""
    names = archive.namelist()
    if others:
        yield _("Only one sheet is read; left out: %(names)s.") % {"names": ", ".join(others)}
    if any("omments" in name for name in names):
        yield _("The comments on its cells are left out.")
    if any(name.startswith("xl/media/") for name in names):
        yield _("The pictures in it are left out.")
    links = b"".join(archive.read(name) for name in names if name.startswith("xl/worksheets/_rels"))
    hidden = {found.decode() for found in re.findall(rb'Target="(https?://[^"<>&]+)"', links)}
    if hidden := {each for each in hidden if each not in texts and f"{each}/" not in texts}:
        told = _("Addresses behind its cells are left out: %(links)s.")
        yield told % {"links": " ".join(sorted(hidden)[:5])}
    inside = [archive.read(name) for name in sheets]
    if any(b"vertAlign" in each or b"<strike" in each for each in inside):
        yield _("Letters that are set higher, lower or struck out are read as the others.")
    last = [re.findall(rb'<(?:\w+:)?row [^<>]*?\br="(\d{1,9})"', each)[-1:] for each in inside]
    if any(int(found[0]) > ROWS for found in last if found):
        yield _("What stands below row %(most)s is not read.") % {"most": f"{ROWS:,}"}
