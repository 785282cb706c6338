"""Answers are counted, and so shown, with those of twenty readers or not at all."""

import datetime
import re
import uuid

import pytest
from django.db.models import Sum
from django.urls import reverse

from quiz.models import HeldReaders, HeldScoreTally, HeldTally, Round, ScoreTally, Tally
from quiz.ops.metrics import exposition
from quiz.privacy.erasure import erase, purge
from quiz.tallies import counting
from quiz.tallies.counting import TOGETHER
from tests.factories import TODAY, BankFactory, QuestionFactory, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)
NEW = object()
TOKEN = rb'name="csrfmiddlewaretoken" value="\w+"'


@pytest.fixture
def played_bank():
    """A bank of two live questions."""
    bank = BankFactory()
    for kind in ("choice", "true_false"):
        QuestionFactory(bank=bank, kind=kind, live=True)
    return bank


def play(bank, reader=NEW, *, on=TODAY, response="Eight", repeats=(), answers=2):
    """A finished round of both questions; of a reader of its own unless one is named."""
    versions = [question.live_version_id for question in bank.questions.order_by("pk")]
    played = Round.begin(versions, repeats=repeats, bank=bank, wanted=2, started_on=on,
                         reader=uuid.uuid4() if reader is NEW else reader)  # fmt: skip
    given = zip(played.turns.order_by("position"), [response, True][:answers], strict=False)
    for turn, answer in given:
        turn.answer(answer, on)
    played.stop(on)
    return played


def play_many(bank, number, **how):
    return [play(bank, **how) for _ in range(number)]


def counted(model=Tally):
    return sum(row.n for row in model.objects.all())


def test_nothing_that_is_shown_moves_before_there_are_twenty(admin_client, played_bank):
    question = played_bank.questions.first()
    pages = [
        reverse("admin:quiz_tally_changelist"),
        reverse("admin:quiz_tally_bank", args=[played_bank.pk]),
        reverse("admin:quiz_tally_csv", args=[played_bank.pk]),
        reverse("admin:quiz_tally_question", args=[question.pk]),
        "/",
        f"/banks/{played_bank.ref}/",
    ]

    def shown():
        bodies = [re.sub(TOKEN, b"", admin_client.get(page).getvalue()) for page in pages]
        return [*bodies, re.search(rb"^quiz_rounds_uncounted (.+)$", exposition(), re.M)[1]]

    before = shown()
    for played in range(1, TOGETHER):
        play(played_bank)
        counting.tally()
        assert played < 3 or not Tally.objects.exists()
    assert shown() == before
    play(played_bank)
    assert shown()[-1] == b"20.0", "those that wait for the next clean-up"
    assert counting.tally() == TOGETHER
    after = shown()
    assert [old == new for old, new in zip(before, after, strict=True)] == [
        False, False, False, False, True, True, True,
    ]  # fmt: skip
    play_many(played_bank, TOGETHER - 1)
    assert counting.tally() == 0
    assert shown() == after


def test_a_readers_many_rounds_are_one_readers(played_bank):
    reader = uuid.uuid4()
    play_many(played_bank, TOGETHER + 5, reader=reader)
    play_many(played_bank, TOGETHER - 2)
    assert counting.tally(batch=3) == 0
    play(played_bank)
    assert counting.tally(batch=3) == 2 * TOGETHER + 4, "more than a batch, to have them together"


def test_what_gives_nothing_hides_nobody(played_bank):
    """Rounds of facts met before, and of which nothing was answered before they were stopped."""
    versions = [question.live_version_id for question in played_bank.questions.all()]
    play_many(played_bank, TOGETHER, repeats=versions)
    play_many(played_bank, TOGETHER, answers=0)
    play(played_bank)
    assert counting.tally() == TOGETHER, "they are settled, and nobody looks at them again"
    assert not Tally.objects.exists()
    waiting = Round.objects.filter(tallied=False)
    assert waiting.filter(stopped=True).count() == TOGETHER, "each can be resumed"
    assert waiting.get(stopped=False).turns.filter(repeat=False).exists()


def test_readers_of_one_bank_do_not_hide_those_of_another(played_bank):
    other = BankFactory()
    for kind in ("choice", "true_false"):
        QuestionFactory(bank=other, kind=kind, live=True)
    play_many(played_bank, TOGETHER)
    play(other)
    assert counting.tally() == TOGETHER
    assert not Tally.objects.filter(version__question__bank=other).exists()


