"""Export, then import: a question comes back equal in what the format carries."""

import copy
from dataclasses import fields, is_dataclass
from typing import get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.content import schema
from quiz.core.characters import tidy
from quiz.core.kinds import KINDS
from quiz.exchange.formats import FORMATS
from quiz.exchange.opening import opened
from quiz.exchange.records import Record, shaped, tidied
from quiz.exchange.table import FLAT

TEXTS = [each for each in schema.carried("csv") if each.is_text and each.column != "protects"]
BANK = {"ref": "small", "title": "A small bank", "summary": "What it covers."}

# What formats give a meaning to, what people paste, and what they break on.
NASTY = st.sampled_from(
    ["{", "}", "~", "=", ":", "::", "#", "####", "\\", "\\n", "\\=", "->", "%50%", "//",
     "$CATEGORY:", "[html]", "[plain]", "<b>", "</p>", "<!--", "]]>", "&lt;", "&amp;amp;", "&",
     "`<i>`", "``", "*", "_", "- Source: x", "**About this question**", "---", "'", '"', ",",
     ";", "\t", "=1+1", "-2", "+3", "@x", "'=x", "No", "1:30", "null", "~~", "|", ">", "? ", "é",
     "“", "…", "日本", "🙂", "\u2028", "\x85", "e\u0301", "\u202e", " ", "  ", "a", "b", "7"]
)  # fmt: skip
WORDS = st.lists(NASTY, min_size=1, max_size=6).map("".join).map(tidy)
LINE = WORDS.map(lambda text: " ".join(text.split())).map(tidy).filter(bool)
NAME = LINE.map(lambda text: text[:100]).map(tidy).filter(bool)
PROSE = st.lists(WORDS, max_size=3).map("\n".join).map(tidy)
MAYBE = st.just("") | LINE
REF = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
NUMBER = st.integers(-(10**9), 10**9) | st.floats(-1e12, 1e12, allow_nan=False)
POSITIVE = st.integers(1, 10**9) | st.floats(1e-6, 1e12, allow_nan=False)
SOURCE = st.none() | st.fixed_dictionaries(
    {"title": LINE, "publisher": LINE, "date": st.sampled_from(["", "2019-07-03", "2020"]),
     "url": st.sampled_from(["", "https://university.example/a_(b)?c=d&e=f#g", "http://x.example"])}
)  # fmt: skip


def several(rows):
    return st.lists(rows, max_size=3)


def part(name, of):
    """Values of a field of a kind's answers, by its type. What is right is never empty."""
    if get_origin(of) is tuple:
        return several(part("text", get_args(of)[0]))
    if is_dataclass(of):
        return st.fixed_dictionaries({each.name: part(each.name, each.type) for each in fields(of)})
    if of is str:
        return LINE if name in ("text", "left", "right") else MAYBE
    return st.booleans() if of is bool else POSITIVE


def whole_estimate(spec):
    low, right, high = sorted([spec["low"], spec["right"], spec["high"]])
    return {**spec, "low": low, "right": right, "high": high}


# Answers of each kind, by its class; the numbers of an estimate have to go together.
SPECS = {name: part(name, kind) for name, kind in KINDS.items()} | {
    "estimate": st.fixed_dictionaries(
        {"right": POSITIVE, "low": POSITIVE, "high": POSITIVE, "unit": MAYBE, "step": POSITIVE,
         "tolerance": st.floats(1, 5), "zero_at": st.floats(5.5, 1e6), "tempts": MAYBE,
         "scale": st.sampled_from(["linear", "log"])}
    ).map(whole_estimate),
}  # fmt: skip
UNFINISHED = {
    "choice": {"wrong": [{"text": "b", "tempts": ""}]},
    "multiple": {"right": ["a"], "wrong": [{"text": "b", "tempts": ""}]},
    "true_false": {"tempts": "It sounds so."},
    "estimate": {"right": 3, "low": 0, "unit": "%"},
    "ordering": {"items": [{"text": "a", "detail": ""}], "first": "Earliest"},
    "matching": {"spare": ["a"]},
}


@st.composite
def records(draw, kind):
    said = schema.nothing("csv")
    said |= {"prompt": draw(LINE)} | draw(
        st.dictionaries(st.sampled_from(TEXTS), PROSE.filter(bool), max_size=4).map(
            lambda texts: {each.column: tidied(each, text) for each, text in texts.items()}
        )
    )
    said["source"] = draw(SOURCE)
    if said["action"]:
        said["minutes"] = draw(st.integers(1, 120))
        said["protects"] = draw(st.sampled_from(["much", "some", "little", ""]))
    if said["since"]:
        said["since_source"] = draw(SOURCE)
    if said["survey"]:
        said |= {"survey_year": draw(st.integers(1990, 2100)), "survey_source": draw(SOURCE)}
    else:
        said["survey_by"] = said["survey_group"] = ""
    said["spec"] = shaped(kind, draw(SPECS[kind]))
    return Record(
        kind=kind,
        fields=said,
        topic=draw(NAME),
        fact=draw(LINE | st.just("A long fact. " * 21 + "End")),
        ref=draw(REF),
        topic_ref="a-topic",
        fact_ref="a-fact",
        source_refs={name: f"{name.replace('_', '-')}" for name in schema.sources()},
    )


def came_back(format_, record):
    file = FORMATS[format_].write([record], BANK)
    reading = opened(file if isinstance(file, bytes) else file.encode(), FORMATS[format_])
    assert not reading.faults, (reading.faults, file)
    assert not reading.skipped, (reading.skipped, file)
    (found,) = reading.records
    return found


def expected(format_, record):
    """The record in what the format carries."""
    record = copy.deepcopy(record)
    if format_ == "yaml":
        record.fields["exhibit"] = None
    else:
        record.topic_ref = record.fact_ref = ""
    return record


# An archive is YAML and pictures: see ``test_archive.py``.
CARRIED = [
    (format_, kind)
    for format_ in FORMATS
    for kind in KINDS
    if format_ != "archive" and (format_ not in ("csv", "xlsx") or kind in FLAT)
]


@pytest.mark.parametrize(("format_", "kind"), CARRIED)
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_a_question_comes_back_equal(format_, kind, data):
    record = data.draw(records(kind))
    assert came_back(format_, record) == expected(format_, record)


@pytest.mark.parametrize(("format_", "kind"), CARRIED)
def test_a_draft_that_is_not_finished_comes_back_equal(format_, kind):
    said = schema.nothing("csv")
    for spec in (UNFINISHED.get(kind, {}), {}):
        said |= {"prompt": "What is it?", "spec": shaped(kind, spec)}
        record = Record(kind, said, "A topic", "A fact", "a-ref", "a-topic", "a-fact")
        assert came_back(format_, record) == expected(format_, record)
