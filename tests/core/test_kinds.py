import json
import math
import re
import sys
from collections import Counter
from dataclasses import asdict, fields
from itertools import combinations, permutations, product
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.core.kinds import KINDS, Refused, shuffled
from quiz.core.kinds.base import FAIR_SEEDS, rows
from quiz.core.kinds.options import Option

ROOT = Path(__file__).resolve().parents[2]

CHOICE = {
    "right": "Oslo",
    "wrong": [
        {"text": "Bergen", "tempts": "It is the older harbour."},
        {"text": "Turku", "tempts": "It was a capital once."},
    ],
}
MULTIPLE = {
    "right": ["cat", "dog"],
    "wrong": [
        {"text": "oak", "tempts": "It lives."},
        {"text": "elm", "tempts": "It breathes."},
        {"text": "fir", "tempts": "It grows."},
    ],
}
TRUE_FALSE = {"right": False, "tempts": "The headline said so."}
ESTIMATE = {
    "right": 40,
    "unit": "%",
    "low": 0,
    "high": 100,
    "tolerance": 5,
    "zero_at": 25,
    "tempts": "Twice that was in the news.",
}
LOG = {**ESTIMATE, "low": 1, "high": 10_000, "tolerance": 2, "zero_at": 8, "scale": "log"}
ORDERING = {
    "items": [{"text": text, "detail": year} for text, year in zip("abcd", "1234", strict=True)],
    "first": "Earliest",
    "last": "Latest",
    "tempts": "The second was famous first.",
}
MATCHING = {
    "pairs": [{"left": left, "right": right} for left, right in ("1A", "2B", "3C", "4D")],
    "spare": ["E"],
    "tempts": "A and E look alike.",
}
SPECS = {
    "choice": CHOICE,
    "multiple": MULTIPLE,
    "true_false": TRUE_FALSE,
    "estimate": ESTIMATE,
    "ordering": ORDERING,
    "matching": MATCHING,
}


def pairs(*texts):
    return [list(text) for text in texts]


# Rows: what is asked, what is answered, what it earns.

GRADES = [
    ("choice", CHOICE, "Oslo", 1),
    ("choice", CHOICE, "Bergen", 0),
    ("multiple", MULTIPLE, ["cat", "dog"], 1),
    ("multiple", MULTIPLE, ["dog", "cat"], 1),
    ("multiple", MULTIPLE, ["cat"], 1 / 2),
    ("multiple", MULTIPLE, ["cat", "oak"], 1 / 2 - 1 / 3),
    ("multiple", MULTIPLE, ["cat", "oak", "elm"], 0),
    ("multiple", MULTIPLE, ["cat", "dog", "oak"], 2 / 3),
    ("multiple", MULTIPLE, ["oak"], 0),
    ("multiple", MULTIPLE, [], 0),
    ("true_false", TRUE_FALSE, False, 1),
    ("true_false", TRUE_FALSE, True, 0),
    ("true_false", {**TRUE_FALSE, "right": True}, True, 1),
    ("estimate", ESTIMATE, 40, 1),
    ("estimate", ESTIMATE, 45, 1),
    ("estimate", ESTIMATE, 35, 1),
    ("estimate", ESTIMATE, 50, 3 / 4),
    ("estimate", ESTIMATE, 25, 1 / 2),
    ("estimate", ESTIMATE, 65, 0),
    ("estimate", ESTIMATE, 100, 0),
    ("estimate", LOG, 40, 1),
    ("estimate", LOG, 80, 1),
    ("estimate", LOG, 20, 1),
    ("estimate", LOG, 160, 1 / 2),
    ("estimate", LOG, 10, 1 / 2),
    ("estimate", LOG, 320, 0),
    ("estimate", LOG, 1, 0),
    ("ordering", ORDERING, list("abcd"), 1),
    ("ordering", ORDERING, list("abdc"), 2 / 3),
    ("ordering", ORDERING, list("badc"), 1 / 3),
    ("ordering", ORDERING, list("dabc"), 0),
    ("ordering", ORDERING, list("dcba"), 0),
    ("matching", MATCHING, pairs("1A", "2B", "3C", "4D"), 1),
    ("matching", MATCHING, pairs("1A", "2B", "3D", "4C"), 1 / 2),
    ("matching", MATCHING, pairs("1A", "2A", "3A", "4A"), 1 / 4),
    ("matching", MATCHING, pairs("1E", "2E", "3E", "4E"), 0),
]


@pytest.mark.parametrize(("kind", "spec", "response", "grade"), GRADES)
def test_a_response_earns_its_grade(kind, spec, response, grade):
    task = KINDS[kind](**spec)
    if response:
        assert task.read(response) == response
    assert task.grade(response) == pytest.approx(grade, abs=1e-12)


def test_every_kind_has_a_row_in_the_table_of_grades():
    assert {kind for kind, *_ in GRADES} == set(KINDS) == set(SPECS)


# Rows: what is asked, what is sent, and the code it is refused with.

