"""What a turn and every page read, in statements written out, and versions kept once read.

These are asked for more than anything else, and the ORM takes ten times as long to put such
a query into words as the database takes to answer it.

Versions never change, so a process keeps those that it has read, with what stands
beside them and does change: checks, topics' titles, corrections. Each such change moves
the bank's revision. The cache key is (version, revision), so a new revision makes the old
entries unreachable, and they drop out as others come.
"""

import datetime
import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from quiz.models import (
    Bank,
    Check,
    Correction,
    Erratum,
    Fact,
    Question,
    QuestionSet,
    Report,
    Round,
    Topic,
    Turn,
    Version,
)

KEPT = 2_000  # versions; with what was rendered of them some 10 kB each


class Columns[M: Model]:
    """The columns of a model in a statement, and how they become an object of it."""

    def __init__(self, model: type[M], alias: str, only: Collection[str] = ()) -> None:
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

    def read(self, row: Sequence[Any], start: int = 0) -> M:
        """The object whose columns begin at ``start``."""
        values = list(row[start : start + len(self.fields)])
        for place, convert, column in self.converters:
            values[place] = convert(values[place], column, connection)
        return self.model.from_db(connection.alias, self.names, values)


TURN = Columns(Turn, "turn")
ROUND = Columns(Round, "round")
# When a bank is open, by ``Bank.stands_at``.
OPEN = ("state", "opens_at", "closes_at")
BANK = Columns(Bank, "bank", {"id", "ref", "title", "language", "revision", *OPEN})
TOPIC = Columns(Topic, "topic", {"id", "ref", "title"})
SET = Columns(QuestionSet, "question_set", {"id", "ref", "title"})
REPORT = Columns(Report, "report")

# What readers are shown of a bank, and what an index of it and its versions are kept under.
BANK_PARTS = ("id", "ref", "title", "language", "revision", "summary", "about", "order")
SHOWN_BANK = Columns(Bank, "bank", {*BANK_PARTS, *OPEN})
BANKS = f'SELECT {SHOWN_BANK} FROM quiz_bank AS bank ORDER BY bank."order", bank.ref'  # noqa: S608
# The same, each with the number of the day and of its question, if that is of the bank.
HOME = f"""
    SELECT {SHOWN_BANK}, today.id, today.question_id
    FROM quiz_bank AS bank
    LEFT JOIN (
        quiz_dailyquestion AS today JOIN quiz_question AS question
        ON question.id = today.question_id AND today.day = %s
    ) ON question.bank_id = bank.id
    ORDER BY bank."order", bank.ref
""".strip()  # noqa: S608

TURNS = f"""
    SELECT {TURN}, {REPORT}, {ROUND}, {BANK}, {TOPIC}, {SET}
    FROM quiz_round AS round
    JOIN quiz_bank AS bank ON bank.id = round.bank_id
    JOIN quiz_turn AS turn ON turn.round_id = round.id
    LEFT JOIN quiz_topic AS topic ON topic.id = round.topic_id
    LEFT JOIN quiz_questionset AS question_set ON question_set.id = round.question_set_id
    LEFT JOIN quiz_report AS report ON report.turn_id = turn.id
    WHERE round."key" = %s AND round.started_on > %s
    ORDER BY turn.position
""".strip()  # noqa: S608  # names of our own columns


# A version with what stands beside it. Of a question there are thirty columns more.
OF_VERSION: tuple[Columns[Any], ...] = (
    Columns(Version, "version"),
    TOPIC,
    Columns(Question, "question", {"id", "ref", "fact"}),
    Columns(Fact, "fact"),
    Columns(Check, "latest", {"id", "checked_on", "review_by", "pages"}),
    Columns(Erratum, "erratum"),
    Columns(Correction, "correction"),
    Columns(Version, "corrected"),
    Columns(Version, "answer_key"),
)
ERRATUM_OF: Any = Version._meta.get_field("erratum")
VERSIONS = f"""
    SELECT {", ".join(map(str, OF_VERSION))}
    FROM quiz_version AS version
    JOIN quiz_topic AS topic ON topic.id = version.topic_id
    JOIN quiz_question AS question ON question.id = version.question_id
    JOIN quiz_fact AS fact ON fact.id = question.fact_id
    LEFT JOIN quiz_check AS latest ON latest.id = (
        SELECT id FROM quiz_check WHERE question_id = version.question_id
        ORDER BY checked_on DESC, id DESC LIMIT 1
    )
    LEFT JOIN quiz_erratum AS erratum ON erratum.version_id = version.id
    LEFT JOIN quiz_correction AS correction ON correction.id = erratum.correction_id
    LEFT JOIN quiz_version AS corrected ON corrected.id = correction.version_id
    LEFT JOIN quiz_version AS answer_key ON answer_key.id = erratum.key_id
    WHERE version.id IN (%s)
""".strip()  # noqa: S608  # names of our own columns


