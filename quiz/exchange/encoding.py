"""Texts from files: which characters they are."""

import codecs
import re
import unicodedata
from itertools import islice, pairwise

from django.utils.translation import gettext as _

SIZE_LIMIT = 5_000_000  # bytes of a file
LINE_LIMIT = 200_000

# UTF-32 comes first: its mark for little-endian begins like that of UTF-16.
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]{1,40})["']""")


# What programs write that do not write Unicode; each in turn where nothing speaks against it.
LEGACY = ("cp1252", "mac_roman", "cp1250", "cp1251", "cp1253")
# Words begin where none has begun, so that a long one without such a letter is gone through once.
_WORDS = re.compile(rb"""(?<![^\s,;"'])[^\s,;"']*[\x80-\xff][^\s,;"']*""")
_LETTERS = re.compile(r"""(?<![^\s,;"'])[^\s,;"']*[^\x00-\x7f\s,;"'][^\s,;"']*""")
_SAMPLE = 400  # words by which the encoding is found
_MID_WORD = "§¶‰¿¡"  # signs that no word has within it


class Unreadable(ValueError):
    """A file that is not worth a closer look: too large, or no text."""


def decode(data: bytes) -> tuple[str, str]:
    """A file's text, with plain line ends, and the encoding it was read as.

    A byte-order mark decides, then what an XML file declares, then whether it
    is UTF-8; what is not is taken for the one of Windows or of old Macs in which its words
    look like words.
    """
    if len(data) > SIZE_LIMIT:
        said = _("The file is larger than %(most)s MB. Split it, or leave pictures out.")
        raise Unreadable(said % {"most": SIZE_LIMIT // 1_000_000})
    text, encoding = _decoded(data)
    if text.startswith("ï»¿"):  # a mark of UTF-8 that somebody read as Windows-1252
        said = _("The file was opened in a wrong encoding and saved again. Open it as UTF-8.")
        raise Unreadable(said)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if text.count("\n") > LINE_LIMIT:
        said = _("The file has more than %(most)s lines. Split it.")
        raise Unreadable(said % {"most": f"{LINE_LIMIT:,}"})
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), "")
    declared = DECLARED.match(data)
    guesses = [marked] if marked else []
    if not marked and data[:200].count(0) > len(data[:200]) // 4:
        guesses = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    elif not marked:
        guesses = [declared[1].decode() if declared else "", "utf-8"]
    for encoding in filter(None, guesses):
        try:
            # Names of what is no encoding of text, such as "hex", raise LookupError here.
            return data.decode(encoding), codecs.lookup(encoding).name
        except (LookupError, ValueError):
            continue
    if not marked and not guesses[-1].startswith("utf-16"):
        likely = min(LEGACY, key=lambda each: _oddness(data, each))
        return data.decode(likely, "replace"), likely
    raise Unreadable(_("The file’s characters cannot be read. Save it as UTF-8."))


def _oddness(data: bytes, encoding: str) -> int:
    """How much speaks against an encoding: what stands side by side in no word of any language."""
    odd = 0
    for found in islice(_WORDS.finditer(data), _SAMPLE):
        word = found[0][:60].decode(encoding, "replace")
        odd += word.count("\ufffd") * 5
        odd += sum(map(_odd_pair, pairwise(word)))
        odd += len(re.findall("[À-ɏ]{3}", word))
    return odd


def _odd_pair(pair: tuple[str, str]) -> bool:
    one, other = pair
    if not one.isalpha():
        return False
    if other.isalpha():
        scripts = {unicodedata.name(each, "").partition(" ")[0] for each in pair}
        return (one.islower() and other.isupper()) or len(scripts) > 1
    return other in _MID_WORD or (other > "\x7f" and unicodedata.category(other)[0] in "SNC")


def sample(text: str, most: int = 3) -> str:
    """The first words that are no ASCII, for whoever can tell whether they are right."""
    words = islice(_LETTERS.finditer(text), most)
    return " ".join(dict.fromkeys(found[0][:30] for found in words))
