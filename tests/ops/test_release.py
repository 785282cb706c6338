"""A new release takes the place of an old one under load: no error, and one version afterwards.

systemd is played by ``Server.hold``, which listens in its place and hands the socket on. In
the gate releases are copies of this tree; ``make test-long`` upgrades from earlier commits.
"""

import io
import os
import re
import signal
import subprocess
import sys
import tarfile
import time

import pytest

from tests.ops.test_make import KILLS, copied
from tests.playing import Readers, kept
from tests.server import ALONE, ROOT, Server

# Of each: where gunicorn's settings are, and whether its database needs a pause.
EARLIER = {"f264854": ("quiz.serving", True), "796b510": ("quiz.ops.gunicorn", False)}
EXEC_START_PRE = re.search(
    r"^ExecStartPre=-/bin/sh -c '(.+)'$", (ROOT / "quiz/ops/deploy/quiz.service").read_text(), re.M
)[1]


def until(so):
    end = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end
        time.sleep(0.05)


def changed(tree):
    """Another release: a setting and a page are different."""
    settings, health = tree / "quiz" / "settings.py", tree / "quiz" / "ops" / "health.py"
    settings.write_text(settings.read_text() + '\nREADER_COOKIE_NAME = "another"\n')
    health.write_text(health.read_text().replace('"ok\\n"', '"newer\\n"'))
    return tree


def version(server):
    """The code and the settings that answer."""
    import http.client

    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    asked.request("POST", "/banks/faces/start/")
    cookie = asked.getresponse().getheader("Set-Cookie") or ""
    asked.close()
    return server.ask("GET", "/healthz")[2].strip(), cookie.partition("=")[0]


@pytest.mark.any_database
def test_a_reload_serves_the_new_code_with_the_new_settings(tmp_path):
    tree = copied(tmp_path / "tree")
    with Server(tmp_path / "data", tree=tree, **ALONE) as server:
        server.prepare().start()
        assert version(server) == ("ok", "quiz")
        changed(tree)
        os.kill(server.process.pid, signal.SIGHUP)
        until(lambda: version(server)[0] == "newer")
        until(lambda: {version(server) for _ in range(8)} == {("newer", "another")})


@pytest.mark.any_database
def test_gunicorns_first_process_knows_neither_django_nor_the_settings(tmp_path):
    code = "import quiz.ops.gunicorn, sys; print([n for n in sys.modules if 'django' in n])"
    environment = {**os.environ, "QUIZ_DATA": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}; print('quiz.settings' in sys.modules)"],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout.split("\n")[:2] == ["[]", "False"]


def restarted(server, tree):
    """What ``systemctl restart`` does, once the link leads to ``tree``; the seconds it took."""
    began = time.monotonic()
    server.stop()
    server.tree, server.configuration = tree, "quiz.ops.gunicorn"
    before_it_starts(server)
    server.start()
    return time.monotonic() - began


def before_it_starts(server):
    """The unit's own line, but for the path to Python."""
    line = EXEC_START_PRE.replace(".venv/bin/python", sys.executable).replace("$$", "$")
    subprocess.run(["sh", "-c", line], cwd=server.tree, env=server.environment, check=False)


@pytest.mark.long
@pytest.mark.any_database
def test_restarts_cost_no_answer_where_the_socket_is_held(tmp_path, capsys):
    trees = [copied(tmp_path / "one"), changed(copied(tmp_path / "two"))]
    with Server(tmp_path / "data", tree=trees[0], QUIZ_WORKERS="1").hold() as server:
        server.prepare().start()
        with Readers(server.port) as readers:
            time.sleep(0.5)
            for tree in [*trees[1:], *trees][:KILLS]:
                took = restarted(server, tree)
                time.sleep(0.3)
            last = {version(server) for _ in range(8)}
        assert readers.faults == []
        assert (readers.unavailable, readers.statuses[0]) == (0, 0)
        assert readers.confirmed <= set(kept(server))
        assert last in ({("ok", "quiz")}, {("newer", "another")})
        with capsys.disabled():
            sys.stdout.write(
                f"\n{KILLS} restarts, {readers.asked} requests, 0 errors; the last took "
                f"{took:.1f} s, the longest answer {readers.longest:.1f} s\n"
            )


def test_a_start_makes_no_database_in_the_place_of_one_that_is_gone(tmp_path):
    with Server(tmp_path) as server:
        if server.postgresql:
            pytest.skip("about SQLite's file")
        before_it_starts(server)
        assert not (tmp_path / "quiz.sqlite3").exists()


def test_the_script_runs_a_command_with_the_settings_of_the_server(tmp_path):
    text = (ROOT / "quiz/ops/deploy/quiz").read_text()
    env = tmp_path / "quiz.env"
    env.write_text(f"QUIZ_DATA={tmp_path}/data\nQUIZ_HOSTS='quiz.example,127.0.0.1'\n")
    who = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    script = tmp_path / "quiz"
    script.write_text(text.replace("/etc/quiz.env", str(env)).replace("= quiz ]", f"= {who} ]"))
    ran = subprocess.run(
        ["sh", script, "shell", "--no-imports", "-c",
         "from django.conf import settings; print(settings.ALLOWED_HOSTS)"],
        env={"PATH": os.environ["PATH"], "RELEASE": str(ROOT)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout.strip() == "['quiz.example', '127.0.0.1']"
    assert (tmp_path / "data" / "secret").exists()


def released(commit, to):
    """The files of an earlier commit, or a skip where the repository has no such history."""
    ran = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if ran.returncode:
        pytest.skip("this copy of the repository has no history")
    with tarfile.open(fileobj=io.BytesIO(ran.stdout)) as archive:
        archive.extractall(to, filter="data")
    return to


@pytest.mark.skipif(KILLS < 60, reason="for make test-long")
@pytest.mark.parametrize("commit", EARLIER)
def test_an_upgrade_from_an_earlier_release_under_load(tmp_path, capsys, commit):
    """Where its migrations only add, they run first; else whoever comes waits in the socket."""
    configuration, pauses = EARLIER[commit]
    old, new = released(commit, tmp_path / "old"), copied(tmp_path / "new")
    with Server(tmp_path / "data", tree=old).hold() as server:
        server.configuration = configuration
        server.data.mkdir()
        for command in ("migrate", "loadbanks", "collectstatic --noinput"):
            server.manage(*command.split(), "-v0")
        server.start()
        with Readers(server.port) as readers:
            time.sleep(2)
            server.tree = new
            for command in [] if pauses else ["migrate", "loadbanks"]:
                server.manage(command, "-v0")
            server.manage("collectstatic", "--noinput", "-v0")
            took = restarted(server, new)
            if pauses:
                server.manage("loadbanks", "-v0")
            time.sleep(2)
        ready = server.ask("GET", "/readyz")[2]
        answered, cookie = version(server)
        assert (answered, cookie) == ("ok", "quiz")
        assert readers.confirmed <= set(kept(server))
        with capsys.disabled():
            sys.stdout.write(
                f"\nfrom {commit}: {readers.asked} requests, {len(readers.confirmed)} answers, "
                f"{len(readers.faults)} faults {readers.faults[:3]}, {readers.unavailable} of 503, "
                f"{readers.statuses[0]} cut; {took:.1f} s, "
                f"longest answer {readers.longest:.1f} s; {ready}\n"
            )
        assert readers.faults == []
        assert (readers.unavailable, readers.statuses[0]) == (0, 0)
