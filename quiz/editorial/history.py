"""Versions side by side, word by word, and the way back to an earlier one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from quiz.content import exhibit_words, schema, wording
from quiz.content.sources import is_untitled
from quiz.models import Bank, Picture, Question, Source, Version, free_ref

# Words and spaces of two texts: beyond, frequent ones are not looked for one by one, and at last
# nothing is compared. It would take long.
MANY, MOST = 2_000, 8_000


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
    topic = version.topic.title if version.topic_id else ""  # a draft may have none yet
    found = {"kind": version.get_kind_display(), "topic": topic}
    for name, value in version.content.items():
        if name == "spec":
            found |= {f"spec.{part}": _text(inner, part) for part, inner in value.items()}
        elif name == "exhibit":
            words = exhibit_words.in_words(value)
            found |= {f"exhibit.{part}": text for part, text in words.items()}
        else:
            found[name] = _text(value, name)
    return {name: str(text) for name, text in found.items() if text}


def label(name: str, kind: str) -> Any:
    """What the desk calls one of the ``parts`` of a version of ``kind``."""
    whole, _dot, part = name.partition(".")
    if whole == "exhibit" and part:
        return exhibit_words.label(part)
    return {"kind": _("Kind"), "topic": _("Topic")}.get(name) or schema.label(name, kind)


# What is chosen from a list, in the words of the list.
CHOSEN: dict[str, dict[str, Any]] = {
    "dimension": dict(Question.Dimension.choices),
    "difficulty": dict(Question.Difficulty.choices),
    "stance": dict(Question.Stance.choices),
    "protects": dict(Question.Protects.choices),
    "scale": schema.SCALES,
}


def _text(value: Any, name: str = "") -> str:
    if isinstance(value, str) and name in CHOSEN:
        return str(CHOSEN[name].get(value, value))
    if isinstance(value, bool):
        return wording.solution(value)
    if isinstance(value, dict):
        if name == "source" and is_untitled(value):
            value = {**value, "title": gettext("No title yet")}
        # In an order of their own, "text" before "tempts": PostgreSQL keeps none.
        names = sorted(value, key=lambda key: (len(key), key))
        if name == "source":
            names = [each for each in schema.SOURCE_PARTS if each in value]
        joint = "\n" if name in ("evidence", "since", "source") else " · "
        return joint.join(filter(None, (_text(value[key], key) for key in names)))
    if name == "minutes" and isinstance(value, int):
        return ngettext("{n} minute", "{n} minutes", value).format(n=value)
    if isinstance(value, int | float) and name != "year":
        return wording.number(value)
    if name == "date" and isinstance(value, str):
        return wording.when(value)
    if isinstance(value, (list, tuple)):
        return "\n".join(_text(row) for row in value)
    return "" if value is None else str(value)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """``after`` against ``before``, word by word; what is too long to compare, as a whole."""
    old, new = (re.findall(r"\S+|\s+", text) for text in (before, after))
    many = len(old) + len(new)
    if before != after and many > MOST:
        yield from (Piece(op, text) for op, text in (("del", before), ("ins", after)) if text)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=many > MANY)
    for op, a, b, c, d in matcher.get_opcodes():
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
        Change(label(name, after.kind), list(pieces(old.get(name, ""), new.get(name, ""))))
        for name in [*new, *(name for name in old if name not in new)]
        if old.get(name) != new.get(name)
    ]


def restore_version(question: Question, version: Version) -> None:
    """Copy an earlier version into the working copy, unsaved; to be published as a new version.

    Its sources are found again in the bank, or made again where they are gone.
    """

    def found(field: schema.Field, said: Any) -> Source | Picture | None:
        if field.holds is schema.Holds.PICTURE:
            return version.picture
        return _source(question.bank, said)

    question.kind, question.topic = version.kind, version.topic
    for name, value in schema.columns(version.content, found).items():
        setattr(question, name, value)


def _source(bank: Bank, content: dict[str, str]) -> Source:
    """The bank's source with this content; else one of the same address, corrected since."""
    same: Source | None = bank.sources.filter(**content).first()
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
