"""Item statistics: against worked examples from the literature, and against NumPy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.core.item_statistics import (
    FULL,
    LEAST,
    Z95,
    Answers,
    Finding,
    Item,
    Scores,
    correlation,
    fisher,
    merged,
    wilson,
)

# Section 6 of the Law School Admission Test, 1,000 candidates, five questions: how many
# gave each pattern of right (1) and wrong (0). Bock and Lieberman (1970), Psychometrika
# 35, 179-197.
LSAT_6 = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3,
    "00111": 4, "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15,
    "10111": 80, "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61,
    "11110": 28, "11111": 298,
}  # fmt: skip


def answers(grades, rests):
    """Answers with these grades and rest scores, from 0 to 1."""
    some = Answers()
    for grade, rest in zip(grades, rests, strict=True):
        g, r = round(grade * FULL), round(rest * FULL)
        some += Answers(1, g, 1, g, g * g, r, r * r, g * r)
    return some


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_newcombe_works_it_out(count, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(count / n, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_wilsons_interval_holds_the_share_and_stays_within_0_to_1(n, share):
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


def test_the_items_of_the_law_school_test():
    """Facility and item-rest correlation, as the package ltm for R prints them (Rizopoulos,
    2006, Journal of Statistical Software 17/5): "Excluded" is without the item itself."""
    facility = [0.924, 0.709, 0.553, 0.763, 0.870]
    excluded = [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    for item in range(5):
        some = Answers()
        for pattern, n in LSAT_6.items():
            own = int(pattern[item])
            rest = (pattern.count("1") - own) / 4
            some += answers([own] * n, [rest] * n)
        assert some.n == 1000
        assert some.facility == facility[item]
        assert some.discrimination == pytest.approx(excluded[item], abs=5e-5)


grades = st.lists(
    st.tuples(st.integers(0, FULL), st.integers(0, FULL)), min_size=LEAST, max_size=60
)


@settings(max_examples=settings().max_examples // 2)
@given(grades)
def test_numpy_finds_the_same_correlation(pairs):
    some = answers(*zip(*[(g / FULL, r / FULL) for g, r in pairs], strict=True))
    own, rest = np.array(pairs, dtype=float).T
    assert some.facility == pytest.approx(own.mean() / FULL)
    assert some.elsewhere == pytest.approx(rest.mean() / FULL)
    if len(set(own)) == 1 or len(set(rest)) == 1:
        assert some.discrimination is None, "no variance, no figure: never 0"
    else:
        found = some.discrimination
        assert -1 - 1e-12 <= found <= 1 + 1e-12
        if own.std() > 1 and rest.std() > 1:
            assert found == pytest.approx(np.corrcoef(own, rest)[0, 1], abs=1e-9)


@settings(max_examples=settings().max_examples // 4)
@given(grades, st.randoms(use_true_random=False))
def test_sums_are_the_same_in_any_order(pairs, chance):
    shuffled = chance.sample(pairs, len(pairs))
    assert sum((answers([g / FULL], [r / FULL]) for g, r in pairs), Answers()) == sum(
        (answers([g / FULL], [r / FULL]) for g, r in shuffled), Answers()
    )


def test_too_few_is_no_figure():
    few = answers([1, 0] * 14 + [1], [0.5, 0.4] * 14 + [0.1])
    assert (few.n, few.facility, few.interval, few.discrimination) == (29, None, None, None)
    assert few.elsewhere is None
    enough = few + answers([1], [0.9])
    assert enough.facility == pytest.approx(16 / 30)
    assert enough.interval == wilson(enough.facility, 30)
    assert enough.discrimination is not None


def test_no_variance_is_none_and_never_0():
    assert answers([1] * 50, [0.1, 0.9] * 25).discrimination is None
    assert answers([1, 0] * 25, [0.5] * 50).discrimination is None
    assert correlation(0, 0, 0, 0, 0, 0) is None


def test_fishers_interval_as_textbooks_work_it_out():
    """r = 0.5 of 28: z = 0.5493 ± 1.96 / 5, which is 0.1573 to 0.9413 and so 0.1560 to 0.7358."""
    assert fisher(0.5, 28) == (pytest.approx(0.1560, abs=1e-4), pytest.approx(0.7358, abs=1e-4))
    assert fisher(1.0, 50) == (1.0, 1.0)
    assert fisher(-0.3, 100)[0] < -0.3 < fisher(-0.3, 100)[1] < 0


class TestFindings:
    def item(self, drawn, right="A", unsure=0, rest=None, options=True):
        """``drawn`` gives for an option how many chose it, and ``rest`` how they did."""
        counted = {
            part: answers([part == right] * n, self.rests(n, (rest or {}).get(part, 0.5)))
            for part, n in drawn.items()
        }
        nothing = answers([0] * unsure, self.rests(unsure, 0.3))
        missed = sum(n for part, n in drawn.items() if part != right)
        return Item(
            sum(counted.values(), nothing), unsure, missed, counted, frozenset({right}), options
        )

    def rests(self, n, mean):
        return [mean - 0.2 + 0.4 * (i % 2) for i in range(n)]

    def codes(self, *args, **kwargs):
        return [(f.code, f.part) for f in self.item(*args, **kwargs).findings()]

    def test_a_good_question_is_accused_of_nothing(self):
        assert self.codes({"A": 140, "B": 40, "C": 40, "D": 20}, rest={"A": 0.6}) == []

    def test_below_30_nothing_is_said(self):
        assert self.codes({"A": 0, "B": 29, "C": 0}) == []
        assert self.item({"A": 1, "B": 20}).unsure_share is None

    def test_a_suspicious_key(self):
        item = self.item({"A": 60, "B": 150, "C": 40}, rest={"A": 0.4, "B": 0.6, "C": 0.4})
        (found,) = item.findings()
        assert (found.code, found.part, found.n) == ("key", "B", 250)
        assert found.figure < -0.2

    def test_a_suspicious_key_of_a_kind_without_options_names_none(self):
        item = self.item({"1. A": 60, "1. B": 150}, "1. A", rest={"1. A": 0.3, "1. B": 0.7},
                         options=False)  # fmt: skip
        assert [(f.code, f.part) for f in item.findings()] == [("key", None)]

    def test_a_negative_discrimination_that_chance_explains_is_none(self):
        assert self.codes({"A": 60, "B": 60, "C": 60}, rest={"A": 0.48}) == []

    def test_a_myth(self):
        item = self.item({"A": 60, "B": 160, "C": 20}, rest={"A": 0.7})
        assert item.findings() == [Finding("myth", "B", 160, 240, 160 / 240)]
        assert self.codes({"A": 90, "B": 130, "C": 20}, rest={"A": 0.7}) == [], "it may be half"

    def test_a_dead_option(self):
        item = self.item({"A": 120, "B": 70, "C": 50, "D": 0}, rest={"A": 0.6})
        assert item.findings() == [Finding("dead", "D", 0, 240, 0)]
        assert self.codes({"A": 196, "B": 30, "C": 14, "D": 0}, rest={"A": 0.6}) == [], (
            "of 44 who missed it, none at all may be chance"
        )

    def test_the_only_wrong_option_is_not_dead(self):
        assert self.codes({"True": 300, "False": 90}, "True", rest={"True": 0.6}) == []
        assert self.codes({"A": 90, "B": 0, "C": 0}) == [("easy", None)]

    def test_too_easy_and_too_hard(self):
        assert self.codes({"A": 395, "B": 3, "C": 2}, rest={"A": 0.6}) == [("easy", None)]
        drawn = {"A": 20, "B": 100, "C": 90, "D": 90}
        assert self.codes(drawn, rest={"A": 0.6}) == [("hard", None)]
        assert self.codes({"A": 15, "B": 250, "C": 35}) == [("myth", "B")], "said once"

    def test_most_were_not_sure(self):
        item = self.item({"A": 60, "B": 30, "C": 20}, unsure=190, rest={"A": 0.6})
        assert item.findings() == [Finding("unsure", n=190, of=300, figure=190 / 300)]
        assert item.unsure_share == pytest.approx(190 / 300)


class TestScores:
    def test_against_numpy(self):
        rng = np.random.default_rng(1)
        shares = rng.integers(0, 101, 500) / 100
        values, counts = np.unique(shares, return_counts=True)
        scores = Scores(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        assert scores.n == 500
        assert scores.mean == pytest.approx(shares.mean())
        assert scores.median == np.quantile(shares, 0.5, method="inverted_cdf")
        expected = np.histogram(np.round(shares * 100), bins=[*range(0, 100, 10), 101])[0]
        assert scores.binned() == expected.tolist()

    def test_too_few(self):
        scores = Scores({0.5: 29})
        assert (scores.n, scores.mean, scores.median) == (29, None, None)


def test_bars_are_merged_for_a_drawing():
    assert merged([1, 2, 3, 4, 5], 2) == [6, 9]
    assert merged([1, 2, 3], 50) == [1, 2, 3]
    assert merged([], 5) == []
    assert math.isclose(Z95, 1.96, abs_tol=1e-4)
