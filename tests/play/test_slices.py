"""The face and the strip, cut into as many slices as a round has questions."""

import re

import pytest

from quiz.play.slices import CELL, GAP, GASP, HEIGHT, LEFT, LEVEL, SMILE, TALL, TOP, WIDTH, Slices

VERDICTS = ("right", "partly", "wrong", "unsure", "open")
BOX = re.compile(r"M([\d.]+) (\d+)h([\d.]+)v(\d+)h-([\d.]+)Z")


def boxes(path):
    """The rectangles of a path: left, top, width, height."""
    found = BOX.findall(path)
    assert "".join(f"M{x} {y}h{w}v{h}h-{w}Z" for x, y, w, h, _ in found) == path
    return [tuple(map(float, box[:4])) for box in found]


@pytest.mark.parametrize("total", [*range(1, 21), 33])
@pytest.mark.parametrize("state", VERDICTS)
def test_the_slices_of_a_bar_cover_it_once(state, total):
    slices = Slices([state] * total)
    drawn = boxes(slices.kept) + boxes(slices.lost) + boxes(slices.later)
    assert len(drawn) == total * (2 if state == "partly" else 1)
    assert sum(w * h for _, _, w, h in drawn) == pytest.approx(WIDTH * HEIGHT, rel=0.005)
    for x, y, w, h in drawn:
        assert x >= LEFT
        assert x + w <= LEFT + WIDTH + 0.2
        assert y >= TOP
        assert y + h <= TOP + HEIGHT


@pytest.mark.parametrize("total", [1, 5, 10, 20])
@pytest.mark.parametrize("state", VERDICTS)
def test_the_strip_has_a_slice_a_question_and_ends_with_the_last(state, total):
    slices = Slices([state] * total)
    whole = [
        box
        for box in boxes(slices.strip_kept) + boxes(slices.strip_lost) + boxes(slices.strip_later)
        if box[3] == TALL
    ]
    assert [x for x, *_ in whole] == [n * CELL for n in range(total)]
    assert whole[-1][0] + whole[-1][2] == slices.wide == CELL * total - GAP


def test_a_right_answer_keeps_its_slice_a_partly_right_one_half_and_others_none():
    slices = Slices(["right", "partly", "wrong", "unsure", "open"])
    kept = boxes(slices.kept)
    assert [(round(x), y, h) for x, y, _, h in kept] == [(14, 40, 24), (32, 52, 12)]
    assert len(boxes(slices.lost)) == 3
    assert len(boxes(slices.later)) == 1
    assert slices.words == "1 right, 1 partly right, 1 not right, 1 not sure, 1 not answered"
    assert (slices.done, slices.total) == (4, 5)


@pytest.mark.parametrize(
    ("states", "mouth"),
    [
        (["open"] * 10, SMILE),
        (["right"] * 7 + ["wrong"] * 3, SMILE),
        (["right"] * 3 + ["partly"] * 2 + ["wrong"] * 5, LEVEL),
        (["right"] * 3 + ["wrong"] * 7, GASP),
        (["unsure"] + ["open"] * 9, GASP),
    ],
)
def test_the_face_smiles_while_most_of_it_is_covered(states, mouth):
    assert Slices(states).mouth == mouth
