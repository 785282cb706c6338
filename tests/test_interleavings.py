"""Play, erase, purge, tally and report in any order leave no orphan, no trace, the right tallies.

The gate tries some dozens of interleavings; ``--hypothesis-profile=long`` a thousand.
"""

import datetime
import uuid
from collections import Counter

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from quiz.models import Erased, Report, Round, ScoreTally, Tally, Turn, Upkeep
from quiz.privacy.erasure import erase, purge
from quiz.tallies import counting
from tests.factories import TODAY, BankFactory, QuestionFactory

READERS = [uuid.UUID(int=17 << 64), uuid.UUID(int=23 << 64), None]
RESPONSES = ["Eight", "Forty", None]
WHICH = st.integers(0, 11)
KEPT = 30  # days, as the default is


class Played:
    """What we expect of a round."""

    def __init__(self, row, reader, on):
        self.row, self.reader, self.on = row, reader, on
        self.turns = list(row.turns.order_by("position").select_related("version"))
        self.given = {}
        self.finished = self.counted = False
        self.reported = set()


class Interleavings(RuleBasedStateMachine):
    versions: list

    @initialize()
    def nothing_yet(self):
        for model in (Report, Turn, Round, Tally, ScoreTally, Upkeep, Erased):
            model.objects.all().delete()
        self.today = TODAY
        self.rounds, self.gone = [], []
        self.tallies, self.scores = Counter(), Counter()

    def some(self, which, rounds=None):
        rounds = self.rounds if rounds is None else rounds
        return rounds[which % len(rounds)]

    def count(self, played):
        """As the tallies should: once, and only what was finished."""
        if not played.finished or played.counted:
            return
        played.counted = True
        for turn, response in played.given.items():
            self.tallies[turn.version_id, response] += 1
        if len(played.given) == len(played.turns):
            self.scores[len(played.turns), sum(r == "Eight" for r in played.given.values())] += 1

    def lose(self, lost):
        self.gone += lost
        self.rounds = [played for played in self.rounds if played not in lost]

    @rule(who=WHICH, length=st.integers(1, 3))
    def begin(self, who, length):
        reader = READERS[who % 3]
        row = Round.begin(
            self.versions[:length],
            bank=self.bank,
            reader=reader,
            wanted=length,
            started_on=self.today,
        )
        self.rounds.append(Played(row, reader, self.today))

    @precondition(lambda self: self.rounds)
    @rule(which=WHICH, place=WHICH, response=st.sampled_from(RESPONSES))
    def answer(self, which, place, response):
        played = self.some(which)
        turn = self.some(place, played.turns)
        first = turn not in played.given and not played.finished
        assert (
            Turn.objects.select_related("version").get(pk=turn.pk).answer(response, self.today)
            == first
        )
        if first:
            played.given[turn] = response
            Round.objects.get(pk=played.row.pk).finish(self.today)
            played.finished = len(played.given) == len(played.turns)

    @precondition(lambda self: self.rounds)
    @rule(which=WHICH)
    def stop(self, which):
        played = self.some(which)
        Round.objects.get(pk=played.row.pk).finish(self.today, early=True)
        played.finished = True

    @precondition(lambda self: any(played.given for played in self.rounds))
    @rule(which=WHICH, place=WHICH)
    def report(self, which, place):
        played = self.some(which, [each for each in self.rounds if each.given])
        turn = self.some(place, list(played.given))
        said = f"by {played.row.key}"
        assert Report.file(turn, "other", said, self.today) == (turn not in played.reported)
        played.reported.add(turn)

    @precondition(lambda self: self.gone)
    @rule(which=WHICH, place=WHICH)
    def too_late(self, which, place):
        """An answer, a report and a stop that were on their way when their round was erased."""
        played = self.some(which, self.gone)
        turn = self.some(place, played.turns)
        with pytest.raises(Turn.DoesNotExist):
            turn.answer("Eight", self.today)
        assert not Report.file(turn, "other", "late", self.today)
        played.row.finish(self.today, early=True)

    @rule(who=st.integers(0, 1))
    def erase_all_of_a_reader(self, who):
        reader = READERS[who]
        erase(reader=reader)
        self.lose([played for played in self.rounds if played.reader == reader])

    @precondition(lambda self: self.rounds)
    @rule(which=WHICH)
    def erase_one(self, which):
        played = self.some(which)
        assert erase(key=played.row.key) == 1
        self.lose([played])

    @rule(batch=st.integers(1, 3))
    def tally(self, batch):
        counting.tally(batch)
        for played in self.rounds:
            self.count(played)

    @rule(batch=st.integers(1, 3), days=st.sampled_from([0, 1, 16, KEPT]))
    def clean_up(self, batch, days):
        self.today += datetime.timedelta(days=days)
        expired = [
            played
            for played in self.rounds
            if played.on <= self.today - datetime.timedelta(days=KEPT)
        ]
        for played in expired:
            self.count(played)
        assert purge(self.today, batch)[0] == len(expired)
        self.lose(expired)

    @invariant()
    def there_is_no_orphan_and_nothing_is_missing(self):
        assert set(Round.objects.values_list("key", flat=True)) == {
            played.row.key for played in self.rounds
        }
        assert set(Turn.objects.values_list("pk", flat=True)) == {
            turn.pk for played in self.rounds for turn in played.turns
        }
        assert set(Report.objects.values_list("turn", flat=True)) == {
            turn.pk for played in self.rounds for turn in played.reported
        }

    @invariant()
    def the_tallies_are_right(self):
        rows = Tally.objects.values_list("version", "response", "n")
        assert {(version, response): n for version, response, n in rows} == self.tallies
        rows = ScoreTally.objects.values_list("length", "tenths", "n")
        assert {(length, tenths // 10): n for length, tenths, n in rows} == self.scores

    def teardown(self):
        """No table holds a word of what is gone, wherever it might have been written."""
        if not getattr(self, "gone", None):
            return
        there = {played.reader for played in self.rounds}
        traces = {played.row.key for played in self.gone}
        traces |= {played.reader for played in self.gone if played.reader} - there
        with connection.cursor() as cursor:
            written = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                written += cursor.fetchall()
        text = repr(written)
        for trace in traces:
            assert trace.hex not in text
            assert str(trace) not in text


@pytest.mark.django_db(transaction=True)
def test_any_order_leaves_no_orphan_no_trace_and_the_right_tallies():
    bank = BankFactory()
    Interleavings.bank = bank
    Interleavings.versions = [
        QuestionFactory(bank=bank, live=True).live_version_id for _ in range(3)
    ]
    run_state_machine_as_test(
        Interleavings,
        settings=settings(
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