REFUSED = [
    ("choice", CHOICE, None, "nothing_chosen"),
    ("choice", CHOICE, "", "nothing_chosen"),
    ("choice", CHOICE, "Paris", "not_offered"),
    ("choice", CHOICE, "oslo", "not_offered"),
    ("choice", CHOICE, ["Oslo"], "not_offered"),
    ("multiple", MULTIPLE, None, "nothing_chosen"),
    ("multiple", MULTIPLE, [], "nothing_chosen"),
    ("multiple", MULTIPLE, ["cat", "yew"], "not_offered"),
    ("multiple", MULTIPLE, [["cat"]], "not_offered"),
    ("multiple", MULTIPLE, "cat", "not_offered"),
    ("multiple", MULTIPLE, ["cat", "cat"], "repeated"),
    ("true_false", TRUE_FALSE, None, "nothing_chosen"),
    ("true_false", TRUE_FALSE, "", "nothing_chosen"),
    ("true_false", TRUE_FALSE, "true", "not_offered"),
    ("true_false", TRUE_FALSE, 1, "not_offered"),
    ("true_false", TRUE_FALSE, 0, "not_offered"),
    ("estimate", ESTIMATE, None, "nothing_chosen"),
    ("estimate", ESTIMATE, "", "nothing_chosen"),
    ("estimate", ESTIMATE, "40", "not_a_number"),
    ("estimate", ESTIMATE, True, "not_a_number"),
    ("estimate", ESTIMATE, -1, "out_of_range"),
    ("estimate", ESTIMATE, 100.5, "out_of_range"),
    ("estimate", ESTIMATE, math.nan, "out_of_range"),
    ("estimate", ESTIMATE, math.inf, "out_of_range"),
    ("estimate", LOG, 0, "out_of_range"),
    ("ordering", ORDERING, None, "nothing_chosen"),
    ("ordering", ORDERING, [], "nothing_chosen"),
    ("ordering", ORDERING, [None] * 4, "nothing_chosen"),
    ("ordering", ORDERING, list("abcx"), "not_offered"),
    ("ordering", ORDERING, list("aabc"), "repeated"),
    ("ordering", ORDERING, list("abcda"), "repeated"),
    ("ordering", ORDERING, list("abc"), "incomplete"),
    ("ordering", ORDERING, ["a", None, "c", ""], "incomplete"),
    ("ordering", ORDERING, ["a", "b", "c", "d", None], "incomplete"),
    ("matching", MATCHING, None, "nothing_chosen"),
    ("matching", MATCHING, [], "nothing_chosen"),
    ("matching", MATCHING, [["1", ""], ["2", ""], ["3", ""], ["4", ""]], "nothing_chosen"),
    ("matching", MATCHING, pairs("1A", "2B", "3C", "4X"), "not_offered"),
    ("matching", MATCHING, pairs("1A", "2B", "3C", "9D"), "not_offered"),
    ("matching", MATCHING, pairs("1B", "1A", "3C", "4D"), "not_offered"),
    ("matching", MATCHING, pairs("1A", "2B", "3C"), "not_offered"),
    ("matching", MATCHING, [*pairs("1A", "2B", "3C"), ["4", ""]], "incomplete"),
]


@pytest.mark.parametrize(("kind", "spec", "response", "code"), REFUSED)
def test_what_is_no_answer_is_refused_with_a_code(kind, spec, response, code):
    with pytest.raises(Refused) as refused:
        KINDS[kind](**spec).read(response)
    assert refused.value.code == str(refused.value) == code


def test_every_code_of_a_refusal_is_in_its_docstring_and_in_the_table():
    assert {code for *_, code in REFUSED} == {
        code for code in _words(Refused.__doc__) if code != "code"
    }


def _words(text):
    return text.split("``")[1::2]


def test_whole_numbers_are_read_as_integers():
    read = KINDS["estimate"](**ESTIMATE).read
    assert (read(40.0), type(read(40.0))) == (40, int)
    assert (read(40.5), type(read(40.5))) == (40.5, float)


# Rows: a spec with a fault, and all that is said about it.

