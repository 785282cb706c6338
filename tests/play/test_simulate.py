"""A simulated history: full pages to look at, and nothing of it in real figures."""

import random

import pytest
from django.core.management import CommandError, call_command

from quiz.core.kinds import KINDS
from quiz.models import Round, ScoreTally, Tally, Turn
from quiz.play import simulate
from quiz.privacy.erasure import purge
from quiz.tallies import counting
from tests.factories import SPECS, TODAY, BankFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]


def test_everything_it_makes_is_marked_and_goes_again(bank, capsys):
    real = make_round("choice")
    real.turns.get().answer("Eight", TODAY)
    real.finish(TODAY)
    counting.tally()
    before = [list(model.objects.values()) for model in (Round, Turn, Tally, ScoreTally)]
    call_command("demo", "small", "--readers", "50", "--length", "6")
    assert "small: 50 simulated rounds" in capsys.readouterr().out
    assert Round.objects.exclude(pk=real.pk).count() == 50
    assert set(Round.objects.exclude(pk=real.pk).values_list("origin", "reader")) == {
        ("simulated", None)
    }
    assert Tally.objects.filter(simulated=True).exists()
    assert ScoreTally.objects.filter(simulated=True).exists()
    assert list(Tally.objects.filter(simulated=False).values()) == before[2]
    call_command("demo", "--remove")
    assert "50 simulated rounds removed" in capsys.readouterr().out
    after = [list(model.objects.values()) for model in (Round, Turn, Tally, ScoreTally)]
    assert after == before


def test_what_was_simulated_can_be_removed_when_its_rounds_are_gone(bank):
    call_command("demo", "--readers", "20", "--length", "5", verbosity=0)
    Round.objects.update(started_on="2026-01-01")
    purge(TODAY)
    assert Tally.objects.exists()
    call_command("demo", "--remove")
    assert not Tally.objects.exists()
    assert not ScoreTally.objects.exists()


def test_the_same_seed_makes_the_same_history(bank):
    histories = []
    for seed in ("7", "7", "8"):
        call_command("demo", "--readers", "5", "--length", "5", "--seed", seed)
        histories.append(list(Turn.objects.order_by("pk").values_list("version", "grade")))
        call_command("demo", "--remove")
    assert histories[0] == histories[1] != histories[2]


def test_what_cannot_be_simulated_is_said(bank, capsys):
    BankFactory(ref="bare")
    call_command("demo", "bare")
    assert "bare: nothing is live" in capsys.readouterr().out
    for wrong in (["nowhere"], ["--readers", "0"], ["--length", "21"]):
        with pytest.raises(CommandError):
            call_command("demo", *wrong)


def test_the_spoilt_questions_are_named(capsys):
    from tests.tallies.test_queries import make_bank

    make_bank(*["choice"] * 6)
    call_command("demo", "--readers", "3", "--length", "5")
    assert capsys.readouterr().out.count("spoilt on purpose") == 3


def test_a_kind_without_a_manner_of_its_own_is_known_or_guessed(monkeypatch):
    monkeypatch.delitem(simulate.RESPONSES, "choice")
    task, chance = KINDS["choice"](**SPECS["choice"]), random.Random(7)
    given = {
        simulate.respond(task, simulate.Manner(0), ability, chance)
        for ability in (-3, 3)
        for _time in range(50)
    }
    assert given - {None} == set(task.guesses())
