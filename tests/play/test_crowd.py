"""How many other readers answered so: said in tenths, once 50 have, and labelled as ours."""

import pytest
from lxml import html

from quiz.core.item_statistics import FULL
from quiz.models import Tally
from quiz.tallies.crowd import Crowd, crowd
from quiz.tallies.shown import SHOWN_FROM
from quiz.tallies.sums import digest
from tests.factories import SPECS, make_round
from tests.play.test_feedback import answered, said
from tests.play.test_turn import HTMX, answers, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]


def count(version, *answers, simulated=False):
    """Answers that are counted: a response, how many gave it, and the grade it was worth."""
    for response, n, grade in answers:
        Tally.objects.create(
            version=version, simulated=simulated, digest=digest(response), response=response,
            n=n, points=n * round(grade * FULL), shown=n, shown_points=n * round(grade * FULL),
        )  # fmt: skip


def asked(kind="choice"):
    played = make_round(kind)
    return played, played.turns.get().version


def verdict(client, played, data, **how):
    page = html.fromstring(client.post(url(played), data, follow=True, **how).content.decode())
    return said(page.xpath("//h2[@id='verdict']")[0])


def test_from_fifty_answers_on():
    _, version = asked()
    count(version, ("Eight", 24, 1), ("Forty", 25, 0))
    assert crowd(version, "Forty") is None
    count(version, (None, 1, 0))
    assert SHOWN_FROM == 50
    assert crowd(version, "Forty") == Crowd(alike=5, right=5)
    assert crowd(version, None) == Crowd(alike=0, right=5)
    assert crowd(version, "Thirty-four") == Crowd(alike=0, right=5)


def test_simulated_answers_and_those_to_other_versions_do_not_count():
    _, version = asked()
    count(version, ("Eight", 100, 1), simulated=True)
    count(asked()[1], ("Eight", 100, 1))
    assert crowd(version, "Eight") is None


@pytest.mark.each_database
def test_a_corrected_key_decides_what_was_right():
    _, version = asked()
    count(version, ("Eight", 60, 1), ("Forty", 40, 0))
    Tally.objects.filter(digest=digest("Eight")).update(regraded=0)
    Tally.objects.filter(digest=digest("Forty")).update(regraded=FULL)
    assert crowd(version, "Forty") == Crowd(alike=4, right=4)


def test_what_means_the_same_is_counted_as_the_same():
    _, version = asked("multiple")
    canonical = version.task.canonical(["Thorn", "Interpol"])
    count(version, (canonical, 30, 0), (["Marinus Analytics", "Thorn"], 30, 1))
    assert crowd(version, ["Interpol", "Thorn"]) == Crowd(alike=5, right=5)


def test_one_more_answer_seldom_shows_and_never_a_number():
    """Only steps of ten per cent can be seen, so most looks before and after are the same."""
    looks = set()
    for more in range(20):
        _, version = asked()
        count(version, ("Eight", 30 + more, 1), ("Forty", 30, 0))
        looks.add(crowd(version, "Forty"))
    assert looks == {Crowd(5, 5), Crowd(4, 6)}


@pytest.mark.parametrize(
    ("chosen", "heading"),
    [
        (
            {"response": "Forty"},
            "Not right. The answer: Eight. You chose “Forty”, like 4 in 10 readers of this quiz.",
        ),
        (
            {"response": "Thirty-four"},
            "Not right. The answer: Eight. You chose “Thirty-four”, like few readers of this quiz.",
        ),
        ({"response": "Eight"}, "Right. Eight. Half of the readers of this quiz got it right."),
        (
            {"unsure": "1"},
            "Not sure: no point, and no harm. The answer: Eight. "
            "Half of the readers of this quiz got it right.",
        ),
    ],
    ids=["wrong", "rare", "right", "unsure"],
)
@pytest.mark.parametrize("how", [{}, {"headers": HTMX}], ids=["plain", "htmx"])
def test_the_verdict_says_it(client, chosen, heading, how):
    played, version = asked()
    count(version, ("Eight", 52, 1), ("Forty", 41, 0), ("Twenty-one", 6, 0), (None, 1, 0))
    assert verdict(client, played, chosen, **how) == heading


def test_many_fall_for_it_or_few_know_it(client):
    played, version = asked("true_false")
    count(version, (True, 1, 1), (False, 99, 0))
    wrong = verdict(client, played, {"response": "false"})
    assert wrong == (
        "Not right. Many readers of this quiz fall for this one. The answer: True. "
        "You chose “False”, like nearly all readers of this quiz."
    )
    played, version = asked("true_false")
    count(version, (True, 10, 1), (False, 90, 0))
    right = verdict(client, played, {"response": "true"})
    assert right == (
        "Right. Few readers of this quiz know this one. True. "
        "1 in 10 readers of this quiz got it right."
    )


@pytest.mark.parametrize("kind", ["multiple", "estimate", "ordering", "matching"])
def test_of_several_steps_it_says_how_many_got_it_right(client, kind):
    played, version = asked(kind)
    task = version.task
    right = task.canonical(task.solution())
    if kind == "matching":
        right = task.canonical([[pair["left"], pair["right"]] for pair in SPECS[kind]["pairs"]])
    count(version, (right, 70, 1), (None, 30, 0))
    heading = verdict(client, played, answers(played, kind)[1])
    assert heading.endswith("7 in 10 readers of this quiz got it right.")


def test_without_enough_answers_nothing_is_said(client):
    assert "readers" not in said(answered(client, "choice", 1).xpath("//article")[0])
