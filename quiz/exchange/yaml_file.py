"""Our own YAML for the exchange: the shape of a bank file, but half-done drafts fit in too.

``bank_file.py`` reads what is to be published and insists on everything; this
reads what an editor will finish, and writes files that either of them can read.
"""

from typing import Annotated, Any, Literal

import yaml
from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationError

from quiz.core.kinds import KINDS
from quiz.exchange.bank_file import BankHead, CheckRow, Exhibit, Line, Name, Part, sentences
from quiz.exchange.bank_file import Source as SourceRow
from quiz.exchange.records import (
    COUNT_LIMIT,
    SOURCES,
    TRUTHS,
    Reading,
    Record,
    number,
    shaped,
    tidied,
)
from quiz.exchange.strict_yaml import Lines, Path_, Refusal, line_of, read_yaml

# As the desk allows it; bank files are stricter.
Ref = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]


class Evidence(Part):
    source: str = ""
    passage: str = ""
    claim: str = ""


class Since(Part):
    text: str
    source: str = ""


class Action(Part):
    text: str
    minutes: int | None = None


class Survey(Part):
    figure: str
    group: str = ""
    year: int | None = None
    source: str = ""


class Draft(Part):
    """A question of which anything but its place may still be missing."""

    ref: Ref
    fact: Ref
    topic: Ref
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    prompt: str = ""
    exhibit: Exhibit | None = None
    spec: dict[str, Any] = {}
    explanation: str = ""
    evidence: Evidence = Evidence()
    since: Since | None = None
    check: CheckRow | None = None
    action: Action | None = None
    survey: Survey | None = None
    dimension: str = ""
    difficulty: str = ""
    stance: str = ""
    jurisdiction: str = ""
    valid: str = ""
    allow: dict[str, Line] = {}


class DraftFile(Part):
    format: Literal["1"]
    bank: BankHead
    topics: dict[Ref, Name]
    sources: dict[Ref, SourceRow] = {}
    facts: dict[Ref, Line]
    questions: list[Draft]


def read(text: str) -> Reading:
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
    for n, draft in enumerate(file.questions):
        _add(file, draft, ("questions", n), lines, reading)
    return reading


def _add(file: DraftFile, draft: Draft, at: Path_, lines: Lines, reading: Reading) -> None:
    line = line_of(lines, (*at, "ref"))
    fields, source_refs = _fields(draft)
    faults = []
    if draft.topic not in file.topics:
        faults.append(_("there is no topic “%(ref)s” in this file") % {"ref": draft.topic})
    if draft.fact not in file.facts:
        faults.append(_("there is no fact “%(ref)s” in this file") % {"ref": draft.fact})
    for name, ref in source_refs.items():
        if ref and ref not in file.sources:
            faults.append(_("there is no source “%(ref)s” in this file") % {"ref": ref})
        fields[name] = file.sources[ref].model_dump() if ref in file.sources else None
    reading.faults += [(line, fault) for fault in faults]
    fields["spec"], wrong = _spec(draft.kind, draft.spec)
    if wrong:
        reading.faults += sentences(wrong, lines, (*at, "spec"))
    if faults or wrong:
        return
    record = Record(
        kind=draft.kind,
        fields=fields,
        topic=file.topics[draft.topic],
        fact=file.facts[draft.fact],
        ref=draft.ref,
        topic_ref=draft.topic,
        fact_ref=draft.fact,
        source_refs=source_refs,
        line=line,
    )
    if draft.check:
        record.check = (str(draft.check.checked_on), str(draft.check.review_by))
    reading.records.append(record)


def _fields(draft: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    since, action, survey = draft.since, draft.action, draft.survey
    fields = {
        "prompt": draft.prompt,
        "exhibit": draft.exhibit.model_dump() if draft.exhibit else None,
        "explanation": draft.explanation,
        "passage": draft.evidence.passage,
        "claim": draft.evidence.claim,
        "since": since.text if since else "",
        "action": action.text if action else "",
        "minutes": action.minutes if action else None,
        "survey": survey.figure if survey else "",
        "survey_group": survey.group if survey else "",
        "survey_year": survey.year if survey else None,
        "dimension": draft.dimension,
        "difficulty": draft.difficulty,
        "stance": draft.stance,
        "jurisdiction": draft.jurisdiction,
        "valid": draft.valid,
    }
    refs = (draft.evidence.source, since.source if since else "", survey.source if survey else "")
    return {
        name: tidied(name, value) if isinstance(value, str) else value
        for name, value in fields.items()
    }, dict(zip(SOURCES, refs, strict=True))


def _spec(kind: str, spec: dict[str, Any]) -> tuple[dict[str, Any], ValidationError | None]:
    """The spec, and what is wrong with it beyond being unfinished."""
    if kind == "true_false" and spec.get("right") in ("", None):
        spec = {name: value for name, value in spec.items() if name != "right"}
    elif kind == "true_false":
        right = str(spec["right"]).casefold()
        spec = {**spec, "right": TRUTHS.get(right, spec["right"])}
    try:
        task = TypeAdapter(KINDS[kind]).validate_python(spec)
        return shaped(kind, TypeAdapter(KINDS[kind]).dump_python(task, mode="json")), None
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


def write(records: list[Record], bank: dict[str, Any]) -> str:
    """A bank file; what a draft lacks is left out of it."""
    sources: dict[str, dict[str, str]] = {}
    for record in records:
        for name, ref in record.source_refs.items():
            if source := record.fields.get(name):
                sources[ref] = _filled(source)
    file = {
        "format": 1,
        "bank": _filled(bank),
        "topics": {record.topic_ref: record.topic for record in records},
        "sources": dict(sorted(sources.items())),
        "facts": {record.fact_ref: record.fact for record in records},
        "questions": [_written(record) for record in records],
    }
    return yaml.dump(file, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _written(record: Record) -> dict[str, Any]:
    fields = record.fields
    refs = {name: record.source_refs.get(name, "") for name in SOURCES if fields.get(name)}
    evidence = {
        "source": refs.get("source"),
        "passage": fields["passage"],
        "claim": fields["claim"],
    }
    since = {"text": fields["since"], "source": refs.get("since_source")}
    survey = {
        "figure": fields["survey"],
        "group": fields["survey_group"],
        "year": fields["survey_year"],
        "source": refs.get("survey_source"),
    }
    check = record.check or ("", "")
    spec = fields["spec"].items()
    return _filled(
        {
            "ref": record.ref,
            "fact": record.fact_ref,
            "topic": record.topic_ref,
            "kind": record.kind,
            "prompt": fields["prompt"],
            "exhibit": _filled(fields.get("exhibit") or {}),
            "spec": {name: value for name, value in spec if value not in (None, "", [])},
            "explanation": fields["explanation"],
            "evidence": _filled(evidence),
            "since": _filled(since) if fields["since"] else None,
            "check": _filled({"checked_on": check[0], "review_by": check[1]}),
            "action": _filled({"text": fields["action"], "minutes": fields["minutes"]})
            if fields["action"]
            else None,
            "survey": _filled(survey) if fields["survey"] else None,
            **{
                name: fields[name]
                for name in ("dimension", "difficulty", "stance", "jurisdiction", "valid")
            },
        }
    )