WRONG = {"text": "no", "tempts": "because"}
FAULTS = [
    ("choice", CHOICE | {"right": " "}, [("right", "missing")]),
    ("choice", CHOICE | {"wrong": []}, [("wrong", "too_few")]),
    ("choice", CHOICE | {"wrong": [WRONG | {"text": ""}]}, [("wrong", "missing")]),
    ("choice", CHOICE | {"wrong": [{"text": "no"}]}, [("wrong", "no_reason")]),
    ("choice", CHOICE | {"wrong": [WRONG | {"text": " OSLO "}]}, [("wrong", "repeated")]),
    ("choice", CHOICE | {"wrong": [WRONG, WRONG]}, [("wrong", "repeated")]),
    ("multiple", MULTIPLE | {"right": []}, [("right", "missing")]),
    ("multiple", MULTIPLE | {"right": ["cat"]}, [("right", "too_few")]),
    ("multiple", MULTIPLE | {"right": ["cat", ""]}, [("right", "missing")]),
    ("multiple", MULTIPLE | {"right": ["a  cat", "A Cat"]}, [("wrong", "repeated")]),
    ("multiple", MULTIPLE | {"wrong": []}, [("wrong", "too_few")]),
    ("true_false", {"right": None, "tempts": "x"}, [("right", "missing")]),
    ("true_false", {"right": "yes", "tempts": "x"}, [("right", "missing")]),
    ("true_false", {"right": True}, [("tempts", "no_reason")]),
    ("estimate", ESTIMATE | {"right": None}, [("right", "not_a_number")]),
    (
        "estimate",
        {**dict.fromkeys(ESTIMATE), "unit": "", "low": "0", "tempts": ""},
        [("right", "not_a_number"), ("low", "not_a_number"), ("tempts", "no_reason")],
    ),
    ("estimate", ESTIMATE | {"low": "0"}, [("low", "not_a_number")]),
    ("estimate", ESTIMATE | {"high": math.inf}, [("high", "not_a_number")]),
    ("estimate", ESTIMATE | {"tolerance": math.nan}, [("tolerance", "not_a_number")]),
    (
        "estimate",
        ESTIMATE | {"zero_at": None, "step": None},
        [("zero_at", "not_a_number"), ("step", "not_a_number")],
    ),
    ("estimate", ESTIMATE | {"right": 101}, [("right", "out_of_range")]),
    ("estimate", ESTIMATE | {"low": 40, "high": 40}, [("right", "out_of_range")]),
    ("estimate", ESTIMATE | {"scale": "cubic"}, [("scale", "not_offered")]),
    ("estimate", LOG | {"low": 0}, [("low", "not_positive")]),
    ("estimate", LOG | {"tolerance": 0.9}, [("tolerance", "too_small")]),
    ("estimate", LOG | {"zero_at": 2}, [("zero_at", "too_small")]),
    ("estimate", ESTIMATE | {"tolerance": -1}, [("tolerance", "too_small")]),
    ("estimate", ESTIMATE | {"zero_at": 5}, [("zero_at", "too_small")]),
    ("estimate", ESTIMATE | {"step": 0}, [("step", "not_positive")]),
    ("estimate", ESTIMATE | {"tempts": " "}, [("tempts", "no_reason")]),
    ("ordering", ORDERING | {"items": ORDERING["items"][:2]}, [("items", "too_few")]),
    (
        "ordering",
        ORDERING | {"items": [{"text": t} for t in ("a", "b", "")]},
        [("items", "missing")],
    ),
    ("ordering", ORDERING | {"items": [{"text": t} for t in "abA"]}, [("items", "repeated")]),
    ("ordering", ORDERING | {"first": ""}, [("first", "missing")]),
    ("ordering", ORDERING | {"last": " "}, [("last", "missing")]),
    ("ordering", ORDERING | {"tempts": ""}, [("tempts", "no_reason")]),
    ("matching", MATCHING | {"pairs": MATCHING["pairs"][:2]}, [("pairs", "too_few")]),
    ("matching", MATCHING | {"spare": [""]}, [("pairs", "missing")]),
    (
        "matching",
        MATCHING | {"pairs": [*MATCHING["pairs"], {"left": " ", "right": "F"}]},
        [("pairs", "missing")],
    ),
    (
        "matching",
        MATCHING | {"pairs": [*MATCHING["pairs"], {"left": "1", "right": "F"}]},
        [("pairs", "repeated")],
    ),
    ("matching", MATCHING | {"spare": ["a"]}, [("pairs", "repeated")]),
    ("matching", MATCHING | {"tempts": ""}, [("tempts", "no_reason")]),
]


@pytest.mark.parametrize(("kind", "spec", "problems"), FAULTS)
def test_a_faulty_spec_is_told_with_field_and_code(kind, spec, problems):
    found = KINDS[kind](**spec).problems()
    assert [(problem.field, problem.code) for problem in found] == problems
    assert {problem.field for problem in found} <= {field.name for field in fields(KINDS[kind])}


@pytest.mark.parametrize(("kind", "spec"), [*SPECS.items(), ("estimate", LOG)])
def test_a_sound_spec_has_no_problems(kind, spec):
    assert KINDS[kind](**spec).problems() == []


# Every question that could be asked: specs for which problems() is empty.

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12
).filter(str.strip)


def distinct(least, most):
    return st.lists(
        texts,
        min_size=least,
        max_size=most,
        unique_by=lambda text: " ".join(text.split()).casefold(),
    )


def wrong(options):
    return [{"text": text, "tempts": "because"} for text in options]


@st.composite
def multiples(draw):
    options = draw(distinct(3, 9))
    cut = draw(st.integers(2, len(options) - 1))
    return {"right": options[:cut], "wrong": wrong(options[cut:])}


@st.composite
def estimates(draw):
    """Numbers as editors write them: few digits, and distances within reason."""
    scale = draw(st.sampled_from(["linear", "log"]))
    least, narrow = (0.01, 1) if scale == "log" else (-1_000, 0)
    low, right, high = sorted(draw(st.tuples(*[_numbers(least, 1_000_000)] * 3)))
    assume(low < high)
    tolerance = draw(_numbers(narrow, 100))
    return {
        "right": right,
        "unit": "people",
        "low": low,
        "high": high,
        "tolerance": tolerance,
        "zero_at": tolerance + draw(_numbers(0.01, 1_000)),
        "scale": scale,
        "tempts": "because",
    }


def _numbers(low, high):
    decimals = st.integers(round(low * 100), round(high * 100)).map(lambda n: n / 100)
    return decimals.map(lambda number: int(number) if number.is_integer() else number)


