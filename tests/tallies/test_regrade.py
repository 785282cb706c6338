"""A regrade: seen before it is ordered, done once, and nobody concerned is left out."""

import datetime

import pytest

from quiz.models import Correction, Erratum, Question, Round, Tally, Turn, Version
from quiz.privacy.erasure import purge
from quiz.tallies import counting, regrade
from quiz.tallies.regrade import Outcome
from tests.factories import SPECS, BankFactory, QuestionFactory, make_round
from tests.play.test_corrections import KEY, correct

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]


@pytest.fixture
def question():
    """A live question whose key will turn out to be wrong, beside one that is right."""
    bank = BankFactory()
    QuestionFactory(bank=bank, live=True)
    return QuestionFactory(bank=bank, live=True)


def finished(question, responses, on):
    """Finished rounds on the day ``on``, one for each of ``responses`` to ``question``.

    Each asks the other question of the bank too, and that answer was wrong.
    """
    other = question.bank.questions.exclude(pk=question.pk).first().live_version
    asked = question.live_version
    rounds = Round.objects.bulk_create(
        Round(bank=question.bank, wanted=2, started_on=on, finished_on=on) for _ in responses
    )
    Turn.objects.bulk_create(
        turn
        for played, response in zip(rounds, responses, strict=True)
        for turn in (
            Turn(round=played, version=asked, position=1, response=response, answered_on=on,
                 grade=float(response == asked.task.solution())),
            Turn(round=played, version=other, position=2, response="Forty", answered_on=on,
                 grade=0.0),
        )
    )  # fmt: skip
    return rounds


