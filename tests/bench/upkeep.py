"""How many rounds a second are counted and deleted: ``python -m tests.bench.upkeep ROUNDS``."""

import datetime
import random
import sys
import time

import django

TURNS = 10


def finished(number, day):
    """Rounds of the measured bank that were answered right on ``day``, and wait to be counted."""
    from quiz.models import Bank, Round, Turn, Version

    bank = Bank.objects.get(ref="bench")
    versions = list(Version.objects.filter(question__bank=bank)[: number * TURNS])
    rounds = Round.objects.bulk_create(
        Round(bank=bank, wanted=TURNS, started_on=day, finished_on=day) for _ in range(number)
    )
    Turn.objects.bulk_create(
        (
            Turn(
                round=played, version=version, position=position, grade=1, answered_on=day,
                response=version.task.solution(),
            )
            for played in rounds
            for position, version in enumerate(random.sample(versions, TURNS), start=1)
        ),
        batch_size=1_000,
    )  # fmt: skip
    return Round.objects.filter(pk__gte=rounds[0].pk, pk__lte=rounds[-1].pk)


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(number):
    from django.utils import timezone

    from quiz.privacy.erasure import purge
    from quiz.tallies import counting

    today = timezone.localdate()
    rounds = finished(number, today)
    counting = timed(counting.tally)
    rounds.update(started_on=today - datetime.timedelta(days=60))
    deleting = timed(lambda: purge(today))
    if rounds.exists():
        raise SystemExit("Rounds were left.")
    sys.stdout.write(f"{number / counting} {number / deleting}\n")


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
