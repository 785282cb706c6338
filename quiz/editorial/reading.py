"""The reading list: a live question beside its sources, as somebody compares them."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from quiz.content.checks import PARTS
from quiz.content.markdown import is_web_address, plain
from quiz.editorial.history import Piece
from quiz.editorial.review import key_of
from quiz.models import Check, Drawn, Question, Step

LONG = 7  # letters of a word that is marked for itself


@dataclass(frozen=True)
class Reading:
    """A question on the list, with what its sources say and what readers are told."""

    question: Question
    passage: list[Piece]
    claim: str
    key: list[list[Piece]]
    explanation: list[Piece]
    since: str
    action: str
    survey: Mapping[str, Any]
    evidence: Mapping[str, str] | None  # its source
    further: list[Mapping[str, str]]  # the sources of what happened since and of the survey
    check: Check | None
    note: Step | None
    author: Any
    went: Sequence[Drawn]  # words of articles that these no longer have

    @property
    def addresses(self) -> dict[str, str]:
        """The pages of its sources, each with its name."""
        sources = [self.evidence, *self.further] if self.evidence else self.further
        return {each["url"]: each["title"] for each in sources if is_web_address(each.get("url"))}

    @property
    def others(self) -> list[str]:
        """What the last check opened beside these."""
        pages = self.check.pages if self.check else []
        return [url for url in pages if url not in self.addresses]

    @property
    def parts(self) -> dict[str, Any]:
        """What of it can be confirmed."""
        said = {
            "key": True,
            "explanation": self.explanation,
            "since": self.since,
            "action": self.action,
        }
        return {name: PARTS[name] for name in PARTS if said[name]}


def reading(question: Question) -> Reading:
    """What is to be compared for a live question: what readers are asked, not its working copy."""
    version = question.live_version
    if version is None:
        raise ValueError("Only what readers are asked is on the list.")
    content = version.content
    evidence, since = content.get("evidence", {}), content.get("since", {})
    survey = content.get("survey", {})
    passage, explanation = plain(evidence.get("passage")), plain(content.get("explanation"))
    key = key_of(version)
    return Reading(
        question=question,
        passage=list(in_both(passage, " / ".join([*key, explanation]))),
        claim=plain(evidence.get("claim")),
        key=[list(in_both(line, passage)) for line in key],
        explanation=list(in_both(explanation, passage)),
        since=plain(since.get("text")),
        action=plain(content.get("action", {}).get("text")),
        survey=survey,
        evidence=evidence.get("source"),
        further=[part["source"] for part in (since, survey) if part.get("source")],
        check=question.checks.select_related("checked_by").order_by("-checked_on", "-id").first(),
        note=question.open_note(),
        author=question.author(),
        went=list(question.drawn_from.filter(gone_on__isnull=False)),
    )


def in_both(text: str, other: str) -> Iterator[Piece]:
    """``text`` in pieces; ``mark`` are those whose words stand in ``other``, too.

    Words are marked in pairs, and a long word or a number for itself.
    """
    theirs = _words(other)
    pairs, single = set(pairwise(theirs)), set(theirs)
    tokens = re.findall(r"\w+|\W+", text)
    at = [n for n, token in enumerate(tokens) if token[0].isalnum()]
    marked: set[int] = set()
    for n in at:
        word = tokens[n].casefold()
        if word in single and (len(word) >= LONG or word.isdigit()):
            marked.add(n)
    for one, next_one in pairwise(at):
        if (tokens[one].casefold(), tokens[next_one].casefold()) in pairs:
            marked |= set(range(one, next_one + 1))
    said, op = "", ""
    for n, token in enumerate(tokens):
        now = "mark" if n in marked else ""
        if said and now != op:
            yield Piece(op, said)
            said = ""
        said, op = said + token, now
    if said:
        yield Piece(op, said)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def done_on(day: datetime.date) -> list[Question]:
    """The live questions that somebody found still true on ``day``, newest first."""
    checks = Check.objects.filter(checked_on=day, checked_by__isnull=False, question__state="live")
    ids = dict.fromkeys(checks.order_by("-id").values_list("question", flat=True)[:30])
    found = Question.objects.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]
