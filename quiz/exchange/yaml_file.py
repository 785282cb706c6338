"""Our own YAML for the exchange: the shape of a bank file, but half-done drafts fit in too.

Within an archive it names the pictures that lie beside it; by itself it has none.
``bank_file.py`` reads what is to be published and insists on everything; this
reads what an editor will finish, and writes files that either of them can read.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal

import pydantic
import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError, create_model

from quiz.content import schema
from quiz.content.checks import Checked
from quiz.content.schema import Field, Holds
from quiz.core.kinds import KINDS
from quiz.exchange import truths
from quiz.exchange.bank_shape import (
    BankHead,
    CheckRow,
    Exhibit,
    Line,
    Name,
    Part,
    Picture,
    Question,
    Retired,
    adapter,
)
from quiz.exchange.bank_shape import Source as SourceRow
from quiz.exchange.faults import sentences
from quiz.exchange.records import (
    COUNT_LIMIT,
    Columns,
    Finding,
    Reading,
    Record,
    Spec,
    number,
    shaped,
    tidied,
)
from quiz.exchange.strict_yaml import Lines, Path_, Refusal, line_of, read_yaml

# As the desk allows it; bank files are stricter.
Ref = Annotated[str, pydantic.Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]


class Draft(Part):
    """A question of which anything but its place may still be missing.

    ``draft`` adds the fields of the schema.
    """

    ref: Ref
    fact: Ref
    topic: Ref
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    check: CheckRow | None = None
    picture: Picture | None = None
    hook: bool = False
    allow: dict[str, Line] = {}


class DraftFile(Part):
    """A file of drafts. Its questions are looked at one by one, so that one spoils no other."""

    format: Literal["1"]
    bank: BankHead
    topics: dict[Ref, Name]
    sources: dict[Ref, SourceRow] = {}
    facts: dict[Ref, Line]
    retired: dict[Ref, Retired] = {}
    questions: list[dict[str, Any]]


def _may_be_missing(field: Field) -> tuple[Any, Any]:
    """The type of a field in a draft, and its value where it is missing."""
    if field.holds is Holds.EXHIBIT:
        return Exhibit | None, None
    if field.holds is Holds.ANSWERS:
        return dict[str, Any], {}
    return (int | None, None) if field.holds is Holds.NUMBER else (str, "")


@cache
def draft(fields: tuple[Field, ...]) -> type[Draft]:
    """The shape of a question in a file of drafts: that of a bank file, with nothing required.

    Only what others need in the same part has to be there: the text of an action that
    has its minutes.
    """
    whole: dict[str, Any] = {}
    parts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    needed = {field.needs for field in fields}
    for field in fields:
        kind, empty = _may_be_missing(field)
        said = (kind, ... if field.column in needed else empty)
        if len(field.path) == 1:
            whole[field.path[0]] = said
        else:
            parts[field.path[0]][field.path[1]] = said
    for name, part in parts.items():
        whole[name] = (create_model(name.title(), __base__=Part, **part) | None, None)
    return create_model("Draft", __base__=Draft, **whole)


def read(text: str) -> Reading:
    """The questions of a bank file, finished or not, and its bank's own wording."""
    reading = Reading()
    try:
        data, lines = read_yaml(text, "", trim=False)
        file = DraftFile.model_validate(data)
    except Refusal as refusal:
        reading.faults = refusal.faults
        return reading
    except ValidationError as error:
        reading.faults = sentences(error, lines, ())
        return reading
    if len(file.questions) > COUNT_LIMIT:
        reading.full(1)
        said = _("A file may have %(most)s questions. Split it.") % {"most": f"{COUNT_LIMIT:,}"}
        reading.faults.append((1, said))
        return reading
    reading.bank = file.bank.model_dump(exclude={"article", "variants"})
    reading.retired = {ref: row.model_dump(mode="json") for ref, row in file.retired.items()}
    for n, question in enumerate(file.questions):
        _add(file, question, ("questions", n), lines, reading)
    return reading


