"""From finished rounds to tallies: once each, whatever happens, and nothing but what counts."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.models import Round, ScoreTally, Tally, Turn
from quiz.privacy.erasure import erase, purge
from quiz.tallies import counting
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]

DAY = datetime.timedelta(days=1)


def answer(played, *responses):
    """Answer the round's turns in order and end it; ``...`` leaves one open."""
    for turn, response in zip(played.turns.order_by("position"), responses, strict=True):
        if response is not ...:
            assert turn.answer(response, TODAY)
    played.finish(TODAY)
    return played


def counted(**which):
    return {
        (str(row.response), row.n): (row.points, row.paired, row.rest)
        for row in Tally.objects.filter(**which)
    }


def test_a_finished_round_is_counted_once():
    played = answer(make_round("choice true_false"), "Eight", False)
    assert counting.tally() == 1
    assert counting.tally() == 0
    assert counted() == {("Eight", 1): (10_000, 1, 0), ("False", 1): (0, 1, 10_000)}
    assert list(ScoreTally.objects.values_list("bank", "length", "tenths", "n")) == [
        (played.bank_id, 2, 10, 1)
    ]


def test_an_unfinished_round_waits_and_a_stopped_one_until_it_expires():
    played = make_round("choice choice")
    played.turns.get(position=1).answer("Eight", TODAY)
    assert counting.tally() == 0
    played.stop(TODAY)
    assert counting.tally() == 0
    purge(TODAY + 30 * DAY)
    counting.tally()
    assert counted() == {("Eight", 1): (10_000, 0, 0)}, "what was not answered is not counted"
    assert not ScoreTally.objects.exists(), "a stopped round has no score to compare"


def test_a_round_that_was_stopped_and_resumed_is_counted_once():
    played = make_round("choice true_false")
    played.turns.get(position=1).answer("Eight", TODAY)
    for _ in range(2):
        played.stop(TODAY)
        assert counting.tally() == 0
        played.refresh_from_db()
        played.resume()
        assert played.finished_on is None
    assert played.turns.get(position=2).answer(False, TODAY)
    played.finish(TODAY)
    assert counting.tally() == 1
    once = counted()
    assert once == {("Eight", 1): (10_000, 1, 0), ("False", 1): (0, 1, 10_000)}
    played.stop(TODAY)
    played.resume()
    played.refresh_from_db()
    assert (played.stopped, played.finished_on, played.tallied) == (False, TODAY, True)
    purge(TODAY + 30 * DAY)
    assert counting.tally() == 0
    assert counted() == once


def test_what_older_code_has_counted_at_once_is_not_resumed():
    """While it is upgraded, both run side by side."""
    played = make_round("choice choice")
    played.turns.get(position=1).answer("Eight", TODAY)
    played.stop(TODAY)
    Round.objects.update(tallied=True)
    played.resume()
    played.refresh_from_db()
    assert played.over
    assert played.finished_on == TODAY
    purge(TODAY + 30 * DAY)
    assert counting.tally() == 0
    assert not counted()


@pytest.mark.parametrize("origin", ["topic", "practice", "preview"])
def test_other_origins_are_never_counted(origin):
    answer(make_round("choice", origin=origin), "Eight")
    counting.tally()
    assert not Tally.objects.exists()
    assert not ScoreTally.objects.exists()
    assert Round.objects.get().tallied, "it is settled, so nobody looks at it again"


def test_simulated_rounds_are_counted_apart():
    played = answer(make_round("choice", origin="simulated"), "Eight")
    other = Round.begin(
        [played.turns.get().version_id], bank=played.bank, wanted=1, started_on=TODAY
    )
    answer(other, "Forty")
    counting.tally()
    assert counted(simulated=True) == {("Eight", 1): (10_000, 0, 0)}
    assert counted(simulated=False) == {("Forty", 1): (0, 0, 0)}
    assert ScoreTally.objects.get(simulated=True).tenths == 10


def test_a_readers_second_meeting_with_a_fact_is_not_counted(client, bank):
    """Told when the round is drawn, so it holds when the first round is long gone."""
    for _ in range(3):
        client.post("/banks/small/start/", {"number": "5"})
    first, second, third = Round.objects.order_by("pk")
    assert not first.turns.filter(repeat=True).exists()
    assert not second.turns.filter(repeat=True).exists(), "twelve facts last for two rounds of five"
    assert third.turns.filter(repeat=True).count() == 3
    first.delete()
    second.delete()
    third.turns.update(answered_on=TODAY, grade=0)
    third.finish(TODAY)
    counting.tally()
    assert sum(row.n for row in Tally.objects.all()) == 2
    assert not ScoreTally.objects.exists()


