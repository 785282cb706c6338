"""What nobody means well with: malformed requests of every kind to every address.

``QUIZ_FUZZ=10000 pytest tests/test_abuse.py`` sends ten thousand; in the gate they
are fewer. The choice is made by a fixed seed, so what is found can be found again.
"""

import logging
import os
import random
import re
import socket
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest

from quiz.core.kinds import KINDS
from tests.addresses import desk, readers
from tests.factories import make_round
from tests.server import ALONE, Server

FUZZ = int(os.environ.get("QUIZ_FUZZ", "800"))
NASTY = [
    "", "0", "-1", "1e999", "NaN", "9" * 400, "\0", "a\0b", "é", "💩", "\ud800", "a" * 5_000,
    "../../etc/passwd", "..\\..", "%00", "%2e%2e%2f", "<script>alert(1)</script>", "' OR 1=1 --",
    "{{7*7}}", "%s%n", "\r\nSet-Cookie: a=b", "[]", '{"a": 1}', "true", "null", "//evil.example",
    "https://evil.example/", "javascript:alert(1)", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip
FIELDS = """response unsure place-1 place-2 match-1 number topic reason text from kept erased next
    username password otp_token csrfmiddlewaretoken kind bank fact ref prompt explanation right
    wrong_1_text checked_on review_by pages copied_on confirmed picture
    minutes action _selected_action _publish _save
    _popup _to_field q p o e all id__exact state__exact page version bank state _facets""".split()
TYPES = [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/json", "text/plain", "text/plain; charset=nonsense", "image/png", "", "x" * 300,
    "application/x-www-form-urlencoded; charset=utf-16",
]  # fmt: skip
METHODS = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"]
HEADERS = {
    "Host": ["testserver", "evil.example", "a" * 500, "[::1", "testserver:99999", "testserver:x"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["https", "gopher"],
    "X-Forwarded-For": ["::1", "not an address", ",,,"],
    "Cookie": ["quiz=x", "quiz=" + "y" * 2_000, "=;;;", "csrftoken=\xff", "desk=a.b.c"],
    "HX-Request": ["true", "x"],
    "HX-History-Restore-Request": ["true"],
    "HX-Current-URL": ["http://[", "javascript:"],
    "Accept-Encoding": ["gzip;q=nonsense", "br"],
    "Accept-Language": ["x" * 300, "*;q=2"],
    "If-None-Match": ['"x', "*"],
    "If-Modified-Since": ["yesterday"],
    "Range": ["bytes=5-1"],
    "Origin": ["null", "https://evil.example", "http://testserver", "http://[", "\xb2"],
    "Referer": ["http://[", "http://a:x/", "\x00"],
    "Sec-Fetch-Site": ["cross-site", "same-origin", "x"],
    "Content-Length": ["0", "-1", "9" * 30, "9" * 5_000, "x", "\xb2"],
    "Authorization": ["Bearer x", "Basic ====", "é"],
}


def spoilt(path, chance):
    """An address, or something near it."""
    part = chance.choice([each for each in path.split("/") if each] or ["x"])
    nasty = chance.choice(NASTY).encode("utf-8", "surrogatepass").decode("latin-1")
    return chance.choice(
        [path, path, path, path + nasty, path.replace(part, nasty, 1), path.replace("/", "//"),
         path.rstrip("/"), path.upper(), path.replace("1", "9" * 40, 1), "/" + path]
    )  # fmt: skip


def body(chance):
    fields = [
        (chance.choice(FIELDS), chance.choice(NASTY)) for _ in range(chance.choice([0, 1, 3, 9]))
    ]
    return chance.choice(
        [
            "&".join(f"{name}={value}" for name, value in fields).encode("utf-8", "surrogatepass"),
            b"--x\r\nContent-Disposition: form-data; name=response\r\n\r\nx\r\n--x--\r\n",
            b'--x\r\nContent-Disposition: form-data; name="picture"; filename="../a"\r\n\r\nx',
            b"\xff\xfe\x00" * 50,
            b"a=1&" * chance.choice([1, 400, 5_000]),
            b"x" * 25_000,
        ]
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["a reader", "an editor"])
def test_nothing_malformed_is_answered_with_a_5xx_or_more_than_a_line(
    client, admin_client, today, who, caplog
):
    """No fault of ours, one line in the log, no way to another site, no cookie of theirs."""
    played = make_round(" ".join(KINDS))
    # Logging out and deleting would only end the test early.
    paths = sorted({*readers(played).values(), *desk(played)})
    paths = [path for path in paths if not path.endswith(("/logout/", "/delete/", "/erase/"))]
    chance, asker = random.Random(who), client if who == "a reader" else admin_client
    asker.raise_request_exception = False
    keys = asker.cookies.output()
    for number in range(FUZZ // 2):
        method, path = chance.choice(METHODS), spoilt(chance.choice(paths), chance)
        if chance.random() < 0.4:
            path += f"?{chance.choice(FIELDS)}={chance.choice(NASTY[:12] + NASTY[13:])}"
        headers = {
            name: chance.choice(HEADERS[name])
            for name in chance.sample(sorted(HEADERS), chance.choice([0, 1, 3]))
        }
        length = (
            {"CONTENT_LENGTH": headers.pop("Content-Length")} if "Content-Length" in headers else {}
        )
        caplog.clear()
        if "Cookie" in headers:
            asker.cookies.load(headers.pop("Cookie").encode("latin-1", "replace").decode("latin-1"))
        response = asker.generic(
            method, path.encode("utf-8", "surrogatepass").decode("latin-1"), body(chance),
            content_type=chance.choice(TYPES), headers=headers, **length,
        )  # fmt: skip
        asker.cookies.clear()
        asker.cookies.load(keys.replace("Set-Cookie: ", ""))
        said = (number, method, path[:200], headers)
        assert response.status_code < 500, said
        assert len(caplog.records) <= 1, (said, caplog.text[:2_000])
        assert not any(
            record.exc_info and record.levelno >= logging.ERROR for record in caplog.records
        )
        where = urlsplit(response.headers.get("Location", "/"))
        assert where.netloc in ("", "testserver"), (said, where)
        assert not {"a", "csrf"} & set(response.cookies), said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-For", "198.51.100.1"),
        ("X-Forwarded-Prefix", "/evil"),
        ("X-Original-URL", "/admin/"),
        ("X-Rewrite-URL", "/admin/"),
        ("X-HTTP-Method-Override", "POST"),
        ("Accept-Language", "de"),
        ("Cookie", "quiz=" + "k" * 32),
        ("HX-Request", "true"),
        ("Forwarded", "host=evil.example;proto=https"),
        ("Referer", "https://evil.example/"),
    ],
)
def test_what_a_cache_may_keep_is_the_same_whatever_is_sent(client, bank, header, value):
    for path in ("/", "/banks/small/", "/rules/", "/privacy/", "/corrections/"):
        plain = client.get(path)
        assert "public" in plain.headers["Cache-Control"]
        assert client.get(path, headers={header: value}).content == plain.content
        assert set(plain.headers["Vary"].split(", ")) <= {"Accept-Encoding", "HX-Request"}


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(client):
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example"):
        response = client.get("/", headers={"Host": host})
        assert response.status_code == 400
        assert "evil" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_unanswered_turn_never_asks_for_its_key(client, today, kind, monkeypatch):
    """So neither what is shown nor how long it takes can depend on what is right."""
    played = make_round(kind)

    def asked(*arguments):
        raise AssertionError("the key was looked at")

    for name in ("grade", "solution", "tempted", "some_right", "options"):
        # An ordering looks at its solution so as never to present it.
        if hasattr(KINDS[kind], name) and (kind, name) != ("ordering", "solution"):
            monkeypatch.setattr(KINDS[kind], name, asked)
    assert client.get(f"/rounds/{played.key}/1/").status_code == 200
    assert client.post(f"/rounds/{played.key}/1/", {"response": ""}).status_code == 422


RAW = [
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"\0\0\0\0\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % (b"a" * 9_000),
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n" % (b"y" * 60_000),
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /static/../../secret HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/secret HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"POST /banks/faces/start/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /banks/faces/start/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"GET /?a=\r\nSet-Cookie:%20b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /banks/faces%0d%0aSet-Cookie:%20a=b/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]  # fmt: skip


LENGTHS = [
    "5", "0", "00000000000000000005", "+5", "-5", "5, 5", "5,6", "0x5", "5 ", "", "5.0", "\u0665",
    "1" + "0" * 15, "9" * 40, "5\r\nContent-Length: 6", "5\r\nContent-Length: 5",
]  # fmt: skip
CODINGS = [
    "chunked", "Chunked", "gzip", "identity", "chunked, chunked", "gzip, chunked", "x", "",
    "chunked\r\nTransfer-Encoding: chunked", "\x0bchunked", "chunked;q=1",
]  # fmt: skip
BODIES = [
    b"", b"a", b"a=b&c", b"number=5", b"5\r\na=b&c\r\n0\r\n\r\n", b"zz\r\n", b"F" * 17 + b"\r\n",
    b"5;x=y\r\na=b&c\r\n0\r\nX: y\r\n\r\n", b"-5\r\n", b"\0" * 9, b"x" * 30_000,
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nb',
]  # fmt: skip
PATHS = [
    "/", "/banks/faces/start/", "/admin/login/", "/your-data/erase/", "/healthz", "*", "", "//",
    "http://[", "/rounds/0b7f6f3e-5c9c-4a3e-8f0d-2a1b3c4d5e6f/1/", "/%", "/\xff",
]  # fmt: skip
VERSIONS = ["HTTP/1.1"] * 20 + ["HTTP/1.0", "HTTP/2.0", "http/1.1", "HTTP/1.10", "HTTP/1"]
ODD = [
    "Expect: 100-continue", "Expect: x", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
    "Connection: close", "Connection: Content-Length", "Trailer: Content-Length", "X y: z",
    ": x", "Content_Length: 9", "Content-Length : 5", " folded: x", "Host: evil.example",
    "Cookie: quiz=\0",
]  # fmt: skip


def shapes(chance, number):
    """Requests whose lengths and codings servers have disagreed about."""
    for _ in range(number):
        method, path = chance.choice(["POST"] * 9 + METHODS), chance.choice(PATHS)
        lines = [f"{method} {path} {chance.choice(VERSIONS)}", "Host: localhost"]
        if chance.random() < 0.7:
            lines.append(f"Content-Length: {chance.choice(LENGTHS)}")
        if chance.random() < 0.3:
            lines.append(f"Transfer-Encoding: {chance.choice(CODINGS)}")
        if chance.random() < 0.5:
            lines.append(f"Content-Type: {chance.choice(TYPES)}")
        if chance.random() < 0.3:
            lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(ODD))
        yield "\r\n".join([*lines, "", ""]).encode("utf-8") + chance.choice(BODIES)


@pytest.mark.any_database
def test_what_is_not_http_gets_no_5xx_no_file_and_no_say(tmp_path):
    server = Server(tmp_path, **ALONE)
    odd = [*RAW, *shapes(random.Random(1), FUZZ // 2)]
    try:
        server.prepare().start()
        for sent in odd:
            answer = b""
            # Nothing more comes: whoever waits for it on either side waits in vain.
            line = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            with closing(line), suppress(ConnectionError):
                line.sendall(sent)
                line.shutdown(socket.SHUT_WR)
                while more := line.recv(65536):
                    answer += more
            # 501 is said of a coding that nobody knows, 505 of a version.
            assert not re.match(rb"HTTP/1\.[01] 5(?!01|05)", answer), (sent[:300], answer[:200])
            assert b"root:" not in answer
            assert b"\r\nSet-Cookie: a=b" not in answer
            assert b"Location: http://evil" not in answer
        assert server.ask("GET", "/")[0] == 200
        log = (server.data / "log").read_text()
        assert "Traceback" not in log
        assert len(log.splitlines()) <= 2 * len(odd)
    finally:
        server.discard()