@st.composite
def matchings(draw, spare=2):
    lefts = draw(distinct(3, 6))
    rights = draw(distinct(len(lefts), len(lefts) + spare))
    return {
        "pairs": [{"left": a, "right": b} for a, b in zip(lefts, rights, strict=False)],
        "spare": rights[len(lefts) :],
        "tempts": "because",
    }


SOUND = {
    "choice": distinct(2, 8).map(
        lambda options: {"right": options[0], "wrong": wrong(options[1:])}
    ),
    "multiple": multiples(),
    "true_false": st.booleans().map(lambda right: {"right": right, "tempts": "because"}),
    "estimate": estimates(),
    "ordering": distinct(3, 8).map(
        lambda items: ORDERING | {"items": [{"text": text} for text in items]}
    ),
    "matching": matchings(),
}


def asked(kind):
    return SOUND[kind].map(lambda spec: KINDS[kind](**spec))


@st.composite
def answered(draw, kind):
    """A question of this kind and any response that it accepts."""
    question = draw(asked(kind))
    match kind:
        case "choice":
            response = draw(st.sampled_from(question.offered("")))
        case "multiple":
            response = draw(
                st.lists(st.sampled_from(question.offered("")), min_size=1, unique=True)
            )
        case "true_false":
            response = draw(st.booleans())
        case "estimate":
            response = draw(_within(question))
        case "ordering":
            response = draw(st.permutations(question.solution()))
        case "matching":
            rights = st.sampled_from(question.offered(""))
            response = [[pair.left, draw(rights)] for pair in question.pairs]
    return question, response


def _within(question):
    return _numbers(question.low, question.high) | st.sampled_from(
        [question.low, question.right, question.high]
    )


every_kind = pytest.mark.parametrize("kind", KINDS)


# The same tasks with another solution.
OTHERWISE = {
    "choice": {"right": "Turku", "wrong": [{"text": text} for text in ("Bergen", "Oslo")]},
    "multiple": {
        "right": ["elm", "fir"],
        "wrong": [{"text": text} for text in "dog oak cat".split()],
    },
    "true_false": {"right": True},
    "estimate": {**ESTIMATE, "right": 60, "tolerance": 1, "zero_at": 9},
    "ordering": {**ORDERING, "items": ORDERING["items"][::-1]},
    "matching": {
        "pairs": [{"left": left, "right": right} for left, right in ("1B", "2E", "3A", "4C")],
        "spare": ["D"],
    },
}


@every_kind
def test_what_is_offered_is_the_same_whatever_is_right(kind):
    told, other = (KINDS[kind](**spec[kind]).offers("a word") for spec in (SPECS, OTHERWISE))
    assert told == other
    assert {*told}.isdisjoint({"right", "wrong", "pairs", "spare", "tempts", "tolerance"})


def test_pairs_in_any_order_are_the_same_answer():
    task = KINDS["matching"](**MATCHING)
    assert task.read(pairs("2B", "1A", "4D", "3C")) == pairs("1A", "2B", "3C", "4D")


kinds_with_order = pytest.mark.parametrize("kind", ["choice", "multiple", "matching", "ordering"])


@every_kind
@given(data=st.data())
def test_any_response_is_read_as_it_is_and_earns_between_0_and_1(kind, data):
    question, response = data.draw(answered(kind))
    assert question.problems() == []
    assert question.read(response) == response
    assert 0 <= question.grade(response) <= 1


@every_kind
@given(data=st.data())
def test_the_solution_is_accepted_and_earns_exactly_1(kind, data):
    question = data.draw(asked(kind))
    assert question.grade(question.read(question.solution())) == 1
    assert question.tempted(question.solution()) == []


@every_kind
@given(data=st.data())
def test_not_sure_earns_nothing_and_nothing_tempted(kind, data):
    question = data.draw(asked(kind))
    assert question.grade(None) == 0
    assert question.tempted(None) == []


@every_kind
@given(data=st.data())
def test_whoever_earns_less_than_1_without_missing_out_is_told_what_tempts(kind, data):
    question, response = data.draw(answered(kind))
    if kind == "multiple":
        assume(set(response) - set(question.right))
    assert bool(question.tempted(response)) == (question.grade(response) < 1)


@every_kind
@given(data=st.data())
def test_a_question_survives_json(kind, data):
    question, response = data.draw(answered(kind))
    again = KINDS[kind](**json.loads(json.dumps(asdict(question))))
    assert again == question
    assert again.grade(json.loads(json.dumps(response))) == question.grade(response)


@every_kind
def test_a_question_cannot_be_changed(kind):
    with pytest.raises(AttributeError):
        KINDS[kind](**SPECS[kind]).tempts = "other"


def test_rows_that_are_objects_already_are_left_alone():
    question = KINDS["choice"](**CHOICE)
    assert KINDS["choice"](question.right, question.wrong) == question
    assert rows(int, [1, 2]) == (1, 2)


# Monotone: what is better never earns less.


@given(answered("multiple"), st.data())
def test_adding_a_hit_never_lowers_the_grade(given_, data):
    question, response = given_
    more = [*response, data.draw(st.sampled_from(question.right))]
    assert question.grade(more) >= question.grade(response)


@given(answered("multiple"), st.data())
def test_adding_a_wrong_tick_never_raises_the_grade(given_, data):
    question, response = given_
    more = [*response, data.draw(st.sampled_from(question.wrong)).text]
    assert question.grade(more) <= question.grade(response)


