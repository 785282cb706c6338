"""From a file into a bank: first what would happen, line by line, then all of it or nothing.

What is imported is a draft. A question that is there already gets new words in
its working copy; readers are asked its version as before. A file vouches for
nothing: it makes no check, publishes nothing, and leaves topics, facts and
sources that are there as they are.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.content import schema
from quiz.content.fields import written_day
from quiz.content.markdown import plain_line
from quiz.content.numbers import say
from quiz.exchange.bank_rows import BankRows, column_faults, free_name
from quiz.exchange.export import ready, record_of
from quiz.exchange.records import Reading, Record, Spec, settled, shaped
from quiz.models import Bank, Digest, Fact, Question, Source, Topic, mark

CREATE, UPDATE, UNCHANGED, SKIP, ERROR = "create", "update", "unchanged", "skip", "error"
OUTCOMES = {
    CREATE: gettext_lazy("Create"),
    UPDATE: gettext_lazy("Update"),
    UNCHANGED: gettext_lazy("Unchanged"),
    SKIP: gettext_lazy("Skipped"),
    ERROR: gettext_lazy("Error"),
    "note": gettext_lazy("Note"),
}
NEEDED = {
    "add_topic": gettext_lazy("Its topic is new, and you may not add topics: ask an editor."),
    "add_fact": gettext_lazy("Its fact is new, and you may not add facts."),
    "add_source": gettext_lazy("Its source is new, and you may not add sources."),
    "add_bank": gettext_lazy("Its bank is new, and you may not add banks: choose one."),
    "publish_question": gettext_lazy(
        "It is live, and a fact counts in the draw at once: only an editor changes it."
    ),
}
FACT_LENGTH = 300
FAULTS = 200  # errors that are shown; nobody reads more


@dataclass
class Entry:
    """What happens to one question of the file. ``question`` holds the new words, unsaved."""

    line: int
    outcome: str
    ref: str = ""
    prompt: str = ""
    said: list[str] = field(default_factory=list)
    question: Any = None
    columns: list[str] = field(default_factory=list)  # what of an old question changes
    needs: set[str] = field(default_factory=set)  # permissions
    before: str = ""

    @property
    def label(self) -> Any:
        return OUTCOMES[self.outcome]


@dataclass
class Plan:
    """What would happen, in the order of the file's lines."""

    bank: Bank
    entries: list[Entry]
    new: list[Any]  # topics, facts and sources that are not there yet
    retired: dict[str, dict[str, str]] = field(default_factory=dict)  # what the file lists so

    @property
    def refused(self) -> bool:
        return any(entry.outcome == ERROR for entry in self.entries)

    @property
    def changes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.outcome in (CREATE, UPDATE)]

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
    planner = _Planner(rows, known, topic)
    entries = [planner.entry(record) for record in reading.records]
    entries += [Entry(line, SKIP, said=[said]) for line, said in reading.skipped]
    entries += [Entry(line, ERROR, said=[said]) for line, said in reading.faults[:FAULTS]]
    if len(reading.faults) > FAULTS:
        said = _("There are %(n)s more errors.") % {"n": len(reading.faults) - FAULTS}
        entries.append(Entry(reading.faults[-1][0], ERROR, said=[said]))
    entries += [Entry(line, "note", said=[said]) for line, said in reading.notes]
    if not entries:
        entries = [Entry(1, ERROR, said=[_("There is no question in this file.")])]
    entries.sort(key=lambda entry: entry.line)
    return Plan(bank, entries, rows.new, reading.retired)


