"""Reading a bank as a YAML file, strictly.

Files carry content, never state or people. They are read as strings only (see
``strict_yaml.py``); then every field is checked against the classes of ``bank_shape.py``, and
every spec against its kind. A file carries no pictures: loading one leaves a question's picture
as it is.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from quiz.core.kinds import KINDS
from quiz.exchange.bank_shape import BankFile, Question, adapter
from quiz.exchange.faults import sentences
from quiz.exchange.records import shaped
from quiz.exchange.strict_yaml import LIMIT, Lines, Path_, Refusal, line_of, read_yaml

SPEC_SAID = {
    "missing": "is empty",
    "too_few": "has too few rows",
    "repeated": "has the same text twice",
    "no_reason": "lacks the line that says why the wrong answer tempts",
    "not_a_number": "is not a number",
    "out_of_range": "lies outside the range, or the range is empty",
    "not_offered": "is not one of the values it may have",
    "not_positive": "must be above 0",
    "too_small": "is too small",
}


def read(text: str, name: str = "bank.yaml") -> tuple[BankFile, Lines]:
    """Read and check one file; raises ``Refusal`` with every fault and its line."""
    if len(text) > LIMIT:
        raise Refusal(name, [(1, f"the file is larger than {LIMIT:,} characters")])
    data, lines = read_yaml(text, name)
    faults: list[tuple[int, str]] = []
    try:
        file = BankFile.model_validate(data)
    except ValidationError as error:
        raise Refusal(name, sentences(error, lines, ())) from None
    for number, question in enumerate(file.questions):
        faults += _question_faults(file, question, ("questions", number), lines)
    faults += _repeated_refs(file, lines)
    if faults:
        raise Refusal(name, sorted(faults))
    return file, lines


def read_path(path: Path) -> tuple[BankFile, Lines]:
    """The same of a file on disk, which has to be UTF-8."""
    try:
        return read(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise Refusal(path.name, [(1, f"the file is not UTF-8 (byte {error.start})")]) from None


def _question_faults(
    file: BankFile, question: Question, at: Path_, lines: Lines
) -> Iterator[tuple[int, str]]:
    def fault(sentence: str, *path: str) -> tuple[int, str]:
        return line_of(lines, (*at, *path)), f"question {question.ref}: {sentence}"

    sources = {("evidence", "source"): question.evidence.source}
    if question.since:
        sources["since", "source"] = question.since.source
    if question.survey:
        sources["survey", "source"] = question.survey.source
    for path, ref in sources.items():
        if ref not in file.sources:
            yield fault(f"there is no source “{ref}” in this file", *path)
    if question.topic not in file.topics:
        yield fault(f"there is no topic “{question.topic}” in this file", "topic")
    if question.fact not in file.facts:
        yield fault(f"there is no fact “{question.fact}” in this file", "fact")
    if question.kind == "true_false" and question.spec.get("right") not in ("true", "false"):
        yield fault("right must be true or false", "spec", "right")
        return
    try:
        task = adapter(KINDS[question.kind]).validate_python(question.spec)
    except ValidationError as error:
        yield from sentences(error, lines, (*at, "spec"))
        return
    for problem in task.problems():
        yield fault(f"{problem.field} {SPEC_SAID[problem.code]}", "spec", problem.field)
    dumped = adapter(KINDS[question.kind]).dump_python(task, mode="json")
    question.spec = shaped(question.kind, dumped)


def _repeated_refs(file: BankFile, lines: Lines) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for number, question in enumerate(file.questions):
        if question.ref in seen:
            line = line_of(lines, ("questions", number, "ref"))
            yield line, f"question {question.ref}: this ref is there twice"
        if question.ref in file.retired:
            line = line_of(lines, ("questions", number, "ref"))
            yield line, f"question {question.ref}: the file retires it, so it cannot be here too"
        seen.add(question.ref)
