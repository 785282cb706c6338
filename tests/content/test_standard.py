"""What a question is held to beyond its rules."""

import pytest

from quiz.content.standard import findings, off_the_shelf
from tests.content.test_validation import GOOD, wrong
from tests.factories import SPECS

TEXT = "word " * 25
SIGN = {"type": "message", "caption": "A sign", "lines": ["Cameras"]}


def at(url):
    return {"source": {"title": "A report", "url": url}, "passage": "Eight of 42."}


@pytest.mark.parametrize(
    ("kind", "changes", "codes"),
    [
        ("choice", {}, set()),
        ("choice", {"prompt": TEXT}, set()),
        ("choice", {"prompt": f"{TEXT} more"}, {"prompt-words"}),
        ("choice", {"prompt": f"{TEXT} more", "exhibit": SIGN}, set()),
        ("choice", {"prompt": f"{TEXT} one two three four five six", "exhibit": SIGN},
         {"prompt-words"}),
        ("choice", {"prompt": "What did they do in 2013?"}, {"year"}),
        ("choice", {"prompt": "How many did the FBI find?"}, {"institution"}),
        ("choice", {"prompt": "What did a large study find?"}, {"institution"}),
        ("choice", {"prompt": "You met somebody of note."}, set()),
        ("choice", {"spec": wrong("word " * 8)}, set()),
        ("choice", {"spec": wrong("word " * 9)}, {"option-words"}),
        ("multiple", {"spec": {**wrong("One"), "right": ["word " * 9]}}, {"option-words"}),
        ("ordering", {"spec": SPECS["ordering"]}, {"date-order"}),
        ("ordering", {"spec": {"items": [{"text": "A", "detail": "In 2020"}, {"text": "B"}]}},
         set()),
        ("estimate", {"spec": SPECS["estimate"]}, set()),
        ("estimate", {"spec": {**SPECS["estimate"], "right": 60}}, set()),  # half of 120 it is
        ("estimate", {"spec": {**SPECS["estimate"], "right": 50, "high": 100}}, {"middle"}),
        ("estimate", {"spec": {**SPECS["estimate"], "unit": "", "right": 60}}, {"middle"}),
        ("estimate", {"spec": {**SPECS["estimate"], "unit": "", "right": 60, "tempts": ""}},
         {"middle"}),
        ("estimate", {"spec": {**SPECS["estimate"], "right": None}}, set()),
        ("estimate", {"spec": {"right": 50}}, set()),
        ("choice", {"evidence": {"claim": "It says so."}}, {"no-passage"}),
        ("choice", {"evidence": {}}, set()),  # what is lacking there is said as such
        ("choice", {"evidence": at("https://www.slideshare.net/a")}, {"second-hand"}),
        ("choice", {"evidence": at("https://online.documentine.com/a")}, {"second-hand"}),
        ("choice", {"evidence": at("https://notslideshare.net/a")}, set()),
        ("choice", {"evidence": at("https://www.gov.uk/a?from=slideshare.net")}, set()),
    ],
)  # fmt: skip
def test_what_falls_short_of_the_standard_is_said(kind, changes, codes):
    found = list(findings(kind, {**GOOD, **changes}))
    assert {finding.code for finding in found} == codes
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize(
    ("kind", "content", "faults"),
    [
        ("choice", {"difficulty": "easy", "prompt": "word " * 20}, 0),
        ("true_false", {"difficulty": "easy", "prompt": "word " * 20}, 0),
        ("choice", {"difficulty": "easy", "prompt": "word " * 21}, 1),
        ("multiple", {"difficulty": "easy", "prompt": "word"}, 1),
        ("choice", {"difficulty": "middling", "prompt": "word"}, 1),
        ("estimate", {"prompt": "word " * 21}, 3),
    ],
)
def test_on_the_shelf_is_what_is_easy_short_and_answered_with_one_tap(kind, content, faults):
    assert len([*off_the_shelf(kind, content)]) == faults
