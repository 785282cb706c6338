"""Times found in a value, however they are written: what tells more of a moment than its day."""

import base64
import binascii
import contextlib
import datetime
import json
import re
import uuid
import zlib
from collections.abc import Iterator
from typing import Any

from django.core.signing import b62_decode

DAY = 86_400
# How many of these pass in a second. Half minutes are what codes of a second factor count.
UNITS = {
    "seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9,
    "minutes": 1 / 60, "half minutes": 1 / 30, "quarters": 1 / 900, "hours": 1 / 3_600,
}  # fmt: skip
GREGORIAN = 0x01B21DD213814000  # tenths of microseconds from 1582 to 1970, for UUIDs

_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?:[:.]([0-5]\d))?(?![\d:])")
_HOURS = re.compile(r"(?<![\w-])([01]?\d|2[0-3])h([0-5]\d)(?!\d)")  # in what is random it is none
_HOUR = re.compile(r"(?<![\w-])(?:[01]?\d|2[0-3])h(?!\w)")
_COMPACT = re.compile(r"(?<!\d)20\d{6}[T_-]?([0-2]\d[0-5]\d)([0-5]\d)?(?!\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d{5,19}(?:\.\d+)?(?![\w,])")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])", re.I)
_PART = re.compile(r"[^:.\s\"']+")


class Clock:
    """The day from whose moments all times are that can be found; about a day on either side."""

    def __init__(self, day: datetime.date) -> None:
        midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()
        self.first, self.last = midnight - DAY, midnight + 2 * DAY

    def holds(self, seconds: float) -> bool:
        """Whether these seconds since 1970 are near; midnight itself is a day."""
        return self.first <= seconds <= self.last and seconds % DAY != 0

    def find(self, value: Any) -> Iterator[str]:
        """Every time in ``value``: what it is written as, and in what."""
        match value:
            case None | bool() | datetime.date() if not isinstance(value, datetime.datetime):
                return
            case datetime.datetime():
                if value.time() != datetime.time():
                    yield f"a time of day: {value}"
            case int() | float():
                yield from self._in_number(value)
            case uuid.UUID():
                yield from self._in_uuid(value)
            case dict():
                for name, part in value.items():
                    yield from self.find(name)
                    yield from self.find(part)
            case list() | tuple():
                for part in value:
                    yield from self.find(part)
            case bytes() | memoryview():
                yield from self._in_bytes(bytes(value))
            case str():
                yield from self._in_text(value)
            case _:
                raise TypeError(f"Nobody knows how to look for a time in {type(value)}.")

    def _in_number(self, number: float) -> Iterator[str]:
        for name, each_second in UNITS.items():
            if self.holds(number / each_second):
                yield f"{name}: {number}"

    def _in_uuid(self, number: uuid.UUID) -> Iterator[str]:
        """Those of versions 1, 6 and 7 begin with or contain the moment when they were made."""
        if number.version == 7:
            yield from self._in_number(number.int >> 80)
        elif number.version in (1, 6):
            ticks = number.time
            if number.version == 6:
                ticks = (number.int >> 80 << 12) | (number.int >> 64 & 0xFFF)
            if self.holds((ticks - GREGORIAN) / 10**7):
                yield f"a UUID of version {number.version}: {number}"

    def _in_bytes(self, raw: bytes) -> Iterator[str]:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return  # a picture
        yield from self._in_text(text)

    def _in_text(self, text: str) -> Iterator[str]:
        if text[:1] in ("{", "["):
            with contextlib.suppress(ValueError):
                yield from self.find(json.loads(text))
        for clock in (_CLOCK, _HOURS, _COMPACT):
            for found in clock.finditer(text):
                if any(part and int(part) for part in found.groups()):
                    yield f"a clock: {found[0]}"
        for found in _HOUR.finditer(text):
            yield f"an hour: {found[0]}"
        for found in _NUMBER.finditer(text):
            yield from self._in_number(float(found[0]))
        for found in _UUID.finditer(text):
            yield from self._in_uuid(uuid.UUID(found[0]))
        if len(parts := _PART.findall(text)) > 1 or not re.search(r"\s", text):
            for part in parts:
                yield from self._in_part(part)

    def _in_part(self, part: str) -> Iterator[str]:
        """What stands between the marks of a signed value, or alone."""
        if re.fullmatch(r"[0-9A-Za-z]{5,7}", part) and self.holds(b62_decode(part)):
            yield f"seconds in base 62: {part}"
        if re.fullmatch(r"[0-9a-f]{8}", part, re.I) and self.holds(int(part, 16)):
            yield f"seconds in base 16: {part}"
        if len(part) >= 8 and re.fullmatch(r"[\w+/-]+=*", part, re.A):
            yield from self._in_base64(part)

    def _in_base64(self, part: str) -> Iterator[str]:
        padded = part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4)
        try:
            raw = base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            return
        for unpack in (bytes, zlib.decompress):
            try:
                text = unpack(raw).decode()
            except (zlib.error, UnicodeDecodeError):
                continue
            if text.isprintable():
                yield from (f"packed, {found}" for found in self._in_text(text))
