"""What was read of a file, as one text: it travels in a page, so no file is read twice."""

import base64
import json
import zlib
from dataclasses import asdict
from typing import Any

from quiz.exchange.records import Finding, Reading, Record

# What of a record nothing is made of: the days of checks, and the marks of the shelf.
NOT_PACKED = {"check": None, "hook": False}


def packed(reading: Reading) -> str:
    said = vars(reading) | {
        "pictures": {},  # which are kept by then
        "records": [asdict(record) | NOT_PACKED for record in reading.records],
        "skipped": [_written(each) for each in reading.skipped],
        "faults": [_written(each) for each in reading.faults],
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpacked(text: str) -> Reading:
    """The reading that ``packed`` wrote. Only for what nobody else can have written."""
    said = json.loads(zlib.decompress(base64.b64decode(text)))
    return Reading(**said | {
        "records": [Record(**record) for record in said["records"]],
        "skipped": [_finding(*each) for each in said["skipped"]],
        "faults": [_finding(*each) for each in said["faults"]],
        "notes": [tuple(note) for note in said["notes"]],
    })  # fmt: skip


def _written(finding: tuple[int, str]) -> list[Any]:
    return [*finding, finding.name] if isinstance(finding, Finding) else [*finding]


def _finding(line: int, said: str, name: str | None = None) -> tuple[int, str]:
    return (line, said) if name is None else Finding(line, said, name)
