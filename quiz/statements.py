"""What a turn reads, in statements written out, and versions kept once they were read.

A turn is asked for more than anything else, and the ORM takes ten times as long to
put these two queries into words as the database takes to answer them.

Versions never change, so a process keeps those that it has read, with what stands
beside them and does change: checks, topics' titles, corrections. These move the
bank's revision, so versions are kept under it: no round asks for an old one again.
"""

import datetime
import uuid
from collections import OrderedDict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model

from quiz.models import Bank, Check, Erratum, Question, Report, Round, Topic, Turn, Version

KEPT = 2_000  # versions; with what was rendered of them some 10 kB each


class Columns:
    """The columns of a model in a statement, and how they become an object of it."""

    def __init__(self, model: type[Model], alias: str, only: Collection[str] = ()) -> None:
        self.model = model
        self.fields = [
            field for field in model._meta.concrete_fields if not only or field.name in only
        ]
        self.names = [field.attname for field in self.fields]
        self.alias = alias

    def __str__(self) -> str:
        return ", ".join(f'{self.alias}."{field.column}"' for field in self.fields)

    @cached_property
    def converters(self) -> list[tuple[int, Any, Any]]:
        """The place of each value that the database's driver leaves for Django to convert."""
        columns = [field.get_col(self.alias) for field in self.fields]
        return [
            (place, convert, column)
            for place, column in enumerate(columns)
            for convert in (
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            )
        ]

    def read(self, row: Sequence[Any], start: int = 0) -> Any:
        """The object whose columns begin at ``start``."""
        values = list(row[start : start + len(self.fields)])
        for place, convert, column in self.converters:
            values[place] = convert(values[place], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


TURN = Columns(Turn, "turn")
ROUND = Columns(Round, "round")
BANK = Columns(Bank, "bank", {"id", "ref", "title", "language", "revision"})
TOPIC = Columns(Topic, "topic", {"id", "ref", "title"})
REPORT = Columns(Report, "report")
VERSION = Columns(Version, "version")
ERRATUM: Any = Version._meta.get_field("erratum")
QUESTION = Columns(Question, "question", {"id", "ref", "fact"})
CHECK = Columns(Check, "latest", {"id", "checked_on", "review_by"})

SHOWN_BANK = Columns(Bank, "bank", {*BANK.names, "summary", "about", "order"})

BANKS = f"""
    SELECT {SHOWN_BANK} FROM quiz_bank AS bank ORDER BY bank."order", bank.ref
""".strip()  # noqa: S608  # names of our own columns

TURNS = f"""
    SELECT {TURN}, {REPORT}, {ROUND}, {BANK}, {TOPIC}
    FROM quiz_round AS round
    JOIN quiz_bank AS bank ON bank.id = round.bank_id
    JOIN quiz_turn AS turn ON turn.round_id = round.id
    LEFT JOIN quiz_topic AS topic ON topic.id = round.topic_id
    LEFT JOIN quiz_report AS report ON report.turn_id = turn.id
    WHERE round."key" = %s AND round.started_on > %s
    ORDER BY turn.position
""".strip()  # noqa: S608  # names of our own columns

VERSIONS = f"""
    SELECT {VERSION}, {TOPIC}, {QUESTION}, {CHECK}, erratum.version_id
    FROM quiz_version AS version
    JOIN quiz_topic AS topic ON topic.id = version.topic_id
    JOIN quiz_question AS question ON question.id = version.question_id
    LEFT JOIN quiz_erratum AS erratum ON erratum.version_id = version.id
    LEFT JOIN quiz_check AS latest ON latest.id = (
        SELECT id FROM quiz_check WHERE question_id = version.question_id
        ORDER BY checked_on DESC, id DESC LIMIT 1
    )
    WHERE version.id IN (%s)
""".strip()  # noqa: S608


def read_banks() -> list[Bank]:
    """All banks, of which there are few, in the order in which readers are shown them."""
    with connection.cursor() as cursor:
        cursor.execute(BANKS)
        return [SHOWN_BANK.read(row) for row in cursor.fetchall()]


def read_turns(key: uuid.UUID, after: datetime.date) -> list[Turn]:
    """The turns of the round ``key``, if that was started later than the day ``after``."""
    of_round: Any = Round._meta.get_field("key")
    with connection.cursor() as cursor:
        cursor.execute(
            TURNS,
            [
                of_round.get_db_prep_value(key, connection),
                connection.ops.adapt_datefield_value(after),
            ],
        )
        rows = cursor.fetchall()
    turns: list[Turn] = []
    report: Any = Turn._meta.get_field("report")
    start = len(TURN.fields) + len(REPORT.fields)
    for row in rows:
        turn = TURN.read(row)
        if not turns:
            turn.round = ROUND.read(row, start)
            turn.round.bank = BANK.read(row, start + len(ROUND.fields))
            if turn.round.topic_id is not None:
                turn.round.topic = TOPIC.read(row, start + len(ROUND.fields) + len(BANK.fields))
        else:
            # One round, not a copy for each turn: what happens to it is seen by all.
            turn.round = turns[0].round
        told = row[len(TURN.fields)] is not None
        report.set_cached_value(turn, REPORT.read(row, len(TURN.fields)) if told else None)
        turns.append(turn)
    return turns


_versions: OrderedDict[tuple[int, int], Version] = OrderedDict()


def give_versions(*turns: Turn | None) -> None:
    """Give the turns of a round their versions, with the latest check of each.

    Takes one query for those that are not kept, and one more where some are corrected.
    """
    wanted = [turn for turn in turns if turn is not None]
    if not wanted:
        return
    revision = wanted[0].round.bank.revision
    found: dict[int, Any] = {
        turn.version_id: _versions.get((turn.version_id, revision)) for turn in wanted
    }
    missing = [pk for pk, version in found.items() if version is None]
    if missing:
        found |= _read_versions(missing)
    for turn in wanted:
        turn.version = version = found[turn.version_id]
        # Another thread may have dropped it meanwhile, so it is put in anew, at the end.
        _versions.pop((turn.version_id, revision), None)
        _versions[turn.version_id, revision] = version
    while len(_versions) > KEPT:
        _versions.popitem(last=False)


def _read_versions(wanted: Sequence[int]) -> dict[int, Version]:
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS.replace("%s", ", ".join(["%s"] * len(wanted))), wanted)
        rows = cursor.fetchall()
    versions: dict[int, Version] = {}
    corrected = []
    for row in rows:
        version: Version = VERSION.read(row)
        place = len(VERSION.fields)
        version.topic = TOPIC.read(row, place)
        place += len(TOPIC.fields)
        version.question = QUESTION.read(row, place)
        place += len(QUESTION.fields)
        if row[place] is not None:
            latest = CHECK.read(row, place)
            version.checked_on, version.review_by = latest.checked_on, latest.review_by
        if row[place + len(CHECK.fields)] is not None:
            corrected.append(version.pk)
        ERRATUM.set_cached_value(version, None)
        versions[version.pk] = version
    if corrected:
        errata = Erratum.objects.filter(pk__in=corrected)
        for erratum in errata.select_related("correction__version", "key"):
            ERRATUM.set_cached_value(versions[erratum.pk], erratum)
    return versions
