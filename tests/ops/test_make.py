"""``make play`` as a newcomer meets it: in a folder of any name, after whatever interrupted it.

In the gate the packages of this run are lent to a copy of the tree, which needs no network.
``make test-long`` interrupts more often, and installs everything once from nothing.
"""

import importlib.util
import os
import random
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from tests.server import ROOT, ask, free_port

pytestmark = pytest.mark.any_database
KILLS = int(os.environ.get("QUIZ_KILLS", "2"))
ODD = 'my "däta" & it’s $HOME'
PATIENCE = 120  # seconds
LONG_AGO = 1_000_000_000


def copied(to):
    """The files of this tree, as an archive brings them: all of one day long ago.

    What Python has compiled of them comes along, and says that day.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
            os.utime(to / name, (LONG_AGO, LONG_AGO))
            if name.endswith(".py"):
                bring_compiled(ROOT / name, to / name)
    return to


def bring_compiled(source, to):
    """The time of its source stands in the third word of a compiled file."""
    compiled, there = (Path(importlib.util.cache_from_source(each)) for each in (source, to))
    if compiled.exists():
        code = compiled.read_bytes()
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(code[:8] + LONG_AGO.to_bytes(4, "little") + code[12:])


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree in a folder with spaces, to which this run's packages are lent."""
    tree = copied(tmp_path_factory.mktemp("make") / "the quiz of Zoë")
    venv = tree / ".venv"
    venv.mkdir()
    for lent in ("bin", "lib"):
        (venv / lent).symlink_to(Path(sys.prefix) / lent)
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", venv)
    (venv / ".base").write_text(runpy.run_path(str(tree / ".ci" / "install"))["digest"]("base"))
    return tree


