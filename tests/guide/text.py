"""What the guide tells to type."""

import re
from textwrap import dedent

from tests.server import ROOT

GUIDE = ROOT / "quiz" / "ops" / "deploy" / "README.md"
BLOCK = re.compile(r"(?:^    .*\n|^\n(?=    ))+", re.M)


def blocks(part):
    """The commands of a part of the guide: the indented blocks under its heading, in order."""
    _, _, text = GUIDE.read_text().partition(f"\n## {part}\n")
    text = text.partition("\n## ")[0]
    assert text, f"The guide has no part “{part}”."
    return [dedent(found).strip("\n") for found in BLOCK.findall(text) if found.strip()]
