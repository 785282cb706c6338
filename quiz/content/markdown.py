"""Our tiny Markdown: what an editor may write in a text, and what a reader gets of it.

What a text may contain, and nothing else:

=============== ===============================================================
``*word*``      emphasis; ``**word**`` is strong emphasis. ``_word_`` works too
```code```      code, in one pair of backticks: what is in it is left as it is
``[a](https…)`` a link, to http or https alone; its host is shown after it
``- item``      a list, each item on a line of its own; ``1. item`` counts them
``\\*``          a backslash before a sign takes away its meaning
=============== ===============================================================

An explanation, a quoted passage and what happened since are blocks: an empty line
begins a new paragraph, and they may hold lists. A prompt, a claim and an action are
one line, without lists. All other texts (answers, why they tempt, titles, units) are
plain: a response is compared with them letter by letter.

Everything else stands as it was typed: HTML, headings, tables, images, entities,
quotation marks and dashes. A quoted passage is somebody else's words, so nothing
makes them look smarter than they were.

A file that carries no Markdown gets ``plain(text)``; one that carries HTML gets
``block(text)`` or ``inline(text)``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token

LONGEST = 20_000  # characters; what is longer was not meant as a text and is shown as it is

_TAGS = {"p", "em", "strong", "code", "a", "ul", "ol", "li", "span"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "span": {"class"}}
_LEFT_OVER = re.compile(
    r"</?[a-z!][^<>]*>"  # HTML, or a link in angle brackets
    r"|!\x01"  # an image
    r"|~~|`"
    r"|\*\*|(?<!\S)\*(?=\w)|(?<=\w)\*(?!\S)"  # emphasis that was never closed
    r"|^[ ]*(?:\#{1,6}[ ]|>[ ]|\|.*\|[ ]*$|```|(?:[-*_][ ]*){3,}$)",
    re.I | re.M,
)
_LIST = re.compile(r"^[^\S\n]*(?:[-*]|\d+\.)[ ]+\S", re.M)


@lru_cache(maxsize=2_000)
def host(address: str) -> str:
    """Whose site an address leads to, as readers know it; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=2_000)
def is_web_address(address: str | None) -> bool:
    """Whether it leads to a page by http or https, and to no script, file or mail."""
    return bool(re.match(r"https?://", address or "", re.I) and host(address or ""))


def _may_lead_to(address: str) -> bool:
    """Whether it is a web address whose host a reader can recognise, without a name before it."""
    return (
        re.match(r"https?://[^/?#@]+(?:[/?#]|$)", address, re.I) is not None
        and re.fullmatch(r"[a-z0-9.-]*[a-z0-9]", host(address)) is not None
    )


def _lists(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lists as in Markdown, less those that would lose a sign: “1)” becomes “1.”, “+” a dot."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    return not re.match(r"\d+\)|\+", line) and list_block(state, start, end, silent)


def _links(state: StateInline, silent: bool) -> bool:
    """Links as in Markdown, but one without an address, which led to the page it stands on."""
    start = state.pos
    if not link(state, True):
        return False
    end, state.pos = state.pos, start
    if re.search(r"\]\(\s*\)\Z", state.src[start:end]):
        return False
    return link(state, silent)


def _with_host(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """The end of a link, with the host that it leads to, unless its words are that host."""
    opens = next(n for n in range(at, -1, -1) if tokens[n].type == "link_open")
    where = host(str(tokens[opens].attrs["href"]))
    said = "".join(token.content for token in tokens[opens:at]).strip().lower()
    if said.removeprefix("https://").removeprefix("www.").rstrip("/") == where:
        return "</a>"
    return f'</a> <span class="host">({escape(where)})</span>'


def _markdown(*, without: Sequence[str] = ()) -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False})
    made.enable(["emphasis", "link", "backticks", "escape", "list"]).disable(without)
    made.block.ruler.at("list", _lists, {"alt": ["paragraph"]})
    made.inline.ruler.at("link", _links)
    made.validateLink = _may_lead_to  # type: ignore[assignment, method-assign]
    made.add_render_rule("link_close", _with_host)
    # The parser fills its tables when it is first used, and two threads at once fill them
    # wrongly: emphasis is lost, or an exception raised. So they are filled here.
    made.render("- *a* [b](https://c.example/)")
    return made


_MARKDOWN = _markdown()
# The same, but what was escaped stays apart from what was not.
_UNJOINED = _markdown(without=["text_join"])


def _vouched(html: str) -> SafeString:
    """Text with markup, called safe: nothing leaves nh3 that is not on our lists.

    It may hold quotation marks, so what is rendered stands between tags, never in them.
    """
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308


def _rendering(render: Callable[[str], str]) -> Callable[[str | None], SafeString]:
    """Rendered once and kept: a version never changes, so neither does what becomes of its text.

    Rendering takes some 30 to 140 microseconds a text, with four or five texts to an
    answered turn; a look into this cache takes less than one.
    """

    @lru_cache(maxsize=4_096)
    def rendered(text: str | None) -> SafeString:
        text = text or ""
        return escape(text) if len(text) > LONGEST else _vouched(render(text).strip())

    return rendered


block = _rendering(_MARKDOWN.render)
inline = _rendering(_MARKDOWN.renderInline)


def plain(text: str | None) -> str:
    """The words of a block alone: each paragraph and each item is a line."""
    return _words(text or "", _MARKDOWN.parse)


def plain_line(text: str | None) -> str:
    """The words of a line alone, for titles, summaries and wherever no markup can stand."""
    return " ".join(_words(text or "", _MARKDOWN.parseInline).split())


def _words(text: str, parse: Callable[[str], list[Token]]) -> str:
    if len(text) > LONGEST:
        return text
    lines = (
        "".join("\n" if each.type == "hardbreak" else each.content for each in token.children)
        for token in parse(text)
        if token.children is not None
    )
    return "\n".join(lines).strip()


def faults(text: str, *, line: bool = False) -> Iterator[str]:
    """What is wrong with the markup of a text: ``link``, ``markup``, ``list``, each at most once.

    ``link`` is a link that leads nowhere, so that its brackets are shown;
    ``markup`` a sign that means nothing here, or one that was never closed;
    ``list`` a list in a text that is one ``line``.
    """
    if len(text) > LONGEST:
        return
    tokens = (_UNJOINED.parseInline if line else _UNJOINED.parse)(text)
    left = "\n".join(_left(token.children) for token in tokens if token.children is not None)
    if re.search(r"\[[^\[\]]*\]\(|\x01\x02", left):
        yield "link"
    if _LEFT_OVER.search(left):
        yield "markup"
    if line and _LIST.search(text):
        yield "list"


def _left(tokens: Iterable[Token]) -> str:
    """What Markdown made nothing of: links are \\x01…\\x02, code and escaped signs are left out."""
    signs = {"link_open": "\x01", "link_close": "\x02"}
    return "".join(
        each.content if each.type == "text" else signs.get(each.type, "\x00") for each in tokens
    )