def _add(file: DraftFile, said: dict[str, Any], at: Path_, lines: Lines, reading: Reading) -> None:
    line = line_of(lines, (*at, "ref"))
    called = reading.named(str(said.get("prompt") or said.get("ref") or ""))

    def refuse(error: ValidationError, at: Path_) -> None:
        for where, fault in sentences(error, lines, at):
            told = fault if where == line else f"{fault} ({_('line')} {where})"
            reading.faults.append(Finding(line, told, called))

    try:
        question = draft(tuple(schema.carried("yaml"))).model_validate(said)
    except ValidationError as error:
        refuse(error, at)
        return
    fields, source_refs = _fields(question)
    faults = []
    if question.ref in file.retired:
        faults.append(
            _("the file retires “%(ref)s”, so it cannot be here too") % {"ref": question.ref}
        )
    if question.topic not in file.topics:
        faults.append(_("there is no topic “%(ref)s” in this file") % {"ref": question.topic})
    if question.fact not in file.facts:
        faults.append(_("there is no fact “%(ref)s” in this file") % {"ref": question.fact})
    for name, ref in source_refs.items():
        if ref and ref not in file.sources:
            faults.append(_("there is no source “%(ref)s” in this file") % {"ref": ref})
        fields[name] = file.sources[ref].model_dump() if ref in file.sources else None
    reading.faults += [Finding(line, fault, called) for fault in faults]
    fields["spec"], wrong = _spec(question.kind, fields["spec"])
    if wrong:
        refuse(wrong, (*at, "spec"))
    if faults or wrong:
        return
    record = Record(
        kind=question.kind,
        fields=fields,
        topic=file.topics[question.topic],
        fact=file.facts[question.fact],
        ref=question.ref,
        topic_ref=question.topic,
        fact_ref=question.fact,
        source_refs=source_refs,
        hook=question.hook,
        line=line,
    )
    if question.check:
        record.check = question.check.said()
    reading.records.append(record)


def _fields(draft: Draft) -> tuple[Columns, dict[str, str]]:
    """The columns that the draft says, and of those that hold a source its ref, or ""."""
    fields = schema.columns(draft.model_dump(), lambda _field, ref: ref, "yaml")
    for field in schema.carried("yaml"):
        if field.is_text:
            fields[field.column] = tidied(field, fields[field.column])
    if draft.picture:
        fields["picture"] = draft.picture.file
        fields["picture_alt"] = draft.picture.alt
        fields["picture_decorative"] = draft.picture.decorative
    return fields, {name: fields[name] or "" for name in schema.sources()}


def _spec(kind: str, spec: Spec) -> tuple[Spec, ValidationError | None]:
    """The spec, and what is wrong with it beyond being unfinished."""
    if kind == "true_false" and spec.get("right") in ("", None):
        spec = {name: value for name, value in spec.items() if name != "right"}
    elif kind == "true_false":
        right = str(spec["right"]).casefold()
        spec = {**spec, "right": truths.TRUTHS.get(right, spec["right"])}
    try:
        task = adapter(KINDS[kind]).validate_python(spec)
        return shaped(kind, adapter(KINDS[kind]).dump_python(task, mode="json")), None
    except ValidationError as error:
        if any(not fault["type"].startswith("missing") for fault in error.errors()):
            return {}, error
    if kind == "estimate":
        plain = ("unit", "scale", "tempts")
        spec = {name: text if name in plain else number(text) for name, text in spec.items()}
    return shaped(kind, spec), None


# Writing


class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


def write(
    records: list[Record], bank: dict[str, Any], beside: Callable[[str], str] | None = None
) -> str:
    """A bank file; what a draft lacks is left out of it.

    ``beside`` gives the name of the picture with a digest, where pictures lie beside it.
    """
    sources: dict[str, dict[str, str]] = {}
    for record in records:
        for name, ref in record.source_refs.items():
            if source := record.fields.get(name):
                sources[ref] = _filled(source)
    listed = {record.ref for record in records}
    retired = {ref: row for ref, row in bank.get("retired", {}).items() if ref not in listed}
    file = {
        "format": 1,
        "bank": _filled({name: said for name, said in bank.items() if name != "retired"}),
        "topics": {record.topic_ref: record.topic for record in records},
        "sources": dict(sorted(sources.items())),
        "facts": {record.fact_ref: record.fact for record in records},
        **({"retired": retired} if retired else {}),
        "questions": [_written(record, beside) for record in records],
    }
    return yaml.dump(file, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _written(record: Record, beside: Callable[[str], str] | None) -> dict[str, Any]:
    spec = record.fields["spec"].items()
    fields = record.fields | {
        "exhibit": _filled(record.fields.get("exhibit") or {}),
        "spec": {name: value for name, value in spec if value not in (None, "", [])},
    }

    def related(field: Field, row: Any) -> Any:
        if field.holds is not Holds.PICTURE:
            return record.source_refs.get(field.column)
        return {"file": beside(row)} if beside else {}

    said = schema.content(fields.get, related)
    said |= {"ref": record.ref, "fact": record.fact_ref, "topic": record.topic_ref}
    said |= {"kind": record.kind, "hook": record.hook or None}
    said |= {"check": _check(record.check) if record.check else None}
    names = list(Question.model_fields)
    if beside:
        names.insert(names.index("exhibit") + 1, "picture")
    return _filled({name: said.get(name) for name in names})


def _check(check: Checked) -> dict[str, Any]:
    days = {"checked_on": check.checked_on, "review_by": check.review_by}
    if check.copied_on:
        days["copied_on"] = check.copied_on
    said = {"pages": list(check.pages), "confirmed": list(check.confirmed)}
    return _filled({name: str(day) for name, day in days.items()} | said)
