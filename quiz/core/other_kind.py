"""The answers of a question as another kind asks them. Standard library only."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from quiz.core.kinds import KINDS
from quiz.core.kinds.base import gettext_noop

Spec = dict[str, Any]

# The key of a statement, said by itself.
TRUE, FALSE = gettext_noop("The statement is true."), gettext_noop("The statement is false.")


@dataclass(frozen=True)
class Parts:
    """What the answers of any kind are made of.

    ``rows`` have two texts each: an item with its detail, or what belongs together.
    """

    right: list[str]
    wrong: list[dict[str, str]]
    rows: list[tuple[str, str]]
    spare: list[str]
    tempts: str

    @classmethod
    def of(cls, kind: str, spec: Spec) -> "Parts":
        right = spec.get("right")
        said = right if isinstance(right, list) else [right] if isinstance(right, str) else []
        if kind == "estimate" and right is not None:
            said = [" ".join(filter(None, (str(right), spec.get("unit"))))]
        rows = [(row.get("text", ""), row.get("detail") or "") for row in spec.get("items") or ()]
        rows += [(row.get("left", ""), row.get("right", "")) for row in spec.get("pairs") or ()]
        wrong = [dict(row) for row in spec.get("wrong") or ()]
        return cls(said, wrong, rows, list(spec.get("spare") or ()), spec.get("tempts") or "")

    @property
    def options(self) -> tuple[list[str], list[dict[str, str]]]:
        """Right and wrong answers; of rows the first is the right one."""
        if self.right or self.wrong:
            return self.right, self.wrong
        texts = [text for text, _other in self.rows] + self.spare
        return texts[:1], [{"text": text, "tempts": ""} for text in texts[1:]]

    @property
    def reason(self) -> str:
        """Why the wrong answers tempt, in one sentence."""
        return self.tempts or next((row["tempts"] for row in self.wrong if row.get("tempts")), "")

    def answers(self, kind: str) -> Spec:
        """What of this the answers of ``kind`` can hold."""
        right, wrong = self.options
        if kind == "choice":
            return {"right": "".join(right[:1]), "wrong": wrong}
        if kind == "multiple":
            return {"right": right, "wrong": wrong}
        if kind == "ordering":
            rows = self.rows or [(text, "") for text in (*right, *(row["text"] for row in wrong))]
            items = [{"text": text, "detail": detail} for text, detail in rows]
            return {"items": items, "tempts": self.reason}
        if kind == "matching":
            pairs = [{"left": left, "right": other} for left, other in self.rows if other]
            return {"pairs": pairs, "spare": self.spare if pairs else [], "tempts": self.reason}
        return {"tempts": self.reason}


LISTS = ("wrong", "items", "pairs", "spare")


def blank(kind: str) -> Spec:
    """The answers of ``kind`` before anything is typed."""
    names = [field.name for field in fields(KINDS[kind])]
    made: Spec = {name: [] if name in LISTS else "" for name in names}
    if kind == "multiple":
        made["right"] = []
    elif kind in ("true_false", "estimate"):
        made["right"] = None
    if kind == "estimate":
        made |= dict.fromkeys(("low", "high", "step", "tolerance", "zero_at"))
        made["scale"] = "linear"
    return made


def in_another_kind(kind: str, spec: Spec, into: str) -> tuple[Spec, list[str]]:
    """The answers ``spec`` of ``kind`` as ``into`` holds them, and the texts that do not fit."""
    if kind == into:
        return spec, []
    made = {**blank(into), **Parts.of(kind, spec).answers(into)}
    kept = {*_texts(made)}
    return made, [text for text in dict.fromkeys(_said(kind, spec)) if text not in kept]


def says_something(kind: str, spec: Spec) -> bool:
    """Whether anything of the answers ``spec`` of ``kind`` is there yet."""
    return any(_said(kind, spec))


def _said(kind: str, spec: Spec) -> Iterator[str]:
    """What an editor wrote in the answers; of an estimate its number, said with its unit."""
    if kind == "estimate":
        yield from Parts.of(kind, spec).right
        yield from filter(None, [spec.get("tempts")])
        return
    if isinstance(spec.get("right"), bool):
        yield TRUE if spec["right"] else FALSE
    yield from _texts(spec)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
