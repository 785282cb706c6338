import copy
import io
import json
import logging
import logging.config
import re
import sys
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from quiz.ops.logs import LOGGING, Brief, OnceAMinute, Reticent, Structured, reticent
from tests.factories import make_round

KEY = "0b7f6f3e-5c9c-4a3e-8f0d-2a1b3c4d5e6f"


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        (f"Not Found: /rounds/{KEY}/3/", "Not Found: /rounds/[key]/3/"),
        (f"Not Found: /rounds/{KEY.upper()}/", "Not Found: /rounds/[key]/"),
        (f"UUID('{KEY}'), {KEY}", "UUID('[key]'), [key]"),
        ('"GET /scores?topic=laws HTTP/1.1" 200', '"GET /scores?[query] HTTP/1.1" 200'),
        (f"/begin?after={KEY}&ip=203.0.113.7", "/begin?[query]"),
        ('"/lab?q=1" and "/lab?q=2"', '"/lab?[query]" and "/lab?[query]"'),
        ("203.0.113.7 - - GET /", "[address] - - GET /"),
        ("from 203.0.113.7:50312.", "from [address]:50312."),
        ("from 203.0.113.7.", "from [address]."),
        ("203.0.113.7, 198.51.100.2", "[address], [address]"),
        ("203.0.113.7,198.51.100.200", "[address],[address]"),
        ("('203.0.113.7', 50312)", "('[address]', 50312)"),
        ("X-Real-IP=203.0.113.7", "X-Real-IP=[address]"),
        ("from 2001:db8::1", "from [address]"),
        ("from 2001:DB8::8A2E:370:7334", "from [address]"),
        ("from 2001:db8:0:0:0:0:0:1", "from [address]"),
        ("from [2001:db8::1]:443", "from [[address]]:443"),
        ("2001:db8::1, 203.0.113.7", "[address], [address]"),
        ("::ffff:cb00:7107 left", "[address] left"),
    ],
)
def test_keys_queries_and_addresses_are_cut(line, logged):
    assert reticent(line) == logged


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22 21h WARNING quiz: three rounds were purged",
        "2026-11-22 21:14:07,123",
        "2026-11-22T21:14:07.123456+01:00",
        "at 21:14",
        "Django 6.1.3 on Python 3.13.0, pydantic 2.14.3",
        "SQLite 3.45.1",
        "version 1.2.3.4.5",
        "Is that so? Yes.",
        "Really?",
        "Bad Request: /rounds/",
        "GET /topics/laws/ 200 in 12.5 ms",
        "commit cb40e22",
    ],
)
def test_what_knows_no_reader_stays(line):
    assert reticent(line) == line


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("from ::1", "from [address]"),
        ("from fe80::1: refused", "from [address]: refused"),
        ("from 2a00::7.", "from [address]."),
        ("from ::ffff:203.0.113.7", "from [address]"),
        ("from 2001:db8:1:2:3:4:5::", "from [address]"),
        ("('::1', 50312, 0, 0)", "('[address]', 50312, 0, 0)"),
        ("from 203.0.113.7.dsl4.example.net", "from [address].dsl4.example.net"),
        ("from ip_203.0.113.7", "from ip_[address]"),
        ('"GET /lab?q=it\'s+my+secret HTTP/1.1"', '"GET /lab?[query] HTTP/1.1"'),
        (f"key = '{KEY.replace('-', '')}'", "key = '[key]'"),
    ],
)
def test_rarer_writings_are_cut_too(line, logged):
    assert reticent(line) == logged


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("ip:2001:db8::1", "db8::1"),
        ("from 2001:db8::1:50312", "db8::1"),
        ("from 2001:db8:0:0:0:0:0:1:443", "db8:0"),
        ('GET /lab?q="my"secret', "secret"),
    ],
)
def test_writings_with_something_stuck_to_them_are_cut_too(line, secret):
    assert secret not in reticent(line)


@pytest.fixture
def logged():
    """Logs with the formatter that is configured, and gives what was written."""
    configurator = logging.config.DictConfigurator(copy.deepcopy(LOGGING))
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(
        configurator.configure_formatter(configurator.config["formatters"]["reticent"])
    )

    def log(message, *args, **extra):
        record = logging.LogRecord(
            "quiz", logging.ERROR, __file__, 1, message, args, extra.get("exc_info")
        )
        record.created = 1795382047.5
        handler.handle(record)
        return handler.stream.getvalue()

    return log


def test_a_line_has_the_day_and_no_more(logged, monkeypatch):
    monkeypatch.setattr(Reticent, "converter", time.gmtime)
    assert logged("ready") == "2026-11-22 ERROR quiz: ready\n"


def test_arguments_are_cut_like_the_message(logged):
    line = logged("%s asked for %s", "203.0.113.7", f"/rounds/{KEY}/?page=2")
    assert line.endswith("ERROR quiz: [address] asked for /rounds/[key]/?[query]\n")


