"""The real server: two hundred submissions at once, its log, and the weight of a page."""

import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from http.client import HTTPConnection

import psutil
import pytest

from tests.server import ALONE, Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as served:
        yield served.prepare().start()


def test_two_hundred_at_once_leave_one_answer(server):
    _, turn, _ = server.ask("POST", "/banks/faces/start/", {"number": 20})
    _, _, page = server.ask("GET", turn)
    while 'class="option" name="response"' not in page:
        turn = re.sub(r"/(\d+)/$", lambda found: f"/{int(found[1]) + 1}/", turn)
        _, _, page = server.ask("GET", turn)
    texts = re.findall(r'class="option" name="response" value="([^"]+)"', page)
    options = [{"response": unescape(text)} for text in texts] + [{"unsure": "1"}]
    with ThreadPoolExecutor(32) as pool:
        sent = [options[number % len(options)] for number in range(200)]
        answers = list(pool.map(lambda fields: server.ask("POST", turn, fields), sent))
    assert {status for status, _, _ in answers} == {302}
    counted = sum("?kept" not in location for _, location, _ in answers)
    _, _, page = server.ask("GET", turn)
    assert page.count('id="verdict"') == 1
    kept = server.query("SELECT response FROM quiz_turn WHERE answered_on IS NOT NULL")
    assert server.sound()
    assert len(kept) == 1
    # Those who sent the very answer that is kept are not told of another.
    assert counted in (200 // len(options), 200 // len(options) + 1)


def test_all_answers_of_a_round_at_once_finish_it(server):
    turns = []
    for _ in range(10):
        _, first, _ = server.ask("POST", "/banks/faces/start/", {"number": 10})
        turns += [first.removesuffix("1/") + f"{position}/" for position in range(1, 11)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda turn: server.ask("POST", turn, {"unsure": "1"}), turns))
    assert {status for status, _, _ in answers} == {302}
    left = server.query(
        "SELECT count(*) FROM quiz_round WHERE finished_on IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM quiz_turn WHERE round_id = quiz_round.id AND answered_on IS NULL)"
    )
    assert left == [(0,)]


def test_the_log_of_the_real_server_knows_no_round_and_no_address(server):
    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    server.ask("GET", turn + "?utm=somebody")
    server.ask("GET", turn.replace("/1/", "/99/") + "?utm=somebody")
    server.ask("PUT", turn)
    style, _ = re.findall(r'href="(/static/[^"]+[.]css)"', server.ask("GET", "/")[2])
    works = ["/", turn, "/your-data/download/", "/healthz", "/readyz", style]
    for path in (*works, "/nowhere/", "/static/quiz/nothing.css"):
        server.ask("HEAD", path)
    server.ask("POST", turn, {"response": "x" * 30_000})
    # What gunicorn itself refuses, and says so in words of its own.
    key = turn.split("/")[2]
    for refused in (
        f"GET {turn}?utm={'somebody' * 400} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        f"GET {turn}?utm=somebody HTTP/9.9\r\nHost: localhost\r\n\r\n",
        f"GET {turn} HTTP/1.1\r\n" + f"X-{key}: somebody\r\n" * 100 + "\r\n",
        f"{key} somebody\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
            raw.sendall(refused.encode())
            raw.recv(4096)
    log = (server.data / "log").read_text()
    assert log.count("Not Found") == 1, "a line a cause and a minute, whichever worker it meets"
    assert " WARNING " not in log
    assert " ERROR " not in log
    assert "no-body" not in log, "gunicorn warns where HEAD is answered with a body"
    for secret in (key, key.replace("-", ""), "127.0.0.1", "utm", "somebody"):
        assert secret not in log


@pytest.mark.any_database
def test_the_first_question_weighs_at_most_25_kb_in_at_most_5_requests(server):

    def weigh(path):
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
            response = connection.getresponse()
            head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
            return head + len(response.read())

    for bank in ["privacy", "faces"] * 20:  # which question comes first, chance decides
        _, turn, _ = server.ask("POST", f"/banks/{bank}/start/")
        _, _, page = server.ask("GET", turn)
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        assert len(files) + 1 <= 5
        assert sum(weigh(path) for path in [turn, *files]) <= 25_000, page


POST = (
    b"POST /banks/privacy/start/ HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
DESK = (
    b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n"
)
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


UNFINISHED = {
    "nothing": b"",
    "line": b"GET / HT",
    "header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a",
    "body": POST + b"Content-Length: 4000\r\n\r\nnumber=5",
    "length": POST + b"Content-Length: 00000000000000000100\r\n\r\na",
    "chunks": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nnu",
    "upload": DESK + b"Content-Length: 5000000\r\n\r\n" + FILE + b"a" * 4_900_000,
    "endless": DESK + b"Content-Length: 1000000000000000\r\n\r\n" + FILE,
    "second": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHo",
}


@pytest.mark.any_database
@pytest.mark.parametrize("begun", UNFINISHED.values(), ids=UNFINISHED)
def test_a_dozen_slow_clients_hold_nobody_up(server, begun):
    """They begin a request and do not go on; readers get their pages all the same.

    That is enough on one's own machine. Where strangers can connect, nginx stands in front.
    """
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(12)]
    try:
        for each in slow:
            each.sendall(begun)
        for _ in range(4):  # whichever worker it comes to
            assert server.ask("GET", "/")[0] == 200
            assert server.ask("POST", "/banks/privacy/start/", {"number": 5})[0] == 302
    finally:
        for each in slow:
            each.close()


@pytest.mark.any_database
def test_without_a_proxy_strangers_cannot_connect(server):
    listens = {
        connection.laddr.ip
        for process in [psutil.Process(server.process.pid)]
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert "127.0.0.1" in listens <= {"127.0.0.1", "::1"}


def test_every_thread_keeps_its_connection_and_none_maps_the_file(server):
    if server.postgresql:
        pytest.skip("about SQLite's file")
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda _: server.ask("POST", "/banks/privacy/start/"), range(64)))
    for worker in psutil.Process(server.process.pid).children():
        files = [file.path for file in worker.open_files()]
        # Seventeen threads for requests, that of /readyz, and the watch over the file.
        assert 1 <= files.count(str(server.data / "quiz.sqlite3")) <= 19
        assert str(server.data / "quiz.sqlite3") not in {m.path for m in worker.memory_maps()}