@given(asked("estimate"), st.data())
def test_a_nearer_estimate_never_earns_less(question, data):
    near, far = data.draw(_within(question)), data.draw(_within(question))

    def distance(response):
        if question.scale == "log":
            return abs(math.log(response / question.right))
        return abs(response - question.right)

    if distance(near) > distance(far):
        near, far = far, near
    assert question.grade(near) >= question.grade(far) - 1e-12


@given(answered("ordering"))
def test_swapping_neighbours_into_the_right_order_never_lowers_the_grade(given_):
    question, response = given_
    place = question.solution().index
    for here in range(len(response) - 1):
        first, second = response[here : here + 2]
        if place(first) > place(second):
            better = [*response[:here], second, first, *response[here + 2 :]]
            assert question.grade(better) >= question.grade(response)


@given(answered("matching"))
def test_correcting_a_pair_raises_the_grade_by_its_share(given_):
    question, response = given_
    share = 1 / len(question.pairs)
    for here, pair in enumerate(question.pairs):
        if response[here][1] != pair.right:
            better = [*response[:here], [pair.left, pair.right], *response[here + 1 :]]
            assert question.grade(better) == pytest.approx(question.grade(response) + share)


# Blind tactics earn what the formula says.


@given(asked("multiple"))
def test_everything_ticked_earns_nothing(question):
    assert question.grade(question.offered("any")) == 0


@given(asked("choice"))
def test_a_random_choice_earns_one_in_n_on_average(question):
    offered = question.offered("any")
    assert sum(map(question.grade, offered)) == 1
    assert len(offered) == len(question.wrong) + 1


def test_a_coin_earns_half_on_average():
    question = KINDS["true_false"](**TRUE_FALSE)
    assert sum(map(question.grade, (True, False))) == 1


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_a_blind_order_has_half_of_its_pairs_right(n):
    """Kendall's tau is 0 on average, and the grade is what is above that."""
    items = "abcdef"[:n]
    question = KINDS["ordering"](**ORDERING | {"items": [{"text": text} for text in items]})
    taus = []
    for order in permutations(items):
        inversions = sum(a > b for a, b in combinations(order, 2))
        taus.append(1 - 2 * inversions / math.comb(n, 2))
        assert question.grade(order) == pytest.approx(max(0, taus[-1]), abs=1e-12)
    assert math.fsum(taus) / len(taus) == pytest.approx(0, abs=1e-12)


@given(matchings(spare=0))
def test_the_same_text_for_every_left_earns_one_in_n(spec):
    question = KINDS["matching"](**spec)
    for right in question.offered("any"):
        same = [[pair.left, right] for pair in question.pairs]
        assert question.grade(same) == pytest.approx(1 / len(question.pairs))


@pytest.mark.parametrize("n", [3, 4, 5])
def test_a_blind_matching_earns_one_in_n_on_average(n):
    """One of n matches by chance, whether or not a text is used twice."""
    lefts, rights = "12345"[:n], "ABCDE"[:n]
    question = KINDS["matching"](
        [{"left": a, "right": b} for a, b in zip(lefts, rights, strict=True)], tempts="because"
    )
    for tactic in (permutations(rights), product(rights, repeat=n)):
        grades = [question.grade(pairs(*zip(lefts, chosen, strict=True))) for chosen in tactic]
        assert math.fsum(grades) / len(grades) == pytest.approx(1 / n)


# The order that is offered gives nothing away.


@kinds_with_order
@given(data=st.data(), seed=st.text(max_size=20))
def test_all_texts_are_offered_once_and_in_the_same_order_every_time(kind, data, seed):
    spec = data.draw(SOUND[kind])
    question, again = KINDS[kind](**spec), KINDS[kind](**spec)
    assert sorted(question.offered(seed)) == sorted(_texts(question))
    assert question.offered(seed) == again.offered(seed)


def _texts(question):
    match question.name:
        case "choice":
            return [question.right, *(option.text for option in question.wrong)]
        case "multiple":
            return [*question.right, *(option.text for option in question.wrong)]
        case "ordering":
            return [item.text for item in question.items]
        case "matching":
            return [*(pair.right for pair in question.pairs), *question.spare]


@given(st.data(), st.text(max_size=20))
def test_the_order_depends_on_the_texts_and_the_seed_alone(data, seed):
    listed = data.draw(distinct(2, 8))
    assert shuffled(data.draw(st.permutations(listed)), seed) == shuffled(listed, seed)


@kinds_with_order
def test_the_key_has_no_part_in_the_order(kind):
    """Whichever text is the right one, the same texts are offered in the same order."""
    orders = set()
    for texts_ in permutations("abcd"):
        first, *others = texts_
        spec = {
            "choice": {"right": first, "wrong": wrong(others)},
            "multiple": {"right": texts_[:2], "wrong": wrong(texts_[2:])},
            "matching": {
                "pairs": [{"left": str(n), "right": right} for n, right in enumerate(texts_[:3])],
                "spare": texts_[3:],
            },
            "ordering": ORDERING | {"items": [{"text": text} for text in texts_]},
        }[kind]
        orders.add(tuple(KINDS[kind](**spec).offered("seed")))
    assert len(orders) == 1


