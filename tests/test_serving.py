"""The real server: two hundred submissions at once, its log, and the weight of a page."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def server(tmp_path):
    """The quiz as ``make play`` serves it, on a database of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QUIZ_", "DJANGO_", "COV_"))}
    environment = {**kept, "QUIZ_DATA": str(tmp_path), "QUIZ_HTTPS": "0", "PORT": str(port)}
    environment["DJANGO_SETTINGS_MODULE"] = "quiz.settings"
    for command in ("migrate", "loadbanks", "collectstatic --noinput"):
        arguments = [sys.executable, "manage.py", *command.split(), "-v0"]
        subprocess.run(arguments, cwd=ROOT, env=environment, check=True)
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:quiz.serving", "quiz.wsgi"],
        cwd=ROOT,
        env=environment,
        stderr=log,
        stdout=log,
    )
    try:
        for _ in range(100):
            try:
                ask(port, "GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port, tmp_path
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def ask(port, method, path, fields=None):
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields or {}, doseq=True), headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location"), response.read().decode()


def test_two_hundred_at_once_leave_one_answer(server):
    port, data = server
    _, turn, _ = ask(port, "POST", "/banks/faces/start/", {"number": 20})
    _, _, page = ask(port, "GET", turn)
    while 'type="radio"' not in page:
        turn = re.sub(r"/(\d+)/$", lambda found: f"/{int(found[1]) + 1}/", turn)
        _, _, page = ask(port, "GET", turn)
    texts = re.findall(r'type="radio" name="response" value="([^"]+)"', page)
    options = [{"response": unescape(text)} for text in texts] + [{"unsure": "1"}]
    with ThreadPoolExecutor(32) as pool:
        sent = [options[number % len(options)] for number in range(200)]
        answers = list(pool.map(lambda fields: ask(port, "POST", turn, fields), sent))
    assert {status for status, _, _ in answers} == {302}
    counted = sum("?kept" not in location for _, location, _ in answers)
    _, _, page = ask(port, "GET", turn)
    assert page.count('id="verdict"') == 1
    with sqlite3.connect(data / "quiz.sqlite3") as database:
        kept = database.execute(
            "SELECT response FROM quiz_turn WHERE answered_on IS NOT NULL"
        ).fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert len(kept) == 1
    # Those who sent the very answer that is kept are not told of another.
    assert counted in (200 // len(options), 200 // len(options) + 1)


def test_the_log_of_the_real_server_knows_no_round_and_no_address(server):
    port, data = server
    _, turn, _ = ask(port, "POST", "/banks/faces/start/")
    ask(port, "GET", turn + "?utm=somebody")
    ask(port, "GET", turn.replace("/1/", "/99/") + "?utm=somebody")
    ask(port, "PUT", turn)
    ask(port, "POST", turn, {"response": "x" * 30_000})
    log = (data / "log").read_text()
    assert "Not Found" in log
    key = turn.split("/")[2]
    for secret in (key, "127.0.0.1", "utm", "somebody"):
        assert secret not in log


def test_the_first_question_weighs_at_most_25_kb_in_at_most_5_requests(server):
    port, _ = server

    def weigh(path):
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
            response = connection.getresponse()
            head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
            return head + len(response.read())

    _, turn, _ = ask(port, "POST", "/banks/privacy/start/")
    _, _, page = ask(port, "GET", turn)
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) + 1 <= 5
    assert sum(weigh(path) for path in [turn, *files]) <= 25_000
