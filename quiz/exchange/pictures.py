"""Pictures that come with a file: made safe, and known by what they are."""

import time
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.images import Refused, SanitizedImage, as_it_is, made_safe
from quiz.exchange.encoding import Unreadable
from quiz.exchange.records import Reading

Files = dict[str, bytes]  # by the names that a file gives them

FILES_LIMIT = 20_000_000  # bytes of a file with its pictures
MOST_PICTURES = 100  # of a file
MOST_SECONDS = 12  # of a processor, so that the page is there before anybody gives up
PICTURE_FILE = "{}.webp"  # what one is called that we write, by its digest
COLUMNS = ["picture", *(each.column for each in schema.FIELDS if each.needs == "picture")]


def settle(reading: Reading, files: Files) -> None:
    """Put the digest of each picture in the place of its name; what is none is told and dropped.

    Raises ``Unreadable`` where there are too many.
    """
    known: dict[str, SanitizedImage | Any] = {}
    until = time.thread_time() + MOST_SECONDS
    for record in reading.records:
        name = record.fields.get("picture")
        if not name:
            continue
        if name in files and name not in known:
            if len(known) == MOST_PICTURES or time.thread_time() > until:
                said = _("The file has more pictures than can be read at once (%(n)s). Split it.")
                raise Unreadable(said % {"n": len(known)})
            known[name] = _safe(files[name])
        found = known.get(name, _("it is not in the file"))
        if isinstance(found, SanitizedImage):
            reading.pictures[found.digest] = found
            record.fields["picture"] = found.digest
            continue
        told = _("Its picture is left out: %(why)s")
        record.notes.append(told % {"why": found})
        for column in COLUMNS:
            record.fields.pop(column, None)


def _safe(data: bytes) -> SanitizedImage | Any:
    """The picture, or a sentence that says why it is none."""
    try:
        return as_it_is(data) or made_safe(BytesIO(data), one_of_many=True)
    except Refused as refused:
        return refused.sentence
