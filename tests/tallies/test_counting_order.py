"""Tallies equal a recount from scratch, whatever the order of all that can happen."""

import datetime
import uuid
from collections import defaultdict
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.models import HeldTally, Round, ScoreTally, Tally, Turn
from quiz.privacy import erasure
from quiz.tallies import counting
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory
from tests.server import ROOT, Server

KINDS = ("choice", "true_false", "estimate", "multiple")
RESPONSES = {
    "choice": ["Eight", "Forty", "Thirty-four", None],
    "true_false": [True, False, None],
    "estimate": [26, 30, 50, 119, None],
    "multiple": [["Thorn"], ["Interpol", "Thorn"], ["Thorn", "Interpol"], None],
}
# Other keys that a correction could bring, and the one that was there at first.
REGRADES = {
    "choice": [lambda text: float(text == "Forty"), lambda text: float(text == "Eight")],
    "true_false": [lambda value: float(value is False), lambda value: float(value is True)],
    "estimate": [lambda value: float(value > 100), lambda value: max(0, 1 - abs(value - 50) / 40)],
    "multiple": [lambda ticked: float("Interpol" in ticked), lambda ticked: 1 / (2 + len(ticked))],
}

rounds, places = st.integers(0, 5), st.integers(0, 3)
step = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from([None, 0, 1]),
              st.sampled_from(["fresh", "fresh", "fresh", "simulated", "practice"])),
    st.tuples(st.just("answer"), rounds, st.integers(0, 4)),
    st.tuples(st.just("answer_all"), rounds, st.integers(0, 4)),
    st.tuples(st.just("stop"), rounds),
    st.tuples(st.just("resume"), rounds),
    st.tuples(st.just("tally"), st.integers(1, 3)),
    st.tuples(st.just("regrade"), places, st.integers(0, 1)),
    st.tuples(st.just("purge"), st.integers(1, 30), st.integers(1, 3)),
    st.tuples(st.just("erase"), rounds),
)  # fmt: skip


