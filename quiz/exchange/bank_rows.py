"""What questions are filed under in a bank, and what a file adds to it."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from quiz.models import Bank, Fact, Source, Topic

REF_LENGTH = 60


class BankRows:
    """The topics, facts and sources of a bank, and those that a file brings."""

    def __init__(self, bank: Bank):
        self.bank = bank
        kept = bank.pk is not None
        self.topics = list(bank.topics.all()) if kept else []
        self.facts = list(bank.facts.all()) if kept else []
        self.sources = list(bank.sources.all()) if kept else []
        self.new: list[Topic | Fact | Source] = []
        rows: list[Topic | Fact | Source] = [*self.topics, *self.facts, *self.sources]
        self.by_ref = {(type(row), row.ref): row for row in rows}
        self.by_said = {_said(row): row for row in reversed(rows)}

    def find(self, row: Any, ref: str, by_ref: bool) -> Any:
        """The row that says the same, or ``row`` itself with a ref of its own."""
        model = type(row)
        if by_ref and (model, ref) in self.by_ref:
            return self.by_ref[model, ref]
        if found := self.by_said.get(_said(row)):
            return found
        row.bank = self.bank
        row.ref = free_name(ref or str(row), lambda each: (model, each) in self.by_ref)
        try:
            row.clean_fields(exclude=["bank", "shipped"])
        except ValidationError as error:
            label = model._meta.verbose_name
            raise ValidationError([f"{label}, {said}" for said in column_faults(error)]) from None
        self.new.append(row)
        self.by_ref[model, row.ref] = self.by_said[_said(row)] = row
        return row


def _said(row: Topic | Fact | Source) -> tuple[object, ...]:
    if isinstance(row, Source):
        return Source, *row.content().values()
    return type(row), str(row).casefold()


def free_name(wish: str, taken: Callable[[str], bool]) -> str:
    """``wish`` as a ref, with a number after it if it is taken."""
    stem = re.sub("[-_]+", "-", slugify(wish))[: REF_LENGTH - 6].strip("-") or "imported"
    ref, n = stem, 1
    while taken(ref):
        n += 1
        ref = f"{stem}-{n}"
    return ref


def column_faults(error: ValidationError) -> list[str]:
    """What is wrong, with the name of the column where it is about one."""
    if not hasattr(error, "error_dict"):
        return [str(message) for message in error.messages]
    return [
        f"{name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
