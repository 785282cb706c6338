"""Rounds that ask every live question, and rounds drawn as readers get them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from quiz.core import sampling
from quiz.models import Bank, Round, Version
from quiz.play import question_index

DRAWN = 300  # rounds
LENGTH = 10  # questions
ONE_TAP = ("choice", "true_false")


def of_all_questions(most: int | None = None) -> Iterator[Round]:
    """Rounds of all that may be asked today; ``most`` is how many of each bank, all if None."""
    on = timezone.localdate()
    for bank in Bank.objects.all():
        versions = [entry.version for entry in question_index.index(bank, on).entries][:most]
        for start in range(0, len(versions), LENGTH):
            some = versions[start : start + LENGTH]
            yield Round.begin(some, bank=bank, wanted=len(some), started_on=on)


@dataclass
class Drawn:
    """A round that was drawn: its versions (ids); the first one's level, and whether one tap
    answers it; and at which places, from 1, hard ones stand."""

    versions: list[int]
    first_level: str
    first_in_one_tap: bool
    hard_places: list[int]


def drawn(number: int = DRAWN) -> list[Drawn]:
    """As a reader who has met nothing gets them from the bank of the home page."""
    bank = Bank.objects.first()
    assert bank, "There is a bank."
    index = question_index.index(bank, timezone.localdate())
    versions = Version.objects.in_bulk([entry.version for entry in index.entries])
    found = []
    for _ in range(number):
        asked = [versions[entry.version] for entry in sampling.draw(index, LENGTH)]
        levels = [version.content.get("difficulty", "") for version in asked]
        hard = [place for place, level in enumerate(levels, start=1) if level == "hard"]
        ids = [version.pk for version in asked]
        found.append(Drawn(ids, levels[0], asked[0].kind in ONE_TAP, hard))
    return found
