"""From tallies to items: what a simulated class says of good questions and of spoilt ones."""

import random

import numpy as np
import pytest

from quiz.core.item_statistics import FULL
from quiz.models import Round, Tally, Turn, Version
from quiz.play import simulate
from quiz.tallies import counting, queries
from quiz.tallies.advice import advice
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]


def make_bank(*kinds):
    bank = BankFactory()
    topics = TopicFactory.create_batch(2, bank=bank)
    for number, kind in enumerate(kinds):
        QuestionFactory(bank=bank, kind=kind, topic=topics[number % 2], live=True)
    bank.refresh_from_db()
    return bank


@pytest.fixture
def play(db):
    """Rounds of a few questions, answered by readers of known ability."""

    def play(bank, readers, simulated=True):
        simulate.fill(bank, readers, 6, [TODAY], seed=5)
        if not simulated:
            Tally.objects.update(simulated=False)

    return play


@pytest.mark.long
@pytest.mark.any_database
def test_a_class_of_3000_the_spoilt_are_found_and_nothing_else_is_accused():
    """Ability and difficulty are known: three choices are spoilt, the 27 others are innocent."""
    bank = make_bank(*["choice"] * 10, *["multiple", "true_false", "estimate", "ordering",
                                         "matching"] * 4)  # fmt: skip
    manners = simulate.fill(bank, 3000, 10, [TODAY], seed=3)
    versions = list(Version.objects.all())
    found = queries.items_by_version(versions, simulated=True)
    said = {
        version.pk: [one.code for one in advice(version, found[version.pk])] for version in versions
    }
    assert {pk: codes for pk, codes in said.items() if codes} == {
        pk: [manner.spoilt] for pk, manner in manners.items() if manner.spoilt
    }
    # What is hard for the class is what was made hard.
    kinds = {version.pk: version.kind for version in versions}
    innocent = [pk for pk, m in manners.items() if not m.spoilt and kinds[pk] == "choice"]
    made = [manners[pk].difficulty for pk in innocent]
    seen = [found[pk].answers.facility for pk in innocent]
    assert np.corrcoef(made, seen)[0, 1] < -0.9


@pytest.mark.any_database
def test_the_sentences_carry_their_figures():
    bank = make_bank(*["choice"] * 10, *["true_false"] * 5)
    simulate.fill(bank, 1500, 10, [TODAY], seed=1)
    versions = list(Version.objects.all())
    found = queries.items_by_version(versions, simulated=True)
    said = {one.code: one.sentence for version in versions
            for one in advice(version, found[version.pk])}  # fmt: skip
    assert said.keys() == {"key", "myth", "dead"}
    assert said["dead"].startswith("“Forty” was chosen by 0 of ")
    assert said["myth"].startswith("Most chose “Twenty-one” (")
    assert "discrimination −0." in said["key"]
    assert "Those who chose “Twenty-one” do best elsewhere." in said["key"]


def test_items_are_what_numpy_finds_in_the_rounds(play):
    bank = make_bank("choice", "multiple", "true_false", "estimate", "ordering", "matching")
    play(bank, 200)
    versions = list(Version.objects.all())
    found = queries.items_by_version(versions, simulated=True)
    for version in versions:
        pairs = []
        for played in Round.objects.prefetch_related("turns"):
            turns = [turn for turn in played.turns.all() if turn.answered]
            own = [turn.grade for turn in turns if turn.version_id == version.pk]
            rest = [turn.grade for turn in turns if turn.version_id != version.pk]
            if own and rest:
                pairs.append((own[0], np.round(np.mean(rest), 1)))
        own, rest = np.array(pairs).T
        item = found[version.pk]
        every = Turn.objects.filter(version=version, answered_on__isnull=False)
        grades = every.values_list("grade", flat=True)
        assert item.answers.facility == pytest.approx(np.mean(grades), abs=1e-4)
        assert item.answers.discrimination == pytest.approx(np.corrcoef(own, rest)[0, 1], abs=1e-3)
        assert item.unsure == Turn.objects.filter(
            version=version, response__isnull=True, answered_on__isnull=False
        ).count()  # fmt: skip