def test_without_a_cookie_every_round_is_a_first_one(client, bank):
    for _ in range(3):
        client.cookies.clear()
        client.post("/banks/small/start/", {"number": "10"})
    assert not Turn.objects.filter(repeat=True).exists()


def test_answers_that_mean_the_same_are_one_row():
    first = answer(make_round("multiple"), ["Thorn", "Interpol"])
    again = Round.begin([first.turns.get().version_id], bank=first.bank, wanted=1, started_on=TODAY)
    answer(again, ["Interpol", "Thorn"])
    counting.tally()
    assert counted() == {("['Interpol', 'Thorn']", 2): (0, 0, 0)}


def test_whatever_is_typed_an_estimate_has_few_rows():
    spec = {**SPECS["estimate"], "low": 0, "high": 1_000_000, "right": 500, "zero_at": 400_000}
    version = QuestionFactory(kind="estimate", spec=spec, live=True).live_version
    bank = version.question.bank
    for value in range(0, 20_000, 100):
        answer(Round.begin([version.pk], bank=bank, wanted=1, started_on=TODAY), value)
    assert counting.tally() == 200
    assert list(Tally.objects.order_by("pk").values_list("response", "n")) == [
        (5000, 100),
        (15000, 100),
    ]
    earned = sum(counting.units(turn.grade) for turn in Turn.objects.all())
    assert sum(row.points for row in Tally.objects.all()) == earned, "as given, not as binned"


def test_what_is_erased_before_it_was_counted_is_not():
    played = answer(make_round(), "Eight")
    erase(key=played.key)
    counting.tally()
    assert not Tally.objects.exists()


def test_what_is_erased_afterwards_stays_counted():
    played = answer(make_round(), "Eight")
    counting.tally()
    erase(key=played.key)
    assert counted() == {("Eight", 1): (10_000, 0, 0)}


def test_nothing_finished_is_purged_uncounted():
    answer(make_round("choice", on=TODAY - 40 * DAY), "Eight")
    make_round("choice", on=TODAY - 40 * DAY)
    assert purge(TODAY)[0] == 2
    assert not Round.objects.exists()
    counting.tally()
    assert counted() == {("Eight", 1): (10_000, 0, 0)}


def test_a_purge_counts_nothing_twice():
    answer(make_round("choice", on=TODAY - 40 * DAY), "Eight")
    counting.tally()
    purge(TODAY)
    counting.tally()
    assert counted() == {("Eight", 1): (10_000, 0, 0)}


def test_a_purge_does_not_read_the_rounds_that_stay():
    """On SQLite it would hold the one lock for as long as that takes."""
    with CaptureQueriesContext(connection) as queries:
        purge(TODAY)
    finds = next(query["sql"] for query in queries if "SELECT" in query["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {finds}")
        else:  # so few rounds are read at once; what would be done with many?
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {finds}")
        assert "round_to_purge" in str(cursor.fetchall())


def test_a_batch_that_fails_leaves_nothing_half_done(monkeypatch):
    for _ in range(3):
        answer(make_round(), "Eight")
    with monkeypatch.context() as broken:
        broken.setattr(ScoreTally, "add", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            counting.tally(batch=2)
    assert not Tally.objects.exists()
    assert not Round.objects.filter(tallied=True).exists()
    assert counting.tally(batch=2) == 3


def test_stops_when_its_time_is_over_and_goes_on():
    for _ in range(3):
        answer(make_round(), "Eight")
    assert counting.tally(seconds=0) == 0
    assert counting.tally(batch=1, seconds=60) == 3


def test_housekeeping_counts(capsys, monkeypatch):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: None)
    answer(make_round(), "Eight")
    call_command("housekeeping")
    assert "1 rounds counted; 0 rounds" in capsys.readouterr().out
    assert Tally.objects.get().n == 1


def test_a_round_whose_server_died_between_its_last_answer_and_its_end_is_counted(monkeypatch):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: None)
    left, waiting = make_round("choice choice"), make_round("choice choice")
    for turn in [*left.turns.all(), waiting.turns.first()]:
        turn.answer("Eight", TODAY)
    call_command("housekeeping", verbosity=0)
    left.refresh_from_db()
    waiting.refresh_from_db()
    assert (left.finished_on, left.tallied) == (TODAY, True)
    assert waiting.finished_on is None


