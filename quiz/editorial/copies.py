"""Copies of questions: in their own bank or another, of their kind or another."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.core.characters import one_line
from quiz.core.other_kind import FALSE, TRUE, in_another_kind
from quiz.models import Bank, Editor, Fact, Question, Source, Topic, free_ref


@dataclass(frozen=True)
class Copy:
    """A question that was made of another.

    ``left`` are the texts of its answers that its kind has no place for, ``filed`` what was
    copied into its bank with it, and ``lacking`` what might not be, so that it goes without.
    """

    question: Question
    left: Sequence[str]
    filed: Sequence[Topic | Fact | Source]
    lacking: Sequence[Topic | Source]


@transaction.atomic
def copy_question(
    question: Question,
    bank: Bank,
    kind: str,
    *,
    same_fact: bool,
    on: datetime.date,
    by: Editor,
    may_add: Callable[[type[Topic | Source]], bool],
) -> Copy:
    """A draft in ``bank`` that says what the working copy of ``question`` says, as ``kind`` asks.

    It has no check, no version and no history: a check is an act. What it is filed under is
    found in the bank, or copied into it, where ``may_add`` says that such rows may be. With
    ``same_fact`` no round asks both. Lock the bank, so that no two copies at once get one ref.
    """
    spec, left = fitted(question, kind)
    made = Question(bank=bank, kind=kind, ref=free_ref(bank.questions, question.prompt))
    for name in schema.named():
        setattr(made, name, getattr(question, name))
    made.spec = spec
    filed: list[Topic | Fact | Source] = []
    lacking: list[Topic | Source] = []

    def filed_in(row: Any, find: Any, copied: Any) -> Any:
        if row is None or row.bank_id == bank.pk:
            return row
        if found := find(row, bank):
            return found
        if not isinstance(row, Fact) and not may_add(type(row)):
            lacking.append(row)
            return None
        filed.append(copied(row, bank))
        return filed[-1]

    made.topic = filed_in(question.topic, topic_in, copied_topic)
    for name in schema.sources():
        setattr(made, name, filed_in(getattr(question, name), source_in, copied_source))
    made.fact = filed_in(question.fact, fact_in, copied_fact) if same_fact else own_fact(made)
    made.save()
    made.wrote(on, by, _note(question, left))
    return Copy(made, left, filed, lacking)


def fitted(question: Question, kind: str) -> tuple[dict[str, Any], list[str]]:
    """The answers of a question as ``kind`` holds them, and the texts that have no place there."""
    spec, left = in_another_kind(question.kind, question.spec, kind)
    return spec, [_(text) if text in (TRUE, FALSE) else text for text in left]


def _note(question: Question, left: Sequence[str]) -> str:
    said = [_("A copy of “{question}” ({bank}).").format(question=question, bank=question.bank)]
    if left:
        said.append(_("What its kind has no place for: {texts}").format(texts=" · ".join(left)))
    return " ".join(said)


def own_fact(question: Question) -> Fact:
    """A fact that a question alone tests, made of its words."""
    text = one_line(question.prompt)[:300]
    bank = question.bank
    return bank.facts.create(ref=free_ref(bank.facts, question.prompt), text=text)


def topic_in(topic: Topic, bank: Bank) -> Topic | None:
    """The topic of this title in ``bank``."""
    return bank.topics.filter(title__iexact=topic.title).order_by("pk").first()


def copied_topic(topic: Topic, bank: Bank) -> Topic:
    ref = free_ref(bank.topics, topic.title)
    return bank.topics.create(ref=ref, title=topic.title)


def source_in(source: Source, bank: Bank) -> Source | None:
    """The same source in ``bank``, by its address or all of its words."""
    same = {"url": source.url} if source.url else source.content()
    return bank.sources.filter(**same).order_by("pk").first()


def copied_source(source: Source, bank: Bank) -> Source:
    ref = free_ref(bank.sources, f"{source.publisher} {source.date}")
    return bank.sources.create(ref=ref, **source.content())


def fact_in(fact: Fact, bank: Bank) -> Fact | None:
    """The fact of these words in ``bank``."""
    return bank.facts.filter(text=fact.text).order_by("pk").first()


def copied_fact(fact: Fact, bank: Bank) -> Fact:
    return bank.facts.create(ref=free_ref(bank.facts, fact.text), text=fact.text)
