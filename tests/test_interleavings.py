"""Play, erase, purge, tally and report in any order leave no orphan, no trace, the right tallies.

Browsers with cookies, one that refuses them, and what was on its way when it was erased, all
through the site's own pages. The gate tries some dozens of interleavings;
``QUIZ_INTERLEAVINGS=10000 pytest tests/test_interleavings.py`` ten thousand.
"""

import datetime
import os
import re
import uuid
from collections import Counter
from itertools import batched
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
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

from quiz.models import (
    Erased,
    HeldReaders,
    HeldScoreTally,
    HeldTally,
    Report,
    Round,
    ScoreTally,
    Tally,
    Turn,
    Upkeep,
)
from quiz.privacy.erasure import purge
from quiz.tallies import counting
from tests.cookies import reader_in, value_for
from tests.factories import TODAY, BankFactory, QuestionFactory

EXAMPLES = int(os.environ.get("QUIZ_INTERLEAVINGS", settings().max_examples // 2))
MANY = 500  # interleavings, in which everything that matters has come to pass
STEPS = 20
RESPONSES = ["Eight", "Forty", None]
WHICH = st.integers(0, 11)
WHO = st.integers(0, 2)  # the last one refuses cookies
KEPT = 30  # days, as the default is
DAY = datetime.timedelta(days=1)
TOGETHER = 2  # readers whose rounds are counted at once: few, so that it comes to pass often
EMPTIED = (Report, Turn, Round, Tally, ScoreTally, HeldTally, HeldScoreTally, HeldReaders, Upkeep,
           Erased)  # fmt: skip


class Played:
    """What we expect of a round."""

    def __init__(self, row, on, claimed):
        self.row, self.reader, self.on, self.claimed = row, row.reader, on, claimed
        self.turns = list(row.turns.order_by("position"))
        self.given = {}
        self.finished = self.counted = False
        self.reported = set()

    @property
    def adds(self):
        return any(not turn.repeat for turn in self.given)

    @property
    def stopped(self):
        """Whether it can be resumed, so that it is counted only when it has expired."""
        return self.finished and len(self.given) < len(self.turns)

    def opens_for(self, browser):
        return not self.claimed or self.reader == reader_in(browser)


class Interleavings(RuleBasedStateMachine):
    @initialize()
    def nothing_yet(self):
        for model in EMPTIED:
            model.objects.all().delete()
        self.today = TODAY
        self.clock = mock.patch.object(timezone, "localdate", self.day)
        self.clock.start()
        self.browsers = [Client() for _ in range(3)]
        self.rounds, self.gone = [], []
        self.erased = {}  # the day on which a number was
        self.tallies, self.scores = Counter(), Counter()
        self.nothing_held()

    reached = Counter()  # what has come to pass, over all interleavings: what has not was not tried

    def day(self):
        return self.today

    def some(self, which, rounds=None):
        rounds = self.rounds if rounds is None else rounds
        return rounds[which % len(rounds)]

    def waiting(self):
        """The rounds that have something for the tallies, and are not counted."""
        return [each for each in self.rounds if each.finished and each.adds and not each.counted]

    def count(self, played, tallies, scores):
        """As it should be: only what was finished and first met."""
        for turn, response in played.given.items():
            if not turn.repeat:
                tallies[turn.version_id, response] += 1
        if len(played.given) == len(played.turns) and not any(t.repeat for t in played.turns):
            scores[len(played.turns), sum(r == "Eight" for r in played.given.values())] += 1

    def nothing_held(self):
        self.held, self.held_scores, self.held_readers = Counter(), Counter(), 0

    def lose(self, lost):
        self.gone += lost
        self.rounds = [played for played in self.rounds if played not in lost]

    def send(self, browser, path, **fields):
        response = browser.post(path, fields)
        if browser is self.browsers[-1]:
            browser.cookies.clear()
        return response

    def start(self, browser, length):
        """Begin a round, which is refused under a number that was erased."""
        known = reader_in(browser)
        response = self.send(browser, f"/banks/{self.bank.ref}/start/", number=length)
        if known in self.erased:
            assert response.status_code == 409
            assert reader_in(browser) is None
            return None
        key = uuid.UUID(re.fullmatch(r"/rounds/(.+)/1/", response.url)[1])
        played = Played(Round.objects.get(key=key), self.today, known is not None)
        assert played.reader
        assert known in (None, played.reader)
        assert played.row.claimed == played.claimed
        self.rounds.append(played)
        return played

    @rule(who=WHO, length=st.integers(1, 3))
    def begin(self, who, length):
        self.start(self.browsers[who], length)

    @rule(who=WHO, responses=st.lists(st.sampled_from(RESPONSES), min_size=1, max_size=3))
    def play(self, who, responses):
        """A round from its start to its end, so that there often is something to count."""
        played = self.start(self.browsers[who], len(responses))
        for turn, response in zip(played.turns, responses, strict=True):
            self.respond(self.browsers[who], played, turn, response)

    @precondition(lambda self: self.erased)
    @rule(which=WHICH, length=st.integers(1, 3))
    def begin_too_late(self, which, length):
        """A start that was on its way when all of its browser was erased."""
        late = Client()
        late.cookies["quiz"] = value_for(self.some(which, list(self.erased)))
        self.start(late, length)

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, which=WHICH, place=WHICH, response=st.sampled_from(RESPONSES))
    def answer(self, who, which, place, response):
        played = self.some(which)
        self.respond(self.browsers[who], played, self.some(place, played.turns), response)

    def respond(self, browser, played, turn, response):
        lets, own = played.opens_for(browser), played.reader == reader_in(browser)
        fields = {"response": response} if response else {"unsure": "1"}
        sent = self.send(browser, played.row.turn_url(turn.position), **fields)
        assert sent.status_code == 302
        if not lets:
            assert sent.url == played.row.turn_url(turn.position), "without a word of a verdict"
            return
        if not played.finished or turn in played.given:
            played.claimed = played.claimed or own
        if not played.finished:
            played.given.setdefault(turn, response)
            played.finished = len(played.given) == len(played.turns)

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, which=WHICH)
    def stop(self, who, which):
        played, browser = self.some(which), self.browsers[who]
        lets = played.opens_for(browser)
        assert self.send(browser, played.row.stop_url).status_code == 302
        played.finished = played.finished or lets

    @precondition(lambda self: any(played.given for played in self.rounds))
    @rule(who=WHO, which=WHICH, place=WHICH)
    def report(self, who, which, place):
        played = self.some(which, [each for each in self.rounds if each.given])
        turn, browser = self.some(place, list(played.given)), self.browsers[who]
        lets, path = played.opens_for(browser), f"{played.row.turn_url(turn.position)}report/"
        sent = self.send(browser, path, reason="other", text=f"by {played.row.key}")
        assert sent.status_code == 302
        if lets:
            played.reported.add(turn)

    @precondition(lambda self: self.gone)
    @rule(who=WHO, which=WHICH, place=WHICH)
    def too_late(self, who, which, place):
        """An answer, a report and a stop that were on their way when their round was erased."""
        played, browser = self.some(which, self.gone), self.browsers[who]
        turn = self.some(place, played.turns)
        there = played.row.turn_url(turn.position)
        for path in (there, f"{there}report/", played.row.stop_url):
            sent = self.send(browser, path, response="Eight", reason="other", text="late")
            assert sent.status_code == 404
        with pytest.raises(Turn.DoesNotExist):
            Turn.objects.select_related("version").get(pk=turn.pk)
        assert not Report.file(turn, "other", "late", self.today)
        played.row.finish(self.today, claim=True)

    @precondition(lambda self: self.rounds)
    @rule(who=WHO)
    def erase_all_of_a_browser(self, who):
        browser = self.browsers[who]
        reader = reader_in(browser)
        self.send(browser, "/your-data/erase/")
        assert reader_in(browser) is None
        if reader:
            self.erased[reader] = self.today
            self.lose([played for played in self.rounds if played.reader == reader])

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, which=WHICH)
    def erase_one(self, who, which):
        played, browser = self.some(which), self.browsers[who]
        lets = played.opens_for(browser)
        sent = self.send(browser, f"{played.row.data_url}erase/")
        assert sent.url.endswith("?erased") == lets
        if lets:
            self.lose([played])
            self.reached["erased"] += 1

    @rule(batch=st.integers(1, 3))
    def tally(self, batch):
        """Of enough readers at once, what is held included, until too few are left."""
        counting.tally(batch)
        done = set(Round.objects.filter(tallied=True).values_list("key", flat=True))
        new = [played for played in self.waiting() if played.row.key in done]
        if new or self.held_readers >= TOGETHER:
            readers = {played.reader for played in new}
            assert len(readers) + self.held_readers >= TOGETHER
            self.tallies += self.held
            self.scores += self.held_scores
            self.nothing_held()
        self.reached["counted"] += len(new)
        for played in new:
            played.counted = True
            self.count(played, self.tallies, self.scores)
        left = {played.reader for played in self.waiting() if not played.stopped}
        assert len(left) + self.held_readers < TOGETHER

    @rule(batch=st.integers(1, 3), days=st.sampled_from([0, 1, 16, KEPT]))
    def clean_up(self, batch, days):
        self.today += days * DAY
        expired = [played for played in self.rounds if played.on <= self.today - KEPT * DAY]
        expired.sort(key=lambda played: (played.on, played.row.pk))
        for some in batched(expired, batch):
            waiting = [played for played in some if played in self.waiting()]
            self.held_readers += len({played.reader for played in waiting})
            self.reached["held"] += len(waiting)
            for played in waiting:
                self.count(played, self.held, self.held_scores)
        assert purge(self.today, batch)[0] == len(expired)
        self.lose(expired)
        self.erased = {who: day for who, day in self.erased.items() if day >= self.today - DAY}
        assert Erased.objects.count() == len(self.erased)

    @invariant()
    def there_is_no_orphan_and_nothing_is_missing(self):
        assert set(Round.objects.values_list("key", "claimed")) == {
            (played.row.key, played.claimed) for played in self.rounds
        }
        assert set(Turn.objects.values_list("pk", flat=True)) == {
            turn.pk for played in self.rounds for turn in played.turns
        }
        assert set(Report.objects.values_list("turn", flat=True)) == {
            turn.pk for played in self.rounds for turn in played.reported
        }

    @invariant()
    def the_tallies_are_right(self):
        for model, tallies in ((Tally, self.tallies), (HeldTally, self.held)):
            rows = model.objects.values_list("version", "response", "n")
            assert {(version, response): n for version, response, n in rows} == tallies
        for model, scores in ((ScoreTally, self.scores), (HeldScoreTally, self.held_scores)):
            rows = model.objects.values_list("length", "tenths", "n")
            assert {(length, tenths // 10): n for length, tenths, n in rows} == scores
        assert sum(HeldReaders.objects.values_list("n", flat=True)) == self.held_readers

    def teardown(self):
        """No table holds a word of what is gone, wherever it might have been written."""
        if not hasattr(self, "clock"):
            return
        self.clock.stop()
        there = {played.reader for played in self.rounds}
        traces = {played.row.key for played in self.gone}
        traces |= {played.reader for played in self.gone} - there
        traces |= set(self.erased) - there
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
def test_any_order_leaves_no_orphan_no_trace_and_the_right_tallies(monkeypatch):
    monkeypatch.setattr(counting, "TOGETHER", TOGETHER)
    monkeypatch.setattr(counting, "PAUSE", 0)  # nobody else wants to write
    Interleavings.bank = BankFactory()
    for _ in range(3):
        QuestionFactory(bank=Interleavings.bank, live=True, check=datetime.date(2040, 1, 1))
    run_state_machine_as_test(
        Interleavings,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if EXAMPLES >= MANY:
        assert all(
            Interleavings.reached[each] > MANY / 100 for each in ("counted", "held", "erased")
        )