def test_a_batch_costs_the_same_for_few_and_many(django_assert_num_queries):
    bank = BankFactory()
    for size in (1, 40):
        for _ in range(size):
            answer(make_round("choice estimate", bank=bank), "Eight", 20)
        with django_assert_num_queries(19):  # five of which ask what may be told now
            assert counting.tally() == size


class TestRegrade:
    def play(self, kind, *responses, before=0):
        """Rounds of a question of this kind and a statement; count those up to ``before``."""
        version = QuestionFactory(kind=kind, live=True).live_version
        other = QuestionFactory(kind="true_false", bank=version.question.bank, live=True)
        rounds = []
        for number, response in enumerate(responses):
            played = Round.begin([version.pk, other.live_version_id], bank=version.question.bank,
                                 wanted=2, started_on=TODAY)  # fmt: skip
            rounds.append(answer(played, response, number % 2 == 0))
            if number + 1 == before:
                counting.tally()
        return version, rounds

    def regrade(self, version, grade):
        """As a correction does: the turns that are still there, then the tallies."""
        for turn in Turn.objects.filter(version=version, answered_on__isnull=False):
            if turn.response is not None and (new := grade(turn.response)) != turn.grade:
                turn.first_grade = turn.grade if turn.first_grade is None else turn.first_grade
                turn.grade = new
                turn.save()
        return counting.regrade(version, grade)

    def test_a_dry_run_says_what_happens_and_changes_nothing(self):
        version, _ = self.play("choice", "Eight", "Forty", "Forty", None)
        counting.tally()
        before = counted(version=version)
        dry = counting.regrade(version, lambda text: float(text == "Forty"), dry_run=True)
        assert (dry.answers, dry.changed, dry.approximate) == (3, 3, False)
        assert {(move.response, move.n, move.before, move.after) for move in dry.changes} == {
            ("Eight", 1, 1.0, 0.0), ("Forty", 2, 0.0, 1.0)}  # fmt: skip
        assert not Tally.objects.exclude(regraded=None).exists()
        assert counting.regrade(version, lambda text: float(text == "Forty")) == dry
        again = counting.regrade(version, lambda text: float(text == "Forty"))
        assert again.changed == 0
        assert counted(version=version) == before, "what was first given stays"
        regraded = {row.response: row.regraded for row in Tally.objects.filter(version=version)}
        assert regraded == {"Eight": 0, "Forty": 10_000, None: None}

    @pytest.mark.parametrize(
        ("kind", "responses", "grade"),
        [
            ("choice", ["Eight", "Forty", None, "Forty"], lambda text: float(text == "Forty")),
            ("multiple", [["Thorn"], ["Thorn", "Interpol"], ["Interpol"], None], lambda _: 0.25),
            ("true_false", [True, False, True, None], lambda value: float(not value)),
            ("estimate", [26, 40, 26, 119], lambda value: 1 - value / 120),
        ],
    )
    def test_before_after_or_amid_the_counting_it_is_the_same(self, kind, responses, grade):
        outcomes = []
        for before in (0, 2, 4):
            version, _ = self.play(kind, *responses, before=before)
            self.regrade(version, grade)
            counting.tally()
            self.regrade(version, grade)
            rows = Tally.objects.filter(version=version, n__gt=0).order_by("digest")
            sums = [[getattr(row, name) for name in Tally.SUMS] for row in rows]
            others = Tally.objects.filter(version__question__bank=version.question.bank)
            outcomes.append((
                [(row.response, row.points if row.regraded is None else row.n * row.regraded)
                 for row in rows],
                sums,
                sorted(others.exclude(version=version).values_list("response", "n", "rest")),
            ))  # fmt: skip
        assert outcomes[0] == outcomes[1] == outcomes[2]

    def test_an_estimate_counted_later_finds_its_new_grade(self):
        version, _ = self.play("estimate", 26)
        counting.tally()
        self.regrade(version, lambda value: float(value == 100))
        played = Round.begin([version.pk], bank=version.question.bank, wanted=1, started_on=TODAY)
        answer(played, 100)
        counting.tally()
        assert Tally.objects.get(version=version, simulated=False, response=100).regraded == 10_000

    def test_bins_are_said_to_be_approximate(self):
        spec = {**SPECS["estimate"], "high": 5_000}
        version = QuestionFactory(kind="estimate", spec=spec, live=True).live_version
        played = Round.begin([version.pk], bank=version.question.bank, wanted=1, started_on=TODAY)
        answer(played, 30)
        counting.tally()
        done = counting.regrade(version, lambda value: 0.5)
        assert (done.changed, done.approximate) == (1, True)