def test_tracebacks_are_cut_too(logged):
    try:
        raise LookupError(f"no round {KEY} for 2001:db8::1 at /rounds?key={KEY}")
    except LookupError:
        written = logged("failed", exc_info=sys.exc_info())
    assert "Traceback (most recent call last)" in written
    assert "LookupError: no round [key] for [address] at /rounds?[query]" in written
    assert KEY not in written


def test_nothing_bypasses_the_formatter():
    formatters = {name: LOGGING["formatters"][name]["()"] for name in LOGGING["formatters"]}
    assert formatters == {
        "reticent": "quiz.ops.logs.Reticent",
        "structured": "quiz.ops.logs.Structured",
    }
    assert {handler["formatter"] for handler in LOGGING["handlers"].values()} <= set(formatters)
    assert LOGGING["root"]["handlers"] == ["console"]
    for logger in LOGGING["loggers"].values():
        assert logger.get("handlers", []) == []
        assert logger.get("propagate", True)


@pytest.mark.parametrize("name", ["django", "django.server", "django.request", "quiz"])
def test_the_running_site_logs_through_the_root_alone(name):
    """pytest adds handlers of its own to the root; ours is the one with our formatter."""
    assert logging.getLogger(name).handlers == []
    assert logging.getLogger(name).propagate
    assert any(isinstance(handler.formatter, Reticent) for handler in logging.getLogger().handlers)


def record(message, error=None):
    """What is logged of an error, with its traceback, as the server would."""
    exc_info = None
    if error is not None:
        try:
            raise error
        except type(error):
            exc_info = sys.exc_info()
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), exc_info)


def test_a_database_that_is_away_is_one_line():
    said = record("Service Unavailable: /", OperationalError("no route\nIs it running?"))
    assert Brief().filter(said)
    assert Reticent("%(message)s").format(said) == "The database cannot be reached: no route"


def test_a_fault_of_ours_keeps_its_traceback():
    said = record("Internal Server Error: /", KeyError("spec"))
    assert Brief().filter(said)
    assert "Traceback" in Reticent("%(message)s").format(said)


