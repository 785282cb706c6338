"""Where a score stands: twenty dots, each for one in twenty, and words that count the same dots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.standing import COLUMNS, DOTS, dots, percent, standing

lengths = st.integers(1, 20)


@st.composite
def played(draw):
    """A length, how many reached each score, and the reader's own."""
    length = draw(lengths)
    scores = st.integers(0, 10 * length)
    counts = draw(st.dictionaries(scores, st.integers(1, 500), min_size=1, max_size=30))
    return length, counts, draw(scores)


def spread(counts):
    return sorted(score for score, n in counts.items() for _ in range(n))


@given(played())
def test_each_dot_stands_at_the_middle_of_its_twentieth(drawn):
    _, counts, _ = drawn
    everybody = spread(counts)
    assert dots(counts) == [
        # The smallest score that at least (2k + 1) / 40 of all have reached or stayed below.
        everybody[-(-(2 * k + 1) * len(everybody) // 40) - 1]
        for k in range(DOTS)
    ]


@given(played())
def test_every_dot_is_in_one_column_and_the_reader_in_one(drawn):
    length, counts, own = drawn
    columns = standing(counts, own, length).columns
    assert sum(column.lower + column.others for column in columns) == DOTS
    assert [column.own for column in columns].count(True) == 1
    assert len(columns) <= COLUMNS
    points = [n for column in columns for n in range(column.low, column.high + 1)]
    assert points == list(range(length + 1))
    mine = next(place for place, column in enumerate(columns) if column.own)
    assert all(column.others == 0 for column in columns[:mine])
    assert all(column.lower == 0 for column in columns[mine + 1 :])


@given(played())
def test_the_words_are_a_twentieth_off_at_most_and_never_more_than_all_but_one(drawn):
    length, counts, own = drawn
    said = standing(counts, own, length).better_than
    share = 100 * sum(n for score, n in counts.items() if score < own) / sum(counts.values())
    assert said % 5 == 0
    assert 0 <= said <= 95
    assert abs(said - min(share, 95)) <= 2.5 + 1e-9


@given(played())
def test_who_scores_more_stands_no_lower(drawn):
    length, counts, own = drawn
    said = [standing(counts, score, length).better_than for score in range(own + 1)]
    assert said == sorted(said)


@pytest.mark.parametrize(
    ("own", "better_than"), [(0, 0), (40, 0), (41, 60), (70, 60), (71, 95), (100, 95)]
)
def test_the_same_score_is_not_better(own, better_than):
    assert standing({40: 62, 70: 38}, own, 10).better_than == better_than


def test_full_marks_have_a_column_of_their_own():
    assert [(c.low, c.high) for c in standing({0: 1}, 0, 10).columns] == [(n, n) for n in range(11)]
    assert [(c.low, c.high) for c in standing({0: 1}, 0, 20).columns][-2:] == [(18, 19), (20, 20)]


@given(st.integers(0, 500), st.integers(50, 500))
def test_a_share_is_told_in_steps_of_five_and_half_a_step_off_at_most(some, total):
    some = min(some, total)
    said = percent(some, total)
    assert said in range(0, 101, 5)
    assert abs(said - 100 * some / total) <= 2.5
    assert percent(0, total) == 0
    assert percent(total, total) == 100
