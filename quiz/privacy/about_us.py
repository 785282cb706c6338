"""The question about us: which of these has this site recorded about you?

Its key is written nowhere. It is read off the reader's own record at that moment,
the same that "What this site knows about you" shows and hands out, so the two
cannot differ. It is not graded, and the answer is not kept.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quiz.models import Round
from quiz.privacy.inventory import Phrase
from quiz.privacy.records import PAGE, Totals, as_json, record, rounds_for_request, totals

SHOWN = 5  # values, before the rest is counted


class Option(NamedTuple):
    """Something that might be recorded, and the ``names`` it would have in a reader's record."""

    ref: str
    text: Phrase
    names: tuple[str, ...]


OPTIONS = (
    Option("answers", _("The answers you gave"), ("response",)),
    Option("address", _("Your network address"), ("address", "ip")),
    Option(
        "days",
        _("The days you played"),
        ("started_on", "finished_on", "answered_on", "missed_on"),
    ),
    Option("time", _("The time of day"), ("time", "hour", "started_at", "answered_at")),
    Option("unsure", _("Which questions you were not sure of"), ("unsure",)),
    Option("device", _("Your browser and your device"), ("agent", "user_agent", "device")),
    Option("reports", _("A mistake that you reported"), ("reason", "text")),
    Option("place", _("Where you are"), ("place", "country", "city", "location")),
    Option("tie", _("Which rounds were played in this browser"), ("reader",)),
)


class Row(NamedTuple):
    """An option as it is shown afterwards: whether it is recorded, and the first values found."""

    option: Option
    ticked: bool
    recorded: bool
    values: list[str]
    more: int

    @property
    def known(self) -> bool:
        """Whether the reader said so."""
        return self.ticked == self.recorded


@dataclass(frozen=True)
class Recorded:
    """What was found when the question was answered.

    ``record`` is the reader's record as JSON, of the ``newest`` rounds; ``in_all`` counts
    all of them. ``own``: they are this browser's rounds, rather than one round by itself.
    ``under_way``: some can be played on, and of these something is held back.
    """

    rows: list[Row]
    record: str
    own: bool
    newest: int
    in_all: Totals
    under_way: bool


def look_up(request: HttpRequest, played: Round, ticked: Collection[str]) -> Recorded:
    """What is recorded of whoever asks, beside what they ``ticked`` (refs of options)."""
    rounds, reader = rounds_for_request(request, played)
    listed = list(rounds[:PAGE])
    shown, in_all = record(listed, reader), totals(rounds)
    return Recorded(
        rows=rows(shown, ticked, within(in_all)),
        record=as_json(shown),
        own=reader is not None,
        newest=len(shown["rounds"]),
        in_all=in_all,
        under_way=not all(each.over for each in listed),
    )


def rows(
    record: dict[str, Any], ticked: Collection[str], elsewhere: Collection[str] = ()
) -> list[Row]:
    """What is recorded of each option, beside what the reader thought.

    ``elsewhere`` are the refs of what stands in rounds that are not in ``record``.
    """
    stored = [(name, value) for name, value in values(record) if value not in (None, "")]
    shown = []
    for option in OPTIONS:
        found = [_for_people(value) for name, value in stored if name in option.names]
        distinct = list(dict.fromkeys(found))
        shown.append(
            Row(
                option,
                option.ref in ticked,
                bool(found) or option.ref in elsewhere,
                distinct[:SHOWN],
                len(distinct[SHOWN:]),
            )
        )
    return shown


def within(totals: Totals) -> set[str]:
    """The options of which some rounds hold something and others nothing, if these rounds do."""
    counted = {
        "answers": totals.answers - totals.unsure,
        "unsure": totals.unsure,
        "reports": totals.reports,
    }
    return {ref for ref, number in counted.items() if number}


def values(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every name in a record with its value, at whatever depth.

    "Not sure" is an answer that holds nothing, so it is named here for what it is.
    """
    for name, value in record.items():
        if name in ("rounds", "turns"):
            for part in value:
                yield from values(part)
        elif name == "report":
            yield from values(value or {})
        else:
            yield name, value
    if record.get("answered_on") and record.get("response") is None:
        yield "unsure", record["question"]


def _for_people(value: Any) -> str:
    """A value for people: the parts of a list in a row, each pair with what it was matched to."""
    if isinstance(value, list):
        parts = (" → ".join(part) if isinstance(part, list) else str(part) for part in value)
        return ", ".join(parts)
    if isinstance(value, bool):
        return gettext("True") if value else gettext("False")
    return str(value)
