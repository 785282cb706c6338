"""The formats of the exchange, by name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext_lazy as _

from quiz.content import schema
from quiz.exchange import archive, csv_file, from_workbook, table, to_workbook, yaml_file
from quiz.exchange.encoding import SIZE_LIMIT, Unreadable, decode
from quiz.exchange.moodle import aiken, embedded, from_gift, to_gift, to_moodle, to_xml, xml
from quiz.exchange.pictures import FILES_LIMIT, Files
from quiz.exchange.qti import package
from quiz.exchange.records import Reading, Record

Write = Callable[..., str | bytes]  # of records, the bank, and the pictures by their digests


@dataclass(frozen=True)
class Format:
    """How a format is called, what its files are, and what it does.

    ``unpack`` takes apart what is no text by itself: into a text, which ``read`` reads, and
    the pictures beside it. Where no text is in it at all, ``read`` gets its bytes.
    ``losses`` has a sentence for each thing of a record that it cannot carry; ``elsewhere``
    says what it never carries, and ``fits`` which questions it has room for at all.
    """

    name: str
    label: Any
    ending: str
    media: str
    read: Callable[[Any], Reading]
    write: Write
    losses: Callable[[Record], Iterator[str]]
    elsewhere: Any = ""
    unpack: Callable[[bytes], tuple[bytes, Files]] | None = None
    is_text: bool = True
    fits: Callable[[Record], bool] = lambda record: True

    def carries(self, column: str) -> bool:
        return any(each.column == column for each in schema.carried(self.name))

    @property
    def pictured(self) -> bool:
        """Whether its files have pictures."""
        return self.carries("picture")

    @property
    def limit(self) -> int:
        """How many bytes a file may have."""
        return FILES_LIMIT if self.unpack else SIZE_LIMIT


def _without_bank(write: Callable[[list[Record]], str | bytes]) -> Write:
    return lambda records, bank, pictures=None: write(records)


def _without_pictures(write: Callable[[list[Record], dict[str, Any]], str | bytes]) -> Write:
    return lambda records, bank, pictures=None: write(records, bank)


def _moodle(records: list[Record], bank: dict[str, Any], pictures: Files | None = None) -> str:
    return to_xml.write(records, pictures or {})


def _plain_text(text: str) -> Reading:
    return aiken.read(text) if aiken.looks_like(text) else from_gift.read(text)


CHECKS = _("The bank’s own wording and the days of checks are left out.")

FORMATS = {
    each.name: each
    for each in (
        Format(
            "yaml", _("YAML: all but pictures, as in our own bank files"), ".yaml",
            "application/yaml", yaml_file.read, _without_pictures(yaml_file.write),
            lambda record: iter(()),
        ),
        Format(
            "archive", _("Archive: everything, as YAML with its pictures"), ".zip",
            "application/zip", archive.read, archive.write, lambda record: iter(()),
            unpack=archive.unpack,
        ),
        Format(
            "csv", _("CSV: a table for spreadsheets"), ".csv", "text/csv",
            csv_file.read, _without_bank(csv_file.write), table.losses, CHECKS,
            fits=table.fits,
        ),
        Format(
            "xlsx", _("Workbook: the same table for Excel and others"), ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            from_workbook.read, _without_bank(to_workbook.write), table.losses, CHECKS,
            is_text=False, fits=table.fits,
        ),
        Format(
            "gift", _("GIFT: Moodle’s plain text; Aiken is read too"), ".gift.txt", "text/plain",
            _plain_text, _without_bank(to_gift.write), to_moodle.losses, CHECKS,
        ),
        Format(
            "xml", _("Moodle XML"), ".xml", "application/xml",
            xml.read, _moodle, to_moodle.losses, CHECKS, unpack=embedded.unpack,
        ),
        Format(
            "qti", _("QTI 2.1: a package for learning systems; Canvas’s is read too"), ".qti.zip",
            "application/zip", package.read, package.write, package.losses, CHECKS,
            unpack=package.unpack, is_text=False,
        ),
    )
}  # fmt: skip

ENDINGS = {
    ".zip": "archive", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx",
    ".gift": "gift", ".txt": "gift", ".xml": "xml", ".qti": "qti", ".imscc": "qti",
}  # fmt: skip


def by_name(file_name: str, data: bytes = b"") -> Format | None:
    """The format that a file's name says it has; of plain text, what its beginning looks like."""
    ending = PurePath(file_name).suffix.lower()
    name = ENDINGS.get(ending, "")
    if ending == ".txt":
        name = looks_like(data)
    elif (name == "archive" and package.MANIFEST.encode() in data) or (
        name == "xml" and re.search(b"<(?:questestinterop|assessmentItem)", data[:4_000])
    ):
        name = "qti"
    return FORMATS.get(name)


def looks_like(data: bytes) -> str:
    """What plain text is: Moodle's XML, a table whose first row names our columns, or GIFT."""
    try:
        text, _encoding = decode(data)
    except Unreadable:  # it will be told so when it is read
        return "gift"
    first, _line_end, _rest = text.lstrip().partition("\n")
    if re.match(r"<\?xml|<quiz", first, re.I):
        return "xml"
    cells = [cell.strip(' "').lower() for cell in re.split("[\t;,]", first)]
    return "csv" if len(cells) > 1 and "prompt" in cells else "gift"
