"""A round has a shape, as far as the bank has the questions for it."""

import random
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.core import shape
from quiz.core.index import Entry, Index
from quiz.core.sampling import draw
from quiz.core.shape import Traits, most_back, most_hard, most_steps

LEVELS = ["easy", "middling", "hard", ""]
EASY, STEPS, HARD, LOOK = (
    Traits("easy"), Traits("easy", steps=True), Traits("hard"), Traits("middling", look=True)
)  # fmt: skip
LAW = Traits("easy", special=True)
ALL_TRAITS = st.builds(Traits, st.sampled_from(LEVELS), st.booleans(), st.booleans(), st.booleans())
LENGTHS = [1, 2, 3, 5, 10, 20]


def index_of(*rows):
    """An index of entries, each a (fact, topic, traits)."""
    return Index(
        [
            Entry(number, number, fact, topic, "several" if traits.steps else "one", traits)
            for number, (fact, topic, traits) in enumerate(rows, start=1)
        ]
    )


def banks(largest, facts, topics):
    """Any banks of so many questions, facts and topics at most."""
    row = st.tuples(st.integers(1, facts), st.integers(1, topics), ALL_TRAITS)
    return st.lists(row, min_size=1, max_size=largest).map(lambda rows: index_of(*rows))


def kept(opening):
    """Which of the wishes for the first places a round keeps, the strongest first."""
    traits = dict(enumerate((entry.traits for entry in opening), start=1))
    return [
        any(map(each.wish, traits.values())) if each.place is None
        else each.place not in traits or each.wish(traits[each.place])
        for each in shape.OPENING_WISHES
    ]  # fmt: skip


def openings(index, length, seen):
    """Every opening that asks no fact twice and in which topics take turns, the least met first."""
    for chosen in permutations(index.entries, length):
        if any(may_be_drawn(index, order, seen) for order in permutations(chosen)):
            yield chosen


def may_be_drawn(index, order, seen):
    facts, topics = set(), Counter()
    for entry in order:
        left = [each for each in index.entries if each.fact not in facts]
        turn = min(topics[each.topic] for each in left)
        alike = [seen.get(each.question, 0) for each in left if each.topic == entry.topic]
        if entry not in left or topics[entry.topic] > turn:
            return False
        if seen.get(entry.question, 0) > min(alike):
            return False
        facts.add(entry.fact)
        topics[entry.topic] += 1
    return True


@given(
    index=banks(largest=6, facts=5, topics=3),
    seen=st.dictionaries(st.integers(1, 6), st.integers(0, 2)),
    number=st.integers(1, 5),
    seed=st.integers(),
)
# What is easy is all in one topic, and what there is to look at as well.
@example(index_of((1, 1, EASY), (2, 1, LOOK), (3, 2, HARD), (4, 3, HARD)), {}, 3, 1)
# The one easy question and the one with something to look at are of the same fact.
@example(index_of((1, 1, EASY), (1, 1, LOOK), (2, 1, HARD), (3, 1, STEPS)), {}, 3, 1)
# The only easy one is about a law; the other that one tap answers is not easy.
@example(index_of((1, 1, LAW), (2, 1, LOOK), (3, 2, STEPS)), {}, 3, 1)
def test_of_the_wishes_for_the_opening_the_weakest_give_way_first(index, seen, number, seed):
    drawn = draw(index, number, seen=seen, chance=random.Random(seed))[: shape.OPENING]
    assert len(drawn) == min(number, len(index.by_fact), shape.OPENING)
    best = max(kept(opening) for opening in openings(index, len(drawn), seen))
    assert kept(drawn) == best


