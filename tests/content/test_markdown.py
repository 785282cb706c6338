"""The tiny Markdown: what it makes of a text, and what nobody can make of it."""

import html
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from quiz.content import markdown, validation
from quiz.content.markdown import block, faults, inline, plain, plain_line
from quiz.exchange.bank_file import read_path
from quiz.management.commands.loadbanks import SHIPPED

pytestmark = pytest.mark.any_database

LINK = '<a href="{}" rel="noopener noreferrer nofollow">{}</a>'


def seen(rendered):
    """What a reader sees of HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", rendered))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("an *apple* and a **pear**", "an <em>apple</em> and a <strong>pear</strong>"),
        ("an _apple_ and a __pear__", "an <em>apple</em> and a <strong>pear</strong>"),
        ("the file `a<b>*c*`", "the file <code>a&lt;b&gt;*c*</code>"),
        (r"five \* three", "five * three"),
        ("five * three, snake_case_word, 5*3", "five * three, snake_case_word, 5*3"),
        ('<b>bold</b> &amp; "so" – it\'s...', '&lt;b&gt;bold&lt;/b&gt; &amp;amp; "so" – it\'s...'),
        (
            "see [the report](https://www.example.org/a?b=1&c=2).",
            "see "
            + LINK.format("https://www.example.org/a?b=1&amp;c=2", "the report")
            + ' <span class="host">(example.org)</span>.',
        ),
        ("[Example.org](https://example.org/)", LINK.format("https://example.org/", "Example.org")),
    ],
)
def test_what_may_be_in_a_line(typed, shown):
    assert inline(typed) == shown
    assert block(typed) == f"<p>{shown}</p>"


def test_a_link_that_pretends_shows_where_it_leads():
    shown = inline("[bank.example](https://evil.example/)")
    assert shown.endswith('bank.example</a> <span class="host">(evil.example)</span>')


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "/rules/", "//evil.example",
     "ftp://example.org", "mailto:a@b.example", "https:///x", "https://[", "https://[::1]/",
     "https://bank.example@evil.example/", "http:evil.example", "&#106;avascript:x"],
)  # fmt: skip
def test_a_link_leads_to_the_web_or_nowhere(address):
    typed = f"see [this]({address})"
    assert "<a" not in block(typed)
    assert seen(inline(typed)) == typed
    assert list(faults(typed)) == ["link"]


def test_lists_and_paragraphs():
    typed = "First:\n- one *a*\n- two\n\nThen:\n\n2. three\n3. four"
    assert block(typed).replace("\n", "") == (
        "<p>First:</p><ul><li>one <em>a</em></li><li>two</li></ul>"
        '<p>Then:</p><ol start="2"><li>three</li><li>four</li></ol>'
    )
    assert plain(typed) == "First:\none a\ntwo\nThen:\nthree\nfour"
    assert "<li>" not in inline(typed)


@pytest.mark.parametrize("typed", ["1) the first", "+ 5 % since", "# one", "> so", "2020 was it"])
def test_no_sign_of_a_quoted_passage_is_lost(typed):
    assert seen(block(typed)) == typed
    assert plain(typed) == typed


def test_plain_words_carry_no_markup():
    typed = "an *apple* <b>, `code`\nand [a link](https://example.org/)"
    assert plain(typed) == "an apple <b>, code\nand a link"
    assert plain_line(typed) == "an apple <b>, code and a link"
    assert plain(None) == plain_line("") == inline(None) == block("") == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("all *is* **well** `here`, [so](https://example.org/) 5 * 3 < 20 & a_b", []),
        (r"a \* meant, \`one\`, \[x](y) and `**` `<b>`", []),
        ("a [broken](example.org) link", ["link"]),
        ("a link [](https://example.org/) without words", ["link"]),
        ("a link [to]() nowhere", ["link"]),
        ("a link [to]( ) nowhere", ["link"]),
        ("[]()", ["link"]),
        ("![a picture](https://example.org/a.png)", ["markup"]),
        ("<b>bold</b>", ["markup"]),
        ("<https://example.org/>", ["markup"]),
        ("# A title", ["markup"]),
        ("> somebody else", ["markup"]),
        ("| a | b |", ["markup"]),
        ("not **closed", ["markup"]),
        ("not *closed", ["markup"]),
        ("not `closed", ["markup"]),
        ("~~struck~~", ["markup"]),
        ("one\n\n---\n\ntwo", ["markup"]),
    ],
)
def test_what_is_wrong_with_a_text_is_found(typed, found):
    assert list(faults(typed)) == found


def test_a_list_in_a_line_is_found():
    assert list(faults("Which?\n- one", line=True)) == ["list"]
    assert not list(faults("Which?\n- one"))


@example("[]()")
@example("[*a*]( ) [b](https://b.example/)")
@given(st.text(alphabet="ab *_`[]()<>\\\n-1.)!#&\"':/hps.", max_size=60))
def test_nothing_but_the_allowed_comes_out(typed):
    for rendered in (block(typed), inline(typed)):
        for each in fragment_fromstring(rendered, create_parent="div").iterdescendants():
            assert each.tag in {"p", "em", "strong", "code", "a", "ul", "ol", "li", "span"}
            assert set(each.attrib) <= {"href", "rel", "start", "class"}
            if each.tag == "a":
                assert urlsplit(each.attrib["href"]).scheme in ("http", "https")
    plain(typed), plain_line(typed), list(faults(typed)), list(faults(typed, line=True))


@pytest.mark.parametrize(
    "hostile", ["[" * 19_000, "*a" * 9_000, "[a](" * 4_000, "- " * 9_000, "`a" * 9_000]
)  # fmt: skip
def test_hostile_texts_are_only_texts(hostile):
    assert "a" not in hostile or "a" in block(hostile)
    list(faults(hostile))


def test_what_is_too_long_for_a_text_is_shown_as_it_is():
    typed = "*a* <b> " * 4_000
    assert inline(typed) == block(typed) == typed.replace("<", "&lt;").replace(">", "&gt;")
    assert plain(typed) == typed


def test_a_text_is_rendered_once(monkeypatch):
    asked = []
    monkeypatch.setattr(markdown, "_vouched", lambda said: asked.append(said) or said)
    for _ in range(3):
        inline("a *text* that no other test has")
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["faces", "privacy"])
def test_the_shipped_banks_look_as_they_did_before(name):
    """They hold no Markdown, so what a reader sees is what is in the file."""
    file, _lines = read_path(SHIPPED / f"{name}.yaml")
    for question in file.questions:
        for typed in (question.prompt, question.evidence.claim):
            assert seen(inline(typed)) == typed == plain_line(typed), question.ref
        since = question.since.text if question.since else ""
        for typed in (question.explanation, question.evidence.passage, since):
            assert seen(block(typed)) == typed == plain(typed), question.ref
        if question.action:
            assert seen(inline(question.action.text)) == question.action.text


def content(**parts):
    return {"prompt": "What?", "explanation": "Because.", "evidence": {}, **parts}


@pytest.mark.parametrize(
    ("parts", "code", "field", "blocks"),
    [
        ({"prompt": "See [it](nowhere)"}, "link", "prompt", True),
        ({"explanation": "See <b>it</b>"}, "markup", "explanation", False),
        ({"evidence": {"passage": "![x](https://example.org/)"}}, "markup", "passage", False),
        ({"evidence": {"claim": "So:\n- one"}}, "list", "claim", False),
        ({"since": {"text": "[x](y)"}}, "link", "since", True),
        ({"action": {"text": "[x](y)"}}, "link", "action", True),
    ],
)
def test_the_desk_and_the_check_of_bank_files_say_so(parts, code, field, blocks):
    found = validation.findings("choice", content(**parts), None, None)
    assert [(each.field, each.blocks) for each in found if each.code == code] == [(field, blocks)]


def test_words_are_counted_without_their_markup():
    passage = " ".join(["[word](https://example.org/a%20b)"] * 40) + "\n\n- `a` *b*"
    found = {each.code: str(each.sentence) for each in validation.findings(
        "choice", content(evidence={"passage": passage}), None, None
    )}  # fmt: skip
    assert "these are 42" in found["long-passage"]


def test_nothing_else_calls_a_text_safe():
    """One place vouches for HTML; elsewhere at most a constant of our own is called safe.

    Beside it JSON in a block of data, of whose signs none is left that could end the block.
    """
    safe = r"mark_safe\((?!\"|' target=\"_self\"'|written\.translate\(UNSAFE_IN_SCRIPT\))"
    root = Path(__file__).resolve().parents[2]
    for path in (*root.glob("templates/**/*.html"), *root.glob("quiz/**/*.py")):
        if path != root / "quiz" / "content" / "markdown.py":
            found = re.search(rf"\|\s*safe\b|autoescape|{safe}", path.read_text())
            assert not found, path


FIRST = """
import threading, time
from quiz.content import markdown as text

def let_others_run(*_):
    time.sleep(0)
    return let_others_run

def render(number):
    together.wait()
    link = "[here](https://a.example/)"
    shown[number] = text.block(f"Never *this* {link}:\\n\\n- one\\n- two\\n\\n`{number}`")
    found[number] = list(text.faults(f"~~{link}~~ `{number}`"))

shown, found, together = {}, {}, threading.Barrier(4)
threading.settrace(let_others_run)
threads = [threading.Thread(target=render, args=(number,)) for number in range(4)]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert len({shown[number].replace(f"{number}</code>", "") for number in range(4)}) == 1, shown
assert list(found.values()) == [["markup"]] * 4, found
"""


def test_threads_that_render_the_first_texts_at_once_all_render_them_right():
    """In a process of its own, where nothing has been rendered yet."""
    subprocess.run([sys.executable, "-c", FIRST], check=True)
