"""Fills a database: ``python -m tests.bench.filling QUESTIONS ANSWERS``.

The questions are made of the shipped ones, so that kinds and lengths are those
of real ones, and no text is there twice, so that no cache finds what it would not
find in a real bank of that size. The history is of finished, counted rounds of ten
on the last days, each of another reader except every fifth.
"""

import datetime
import itertools
import sys

import django
from django.db import connection
from django.db.models import OuterRef, Subquery

from tests.bench.reader import BANK

RETURNING = "5" * 32  # a reader who has played fifty rounds
TURNS = 10


def fill(questions, answers):
    from django.utils import timezone

    today = timezone.now().date()
    bank = _questions(questions, today)
    if answers:
        _history(bank, answers, today)
    _returning(bank, today)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _questions(number, today):
    from quiz.models import Bank, Check, Fact, Question, Topic, Version

    patterns = list(
        Version.objects.filter(question__state="live").select_related("question").order_by("id")
    )
    Bank.objects.update(order=1)
    bank = Bank.objects.create(
        ref=BANK,
        title="A bank to measure",
        summary="Made of others.",
        state=Bank.State.LISTED,
    )
    topics = Topic.objects.bulk_create(
        Topic(bank=bank, ref=f"topic-{n}", title=f"Topic {n}") for n in range(8)
    )
    for first in range(0, number, 5_000):
        some = range(first, min(number, first + 5_000))
        facts = Fact.objects.bulk_create(
            Fact(bank=bank, ref=f"fact-{n}", text=f"Fact {n}") for n in some
        )
        made = []
        for n, fact in zip(some, facts, strict=True):
            pattern = patterns[n % len(patterns)]
            made.append(
                Question(
                    bank=bank,
                    ref=f"question-{n}",
                    fact=fact,
                    topic=topics[n % len(topics)],
                    kind=pattern.kind,
                    prompt=f"{pattern.content['prompt']} ({n})",
                    spec=pattern.content["spec"],
                )
            )
        Question.objects.bulk_create(made)
        Version.objects.bulk_create(
            Version(
                question=question,
                number=1,
                kind=question.kind,
                topic=question.topic,
                content=_unlike(patterns[n % len(patterns)].content, n),
                published_on=today,
            )
            for n, question in zip(some, made, strict=True)
        )
        Check.objects.bulk_create(
            Check(
                question=question,
                checked_on=today - datetime.timedelta(days=days),
                review_by=today + datetime.timedelta(days=200),
            )
            for question in made
            for days in (90, 1)
        )
    of_question = Version.objects.filter(question=OuterRef("pk")).values("pk")
    Question.objects.filter(bank=bank).update(
        live_version=Subquery(of_question), state=Question.State.LIVE
    )
    return bank


def _unlike(content, n):
    """The same question with each of its texts told apart by a number."""
    told = content | {"prompt": f"{content['prompt']} ({n})"}
    told["explanation"] = f"{content['explanation']} (Case {n}.)"
    told["evidence"] = {
        name: f"{text} ({n})" if name in ("passage", "claim") else text
        for name, text in content["evidence"].items()
    }
    if "action" in content:
        told["action"] = content["action"] | {"text": f"{content['action']['text']} ({n})"}
    return told


# One round a number, its day and its reader told by it; then ten turns a round.
HISTORY = {
    "sqlite": {
        "numbers": "(WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL "
        "SELECT n + 1 FROM numbers WHERE n < {last}) SELECT n FROM numbers) AS numbers",
        "places": "(SELECT 1 AS p {more}) AS places",
        "uuid": "lower(hex(randomblob(16)))",
        "seed": "abs(random()) >> 2",
        "day": "date('{day}', printf('-%d days', 28 - 28 * (n - {start}) / {rounds}))",
        "yes": "1",
        "no": "0",
    },
    "postgresql": {
        "numbers": "generate_series({first}, {last}) AS numbers(n)",
        "places": "generate_series(1, 10) AS places(p)",
        "uuid": "gen_random_uuid()",
        "seed": "(random() * 4e18)::bigint",
        "day": "DATE '{day}' - (28 - 28 * (n - {start}) / {rounds})::int",
        "yes": "true",
        "no": "false",
    },
}
# What is built here is known to be right, and built again if the power fails.
HASTE = {
    "sqlite": "PRAGMA cache_size = -500000",
    "postgresql": "SET session_replication_role = replica",
}
ROUNDS = """
    INSERT INTO quiz_round
    (id, "key", seed, bank_id, origin, reader, wanted, started_on, finished_on, tallied)
    SELECT n, {uuid}, {seed}, {bank}, 'fresh', {uuid}, 10, {day}, {day}, {yes} FROM {numbers}
"""
PLAYED = """
    INSERT INTO quiz_turn
    (round_id, version_id, position, response, grade, answered_on, "repeat")
    SELECT n, {version} + (n * 17 + p * {step}) % {versions}, p,
           '"What was answered, in words of the usual length"', 1, {day}, {no}
    FROM {numbers} CROSS JOIN {places}
"""


def _history(bank, answers, today):
    from django.db.models import Count, Min

    from quiz.models import Version

    rounds = answers // TURNS
    versions = Version.objects.filter(question__bank=bank).aggregate(n=Count("id"), at=Min("id"))
    words = HISTORY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(HASTE[connection.vendor])
    for first in range(1, rounds + 1, 100_000):
        values = {
            "first": first, "last": min(rounds, first + 99_999), "start": 1, "rounds": rounds,
            "day": today, "bank": bank.pk, "version": versions["at"], "versions": versions["n"],
            "step": versions["n"] // TURNS,
            "more": " ".join(f"UNION ALL SELECT {n}" for n in range(2, TURNS + 1)),
        }  # fmt: skip
        parts = {name: text.format(**values) for name, text in words.items()}
        with connection.cursor() as cursor:
            for statement in (ROUNDS, PLAYED):
                cursor.execute(statement.format(**values | parts))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('quiz_round', 'id'), max(id)) FROM quiz_round"
            )


def _returning(bank, today):
    """Fifty rounds of one reader."""
    from quiz.models import Round, Turn, Version

    versions = Version.objects.filter(question__bank=bank).order_by("id")[:500]
    asked = itertools.cycle(versions.values_list("id", flat=True))
    for _ in range(50):
        played = Round.begin(
            list(itertools.islice(asked, TURNS)),
            bank=bank, reader=RETURNING, wanted=TURNS, started_on=today,
        )  # fmt: skip
        Turn.objects.filter(round=played).update(grade=1, response="A", answered_on=today)
        Round.objects.filter(pk=played.pk).update(finished_on=today, tallied=True)


if __name__ == "__main__":
    django.setup()
    fill(*map(int, sys.argv[1:]))
