"""The text of an article from a file: a line for each paragraph, and nothing of its page."""

import re

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from quiz.core.characters import tidy
from quiz.exchange.encoding import Unreadable, decode
from quiz.exchange.html import from_html, looks_like_html

# What stands around an article on its page, and what is no text.
AROUND = (
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "figure",
    "iframe", "svg", "head",
)  # fmt: skip
MOST_TAGS = 100_000  # a long page has some thousands; a tree of a million takes a gigabyte
BODIES = ("//article", "//main", "//*[@itemprop='articleBody']", "//body")


def read_article(data: bytes) -> str:
    """The text in a file of HTML or plain text. Raises ``encoding.Unreadable``."""
    text, _name = decode(data)
    if text.count("<") > MOST_TAGS:
        raise Unreadable(_("This page holds too much to be an article. Paste its text instead."))
    return paragraphs(_body(text)) if _is_page(text) else paragraphs(tidy(text))


def pasted(text: str) -> str:
    """A text as it was pasted, without the spaces and empty lines that a page has."""
    return paragraphs(tidy(text))


def paragraphs(text: str) -> str:
    """``text`` with a line for each paragraph, and single spaces within."""
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def _is_page(text: str) -> bool:
    return bool(
        re.search(r"<(?:html|body|article|p|div)\b", text, re.IGNORECASE)
    ) and looks_like_html(text)


def _body(text: str) -> str:
    """What an HTML page says in its article, as plain text with a line for each block."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        page = lxml_html.document_fromstring(tidy(text), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return from_html(text, markdown=False)
    bodies = (max(found, key=_length) for path in BODIES if (found := page.xpath(path)))
    body = next((each for each in bodies if _length(each)), page)
    etree.strip_elements(body, *AROUND, with_tail=False)
    return from_html(etree.tostring(body, encoding="unicode", with_tail=False), markdown=False)


def _length(element: etree._Element) -> int:
    return len("".join(element.itertext()))
