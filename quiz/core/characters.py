"""Which characters a text of ours is made of. Standard library only.

Every text is tidied once, where it enters: by the fields of the desk and of reports, and
by the readers of files. So texts that look alike are alike, and nothing that is stored
breaks a page, a feed or an export.
"""

import re
import unicodedata

MARKS = 30  # no language needs more; Unicode's own limit (UAX 15, Stream-Safe Text Format)

# Line ends of all sorts; slides and word processors write \v for a line within a paragraph.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BREAKS = re.compile("[\n\r\t\v\f\x85\u2028\u2029]")
_UNFIT = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u200b\u2060-\u2064\ufeff"  # spaces without width, byte-order marks
    "\u202a-\u202e\u2066-\u2069"  # what turns the direction of all that follows
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters, and what is none
)
# Joiners after Latin letters join nothing. Persian, Hindi and emoji need theirs.
_IDLE_JOINERS = re.compile("(?<![^\0-\u036f\u2000-\u206f])[\u200c\u200d]+")
# Of signs that may be accents, of which the first is U+0300.
_LONG_ROW = re.compile(f"[^\0-\u02ff]{{{MARKS + 1}}}")
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tidy(text: str) -> str:
    """``text`` with plain line ends, composed accents, and nothing that nobody sees.

    Spaces go from the ends of its lines, and empty lines from its own ends. What is tidy
    stays as it is: ``tidy(tidy(text)) == tidy(text)``.
    """
    text = _UNFIT.sub("", _LINE_ENDS.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _with_few_marks(text))
        if "\u200c" in text or "\u200d" in text:
            text = unicodedata.normalize("NFC", _IDLE_JOINERS.sub("", text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _with_few_marks(text: str) -> str:
    """``text`` with at most ``MARKS`` accents in a row: to sort a heap of them takes for ever."""
    if not _LONG_ROW.search(text):
        return text
    kept, marks = [], 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= MARKS:
            kept.append(sign)
    return "".join(kept)


def tidy_line(text: str) -> str:
    """The same for a text that is one line: its line ends and tabs are spaces."""
    return one_line(tidy(text))


def one_line(text: str) -> str:
    """``text`` with a space where it had line ends or tabs."""
    return " ".join(part for each in _BREAKS.split(text) if (part := each.strip()))


def for_xml(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold (its production 2, ``Char``)."""
    return _NOT_IN_XML.sub("", text)