class _Planner:
    def __init__(self, rows: BankRows, known: dict[str, Question], topic: Topic | None):
        self.rows, self.known, self.topic = rows, known, topic
        self.seen: set[str] = set()
        self.asked: defaultdict[str, set[str]] = defaultdict(set)  # prompts by their fact
        self.by_words: defaultdict[tuple[str, str], list[Question]] = defaultdict(list)
        for question in sorted(known.values(), key=lambda each: each.pk):
            fact, words = self._words(question.fact.text, question.prompt)
            self.by_words[fact, words].append(question)
            self.asked[fact].add(words)

    @staticmethod
    def _words(fact: str, prompt: str) -> tuple[str, str]:
        return fact.casefold(), " ".join(prompt.split())

    def entry(self, record: Record) -> Entry:
        prompt = record.fields.get("prompt", "")
        question = self.match(record)
        ref = question.ref if question else record.ref
        entry = Entry(record.line, CREATE, ref, plain_line(prompt))
        entry.said = list(record.notes)
        if entry.ref and entry.ref in self.seen:
            said = _("the ref “%(ref)s” is in this file twice")
            return self.refuse(entry, said % {"ref": entry.ref})
        if question is None and ref in self.rows.bank.retired:
            said = _("“%(ref)s” was the ref of a question that is retired: choose another")
            return self.refuse(entry, said % {"ref": ref})
        before = record_of(question) if question else None
        there = len(self.rows.new)
        try:
            made = self.made(record, question)
        except ValidationError as error:
            return self.refuse(entry, *column_faults(error))
        fact, words = self._words(made.fact.text, made.prompt)
        shares = not question and not record.fact_ref and bool(self.asked[fact] - {words})
        self.asked[fact].add(words)
        self.seen.add(made.ref)
        entry.ref, entry.question = made.ref, made
        new = self.rows.new[there:]
        entry.needs = {f"add_{row._meta.model_name}" for row in new}
        for row in new:
            if not isinstance(row, Fact):  # nearly every question has one of its own
                told = _("New here: the %(what)s “%(row)s”.")
                entry.said.append(told % {"what": row._meta.verbose_name, "row": row})
        if self.rows.bank.pk is None:
            entry.needs.add("add_bank")
        if shares:
            told = _("It shares the fact “%(fact)s” with another question: no round asks both.")
            entry.said.append(told % {"fact": made.fact})
        after = record_of(made)
        for name, title in (("topic", record.topic), ("fact", record.fact)):
            now = getattr(after, name)
            if title and now.casefold() != title.casefold():
                said = _("The %(what)s keeps its name here: “%(now)s”.")
                label = Question._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                entry.said.append(said % {"what": label, "now": now})
        if before:
            self.compared(entry, before, after)
        if made.kind == "estimate" and entry.outcome in (CREATE, UPDATE):
            entry.said.append(_numbers(made.spec))
        return entry

    def match(self, record: Record) -> Question | None:
        """The question that the record is about: by its ref, or else by its words."""
        if record.ref:
            return self.known.get(record.ref)
        prompt = record.fields.get("prompt", "")
        alike = self.by_words[self._words(named(record), prompt)]
        return next((each for each in alike if each.ref not in self.seen), None)

    def refuse(self, entry: Entry, *said: str) -> Entry:
        entry.outcome = ERROR
        entry.said = list(said)
        return entry

    def made(self, record: Record, question: Question | None) -> Question:
        """The question with the record's words, unsaved; raises ``ValidationError``."""
        if question is None:
            ref = record.ref or free_name(
                named(record), lambda each: each in self.known or each in self.seen
            )
            question = Question(bank=self.rows.bank, ref=ref, spec=shaped(record.kind, {}))
        question.kind = record.kind
        fields = settled(record.fields)
        for name, value in fields.items():
            if name not in schema.sources():
                setattr(question, name, value)
        checked = {"ref", "kind", *schema.named(*schema.TEXTS, schema.NUMBER)}
        names = {column.name for column in Question._meta.concrete_fields}
        question.clean_fields(exclude=names - checked)
        if record.topic or record.topic_ref:
            topic = Topic(title=record.topic)
            question.topic = self.rows.find(topic, record.topic_ref, bool(record.topic_ref))
        elif question.topic_id is None:
            if self.topic is None:
                raise ValidationError(_("it names no topic; choose one for such questions"))
            question.topic = self.topic
        if not question.fact_id or record.fact not in ("", question.fact.text):
            fact = Fact(text=named(record))
            question.fact = self.rows.find(fact, record.fact_ref, bool(record.fact_ref))
        for name in schema.sources():
            if name in fields:
                setattr(question, name, self.source(record, fields[name], name))
        return question

    def source(self, record: Record, said: dict[str, str] | None, name: str) -> Source | None:
        if not said:
            return None
        try:
            said = {**said, "date": written_day(said["date"])}
        except ValidationError as error:
            raise ValidationError([f"{name}_date: {each}" for each in error.messages]) from None
        ref = record.source_refs.get(name) or f"{said['publisher']} {said['date']}"
        found: Source = self.rows.find(Source(**said), ref, False)
        return found

    def compared(self, entry: Entry, before: Record, after: Record) -> None:
        names = [name for name, value in before.fields.items() if after.fields[name] != value]
        names.sort(key="spec".__eq__)  # the answers last, after what stands around them
        names += [
            name
            for name in ("kind", "topic", "fact")
            if getattr(before, name) != getattr(after, name)
        ]
        if not names:
            entry.outcome = UNCHANGED
            return
        entry.outcome, entry.before, entry.columns = UPDATE, repr(before), names
        labels = [str(Question._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
        entry.said.insert(0, _("changes: %(names)s") % {"names": ", ".join(labels)})
        if entry.question.live_version_id and "fact" in names:
            entry.needs.add("publish_question")
        if entry.question.live_version_id:
            entry.said.append(_("Readers are asked the published version as before."))


def _numbers(spec: Spec) -> str:
    """The numbers of an estimate as they were read, for whoever knows what they should be."""
    names = ("right", "low", "high", "tolerance", "zero_at")
    told = {name: "–" if spec.get(name) is None else say(spec[name]) for name in names}
    said = _(
        "Read as: %(right)s, on a scale from %(low)s to %(high)s; full marks within "
        "%(tolerance)s, none from %(zero_at)s."
    )
    return said % told


def named(record: Record) -> str:
    """What the question tests: its name in the file, or else what it asks."""
    name = record.fact or " ".join(record.fields.get("prompt", "").split())
    return name if len(name) <= FACT_LENGTH else name[: FACT_LENGTH - 1] + "…"


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
    for row in planned.new:
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
