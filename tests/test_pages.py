"""What the record of the pages keeps of one, and what the comparison says of two."""

import json

import pytest

from tests.pages.compare import compare
from tests.pages.seen import Page


def text(html):
    return Page(html).text


def test_layout_is_not_kept():
    flat = "<ul><li><p>One <em>word</em>.</p></li><li>Two</li></ul>"
    laid_out = "<ul>\n <li>\n  <p>\n   One\n   <em>word</em>.\n  </p></li>\n <li>Two</li>\n</ul>\n"
    assert Page(flat).text == Page(laid_out).text == ["One word.", "Two"]
    assert Page(flat).elements == Page(laid_out).elements == ["ul", " li", "  p", "   em", " li"]


@pytest.mark.parametrize(
    "moved",
    [
        "<p>One <em>word</em> .</p>",
        "<p>One<em>word</em>.</p>",
        "<p>One <a>word </a>.</p>",
        "<p>One<a> word</a>.</p>",
        "<pre> one</pre>",
        '<img alt="One">',
        '<button>One</button><button title="Two">One</button>',
    ],
)
def test_space_and_words_that_show_are_kept(moved):
    assert len({tuple(text(html)) for html in (
        "<p>One <em>word</em>.</p>", "<p>One <a>word</a>.</p>", "<pre>one</pre>", '<img alt="Two">',
        "<button>One</button> <button>One</button>", moved,
    )}) == 6  # fmt: skip


def test_space_at_the_edge_of_a_button_or_after_other_space_does_not_show():
    assert text("<p><a>\n One</a> <button>\n Two\n</button></p>") == ["[One] [Two]"]


def test_line_ends_that_the_desk_shows_are_kept():
    html = '<dl class="desk-difference">\n<dt>\nA</dt>\n<dd>One\nTwo</dd>\n</dl>\n<p>\nThree</p>'
    assert text(html) == ["A", "One⏎Two", "Three"]


def test_what_is_nested_wrongly_is_told():
    assert Page("<div><p>One</div>").elements[-1].startswith("closed out of turn: div")
    assert Page("<div><p>One</p>").elements[-1] == "never closed: div"


def test_a_form_is_read_as_a_browser_would_send_it():
    (form,) = Page(
        '<form action="/a/"><input name="a" value="1"><input type="checkbox" name="b" checked>'
        '<input type="radio" name="c" value="2"><textarea name="d">\nSaid</textarea>'
        '<select name="e"><option value="3"><option value="4" selected></select>'
        '<input type="submit" name="f" value="Go"></form>'
    ).forms
    assert form["fields"] == [("a", "1"), ("b", "on"), ("d", "Said"), ("e", "4")]
    assert form["buttons"] == [("f", "Go")]


def test_a_difference_is_told_once_with_its_pages(tmp_path, capsys):
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    page = {"status": 200, "queries": 3, "text": ["One", "Two"]}
    before.write_text(json.dumps({"a": page, "b": page, "c": page}))
    assert compare(before, before, []) == 0
    other = {**page, "text": ["One", "Three"]}
    after.write_text(json.dumps({"a": other, "b": other, "d": page}))
    assert compare(before, after, []) == 1
    said = capsys.readouterr().out
    assert "text: a; b\n  - Two\n  + Three\n" in said
    assert "page: c\n  - gone" in said
    assert "page: d\n  + new" in said
    after.write_text(json.dumps({"a": other, "b": other, "c": page}))
    assert compare(before, after, ["queries"]) == 0
