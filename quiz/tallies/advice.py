"""What an editor should look at in a question, as sentences made of its item statistics.

The rules and their thresholds are in ``core.item_statistics.Item.findings``; here are the
sentences, each with its figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quiz.core.item_statistics import Finding, Item
from quiz.models import Version


@dataclass(frozen=True)
class Advice:
    """One sentence about a question; ``level`` as in Django's messages."""

    code: str
    level: str
    sentence: str


def advice(version: Version, item: Item) -> Iterator[Advice]:
    """One sentence for each finding of ``item``, most serious first."""
    for finding in item.findings():
        level = "warning" if finding.code in ("key", "myth") else "info"
        yield Advice(finding.code, level, _sentence(finding, version))


def label(version: Version, part: str | None) -> str:
    """How a part of a response is shown to an editor; "True" and "False" are translated."""
    if version.kind == "true_false":
        return {"True": _("True"), "False": _("False")}.get(part or "", "")
    return part or ""


def _sentence(finding: Finding, version: Version) -> str:
    figures: dict[str, Any] = {
        "part": label(version, finding.part),
        "n": f"{finding.n:,}",
        "of": f"{finding.of:,}",
        "percent": round(100 * (finding.figure or 0)),
        "r": f"{finding.figure or 0:.2f}".replace("-", "−"),
    }
    sentences = {
        "key": _(
            "People who do well elsewhere miss this one (discrimination {r} over {n} answers): "
            "is the key right?"
        ),
        "myth": _(
            "Most chose “{part}” ({n} of {of}, {percent} %): a myth worth writing about, or a bad "
            "question: check the passage."
        ),
        "dead": _("“{part}” was chosen by {n} of {of}: replace it."),
        "easy": _("{of} answers earned {percent} of 100 points: perhaps it is too easy."),
        "hard": _("{of} answers earned {percent} of 100 points: perhaps it is too hard."),
        "unsure": _(
            "{n} of {of} were not sure: does the question say all that one needs to answer it?"
        ),
    }
    said = sentences[finding.code].format(**figures)
    if finding.code == "key" and finding.part:
        said += " " + _("Those who chose “{part}” do best elsewhere.").format(**figures)
    return said
