"""An exhibit by itself, in the notation of a bank file: as the desk shows it and reads it."""

from typing import Any

import yaml
from pydantic import ValidationError

from quiz.exchange.bank_shape import Exhibit, Row, Tell
from quiz.exchange.faults import sentences
from quiz.exchange.strict_yaml import Lines, Refusal, read_yaml
from quiz.exchange.yaml_file import Dumper


def written(exhibit: dict[str, Any]) -> str:
    """The exhibit as text, without what it does not say, in the order of a bank file."""
    said = _in_order(exhibit, Exhibit)
    for name, model in (("rows", Row), ("tell", Tell)):
        if name in said:
            said[name] = [_in_order(row, model) for row in said[name]]
    return yaml.dump(said, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)


def _in_order(said: dict[str, Any], model: type[Exhibit | Row | Tell]) -> dict[str, Any]:
    return {name: said[name] for name in model.model_fields if said.get(name)}


def read(text: str) -> dict[str, Any]:
    """The exhibit that ``text`` says; raises ``Refusal`` with every fault and its line."""
    data, found = read_yaml(text, "")
    lines: Lines = {("exhibit", *path): line for path, line in found.items()}
    try:
        return Exhibit.model_validate(data).model_dump()
    except ValidationError as error:
        raise Refusal("", sentences(error, lines, ("exhibit",))) from None
