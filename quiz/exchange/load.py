"""Loading a bank file into the database: the operator's act, and idempotent.

Every row remembers, as ``shipped``, what a file last put into it. A row that
still holds just that is brought up to date; one that an editor has changed
since is left alone and reported.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from quiz.content import schema
from quiz.exchange.bank_shape import BankFile
from quiz.exchange.bank_shape import Question as Row
from quiz.exchange.records import Columns
from quiz.models import Bank, Fact, Question, Source, Step, Topic, lock


@dataclass
class Report:
    """What loading a file did, in sentences for the operator."""

    bank: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    rechecked: list[str] = field(default_factory=list)
    unchanged: int = 0
    retired: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        said = [
            f"{self.bank}: {len(self.created)} new, {len(self.updated)} changed, "
            f"{len(self.rechecked)} checked again, {self.unchanged} unchanged"
        ]
        said += [f"  retired: {what}" for what in self.retired]
        said += [f"  left as an editor has it: {what}" for what in self.kept]
        said += [f"  no longer in the file, left as it is: {what}" for what in self.gone]
        return said


@transaction.atomic
def load(file: BankFile, on: datetime.date) -> Report:
    """Bring the database up to date with ``file``, all or nothing; publishes as shipped."""
    head = file.bank
    report = Report(head.ref)
    wording = head.model_dump(exclude={"ref", "article", "variants"})
    first = {"shipped": wording, "state": Bank.State.LISTED}  # files carry no state
    bank, _ = Bank.objects.get_or_create(ref=head.ref, defaults={**wording, **first})
    lock(bank.questions.all())  # before anything else, as whoever publishes does
    topics = _rows(Topic, bank, {ref: {"title": t} for ref, t in file.topics.items()}, report)
    facts = _rows(Fact, bank, {ref: {"text": t} for ref, t in file.facts.items()}, report)
    before = {source.ref: source.content() for source in bank.sources.all()}
    sources = _rows(
        Source, bank, {ref: source.model_dump() for ref, source in file.sources.items()}, report
    )
    moved = {ref for ref, source in sources.items() if before.get(ref) != source.content()}
    known = {
        question.ref: question
        for question in bank.questions.select_related(
            "bank", "topic", "fact", *schema.sources(), "live_version"
        ).prefetch_related("checks")
    }
    for row in file.questions:
        fields = _fields(row, topics, facts, sources)
        question = known.pop(row.ref, None)
        if question is None:
            question = Question(
                bank=bank, ref=row.ref, **fields, hook=row.hook, shipped=_shipped(fields, row)
            )
            question.save()
            _confirm(question, row)
            question.publish(on)
            report.created.append(row.ref)
        else:
            _update(question, row, fields, on, report, moved)
    _retire(file, bank, known, on, report)
    report.gone = sorted(known)
    _bring_up(bank, wording, f"the bank’s own wording ({head.ref})", report)
    bank.touch()
    return report


def _retire(
    file: BankFile, bank: Bank, known: dict[str, Question], on: datetime.date, report: Report
) -> None:
    """Retire what the file lists so, but for what an editor has changed or published since."""
    for ref, row in file.retired.items():
        question = known.pop(ref, None)
        if question is None or question.state == Question.State.RETIRED:
            continue
        retired = question.steps.filter(action=Step.Action.RETIRED, by=None, note=row.reason)
        if _edited(question) or retired.exists():
            report.kept.append(f"question {ref}, which the file retires ({row.reason})")
        else:
            question.retire(on, note=row.reason)
            report.retired.append(f"{ref} ({row.reason})")
    listed = {ref: row.model_dump(mode="json") for ref, row in file.retired.items()}
    here = {row.ref for row in file.questions}
    bank.retired = {ref: row for ref, row in (bank.retired | listed).items() if ref not in here}
    bank.save(update_fields=["retired"])


def _edited(question: Question) -> bool:
    """Whether it says something else than the last file did, or more: no file has pictures."""
    # A column that is newer than what was loaded was empty then.
    shipped = schema.nothing("yaml") | question.shipped
    shipped.pop("hook", None)  # which it does not say
    now = _plain({name: getattr(question, name) for name in shipped})
    return now != shipped or question.picture_id is not None


def _update(
    question: Question,
    row: Row,
    fields: Columns,
    on: datetime.date,
    report: Report,
    moved_sources: set[str],
) -> None:
    _shelve(question, row)
    if _edited(question):
        report.kept.append(f"question {question.ref}")
        return
    # What an editor changed in a source and has not published is not ours to publish.
    named = [fields[name] for name in schema.sources()]
    resourced = any(source and source.ref in moved_sources for source in named)
    shipped = schema.nothing("yaml") | {"hook": row.hook} | question.shipped
    if shipped == _shipped(fields, row) and not resourced and not _newer(question, row):
        report.unchanged += 1
        return
    before = question.snapshot()
    for name, value in fields.items():
        setattr(question, name, value)
    question.shipped = _shipped(fields, row)
    question.lock_and_refresh()
    question.save()
    checked = _confirm(question, row)
    after = question.snapshot()
    moved = (before.content, before.kind, before.topic_id) != (
        after.content,
        after.kind,
        after.topic_id,
    )
    if question.state == Question.State.LIVE and (moved or resourced):
        question.publish(on)
        report.updated.append(question.ref)
    elif moved:
        report.updated.append(f"{question.ref} (not live, so not published)")
    elif checked:
        report.rechecked.append(question.ref)
    else:
        report.unchanged += 1


def _shelve(question: Question, row: Row) -> None:
    """Put the question on the shelf or take it off, as the file says, unless an editor has.

    The mark is no part of what the question says: whoever sets it at the desk has not edited that.
    """
    before = question.shipped.get("hook", False)
    if before == row.hook:
        return
    if question.hook == before:
        question.hook = row.hook
    question.shipped = {**question.shipped, "hook": row.hook}
    question.save(update_fields=["hook", "shipped"])


def _newer(question: Question, row: Row) -> bool:
    """Whether the file's check is later than any we know of, or names the page where none did."""
    day, names = row.check.checked_on, bool(row.check.pages)
    return all(
        check.checked_on < day or (check.checked_on == day and names and not check.pages)
        for check in question.checks.all()
    )


