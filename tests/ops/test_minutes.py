"""A cause has one line a minute, however many processes of a server meet it."""

import os
import re
import subprocess
import sys
import time

import pytest

from quiz.ops import minutes

pytestmark = pytest.mark.any_database

MEET = """
import logging, logging.config, os, subprocess, sys, time
from quiz.ops import minutes
minutes.TRIES = 10_000  # on a busy machine a process that has the file may sleep
minutes.share()
from quiz.ops.logs import LOGGING
logging.config.dictConfig(LOGGING)
met, over = os.pipe(), os.pipe()
for _ in range(4):
    if not os.fork():
        logging.config.dictConfig(LOGGING)  # as Django does in a worker
        os.close(over[1])
        for _ in range(50):
            logging.error("broken")
        os.write(met[1], b".")
        os.read(over[0], 1)  # until all have met it
        sys.exit()
for _ in range(4):
    os.read(met[0], 1)
started = "from quiz.ops.logs import LOGGING; import logging.config; "
started += "logging.config.dictConfig(LOGGING); logging.error('broken')"
subprocess.run([sys.executable, "-c", started], pass_fds=minutes.shared(), check=True)
os.close(over[1])
for _ in range(4):
    os.wait()
"""


def test_of_what_all_processes_meet_there_is_one_line_and_one_count():
    """Those that were forked off, as workers are, and one that was started, as the housekeeping."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEET], capture_output=True, text=True, check=True
    )
    assert [line.partition("root: ")[2] for line in ran.stderr.splitlines()] == [
        "broken", "broken: 200 more in the last minute",
    ]  # fmt: skip


@pytest.fixture
def together(monkeypatch):
    monkeypatch.setenv(minutes.SHARED, "")
    minutes.share()
    counts = minutes.of_this_process()
    yield counts
    os.close(counts.number)


def test_a_minute_whose_process_was_killed_is_over_after_a_while(together, monkeypatch):
    assert [together.begins("a") for _ in range(3)] == [True, False, False]
    later = time.monotonic() + minutes.ORPHANED
    monkeypatch.setattr(minutes.time, "monotonic", lambda: later)
    assert [together.begins("a") for _ in range(2)] == [True, False]
    assert together.ends("a") == 1
    assert together.begins("a")


def test_the_causes_of_the_last_minute_are_kept_however_many_there_are(together):
    for number in range(3 * minutes.ENTRIES):
        assert together.begins(f"cause {number}")
    assert not together.begins(f"cause {number}")
    assert not together.begins(f"cause {number - minutes.ENTRIES + 2}")
    assert os.fstat(together.number).st_size == len(minutes.NOTHING)


def test_where_the_file_is_locked_by_who_is_frozen_a_line_is_written_at_once(together):
    holds = f"import fcntl, sys; fcntl.lockf({together.number}, fcntl.LOCK_EX); print(flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", f"{holds}; sys.stdin.read()"],
        pass_fds=[together.number], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as frozen:  # fmt: skip
        frozen.stdout.readline()
        assert [together.begins("a"), together.begins("a"), together.ends("a")] == [True, True, 0]
        frozen.stdin.close()
    assert [together.begins("a"), together.begins("a"), together.ends("a")] == [True, False, 1]


def test_a_process_that_has_not_got_the_file_counts_alone(together, monkeypatch):
    assert isinstance(together, minutes.Together)
    with open(os.devnull) as another:
        told = re.sub(r"^\d+", str(another.fileno()), os.environ[minutes.SHARED])
        monkeypatch.setenv(minutes.SHARED, told)
        assert isinstance(minutes.of_this_process(), minutes.Alone)
    for nothing in ("", "99999:1:1", "x"):
        monkeypatch.setenv(minutes.SHARED, nothing)
        assert isinstance(minutes.of_this_process(), minutes.Alone)


def test_where_no_file_can_be_made_each_counts_alone(monkeypatch):
    def full(**settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setenv(minutes.SHARED, "")
    monkeypatch.setattr(minutes.tempfile, "TemporaryFile", full)
    minutes.share()
    assert isinstance(minutes.of_this_process(), minutes.Alone)
