"""How long a cache keeps an answer."""

from email.utils import parsedate_to_datetime
from typing import Any

from django.utils import timezone


def kept_for(answer: Any) -> int:
    """The seconds for which anybody may keep ``answer``, counted from now."""
    said = answer.headers["Cache-Control"]
    if said.startswith("public, max-age="):
        assert "Expires" not in answer.headers
        return int(said.removeprefix("public, max-age="))
    assert said == "public"
    ends = parsedate_to_datetime(answer.headers["Expires"])
    return round((ends - timezone.now()).total_seconds())