def everything():
    """All that a regrade may change, as it is stored."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Turn, Tally, Correction, Erratum)
    ]


@pytest.mark.parametrize("window", [regrade.WINDOW, 70])
def test_one_wrong_key_over_hundreds_of_finished_rounds_half_of_them_purged(
    client, question, today, monkeypatch, window
):
    """The dry run equals the outcome; twice changes nothing more; every reader is told."""
    monkeypatch.setattr(regrade, "WINDOW", window)
    long_ago = today - datetime.timedelta(days=30)
    given = (["Eight"] * 5 + ["Twenty-one"] * 3 + ["Forty", None]) * 10
    finished(question, given, long_ago)
    rounds = finished(question, given, today)
    counting.tally()
    assert purge(today)[0] == 100
    assert Round.objects.count() == 100

    correction = correct(question, today)
    before = {turn.pk: turn.grade for turn in Turn.objects.all()}
    stored = everything()
    foreseen = regrade.foresee(correction)
    assert everything() == stored
    assert foreseen == Outcome(
        answers=90, up=30, down=50, rounds=80, scores={"10": 30, "-10": 50}, counted=160
    )

    assert regrade.apply_correction(correction, today) == foreseen
    assert Outcome(**correction.outcome) == foreseen
    assert correction.regraded_on == today

    changed = 0
    for turn in Turn.objects.select_related("version"):
        if turn.version_id == question.versions.get(number=1).pk:
            assert turn.grade == (turn.response == "Twenty-one")
        else:
            assert turn.grade == before[turn.pk]
        moved = turn.grade != before[turn.pk]
        assert turn.first_grade == (before[turn.pk] if moved else None)
        changed += moved
    assert changed == foreseen.changed

    tallies = {row.response: row for row in Tally.objects.filter(version__question=question)}
    assert (tallies["Eight"].n, tallies["Eight"].regraded) == (100, 0)
    assert (tallies["Twenty-one"].n, tallies["Twenty-one"].regraded) == (60, counting.units(1))
    assert tallies["Forty"].regraded is None
    assert tallies[None].regraded is None

    assert regrade.foresee(correction).changed == 0
    done = everything()
    again = regrade.apply_correction(correction, today + datetime.timedelta(days=1))
    assert (again.changed, again.rounds, again.counted) == (0, 0, 0)
    assert everything() == done

    for played, response in zip(rounds, given, strict=True):
        page = " ".join(client.get(f"/rounds/{played.key}/").content.decode().split())
        assert "This question was corrected on 22 November 2026" in page
        points = {"Twenty-one": "1 by the corrected key, 0 by the old one",
                  "Eight": "0 by the corrected key, 1 by the old one"}  # fmt: skip
        assert points.get(response, "All corrections") in page
        shown = "<strong>1</strong> of 2" if response == "Twenty-one" else "<strong>0</strong> of 2"
        assert shown in page


def test_an_interrupted_regrade_is_taken_up_where_it_stopped(question, today, monkeypatch):
    monkeypatch.setattr(regrade, "TURNS_AT_ONCE", 10)
    finished(question, ["Eight"] * 25 + ["Twenty-one"] * 10, today)
    counting.tally()
    correction = correct(question, today)
    foreseen = regrade.foresee(correction)
    compare, taken = regrade._turns, []

    def interrupted(*args, **kwargs):
        taken.append(1)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return compare(*args, **kwargs)

    monkeypatch.setattr(regrade, "_turns", interrupted)
    with pytest.raises(KeyboardInterrupt):
        regrade.apply_correction(correction, today)
    correction.refresh_from_db()
    assert correction.regraded_on is None
    assert Outcome(**correction.outcome).changed == 20
    assert regrade.foresee(correction).changed == 15

    assert regrade.apply_correction(correction, today).changed == 15
    assert Outcome(**correction.outcome) == foreseen


def test_what_a_correction_changed_is_kept_in_twenties_after_a_while(question, today, monkeypatch):
    """Exactly it could be of one reader, and stay when that one has erased it."""
    monkeypatch.setattr(counting, "TOGETHER", 20)
    finished(question, ["Eight"] * 41 + ["Twenty-one"] * 3, today)
    correction = correct(question, today)
    changed = regrade.apply_correction(correction, today)
    assert (changed.up, changed.down, changed.scores) == (3, 41, {"10": 3, "-10": 41})
    for days in (2, 3, 4):
        regrade.settle(today + datetime.timedelta(days=days))
        correction.refresh_from_db()
        kept = Outcome(**correction.outcome)
        assert kept == (changed if days == 2 else changed.in_twenties)
    assert (kept.answers, kept.up, kept.down, kept.rounds) == (40, 0, 40, 40)
    assert kept.scores == {"-10": 40}


def test_readers_who_answer_meanwhile_end_regraded_too(client, question, today):
    """One answers after the correction, one was on the way when it was made."""
    late, slow = (
        Round.begin(
            [question.live_version_id], bank=question.bank, wanted=1, started_on=today
        )
        for _ in range(2)
    )  # fmt: skip
    held = slow.turns.select_related("version__erratum").get()
    assert not hasattr(held.version, "erratum")
    correction = correct(question, today)
    client.post(f"/rounds/{late.key}/1/", {"response": "Twenty-one"})
    regrade.apply_correction(correction, today)
    held.answer("Twenty-one", today)
    slow.finish(today)
    assert held.grade == 0
    counting.tally()
    regrade.settle(today)
    for turn in Turn.objects.all():
        assert (turn.grade, turn.first_grade) == (1, 0)
    row = Tally.objects.get(version__number=1, response="Twenty-one")
    assert (row.n, row.regraded) == (2, counting.units(1))
    correction.refresh_from_db()
    assert Outcome(**correction.outcome).changed == 1


@pytest.mark.parametrize("counted", ["before", "after"])
def test_it_makes_no_difference_when_rounds_are_counted(question, today, counted):
    finished(question, ["Eight", "Eight", "Twenty-one", "Forty", None], today)
    if counted == "before":
        counting.tally()
    correction = correct(question, today)
    regrade.apply_correction(correction, today)
    if counted == "after":
        counting.tally()
    rows = Tally.objects.filter(version__question=question)
    assert {row.response: (row.n, row.points, row.regraded) for row in rows} == {
        "Eight": (2, counting.units(2), 0),
        "Twenty-one": (1, 0, counting.units(1)),
        "Forty": (1, 0, None),
        None: (1, 0, None),
    }


def test_what_the_new_version_does_not_offer_keeps_its_grade_and_is_counted(question, today):
    finished(question, ["Eight", "Forty", None], today)
    counting.tally()
    spec = {**KEY, "wrong": [{"text": "Nine", "tempts": "It is near."}, *KEY["wrong"][1:]]}
    correction = correct(question, today, spec=spec)
    outcome = regrade.apply_correction(correction, today)
    assert (outcome.answers, outcome.kept, outcome.changed) == (2, 1, 0)
    assert Turn.objects.get(response="Eight").grade == 1
    assert Tally.objects.get(response="Eight").regraded is None


def test_a_second_correction_that_returns_to_the_first_key_leaves_no_trace_in_grades(
    client, question, today
):
    (played,) = finished(question, ["Eight"], today)
    counting.tally()
    spec = question.spec
    regrade.apply_correction(correct(question, today), today)
    assert Turn.objects.get(round=played, position=1).grade == 0
    back = correct(Question.objects.get(pk=question.pk), today, spec=spec, statement="Eight it is.")
    assert regrade.apply_correction(back, today).up == 1
    turn = Turn.objects.get(round=played, position=1)
    assert (turn.grade, turn.first_grade) == (1, 1)
    page = client.get(f"/rounds/{played.key}/").content.decode()
    assert "Eight it is." in page
    assert "by the old one" not in page


def test_a_correction_of_the_wording_regrades_nothing(question, today):
    finished(question, ["Eight", "Forty"], today)
    correction = correct(question, today, spec=question.spec, kind="wording", prompt="Clearer?")
    assert regrade.foresee(correction) == Outcome()


def test_a_wording_mended_before_the_regrade_does_not_hide_it(question, today):
    finished(question, ["Eight", "Twenty-one"], today)
    counting.tally()
    key = correct(question, today)
    again = Question.objects.get(pk=question.pk)
    wording = correct(again, today, kind="wording", prompt="How many?", statement="A typo.")
    assert Erratum.objects.get(version__number=1).correction == wording
    assert regrade.foresee(wording).changed == 0
    assert regrade.apply_correction(key, today).changed == 2
    assert Turn.objects.get(response="Twenty-one").grade == 1


CHANGED = {
    "multiple": (
        {"right": ["Thorn", "Interpol"],
         "wrong": [{"text": "Marinus Analytics", "tempts": "It is near."},
                   {"text": "UNICEF", "tempts": "It is near."}]},
        ["Thorn", "Marinus Analytics"], 0.0,
    ),
    "true_false": ({"right": False, "tempts": "It sounds right."}, True, 0.0),
    "estimate": ({**SPECS["estimate"], "right": 60}, 40, 10 / 28),
    "ordering": (
        {**SPECS["ordering"], "items": SPECS["ordering"]["items"][::-1]},
        [item["text"] for item in SPECS["ordering"]["items"]], 0.0,
    ),
    "matching": (
        {**SPECS["matching"], "pairs": [
            {"left": "NEC", "right": "supplied the Met"},
            {"left": "IBM", "right": "paused for a year"},
            {"left": "Amazon", "right": "stopped selling"},
        ]},
        [[pair["left"], pair["right"]] for pair in SPECS["matching"]["pairs"]], 1 / 3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGED)
def test_every_kind_can_be_regraded(client, kind, today):
    spec, response, deserved = CHANGED[kind]
    played = make_round(kind)
    turn = played.turns.get()
    turn.answer(response, today)
    played.finish(today)
    counting.tally()
    before = turn.grade
    correction = correct(Question.objects.get(), today, spec=spec)
    outcome = regrade.apply_correction(correction, today)
    turn.refresh_from_db()
    assert turn.grade == pytest.approx(deserved)
    assert turn.first_grade == before
    assert (outcome.changed, outcome.counted, outcome.kept) == (1, 1, 0)
    assert client.get(f"/rounds/{played.key}/").status_code == 200
    assert Version.objects.count() == 2
