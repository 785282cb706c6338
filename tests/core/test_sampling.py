"""Which versions a round gets."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core import sampling
from quiz.core.index import Entry, Index
from quiz.core.sampling import draw
from quiz.core.shape import Traits


def pool(topics=4, kinds=6, each=10, variants=2):
    """An index of ``each`` facts a topic, with their variants."""
    entries = []
    for topic in range(topics):
        for number in range(each):
            for variant in range(variants):
                key = len(entries) + 1
                kind = f"kind-{(number + variant) % kinds}"
                entries.append(Entry(key, key, topic * 1000 + number, topic, kind))
    return Index(entries)


@given(
    topics=st.integers(1, 6),
    each=st.integers(1, 40),
    variants=st.integers(1, 3),
    number=st.integers(1, 20),
    seed=st.integers(),
)
def test_a_draw_is_whole_balanced_and_asks_no_fact_twice(topics, each, variants, number, seed):
    index = pool(topics, each=each, variants=variants)
    drawn = draw(index, number, chance=random.Random(seed))
    assert len(drawn) == min(number, len(index.by_fact))
    assert len({entry.fact for entry in drawn}) == len(drawn)
    by_topic = Counter(entry.topic for entry in drawn)
    if number <= topics * each:
        fair = number / topics
        assert all(count <= max(1, fair + 1) for count in by_topic.values()) or each < fair


def test_kinds_are_balanced():
    counts = Counter(entry.kind for entry in draw(pool(), 12, chance=random.Random(1)))
    assert len(counts) == 6
    assert max(counts.values()) <= 3


def test_one_topic_asks_only_that():
    drawn = draw(pool(), 20, topic=2, chance=random.Random(1))
    assert {entry.topic for entry in drawn} == {2}
    assert len(drawn) == 10


def test_an_unknown_topic_draws_nothing():
    assert draw(pool(), 5, topic=99) == []


@pytest.mark.parametrize("each", [5, 200])
def test_what_was_met_comes_last_and_what_was_met_least_before_it(each):
    index = pool(topics=1, each=each, variants=1)
    fresh = {entry.question for entry in index.entries[:3]}
    once = {entry.question for entry in index.entries[3:5]}
    seen = {
        entry.question: 1 if entry.question in once else 2
        for entry in index.entries
        if entry.question not in fresh
    }
    drawn = draw(index, 5, seen=seen, chance=random.Random(3))
    assert {entry.question for entry in drawn} == fresh | once


def test_rounds_differ():
    index = pool()
    assert draw(index, 10) != draw(index, 10)


def test_every_entry_is_drawn_about_as_often():
    index = pool(topics=2, each=6, variants=1, kinds=1)
    chance = random.Random(5)
    counts = Counter(e.question for _ in range(2000) for e in draw(index, 4, chance=chance))
    expected = 2000 * 4 / 12
    assert all(abs(count - expected) < 5 * expected**0.5 for count in counts.values())


class TestPractice:
    """Which variant of a missed fact is asked next."""

    @staticmethod
    def missed(entry):
        return [(entry.question, entry.fact)]

    @given(number=st.integers(1, 5), first=st.integers(0, 4), remembers=st.booleans())
    def test_again_and_again_asks_every_variant_before_one_comes_again(
        self, number, first, remembers
    ):
        index = pool(topics=1, each=1, variants=number)
        asked = [index.entries[first % number]]
        for _ in range(2 * number - 1):
            seen = Counter(entry.question for entry in asked) if remembers else None
            asked += sampling.variants(index, self.missed(asked[-1]), seen)
        for one_way in (asked[:number], asked[number:]):
            assert set(one_way) == set(index.entries)

    @given(
        seen=st.dictionaries(st.integers(0, 4), st.integers(0, 3)),
        number=st.integers(2, 5),
        last=st.integers(0, 4),
    )
    def test_of_the_others_one_that_was_met_least_is_asked(self, seen, number, last):
        index = pool(topics=1, each=1, variants=number)
        missed = index.entries[last % number]
        by_question = {entry.question: seen.get(n, 0) for n, entry in enumerate(index.entries)}
        (asked,) = sampling.variants(index, self.missed(missed), by_question)
        others = [entry for entry in index.entries if entry != missed]
        assert by_question[asked.question] == min(by_question[each.question] for each in others)
        assert asked != missed

    @given(order=st.permutations(range(8)))
    def test_it_keeps_the_order_in_which_things_were_missed(self, order):
        index = pool(topics=2, each=4, variants=2)
        missed = [(2 * fact + 1, index.entries[2 * fact].fact) for fact in order]
        asked = sampling.variants(index, missed)
        assert [entry.fact for entry in asked] == [fact for _question, fact in missed]

    def test_a_fact_that_is_asked_no_more_is_left_out(self):
        gone = Entry(9_001, 9_001, 9_001, 1, "choice")
        assert sampling.variants(pool(), self.missed(gone)) == []


@given(
    topics=st.integers(0, 5),
    each=st.integers(1, 8),
    number=st.integers(1, 20),
    known=st.booleans(),
    look=st.booleans(),
    seed=st.integers(),
)
def test_what_has_the_first_place_keeps_it_and_its_fact_is_asked_once(
    topics, each, number, known, look, seed
):
    index = pool(topics, each=each)
    fact = 0 if known and topics else 9_999
    first = Entry(9_999, 9_999, fact, 0, "kind-0", Traits("easy", look=look))
    drawn = draw(index, number, first=first, chance=random.Random(seed))
    assert drawn[0] == first
    facts = [entry.fact for entry in drawn]
    assert len(set(facts)) == len(facts)
    assert len(drawn) == min(number, len({*index.by_fact, fact}))


def test_what_comes_back_and_has_the_first_place_already_is_asked_once():
    index = pool(topics=2, each=4, variants=2)
    first, other = index.entries[0], index.entries[2]
    back = [(entry.question, entry.fact) for entry in (first, other)]
    for seed in range(20):
        drawn = draw(index, 6, first=first, back=back, chance=random.Random(seed))
        facts = [entry.fact for entry in drawn]
        assert (facts.count(first.fact), facts.count(other.fact)) == (1, 1)


def test_the_rest_of_a_round_goes_from_easy_to_hard_behind_its_first():
    levels = ["easy", "middling", "hard"] * 30
    index = Index(
        [Entry(n, n, n, n % 5, "choice", Traits(levels[n], look=n % 4 == 0)) for n in range(1, 90)]
    )
    first = Entry(100, 100, 100, 2, "choice", Traits("easy"))
    for seed in range(40):
        drawn = draw(index, 10, first=first, chance=random.Random(seed))
        traits = [entry.traits for entry in drawn]
        assert not any(each.level == "hard" for each in traits[:3])
        assert any(each.look for each in traits[:3])
        ranks = [each.rank for each in traits[3:]]
        assert ranks == sorted(ranks)
        assert sum(each.level == "hard" for each in traits) <= 3
        assert max(Counter(entry.topic for entry in drawn).values()) <= 3