def _confirm(question: Question, row: Row) -> bool:
    """Record the file's check if it is newer than any; say whether it was."""
    if not _newer(question, row):
        return False
    question.confirm(row.check.said())
    return True


def _fields(row: Row, topics: Any, facts: Any, sources: Any) -> Columns:
    """The columns of a question, from its row in a file."""
    said = schema.columns(row.model_dump(), lambda _field, ref: sources[ref], "yaml")
    return {
        "fact": facts[row.fact],
        "topic": topics[row.topic],
        "kind": row.kind,
        **said,
    }


def written_out(row: Row, file: BankFile) -> dict[str, Any]:
    """The content of a row, with its sources written out, without touching the database."""
    sources = {ref: Source(**source.model_dump()) for ref, source in file.sources.items()}
    anything: Any = defaultdict(lambda: None)
    return schema.content(_fields(row, anything, anything, sources).get)


def _shipped(fields: Columns, row: Row) -> dict[str, Any]:
    """What is remembered of a row of a file."""
    return {**_plain(fields), "hook": row.hook}


def _plain(fields: Columns) -> dict[str, Any]:
    """``fields`` as JSON holds them: related rows by their ref."""
    return {
        name: value.ref if isinstance(value, (Topic, Fact, Source)) else value
        for name, value in fields.items()
    }


def _rows[M: (Topic, Fact, Source)](
    model: type[M], bank: Bank, rows: dict[str, dict[str, Any]], report: Report
) -> dict[str, M]:
    """The rows of ``model`` by ref, made or brought up to date."""
    known = {row.ref: row for row in model.objects.filter(bank=bank)}
    for ref, fields in rows.items():
        if ref not in known:
            known[ref] = model.objects.create(bank=bank, ref=ref, **fields, shipped=fields)
        else:
            _bring_up(known[ref], fields, f"{model._meta.verbose_name} {ref}", report)
    return known


def _bring_up(row: Any, fields: dict[str, Any], what: str, report: Report) -> None:
    if row.shipped == fields:
        return
    now = {name: getattr(row, name) for name in fields}
    if now != fields and now != row.shipped:
        report.kept.append(what)
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.shipped = fields
    # Not a bank's revision, which has moved since it was read.
    row.save(update_fields=[*fields, "shipped"])
