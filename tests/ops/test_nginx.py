"""The nginx configuration that we ship: headers of its pages, its logs, its names, its patience."""

import os
import re
import shutil
import socket
import socketserver
import ssl
import threading
from collections import Counter
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from tests.nginx import HOST, Nginx
from tests.server import Server, free_port

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ, reason="nginx is there with the services"
)
OTHER = "other.example"
# What every page has, ours and nginx's.
HEADERS = {
    "strict-transport-security": "max-age=63072000",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Where the desk takes files.
FILES = ["/admin/quiz/question/import/", "/admin/quiz/question/add/",
         "/admin/quiz/question/7/change/", "/admin/quiz/article/add/",
         "/admin/quiz/article/7/newer/", "/admin/drafts/keep/"]  # fmt: skip
ROUND = "/rounds/0b7f6f3e-5c9c-4a3e-8f0d-2a1b3c4d5e6f"


def request(method="GET", path="/", host=HOST, extra="", body=b""):
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}{extra}\r\n"
    return head.encode() + body


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The quiz behind nginx, under two names."""
    server = Server(
        tmp_path_factory.mktemp("behind"),
        QUIZ_HTTPS="1",
        QUIZ_PROXIES="1",
        QUIZ_WORKERS="1",
        QUIZ_HOSTS=f"{HOST},{OTHER}",
    )
    names = (f"server_name {HOST};\n    ssl", f"server_name {HOST} {OTHER};\n    ssl")
    patience = ("client_body_timeout 10s", "client_body_timeout 1s")
    try:
        server.prepare().start()
        folder = tmp_path_factory.mktemp("nginx")
        with Nginx(folder, server.port, changes=[names, patience]) as nginx:
            yield nginx
    finally:
        server.discard()


OWN_PAGES = {
    "two hosts": (request(extra="Host: evil.example\r\n"), 400),
    "headers": (request(extra=f"X: {'y' * 9_000}\r\n" * 5), 400),
    "line": (request(path="/" + "a" * 9_000), 414),
    "method": (request("TRACE"), 405),
    "body": (request("POST", "/banks/faces/start/", extra="Content-Length: 100000\r\n"), 413),
    "upload": (request("POST", "/admin/login/", extra="Content-Length: 40000000\r\n"), 413),
    "coding": (request("POST", extra="Transfer-Encoding: gzip\r\n"), 501),
    "version": (f"GET / HTTP/9.9\r\nHost: {HOST}\r\n\r\n".encode(), 505),
    "the pages themselves": (request(path="/errors/away.html"), 404),
    # What nginx lets pass and the server behind it refuses before the quiz sees it.
    # A page that is never kept: one that is, nginx gives by its path alone.
    "long": (request(path="/lab/?" + "a" * 3_000), 414),
    "many": (request(extra="X: y\r\n" * 100), 431),
}


@pytest.mark.parametrize(("sent", "status"), OWN_PAGES.values(), ids=OWN_PAGES)
def test_a_page_that_the_quiz_has_not_made_has_its_headers(site, sent, status):
    answered, headers, page = site.send(sent)
    assert answered == status
    assert headers.items() >= {**HEADERS, "cache-control": "no-store"}.items()
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "nginx" not in page
    assert "style" not in page


def test_a_page_of_the_quiz_has_them_once_and_as_it_sends_them(site):
    for path, status in (("/", 200), ("/nowhere/", 404)):
        answered, headers, _ = site.send(request(path=path))
        assert answered == status
        assert headers.items() >= HEADERS.items(), path
    for _ in range(3):  # from the quiz, then from nginx's cache
        _, headers, _ = site.send(request())
        assert "public" in headers["cache-control"]
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["server"] == "nginx"
    known = f"If-None-Match: {headers['etag']}\r\n"
    answered, headers, _ = site.send(request(extra=known))
    assert answered == 304
    assert headers.items() >= HEADERS.items()
    assert "public" in headers["cache-control"]


def test_what_it_keeps_of_a_page_does_not_say_with_which_link_somebody_came(site):
    for value in ("one", "two"):
        _, headers, _page = site.send(request(path=f"/banks/privacy/?fbclid={value}"))
        assert "public" in headers["cache-control"]
    kept = [file.read_bytes() for file in site.cache.rglob("*") if file.is_file()]
    assert len([each for each in kept if b"/banks/privacy/\n" in each]) == 1
    assert not [each for each in kept if b"fbclid" in each]


def test_the_numbers_that_one_sets_in_the_lab_are_given_to_nobody_else(site):
    """Pages are kept by their path alone, and these differ in what follows it."""
    for query, said in (("", "30,000"), ("?crowd=500", "500"), ("?crowd=7", "7"), ("", "30,000")):
        status, headers, page = site.send(request(path=f"/lab/{query}"))
        assert (status, headers["cache-control"]) == (200, "private, no-store")
        assert f">{said} in all<" in page
    kept = [file.read_bytes() for file in site.cache.rglob("*") if file.is_file()]
    assert not [each for each in kept if b"/lab/" in each.partition(b"\n\n")[0]]


def test_what_is_said_of_one_pasted_address_is_said_of_no_other(site):
    for ref in ("privacy", "faces", "privacy"):
        query = f"?url=https://{HOST}/banks/{ref}/"
        status, headers, page = site.send(request(path=f"/oembed/{query}"))
        assert (status, headers["cache-control"]) == (200, "private, no-store")
        assert f"{HOST}/embed/banks/{ref}/card/" in page


def test_the_parts_of_a_list_for_programs_are_kept_apart_and_open_to_all(site):
    """By their paths; and a script of another site may ask whether one still holds."""
    for part in (1, 2, 1, 2):
        path = f"/api/v1/banks/privacy/questions/page/{part}/"
        status, headers, told = site.send(request(path=path))
        assert (status, headers["access-control-allow-origin"]) == (200, "*")
        assert "public" in headers["cache-control"]
        assert f'"page":{part},' in told
    known = f"If-None-Match: {headers['etag']}\r\n"
    status, headers, _ = site.send(request(path=path, extra=known))
    assert (status, headers["access-control-allow-origin"]) == (304, "*")
    assert site.send(request("OPTIONS", path))[0] == 204


def test_when_no_server_answers_the_reader_gets_a_page_with_them_too(tmp_path):
    with Nginx(tmp_path, free_port()) as nginx:
        status, headers, page = nginx.send(request())
        assert status == 503
        assert headers.items() >= HEADERS.items()
        assert "Nothing that was confirmed is lost" in page


def test_who_asks_for_another_name_gets_no_answer(site):
    for sent in (
        request(host="127.0.0.1"),
        request(host="evil.example"),
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n",
    ):
        assert site.send(sent, plain=True)[0] == 0, sent
    for sent in (request(host="evil.example"), b"GET / HTTP/1.1\r\n\r\n"):
        assert site.send(sent)[0] == 0, sent
    for name in ("evil.example", None):
        with pytest.raises(ssl.SSLError):
            site.send(request(), name=name)


def test_plain_http_leads_to_the_one_name(site):
    status, headers, page = site.send(request(path="/rules/?a=b"), plain=True)
    assert status == 301
    assert headers["location"] == f"https://{HOST}/rules/?a=b"
    assert not re.search(r"nginx/\d", headers["server"] + page)


def test_what_is_kept_for_one_name_is_given_to_no_other(site):
    for _ in range(2):
        for name in (HOST, OTHER):
            status, _, feed = site.send(request(path="/corrections/feed/", host=name))
            assert status == 200
            assert f"https://{name}/" in feed
            assert f"https://{OTHER if name == HOST else HOST}/" not in feed


def test_a_file_as_large_as_the_desk_takes_comes_through(site):
    """And reaches the desk, which refuses it for want of a token; readers send less."""
    for page in FILES:
        sent = {"path": page, "extra": "Content-Type: text/plain\r\n"}
        assert site.send(request("POST", body=b"x" * 25_000_000, **sent))[0] == 403


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/quiz/bank/add/", "/rounds/x/1/", "/"])
def test_nowhere_else_is_so_much_taken_in(site, path):
    """Who need not have logged in could fill the memory with it. Texts of the desk are not long."""
    sent = {"path": path, "extra": "Content-Type: text/plain\r\n"}
    assert site.send(request("POST", body=b"x" * 2_000_000, **sent))[0] == 413


def test_a_body_that_does_not_come_is_given_up(site):
    """The shipped patience is ten seconds, here one. Nothing of it reaches the quiz."""
    begun = request("POST", "/banks/faces/start/", extra="Content-Length: 100\r\n")
    lines = [site.line() for _ in range(30)]
    for line in lines:
        line.sendall(begun + b"number")
    assert site.send(request(path="/healthz"))[0] == 200
    for line in lines:
        with closing(line), suppress(ConnectionError):
            assert line.recv(4096) == b""


def test_one_address_sends_few_files_to_the_desk_at_once(site, tmp_path):
    """They are held in memory until they are whole. Whoever comes from elsewhere may send, too."""
    with Nginx(tmp_path, *site.behind) as nginx, ExitStack() as held:

        def hold(number, path, length):
            begun = request("POST", path, extra=f"Content-Length: {length}\r\n") + b"a" * 1000
            for _ in range(number):
                held.enter_context(closing(nginx.line())).sendall(begun)

        hold(8, FILES[0], 5_000_000)
        desk, files = request(path="/admin/login/"), request(path=FILES[0])
        assert nginx.send(files)[0] == 503
        assert nginx.send(files, place="127.0.0.2")[0] == 302
        assert nginx.send(desk)[0] == 200
        hold(20, "/admin/login/", 900_000)
        assert nginx.send(desk)[0] == 503
        assert nginx.send(desk, place="127.0.0.2")[0] == 200
        assert nginx.send(request("GET", "/"))[0] == 200


HELLO = bytes.fromhex("16030100050100000103")
HELLOS = [
    HELLO,
    bytes.fromhex("160301002e0100002a0303") + b"\0" * 40,  # no ciphers
    bytes.fromhex("160303003101") + b"\xff" * 60,
    bytes.fromhex("1503010002020a"),  # an alert first of all
    bytes.fromhex("8080010301"),  # SSL 2
    b"\x16\x03\x01\xff\xff" + b"\0" * 100,
    b"GET / HTTP/1.1\r\nHost: quiz.example\r\n\r\n",  # plain HTTP
    b"\0" * 300,
]


def test_its_logs_stay_empty_whatever_happens(site):
    """Lines in them would hold addresses, seconds and round keys."""
    for hello in HELLOS:
        line = socket.create_connection(("127.0.0.1", site.https), 5)
        with closing(line), suppress(ConnectionError):
            line.sendall(hello)
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
    # Neither its cache nor the folders for what is long can be written to.
    for folder in (site.cache, site.folder / "quiz-requests", site.folder / "quiz-responses"):
        shutil.rmtree(folder)
        folder.write_text("")
    site.send(request(path="/rules/?new"))
    assert site.send(request("POST", f"{ROUND}/3/", body=b"unsure=1"))[0] == 404
    assert site.send(request("POST", "/admin/login/", body=b"x" * 200_000))[0] == 503
    for sent, _ in OWN_PAGES.values():
        site.send(sent)
    assert {log.name: log.read_text() for log in site.folder.glob("*.log")} == {
        "nginx.log": "",
        "access.log": "",
    }


@contextmanager
def dying(asked, words=b""):
    """The port of a server that takes a request, notes it in ``asked``, and is gone.

    Its last ``words`` may be an answer.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline().decode().split(" HTTP")[0])
            while self.rfile.readline().strip():
                pass
            self.wfile.write(words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    "words",
    [b"", b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"],
    ids=["dead", "without its database"],
)
def test_only_what_may_be_done_twice_is_asked_of_the_next_server(tmp_path, words):
    asked = []
    tries = {
        "GET /": 2,
        f"POST {ROUND}/3/": 2,  # an answer
        "POST /banks/faces/start/": 1,
        f"POST {ROUND}/practice/": 1,
        f"POST {ROUND}/3/report/": 1,
        "POST /your-data/erase/": 1,
        "POST /admin/quiz/question/add/": 1,
    }
    every_time = ("max_fails=1", "max_fails=0")
    with (
        dying(asked, words) as one,
        dying(asked, words) as other,
        Nginx(tmp_path, one, other, changes=[every_time]) as nginx,
    ):
        for each in tries:
            method, _, path = each.partition(" ")
            body = b"unsure=1" if method == "POST" else b""
            assert nginx.send(request(method, path, body=body))[0] == 503
    assert Counter(asked) == tries
