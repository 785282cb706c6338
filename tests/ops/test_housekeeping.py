"""A clock that jumps does not make the housekeeping delete everything."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from quiz.management.commands.housekeeping import Command
from quiz.models import Question, Round, Upkeep
from quiz.privacy.erasure import purge
from tests.factories import TODAY, make_round
from tests.layout import flat

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_to_scrub(monkeypatch):
    """Within a test's transaction it cannot be done; tests/privacy/test_leftovers.py does it."""
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)


def kept_on(days, **options):
    """How many rounds there are after a clean-up so many days from today."""
    with time_machine.travel(TODAY + days * DAY):
        call_command("housekeeping", verbosity=0, **options)
    return Round.objects.count()


@pytest.fixture
def served():
    """A site that was cleaned up every day until today, on which a round was begun."""
    for days in range(5):
        Upkeep.note(TODAY - days * DAY, 0, 0)
    return make_round("choice", on=TODAY)


@pytest.mark.parametrize("days", [40, 400, 10_000])
def test_a_clock_that_jumps_deletes_and_publishes_nothing(served, days):
    planned = make_round("choice", on=TODAY).turns.get().version.question
    Question.objects.filter(pk=planned.pk).update(retire_on=TODAY + DAY)
    for _ in range(3):
        with pytest.raises(CommandError, match=r"more than a week after .* --trust-clock"):
            kept_on(days)
    assert Round.objects.count() == 2
    planned.refresh_from_db()
    assert planned.state == Question.State.LIVE
    # The clock is put right, and what it had said makes no difference.
    assert kept_on(1) == 2
    assert Upkeep.latest(TODAY + DAY).day == TODAY + DAY


def test_while_it_deletes_nothing_no_page_says_that_it_ran(served, client):
    there = f"/rounds/{served.key}/data/"
    for days in (40, 41):
        with pytest.raises(CommandError):
            kept_on(days)
        with time_machine.travel(TODAY + days * DAY):
            page = flat(client.get("/privacy/").content.decode())
        assert "It last ran on 22 November 2026" in page
        assert "the clock has jumped by more than a week, so it deletes nothing" in page
        assert "Rounds that have expired wait for the next one" in page
    assert kept_on(42) == 0
    with time_machine.travel(TODAY + 42 * DAY):
        page = flat(client.get("/privacy/").content.decode())
        assert client.get(there).status_code == 404
    assert "It last ran on 3 January 2027" in page
    assert "the clock has jumped" not in page


def test_days_that_an_operator_makes_plausible_are_none_on_which_it_ran(served):
    Upkeep.trust(TODAY + 40 * DAY)
    assert Upkeep.is_plausible(TODAY + 40 * DAY)
    assert Upkeep.latest(TODAY + 40 * DAY).day == TODAY


def test_who_was_off_for_forty_days_goes_on_by_itself_on_the_third_day(served):
    for days in (40, 41):
        with pytest.raises(CommandError):
            kept_on(days)
    assert Round.objects.exists()
    assert kept_on(42) == 0


def test_or_at_once_when_an_operator_says_that_the_clock_is_right(served):
    assert kept_on(40, trust_clock=True) == 0
    assert kept_on(41) == 0


@pytest.mark.parametrize("days", [[], [0], [0, 7, 14], [0, 1, 2, 9, 16]])
def test_a_new_site_and_one_that_is_cleaned_up_once_a_week_are_believed(days):
    for each in days:
        assert Upkeep.is_plausible(TODAY + each * DAY)
        purge(TODAY + each * DAY)
    assert Upkeep.is_plausible(TODAY + max(days, default=0) * DAY + 7 * DAY)


def test_a_clock_that_goes_back_deletes_nothing_either(served):
    assert kept_on(-9_000) == 1
    assert kept_on(1) == 1


@pytest.mark.any_database
def test_beside_a_server_it_leaves_a_file_alone_that_has_taken_the_place_of_the_one_served(
    monkeypatch, tmp_path
):
    """A connection to that one would fold into it what was confirmed and belongs to the other."""
    there = tmp_path.stat()
    ran = []
    Command().guarded(ran.append, "as it should be")
    monkeypatch.setenv("QUIZ_WATCHED_FILE", f"{there.st_dev}:{there.st_ino + 1}:{tmp_path}")
    Command().guarded(ran.append, "on another file")
    assert ran == ["as it should be"]