class Make:
    """``make`` in a tree, as from a terminal: Ctrl+C reaches all that it has started."""

    def __init__(self, tree, *words, **environment):
        ours = ("QUIZ_", "DATABASE_URL", "REDIS_URL", "MAKE", "COV", "DJANGO_", "PORT", "PYTHON")
        kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
        self.log = tree.parent / f"said-{time.monotonic_ns()}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", *words], cwd=tree, env={**kept, "QUIZ_WORKERS": "1", **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.send(signal.SIGKILL)
        self.process.wait()

    def send(self, sign):
        """To all of its process group, as a terminal does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)

    @property
    def said(self):
        return self.log.read_text()

    def until(self, words):
        end = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.02)
        return self.said

    def ended(self):
        return self.process.wait(timeout=PATIENCE)


def test_it_says_what_it_does_and_where_the_quiz_is_once_it_answers(tree):
    port, data = free_port(), tree.parent / ODD
    with Make(tree, "play", PORT=str(port), QUIZ_DATA=str(data)) as make:
        said = make.until("Stop it with Ctrl+C")
        assert ask(port, "GET", "/")[0] == 200
        assert re.findall(r"^(\w+ \w+ \w+).*(?:seconds)", said, re.M) == [
            "Preparing the database", "Loading the questions", "Preparing static files",
        ]  # fmt: skip
        assert f"http://localhost:{port}/admin/" in said
        with closing(socket.socket(socket.AF_INET6)) as other:
            if socket.has_ipv6 and other.connect_ex(("::1", port)) != 0:
                pytest.skip("there is no IPv6")
        make.send(signal.SIGINT)
        make.ended()
        after = make.said.removeprefix(said).strip()
        assert len(after.splitlines()) <= 1, after
        assert "Traceback" not in after
    assert (data / "quiz.sqlite3").exists()
    assert not (data / "quiz.sqlite3-wal").exists()
    assert {path.stat().st_mode & 0o077 for path in data.iterdir()} == {0}
    # Again: there is nothing to prepare. Then with a bank that is newer, whatever its time.
    again = {"PORT": str(port), "QUIZ_DATA": str(data), "QUIZ_HOUSEKEEPING": "0"}
    with Make(tree, "play", **again) as make:
        assert not re.search("Preparing|Loading", make.until("Stop it with Ctrl+C"))
    bank = tree / "quiz" / "banks" / "faces.yaml"
    bank.write_text(bank.read_text() + "# newer\n")
    os.utime(bank, (LONG_AGO, LONG_AGO))
    with Make(tree, "play", **again) as make:
        said = make.until("Loading the questions")
        assert "Preparing" not in said


@pytest.mark.long
def test_started_twice_at_once_where_nothing_is_there_both_serve_one_database(tree):
    data = {"QUIZ_DATA": str(tree.parent / "twice")}
    with Make(tree, "play", PORT=str(free_port()), **data) as first:
        first.until("Preparing the database")
        with Make(tree, "play", PORT=str(free_port()), **data) as second:
            second.until("Another start prepares the quiz")
            first.until("Stop it with Ctrl+C")
            said = second.until("Stop it with Ctrl+C")
            assert "seconds" not in said, "nothing is done twice"


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["PORT=abc"], {}, "PORT is “abc”; it must be a whole number from 1 to 65535."),
        ([], {"QUIZ_HTTPS": "maybe", "PORT": "0"}, "PORT is “0”"),
        ([], {"QUIZ_DATA": "/proc/nowhere"}, "which cannot be used as a folder"),
        ([], {"QUIZ_BIND": "quiz.example"}, "QUIZ_BIND is “quiz.example”; give addresses of this"),
        ([], {"QUIZ_BIND": "203.0.113.7"}, "is not to be had"),
        ([], {"DATABASE_URL": "postgresql:///a", "QUIZ_DATABASE_POOLER": "x"}, "cannot be used"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_else(tree, words, environment, sentence):
    environment = {"QUIZ_DATA": str(tree.parent / "none"), **environment}
    with Make(tree, "play", *words, **environment) as make:
        assert make.ended() != 0
        *lines, of_make = make.said.strip().splitlines()
    assert len(lines) == 1, lines
    assert sentence in lines[0]
    assert of_make.startswith("make: ***")


def test_a_port_that_is_taken_is_said_before_anything_is_done(tree):
    data = tree.parent / "another"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with Make(tree, "play", f"PORT={port}", QUIZ_DATA=str(data)) as make:
            assert make.ended() != 0
            assert f"Port {port} is taken. Choose another: make play PORT=9000" in make.said
            assert "The quiz is at" not in make.said
    assert not (data / "quiz.sqlite3").exists()


# Where Ctrl+C meets Python: between two lines, and where it drops what is raised.
MOMENTS = {
    "a line": "signal.raise_signal(signal.SIGINT)",
    "a callback": "gone = weakref.ref(set(), lambda _: signal.raise_signal(signal.SIGINT))",
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_interrupted_while_django_is_imported_a_command_says_that_it_stopped(tmp_path, moment):
    (tmp_path / "sitecustomize.py").write_text(
        "import signal, sys, weakref\n"
        "class Pressed:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == 'django.core.management': {moment}\n"
        "sys.meta_path.insert(0, Pressed())\n"
    )
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"], env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr.strip(), ran.returncode) == ("", "Stopped.", 1)


def test_who_answers_a_question_of_a_command_by_ctrl_d_is_told_that_it_stopped(tmp_path):
    ran = subprocess.run(
        [sys.executable, "manage.py", "flush"], env={**os.environ, "QUIZ_DATA": str(tmp_path)},
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.stderr.strip(), ran.returncode) == ("Stopped.", 1)


def test_where_nobody_can_be_asked_for_a_password_no_editor_is_said_to_be_there(tree):
    with Make(tree, "editor", QUIZ_DATA=str(tree.parent / "none")) as make:
        assert make.ended() != 0
        assert make.said.startswith("“make editor” asks for a name and a password")
        assert "log in" not in make.said


@pytest.mark.long
def test_interrupted_at_any_moment_it_says_so_in_a_line_and_works_again(tree):
    port, data = free_port(), tree.parent / "interrupted"
    for _ in range(KILLS // 2):
        with Make(tree, "play", PORT=str(port), QUIZ_DATA=str(data)) as make:
            time.sleep(random.uniform(0.1, 6))
            make.send(signal.SIGINT)
            make.ended()
            assert "Traceback" not in make.said, make.said
            after = make.said.partition("Stop it with Ctrl+C.")[2] or make.said
            assert len([line for line in after.splitlines() if "seconds" not in line]) <= 5, after
    with Make(tree, "play", PORT=str(port), QUIZ_DATA=str(data)) as make:
        make.until("Stop it with Ctrl+C")


def test_interrupted_while_the_server_starts_it_says_no_more_than_that_it_stopped(tree):
    # Prepared already where the first test has run.
    port, data = free_port(), tree.parent / ODD
    with Make(tree, "play", PORT=str(port), QUIZ_DATA=str(data)) as make:
        while "quiz.ops.start" not in [word for each in made_by(make) for word in words_of(each)]:
            assert make.process.poll() is None, make.said
            time.sleep(0.03)
        make.send(signal.SIGINT)
        make.ended()
        assert "Traceback" not in make.said, make.said
        assert "KeyboardInterrupt" not in make.said


def words_of(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def bare(to):
    """A copy of the tree that needs no packages, so that nothing but .venv is made."""
    copied(to)
    (to / "requirements.txt").write_text("# none\n")
    return to


def works(tree):
    """Whether ``make`` finds all installed, or installs it."""
    with Make(tree, ".venv/.base") as make:
        assert make.ended() == 0, make.said
        said = make.said
    for command in (["-m", "pip", "--version"], ["-c", "import encodings"]):
        ran = subprocess.run([tree / ".venv" / "bin" / "python", *command], check=True, cwd=tree,
                             capture_output=True, text=True)  # fmt: skip
    assert (
        str(tree)
        in subprocess.run(
            [tree / ".venv" / "bin" / "pip", "--version"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    assert ran.returncode == 0
    return said


@pytest.mark.long
def test_killed_while_the_environment_is_made_and_renamed_it_works_again(tmp_path):
    tree = bare(tmp_path / "first")
    for _ in range(KILLS // 2):
        shutil.rmtree(tree / ".venv", ignore_errors=True)
        with Make(tree, ".venv/.base") as make:
            time.sleep(random.uniform(0.3, 2))
            for child in made_by(make):  # pip and venv are in process groups of their own
                with suppress(psutil.NoSuchProcess):
                    child.kill()
    assert "Making a virtual environment" in works(tree)
    tree = tree.rename(tmp_path / "a new name")
    assert "Making a virtual environment" in works(tree)
    assert works(tree) == ""
    (tree / "requirements.txt").write_text("# other ones\n")
    os.utime(tree / "requirements.txt", (LONG_AGO, LONG_AGO))
    said = works(tree)
    assert "Installing" in said
    assert "Making" not in said


def made_by(make):
    try:
        return psutil.Process(make.process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_a_folder_in_which_nothing_may_be_written_is_named(tmp_path):
    tree = bare(tmp_path / "tree")
    (tree / ".venv").symlink_to("/proc/nowhere")
    with Make(tree, ".venv/.base") as make:
        assert make.ended() != 0
        assert "Traceback" not in make.said
        assert "/proc/nowhere" in make.said


@pytest.mark.skipif(KILLS < 60, reason="for make test-long: it takes a minute and a network")
def test_from_nothing_to_a_page(tmp_path):
    tree, port = copied(tmp_path / "from nothing"), free_port()
    with Make(tree, "play", PORT=str(port)) as make:
        make.until("Installing what the quiz needs")
        time.sleep(random.uniform(0, 5))
        make.send(signal.SIGINT)
        make.ended()
        assert "The same command goes on from here" in make.said
        assert "Traceback" not in make.said
    with Make(tree, "play", PORT=str(port)) as make:
        make.until("Stop it with Ctrl+C")
        assert ask(port, "GET", "/")[0] == 200


@pytest.fixture
def machine(tmp_path):
    """A machine with the programs that a test puts there, and no Python else; what it says."""
    for name in ("sh", "ls", "sort", "tail"):
        (tmp_path / name).symlink_to(shutil.which(name))

    def python(name, version, complete):
        program = tmp_path / name
        new = 0 if version >= "3.12" else 1
        program.write_text(
            f'#!/bin/sh\ncase "$*" in *ensurepip*) exit {1 - complete};; '
            f"--version) echo Python {version};; *) exit {new};; esac\n"
        )
        program.chmod(0o755)

    def said(**environment):
        nothing = {"PATH": str(tmp_path), "HOME": "/nonexistent"}
        return subprocess.run(
            ["sh", ROOT / ".ci" / "find-python"], env={**nothing, **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return python, said


def test_what_is_missing_is_named_as_it_is(machine):
    python, said = machine
    assert "Found: no Python at all" in said().stderr
    python("python3", "3.11.2", complete=True)
    assert "needs Python 3.12 or newer. Found: Python 3.11.2." in said().stderr
    python("python3", "3.12.1", complete=False)
    missing = said().stderr
    assert "python3 is new enough, but its module venv is missing." in missing
    assert "apt install python3-venv" in missing
    assert "Found" not in missing
    tried = said(PYTHON="/opt/old/python").stderr
    assert "PYTHON=/opt/old/python was tried first and cannot be used" in tried
    python("python3.13", "3.13.0", complete=True)
    assert said(PYTHON="python3").stdout.strip().endswith("/python3.13")
