"""What readers are told of others: a copy of the counts, moved by ten more or not at all."""

from collections import defaultdict
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quiz.core.item_statistics import FULL
from quiz.models import ScoreTally, Tally
from quiz.tallies import counting, shown
from quiz.tallies.crowd import Crowd, crowd
from quiz.tallies.shown import SHOWN_FROM, STEP
from quiz.tallies.sums import digest
from tests.factories import BankFactory, QuestionFactory
from tests.tallies.test_counting_order import RESPONSES, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def count(version, response, n, grade=0):
    """``n`` more answers, as ``counting`` adds them."""
    row = (version.pk, False, digest(response), n, n * grade * FULL, *[0] * 6, response, None)
    Tally.add([row])


def score(bank, length, tenths, n):
    ScoreTally.add([(bank.pk, False, length, tenths, n)])


def told(table=Tally):
    """How much of each row readers are told of."""
    return [row.shown for row in table.objects.order_by("pk")]


@pytest.mark.any_database
def test_a_question_is_shown_from_fifty_answers_on_and_then_with_ten_more():
    version = QuestionFactory(live=True).live_version
    seen = []
    for _ in range(75):
        count(version, "Eight", 1, 1)
        shown.bring_up()
        seen.append(sum(told()))
    assert (SHOWN_FROM, STEP) == (50, 10)
    assert seen == [0] * 49 + [50] * 10 + [60] * 10 + [70] * 6


def test_all_answers_to_it_move_at_once_and_those_to_others_stay():
    version, other = (QuestionFactory(live=True).live_version for _ in range(2))
    count(version, "Eight", 30, 1)
    count(version, "Forty", 19)
    count(other, "Eight", 49, 1)
    shown.bring_up()
    assert told() == [0, 0, 0]
    count(version, None, 1)
    shown.bring_up()
    assert told() == [30, 19, 0, 1]
    assert crowd(version, "Forty") == Crowd(alike=4, right=6)
    count(version, "Forty", 9)
    count(other, "Eight", 1)
    shown.bring_up()
    assert told() == [30, 19, 50, 1]
    assert crowd(version, "Forty") == Crowd(alike=4, right=6), "of 59 it would be 5"
    count(version, "Thirty-four", 1)
    shown.bring_up()
    assert told() == [30, 28, 50, 1, 1]
    assert crowd(version, "Forty") == Crowd(alike=5, right=5)


def test_scores_move_by_themselves_for_each_length():
    bank, other = BankFactory(), BankFactory()
    score(bank, 10, 70, 49)
    score(bank, 5, 40, 49)
    score(other, 10, 70, 49)
    score(bank, 10, 80, 1)
    shown.bring_up()
    assert told(ScoreTally) == [49, 0, 0, 1]
    score(bank, 5, 50, 11)
    score(bank, 10, 70, 9)
    shown.bring_up()
    assert told(ScoreTally) == [49, 49, 0, 1, 11]


def test_what_nobody_played_is_never_shown():
    version = QuestionFactory(live=True).live_version
    Tally.add([(version.pk, True, digest("Eight"), 100, 0, *[0] * 6, "Eight", None)])
    ScoreTally.add([(version.question.bank_id, True, 1, 10, 100)])
    shown.bring_up()
    assert told() == told(ScoreTally) == [0]


def test_where_nothing_moves_it_asks_five_times(django_assert_num_queries):
    version = QuestionFactory(live=True).live_version
    count(version, "Eight", 50, 1)
    shown.bring_up()
    count(version, "Forty", 9)
    with django_assert_num_queries(5):
        shown.bring_up()


def test_an_answer_that_is_the_first_of_its_kind_meanwhile_leaves_it_to_the_next_time():
    """Of two processes, one counts while the other copies: all rows are copied, or none."""
    version = QuestionFactory(live=True).live_version
    count(version, "Eight", 60, 1)
    rows = Tally.objects.filter(version=version)
    copied = {"shown": counting.models.F("n")}

    class Meanwhile(list):
        """What was locked, before another process added a row."""

        def __init__(self, locked):
            super().__init__(locked)
            count(version, "Forty", 1)

    with mock.patch.object(shown, "list", Meanwhile, create=True):
        shown._copy(rows, copied, STEP)
    assert told() == [0, 0]
    shown._copy(rows, copied, STEP)
    assert told() == [60, 1]
    count(version, "Eight", 1, 1)
    shown._copy(rows, copied, STEP)
    assert told() == [60, 1], "another process had copied it"