def test_every_order_is_offered_alike_and_the_right_one_too():
    question = KINDS["ordering"](**ORDERING | {"items": [{"text": text} for text in "abc"]})
    orders = Counter(tuple(question.offered(f"{FAIR_SEEDS + n}/1")) for n in range(6_000))
    assert len(orders) == 6
    assert all(abs(number - 1_000) < 4 * 28.9 for number in orders.values())


def test_a_round_drawn_when_orderings_avoided_their_right_order_keeps_its_orders():
    """Each as the code offered it that drew them."""
    question = KINDS["ordering"](**ORDERING | {"items": [{"text": text} for text in "abc"]})
    for seed in (f"{n}/{position}" for n in range(100) for position in (1, 20)):
        orders = [shuffled("abc", f"{seed}/{attempt}") for attempt in range(9)]
        assert question.offered(seed) == next(order for order in orders if order != list("abc"))


@kinds_with_order
def test_seeds_differ_in_their_order(kind):
    question = KINDS[kind](**SPECS[kind])
    orders = {tuple(question.offered(f"seed {number}")) for number in range(1_000)}
    assert len(orders) == math.factorial(len(_texts(question)))


def test_the_key_is_in_no_preferred_place():
    trials = 4_000
    question = KINDS["choice"](right="right", wrong=wrong(["one", "two", "three"]))
    places = Counter(question.offered(f"{n}/1").index("right") for n in range(trials))
    error = math.sqrt(trials * 1 / 4 * 3 / 4)
    assert all(abs(places[place] - trials / 4) <= 4 * error for place in range(4))


# What is shown afterwards.


def test_the_options_of_a_choice_say_what_was_right_and_chosen():
    shown = KINDS["choice"](**CHOICE).options("seed", "Turku")
    assert {option.text: (option.state, option.tempts) for option in shown} == {
        "Oslo": ("right-left", ""),
        "Bergen": ("wrong-left", "It is the older harbour."),
        "Turku": ("wrong-chosen", "It was a capital once."),
    }


def test_the_options_of_a_multiple_say_what_was_right_and_ticked():
    question = KINDS["multiple"](**MULTIPLE)
    shown = question.options("seed", ["cat", "elm"])
    assert {option.text: option.state for option in shown} == {
        "cat": "right-chosen",
        "dog": "right-left",
        "oak": "wrong-left",
        "elm": "wrong-chosen",
        "fir": "wrong-left",
    }
    assert not any(option.chosen for option in question.options("seed", None))


def test_the_options_of_a_statement_are_true_and_false_in_this_order():
    assert KINDS["true_false"](**TRUE_FALSE).options("seed", True) == [
        Option(True, right=False, chosen=True, tempts="The headline said so."),
        Option(False, right=True, chosen=False),
    ]


@pytest.mark.parametrize("kind", ["choice", "multiple"])
@given(data=st.data(), seed=st.text(max_size=20))
def test_the_options_stand_as_they_were_offered(kind, data, seed):
    question, response = data.draw(answered(kind))
    assert [option.text for option in question.options(seed, response)] == question.offered(seed)


@pytest.mark.parametrize(
    ("kind", "response", "tempted"),
    [
        ("choice", "Bergen", ["It is the older harbour."]),
        ("multiple", ["cat", "fir", "oak"], ["It lives.", "It grows."]),
        ("true_false", True, ["The headline said so."]),
        ("estimate", 80, ["Twice that was in the news."]),
        ("ordering", list("bacd"), ["The second was famous first."]),
        ("matching", pairs("1E", "2B", "3C", "4D"), ["A and E look alike."]),
    ],
)
def test_a_wrong_answer_is_met_with_what_tempts(kind, response, tempted):
    assert KINDS[kind](**SPECS[kind]).tempted(response) == tempted


@pytest.mark.parametrize(
    ("kind", "response", "some"),
    [
        ("choice", "Oslo", False),  # all of it, so there is no part to praise
        ("multiple", ["cat", "oak", "elm"], True),
        ("multiple", ["oak"], False),
        ("true_false", False, False),
        ("estimate", 40, False),
        ("ordering", ["a", "d", "c", "b"], True),
        ("ordering", ["d", "a", "b", "c"], False),
        ("matching", pairs("1A", "2C", "3D", "4E"), True),
        ("matching", pairs("1B", "2C", "3D", "4E"), False),
        ("matching", None, False),
    ],
)
def test_some_of_an_answer_is_right_where_it_has_parts(kind, response, some):
    assert KINDS[kind](**SPECS[kind]).some_right(response) is some


@pytest.mark.parametrize(
    ("spec", "accepted"),
    [
        (ESTIMATE, (35, 45)),
        (ESTIMATE | {"right": 2}, (0, 7)),
        (ESTIMATE | {"right": 98}, (93, 100)),
        (LOG, (20, 80)),
        (LOG | {"right": 1}, (1, 2)),
    ],
)
def test_the_accepted_range_ends_where_the_scale_does(spec, accepted):
    assert KINDS["estimate"](**spec).accepted == accepted


@given(asked("estimate"))
def test_both_ends_of_the_accepted_range_earn_full_marks(question):
    assert [question.grade(end) for end in question.accepted] == [1, 1]
    assert [question.read(end) for end in question.accepted] == list(question.accepted)


