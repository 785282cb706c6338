"""Logging that tells nothing about readers.

Every line, of Django, of the server and of ours, passes through one formatter. It removes
round keys, query strings and IP addresses, also from tracebacks. Of what somebody asked
for it writes the day, of a fault of our own the hour as well.
"""

import json
import logging
import re
from typing import Any, override

_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<!\w)[0-9a-f]{32}(?!\w)", re.I)
_QUERY = re.compile(r"\?\S*[^\s\"'.,;)]")
_ADDRESS_4 = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
# Whatever looks like one, valid or not: a time of day has two colons, an address more or "::".
_ADDRESS_6 = re.compile(
    r"(?<!\w)[0-9a-f:]*(?:::|(?::[0-9a-f]*){4})(?:[0-9a-f:.]{0,60}[0-9a-f])?", re.I
)


DAY_FORMAT, HOUR_FORMAT = "%Y-%m-%d", "%Y-%m-%d %Hh"
AWAY = ("OperationalError", "InterfaceError")


def reticent(line: str) -> str:
    """``line`` without round keys, query strings and network addresses."""
    line = _KEY.sub("[key]", line)
    line = _QUERY.sub("?[query]", line)
    line = _ADDRESS_6.sub("[address]", line)
    return _ADDRESS_4.sub("[address]", line)


def tells_of_a_request(record: logging.LogRecord) -> bool:
    """Whether a line is about what somebody asked for and was refused, rather than a fault."""
    refused = record.name.startswith("django.request") and record.levelno < logging.ERROR
    return refused or record.name.startswith("django.security")


class Reticent(logging.Formatter):
    """Plain lines, without what ``reticent`` removes."""

    def format(self, record: logging.LogRecord) -> str:
        return reticent(super().format(record))

    @override
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The day; of what is nobody's doing but the machine's, the hour as well."""
        return super().formatTime(record, DAY_FORMAT if tells_of_a_request(record) else HOUR_FORMAT)


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
    """Drops tracebacks that tell nothing: each would be the same.

    Those of a database that does not answer, and of requests that are refused.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        away = type(error).__module__ == "django.db.utils" and type(error).__name__ in AWAY
        if away:
            record.msg = f"{record.getMessage()}: {(str(error).splitlines() or [''])[0]}"
            record.args = ()
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if away or refused or record.name.startswith("django.security"):
            record.exc_info, record.exc_text = None, None
        return True


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
            "class": "logging.StreamHandler",
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
