"""The page on which a question is written: its form in parts, with what is to mend in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.marks import drawn
from quiz.admin.write_parts import (
    FOLDS,
    NEEDED_FIELDS,
    PARTS,
    TO_PUBLISH,
    Adds,
    Box,
    Line,
    Part,
    Thing,
)
from quiz.admin.write_summaries import summaries
from quiz.content.standard import findings as aims
from quiz.content.validation import Finding
from quiz.models import Question


@dataclass(frozen=True)
class WritePage:
    kind: str
    kind_name: Any
    needs: Any
    parts: dict[str, Part]
    refusals: Sequence[Thing]  # what keeps what was sent from being saved
    things: Sequence[Thing]
    hints: Sequence[Thing]
    marks: dict[str, Any]  # of an estimate: what each number earns


def write_page(adminform: Any, question: Question | None, kind: str) -> WritePage:
    """The page for the admin's form; ``question`` is None where a new one is written."""
    form, answers = adminform.form, SPEC_FORMS[kind]
    judged = list(form.findings()) if question or form.is_bound else []
    if judged:
        judged += aims(kind, form.instance.content())
    placed: dict[str, list[Finding]] = {}
    for finding in judged:
        placed.setdefault(form.place(finding) or "", []).append(finding)
    said = summaries(form)
    parts = {
        part: _part(part, fieldset, form, placed, said, answers)
        for part, fieldset in zip(
            (name for name, _options in adminform.fieldsets), adminform, strict=True
        )
    }
    things = list(_things(parts, form, blocks=True))
    loose = [each for each in placed.get("", []) if each.blocks]
    things += [Thing(each.sentence, PARTS["answers"], "part-answers") for each in loose]
    return WritePage(
        kind=kind,
        kind_name=dict(Question._meta.get_field("kind").flatchoices)[kind],
        needs=answers.needs,
        parts=parts,
        refusals=list(_refusals(parts, form)),
        things=things,
        hints=list(_things(parts, form, blocks=False)),
        marks=drawn(form.data if form.is_bound else form.initial) if kind == "estimate" else {},
    )


def _part(
    name: str, fieldset: Any, form: Any, placed: dict[str, list[Finding]],
    said: dict[str, tuple[Any, bool]], answers: Any,
) -> Part:  # fmt: skip
    lines: list[Line] = []
    adds: dict[str, list[Line]] = {}
    of_answers = answers.needed() if name == "answers" else ()

    def needed(field: str) -> Any:
        if any(each.blocks for each in placed.get(field, ())):
            return ""  # that says it
        return TO_PUBLISH if field in of_answers else NEEDED_FIELDS.get(field, "")

    for fieldline in fieldset:
        boxes = []
        for bare in map(Box, fieldline):
            findings = () if bare.errors else placed.get(bare.name, ())
            boxes.append(Box(bare.shown, findings, needed(bare.name)))
            _describe(boxes[-1])
        source, new, _part_of_it = boxes[0].name.partition("_new_")
        if new and source != "topic":
            adds.setdefault(source, []).append(Line(boxes))
            continue
        lines.append(_row(boxes, form, answers) if name == "answers" else Line(boxes))
    lines = [
        replace(line, adds=Adds(line.name, new_ones, _tell(new_ones)))
        if (new_ones := adds.get(line.name))
        else line
        for line in lines
    ]
    lacking = any(
        each.blocks for line in lines for box in line.boxes for each in box.findings
    )  # fmt: skip
    every = [box for line in [*lines, *chain(*adds.values())] for box in line.boxes]
    wrong = next((box for box in every if box.errors), None)
    sentence, lacks = said.get(name, ("", False))
    if wrong:
        sentence, lacks = wrong.errors[0], True
    title = answers.title if name == "answers" else PARTS[name]
    fold, names = FOLDS.get(name, ("", ()))  # how the names of their fields begin
    folded = [line for line in lines if line.name.startswith(names)]
    typed = set(form.changed_data) if form.is_bound else set()
    touched = any(box.name in typed for box in every)
    return Part(
        name=name,
        title=title,
        said=sentence,
        lacks=lacks or lacking,
        opened=lacks or lacking or touched or (name == "look" and _is_looked_at(form.instance)),
        lines=_last_rows([line for line in lines if not line.name.startswith(names)], answers),
        fold=fold,
        folded=folded,
        unfolded=_tell_of_numbers(folded, typed)
        if name == "answers"
        else _tell(folded, form.instance.pk and not typed),
    )