# Whatever the order of all that can happen


def tenths_of(some, total):
    return round(10 * some / total)


class Told(World):
    """Beside the record of what should be counted, one of what readers should be told of it."""

    def __init__(self):
        super().__init__()
        self.copies = {version.pk: {} for version in self.versions}
        self.scores = {}

    def counts(self, tallied):
        """By version, how many gave each answer and whether that is right; and the scores."""
        rows, scores = tallied
        answers = defaultdict(dict)
        for (version, simulated, response), sums in rows.items():
            if not simulated:
                answers[version][response] = (sums[0], sums[2] == sums[0] * FULL)
        return answers, {tenths: n for (simulated, tenths), n in scores.items() if not simulated}

    def copy(self, tallied):
        """Move what has become enough, and what is right by the key of today."""
        answers, scores = self.counts(tallied)
        for version, copied in self.copies.items():
            found = answers[version]
            total, before = (sum(n for n, _ in row.values()) for row in (found, copied))
            if total >= max(shown.SHOWN_FROM, before + shown.STEP):
                copied.clear()
                copied |= found
            copied |= {response: (n, found[response][1]) for response, (n, _) in copied.items()}
        if sum(scores.values()) >= max(shown.SHOWN_FROM, sum(self.scores.values()) + shown.STEP):
            self.scores = scores

    def expected(self, version, response):
        copied = self.copies[version.pk]
        total = sum(n for n, _ in copied.values())
        if not total:
            return None
        meant = str(sorted(response) if isinstance(response, list) else response)
        return Crowd(
            tenths_of(copied.get(meant, (0, False))[0], total),
            tenths_of(sum(n for n, right in copied.values() if right), total),
        )

    def check(self):
        for version in self.versions:
            for response in RESPONSES[version.kind]:
                assert crowd(version, response) == self.expected(version, response)
        rows = ScoreTally.objects.filter(simulated=False, shown__gt=0)
        assert dict(rows.values_list("tenths", "shown")) == self.scores

    def play(self, origin, readers, choice, answers):
        """Rounds of readers without a cookie, of so many answers, stopped if these are not all."""
        for other in range(readers):
            self.begin(None, origin)
            for place in range(answers):
                self.answer(len(self.played) - 1, choice + place + other % 2)
            self.stop(len(self.played) - 1)


which = st.integers(0, 9)
choice, answers = st.integers(0, 4), st.sampled_from([4, 3, 1, 0])
happened = st.one_of(
    st.tuples(st.just("play"), st.just("fresh"), st.integers(1, 5), choice, answers),
    st.tuples(st.just("play"), st.sampled_from(["simulated", "practice"]), st.just(1), choice,
              answers),
    st.tuples(st.just("resume"), which),
    st.tuples(st.just("regrade"), st.integers(0, 3), st.integers(0, 1)),
    st.tuples(st.just("purge"), st.integers(1, 30), st.integers(1, 3)),
    st.tuples(st.just("erase"), which),
)  # fmt: skip
few = [
    mock.patch.object(counting, "TOGETHER", 1),
    mock.patch.object(shown, "SHOWN_FROM", 3),
    mock.patch.object(shown, "STEP", 3),
]


@settings(
    max_examples=settings().max_examples // 4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(happened, min_size=5, max_size=12))
def test_readers_are_told_what_a_recount_says_when_it_moved_and_the_same_in_between(happens):
    """By counting, stopping, resuming, purging, erasing and regrading in any order."""
    with transaction.atomic(), few[0], few[1], few[2]:
        world = Told()
        for each in happens:
            for done in (each, ("tally", 2)):
                world.run(done)
                world.copy(world.tallied())
                world.check()
        shown.STEP = shown.SHOWN_FROM = 1
        world.purge(31, 2)
        counting.tally()
        world.copies = {version.pk: {} for version in world.versions}
        world.scores = {}
        world.copy(world.recount())
        world.check()
        transaction.set_rollback(True)
