"""What HTML in a file says, as our Markdown."""

import re
from collections.abc import Callable

from django.utils.translation import gettext
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from quiz.core.characters import tidy

BLOCKS = {
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "ol", "p", "pre", "section", "table",
    "tr", "ul",
}  # fmt: skip
# Set higher or lower: figures and signs have such letters of their own, others are put in brackets.
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SHIFTED = {"sup": ("^", _RAISED), "sub": ("_", _LOWERED)}
_ORDINAL = re.compile(r"(?:st|nd|rd|th|e|er|re|ème|o|a|TM|SM)\.?\Z", re.I)
AROUND = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`"}
# Signs of Markdown, and what begins an item of a list.
_SIGNS = re.compile(r"_{3,}|[\\*`\[\]]|(?<!\w)_+|_+(?!\w)")
_ITEMS = re.compile(r"^([ \t]*)(-(?=[ \t]))|^([ \t]*\d+)(\.(?=[ \t]))", re.M)
STRUCK = {"s", "strike", "del"}
SILENT = {"script", "style", "head", "title", "noscript", "template"}


def looks_like_html(text: str) -> bool:
    return bool(re.search(r"</?[a-zA-Z][^<>]*>|&#?\w{2,10};", text))


def escaped(text: str) -> str:
    """``text`` so that our Markdown says just what it says: no sign of it has a meaning.

    A row of three ``_`` or more is a gap to be filled, and stays one.
    """
    text = _SIGNS.sub(
        lambda found: found[0] if len(found[0]) > 2 else re.sub("(.)", r"\\\1", found[0]), text
    )
    return _ITEMS.sub(lambda found: f"{found[1] or found[3] or ''}\\{found[2] or found[4]}", text)


def shifted(text: str, tag: str) -> str:
    """What was set higher (``sup``) or lower (``sub``), so that 10⁶ is not read as 106."""
    sign, letters = SHIFTED[tag]
    there = text.strip()
    if all(ord(each) in letters for each in there):
        return there.translate(letters)
    if _ORDINAL.match(there):
        return there
    return f"{sign}({there})" if len(there) > 1 else sign + there


def from_html(text: str, markdown: bool = True, lines: bool = False) -> str:
    """What a piece of HTML says, as our tiny Markdown or as plain text.

    Emphasis, links, code and lists are kept in Markdown; of a picture the
    alternative text; of a script or a style nothing. ``lines`` keeps line ends
    as Moodle's own format does. Never fails: what is no HTML stays as it is.
    """
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = lxml_html.fragment_fromstring(tidy(text), "div", parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return tidy(re.sub(r"<[^<>]*>", "", text))
    # Beyond a depth that no honest text has, the parser gives up without a word.
    return _Walk(markdown, lines).through(root) or tidy(re.sub(r"<[^<>]*>", "", text))


class _Walk:
    """Writes down what an HTML tree says, without recursion, so depth is no danger."""

    def __init__(self, markdown: bool, lines: bool):
        self.markdown, self.keep_lines = markdown, lines
        self.parts: list[str] = []
        self.lists: list[int] = []  # for each open list its next number, 0 for bullets
        self.silent = self.literal = self.written = 0  # within how many of such elements
        self.shifts: list[int] = []  # where in ``parts`` what is set higher or lower begins
        self.escape: Callable[[str], str] = escaped if markdown else str

    def through(self, root: etree._Element) -> str:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self.open(tag, element)
                self.text(element.text)
            else:
                self.close(tag, element)
                if element is not root:
                    self.text(element.tail)
        said = "".join(self.parts)
        said = re.sub(r"\n(?:[ \t]*\n)+", "\n\n", said)
        return tidy(re.sub(r"(?<![ \t])[ \t]+\n", "\n", re.sub(r"\n (?=\S)", "\n", said)))

    def text(self, text: str | None) -> None:
        if not text or self.silent:
            return
        if not self.literal:
            space = r"[ \t\xa0]+" if self.keep_lines or self.written else r"[ \t\n\xa0]+"
            text = self.escape(re.sub(space, " ", text))
            if self.parts and self.parts[-1].endswith(("\n", " ")):
                text = text.lstrip(" ")
        self.parts.append(text)

    def open(self, tag: str, element: etree._Element) -> None:
        self.silent += tag in SILENT
        if self.silent:
            return
        self.written += tag == "pre"
        if tag == "br":
            self.parts.append("\n")
        elif tag in STRUCK:
            self.parts.append(gettext("(struck out: "))
        elif tag in SHIFTED:
            self.shifts.append(len(self.parts))
        elif tag == "img":
            alt = element.get("alt", "").strip()
            self.parts.append(self.escape(f"({alt})") if alt else "")
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else 0)
            self.parts.append("" if len(self.lists) > 1 else "\n\n")
        elif tag == "li":
            number = self.lists[-1] if self.lists else 0
            indent = "  " * min(len(self.lists) - 1, 3)
            self.parts.append(f"\n{indent}{number}. " if number else f"\n{indent}- ")
            if number:
                self.lists[-1] += 1
        elif tag in BLOCKS and not self.lists:
            self.parts.append("\n\n")
        elif tag in ("td", "th") and element.getprevious() is not None:
            self.parts.append(" | ")
        elif self.markdown and (tag in AROUND or (tag == "a" and self.link(element))):
            self.literal += tag == "code"
            self.parts.append(AROUND.get(tag, "["))

    def close(self, tag: str, element: etree._Element) -> None:
        if self.silent:
            self.silent -= tag in SILENT
            return
        self.written -= tag == "pre"
        if tag in SHIFTED and self.shifts:
            begin = self.shifts.pop()
            self.parts[begin:] = [shifted("".join(self.parts[begin:]), tag)]
        elif tag in STRUCK:
            self.parts.append(")")
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS and not self.lists:
            self.parts.append("\n\n")
        elif self.markdown and tag in AROUND:
            self.literal -= tag == "code"
            self.around(AROUND[tag])
        elif self.markdown and tag == "a" and self.link(element):
            self.parts.append(f"]({self.link(element)})")

    def around(self, mark: str) -> None:
        """Close an emphasis before the space it ends with, and drop an empty one."""
        last = self.parts[-1]
        if last == mark:
            self.parts.pop()
            return
        stripped = last.rstrip()
        self.parts[-1] = stripped
        self.parts.append(mark + last[len(stripped) :])

    def link(self, element: etree._Element) -> str:
        address = element.get("href", "").strip().replace("(", "%28").replace(")", "%29")
        fits = re.fullmatch(r"https?://[^\s()<>]+", address)
        return address if fits else ""