def read_banks() -> list[Bank]:
    """All banks, whoever sees them, in their order. There are few."""
    with connection.cursor() as cursor:
        cursor.execute(BANKS)
        return [SHOWN_BANK.read(row) for row in cursor.fetchall()]


class Todays(NamedTuple):
    """The question of a day: the number of its row and its own, and its bank."""

    row: int
    question: int
    bank: Bank


def read_home(on: datetime.date) -> tuple[list[Bank], Todays | None]:
    """All banks as ``read_banks`` has them, and the question of the day ``on``, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute(HOME, [connection.ops.adapt_datefield_value(on)])
        rows = cursor.fetchall()
    banks = [SHOWN_BANK.read(row) for row in rows]
    found = (
        Todays(row[-2], row[-1], bank) for row, bank in zip(rows, banks, strict=True) if row[-1]
    )
    return banks, next(found, None)


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
            after_bank = start + len(ROUND.fields) + len(BANK.fields)
            if turn.round.topic_id is not None:
                turn.round.topic = TOPIC.read(row, after_bank)
            if turn.round.question_set_id is not None:
                turn.round.question_set = SET.read(row, after_bank + len(TOPIC.fields))
        else:
            # One round, not a copy for each turn: what happens to it is seen by all.
            turn.round = turns[0].round
        told = row[len(TURN.fields)] is not None
        report.set_cached_value(turn, REPORT.read(row, len(TURN.fields)) if told else None)
        turns.append(turn)
    return turns


_versions: OrderedDict[tuple[int, int], Version] = OrderedDict()


def attach_versions(turns: Sequence[Turn]) -> None:
    """Give the turns of one round their versions, with the latest check of each.

    Takes one query for those that are not in the cache.
    """
    if not turns:
        return
    found = versions_of(turns[0].round.bank, [turn.version_id for turn in turns])
    for turn, version in zip(turns, found, strict=True):
        turn.version = version


def versions_of(bank: Bank, wanted: Sequence[int]) -> list[Version]:
    """The versions of ``bank`` with these ids, as ``attach_versions`` has them."""
    revision = bank.revision
    found = {pk: _versions.get((pk, revision)) for pk in wanted}
    missing = [pk for pk, version in found.items() if version is None]
    read = _read_versions(missing) if missing else {}
    shown = []
    for pk in wanted:
        version = found[pk] or read[pk]
        shown.append(version)
        # Another thread may have dropped it meanwhile, so it is put in anew, at the end.
        _versions.pop((pk, revision), None)
        _versions[pk, revision] = version
    while len(_versions) > KEPT:
        _versions.popitem(last=False)
    return shown


def _read_versions(wanted: Sequence[int]) -> dict[int, Version]:
    """The versions with these ids, each with what stands beside it, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS.replace("%s", ", ".join(["%s"] * len(wanted))), wanted)
        rows = cursor.fetchall()
    versions: dict[int, Version] = {}
    for row in rows:
        version, topic, question, fact, check, erratum, correction, corrected, key = _parts(row)
        version.topic, version.question, question.fact = topic, question, fact
        if check:
            version.checked_on, version.review_by = check.checked_on, check.review_by
            version.pages = check.pages
        if erratum:
            correction.version = corrected
            erratum.correction, erratum.graded_by = correction, key
        ERRATUM_OF.set_cached_value(version, erratum)
        versions[version.pk] = version
    return versions


def _parts(row: Sequence[Any]) -> Iterator[Any]:
    """The objects of a row of ``VERSIONS``; None for what is not there."""
    start = 0
    for columns in OF_VERSION:
        yield None if row[start] is None else columns.read(row, start)
        start += len(columns.fields)
