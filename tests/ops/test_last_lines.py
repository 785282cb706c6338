"""What a process has still to tell of its log when it ends."""

import subprocess
import sys

import pytest

ENDS = """
import logging, logging.config, os, sys
from quiz.ops.logs import LOGGING
logging.config.dictConfig(LOGGING)
def say(more):
    for _ in range(more):
        logging.error("broken")
say(3)
if "fork" in sys.argv:
    child = os.fork()
    if child == 0:
        say(2)
        sys.exit()
    os.waitpid(child, 0)
"""


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("alone", ["broken", "broken: 2 more in the last minute"]),
        ("fork", ["broken", "broken", *(f"broken: {n} more in the last minute" for n in (1, 2))]),
    ],
)
def test_the_end_of_a_process_tells_what_is_still_to_be_told_once(how, told):
    """And who is forked off, as workers are, speaks for itself."""
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ENDS, how],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.partition("root: ")[2] for line in ended.stderr.splitlines()] == told
