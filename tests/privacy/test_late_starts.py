"""A start beside an erasure leaves no round behind under the erased number: on the real server.

``QUIZ_STORMS=200 pytest tests/privacy/test_late_starts.py`` tries two hundred storms.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.server import FORM, Server

STORMS = int(os.environ.get("QUIZ_STORMS", "8"))
AT_ONCE = 6  # requests of a storm: erasures, starts, and what a reader does in between


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server")) as served:
        yield served.prepare().start()


def post(server, path, cookie="", **fields):
    """The status, where it leads, and the cookie that was given with it, if any."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        headers = {"Content-Type": FORM, "Cookie": cookie}
        connection.request("POST", path, urlencode(fields), headers)
        response = connection.getresponse()
        response.read()
        given = (response.getheader("Set-Cookie") or "").partition(";")[0]
        return response.status, response.getheader("Location"), given


def begin(server, cookie=""):
    return post(server, "/banks/privacy/start/", cookie, number=5)


def at_once(server, *requests):
    start = threading.Barrier(len(requests), timeout=60)

    def send(request):
        start.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(send, one) for one in requests]]


def left(server):
    """How many rounds, turns and reports there are."""
    return [
        server.query(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in ("quiz_round", "quiz_turn", "quiz_report")
    ]


def test_whatever_comes_at_once_with_an_erasure_nothing_is_left(server):
    statuses = set()
    for storm in range(STORMS):
        _, first, cookie = begin(server)
        answered = post(server, first, cookie, unsure=1)
        assert answered[0] == 302
        done = at_once(
            server,
            lambda cookie=cookie: post(server, "/your-data/erase/", cookie),
            *[lambda cookie=cookie: begin(server, cookie)] * (2 + storm % 2),
            lambda cookie=cookie, first=first: post(server, first[:-2] + "2/", cookie, unsure=1),
            lambda cookie=cookie, first=first: post(
                server, f"{first}report/", cookie, reason="other", text="late"
            ),
            *[lambda cookie=cookie: post(server, "/your-data/erase/", cookie)] * (1 - storm % 2),
        )
        assert len(done) == AT_ONCE
        statuses |= {status for status, _there, _cookie in done}
        assert left(server) == [0, 0, 0], storm
        # What a start has given is no way back to the number: that stays refused.
        assert begin(server, cookie)[0] == 409
        assert left(server) == [0, 0, 0], storm
    assert statuses <= {302, 404, 409}
