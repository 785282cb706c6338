"""From the database to a file: what a question's record is, and what a format leaves out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.schema import Field, Holds
from quiz.core.characters import tidy, tidy_line
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.formats import Format
from quiz.exchange.records import Record, settled, shaped, tidied
from quiz.models import Bank, Picture, Question, Topic

NAMED = 10  # refs that a line of the report names


# A file names a topic for each question, and a draft may have none yet.
UNFILED = Topic(ref="not-filed-yet", title="Not filed yet")


def ready(questions: QuerySet[Question]) -> QuerySet[Question]:
    """The questions with all that their records need, in the order of a file."""
    return (
        questions.select_related("bank", "topic", "fact", *schema.sources())
        .prefetch_related("checks")
        .order_by("bank", "topic__title", "topic", "ref")
    )


def whole(bank: Bank) -> QuerySet[Question]:
    """The questions of a bank's file: all but those that its list of retired ones names."""
    gone = bank.questions.filter(state=Question.State.RETIRED, ref__in=bank.retired)
    return ready(bank.questions.exclude(pk__in=gone.values("pk")))


def record_of(question: Question) -> Record:
    """The working copy of a question, as a file would say it."""
    fields = {each.column: _value(each, question) for each in schema.carried()}
    sources = {name: getattr(question, name) for name in schema.sources()}
    checks = question.checks.all() if question.pk else ()
    latest = max(checks, key=lambda c: (c.checked_on, c.pk), default=None)
    topic = question.topic or UNFILED
    return Record(
        kind=question.kind,
        fields=settled(fields),
        topic=tidy_line(topic.title),
        fact=tidy_line(question.fact.text),
        ref=question.ref,
        topic_ref=topic.ref,
        fact_ref=question.fact.ref,
        source_refs={name: source.ref for name, source in sources.items() if source},
        check=latest.said() if latest else None,
        hook=question.hook,
    )


def _value(field: Field, question: Question) -> Any:
    """What a record says of one field."""
    if field.holds is Holds.PICTURE:
        return question.picture_id
    value = getattr(question, field.column)
    if field.is_text:
        return tidied(field, value)
    if field.holds is Holds.SOURCE:
        parts = value.content() if value else {}
        return {part: tidy_line(text) for part, text in parts.items()} or None
    if field.holds is Holds.EXHIBIT:
        return Exhibit(**value).model_dump() if value else None
    return shaped(question.kind, value) if field.holds is Holds.ANSWERS else value


def head(bank: Bank) -> dict[str, Any]:
    """The bank's own wording, as a bank file has it."""
    lines = {name: tidy_line(getattr(bank, name)) for name in ("ref", "language", "title")}
    prose = {name: tidy(getattr(bank, name)) for name in ("summary", "about")}
    return {**lines, "order": bank.order, **prose, "retired": bank.retired}


@dataclass(frozen=True)
class Export:
    """What goes into a file of a format, and a line for whatever does not.

    ``held_back`` counts the questions that stay out because the format cannot carry what they
    ask about; ``everything`` lets them go without it.
    """

    format: Format
    records: list[Record]
    lines: list[str]
    held_back: int

    def file(self, bank: Bank) -> str | bytes:
        digests = {record.fields["picture"] for record in self.records if self.format.pictured}
        digests.discard(None)
        pictures = Picture.widest(digests) if digests else {}
        return self.format.write(self.records, head(bank), pictures)


def export(
    questions: Iterable[Question], format_: Format, everything: bool = False, named: int = NAMED
) -> Export:
    """The questions as the format carries them. A line names ``named`` of its refs at most."""
    return exported([record_of(question) for question in questions], format_, everything, named)


def exported(
    records: list[Record], format_: Format, everything: bool = False, named: int = NAMED
) -> Export:
    lost: defaultdict[str, list[str]] = defaultdict(list)
    kept = []
    held_back = 0
    for record in records:
        fits = format_.fits(record)
        shown = list(_not_carried(record, format_)) if fits else []
        if shown and not everything:
            held_back += 1
            lost[shown[0][0]].append(record.ref)
            continue
        for sentence in (*format_.losses(record), *(goes for _stays, goes in shown)):
            lost[sentence].append(record.ref)
        if fits:
            kept.append(record)
    lines = [str(format_.elsewhere)] if format_.elsewhere else []
    for sentence, refs in lost.items():
        more = len(refs) - named
        said = ", ".join(refs[:named]) + (_(" and %(n)s more") % {"n": more} if more > 0 else "")
        lines.append(f"{sentence} ({said})")
    return Export(format_, kept, lines, held_back)


def _not_carried(record: Record, format_: Format) -> Iterator[tuple[str, str]]:
    """What a question asks about and the format cannot carry: what is said if it stays or goes."""
    if record.fields["exhibit"] and not format_.carries("exhibit"):
        yield (
            _("What is read before answering has no place in it: the question stays out."),
            _("What is read before answering is left out."),
        )
    if record.fields["picture"] and not format_.pictured:
        yield (
            _("Its picture has no place in it: the question stays out."),
            _("Its picture is left out."),
        )
