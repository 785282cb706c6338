"""The housekeeping beside the server: one, whatever dies, and gone when the server is."""

import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from quiz.ops import supervisor
from tests.server import ROOT, Server

pytestmark = pytest.mark.any_database
PATIENCE = 20  # seconds


def found(server):
    """The housekeepings of a server, by its own folder."""
    for process in psutil.process_iter(["cmdline"]):
        try:
            if "housekeeping" in (process.info["cmdline"] or []):
                if process.environ().get("QUIZ_DATA") == str(server.data):
                    yield process
        except psutil.Error:
            continue


def until(so):
    """Wait until ``so()`` is true, and return that."""
    end = time.monotonic() + PATIENCE
    while not (result := so()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


def the_one(server, but=()):
    (process,) = until(lambda: [each for each in found(server) if each not in but])
    return process


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("supervised")) as served:
        yield served.prepare()


@pytest.mark.any_database
def test_one_housekeeping_whatever_dies_and_none_when_the_server_has_ended(server):
    server.start()
    first = the_one(server)
    first.kill()  # as who runs out of memory is
    second = the_one(server, but=[first])
    assert "The housekeeping ended (-9); it is started again in 1 s." in (
        (server.data / "log").read_text()
    )
    second.parent().kill()  # the worker that keeps it going
    third = the_one(server, but=[first, second])
    os.kill(server.process.pid, signal.SIGHUP)
    fourth = the_one(server, but=[first, second, third])
    assert not third.is_running()
    server.kill()
    until(lambda: not fourth.is_running())
    assert (server.data / "log").read_text().count("The housekeeping ended") == 1


@pytest.mark.any_database
def test_ctrl_c_ends_server_and_housekeeping_without_a_word_of_trouble(server):
    (server.data / "log").write_text("")
    server.environment["QUIZ_WORKERS"] = "1"  # so that none is still about to begin
    server.start()
    running = the_one(server)
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(timeout=30) == 0
    until(lambda: not running.is_running())
    said = [line.split(": ", 1)[1] for line in (server.data / "log").read_text().splitlines()]
    assert said == [f"The quiz listens at {server.port} with 1 workers, from {ROOT}.",
                    "The quiz has stopped."]  # fmt: skip


def test_what_is_begun_while_the_worker_ends_ends_as_well(tmp_path, monkeypatch):
    """As by a Ctrl+C just after the start: who is left over would keep the database open."""
    begun = threading.Event()

    class Slow(subprocess.Popen):
        def __init__(self, *words, **settings):
            begun.set()
            time.sleep(0.2)
            super().__init__(*words, **settings)

    monkeypatch.setattr(supervisor, "COMMAND", ["sleep"])
    monkeypatch.setattr(supervisor.subprocess, "Popen", Slow)
    kept = supervisor.Supervisor(tmp_path)
    kept.start()
    begun.wait()
    kept.end()
    assert not kept.is_alive()
    assert kept.child.returncode == -signal.SIGTERM


def test_one_that_runs_apart_is_not_run_but_the_file_is_watched(tmp_path, monkeypatch, caplog):
    kept = supervisor.Supervisor(tmp_path, runs_apart=True)
    looks = iter(["", "The file is gone."])
    monkeypatch.setattr(kept.file, "look", lambda: next(looks))
    monkeypatch.setattr(kept.over, "wait", lambda _: kept.over.is_set())
    kept.server = None  # nobody is stopped
    kept.run()
    assert kept.child is None
    assert "The file is gone." in caplog.text


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ([sys.executable, "-S", "-c", "raise SystemExit(3)"], "3"),
        (["nowhere"], "[Errno 2] No such"),
    ],
)
def test_what_dies_at_once_is_started_again_after_longer_and_longer_pauses(
    tmp_path, monkeypatch, caplog, command, why
):
    pauses = []

    def wait(pause):
        pauses.append(pause)
        if len(pauses) == 12:
            kept.over.set()

    monkeypatch.setattr(supervisor, "COMMAND", command)
    kept = supervisor.Supervisor(tmp_path)
    monkeypatch.setattr(kept.over, "wait", wait)
    kept.run()
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert f"The housekeeping ended ({why}" in caplog.text
    assert "it is started again in 600 s." in caplog.text


def test_who_was_left_by_its_parent_does_nothing(server):
    """Its worker may end before the housekeeping has begun to look."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "housekeeping", "-v2", "--keep-on", "1"],
        env=server.environment, capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert ran.stdout == ran.stderr == ""
