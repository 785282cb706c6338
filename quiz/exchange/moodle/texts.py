"""Texts as Moodle has them, in four formats, and the paths of its categories.

Moodle's Markdown takes HTML, ours does not: what looks like HTML is escaped there.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from quiz.core.characters import tidy
from quiz.exchange.html import escaped, from_html, looks_like_html

TEXT_LENGTH = 20_000


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where code begins and ends: at two runs of as many backticks, as Markdown has it."""
    runs = [run.span() for run in re.finditer("`+", text)]
    # For each run the next one as long, found from the end, so that each is looked at once.
    closing: list[tuple[int, int] | None] = []
    latest: dict[int, tuple[int, int]] = {}
    for run in reversed(runs):
        length = run[1] - run[0]
        closing.append(latest.get(length))
        latest[length] = run
    done = 0
    for run, close in zip(runs, reversed(closing), strict=True):
        if close and run[0] >= done:
            done = close[1]
            yield run[0], done


def _outside_code(pattern: str, replace: Callable[[re.Match[str]], str], text: str) -> str:
    done, parts = 0, []
    for start, end in _code(text):
        parts += [re.sub(pattern, replace, text[done:start]), text[start:end]]
        done = end
    return "".join([*parts, re.sub(pattern, replace, text[done:])])


def to_markdown(text: str) -> str:
    escaped = {"<": "&lt;", "&": "&amp;"}
    return _outside_code(r"<|&(?=#?\w+;)", lambda found: escaped[found[0]], text)


def from_markdown(text: str) -> str:
    plain = {"&lt;": "<", "&amp;": "&"}
    return _outside_code(r"&lt;|&amp;(?=#?\w+;)", lambda found: plain[found[0]], text)


def to_words(text: str) -> str:
    """Plain words as Moodle's Markdown, without the arrow that GIFT gives a meaning."""
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("->", "-&gt;")


def from_words(text: str) -> str:
    plain = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
    return re.sub(r"&[lg]t;|&amp;(?=#?\w+;)", lambda found: plain[found[0]], text)


class Faulty(Exception):
    """A question that cannot be what it says it is."""


def _taken(text: str) -> str:
    """``text`` without pictures written into it; refuses what no reader would read."""
    text = re.sub(r"""(["'(])data:[^"')]*""", r"\1", text)
    if len(text) > TEXT_LENGTH:
        said = _("one of its texts is longer than %(most)s characters")
        raise Faulty(said % {"most": f"{TEXT_LENGTH:,}"})
    return text


def prose(text: str, style: str) -> str:
    """A text in one of Moodle's formats as our Markdown."""
    text = _taken(text)
    if style == "markdown":
        return tidy(from_markdown(text))
    if style != "plain" and looks_like_html(text):
        return from_html(text, lines=style == "moodle")
    return escaped(tidy(text))


def words(text: str, style: str) -> str:
    """A text in one of Moodle's formats as plain words."""
    text = _taken(text)
    if style == "markdown":
        return tidy(from_words(text))
    if style != "plain" and looks_like_html(text):
        return from_html(text, markdown=False, lines=style == "moodle")
    return tidy(text)


def topic_of(category: str) -> str:
    """The last part of a category's path; a slash in a name is written twice."""
    parts = [part.replace("\0", "/") for part in category.replace("//", "\0").split("/")]
    parts = [part.strip() for part in parts if part.strip()]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        del parts[0]
    if parts and parts[0] == "top":
        del parts[0]
    return parts[-1] if parts else ""


def category_of(topic: str) -> str:
    space = " " if topic.startswith("/") else ""  # or three slashes would follow each other
    return "$course$/top/" + space + topic.replace("/", "//")