@pytest.mark.any_database
def test_a_request_in_pieces_is_answered_once_it_is_whole(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        request = POST + b"Connection: close\r\nContent-Length: 8\r\n\r\nnumber=5"
        for at in range(len(request)):
            client.sendall(request[at : at + 1])
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 302")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        # A form of ours says how long it is. What does not say so counts as empty.
        (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nwrong\r\n0\r\n\r\n", b"302"),
    ],
    ids=["headers", "chunks"],
)
def test_what_no_browser_sends_is_answered_in_a_word(server, sent, status):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(sent)
        assert client.recv(4096).split()[1] == status


@pytest.mark.any_database
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_sends_half_a_request_does_not_keep_it_from_ending(tmp_path, how):
    """Its workers end by themselves: none has to be killed, which would read as a fault."""
    with Server(tmp_path, QUIZ_WORKERS="1") as server:
        server.prepare().start()
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in UNFINISHED]
        for each, begun in zip(slow, UNFINISHED.values(), strict=True):
            each.sendall(begun[:9000])
        assert server.ask("GET", "/healthz")[0] == 200
        os.killpg(server.process.pid, how)
        assert server.process.wait(timeout=12) == 0, "a third of what an answer may take"
        for each in slow:
            each.close()
        assert "was sent" not in (server.data / "log").read_text()


@pytest.mark.any_database
@pytest.mark.parametrize("what", ["an answer", "a start", "an upload"])
def test_a_form_that_ends_in_the_middle_is_refused_and_nothing_of_it_is_kept(server, what):
    """As where a phone loses the network, or a server that ends hears nobody out any more."""
    counts = "SELECT count(*), (SELECT count(*) FROM quiz_turn WHERE answered_on IS NOT NULL) "
    counts += "FROM quiz_round"
    _, turn, _ = server.ask("POST", "/banks/faces/start/")
    before = server.query(counts)
    begun = {
        "an answer": POST.replace(b"/banks/privacy/start/", turn.encode())
        + b"Content-Length: 30\r\n\r\nunsure=1",
        "a start": POST + b"Content-Length: 9\r\n\r\nnumber=1",
        "an upload": UNFINISHED["upload"],
    }[what]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(begun)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(4096).split()[1] == b"400"
    assert server.query(counts) == before
    log = (server.data / "log").read_text()
    assert "Traceback" not in log
    assert " ERROR " not in log


def test_a_worker_that_has_only_been_forked_is_ended_like_the_others(tmp_path):
    """However long a busy machine takes to go on with it."""
    (tmp_path / "busy.py").write_text(
        "import time\nfrom quiz.ops import gunicorn\nfrom quiz.ops.gunicorn import *\n"
        "def post_fork(server, worker):\n"
        "    time.sleep(1)\n    gunicorn.post_fork(server, worker)\n"
    )
    with Server(tmp_path / "data", PYTHONPATH=str(tmp_path), **ALONE) as server:
        server.configuration = "busy"
        server.prepare().start()
        first = psutil.Process(server.process.pid)
        (worker,) = first.children()
        worker.kill()
        while worker in first.children() or not first.children():
            time.sleep(0.01)
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(timeout=60) == 0
        log = (server.data / "log").read_text()
        assert log.count("SIGKILL") == 1, "the one above"
        assert "Traceback" not in log
