import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.scoring import Score, profile, score, shown_grade, verdict

grades = st.lists(st.floats(0, 1), max_size=40)


@pytest.mark.parametrize(
    ("grade", "unsure", "said"),
    [
        (1, False, "right"),
        (1 - 1e-12, False, "right"),
        (0.999, False, "partly"),
        (0.5, False, "partly"),
        (0.01, False, "partly"),
        (0, False, "wrong"),
        (0, True, "unsure"),
    ],
)
def test_a_grade_has_its_verdict(grade, unsure, said):
    assert verdict(grade, unsure=unsure) == said


# Rows: points, out of, what is shown, percent, band.


@pytest.mark.parametrize(
    ("points", "out_of", "shown", "percent", "band"),
    [
        (0, 0, 0, 0, "none"),
        (0, 10, 0, 0, "start"),
        (0.04, 10, 0, 0, "start"),
        (3.94, 10, 3.9, 39, "start"),
        (4, 10, 4, 40, "half"),
        (6.66, 10, 6.7, 67, "half"),
        (6.96, 10, 7, 70, "half"),
        (7, 10, 7, 70, "good"),
        (9.94, 10, 9.9, 99, "good"),
        (9.96, 10, 9.9, 99, "good"),
        (9.999, 10, 9.9, 99, "good"),
        (10, 10, 10, 100, "full"),
        (0.99, 1, 0.9, 99, "good"),
        (1, 1, 1, 100, "full"),
        (2.97, 3, 2.9, 99, "good"),
        (math.fsum([1 / 3] * 9), 3, 3, 100, "full"),
        (1 / 3, 3, 0.3, 11, "start"),
    ],
)
def test_a_score_is_shown_with_one_decimal_and_never_rounded_up_to_full(
    points, out_of, shown, percent, band
):
    found = Score(points, out_of)
    assert (found.shown, found.percent, found.band) == (shown, percent, band)


def test_a_score_is_the_sum_of_the_grades():
    assert score([1, 0.5, 0, 0.1]) == Score(1.6, 4)
    assert score(iter([0.1] * 10)) == Score(1, 10)


def test_no_answers_are_a_score_of_nothing():
    assert score([]) == Score(0, 0)
    assert score([]).share == 0


@given(grades)
def test_what_is_shown_is_full_only_when_every_answer_was_right(listed):
    found = score(listed)
    full = math.isclose(found.points, found.out_of)
    assert 0 <= found.shown <= found.out_of
    assert (found.shown == found.out_of) == full
    assert f"{found.shown:.1f}" == f"{found.shown:.6f}"[:-5]
    if listed:
        assert (found.percent == 100) == (found.band == "full") == full


@given(grades)
def test_what_is_shown_is_within_a_tenth_of_the_points(listed):
    found = score(listed)
    assert abs(found.shown - found.points) < 0.1 + 1e-9
    assert abs(found.percent - 100 * found.share) <= 1


@given(st.integers(1, 50), st.integers(0, 50))
def test_right_and_wrong_answers_alone_have_the_band_of_their_tenths(out_of, right):
    right = min(right, out_of)
    band = "good" if right * 10 >= out_of * 7 else "half" if right * 10 >= out_of * 4 else "start"
    assert Score(right, out_of).band == ("full" if right == out_of else band)


def test_two_fifths_reached_with_parts_of_points_are_two_fifths():
    found = score([0.6, 0.6, 0])
    assert (found.percent, found.band) == (40, "half")


def test_a_profile_has_a_score_for_each_topic_in_the_order_they_appear():
    graded = [("laws", 1), ("faces", 0.5), ("laws", 0), ("cookies", 1), ("faces", 0.25)]
    found = profile(graded)
    assert list(found.items()) == [
        ("laws", Score(1, 2)),
        ("faces", Score(0.75, 2)),
        ("cookies", Score(1, 1)),
    ]
    assert profile([]) == {}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 1)), max_size=40))
def test_the_topics_add_up_to_the_whole(graded):
    topics = profile(iter(graded))
    whole = score(grade for _, grade in graded)
    assert list(topics) == list(dict.fromkeys(topic for topic, _ in graded))
    assert sum(topic.out_of for topic in topics.values()) == whole.out_of
    assert math.fsum(topic.points for topic in topics.values()) == pytest.approx(whole.points)


@pytest.mark.parametrize(
    ("grade", "shown"), [(0, 0), (0.004, 0.1), (0.25, 0.2), (0.57, 0.6), (0.996, 0.9), (1, 1)]
)
def test_a_grade_is_shown_as_nothing_or_whole_only_where_it_is(grade, shown):
    assert shown_grade(grade) == shown
