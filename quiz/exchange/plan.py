"""From a file into a bank: first what would happen, line by line, then all of it or nothing.

What is imported is a draft. A question that is there already gets new words in
its working copy; readers are asked its version as before. A file vouches for
nothing: it makes no check, publishes nothing, and leaves topics, facts and
sources that are there as they are. Questions that are faulty are left out only
if somebody says so, who has seen which.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.exchange.bank_rows import BankRows
from quiz.exchange.entry import CREATE, ERROR, LEFT, NEEDED, SKIP, UNCHANGED, UPDATE, Entry
from quiz.exchange.export import ready
from quiz.exchange.planner import Planner, filed_under
from quiz.exchange.records import Finding, Reading
from quiz.models import Bank, Digest, Question, Topic, mark

FAULTS = 200  # errors that are shown; nobody reads more


@dataclass
class Plan:
    """What would happen, in the order of the file's lines."""

    bank: Bank
    entries: list[Entry]
    new: list[Any]  # topics, facts and sources that are not there yet
    retired: dict[str, dict[str, str]] = field(default_factory=dict)  # what the file lists so

    @property
    def errors(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome == ERROR]

    @property
    def refused(self) -> bool:
        return bool(self.errors)

    @property
    def changes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome in (CREATE, UPDATE)]

    @property
    def faulty(self) -> int:
        """How many questions would be left out for the rest to come in; 0 if that does not help."""
        errors = self.errors
        if not self.changes or not all(entry.alone for entry in errors):
            return 0
        return sum(entry.faulty for entry in errors)

    @property
    def left(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome == LEFT]

    def leave_out_faulty(self) -> None:
        """Go on without the questions that are faulty, if they alone are."""
        if self.faulty:
            for entry in self.errors:
                entry.outcome = LEFT

    def refuse_what_is_not_allowed(self, allowed: Callable[[str], bool]) -> None:
        """Make errors of what needs a permission that ``allowed`` denies."""
        for entry in self.changes:
            missing = [str(NEEDED[each]) for each in sorted(entry.needs) if not allowed(each)]
            if missing:
                entry.outcome, entry.said = ERROR, missing

    def counted(self) -> dict[str, int]:
        outcomes = [entry.outcome for entry in self.entries]
        return {name: outcomes.count(name) for name in (CREATE, UPDATE, UNCHANGED, SKIP, ERROR)}

    @property
    def mark(self) -> str:
        """Differs when the same file would do something else, because the bank has changed."""
        return mark(self.bank.pk, [
            (entry.line, entry.outcome, entry.ref, entry.before, entry.said)
            for entry in self.entries
        ])  # fmt: skip


def plan(reading: Reading, bank: Bank, topic: Topic | None = None) -> Plan:
    """What the file would do to ``bank``. ``topic`` is for questions that name none."""
    rows = BankRows(bank)
    known: dict[str, Question] = {}
    if bank.pk:
        known = {question.ref: question for question in ready(bank.questions.all())}
    planner = Planner(rows, known, topic)
    entries = [planner.entry(record) for record in reading.records]
    entries += _of_findings(reading.skipped, SKIP)
    errors = list(_of_findings(reading.faults, ERROR))
    entries += errors[:FAULTS]
    if more := errors[FAULTS:]:
        said = _("There are %(n)s more errors.") % {"n": len(more)}
        alone = all(entry.alone for entry in more)
        entries.append(Entry(more[-1].line, ERROR, said=[said], alone=alone, faulty=len(more)))
    entries += _of_findings(reading.notes, "note")
    if not entries:
        said = _("There is no question in this file.")
        entries = [Entry(1, ERROR, said=[said], alone=False)]
    entries.sort(key=lambda entry: entry.line)
    return Plan(bank, entries, rows.new, reading.retired)


def _of_findings(findings: list[tuple[int, str]], outcome: str) -> Iterator[Entry]:
    """An entry for each question that something is to say of, or for each line of the file."""

    def question(finding: tuple[int, str]) -> tuple[int, str | None]:
        return finding[0], finding.name if isinstance(finding, Finding) else None

    for (line, name), found in groupby(findings, question):
        if name is None:
            for _line, said in found:
                yield Entry(line, outcome, said=[said], alone=False)
        else:
            yield Entry(line, outcome, prompt=name, said=[said for _line, said in found])


@transaction.atomic
def apply(planned: Plan, on: datetime.date, by: Any = None) -> None:
    """Do what was planned. The working copies are drafts; nobody is asked them yet.

    ``by`` is the user whose writing this is, or None for the operator.
    """
    if planned.refused:
        raise ValueError("A plan with errors is not carried out.")
    bank = planned.bank
    if bank.pk is None:
        bank.save()
    used = {id(row) for entry in planned.changes for row in filed_under(entry.question)}
    for row in planned.new:
        if id(row) in used:
            row.bank = bank
            row.save()
    said = _("Imported from a file.")
    for entry in planned.changes:
        question = entry.question
        # What was unsaved when it was put in its place has a key only now.
        for name in ("bank", "topic", "fact", *schema.sources()):
            setattr(question, name, getattr(question, name))
        if entry.outcome == CREATE:
            question.save()
        else:
            question.save(update_fields=entry.columns)
        question.wrote(on, by, said)
        if question.submitted:
            question.send_back(on, by, said)
    Digest.refresh(entry.question for entry in planned.changes)
    if new := {ref: row for ref, row in planned.retired.items() if ref not in bank.retired}:
        bank.retired |= new
        bank.save(update_fields=["retired"])
    bank.touch()  # a fact may have changed, and no round asks a fact twice
