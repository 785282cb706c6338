"""The page on which a question is written: its parts, and what each of them has or lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.marks import drawn
from quiz.content import exhibit_words, markdown, schema, validation
from quiz.content.standard import findings as aims
from quiz.content.validation import Finding
from quiz.content.wording import when
from quiz.models import Question

PARTS: dict[str, Any] = {
    "question": gettext_lazy("Question"),
    "look": gettext_lazy("Something to look at"),
    "answers": gettext_lazy("Answers"),
    "evidence": gettext_lazy("Evidence"),
    "after": gettext_lazy("After the answer"),
    "filing": gettext_lazy("Where it belongs"),
    "check": gettext_lazy("Check"),
}
NEEDED: dict[str, Any] = {
    "look": gettext_lazy("Nothing of this is needed to publish."),
    "evidence": gettext_lazy("Needed to publish: a source, and its words or yours."),
    "after": gettext_lazy(
        "Needed to publish: the explanation; with a thing to do, the minutes it takes."
    ),
    "filing": gettext_lazy("Needed to publish: a topic."),
    "check": gettext_lazy(
        "Needed to publish: the page that you opened, the right answer confirmed, and both days."
    ),
}
# What most questions do without is folded once more, under a name that says what it is for.
FOLDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "evidence": (gettext_lazy("Something has happened since"), ("since",)),
    "after": (
        gettext_lazy("A survey has asked people the same"),
        tuple(each.column for each in schema.FIELDS if each.path[0] == "survey"),
    ),
    "filing": (
        gettext_lazy(
            "Where and since when it is true, whether for a question of the day, its name in files"
        ),
        ("jurisdiction", "hook", "ref"),
    ),
    "check": (gettext_lazy("I read a stored copy of the page"), ("copied_on",)),
}


@dataclass(frozen=True)
class Box:
    """A field of the page with what is to say at it."""

    shown: Any  # the admin's own field, which knows whether it can be changed
    findings: Sequence[Finding] = ()

    @property
    def name(self) -> str:
        at = self.shown.field
        return str(at["name"] if self.shown.is_readonly else at.name)

    @property
    def words(self) -> str:
        """The most words that it is to have, if they are counted."""
        if self.shown.is_readonly:
            return ""
        return str(self.shown.field.field.widget.attrs.get("data-words", ""))

    @property
    def counted(self) -> int:
        return validation.words(markdown.plain(str(self.shown.field.value() or "")))

    @property
    def counted_said(self) -> str:
        return _("{n} of {most} words").format(n=self.counted, most=self.words)

    @property
    def mark(self) -> str:
        wrong = self.findings or (not self.shown.is_readonly and self.shown.field.errors)
        return " box-lacks" if wrong else ""


@dataclass(frozen=True)
class Line:
    """Fields that stand beside each other; ``list`` names the list of which they are a row."""

    boxes: Sequence[Box]
    list: str = ""
    spare: bool = False  # an empty row that a script shows only when it is asked for
    more: Any = ""  # after the last row of a list: what stands on the button for another

    @property
    def marks(self) -> str:
        beside = " write-beside" if len(self.boxes) > 1 else ""
        row = " write-row" if self.list else ""
        return f"{beside}{row}{' write-spare' if self.spare else ''}"


@dataclass(frozen=True)
class Part:
    """A part of the page; ``said`` is what it has or lacks, in a few words."""

    name: str
    title: Any
    said: Any
    lacks: bool
    opened: bool
    lines: Sequence[Line]
    adds: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    fold: Any = ""  # what the lines are for that are folded once more
    folded: Sequence[Line] = ()
    unfolded: bool = False

    @property
    def needed(self) -> Any:
        """What of it is needed to publish; of the answers their kind says so."""
        return NEEDED.get(self.name, "")


@dataclass(frozen=True)
class Thing:
    """Something to do before it can go out, or a hint: where it is done."""

    sentence: Any
    part: Any
    place: str  # the id of the field, or of the part


@dataclass(frozen=True)
class WritePage:
    kind: str
    kind_name: Any
    needs: Any
    parts: dict[str, Part]
    things: Sequence[Thing]
    hints: Sequence[Thing]
    refused: int  # how many things keep what was sent from being saved
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
    things = [*_refusals(parts, form), *_things(parts, form, blocks=True)]
    loose = [each for each in placed.get("", []) if each.blocks]
    things += [Thing(each.sentence, PARTS["answers"], "part-answers") for each in loose]
    return WritePage(
        kind=kind,
        kind_name=dict(Question._meta.get_field("kind").flatchoices)[kind],
        needs=answers.needs,
        parts=parts,
        things=things,
        hints=list(_things(parts, form, blocks=False)),
        refused=sum(map(len, form.errors.values())),
        marks=drawn(form.data if form.is_bound else form.initial) if kind == "estimate" else {},
    )


def _part(
    name: str, fieldset: Any, form: Any, placed: dict[str, list[Finding]],
    said: dict[str, tuple[Any, bool]], answers: Any,
) -> Part:  # fmt: skip
    lines: list[Line] = []
    adds: dict[str, list[Line]] = {}
    for fieldline in fieldset:
        boxes = [Box(shown) for shown in fieldline]
        boxes = [
            Box(box.shown, () if _has_errors(box) else placed.get(box.name, ())) for box in boxes
        ]
        for box in boxes:
            _describe(box)
        source, new, _part_of_it = boxes[0].name.partition("_new_")
        if new and source != "topic":
            adds.setdefault(source, []).append(Line(boxes))
            continue
        lines.append(_row(boxes, form, answers) if name == "answers" else Line(boxes))
    lacking = any(
        each.blocks for line in lines for box in line.boxes for each in box.findings
    )  # fmt: skip
    every = [*lines, *(line for some in adds.values() for line in some)]
    wrong = [box for line in every for box in line.boxes if _has_errors(box)]
    sentence, lacks = said.get(name, ("", False))
    if wrong:
        sentence, lacks = wrong[0].shown.field.errors[0], True
    title = answers.title if name == "answers" else PARTS[name]
    fold, names = FOLDS.get(name, ("", ()))  # how the names of their fields begin
    folded = [line for line in lines if line.boxes[0].name.startswith(names)]
    told = [box for line in folded for box in line.boxes]
    return Part(
        name=name,
        title=title,
        said=sentence,
        lacks=lacks or lacking,
        opened=lacks or lacking or (name == "look" and _is_looked_at(form.instance)),
        lines=_last_rows([line for line in lines if line not in folded], answers),
        adds=adds,
        fold=fold,
        folded=folded,
        unfolded=any(_filled(box) or box.findings or _has_errors(box) for box in told),
    )


def _is_looked_at(question: Question) -> bool:
    return bool(question.exhibit or question.picture_id)


def _filled(box: Box) -> bool:
    return not box.shown.is_readonly and box.name != "ref" and bool(box.shown.field.value())


def _has_errors(box: Box) -> bool:
    return not box.shown.is_readonly and bool(box.shown.field.errors)


def _describe(box: Box) -> None:
    """Have what is to mend heard with its field."""
    if box.findings and not box.shown.is_readonly:
        at = box.shown.field
        said = [f"{at.auto_id}_helptext"] if at.help_text else []
        at.field.widget.attrs["aria-describedby"] = " ".join([*said, f"{at.auto_id}_finding"])
        if any(each.blocks for each in box.findings):
            at.field.widget.attrs["aria-invalid"] = "true"


def _row(boxes: Sequence[Box], form: Any, answers: Any) -> Line:
    """The fields of the answers, as a row of their list where they are one."""
    name, _unused, rest = boxes[0].name.partition("_")
    number = rest.partition("_")[0]
    if name not in answers.rows or not number.isdecimal():
        return Line(boxes)
    empty = not any(_value(box) or box.findings or _has_errors(box) for box in boxes)
    return Line(boxes, name, spare=empty and int(number) > answers.rows[name].least)


def _value(box: Box) -> Any:
    return box.shown.is_readonly or box.shown.field.value()


def _last_rows(lines: Sequence[Line], answers: Any) -> list[Line]:
    """The lines, in which the last of each list can be followed by another."""
    made = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        last = line.list and (after is None or after.list != line.list)
        more = answers.rows[line.list].more if last else ""
        made.append(Line(line.boxes, line.list, line.spare, more))
    return made


def _boxes(part: Part) -> Iterator[Box]:
    for line in [
        *part.lines,
        *part.folded,
        *(line for some in part.adds.values() for line in some),
    ]:
        yield from line.boxes


def _things(parts: dict[str, Part], form: Any, *, blocks: bool) -> Iterator[Thing]:
    for part in parts.values():
        for box in _boxes(part):
            for finding in box.findings:
                if finding.blocks == blocks:
                    yield Thing(finding.sentence, part.title, _place(box))


def _refusals(parts: dict[str, Part], form: Any) -> Iterator[Thing]:
    for part in parts.values():
        for box in _boxes(part):
            if _has_errors(box):
                for sentence in box.shown.field.errors:
                    yield Thing(sentence, part.title, _place(box))


def _place(box: Box) -> str:
    return f"box-{box.name}"


def summaries(form: Any) -> dict[str, tuple[Any, bool]]:
    """What each folded part has, or else what it lacks; and whether it lacks something."""
    question = _shown(form)
    return {
        "look": (_look(question), False),
        "evidence": _evidence(question),
        "after": _after(question),
        "filing": _filing(question),
        "check": _check(form),
    }


def _shown(form: Any) -> Question:
    """The question as its form shows it: a new one with what the address of the page brings."""
    if form.is_bound or form.instance.pk:
        shown: Question = form.instance
        return shown
    shown = Question()
    for column in Question._meta.concrete_fields:
        if column.name in form.fields and form.initial.get(column.name):
            try:
                brought = form.fields[column.name].clean(form.initial[column.name])
            except ValidationError:
                continue
            setattr(shown, column.name, brought)
    return shown


def _look(question: Question) -> str:
    there = [str(exhibit_words.name(question.exhibit["type"]))] if question.exhibit else []
    there += [_("a picture")] if question.picture_id else []
    return " · ".join(there) or _("Nothing yet: a message, a page, a picture")


def _evidence(question: Question) -> tuple[str, bool]:
    source, quoted = question.source, validation.words(markdown.plain(question.passage))
    if source is None:
        return _("Lacks a source"), True
    if not quoted and not question.claim:
        return _("Lacks what the source says"), True
    words = ngettext("{n} of their words", "{n} of their words", quoted).format(n=quoted)
    said = [source.publisher, when(source.date), words if quoted else _("in your words")]
    return " · ".join(filter(None, said)), False


def _after(question: Question) -> tuple[str, bool]:
    n = validation.words(markdown.plain(question.explanation))
    if not n:
        return _("Lacks an explanation"), True
    said = [ngettext("Explanation: {n} word", "Explanation: {n} words", n).format(n=n)]
    if question.action:
        said.append(_("one thing to do"))
    return " · ".join(said), False


def _filing(question: Question) -> tuple[str, bool]:
    if question.topic is None:
        return _("Lacks a topic"), True
    said = [question.topic.title, question.get_difficulty_display(), question.get_stance_display()]
    return " · ".join(filter(None, map(str, said))), False


def _check(form: Any) -> tuple[str, bool]:
    check = form.new_check if form.is_bound and hasattr(form, "cleaned_data") else None
    check = check or form.latest
    if check is None:
        return _("Nobody has compared it with its source yet"), True
    days = {"on": date_format(check.checked_on), "until": date_format(check.review_by)}
    return _("Compared on {on} · again by {until}").format(**days), False
