"""``python -m tests.guide``: ``one`` machine as the guide has it, and ``several``."""

import os
import signal
import sys
import tempfile
from pathlib import Path

from tests.guide import one, several
from tests.guide.machines import SWITCH, Failed, debian, missing, say
from tests.server import ROOT

RUNS = {"one": one.run, "several": several.run}


def main(*which):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and what was begun is ended
    if lacks := missing():
        sys.exit(f"The guide's machines need {', '.join(lacks)}.")
    if left := sorted(Path("/run/netns").glob(f"{SWITCH}*")):
        names = " ".join(each.name for each in left)
        sys.exit(f"A run is under way, or was killed: then ip netns del each of {names} first.")
    archive = debian(Path(os.environ.get("QUIZ_DEBIAN", ROOT / ".data" / "debian13.tar")))
    for each in which or RUNS:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            try:
                RUNS[each](Path(folder), archive)
            except Failed as problem:
                sys.exit(f"A line of the guide failed: {problem}")
        say("\nEach line ended well.")


if __name__ == "__main__":
    main(*sys.argv[1:])
