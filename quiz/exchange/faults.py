"""What pydantic finds wrong with a file, in sentences with their lines."""

from pydantic import ValidationError

from quiz.exchange.strict_yaml import Lines, Path_, line_of

SAID = {
    "missing": "this field is missing",
    "extra_forbidden": "there is no such field",
    "unexpected_keyword_argument": "there is no such field",
    "missing_argument": "this field is missing",
    "string_too_short": "this field is empty",
    "string_too_long": "this is too long",
    "string_pattern_mismatch": "this is not of the form that it must have",
    "int_parsing": "this is not a whole number",
    "float_parsing": "this is not a number",
    "model_type": "this must be fields with values",
    "dict_type": "this must be fields with values",
    "dataclass_type": "this must be fields with values",
    "list_type": "this must be a list",
    "string_type": "this must be text",
}

BRANCHES = {"int", "float", "bool"}  # what pydantic calls the sides of "int or float"


def sentences(error: ValidationError, lines: Lines, at: Path_) -> list[tuple[int, str]]:
    """The faults that pydantic found at the path ``at`` of a file: line and sentence."""
    faults: list[tuple[int, str]] = []
    told: set[Path_] = set()
    for fault in error.errors(include_url=False):
        path = tuple(p for p in (*at, *fault["loc"]) if p != "[key]" and p not in BRANCHES)
        if path in told:
            continue
        told.add(path)
        where = ".".join(str(part) for part in path if not isinstance(part, int)) or "the file"
        message = SAID.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        faults.append((line_of(lines, path), f"{where}: {message}"))
    return faults