def test_what_nobody_played_is_counted_at_once(played_bank):
    played = play(played_bank)
    Round.objects.filter(pk=played.pk).update(origin=Round.Origin.SIMULATED)
    assert counting.tally() == 1
    assert counted() == 2


class TestHeld:
    """What expires before there are twenty is not lost, and not shown either."""

    def test_it_waits_for_others_and_is_counted_with_them(self, played_bank):
        play(played_bank, on=TODAY - 40 * DAY)
        play(played_bank, on=TODAY - 40 * DAY, response="Forty", answers=1)
        assert counting.tally() == 0
        assert purge(TODAY)[0] == 2
        assert not Round.objects.exists()
        assert not Tally.objects.exists()
        assert not ScoreTally.objects.exists()
        assert (counted(HeldTally), counted(HeldScoreTally), counted(HeldReaders)) == (3, 1, 2)
        play_many(played_bank, TOGETHER - 3)
        assert counting.tally() == 0
        play(played_bank)
        assert counting.tally() == TOGETHER - 2
        assert (counted(), counted(ScoreTally)) == (2 * TOGETHER - 1, TOGETHER - 1)
        assert not HeldTally.objects.exists()
        assert not HeldScoreTally.objects.exists()
        assert not HeldReaders.objects.exists()

    def test_many_that_expire_little_by_little_are_shown_once_they_are_enough(self, played_bank):
        for _ in range(TOGETHER):
            play(played_bank, on=TODAY - 40 * DAY)
            purge(TODAY)
        assert not Tally.objects.exists()
        assert counting.tally() == 0, "no round is left that could be counted"
        assert counted() == 2 * TOGETHER

    def test_who_came_back_counts_again_since_nobody_is_known_again(self, client, played_bank):
        reader = uuid.uuid4()
        for days in range(TOGETHER):
            assert HeldReaders.objects.aggregate(n=Sum("n"))["n"] in (None, days)
            play(played_bank, reader, on=TODAY - 40 * DAY)
            purge(TODAY)
        counting.tally()
        assert counted() == 2 * TOGETHER
        said = "and so does each round of a reader that has expired meanwhile"
        assert said in flat(client.get("/privacy/").content.decode())

    def test_it_has_no_reader_no_round_and_no_day(self, played_bank):
        names = {field.name for model in (HeldTally, HeldScoreTally, HeldReaders)
                 for field in model._meta.get_fields()}  # fmt: skip
        shown = {field.name for model in (Tally, ScoreTally) for field in model._meta.get_fields()}
        told = {"shown", "shown_points", "published", "published_points"}
        assert names == shown - told

    def test_a_regrade_reaches_it_and_does_not_tell_of_it(self, played_bank):
        version = played_bank.questions.get(kind="choice").live_version
        play(played_bank, on=TODAY - 40 * DAY, response="Forty")
        purge(TODAY)
        done = counting.regrade(version, lambda text: float(text == "Forty"))
        assert (done.answers, done.changes) == (0, ())
        play_many(played_bank, TOGETHER - 1)
        counting.tally()
        row = Tally.objects.get(version=version, response="Forty")
        assert (row.n, row.points, row.regraded) == (1, 0, 10_000)


def test_what_is_erased_while_it_waits_is_never_counted(played_bank):
    mine = play(played_bank, response="Forty")
    play_many(played_bank, TOGETHER - 1)
    erase(key=mine.key)
    counting.tally()
    assert not Tally.objects.exists()
    play(played_bank)
    counting.tally()
    assert not Tally.objects.filter(response="Forty").exists()


def test_a_rest_score_is_kept_to_a_tenth_and_so_ties_no_answers_together():
    """Else the only round with 0.6425 points elsewhere would be found in every row it added to."""
    played = make_round("choice choice estimate", reader=uuid.uuid4())
    for turn, response in zip(played.turns.order_by("position"), ["Eight", None, 33], strict=True):
        turn.answer(response, TODAY)
    assert 0 < turn.grade < 1
    played.finish(TODAY)
    sums = counting.Sums.of([played], played.turns.order_by("position"))
    assert all(row.sums[Tally.SUMS.index("rest")] % 1000 == 0 for row in sums.answers.values())
