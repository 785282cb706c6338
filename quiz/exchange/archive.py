"""A bank with its pictures in one file: our YAML, zipped with the pictures that lie beside it.

The same bank makes the same bytes: no time is in it. What somebody hands us is looked at
before it is unpacked, in memory only, and never on a disk.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from quiz.exchange import yaml_file
from quiz.exchange.encoding import SIZE_LIMIT, Unreadable
from quiz.exchange.pictures import COLUMNS, FILES_LIMIT, PICTURE_FILE, Files
from quiz.exchange.records import Reading, Record

BANK = "bank.yaml"
FOLDER = "pictures"
MOST_FILES = 500
ENTRY = 400  # bytes a file in the list at the end of an archive
_END = b"PK\x05\x06"
_END_OF_LARGE = b"PK\x06\x07"
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the least that an archive can say of a time
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
           zlib.error, struct.error)  # fmt: skip


def write(records: list[Record], bank: dict[str, Any], pictures: Files) -> bytes:
    """The archive; ``pictures`` are the bytes of each picture by its digest."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, BANK, yaml_file.write(records, bank, _beside).encode())
        for digest, picture in sorted(pictures.items()):
            _put(archive, _beside(digest), picture, zipfile.ZIP_STORED)
    return out.getvalue()


def _beside(digest: str) -> str:
    return f"{FOLDER}/{PICTURE_FILE.format(digest)}"


def _put(archive: zipfile.ZipFile, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, _BEGINNING)
    entry.compress_type, entry.create_system = how, 3
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, data)


def unpack(data: bytes) -> tuple[bytes, Files]:
    """The YAML in an archive and the files beside it; raises ``Unreadable`` with a sentence."""
    if is_crowded(data, MOST_FILES):
        _refuse_number()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unpacked(archive)
    except Unreadable:
        raise
    except _BROKEN:
        raise Unreadable(_("This is no zip archive that can be read. Pack it anew.")) from None


def is_crowded(data: bytes, most: int) -> bool:
    """Whether the list of files at an archive's end is too large for ``most`` files.

    It is looked at before the archive is opened, which would fill the memory with them.
    """
    tail = data[-66_000:]
    at = tail.find(_END)
    while at >= 0:
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        if size > most * ENTRY or _END_OF_LARGE in tail:
            return True
        at = tail.find(_END, at + 1)
    return False


def _refuse_number() -> None:
    said = _("The archive has more than %(most)s files. Split it.")
    raise Unreadable(said % {"most": MOST_FILES})


def _unpacked(archive: zipfile.ZipFile) -> tuple[bytes, Files]:
    entries = [entry for entry in archive.infolist() if _is_ours(entry.filename)]
    if len(entries) > MOST_FILES:
        _refuse_number()
    texts = [entry for entry in entries if entry.filename.lower().endswith((".yaml", ".yml"))]
    if len(texts) != 1:
        said = _("The archive must have one YAML file; this has %(n)s.")
        raise Unreadable(said % {"n": len(texts)})
    folder = PurePosixPath(texts[0].filename).parent
    left = FILES_LIMIT + SIZE_LIMIT
    text, files = b"", Files()
    for entry in entries:
        name = _name_within(entry.filename, folder)
        if name in files:
            raise Unreadable(_("The archive has “%(name)s” twice.") % {"name": name[:60]})
        if entry.flag_bits & 1:
            raise Unreadable(_("The archive is locked with a password. Pack it without."))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError
        with archive.open(entry) as file:
            read = file.read(left + 1)
        left -= len(read)
        if left < 0:
            said = _("What is in the archive is larger than %(most)s MB. Split it.")
            raise Unreadable(said % {"most": (FILES_LIMIT + SIZE_LIMIT) // 1_000_000})
        files[name] = read
        if entry is texts[0]:
            text = files.pop(name)
    return text, files


def _is_ours(name: str) -> bool:
    """Whether it is a file, and none that a computer has put beside those of a person."""
    path = PurePosixPath(name)
    return not name.endswith("/") and "__MACOSX" not in path.parts and path.name[:1] != "."


def _name_within(name: str, folder: PurePosixPath) -> str:
    """How the YAML file calls a file; refuses a name that leads elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or len(name) > 300:
        raise Unreadable(_("The archive has a file that leads elsewhere: “%(name)s”.") % {
            "name": name[:60]
        })  # fmt: skip
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def read(text: str) -> Reading:
    """The questions of the archive's YAML; one without a picture has none."""
    reading = yaml_file.read(text)
    for record in reading.records:
        record.fields = dict(zip(COLUMNS, (None, "", False), strict=True)) | record.fields
    return reading