class World:
    """What happens to the database, and beside it a plain record of what should be counted."""

    def __init__(self):
        self.bank = BankFactory()
        self.versions = [
            QuestionFactory(bank=self.bank, kind=kind, spec=SPECS[kind], live=True).live_version
            for kind in KINDS
        ]
        self.readers = [uuid.uuid4(), uuid.uuid4()]
        self.day = TODAY
        self.keys = {}
        self.played = []

    def run(self, step):
        getattr(self, step[0])(*step[1:])

    def begin(self, reader, origin):
        known = self.readers[reader] if reader is not None else None
        met = {
            version.pk
            for record in self.played
            if known and record["reader"] == known and Round.objects.filter(pk=record["pk"])
            for version in self.versions
        }
        played = Round.begin([version.pk for version in self.versions], repeats=met,
                             bank=self.bank, reader=known, origin=origin, wanted=4,
                             started_on=self.day)  # fmt: skip
        self.played.append({"pk": played.pk, "reader": known, "origin": origin, "repeat": bool(met),
                            "answers": {}, "finished": False, "counts": True})  # fmt: skip

    def record(self, number):
        """The round of this number, if it is there and under way."""
        if number < len(self.played) and not self.played[number]["finished"]:
            record = self.played[number]
            if Round.objects.filter(pk=record["pk"]):
                return record
        return None

    def answer(self, number, choice):
        if not (record := self.record(number)):
            return
        place = len(record["answers"])
        version = self.versions[place]
        offered = RESPONSES[version.kind]
        response = offered[choice % len(offered)]
        turn = Turn.objects.get(round=record["pk"], position=place + 1)
        turn.answer(response, self.day)
        if version.pk in self.keys and response is not None:
            # After a correction, open rounds are graded by it.
            Turn.objects.filter(pk=turn.pk).update(grade=self.keys[version.pk](response))
            turn.refresh_from_db()
        record["answers"][place] = (response, turn.grade)
        Round.objects.get(pk=record["pk"]).finish(self.day)
        record["finished"] = len(record["answers"]) == len(self.versions)

    def answer_all(self, number, choice):
        while self.record(number):
            self.answer(number, choice)
            choice += 1

    def stop(self, number):
        if record := self.record(number):
            Round.objects.get(pk=record["pk"]).stop(self.day)
            record["finished"] = True

    def resume(self, number):
        if number < len(self.played):
            record = self.played[number]
            if played := Round.objects.filter(pk=record["pk"], stopped=True).first():
                played.resume()
                record["finished"] = False

    def tally(self, batch):
        counting.tally(batch)

    def regrade(self, place, which):
        version = self.versions[place]
        key = REGRADES[version.kind][which]
        self.keys[version.pk] = key
        for turn in Turn.objects.filter(version=version, response__isnull=False):
            if turn.grade != key(turn.response):
                first = turn.grade if turn.first_grade is None else turn.first_grade
                Turn.objects.filter(pk=turn.pk).update(first_grade=first, grade=key(turn.response))
        counting.regrade(version, key)

    def purge(self, days, batch):
        self.day += datetime.timedelta(days=days)
        erasure.purge(self.day, batch=batch)

    def erase(self, number):
        if number < len(self.played):
            record = self.played[number]
            found = Round.objects.filter(pk=record["pk"]).first()
            if found:
                record["counts"] = found.tallied
                erasure.erase(pk=found.pk)

    def recount(self):
        """From the record alone: sums by version and answer, and scores."""
        rows, scores = defaultdict(lambda: [0] * 8), defaultdict(int)
        for record in self.played:
            if not (record["finished"] and record["counts"]) or record["origin"] == "practice":
                continue
            simulated = record["origin"] == "simulated"
            grades = {place: grade for place, (_, grade) in record["answers"].items()}
            if not record["repeat"]:
                for place, (response, grade) in record["answers"].items():
                    self.add(rows, simulated, self.versions[place], response, grade,
                             [other for at, other in grades.items() if at != place])  # fmt: skip
                if len(grades) == len(self.versions):
                    shown = round(sum(grades.values()), 1)
                    full = abs(sum(grades.values()) - 4) < 1e-9
                    scores[simulated, 39 if shown == 4 and not full else round(shown * 10)] += 1
        return dict(rows), dict(scores)

    def add(self, rows, simulated, version, response, grade, others):
        meant = sorted(response) if isinstance(response, list) else response
        row = rows[version.pk, simulated, str(meant)]
        own = round(grade * 10_000)
        now = grade
        if version.pk in self.keys and response is not None:
            now = self.keys[version.pk](response)
        row[0] += 1
        row[1] += own
        row[2] += round(now * 10_000)
        if others:
            mean = sum(round(other * 10_000) for other in others) / len(others)
            rest = round(mean / 1000) * 1000
            for at, more in enumerate((1, rest, rest * rest, own * rest, own * own), start=3):
                row[at] += more

    def tallied(self):
        rows = {
            (row.version_id, row.simulated, str(row.response)): [
                row.n, row.points,
                row.points if row.regraded is None else row.n * row.regraded,
                row.paired, row.rest, row.rest_squares, row.products, row.paired_squares,
            ]
            for row in Tally.objects.filter(n__gt=0)
        }  # fmt: skip
        scores = {(row.simulated, row.tenths): row.n for row in ScoreTally.objects.all()}
        return rows, scores


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=10, max_size=40))
def test_a_recount_from_scratch_gives_the_same(happens):
    with transaction.atomic(), mock.patch.object(counting, "TOGETHER", 3):
        world = World()
        for reader in (None, 0, 0):
            world.begin(reader, "fresh")
        for each in happens:
            world.run(each)
        counting.TOGETHER = 1  # what waits and what is held may be counted now
        counting.tally(batch=2)
        assert not Round.objects.filter(
            tallied=False, stopped=False, finished_on__isnull=False
        ).exists()
        world.purge(31, 2)  # and what was stopped
        counting.tally(batch=2)
        assert world.tallied() == world.recount()
        assert not HeldTally.objects.exists()
        transaction.set_rollback(True)


ROUNDS = 160
PREPARE = f"""
from tests.factories import *
bank = BankFactory()
questions = [QuestionFactory(bank=bank, kind=kind, live=True) for kind in ("choice", "true_false")]
versions = [question.live_version_id for question in questions]
for number in range({ROUNDS}):
    old = TODAY - datetime.timedelta(days=400 * (number % 2))
    played = models.Round.begin(versions, bank=bank, wanted=2, started_on=old)
    played.turns.update(response="Eight", grade=1, answered_on=old)
    models.Round.objects.filter(pk=played.pk).update(finished_on=old)
"""
REPORT = """
from quiz.models import *
print(sum(t.n for model in (Tally, HeldTally) for t in model.objects.all()),
      sum(t.n for model in (ScoreTally, HeldScoreTally) for t in model.objects.all()),
      Round.objects.count(), Round.objects.filter(tallied=False).count())
"""


def test_several_workers_at_once_count_each_round_once(tmp_path):
    """Four processes, half of the rounds to be purged by whoever comes first."""
    with Server(tmp_path) as server:
        server.prepare()
        server.environment["PYTHONPATH"] = str(ROOT)
        server.manage("shell", "-v0", "-c", PREPARE)
        workers = [server.begin("housekeeping") for _ in range(4)]
        ended = [end() for end in workers]
        assert [worker.returncode for worker in ended] == [0] * 4, ended
        report = server.manage("shell", "-v0", "-c", REPORT).stdout
        assert report.split() == [str(2 * ROUNDS), str(ROUNDS), str(ROUNDS // 2), "0"]
