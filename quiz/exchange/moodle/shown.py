"""What a question shows beside its words: in Moodle a picture, and an exhibit in plain words.

Both stand in the text of the question, after what it asks. The exhibit itself goes along as a
file of that text, which Moodle keeps and does not show: so it comes back as it was.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

import pydantic
from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from quiz.content.exhibits import DRAWN
from quiz.core.characters import tidy_line
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.moodle.embedded import EXHIBIT, NAME
from quiz.exchange.moodle.texts import TEXT_LENGTH
from quiz.exchange.pictures import PICTURE_FILE
from quiz.exchange.records import Columns

PLACE = "@@PLUGINFILE@@/"
ALT_LENGTH = 300
_BLOCK = ('<div class="exhibit">', "</div>")
# No bracket is within what is found, so that each is looked at once.
_PICTURES = re.compile(
    r"""<img\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*>|!\[(?P<alt>[^][]*)\]\((?P<src>[^\s()[]+)\)""", re.I
)

# Writing


def written(fields: Columns) -> Iterator[str]:
    """The exhibit and the picture, as HTML that Moodle's Markdown takes."""
    if exhibit := fields.get("exhibit"):
        yield "".join(_words(exhibit)).join(_BLOCK)
    if digest := fields.get("picture"):
        source = escape(PLACE + quote(PICTURE_FILE.format(digest)))
        alt = escape(fields["picture_alt"])
        role = ' role="presentation"' if fields["picture_decorative"] else ""
        yield f'<img src="{source}" alt="{alt}"{role}>'


def files(fields: Columns, pictures: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of the question's text, by name."""
    if exhibit := fields.get("exhibit"):
        yield EXHIBIT, json.dumps(exhibit, ensure_ascii=False, indent=1).encode()
    digest = fields.get("picture") or ""
    if digest in pictures:
        yield PICTURE_FILE.format(digest), pictures[digest]


def _words(exhibit: Mapping[str, Any]) -> Iterator[str]:
    """What an exhibit says, a paragraph each, in the order in which readers meet it."""
    rows = [f"<b>{_put(row['label'])}:</b> {_put(row['value'])}" for row in exhibit["rows"]]
    first = exhibit["type"] in ("chat", "email", "message")
    numbers = [
        f"{name}: {value if isinstance(value, int) else ', '.join(map(str, value))}"
        for name in DRAWN.get(exhibit["type"], ())
        if (value := exhibit.get(name)) not in (None, [])
    ]
    yield f"<p><i>{_put(exhibit['caption'])}</i></p>"
    title = [f"<b>{_put(exhibit['title'])}</b>"] if exhibit["title"] else []
    lines = [*title, *map(_put, exhibit["lines"])]
    for line in [*numbers, *(rows + lines if first else lines + rows)]:
        yield f"<p>{line}</p>"
    if exhibit["buttons"]:
        yield f"<p>{' '.join(f'[{_put(button)}]' for button in exhibit['buttons'])}</p>"


def _put(text: str) -> str:
    """``text`` as HTML, in which no sign is taken for Markdown."""
    return re.sub(r"[\\`*_\[\]]", lambda found: f"&#{ord(found[0])};", escape(tidy_line(text)))


# Reading


def read_shown(raw: str, there: Mapping[str, str]) -> tuple[str, Columns, list[str], int]:
    """The text of a question without what it shows; its columns, and what is to say of them.

    The last is how many pictures and files have no place here. ``there`` are the files of the
    text by name: what stands in the XML.
    """
    shown: Columns = {}
    notes: list[str] = []
    if len(raw) > TEXT_LENGTH:  # which refuses it
        return raw, shown, notes, 0
    if EXHIBIT in there:
        raw, exhibit, notes = _exhibit(raw, there[EXHIBIT])
        shown |= {"exhibit": exhibit} if exhibit else {}
    left = sum(name != EXHIBIT for name in there)

    def taken(found: re.Match[str]) -> str:
        nonlocal left
        source, alt, decorative = _said(found)
        name = unquote(source.removeprefix(PLACE)) if source.startswith(PLACE) else source
        ours = source if source.startswith(NAME) else there.get(name, "")
        if not ours.startswith(NAME) or "picture" in shown:
            left += name not in there
            return f"({alt})" if alt and found["src"] else found[0]
        left -= name in there
        if len(alt) > ALT_LENGTH:
            notes.append(_("The description of its picture was longer: “%(alt)s”") % {"alt": alt})
        shown.update(picture=ours, picture_alt=alt[:ALT_LENGTH], picture_decorative=decorative)
        return ""

    return _PICTURES.sub(taken, raw), shown, notes, left


def _said(found: re.Match[str]) -> tuple[str, str, bool]:
    """Where a picture is, what describes it, and whether it is said to be for decoration only."""
    if found["src"]:
        return found["src"], tidy_line(found["alt"]), False
    try:
        element = lxml_html.fragment_fromstring(found[0])
    except (etree.LxmlError, ValueError):
        return "", "", False
    alt = tidy_line(element.get("alt", ""))
    return element.get("src", ""), alt, not alt and element.get("role") == "presentation"


def _exhibit(raw: str, file: str) -> tuple[str, Columns | None, list[str]]:
    """The text without the exhibit's words, and the exhibit; with them, if it cannot be read."""
    try:
        exhibit = Exhibit.model_validate_json(base64.b64decode(file)).model_dump()
    except (ValueError, pydantic.ValidationError):
        return raw, None, [_("What is read before answering is left out: its file is broken.")]
    before, _begin, rest = raw.partition(_BLOCK[0])
    words, end, after = rest.partition(_BLOCK[1])
    if not end or _plain(words) != _plain("".join(_words(exhibit))):
        told = _("The words of what is read before answering were changed: look at both.")
        return raw, exhibit, [told]
    return before.rstrip() + after, exhibit, []


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split())
