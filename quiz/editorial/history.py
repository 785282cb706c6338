"""Versions side by side, word by word, and the way back to an earlier one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from quiz.models import Bank, Question, Source, Version, free_ref

# What the parts of a content are called at the desk. A part without a name keeps its own.
NAMES: dict[str, Any] = {
    "kind": _("Kind"),
    "topic": _("Topic"),
    "prompt": _("Question"),
    "exhibit": _("Something to read first"),
    "picture": _("Picture"),
    "spec.right": _("Right answer"),
    "spec.wrong": _("Wrong answers, and why they tempt"),
    "spec.items": _("In the right order"),
    "spec.pairs": _("Pairs"),
    "spec.spare": _("Left over"),
    "spec.tempts": _("Why it tempts"),
    "spec.unit": _("Unit"),
    "spec.low": _("Lowest number offered"),
    "spec.high": _("Highest number offered"),
    "spec.step": _("Step of the slider"),
    "spec.scale": _("Scale"),
    "spec.tolerance": _("Full marks within"),
    "spec.zero_at": _("No marks from"),
    "spec.first": _("Name of the first end"),
    "spec.last": _("Name of the last end"),
    "explanation": _("Explanation"),
    "evidence": _("Evidence"),
    "since": _("What happened since"),
    "action": _("One thing to do today"),
    "survey": _("Survey"),
    "dimension": _("Dimension"),
    "difficulty": _("Difficulty"),
    "stance": _("Stance"),
    "jurisdiction": _("Jurisdiction"),
    "valid": _("When it holds"),
}


@dataclass(frozen=True)
class Piece:
    """Some words that were kept, taken out (``del``) or put in (``ins``)."""

    op: str
    text: str


@dataclass(frozen=True)
class Change:
    name: Any
    pieces: list[Piece]


def parts(version: Version | None) -> dict[str, str]:
    """A version as named texts. A list is a text with a line for each row."""
    if version is None:
        return {}
    found = {"kind": version.get_kind_display(), "topic": version.topic.title}
    for name, value in version.content.items():
        if name == "spec":
            found |= {f"spec.{part}": _text(inner) for part, inner in value.items()}
        else:
            found[name] = _text(value)
    return {name: str(text) for name, text in found.items() if text}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        # In an order of their own, "text" before "tempts": PostgreSQL keeps none.
        inner = [value[key] for key in sorted(value, key=lambda key: (len(key), key))]
        return " · ".join(filter(None, map(_text, inner)))
    if isinstance(value, (list, tuple)):
        return "\n".join(_text(row) for row in value)
    return "" if value is None else str(value)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """``after`` against ``before``, word by word."""
    old, new = (re.findall(r"\S+|\s+", text) for text in (before, after))
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("", "".join(old[a:b]))
        if op in ("delete", "replace"):
            yield Piece("del", "".join(old[a:b]))
        if op in ("insert", "replace"):
            yield Piece("ins", "".join(new[c:d]))


def changes(before: Version | None, after: Version) -> list[Change]:
    """Every part that differs between two versions; all of it where there was none before."""
    old, new = parts(before), parts(after)
    return [
        Change(NAMES.get(name, name), list(pieces(old.get(name, ""), new.get(name, ""))))
        for name in [*new, *(name for name in old if name not in new)]
        if old.get(name) != new.get(name)
    ]


def take_back(question: Question, version: Version) -> None:
    """Copy an earlier version into the working copy, unsaved; to be published as a new version.

    Its sources are found again in the bank, or made again where they are gone.
    """
    content = version.content
    evidence, since = content.get("evidence", {}), content.get("since", {})
    action, survey = content.get("action", {}), content.get("survey", {})
    bank = question.bank
    question.kind, question.topic = version.kind, version.topic
    picture = content.get("picture", {})
    question.picture, question.picture_alt = version.picture, picture.get("alt", "")
    question.picture_decorative = picture.get("decorative", False)
    question.exhibit, question.spec = content.get("exhibit"), content.get("spec", {})
    question.source = _source(bank, evidence.get("source"))
    question.passage, question.claim = evidence.get("passage", ""), evidence.get("claim", "")
    question.since = since.get("text", "")
    question.since_source = _source(bank, since.get("source"))
    question.action, question.minutes = action.get("text", ""), action.get("minutes")
    question.survey, question.survey_group = survey.get("figure", ""), survey.get("group", "")
    question.survey_year = survey.get("year")
    question.survey_source = _source(bank, survey.get("source"))
    for name in (
        "prompt", "explanation", "dimension", "difficulty", "stance", "jurisdiction", "valid"
    ):  # fmt: skip
        setattr(question, name, content.get(name, ""))


def _source(bank: Bank, content: dict[str, str] | None) -> Source | None:
    """The bank's source with this content; else one of the same address, corrected since."""
    if not content:
        return None
    same = bank.sources.filter(**content).first()
    if same is None and content["url"]:
        same = bank.sources.filter(url=content["url"]).first()
    if same is None:
        ref = free_ref(bank.sources, f"{content['publisher']} {content['date']}")
        same = bank.sources.create(ref=ref, **content)
    return same


def history(question: Question) -> dict[str, Any]:
    """The versions, newest first, each with its difference to the one before; and the steps.

    A row ``goes_back`` where the working copy is something else.
    """
    versions = list(question.versions.select_related("published_by", "topic").order_by("number"))
    before, copy = [None, *versions], question.snapshot()
    rows = [
        {
            "version": version,
            "changes": changes(old, version),
            "first": old is None,
            "goes_back": version.differs(copy),
        }
        for old, version in zip(before, versions, strict=False)
    ]
    latest = versions[-1] if versions else None
    return {
        "question": question,
        "rows": rows[::-1],
        "waiting": changes(latest, copy) if latest else [],
        "steps": question.steps.select_related("by"),
    }