@pytest.mark.parametrize(
    ("spec", "value", "share"),
    [
        (ESTIMATE, 0, 0),
        (ESTIMATE, 40, 0.4),
        (ESTIMATE, 100, 1),
        (LOG, 1, 0),
        (LOG, 100, 0.5),
        (LOG, 10_000, 1),
    ],
)
def test_a_number_has_its_place_on_the_scale(spec, value, share):
    assert KINDS["estimate"](**spec).share(value) == pytest.approx(share)


# Numbers that no editor means, but that a file can hold.


def test_a_number_beyond_floats_is_a_problem_and_not_a_crash():
    assert KINDS["estimate"](**ESTIMATE | {"high": 10**400}).problems()


def test_a_truth_value_is_not_a_number():
    assert KINDS["estimate"](**ESTIMATE | {"step": True}).problems()


def test_distances_a_hair_apart_can_be_graded():
    spec = LOG | {"tolerance": 1000.0, "zero_at": 1000.0000000000001}
    question = KINDS["estimate"](**spec | {"right": 1, "high": 1_000_000})
    assert question.problems() or question.grade(1_000_000) == 0


def test_the_distance_that_earns_nothing_earns_nothing():
    question = KINDS["estimate"](**LOG | {"right": 50, "zero_at": 10})
    assert question.grade(5) == 0


# The list of places in the docstring of quiz.core.kinds, held against the tree.


@pytest.mark.parametrize(
    ("kind", "spec", "response", "canonical"),
    [
        ("choice", CHOICE, "Turku", "Turku"),
        ("multiple", MULTIPLE, ["oak", "cat"], ["cat", "oak"]),
        ("true_false", TRUE_FALSE, True, True),
        ("ordering", ORDERING, ["b", "a", "c", "d"], ["b", "a", "c", "d"]),
        ("matching", MATCHING, [["1", "A"], ["2", "E"]], [["1", "A"], ["2", "E"]]),
        ("estimate", ESTIMATE, 40, 40),
        ("estimate", ESTIMATE, 40.4, 40),
        ("estimate", {**ESTIMATE, "step": 0.5}, 40.4, 40.5),
        ("estimate", {**ESTIMATE, "step": 30}, 100, 90),
        ("estimate", {**ESTIMATE, "step": 40}, 100, 80),
        ("estimate", {**ESTIMATE, "high": 110, "step": 40}, 110, 110),
        ("estimate", {**ESTIMATE, "step": 0.1}, 0, 0.5),
        ("estimate", {**ESTIMATE, "step": 0.1}, 99.95, 99.5),
        ("estimate", {**ESTIMATE, "step": 0.1}, 100, 99.5),
        ("estimate", LOG, 1, 1.04712854805),
        ("estimate", LOG, 10_000, 9549.92586021),
    ],
)
def test_responses_that_mean_the_same_are_counted_as_one(kind, spec, response, canonical):
    question = KINDS[kind](**spec)
    assert question.canonical(response) == canonical
    assert question.canonical(canonical) == canonical, "what it gives stands for itself"


@given(st.sampled_from([ESTIMATE, {**ESTIMATE, "step": 0.7}, {**ESTIMATE, "step": 0.01}, LOG]),
       st.floats(0, 1))  # fmt: skip
def test_every_number_is_counted_as_one_of_few(spec, share):
    question = KINDS["estimate"](**spec)
    response = question.low + share * (question.high - question.low)
    assert question.canonical(response) in question.canonicals()
    assert len(question.canonicals()) <= 201


@pytest.mark.parametrize(
    ("kind", "response", "parts"),
    [
        ("choice", "Turku", ["Turku"]),
        ("multiple", ["oak", "cat"], ["oak", "cat"]),
        ("true_false", False, ["False"]),
        ("estimate", 40, ["40"]),
        ("ordering", ["b", "a"], ["1. b", "2. a"]),
        ("matching", [["1", "A"], ["2", "E"]], ["1 → A", "2 → E"]),
    ],
)
def test_a_response_has_parts_that_can_be_counted(kind, response, parts):
    assert KINDS[kind](**SPECS[kind]).parts(response) == parts


def test_a_new_kind_touches_what_the_docstring_says():
    said = " ".join(
        sys.modules["quiz.core.kinds"].__doc__.partition("A new kind touches:")[2].split()
    )
    places = [place for place in _words(said) if "/" in place or place.endswith(".py")]
    assert places == [
        "core/kinds/", "play/forms.py", "admin/forms/answers.py", "templates/quiz/kinds/",
        "exchange/moodle/answers.py", "tests/core/test_kinds.py",
    ]  # fmt: skip
    assert len(places) <= 6
    assert all((ROOT / place).exists() or (ROOT / "quiz" / place).exists() for place in places)


def test_every_kind_has_a_class_of_its_name_and_a_line_about_its_responses():
    table = sys.modules["quiz.core.kinds"].__doc__.split("\n============ ")[1]
    lines = [line for line in table.splitlines()[1:] if line]
    assert [line.split()[0] for line in lines] == list(KINDS)
    assert all(KINDS[name].name == name for name in KINDS)


