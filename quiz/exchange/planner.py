"""What the questions of a file would do to a bank, one after the other."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.day_fields import written_day
from quiz.content.markdown import plain_line
from quiz.content.numbers import say
from quiz.exchange.bank_rows import BankRows, column_faults, free_name
from quiz.exchange.changed import changed
from quiz.exchange.entry import CREATE, ERROR, UNCHANGED, UPDATE, Entry
from quiz.exchange.export import record_of
from quiz.exchange.records import Record, Spec, settled, shaped
from quiz.models import Fact, Question, Source, Topic

FACT_LENGTH = 300


class NoTopic(ValidationError):
    """A question names no topic, and none is chosen for such."""

    def __init__(self) -> None:
        super().__init__(_("it names no topic; choose one for such questions"))


def filed_under(question: Question) -> list[Any]:
    """The topic, the fact and the sources of a question."""
    rows = (getattr(question, name) for name in ("topic", "fact", *schema.sources()))
    return [row for row in rows if row is not None]


class Planner:
    def __init__(self, rows: BankRows, known: dict[str, Question], topic: Topic | None):
        self.rows, self.known, self.topic = rows, known, topic
        self.seen: set[str] = set()
        self.told: set[int] = set()  # of the new rows, those that an entry has told of
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
        try:
            made = self.made(record, question)
        except ValidationError as error:
            entry.lacks_topic = isinstance(error, NoTopic)
            return self.refuse(entry, *column_faults(error))
        fact, words = self._words(made.fact.text, made.prompt)
        shares = not question and not record.fact_ref and bool(self.asked[fact] - {words})
        self.asked[fact].add(words)
        self.seen.add(made.ref)
        entry.ref, entry.question = made.ref, made
        new = [row for row in filed_under(made) if row.pk is None]
        entry.needs = {f"add_{row._meta.model_name}" for row in new}
        for row in new:
            # Nearly every question has a fact of its own.
            if not isinstance(row, Fact) and id(row) not in self.told:
                self.told.add(id(row))
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
                setattr(question, "picture_id" if name == "picture" else name, value)
        checked = {"ref", "kind", *schema.named(*schema.TEXTS, schema.NUMBER)}
        names = {column.name for column in Question._meta.concrete_fields}
        question.clean_fields(exclude=names - checked)
        if record.topic or record.topic_ref:
            topic = Topic(title=record.topic)
            question.topic = self.rows.find(topic, record.topic_ref, bool(record.topic_ref))
        elif question.topic_id is None:
            if self.topic is None:
                raise NoTopic
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
        entry.said += changed(names, before, after)
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
