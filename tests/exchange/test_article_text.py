"""The text of an article from a file: its paragraphs, and nothing of the page around them."""

import pytest

from quiz.exchange.article_text import pasted, read_article
from quiz.exchange.encoding import Unreadable

pytestmark = pytest.mark.any_database

PAGE = """<!doctype html><html><head><title>Shop</title><style>p {color: red}</style></head><body>
<nav><a href="/">Home</a></nav>
<article><h1>Cameras   off</h1><p>The council has <em>banned</em> them.</p>
<script>alert("no")</script><aside>Subscribe!</aside>
<p>It raised<br>97 alerts&nbsp;there.</p><figure><img alt="A bus"></figure></article>
<footer>All rights</footer></body></html>"""


def test_of_a_page_the_article_is_kept():
    assert read_article(PAGE.encode()).split("\n") == [
        "Cameras off",
        "The council has banned them.",
        "It raised",
        "97 alerts there.",
    ]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<body><main><p>In main.</p></main><p>Beside.</p></body>", "In main."),
        ("<p>Alone.</p><p>Two.</p>", "Alone.\nTwo."),
        ("<body><article></article><p>Outside.</p></body>", "Outside."),
        (
            "<body><article><p>Teaser</p></article><article><p>The long one.</p></article></body>",
            "The long one.",
        ),
        ("A plain text.\n\n\n  Two   lines. 3 < 5", "A plain text.\nTwo lines. 3 < 5"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("", ""),
    ],
)
def test_of_others_what_there_is(page, said):
    assert read_article(page.encode()) == said


def test_a_text_in_other_characters_is_read():
    assert read_article("“Café”".encode("utf-16")) == "“Café”"
    with pytest.raises(Unreadable):
        read_article(b"a" * 5_000_001)


def test_a_pasted_text_loses_the_spaces_of_its_page():
    assert pasted(" One \xa0line.\r\n\r\n\tTwo. \x0b") == "One line.\nTwo."


def test_a_page_of_a_million_tags_is_refused():
    with pytest.raises(Unreadable, match="holds too much"):
        read_article(b"<p>a" * 1_000_000)
