"""A copy of a whole bank: a draft with drafts of its questions, in one transaction."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.models import Bank, Digest, Editor, Question, Step, account_of

AT_ONCE = 500  # rows of a statement

# What of a bank its copy says too: also which sites may show it, lest a copy be any site’s.
SAID = ("summary", "about", "language", "embed_hosts")


@dataclass(frozen=True)
class BankCopy:
    """A bank that was made of another, and how much of each is in it."""

    bank: Bank
    questions: int
    topics: int
    sources: int
    facts: int


def to_copy(bank: Bank) -> models.QuerySet[Question]:
    """The questions that a copy of ``bank`` gets: all but the retired ones."""
    return bank.questions.exclude(state=Question.State.RETIRED)


@transaction.atomic
def copy_bank(bank: Bank, title: str, ref: str, on: datetime.date, by: Editor) -> BankCopy:
    """A draft bank with the topics, facts and sources of ``bank``, and drafts of its questions.

    They say what the working copies say, and keep their refs. They have no checks, versions,
    corrections or figures, and are not on the shelf; pictures are shared.
    """
    last = Bank.objects.aggregate(last=Max("order"))["last"] or 0
    said = {name: getattr(bank, name) for name in SAID}
    made = Bank.objects.create(title=title, ref=ref, order=last + 1, **said)
    topics, sources, facts = (
        _copied(rows.all(), made) for rows in (bank.topics, bank.sources, bank.facts)
    )
    filed = {"topic": topics, "fact": facts, **dict.fromkeys(schema.sources(), sources)}
    old = list(to_copy(bank).order_by("pk"))
    new = Question.objects.bulk_create((_draft(each, made, filed) for each in old), AT_ONCE)
    fresh = {before.pk: after for before, after in zip(old, new, strict=True)}
    _copy_digests(bank, fresh)
    note = _("Copied with the bank “{bank}”.").format(bank=bank)[:1000]
    wrote = Step.Action.WROTE
    Step.objects.bulk_create(
        (Step(question=each, action=wrote, on=on, by=account_of(by), note=note) for each in new),
        AT_ONCE,
    )
    return BankCopy(made, len(new), len(topics), len(sources), len(facts))


def _copied(rows: models.QuerySet[Any], bank: Bank) -> dict[int, Any]:
    """Copies of topics, sources or facts in ``bank``, by the ids of what they were made of."""
    old = list(rows.order_by("pk"))
    new = [type(row)(**{**_values(row), "bank": bank}) for row in old]
    type_of = rows.model._base_manager
    return {
        before.pk: after
        for before, after in zip(old, type_of.bulk_create(new, AT_ONCE), strict=True)
    }


def _values(row: models.Model) -> dict[str, Any]:
    """What a row says, but for its number, its bank and what a file shipped."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if field.name not in ("id", "bank", "shipped")
    }


def _draft(question: Question, bank: Bank, filed: Mapping[str, Mapping[int, Any]]) -> Question:
    """An unsaved draft in ``bank`` that says what ``question`` says."""
    made = Question(bank=bank, kind=question.kind, ref=question.ref)
    for name in {*schema.named(), *filed}:
        if name in filed:
            number = getattr(question, f"{name}_id")
            setattr(made, name, None if number is None else filed[name][number])
        elif name == "picture":
            made.picture_id = question.picture_id
        else:
            setattr(made, name, getattr(question, name))
    return made


def _copy_digests(bank: Bank, fresh: Mapping[int, Question]) -> None:
    """Give new questions their search rows: what these say, those of ``bank`` say already."""
    found = []
    for digest in Digest.objects.filter(question__bank=bank, question__in=to_copy(bank)):
        if question := fresh.get(digest.question_id):
            digest.question = question
            found.append(digest)
    Digest.objects.bulk_create(found, AT_ONCE)
