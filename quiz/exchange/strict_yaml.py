"""YAML read as plain strings, with the line of everything.

None of YAML's own guesses is ever taken (``No`` is the word "No", ``1:30`` the
text "1:30"); what YAML would silently merge or share (duplicate keys, anchors,
aliases, tags) is refused with its line.
"""

import re
from typing import Any

import yaml

from quiz.core.characters import tidy

LIMIT = 4_000_000  # characters; a bank of a thousand questions is about half of it
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EVENTS = 150_000
DEPTH = 20  # deeper than any bank, and long before the parser slows down

Path_ = tuple[str | int, ...]
Lines = dict[Path_, int]


class Refusal(Exception):
    """A file that cannot be read; ``faults`` is a list of ``(line, sentence)``."""

    def __init__(self, name: str, faults: list[tuple[int, str]]):
        self.name, self.faults = name, faults
        super().__init__("\n".join(f"{name}:{line}: {fault}" for line, fault in faults))


def read_yaml(text: str, name: str, trim: bool = True) -> tuple[Any, Lines]:
    """YAML as dicts, lists and strings, with the line of each path.

    Texts are tidied; ``trim`` also takes away the spaces with which a line begins.
    """
    depth = count = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            count += 1
            if count > EVENTS:
                raise Refusal(name, [(line, f"the file has more than {EVENTS:,} values")])
            if depth > DEPTH:
                raise Refusal(name, [(line, "the file is nested too deeply")])
            if getattr(event, "anchor", None):
                raise Refusal(name, [(line, "anchors and aliases (& and *) are not allowed")])
            if getattr(event, "tag", None):
                raise Refusal(name, [(line, "tags (!) are not allowed")])
        root = yaml.compose(text, Loader=LOADER)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refusal(name, [(line, "a character that no text should hold")]) from None
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise Refusal(name, [(mark.line + 1 if mark else 1, f"not YAML: {problem}")]) from None
    if root is None:
        raise Refusal(name, [(1, "the file is empty")])
    lines: Lines = {}
    return _value(root, (), lines, name, trim), lines


def _value(node: yaml.Node, path: Path_, lines: Lines, name: str, trim: bool) -> Any:
    lines.setdefault(path, _line(node))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key, value in node.value:
            line = _line(key)
            if not isinstance(key, yaml.ScalarNode):
                raise Refusal(name, [(line, "a field's name must be plain text")])
            field = key.value.strip()
            if field in result:
                raise Refusal(name, [(line, f"“{field}” is there twice")])
            lines[(*path, field)] = line
            result[field] = _value(value, (*path, field), lines, name, trim)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), lines, name, trim) for i, item in enumerate(node.value)]
    if re.search("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]", node.value):
        raise Refusal(name, [(_line(node), "a character that no text should hold")])
    said = tidy(node.value)
    return re.sub(r"\n[ \t]+", "\n", said) if trim else said


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def line_of(lines: Lines, path: Path_) -> int:
    """The line of ``path``, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