def test_the_database_sums_up_the_same(play):
    bank = make_bank("choice", "multiple", "true_false", "estimate", "ordering", "matching")
    play(bank, 60)
    for version in Version.objects.filter(kind__in=["choice", "estimate"]):
        counting.regrade(version, lambda response: 0.25)
    found = queries.items_by_version(Version.objects.all(), simulated=True)
    assert queries.totals_by_version(Tally.objects.filter(simulated=True)) == {
        pk: (item.answers, item.unsure) for pk, item in found.items()
    }


def test_large_sums_do_not_overflow():
    version = QuestionFactory(live=True).live_version
    n = 2_000_000_000
    Tally.objects.create(version=version, digest="x", response="Eight", n=n, points=0, paired=n,
                         rest=n * 5000, rest_squares=n * 5000**2, regraded=FULL)  # fmt: skip
    ((answers, _),) = queries.totals_by_version(Tally.objects.all()).values()
    assert answers == queries.items_by_version([version])[version.pk].answers
    assert answers.paired_squares == n * FULL**2


def test_options_that_nobody_chose_are_there_with_none():
    version = QuestionFactory(live=True).live_version
    item = queries.items_by_version([version])[version.pk]
    assert {part: some.n for part, some in item.drawn.items()} == {
        "Eight": 0, "Twenty-one": 0, "Thirty-four": 0, "Forty": 0,
    }  # fmt: skip
    assert item.right == {"Eight"}


def test_after_a_correction_the_new_key_is_the_right_one():
    version = QuestionFactory(live=True).live_version
    for response, n in (("Eight", 10), ("Forty", 30)):
        Tally.objects.create(version=version, digest=response, response=response, n=n,
                             points=n * FULL * (response == "Eight"))  # fmt: skip
    assert queries.items_by_version([version])[version.pk].answers.facility == 0.25
    counting.regrade(version, lambda text: float(text == "Forty"))
    item = queries.items_by_version([version])[version.pk]
    assert (item.right, item.answers.facility, item.missed) == ({"Forty"}, 0.75, 10)


def test_several_parts_are_counted_each():
    version = QuestionFactory(kind="multiple", live=True).live_version
    bank = version.question.bank
    for response in (["Thorn", "Interpol"], ["Thorn"], ["Thorn", "Marinus Analytics"], None):
        played = Round.begin([version.pk], bank=bank, wanted=1, started_on=TODAY)
        played.turns.get().answer(response, TODAY)
        played.finish(TODAY)
    counting.tally()
    item = queries.items_by_version([version])[version.pk]
    assert {part: some.n for part, some in item.drawn.items()} == {
        "Thorn": 3, "Marinus Analytics": 1, "Interpol": 1, "UNICEF": 0,
    }  # fmt: skip
    assert (item.answers.n, item.unsure, item.missed) == (4, 1, 1)


@pytest.mark.parametrize("kind", sorted(SPECS))
def test_simulated_readers_answer_what_is_offered(kind):
    from quiz.core.kinds import KINDS

    task, chance = KINDS[kind](**SPECS[kind]), random.Random(1)
    grades = {}
    for ability in (-3, 3):
        responses = [
            simulate.respond(task, simulate.Manner(0.0), ability, chance) for _ in range(300)
        ]
        for response in responses:
            assert response is None or task.read(response) == response
        grades[ability] = np.mean([task.grade(response) for response in responses])
    assert grades[3] > grades[-3] + 0.25


def test_scores_are_read_by_length(play):
    bank = make_bank("choice", "true_false", "estimate", "ordering")
    play(bank, 80)
    ((length, scores),) = queries.scores_by_length(bank, simulated=True).items()
    assert length == 4
    whole = [
        round(sum(turn.grade for turn in played.turns.all()), 1) / 4
        for played in Round.objects.prefetch_related("turns")
        if all(turn.answered for turn in played.turns.all())
    ]
    assert scores.n == len(whole)
    assert scores.mean == pytest.approx(np.mean(whole), abs=0.005)
    assert queries.scores_by_length(bank) == {}
