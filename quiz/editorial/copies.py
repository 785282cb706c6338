"""Copies of questions: in their own bank or another, of their kind or another."""

import datetime
from collections.abc import Sequence
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
    copied into its bank with it.
    """

    question: Question
    left: Sequence[str]
    filed: Sequence[Topic | Fact | Source]


@transaction.atomic
def copy_question(
    question: Question, bank: Bank, kind: str, *, same_fact: bool, on: datetime.date, by: Editor
) -> Copy:
    """A draft in ``bank`` that says what the working copy of ``question`` says, as ``kind`` asks.

    It has no check, no version and no history: a check is an act. What it is filed under is
    found in the bank, or copied into it. With ``same_fact`` no round asks both. Lock the bank,
    so that no two copies at once get one ref.
    """
    spec, left = fitted(question, kind)
    made = Question(bank=bank, kind=kind, ref=free_ref(bank.questions, question.prompt))
    for name in schema.named():
        setattr(made, name, getattr(question, name))
    made.spec = spec
    filed: list[Topic | Fact | Source] = []

    def filed_in(find: Any, row: Any) -> Any:
        if row is None or row.bank_id == bank.pk:
            return row
        found, new = find(row, bank)
        filed.extend([found] if new else [])
        return found

    made.topic = filed_in(topic_in, question.topic)
    for name in schema.sources():
        setattr(made, name, filed_in(source_in, getattr(question, name)))
    made.fact = filed_in(fact_in, question.fact) if same_fact else own_fact(made)
    made.save()
    made.wrote(on, by, _note(question, left))
    return Copy(made, left, filed)


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


def topic_in(topic: Topic, bank: Bank) -> tuple[Topic, bool]:
    """The topic of this title in ``bank``, and whether it was made."""
    found = bank.topics.filter(title__iexact=topic.title).order_by("pk").first()
    if found:
        return found, False
    ref = free_ref(bank.topics, topic.title)
    return bank.topics.create(ref=ref, title=topic.title), True


def source_in(source: Source, bank: Bank) -> tuple[Source, bool]:
    """The same source in ``bank``, by its address or all of its words, and whether it was made."""
    same = {"url": source.url} if source.url else source.content()
    found = bank.sources.filter(**same).order_by("pk").first()
    if found:
        return found, False
    ref = free_ref(bank.sources, f"{source.publisher} {source.date}")
    return bank.sources.create(ref=ref, **source.content()), True


def fact_in(fact: Fact, bank: Bank) -> tuple[Fact, bool]:
    """The fact of these words in ``bank``, and whether it was made."""
    found = bank.facts.filter(text=fact.text).order_by("pk").first()
    if found:
        return found, False
    return bank.facts.create(ref=free_ref(bank.facts, fact.text), text=fact.text), True
