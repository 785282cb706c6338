"""Where a result stands among those of this quiz's readers: from fifty rounds on, in steps."""

import re

import pytest
from lxml import html

from quiz.core.standing import DOTS, standing
from quiz.models import Bank, Round, ScoreTally, Turn
from quiz.play.standing import DOT, Stand
from quiz.tallies import shown
from tests.factories import TODAY, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

CIRCLE = re.compile(r"M([\d.-]+) ([\d.-]+)a")


def played(right=2, length=3, **fields):
    """A finished round of so many questions, of which so many were answered right."""
    fresh = make_round("choice " * length, **fields)
    for turn in fresh.turns.order_by("position"):
        turn.answer("Eight" if turn.position <= right else "Forty", TODAY)
    fresh.finish(TODAY)
    return fresh


def count(bank, length, counts, simulated=False):
    """Rounds of others that readers are told of, by their score in tenths."""
    ScoreTally.objects.bulk_create(
        ScoreTally(bank=bank, length=length, tenths=tenths, n=n, shown=n, simulated=simulated)
        for tenths, n in counts.items()
    )


def figure(client, fresh):
    """What is said of it and what is drawn, or None."""
    page = html.fromstring(client.get(fresh.url).content.decode())
    found = page.xpath("//figure[@class='standing']")
    return found[0] if found else None


def sentence(client, fresh):
    return flat(figure(client, fresh).xpath("string(p)")).strip()


def test_from_fifty_rounds_on(client):
    fresh = played()
    count(fresh.bank, 3, {10: 30, 20: 19})
    assert figure(client, fresh) is None
    count(fresh.bank, 3, {30: 1})
    assert shown.SHOWN_FROM == 50
    assert sentence(client, fresh) == "Better than 60 of 100 readers of this quiz."


def test_before_that_only_what_guessing_gets(client):
    fresh = played()
    page = client.get(fresh.url).content.decode()
    assert "Guessing at random would get" in page
    assert "readers of this quiz" not in page
    assert "standing.css" not in page
    count(fresh.bank, 3, {10: 50})
    assert "standing.css" in client.get(fresh.url).content.decode()


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (0, "Nearly all readers of this quiz scored as much or more."),
        (2, "Better than 30 of 100 readers of this quiz."),
        (3, "Better than 80 of 100 readers of this quiz; the others had everything right too."),
    ],
)
def test_what_it_says(client, right, said):
    fresh = played(right)
    count(fresh.bank, 3, {0: 10, 10: 20, 20: 50, 30: 20})
    assert sentence(client, fresh) == said


def test_nobody_is_better_than_all(client):
    fresh = played(3)
    count(fresh.bank, 3, {10: 100})
    assert sentence(client, fresh) == "Better than 95 of 100 readers of this quiz."


def test_the_drawing_has_twenty_dots_and_words(client):
    fresh = played()
    count(fresh.bank, 3, {10: 60, 20: 20, 30: 20})
    drawn = figure(client, fresh)
    (lower,), (others,) = (drawn.xpath(f".//path[@class='{name}']/@d") for name in
                           ("lower", "others"))  # fmt: skip
    assert (len(CIRCLE.findall(lower)), len(CIRCLE.findall(others))) == (12, 8)
    (said,) = drawn.xpath(".//svg[@role='img']/@aria-label")
    assert said == (
        "You: 2 points. 20 dots, by whole points. Filled, with fewer points than you: 12 at 1. "
        "Empty, with as many or more: 4 at 2, 4 at 3."
    )
    caption = flat(drawn.xpath("string(figcaption)")).strip()
    assert caption == (
        "Each dot: 1 in 20 readers of this quiz, not of the public. Filled: fewer points than you."
    )


@pytest.mark.each_database
@pytest.mark.parametrize(("language", "points"), [("en", "1.8"), ("de", "1,8")])
def test_with_parts_of_a_point_picture_and_words_say_the_same(client, language, points):
    """What is filled lies before the mark, though others with 1.8 or more are in its column."""
    fresh = played(1)
    Bank.objects.filter(pk=fresh.bank_id).update(language=language)
    half = fresh.turns.get(position=2)
    Turn.objects.filter(pk=half.pk).update(grade=0.8, first_grade=0.8)
    count(fresh.bank, 3, {0: 15, 10: 20, 15: 5, 18: 10, 19: 15, 20: 35})
    assert sentence(client, fresh) == "Better than 40 of 100 readers of this quiz."
    drawn = figure(client, fresh)
    marked, *texts = (text.text for text in drawn.xpath(".//text"))
    assert (marked, sorted(texts)) == ("you", ["0", points, "3", "points"])
    (own,) = {text.get("x") for text in drawn.xpath(".//text[.='you' or @class='mine']")}
    lower, others = (
        [
            float(x) + DOT
            for x, _y in CIRCLE.findall(drawn.xpath(f"string(.//path[@class='{name}']/@d)"))
        ]
        for name in ("lower", "others")
    )
    assert max(lower) + DOT < float(own) < min(others) - DOT
    assert (len(lower), len(others)) == (8, 12)
    assert drawn.xpath("string(.//svg/@aria-label)") == (
        f"You: {points} points. 20 dots, by whole points. Filled, with fewer points than you: "
        "3 at 0, 5 at 1. Empty, with as many or more: 5 at 1, 7 at 2."
    )