def test_no_other_module_names_every_kind():
    """The list is whole: these, and two modules that have a way for any other kind."""
    naming = {
        str(path.relative_to(ROOT / "quiz"))
        for path in (ROOT / "quiz").rglob("*.py")
        if "migrations" not in path.parts and all(f'"{name}"' in path.read_text() for name in KINDS)
    }
    assert naming == {
        "play/forms.py", "admin/forms/answers.py", "exchange/moodle/answers.py", "play/simulate.py",
        "core/other_kind.py",
    }  # fmt: skip


def test_every_kind_has_a_name_for_people():
    assert all(kind.label for kind in KINDS.values())
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(("kind", "spec"), [*SPECS.items(), ("estimate", LOG)])
def test_every_guess_is_a_response_and_one_of_them_is_nearly_right(kind, spec):
    task = KINDS[kind](**spec)
    grades = [task.grade(task.read(guess)) for guess in task.guesses()]
    assert max(grades) == pytest.approx(1, abs=0.05)
    assert min(grades) == 0


def test_every_kind_has_its_field_for_readers():
    from quiz.play.forms import FORMS

    assert set(FORMS) == set(KINDS)


def test_every_code_of_a_refusal_has_its_sentence():
    from quiz.play.forms import SENTENCES

    assert {code for *_, code in REFUSED} == set(SENTENCES)


def test_every_kind_has_its_form_for_editors():
    from quiz.admin.forms.answers import SPEC_FORMS

    assert set(SPEC_FORMS) == set(KINDS)
    for kind, form in SPEC_FORMS.items():
        assert set(form.once()) | set(form.rows) == {field.name for field in fields(KINDS[kind])}


def test_every_kind_has_its_template():
    from quiz.play.feedback import template_of

    folder = ROOT / "templates" / "quiz" / "kinds"
    pages = {f"quiz/kinds/{file.name}": file.read_text() for file in folder.glob("*.html")}
    assert set(pages) == set(map(template_of, KINDS.values()))
    for kind in KINDS.values():
        parts = set(re.findall(r"{% partialdef (\w+) %}", pages[template_of(kind)]))
        reviewed = set() if hasattr(kind, "options") else {"review"}
        assert parts == {"ask", "lead", "solution"} | reviewed


def test_bank_files_know_every_kind():
    from quiz.exchange.bank_file import SPEC_SAID
    from quiz.exchange.bank_shape import Question

    assert get_args(Question.model_fields["kind"].annotation) == tuple(KINDS)
    assert {code for *_, problems in FAULTS for _, code in problems} == set(SPEC_SAID)


def test_the_exchange_formats_carry_every_kind_or_say_that_they_do_not():
    from quiz.exchange import table
    from quiz.exchange.moodle import answers
    from tests.exchange.test_round_trips import SPECS

    assert set(answers.BY_KIND) == set(SPECS) == set(KINDS)
    assert set(table.FLAT) <= set(KINDS)


@pytest.mark.parametrize(
    ("kind", "spec", "old", "response"),
    [
        ("choice", {"right": "a b", "wrong": [{"text": "é"}]}, "a\nb", "a b"),
        ("choice", {"right": "a b", "wrong": [{"text": "é"}]}, "e\u0301", "é"),
        ("multiple", {"right": ["a b", "c"], "wrong": [{"text": "d"}]}, ["a\r\nb"], ["a b"]),
        (
            "ordering",
            {"items": [{"text": "a b"}, {"text": "c"}, {"text": "d"}], "first": "x", "last": "y"},
            ["c", "a\nb", "d"],
            ["c", "a b", "d"],
        ),
        (
            "matching",
            {"pairs": [{"left": "a b", "right": "1 2"}, {"left": "c", "right": "3"}]},
            [["c", "1\n2"], ["a\nb", "3"]],
            [["a b", "3"], ["c", "1 2"]],
        ),
    ],
)
def test_a_response_from_before_texts_were_tidied_still_means_the_same(kind, spec, old, response):
    """A corrected version has tidy texts, and regrades what was kept of an older one."""
    assert KINDS[kind](**spec).read(old) == response


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (ESTIMATE, (35, 45)),
        (LOG, (20, 80)),
        ({**LOG, "right": 2230, "high": 1_000_000, "tolerance": 1.4}, (1600, 3100)),
        ({**LOG, "right": 17, "low": 1}, (9, 34)),
        ({**ESTIMATE, "right": 8, "tolerance": 2}, (6, 10)),
        ({**ESTIMATE, "right": 3, "tolerance": 0.5}, (2.5, 3.5)),
        ({**ESTIMATE, "right": 7, "tolerance": 0}, (7, 7)),
        ({**ESTIMATE, "right": 7.12345, "tolerance": 0}, (7.12345, 7.12345)),
    ],
)
def test_the_accepted_range_is_said_in_round_numbers(spec, said):
    assert KINDS["estimate"](**spec).accepted_said == said


@given(asked("estimate"))
def test_all_that_is_said_to_be_accepted_is_and_little_else(question):
    (low, high), said = question.accepted, question.accepted_said
    assert [question.grade(number) for number in (*said, sum(said) / 2)] == [1, 1, 1]
    assert said[0] <= question.right <= said[1]
    assert said[1] - said[0] >= 0.9 * (high - low) - 1e-9
