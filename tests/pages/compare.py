"""Two records of the pages, side by side."""

import json
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

MOST = 40  # lines of one difference that are printed
NAMED = 4  # pages of one difference that are named


def compare(before: Path, after: Path, only: list[str]) -> int:
    """Print every difference once, with the pages that have it; 1 if there is any."""
    old, new = (json.loads(path.read_text()) for path in (before, after))
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            found["page", "- gone" if name in old else "+ new"].append(name)
            continue
        for aspect in old[name]:
            if only and aspect not in only:
                continue
            lines = changed(listed(old[name][aspect]), listed(new[name].get(aspect)))
            if lines:
                found[aspect, *lines].append(name)
    for (aspect, *lines), names in found.items():
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        print(f"\n{aspect}: {'; '.join(names[:NAMED])}{more}")  # noqa: T201
        for line in lines[:MOST]:
            print(f"  {line}")  # noqa: T201
        if len(lines) > MOST:
            print(f"  … {len(lines) - MOST} more lines")  # noqa: T201
    print(f"\n{len(old)} pages before, {len(new)} after, {len(found)} differences")  # noqa: T201
    return 1 if found else 0


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def changed(old: list[str], new: list[str]) -> list[str]:
    """The lines that went (-) and came (+)."""
    if old == new:
        return []
    matched = SequenceMatcher(None, old, new, autojunk=False)
    return [
        line
        for kind, a, b, c, d in matched.get_opcodes()
        if kind != "equal"
        for line in [f"- {each}" for each in old[a:b]] + [f"+ {each}" for each in new[c:d]]
    ]