def _is_looked_at(question: Question) -> bool:
    return bool(question.exhibit or question.picture_id)


def _tell(lines: Sequence[Line], by_itself: Any = False) -> bool:
    """Whether something stands in the fields of ``lines``, or is to say of them.

    ``by_itself`` says whether what readers learn was filled in without anybody's doing.
    """
    unsaid = {"ref", "fact"} if by_itself else {"ref"}
    return any(
        (_filled(box) and box.name not in unsaid) or box.findings or box.errors
        for line in lines
        for box in line.boxes
    )


def _tell_of_numbers(lines: Sequence[Line], typed: set[str]) -> bool:
    """Whether there is something to say of the numbers of an estimate, or somebody types them.

    Their usual values are filled in without anybody's doing.
    """
    boxes = [box for line in lines for box in line.boxes]
    return any(box.name in typed or box.findings or box.errors for box in boxes)


def _filled(box: Box) -> bool:
    return not box.shown.is_readonly and bool(box.shown.field.value())


def _describe(box: Box) -> None:
    """Have what it is needed for and what is to mend heard with its field."""
    if box.shown.is_readonly:
        return
    at = box.shown.field
    said = {"needed": box.needed, "helptext": box.help, "finding": box.findings}
    if box.needed or box.findings:
        ids = [f"{at.auto_id}_{name}" for name, there in said.items() if there]
        at.field.widget.attrs["aria-describedby"] = " ".join(ids)
    if box.findings:
        if any(each.blocks for each in box.findings):
            at.field.widget.attrs["aria-invalid"] = "true"


def _row(boxes: Sequence[Box], form: Any, answers: Any) -> Line:
    """The fields of the answers, as a row of their list where they are one."""
    name, _unused, rest = boxes[0].name.partition("_")
    number = rest.partition("_")[0]
    if name not in answers.rows or not number.isdecimal():
        return Line(boxes)
    empty = not any(_value(box) or box.findings or box.errors for box in boxes)
    return Line(boxes, name, spare=empty and int(number) > answers.rows[name].least)


def _value(box: Box) -> Any:
    return box.shown.is_readonly or box.shown.field.value()


def _last_rows(lines: Sequence[Line], answers: Any) -> list[Line]:
    """The lines, in which the last of each list can be followed by another."""
    made = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        last = line.list and (after is None or after.list != line.list)
        more = answers.rows[line.list].more if last else ""
        made.append(replace(line, more=more) if more else line)
    return made


def _boxes(part: Part) -> Iterator[Box]:
    lines = [*part.lines, *part.folded]
    for line in [*lines, *chain(*(line.adds.lines for line in lines if line.adds))]:
        yield from line.boxes


def _things(parts: dict[str, Part], form: Any, *, blocks: bool) -> Iterator[Thing]:
    for part in parts.values():
        for box in _boxes(part):
            for finding in box.findings:
                if finding.blocks == blocks:
                    yield Thing(finding.sentence, _named(part, box), _place(box))


def _refusals(parts: dict[str, Part], form: Any) -> Iterator[Thing]:
    for part in parts.values():
        for box in _boxes(part):
            for sentence in box.errors:
                yield Thing(sentence, _named(part, box), _place(box))


def _named(part: Part, box: Box) -> Any:
    """Where something is to be done: of the answers there are several, so it is said in which."""
    if part.name != "answers" or box.shown.is_readonly:
        return part.title
    return box.label


def _place(box: Box) -> str:
    return f"box-{box.name}"
