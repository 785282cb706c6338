"""Opening a file that somebody hands us."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from quiz.exchange.encoding import Unreadable, decode, sample
from quiz.exchange.formats import Format
from quiz.exchange.pictures import Files, settle
from quiz.exchange.records import Reading
from quiz.models import Bank, Picture


def refuse_large(size: int, format_: Format) -> None:
    """Raise ``Unreadable`` for a file of so many bytes, if these are too many."""
    if size > format_.limit:
        said = _("The file is larger than %(most)s MB. Split it, or leave pictures out.")
        raise Unreadable(said % {"most": format_.limit // 1_000_000})


def opened(data: bytes, format_: Format) -> Reading:
    """What the file says; raises ``Unreadable`` with a sentence."""
    files: Files = {}
    refuse_large(len(data), format_)
    if format_.unpack:
        data, files = format_.unpack(data)
    text, encoding = decode(data) if format_.is_text else ("", "utf-8")
    reading = format_.read(text if format_.is_text else data)
    settle(reading, files)
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        words = sample(text)
        told = _("The file was read as %(encoding)s. Look at its accents: “%(words)s”.")
        told = told if words else _("The file was read as %(encoding)s.")
        name = encoding.replace("cp125", "Windows-125").replace("mac_roman", "Mac Roman")
        name = name.upper() if name == encoding else name
        reading.notes.append((1, told % {"encoding": name, "words": words}))
    if any(record.check for record in reading.records):
        told = _("The days of checks are not taken over: whoever publishes a question checks it.")
        reading.notes.append((1, told))
    return reading


def new_bank(wording: dict[str, Any]) -> Bank:
    """A bank that a file brings along, not saved yet."""
    return Bank(**wording)


def keep(reading: Reading, on: datetime.date) -> None:
    """Store the pictures; those that no question comes to use are swept out after a week."""
    for image in reading.pictures.values():
        Picture.keep(image, on)
