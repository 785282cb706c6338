"""What stands on the page of a question, saved or not, as a reader would be asked it.

Nothing is stored. What was typed is carried along by the preview's own form, signed, so that
the preview can be answered.
"""

import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from quiz.content.checks import Checked
from quiz.content.sources import is_untitled
from quiz.core.kinds.estimate import Estimate
from quiz.core.usual_numbers import usual_numbers
from quiz.models import Bank, Fact, Question, Topic, Version

SIGNER = Signer(salt="quiz.editorial.typed")


def typed_version(question: Question, check: Checked | None) -> Version:
    """The question with what was typed, whether it is complete or not."""
    if question.fact_id is None:
        question.fact = Fact()
    version = filed(question.snapshot())
    content = version.content
    asks = _("Your statement") if version.kind == "true_false" else _("Your question")
    content.setdefault("prompt", asks)
    content["spec"] = whole(version.kind, content.get("spec") or {})
    version.checked_on = check.checked_on if check else None
    version.review_by = check.review_by if check else None
    version.pages = check.pages if check else ()
    return version


def filed(version: Version) -> Version:
    """The version, with a topic and titles to show where a draft has none yet."""
    for part in ("evidence", "since", "survey"):
        source = version.content.get(part, {}).get("source")
        if source and is_untitled(source):
            source["title"] = _("No title yet")
    if version.question.topic is None:
        version.topic = Topic(title=_("No topic yet"))
    return version


def carried(bank: Bank, version: Version) -> str:
    """All of a version that is not stored, in a text that only we can have made."""
    days = [day.isoformat() if day else "" for day in (version.checked_on, version.review_by)]
    topic = version.topic.title
    fact = version.question.fact.ref
    said = [bank.pk, version.kind, version.content, topic, fact, days, list(version.pages)]
    return SIGNER.sign_object(said, compress=True)


def brought(text: str) -> tuple[Bank, Version] | None:
    """The bank and the version that ``carried`` made a text of; None for any other text."""
    try:
        pk, kind, content, topic, fact, days, pages = SIGNER.unsign_object(text)
    except (BadSignature, ValueError, TypeError):  # another release carried something else
        return None
    bank = Bank.objects.filter(pk=pk).first()
    if bank is None:
        return None
    version = Version(
        question=Question(bank=bank, fact=Fact(ref=fact)),
        kind=kind,
        content=content,
        topic=Topic(bank=bank, title=topic),
    )
    version.checked_on, version.review_by = (
        datetime.date.fromisoformat(day) if day else None for day in days
    )
    version.pages = pages
    return bank, version


def whole(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Answers that can be shown: where one lacks, a word stands in its place."""
    if kind in ("choice", "multiple"):
        return _options(kind, spec)
    if kind == "true_false":
        right = spec.get("right")
        return {**spec, "right": True if right is None else right}
    if kind == "estimate":
        return _estimate(spec)
    if kind == "ordering":
        items = [row for row in spec.get("items", ()) if row["text"]]
        items += [
            {"text": _("Thing {n}").format(n=n), "detail": ""} for n in range(len(items) + 1, 4)
        ]
        first, last = spec.get("first") or _("First"), spec.get("last") or _("Last")
        return {**spec, "items": items, "first": first, "last": last}
    pairs = [row for row in spec.get("pairs", ()) if row["left"] and row["right"]]
    pairs += [
        {"left": _("Given {n}").format(n=n), "right": _("Its match {n}").format(n=n)}
        for n in range(len(pairs) + 1, 4)
    ]
    return {**spec, "pairs": pairs}


def _options(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    wrong = [row for row in spec.get("wrong", ()) if row["text"]]
    wrong += [
        {"text": _("Wrong answer {n}").format(n=n), "tempts": ""} for n in range(len(wrong) + 1, 2)
    ]
    if kind == "choice":
        return {"right": spec.get("right") or _("Right answer"), "wrong": wrong}
    right = [text for text in spec.get("right", ()) if text]
    right += [_("Right answer {n}").format(n=n) for n in range(len(right) + 1, 3)]
    return {"right": right, "wrong": wrong}


def _estimate(spec: dict[str, Any]) -> dict[str, Any]:
    made = usual_numbers(spec)
    if made.get("right") is None:
        made["right"] = Estimate(**{**made, "right": made["high"], "unit": ""}).at(0.5)
    return {**made, "unit": made.get("unit") or ""}
