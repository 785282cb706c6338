"""That a time is found in whatever it is written, and that what is none is let alone."""

import base64
import datetime
import json
import time
import uuid

import pytest
import time_machine
from django.core import signing

from tests.factories import TODAY
from tests.moments import Clock

NOW = datetime.datetime.combine(TODAY, datetime.time(13, 37, 11), datetime.UTC)
SECONDS = int(NOW.timestamp())


def written():
    """The same moment, in many ways."""
    signer = signing.TimestampSigner()
    ticks = SECONDS * 10**7 + 0x01B21DD213814000
    v1 = uuid.UUID(fields=(ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0xFFF, 1, 2, 3))
    v1 = uuid.UUID(int=v1.int & ~(0xF << 76) | 1 << 76 | 1 << 63)
    v6 = uuid.UUID(int=(ticks >> 12) << 80 | 6 << 76 | (ticks & 0xFFF) << 64 | 1 << 63 | 5)
    v7 = uuid.UUID(int=(SECONDS * 1000) << 80 | 7 << 76 | 2 << 62 | 99)
    packed = base64.urlsafe_b64encode(json.dumps({"at": SECONDS}).encode()).decode()
    return {
        "datetime": NOW,
        "seconds": SECONDS,
        "float": time.time(),
        "milliseconds": SECONDS * 1000 + 7,
        "nanoseconds": str(SECONDS * 10**9 + 1),
        "half minutes": SECONDS // 30,
        "hours": SECONDS // 3600 + 12,
        "ISO": NOW.isoformat(),
        "compact": f"copy-{NOW:%Y%m%dT%H%M%S}.zip",
        "a clock in a sentence": "It was changed at 13:37.",
        "hours and minutes": f"copy-{NOW:%Y%m%d}, {NOW:%Hh%M}",
        "an hour": f"{NOW:%Y-%m-%d %Hh} WARNING quiz: said",
        "signed": signer.sign("5"),
        "signed object": signing.dumps({"reader": "x"}),
        "compressed": signing.dumps({"reader": "x" * 99, "at": "13:37"}, compress=True),
        "JSON": json.dumps({"a": [{"until": SECONDS // 3600}]}),
        "packed": f"x:{packed}:y",
        "hexadecimal": f"x:{SECONDS:x}:y",
        "UUID 1": str(v1),
        "UUID 6": v6,
        "UUID 7": v7.hex,
        "in bytes": f"at {SECONDS}".encode(),
        "in a dictionary": {"a": (None, [SECONDS])},
    }


@pytest.mark.parametrize("name", written())
def test_a_time_is_found_in_whatever_it_is_written(name):
    with time_machine.travel(NOW, tick=False):
        assert list(Clock(TODAY).find(written()[name]))


@pytest.mark.parametrize(
    "value",
    [None, True, 7, 0.5, 20_579, TODAY, TODAY.isoformat(),
     datetime.datetime.combine(TODAY, datetime.time()), "2026-11-22 00:00:00",
     "120 of 5,000 readers; in 2019, or 0.25", "https://university.example/report",
     str(uuid.UUID("3d0b1f6e-9c52-4d1f-9a53-5b6f1c3f8f10")), "question-12", "pbkdf2_sha256",
     json.dumps({"spec": {"low": 0, "high": 100_000, "right": 26}}), b"\xff\xd8\xff", "3:1",
     "eJxVkM6h53Wy", ""],
)  # fmt: skip
def test_what_tells_a_day_or_nothing_is_let_alone(value):
    assert not list(Clock(TODAY).find(value))


def test_what_nobody_knows_how_to_read_is_refused():
    with pytest.raises(TypeError):
        list(Clock(TODAY).find(object()))
