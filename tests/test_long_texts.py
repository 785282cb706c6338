"""Texts that make a careless pattern try everything twice are read in one go.

Each is long enough that work which grows with the square of its length would take minutes.
"""

import signal
from collections.abc import Iterator

import pytest

from quiz.content import markdown
from quiz.core import characters
from quiz.exchange import html
from quiz.exchange.encoding import decode, sample
from quiz.exchange.moodle import from_gift, texts, xml
from quiz.ops import logs

LONG = 200_000  # characters
# What runs and ends in vain: signs that begin something, spaces before what does not come.
REPEATED = [
    "`", "` `` ```", " ", "\t", "\n", " \n", "\n ", "*a", "[", "[a](", "<", "<a", "&#", "::.", "1.",
    "- ", "|", "\\", "(data:", "\u200d", "a",
]  # fmt: skip

READERS = {
    "to Moodle’s Markdown": texts.to_markdown,
    "from Moodle’s Markdown": texts.from_markdown,
    "pictures in a text": lambda text: texts.prose(text[: texts.TEXT_LENGTH], "html"),
    "HTML": html.from_html,
    "code in HTML": lambda text: html.from_html(f"<code>{text}</code>x"),
    "a text in GIFT": lambda text: from_gift.read(f"::a::b{text[: from_gift.LENGTH - 99]}x {{=c}}"),
    "an answer in GIFT": lambda text: from_gift.read(
        f"::a::b {{={text[: from_gift.LENGTH - 99]}x}}"
    ),
    "comments in GIFT": lambda text: from_gift.read(f"// [id:{text}x\nb {{=c}}"),
    "Moodle’s XML": lambda text: xml.read(f"<quiz>{text}"),
    "a text in another encoding": lambda text: sample(
        decode(f"\xe9 {text}".encode("cp1252", "replace"))[0]
    ),
    "the log": logs.reticent,
    "tidying": lambda text: characters.tidy_line(characters.tidy(text)),
    "lists in a line": lambda text: list(markdown.faults(text[: markdown.LONGEST], line=True)),
    "Markdown": lambda text: markdown.block(text[: markdown.LONGEST]),
}


@pytest.fixture
def _gives_up_after_a_minute() -> Iterator[None]:
    def give_up(*_args: object) -> None:
        pytest.fail("It would take minutes.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("_gives_up_after_a_minute")
@pytest.mark.parametrize("name", READERS)
def test_a_long_text_is_read_in_one_go(name):
    for sign in REPEATED:
        READERS[name](f"x{sign * (LONG // len(sign))}x")
