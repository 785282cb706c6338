"""What to do after a round as an entry for a calendar, in a file of iCalendar (RFC 5545).

It holds a day and no time that tells when somebody played, nothing of the answers, and the
address of the quiz instead of the round's.
"""

import datetime
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.content.markdown import plain_line
from quiz.play.queries import attach_versions
from quiz.play.sitting import Sitting
from quiz.play.to_do import Action, to_do
from quiz.play.whose import own_round
from quiz.web.caching import private
from quiz.web.requests import Request

OCTETS = 75  # of a line, without its end


@require_safe
@private
@own_round
def reminder(request: Request, sitting: Sitting) -> HttpResponse:
    """A file for a calendar: tomorrow, what the round's result says is to be done today."""
    attach_versions(sitting.turns)
    actions = to_do(sitting.answered)
    if not actions:
        raise Http404
    bank = sitting.round.bank
    there = bank.open_at(timezone.now())
    address = reverse("bank", args=[bank.ref]) if there else reverse("home")
    at = request.build_absolute_uri(address)
    return HttpResponse(
        calendar(actions, timezone.localdate(), at, request.get_host()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="privacy-quiz.ics"'},
    )


def calendar(actions: Sequence[Action], on: datetime.date, address: str, host: str) -> str:
    """The text of the file: one entry for the day after ``on``, named by the first of ``actions``.

    The same things on the same day have the same identity, so a calendar keeps one entry.
    """
    first, *others = (plain_line(action.text) for action in actions)
    tomorrow = on + datetime.timedelta(days=1)
    identity = blake2b(repr((first, others, on)).encode(), digest_size=12).hexdigest()
    told = [first, *(f"– {text}" for text in others), address]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//The Privacy Quiz//EN",
        "BEGIN:VEVENT",
        f"UID:{identity}@{host}",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{tomorrow:%Y%m%d}",
        f"SUMMARY:{escape(first)}",
        f"DESCRIPTION:{escape(chr(10).join(told))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:PT9H",
        f"DESCRIPTION:{escape(_('The Privacy Quiz'))}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escape(text: str) -> str:
    """``text`` as a value of type TEXT (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> Iterator[str]:
    """``line`` in parts of at most 75 octets, each after the first begun by a space (3.1)."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