def test_dots_with_fewer_points_lie_before_the_mark_even_if_alone_in_its_column():
    stand = Stand(standing({23: 5, 50: 5}, 28, 10), 28, "en", 0, False)
    middles = {float(x) + DOT for x, _y in CIRCLE.findall(stand.lower)}
    assert max(middles) + DOT < stand.own[0]


@pytest.mark.parametrize("length", [3, 5, 10, 17, 20])
@pytest.mark.parametrize("at", [0, 0.5, 1])
def test_everything_is_inside_the_drawing(length, at):
    own = round(10 * length * at)
    counts = {own: 3, max(own - 1, 0): 3, 10 * length: 1, 0: 1}
    stand = Stand(standing(counts, own, length), own, "en", 0, False)
    assert len(CIRCLE.findall(stand.lower + stand.others)) == DOTS
    for x, y in CIRCLE.findall(stand.lower + stand.others):
        assert 0 <= float(x) <= stand.wide - 2 * DOT
        assert DOT <= float(y) < stand.base
    x, y = stand.own
    assert 17 <= x <= stand.wide - 17
    assert 22 <= y <= stand.base
    assert stand.base < stand.foot < stand.high
    assert len(stand.ends) in (1, 2)
    numbers = [stand.own[0], *(x for x, _points in stand.ends)]
    assert all(abs(stand.unit - x) > 35 for x in numbers), "room for the word between them"


@pytest.mark.parametrize("origin", [each for each in Round.Origin if each != Round.Origin.FRESH])
def test_only_what_was_drawn_afresh_is_compared(client, origin):
    fresh = played(origin=origin)
    count(fresh.bank, 3, {10: 50})
    assert figure(client, fresh) is None


def test_what_was_stopped_is_not(client):
    fresh = make_round("choice choice choice choice")
    for turn in fresh.turns.order_by("position")[:3]:
        turn.answer("Eight", TODAY)
    fresh.stop(TODAY)
    count(fresh.bank, 4, {10: 50})
    count(fresh.bank, 3, {10: 50})
    assert figure(client, fresh) is None


def test_others_had_as_many_questions_of_the_same_bank_and_were_people(client):
    fresh, short = played(), played(1, length=2)
    count(fresh.bank, 4, {10: 50})
    count(short.bank, 3, {10: 50})
    count(short.bank, 2, {10: 50})
    count(fresh.bank, 3, {10: 50}, simulated=True)
    assert figure(client, fresh) is None
    assert figure(client, short) is None, "two questions say nothing"


@pytest.mark.each_database
def test_whoever_had_met_some_before_is_told(client):
    fresh = played()
    count(fresh.bank, 3, {10: 50})
    assert "asked before" not in client.get(fresh.url).content.decode()
    fresh.turns.filter(position__lte=2).update(repeat=True)
    rest = "about something you had been asked before; for the readers counted here all was new."
    assert f"2 of these were {rest}" in flat(client.get(fresh.url).content.decode())
    fresh.turns.filter(position=2).update(repeat=False)
    assert f"One of these was {rest}" in flat(client.get(fresh.url).content.decode())


def test_since_a_correction_it_compares_what_was_first_given(client):
    """The scores of others are counted so, and all moved or none."""
    fresh = played()
    count(fresh.bank, 3, {10: 30, 25: 20})
    wrong = Turn.objects.get(round=fresh, position=3)
    Turn.objects.filter(pk=wrong.pk).update(first_grade=wrong.grade, grade=1)
    page = flat(client.get(fresh.url).content.decode())
    assert "<strong>3</strong> of 3 right" in page
    assert "Better than 60 of 100 readers of this quiz." in page
    assert "Compared by the points first given, before the correction." in page


@pytest.mark.each_database
def test_it_costs_one_query(client, django_assert_num_queries):
    """Beside those for the turns and the banks; versions are kept."""
    fresh = played()
    client.get(fresh.url)
    with django_assert_num_queries(3):
        client.get(fresh.url)
    count(fresh.bank, 3, {10: 50, 20: 50})
    with django_assert_num_queries(3):
        client.get(fresh.url)
    Round.objects.update(origin="practice")
    with django_assert_num_queries(2):
        client.get(fresh.url)
