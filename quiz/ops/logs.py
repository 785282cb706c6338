"""Logging that tells nothing about readers, and each thing once a minute.

Every line, of Django, of the server and of ours, in each of our processes, passes through one
formatter. It removes round keys, challenges, query strings and IP addresses, also from
tracebacks. A line that somebody's request has caused has the day; one about the machine has the
second as well.

Of Django nothing is imported here: gunicorn's first process must know none of it.
"""

import json
import logging
import os
import re
import threading
from dataclasses import dataclass
from typing import Any, override

from quiz.ops import minutes

_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<!\w)[0-9a-f]{32}(?!\w)", re.I)
_CHALLENGE = re.compile(r"(?<=/challenges/)[^/\s\"']+")
_QUERY = re.compile(r"\?\S*[^\s\"'.,;)]")
_ADDRESS_4 = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
# Whatever looks like one, valid or not: a time of day has two colons, an address more or "::".
_ADDRESS_6 = re.compile(
    r"(?<!\w)[0-9a-f:]*(?:::|(?::[0-9a-f]*){4})(?:[0-9a-f:.]{0,60}[0-9a-f])?", re.I
)


DAY_FORMAT, SECOND_FORMAT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"
MINUTE = 60  # seconds


def reticent(line: str) -> str:
    """``line`` without round keys, challenges, query strings and network addresses."""
    line = _KEY.sub("[key]", line)
    line = _CHALLENGE.sub("[challenge]", line)
    line = _QUERY.sub("?[query]", line)
    line = _ADDRESS_6.sub("[address]", line)
    return _ADDRESS_4.sub("[address]", line)


def is_about_the_machine(record: logging.LogRecord) -> bool:
    """Whether a line is nobody's doing: about the server, its housekeeping or its database.

    gunicorn speaks of requests in the threads that answer them.
    """
    if record.name.startswith("gunicorn"):
        return record.threadName == "MainThread"
    return record.name.startswith(("quiz.ops", "quiz.management"))


class Reticent(logging.Formatter):
    """Plain lines, without what ``reticent`` removes."""

    def format(self, record: logging.LogRecord) -> str:
        return reticent(super().format(record))

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The day; of what is nobody's doing but the machine's, the second as well."""
        closer = is_about_the_machine(record)
        return super().formatTime(record, SECOND_FORMAT if closer else DAY_FORMAT)


class Structured(Reticent):
    """The same as JSON, an object a line: when, level, logger, message and, if any, trace."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "when": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": reticent(record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = reticent(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class Brief(logging.Filter):
    """Says what is wrong with the database in a line, and of requests that are refused little.

    Neither has a traceback: each would be the same. Who watches the site is answered on the page.
    """

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        status = getattr(record, "status_code", 0)
        refused = record.name.startswith("django.security") or 400 <= status < 500
        if wrong := _of_the_database(error):
            said = (str(error).splitlines() or [""])[0]
            record.msg, record.args = f"The database {wrong}: {said}", ()
        if refused and record.name == "django.request":
            record.levelno, record.levelname = logging.INFO, "INFO"
        if wrong or refused:
            record.exc_info, record.exc_text = None, None
        watched = getattr(getattr(record, "request", None), "path", "") == "/readyz"
        return not (watched and record.name == "django.request")


def _of_the_database(error: BaseException | None) -> str:
    """What is wrong with the database, if that is what an error says; else nothing."""
    if type(error).__module__ != "django.db.utils":
        return ""
    from quiz.web.troubles import trouble_of

    trouble = trouble_of(error)
    return trouble.name if trouble else ""


@dataclass(frozen=True)
class Cause:
    """What lines have in common of which one is written: a logger, a beginning, a level."""

    name: str
    said: str
    level: str


def cause_of(record: logging.LogRecord) -> str:
    """What lines have in common that tell of the same thing, as the beginning of a line."""
    if record.exc_info and (error := record.exc_info[1]) is not None:
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
        return f"{type(error).__name__} at {place}"
    if record.name.startswith("gunicorn"):
        return str(record.msg)
    if record.name.startswith("django") or record.getMessage().startswith("The database "):
        return record.getMessage().partition(":")[0]
    return record.getMessage()


class OnceAMinute(logging.StreamHandler[Any]):
    """Writes one line a cause and a minute, and then how many more there were.

    Of the processes of a server one tells that for all (``ops/minutes.py``). When it is closed,
    as the end of a process does, what it has still to tell is told at once. A process that is
    forked off has nothing to tell of the lines before.
    """

    def __init__(self, stream: Any = None) -> None:
        super().__init__(stream)
        self.closed = False
        self._anew()
        os.register_at_fork(after_in_child=self._anew)

    def _anew(self) -> None:
        self.minutes = minutes.of_this_process()
        self.ends: dict[Cause, threading.Timer] = {}

    @override
    def handle(self, record: logging.LogRecord) -> bool:
        if not self.filter(record):
            return False
        cause = Cause(record.name, cause_of(record), record.levelname)
        self.acquire()
        try:
            if not self._begin(cause):
                return False
            self.emit(record)
        finally:
            self.release()
        return True

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless there is nothing left to write to."""
        if not self.stream.closed:
            super().emit(record)

    @override
    def close(self) -> None:
        self.acquire()
        try:
            self.closed = True
            for cause, end in list(self.ends.items()):
                end.cancel()
                self._tell(cause)
            super().close()
        finally:
            self.release()

    def _begin(self, cause: Cause) -> bool:
        """Begin the minute of a cause; else count the line, and return False."""
        if self.closed:
            return True
        if not self.minutes.begins(str(cause)):
            return False
        if cause not in self.ends:
            self.ends[cause] = timer = threading.Timer(MINUTE, self._tell, [cause])
            timer.daemon = True
            timer.start()
        return True

    def _tell(self, cause: Cause) -> None:
        """Say how many more there were in the minute that is over, if any."""
        self.acquire()
        try:
            if self.ends.pop(cause, None) and (more := self.minutes.ends(str(cause))):
                self._begin(cause)
                self.emit(_summary(cause, more))
        finally:
            self.release()


def _summary(cause: Cause, more: int) -> logging.LogRecord:
    """How many more lines there were; of a database this is about the machine, with its time."""
    name = __name__ if cause.said.startswith("The database ") else cause.name
    message = f"{cause.said}: {more} more in the last minute"
    known = {"name": name, "levelname": cause.level, "msg": message, "threadName": "MainThread"}
    return logging.makeLogRecord(known)


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "reticent": {
            "()": "quiz.ops.logs.Reticent",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "structured": {"()": "quiz.ops.logs.Structured"},
    },
    "filters": {"briefly": {"()": "quiz.ops.logs.Brief"}},
    "handlers": {
        "console": {
            "class": "quiz.ops.logs.OnceAMinute",
            "formatter": "reticent",
            "filters": ["briefly"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers are left out, so that nothing bypasses the formatter.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Its warnings are of requests it could not read, and quote whatever was sent.
        "gunicorn.error": {"level": "ERROR", "handlers": [], "propagate": True},
        "quiz": {"level": "INFO"},
    },
}