def test_structured_lines_are_json_and_cut_as_well():
    said = record(f"for 203.0.113.7 at /rounds/{KEY}/?a=b", LookupError(KEY))
    line = Structured().format(said)
    told = json.loads(line)
    assert told["level"] == "ERROR"
    assert told["logger"] == "django.request"
    assert told["message"] == "for [address] at /rounds/[key]/?[query]"
    assert told["trace"].endswith("LookupError: [key]")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["when"])
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "thread", "closer"),
    [
        ("django.request", "MainThread", False),
        ("django.security.DisallowedHost", "MainThread", False),
        ("quiz.web.rate_limits", "MainThread", False),
        ("gunicorn.error", "ThreadPoolExecutor-0_3", False),
        ("gunicorn.error", "MainThread", True),
        ("quiz.ops.supervisor", "housekeeping", True),
        ("quiz.management.commands.housekeeping", "MainThread", True),
    ],
)
def test_what_somebody_asked_for_is_told_by_the_day_and_of_the_machine_the_second(
    name, thread, closer
):
    said = logging.LogRecord(name, logging.ERROR, "", 1, "said", (), None)
    said.threadName = thread
    plain = Reticent("{asctime}", style="{").format(said)
    assert plain == json.loads(Structured().format(said))["when"]
    assert bool(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", plain)) == closer
    assert bool(re.fullmatch(r"\d{4}-\d\d-\d\d", plain)) != closer


class TestOnceAMinute:
    """One line a cause and a minute, and then how many more there were."""

    @pytest.fixture
    def console(self, monkeypatch):
        """The handler as it is configured; ``minute()`` lets one pass."""
        timers = []
        known = SimpleNamespace(Timer=lambda *wait: Waiting(timers, wait))
        monkeypatch.setattr("quiz.ops.logs.threading", known)
        handler = OnceAMinute(io.StringIO())
        handler.addFilter(Brief())
        handler.setFormatter(Reticent("{asctime} {levelname} {name}: {message}", style="{"))

        def minute():
            began, timers[:] = timers[:], []
            for timer in began:
                timer.then(*timer.arguments)

        handler.minute, handler.timers = minute, timers
        handler.said = lambda: handler.stream.getvalue().splitlines()
        return handler

    def test_a_database_that_is_away_is_one_line_whoever_asks_for_what(self, console):
        for number in range(220):
            error = OperationalError(f"no route, try {number}")
            console.handle(record(f"Service Unavailable: /{number}/", error))
        assert len(console.said()) == 1
        assert "ERROR django.request: The database cannot be reached: no route" in console.said()[0]
        console.minute()
        assert console.said()[1].endswith(
            "ERROR quiz.ops.logs: The database cannot be reached: 219 more in the last minute"
        )
        assert re.match(r"[\d-]{10} \d\d:\d\d:\d\d ", console.said()[1])
        console.minute()
        console.handle(record("Service Unavailable: /", OperationalError("no route")))
        assert len(console.said()) == 3, "after a minute without one it is news again"

    def test_what_is_not_found_is_no_warning_each(self, console):
        for status, phrase in ((404, "Not Found"), (429, "Too Many Requests")):
            for number in range(100):
                line = record(f"{phrase}: /{number}/")
                line.levelno, line.levelname, line.status_code = 30, "WARNING", status
                console.handle(line)
        assert [line.partition(" ")[2] for line in console.said()] == [
            "INFO django.request: Not Found: /0/", "INFO django.request: Too Many Requests: /0/",
        ]  # fmt: skip
        console.minute()
        assert console.said()[2].partition(" ")[2] == (
            "INFO django.request: Not Found: 99 more in the last minute"
        )

    def test_faults_are_told_apart_by_where_they_are(self, console):
        for _ in range(3):
            console.handle(record("Internal Server Error: /", KeyError("a")))
            console.handle(record("Internal Server Error: /", LookupError("b")))
        written = console.stream.getvalue()
        assert written.count("Traceback") == 2
        console.minute()
        assert "KeyError at " in console.stream.getvalue()
        assert console.stream.getvalue().count("2 more in the last minute") == 2

    def test_what_is_still_to_be_told_is_told_when_it_is_closed(self, console):
        for _ in range(3):
            console.handle(record("Not Found: /"))
            console.handle(record("Forbidden: /"))
        console.handle(record("Gone: /"))
        console.close()
        assert [line.partition("request: ")[2] for line in console.said()] == [
            "Not Found: /", "Forbidden: /", "Gone: /",
            "Not Found: 2 more in the last minute", "Forbidden: 2 more in the last minute",
        ]  # fmt: skip
        assert console.timers == [], "nothing waits for the end of a minute any more"
        console.handle(record("Not Found: /late/"))
        assert console.said()[-1].endswith("Not Found: /late/")
        assert console.timers == []

    def test_where_nothing_can_be_written_any_more_nothing_is(self, console, capsys):
        console.handle(record("Not Found: /"))
        console.handle(record("Not Found: /"))
        console.stream.close()
        console.minute()
        console.close()
        assert capsys.readouterr().err == "", "no word of a closed file"

    def test_who_watches_is_answered_on_the_page(self, console):
        line = record("Service Unavailable: /readyz")
        line.status_code, line.request = 503, SimpleNamespace(path="/readyz")
        console.handle(line)
        assert console.said() == []


class Waiting:
    """A timer that waits until a test lets a minute pass."""

    def __init__(self, timers, wait):
        self.timers = timers
        _seconds, self.then, self.arguments = wait

    def start(self):
        self.timers.append(self)

    def cancel(self):
        self.timers.remove(self)


@pytest.mark.parametrize("form", ["reticent", "structured"])
@pytest.mark.django_db
def test_whatever_the_answer_a_line_tells_of_nobody(client, today, monkeypatch, form):
    """Every status that the site gives, asked for by somebody who says much about themselves."""
    configurator = logging.config.DictConfigurator(copy.deepcopy(LOGGING))
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(configurator.configure_formatter(configurator.config["formatters"][form]))
    handler.addFilter(Brief())
    logging.getLogger().addHandler(handler)
    played = make_round("choice")
    turn = f"/rounds/{played.key}/1/"
    said = {
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_X_FORWARDED_FOR": "2001:db8::77",
        "HTTP_USER_AGENT": "Mozilla/5.0 (Somebody)",
        "HTTP_REFERER": "https://elsewhere.example/?from=somebody",
        "HTTP_COOKIE": "quiz=somebodyscookie",
        "QUERY_STRING": "utm=somebody",
    }
    client.raise_request_exception = False
    answers = {
        200: lambda: client.get(turn, **said),
        302: lambda: client.post(turn, {"unsure": "1"}, **said),
        400: lambda: client.post(
            f"/banks/{played.bank.ref}/start/", {"number": "somebody"}, **said
        ),
        403: lambda: client.post(
            f"/rounds/{played.key}/stop/", **said, HTTP_SEC_FETCH_SITE="cross-site"
        ),
        404: lambda: client.get(turn.replace("/1/", "/99/"), **said),
        405: lambda: client.put(turn, **said),
        413: lambda: client.post(turn, {"response": "somebody" * 9_000}, **said),
        500: lambda: client.get(turn, **said),
    }

    def broken(*args, **kwargs):
        raise LookupError(played.key)

    try:
        for status, ask in answers.items():
            if status == 500:
                monkeypatch.setattr("quiz.play.views.turn_page", broken)
            assert ask().status_code == status
            written = handler.stream.getvalue()
            if status < 400:
                assert written == "", "nothing is noted about what works"
            traced = "Traceback" in written
            assert traced == (status == 500), "nor where it was refused, only where it broke"
    finally:
        logging.getLogger().removeHandler(handler)
    for word in ("Bad Request", "Forbidden", "Not Found", "Method Not Allowed", "LookupError",
                 "Too Large"):  # fmt: skip
        assert word in written
    secrets = ["203.0.113.77", "db8", "Mozilla", "elsewhere", "somebody", "127.0.0.1"]
    for secret in (*secrets, str(played.key), played.key.hex):
        assert secret not in written, secret
