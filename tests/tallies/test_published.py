"""What is published of readers' answers: shares in steps of five, of a copy that moves by fifty."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quiz.core.item_statistics import FULL
from quiz.core.standing import percent
from quiz.models import Correction, Tally
from quiz.tallies import shown
from quiz.tallies.counting import regrade
from quiz.tallies.published import Shares, shares, twentieths
from tests.factories import TODAY, BankFactory, QuestionFactory
from tests.tallies.test_shown import count, score, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def version():
    return QuestionFactory(live=True).live_version


def published(version):
    """The shares of a version as they are after the housekeeping, or nothing."""
    shown.bring_up()
    return shares(version.question.bank).get(version.pk)


@pytest.mark.any_database
def test_shares_are_published_from_fifty_answers_on_and_move_with_fifty_more(version):
    seen = []
    for more in (49, 1, 49, 1, 60, 49, 1):
        count(version, "Eight", more, 1)
        published(version)
        seen.append(sum(row.published for row in Tally.objects.all()))
    assert shown.PUBLISHED_STEP == 50
    assert seen == [0, 50, 50, 100, 160, 160, 210]


def test_shares_say_right_unsure_and_points_in_steps_of_five(version):
    count(version, "Eight", 31, 1)
    count(version, "Forty", 12)
    count(version, None, 10)
    assert published(version) == Shares(right=60, unsure=20, points=60)
    assert told() == [31, 12, 10], "what readers are told is a copy of its own"


def test_a_part_of_a_point_counts_as_a_part_and_not_as_right():
    version = QuestionFactory(kind="ordering", live=True).live_version
    order = version.task.solution()
    swapped = [order[1], order[0], *order[2:]]
    count(version, order, 25, 1)
    count(version, swapped, 25, version.task.grade(swapped))
    assert published(version) == Shares(right=50, unsure=0, points=85)


def test_all_answers_move_at_once_and_those_to_others_stay(version):
    other = QuestionFactory(bank=version.question.bank, live=True).live_version
    count(version, "Eight", 50, 1)
    count(other, "Eight", 49, 1)
    assert published(version) == Shares(100, 0, 100)
    assert published(other) is None
    count(version, "Forty", 49)
    count(other, "Forty", 1)
    assert published(version) == Shares(100, 0, 100)
    assert published(other) == Shares(100, 0, 100), "one in fifty is no step"
    count(version, "Forty", 1)
    assert published(version) == Shares(50, 0, 50)


def test_nothing_is_published_of_a_simulation_a_correction_or_a_question_that_is_gone(version):
    Tally.add([(version.pk, True, "x", 100, 0, *[0] * 6, "Eight", None)])
    assert published(version) is None
    count(version, "Eight", 60, 1)
    assert published(version)
    regrade(version, lambda text: float(text == "Forty"))
    assert published(version) == Shares(0, 0, 0), "by the grades that count now"
    version.question.prompt = "Another?"
    version.question.save()
    correction = Correction(question=version.question, kind="wording", statement="So it is.")
    correction.publish([version], TODAY)
    assert published(version) is None


def test_scores_are_published_as_twenty_dots_for_each_length():
    bank = BankFactory()
    score(bank, 10, 70, 49)
    score(bank, 5, 40, 50)
    shown.bring_up()
    assert twentieths(bank) == {5: [4.0] * 20}
    score(bank, 10, 80, 51)
    score(bank, 5, 50, 49)
    shown.bring_up()
    assert twentieths(bank) == {5: [4.0] * 20, 10: [7.0] * 10 + [8.0] * 10}


def test_each_is_read_by_one_query_however_much_there_is(version, django_assert_num_queries):
    bank = version.question.bank
    for each in (version, *(QuestionFactory(bank=bank, live=True).live_version for _ in "ab")):
        count(each, "Eight", 50, 1)
    score(bank, 10, 70, 50)
    shown.bring_up()
    with django_assert_num_queries(2):
        assert len(shares(bank)) == 3
        assert len(twentieths(bank)) == 1


class Published:
    """What is published of a stream of answers, by the rules of the codebook alone."""

    def __init__(self):
        self.copied, self.waiting, self.total = Counter(), Counter(), 0

    def add(self, answers):
        self.waiting.update(answers)
        self.total += len(answers)
        if self.total >= 50 and self.waiting.total() >= 50:
            self.copied += self.waiting
            self.waiting.clear()

    @property
    def shares(self):
        if not self.copied:
            return None
        n, right, unsure = self.copied.total(), self.copied["Eight"], self.copied[None]
        return Shares(percent(right, n), percent(unsure, n), percent(right, n))


@settings(
    max_examples=settings().max_examples // 5,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.integers(1, 30), min_size=3, max_size=14), seed=st.integers(0, 10**6))
def test_whoever_looks_after_every_answer_sees_fifty_answers_between_two_looks(batches, seed):
    """The last answer alone, whatever it is, never makes a look different from the one before.

    Beside the readers another answers who knows all his own: what he sees is what any batch of
    fifty says, so whichever one of these is changed, all looks before the batch is full are one.
    """
    version = QuestionFactory(live=True).live_version
    drawn, expected, since = random.Random(seed), Published(), 0
    before = None
    for size in batches:
        answers = drawn.choices(["Eight", "Forty", None], k=size)
        for answer, n in Counter(answers).items():
            count(version, answer, n, 1 if answer == "Eight" else 0)
        expected.add(answers)
        since += size
        look = published(version)
        assert look == expected.shares
        if look != before:
            assert since >= 50
        if not expected.waiting:
            before, since = look, 0
    for row in Tally.objects.all():
        assert row.published_points in (0, row.published * FULL)
