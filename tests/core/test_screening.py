"""Who is flagged in a crowd: against exact binomial results, in whole numbers and fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.screening import Count, Screening, drawn, mixed


def exactly(n, p):
    """The chance of each number from 0 to ``n``, as fractions."""
    p = Fraction(p)
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def exact_range(n, p):
    """The numbers with at most 2.5 % below the first and at most 2.5 % above the second."""
    chances, tail = exactly(n, p), Fraction(25, 1000)
    low = max(k for k in range(n + 1) if sum(chances[:k]) <= tail)
    high = min(k for k in range(n + 1) if sum(chances[k + 1 :]) <= tail)
    return low, high


shares = st.fractions(0, 1, max_denominator=1000)


@given(st.integers(0, 60), shares)
def test_a_count_is_as_the_exact_sums_say(n, p):
    count, chances = Count(n, float(p)), exactly(n, p)
    assert count.expected == pytest.approx(float(sum(k * c for k, c in enumerate(chances))))
    assert count.none == pytest.approx(float(chances[0]))
    low, high = count.likely
    assert sum(chances[low : high + 1]) >= Fraction(95, 100) - Fraction(1, 10**9)
    tails = [sum(part) for k in range(n + 2) for part in (chances[:k], chances[k:])]
    # One of exactly 2.5 % may fall either way in floating point.
    if all(abs(tail - Fraction(25, 1000)) > 1e-12 for tail in tails):
        assert (low, high) == exact_range(n, p)


@pytest.mark.parametrize(
    ("n", "p"),
    [(29_999, "0.001"), (1_000, "0.5"), (3_000, "0.999"), (20_000, "0.00005"), (5_000, "0.0135")],
)
def test_so_is_a_large_one(n, p):
    """Each chance as a whole number of the same tiny parts, so that nothing is rounded."""
    share = Fraction(p)
    top, bottom = share.numerator, share.denominator
    weight, scale = (bottom - top) ** n, bottom**n
    low = high = None
    below, k = 0, 0
    while high is None:
        below += weight
        if low is None and 1000 * below > 25 * scale:
            low = k
        if 1000 * below >= 975 * scale:
            high = k
        weight = weight * (n - k) * top // ((k + 1) * (bottom - top))
        k += 1
    assert Count(n, float(share)).likely == (low, high)


def test_the_largest_crowd_is_counted_as_well():
    low, high = Count(10_000_000, 0.5).likely
    # De Moivre: 1.96 · √(n/4) from the middle, here within one.
    assert (low, high) == pytest.approx((5_000_000 - 3_099, 5_000_000 + 3_099), abs=1)


@pytest.mark.parametrize(("n", "p"), [(0, 0.3), (5, 0), (5, 1), (0, 1), (0, 0)])
def test_what_is_certain_has_no_range(n, p):
    count = Count(n, p)
    assert count.certain
    assert count.likely == (n * p, n * p)
    assert count.none == (1 if n * p == 0 else 0)


def test_who_is_flagged_is_certain_where_no_rate_leaves_a_choice():
    assert Screening(100, 10, 1, 0).certain
    assert Screening(100, 0, 0.9, 0).certain
    assert not Screening(100, 10, 1, 0.1).certain
    assert not Screening(100, 10, 0.9, 0).certain


@given(st.integers(1, 10_000), st.floats(1e-12, 1 - 1e-9))
def test_where_none_is_said_none_at_all_is_likelier_than_any(n, p):
    count = Count(n, p)
    if not count.said:
        assert count.none > 0.5
    assert 0 <= count.said <= n


crowds = st.integers(0, 10_000_000).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n), st.floats(0, 1), st.floats(0, 1))
)


@given(crowds)
def test_everybody_is_in_one_of_four_parts(given_numbers):
    seen = Screening(*given_numbers)
    parts = [seen.hits.said, seen.missed, seen.false_alarms.said, seen.left_alone]
    assert all(part >= 0 for part in parts)
    assert sum(parts) == seen.crowd
    assert seen.alerts == seen.hits.said + seen.false_alarms.said


@given(st.integers(1, 30), st.integers(0, 30), shares, shares)
def test_no_alert_and_a_right_one_are_as_the_exact_sums_say(crowd, listed, hit, false):
    listed = min(listed, crowd)
    seen = Screening(crowd, listed, float(hit), float(false))
    assert seen.no_alert == pytest.approx(
        float((1 - hit) ** listed * (1 - false) ** (crowd - listed))
    )
    hits, others = listed * hit, (crowd - listed) * false
    if hits + others:
        assert seen.right == pytest.approx(float(hits / (hits + others)))
    else:
        assert seen.right is None


def test_of_31_alerts_1_is_right():
    seen = Screening(30_000, 1, 0.9, 0.001)
    assert (seen.alerts, seen.hits.said, seen.false_alarms.said) == (31, 1, 30)
    assert seen.right == pytest.approx(0.9 / 30.899)
    assert seen.hits.likely == (0, 1)
    assert seen.false_alarms.likely == (20, 41)


people = st.dictionaries(
    st.sampled_from(["right", "wrong", "missed", "passed"]), st.integers(0, 10**7), min_size=1
)


@given(people, st.integers(20, 400))
def test_a_picture_has_room_for_everybody(people, most):
    picture = drawn(people, most)
    total = sum(people.values())
    assert picture.total <= most
    assert all(number >= 0 for number in picture.faces.values())
    assert abs(picture.total * picture.each - total) <= picture.each / 2
    for sort, number in people.items():
        if number != max(people.values()):
            assert abs(picture.faces[sort] * picture.each - number) <= picture.each / 2
        assert (sort in picture.unseen) == (number > 0 and picture.faces[sort] == 0)
    if total <= most:
        assert picture.each == 1
        assert picture.faces == people
    assert str(picture.each).strip("0") in ("1", "2", "5")


@given(people)
def test_each_face_stands_once_in_the_field(people):
    faces = drawn(people, 200).faces
    field = mixed(faces)
    assert {sort: field.count(sort) for sort in faces} == faces


def test_those_of_a_sort_stand_apart():
    assert mixed({"right": 1, "wrong": 4}) == ["wrong", "wrong", "right", "wrong", "wrong"]
    assert mixed({"a": 3, "b": 3}) == ["a", "b"] * 3