@st.composite
def rich_banks(draw_one):
    """Banks that have all that a round could wish for, in every topic, and any others beside."""
    topics = draw_one(st.integers(1, 8))
    extra = draw_one(st.lists(st.tuples(st.integers(1, topics), ALL_TRAITS), max_size=40))
    each = [Traits("easy", look=True), EASY, EASY, LAW, HARD, Traits("middling", steps=True)]
    rows = [(topic, traits) for topic in range(1, topics + 1) for traits in each]
    rows += [(topic, EASY) for topic in range(1, topics + 1) for _ in range(20 // topics)]
    return index_of(*[(fact, *row) for fact, row in enumerate([*rows, *extra])])


@given(index=rich_banks(), number=st.sampled_from(LENGTHS), one=st.booleans(), seed=st.integers())
def test_where_the_bank_has_the_questions_every_wish_is_kept(index, number, one, seed):
    number = min(number, 5) if one else number
    drawn = draw(index, number, topic=1 if one else None, chance=random.Random(seed))
    traits = [entry.traits for entry in drawn]
    assert len({entry.fact for entry in drawn}) == len(drawn) == number
    assert traits[0].level == "easy"
    assert not traits[0].special
    assert not any(each.level == "hard" for each in traits[:3])
    assert not any(each.steps for each in traits[:2])
    assert any(each.look for each in traits[:3])
    assert sum(each.level == "hard" for each in traits) <= most_hard(number) <= 3
    assert sum(each.steps for each in traits) <= most_steps(number)
    ranks = [each.rank for each in traits[3:]]
    assert ranks == sorted(ranks), "from the fourth on it goes from easy to hard"


@given(
    rows=st.lists(st.tuples(st.just(1), ALL_TRAITS), min_size=1, max_size=25),
    number=st.sampled_from(LENGTHS),
    seed=st.integers(),
)
def test_more_hard_ones_are_asked_only_where_there_is_nothing_else(rows, number, seed):
    index = index_of(*[(fact, *row) for fact, row in enumerate(rows)])
    drawn = [entry.traits.level for entry in draw(index, number, chance=random.Random(seed))]
    others = sum(traits.level != "hard" for _topic, traits in rows)
    assert drawn.count("hard") <= max(most_hard(len(drawn)), len(drawn) - others)


def test_what_only_some_topics_can_give_is_left_to_them():
    """Of nine topics three have hard questions only; the others give them those places."""
    rows = [(fact, fact % 9, HARD if fact % 9 < 3 or fact % 2 else EASY) for fact in range(180)]
    for seed in range(50):
        drawn = draw(index_of(*rows), 10, chance=random.Random(seed))
        assert len({entry.topic for entry in drawn}) == 9
        assert sum(entry.traits.level == "hard" for entry in drawn) <= 3


@given(index=banks(largest=30, facts=20, topics=4), number=st.integers(1, 20), seed=st.integers())
def test_whatever_gives_way_the_round_is_whole_and_asks_no_fact_twice(index, number, seed):
    drawn = draw(index, number, chance=random.Random(seed))
    assert len(drawn) == len({entry.fact for entry in drawn}) == min(number, len(index.by_fact))


@given(index=banks(largest=30, facts=20, topics=4), number=st.integers(1, 20), seed=st.integers())
def test_the_same_seed_draws_the_same_round(index, number, seed):
    first, again = (draw(index, number, chance=random.Random(seed)) for _time in range(2))
    assert first == again


def test_every_question_has_its_chance():
    """Easy ones open rounds, and few are hard or take several steps; yet all of them are asked."""
    chance = random.Random(3)
    rows = [
        (fact, fact % 5, Traits(LEVELS[fact % 3], steps=fact % 4 == 0, look=fact % 7 == 0))
        for fact in range(105)
    ]
    rounds = [draw(index_of(*rows), 10, chance=chance) for _ in range(400)]
    counts = Counter(entry for drawn in rounds for entry in drawn)
    assert len(counts) == 105
    assert min(counts.values()) > 400 * 10 / 105 / 8
    assert max(counts.values()) < 400 * 10 / 105 * 6


@pytest.mark.parametrize(
    ("length", "hard", "steps"), [(1, 0, 1), (5, 1, 1), (10, 3, 2), (20, 3, 4), (7, 2, 1)]
)
def test_how_many_may_be_hard_or_take_several_steps(length, hard, steps):
    assert (most_hard(length), most_steps(length)) == (hard, steps)


@pytest.mark.parametrize(
    ("first", "instead"),
    [
        (LAW, Traits("middling")),  # easy before anywhere
        (LAW, STEPS),  # one tap before anywhere
        (Traits("middling", special=True), HARD),
    ],
)
def test_a_question_of_one_country_comes_first_before_what_is_worse(first, instead):
    index = index_of((1, 1, first), (2, 1, instead), (3, 1, HARD))
    for seed in range(20):
        assert draw(index, 3, chance=random.Random(seed))[0].traits == first


@pytest.mark.parametrize(
    ("dimension", "jurisdiction", "special"),
    [
        ("you", "", False),
        ("technology", None, False),
        ("", "", False),
        (None, None, False),
        ("you", "United States (California)", True),
        ("law", "", True),
        ("institutions", "", True),
    ],
)
def test_what_is_about_a_law_an_institution_or_one_country(dimension, jurisdiction, special):
    assert shape.is_special(dimension, jurisdiction) == special


def back_of(index, facts):
    """Some facts as what is to come back: each was asked last in its first question."""
    return [(index.by_fact[fact][0].question, fact) for fact in facts if fact in index.by_fact]


FACTS = st.lists(st.integers(0, 30), unique=True, max_size=7)


@given(index=rich_banks(), facts=FACTS, number=st.integers(1, 20), seed=st.integers())
def test_what_comes_back_leaves_a_round_its_shape(index, facts, number, seed):
    """Where a bank has the questions, every stronger wish is kept all the same."""
    facts = facts[: most_back(number)]
    drawn = draw(index, number, back=back_of(index, facts), chance=random.Random(seed))
    traits = [entry.traits for entry in drawn]
    assert len({entry.fact for entry in drawn}) == len(drawn) == number
    assert (traits[0].level, traits[0].steps, traits[0].special) == ("easy", False, False)
    assert not any(each.level == "hard" for each in traits[:3])
    assert not any(each.steps for each in traits[:2])
    assert sum(each.level == "hard" for each in traits) <= most_hard(number)
    assert sum(each.steps for each in traits) <= most_steps(number)
    later = [(entry.fact not in facts, entry.traits.rank) for entry in drawn[3:]]
    assert later == sorted(later)
    easily = [fact for fact in facts if fact in index.by_fact]
    easily = [fact for fact in easily if index.by_fact[fact][0].traits in (EASY, LOOK)]
    assert {*easily} <= {entry.fact for entry in drawn}


@given(
    index=banks(largest=30, facts=20, topics=4),
    facts=FACTS,
    number=st.integers(1, 20),
    one=st.booleans(),
    seed=st.integers(),
)
def test_whatever_comes_back_the_round_is_whole(index, facts, number, one, seed):
    topic = 1 if one else None
    drawn = draw(index, number, topic=topic, back=back_of(index, facts), chance=random.Random(seed))
    offered = {entry.fact for entry in index.entries if topic in (None, entry.topic)}
    assert len(drawn) == len({entry.fact for entry in drawn}) == min(number, len(offered))
    assert {entry.fact for entry in drawn} <= offered


@given(
    index=banks(largest=40, facts=30, topics=4),
    facts=FACTS,
    number=st.integers(1, 20),
    seed=st.integers(),
)
# Of one topic there is nothing but what comes back.
@example(index_of(*[(n, 1 if n < 6 else 2, EASY) for n in range(20)]), [0, 1, 2, 3, 4, 5], 9, 1)
def test_one_in_three_comes_back_unless_there_is_nothing_else(index, facts, number, seed):
    """Other variants of what waits were not met, and yet they are not asked."""
    back = back_of(index, facts)
    drawn = draw(
        index, number, back=back, seen={each.question: 1 for each in index.entries[::2]},
        chance=random.Random(seed),
    )  # fmt: skip
    asked = sum(entry.fact in facts for entry in drawn)
    others = len(index.by_fact) - len(back)
    assert asked <= max(most_back(len(drawn)), len(drawn) - others)


MIDDLING = Traits("middling")
EASY_STEPS = Traits("easy", steps=True)


@pytest.mark.parametrize(
    ("number", "back", "places"),
    [
        (10, [EASY, EASY, EASY, EASY], [1, 2, 3]),  # a third; nothing to look at is shown before
        (10, [MIDDLING, EASY], [2, 1]),  # the first is easy
        (10, [LAW, STEPS, HARD], [2, 3, 4]),
        (10, [STEPS, STEPS, STEPS, HARD], [3, 4, None, 5]),  # two in ten take several steps
        (10, [HARD, HARD, HARD], [4, 5, 6]),
        (10, [HARD, MIDDLING, EASY_STEPS], [4, 2, 3]),
        (20, [HARD, HARD, HARD, HARD, EASY], [4, 5, 6, None, 1]),  # three are hard at most
        (5, [HARD, EASY], [4]),
        (3, [HARD], [None]),
        (3, [HARD, EASY], [None, 1]),
        (2, [EASY], [None]),
        (1, [EASY], [None]),
    ],
)
def test_what_was_missed_comes_first_as_far_as_the_shape_lets_it(number, back, places):
    """Each takes the first place that it may have; what finds none waits for another round."""
    others = [EASY, LOOK, MIDDLING, HARD, STEPS] * 10
    rows = [(fact, fact % 3, traits) for fact, traits in enumerate([*back, *others], start=1)]
    index = index_of(*rows)
    facts = range(1, len(back) + 1)
    seen = dict.fromkeys(facts, 1)
    for seed in range(10):
        drawn = draw(
            index, number, back=back_of(index, facts), seen=seen, chance=random.Random(seed)
        )
        stand = {entry.fact: place for place, entry in enumerate(drawn, start=1)}
        assert [stand.get(fact) for fact in facts][: len(places)] == places
        assert sum(fact in stand for fact in facts) == len([*filter(None, places)])


@given(index=rich_banks(), number=st.integers(3, 20), seed=st.integers())
def test_what_was_missed_comes_in_another_variant(index, number, seed):
    """Of two that stand for a fact, the one that was not asked last."""
    fact = len(index.by_fact) + 1
    count = len(index.entries)
    one = Entry(count + 1, count + 1, fact, 1, "one", EASY)
    other = Entry(count + 2, count + 2, fact, 1, "one", EASY)
    both = Index([*index.entries, one, other])
    drawn = draw(both, number, back=[(one.question, fact)], chance=random.Random(seed))
    assert drawn[0] == other
