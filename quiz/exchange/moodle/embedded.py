"""Files that Moodle writes into its XML, taken out before anything else is read.

They would be most of the text, and too long for its elements. In their place stands a name of
ours, and the limit of a text counts without them.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import count

from django.utils.translation import gettext as _

from quiz.exchange.encoding import Unreadable
from quiz.exchange.pictures import Files

EXHIBIT = "exhibit.json"  # which stays where it is: it is text, and short
EXHIBIT_LENGTH = 50_000
MOST_FILES = 2_000
NAME = "embedded-file-"
_FILES = re.compile(
    rb"(?P<open><(?P<tag>file|image_base64)\b[^<>]*>)(?P<data>[^<]*)(?=</(?P=tag)>)"
    rb"|data:image/[a-z.+-]{1,20};base64,(?P<inline>[A-Za-z0-9+/=%\s]*)"
)


def unpack(data: bytes) -> tuple[bytes, Files]:
    """The XML with a name in the place of each file, and the files by these names.

    Raises ``Unreadable`` where there are too many.
    """
    files = Files()
    numbers = count(1)

    def taken(found: re.Match[bytes]) -> bytes:
        start = found["open"] or b""
        if EXHIBIT.encode() in start and len(found["data"]) < EXHIBIT_LENGTH:
            return found[0]
        number = next(numbers)
        if number > MOST_FILES:
            said = _("The file has more than %(most)s files in it. Split it.")
            raise Unreadable(said % {"most": f"{MOST_FILES:,}"})
        name = f"{NAME}{number}"
        files[name] = _decoded(found["data"] if start else found["inline"])
        return start + name.encode()

    return _FILES.sub(taken, data), files


def _decoded(data: bytes) -> bytes:
    try:
        return base64.b64decode(data.replace(b"%2B", b"+").replace(b"%2F", b"/"))
    except (binascii.Error, ValueError):
        return b""


def wrapped(data: bytes) -> Iterator[str]:
    """The bytes as text, in lines as mail has them."""
    text = base64.b64encode(data).decode()
    yield from (text[start : start + 76] for start in range(0, len(text), 76))
