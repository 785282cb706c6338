"""What each number of an estimate earns, drawn, and the numbers that are usual."""

import pytest
from django.urls import reverse

from quiz.admin.marks import drawn
from quiz.core.kinds import KINDS
from quiz.core.usual_numbers import usual_numbers
from quiz.models import Question
from tests.admin.test_questions import ADD, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

MARKS = reverse("admin:quiz_question_marks")


def draw(client, **numbers):
    return client.post(MARKS, {"scale": "linear", **numbers}).content.decode()


def test_a_share_is_drawn_with_what_is_usual(admin_client):
    page = draw(admin_client, right="65", unit="%")
    assert "a full point from 60 to 70" in page
    assert "nothing at 45, 85" in page
    assert 'x="65.0%"' in page
    assert "on average" in page
    assert 'd="M45.0 100 60.0 0 70.0 0 85.0 100"' in page


def test_the_number_is_drawn_as_it_was_read(admin_client):
    page = draw(admin_client, right="3,205")
    assert ">3,205</text>" in page
    assert "3,200" not in page
    assert "drawing" in drawn({"right": 3.205}), "as a saved question has it"


def test_what_is_usual_is_said_of_its_number_and_of_what_is_counted_whole_in_whole_numbers(
    admin_client,
):
    page = draw(admin_client, right="5", unit="of 10 apps")
    assert "a full point for 5 alone" in page
    assert "Usual for 5 of 10 apps (they change" in page
    assert "Highest number on the line 10 ·" in page
    assert "leave empty is filled in" in page
    page = draw(admin_client, right="5", low="0", high="8", step="1", tolerance="1", zero_at="2")
    assert "Usual for 5 (they change" in page
    assert "leave empty" not in page


def test_by_so_many_times(admin_client):
    page = draw(admin_client, right="2230", scale="log", tolerance="1.4", zero_at="5")
    assert "a full point from 1,590 to 3,120" in page
    assert "nothing at 446, 11,150" in page or "nothing at 446, 11,200" in page


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "Write the right number"),
        ({"right": "many"}, "is no number"),
        ({"right": "3.205"}, "may be 3205 or 3.2050"),
        ({"right": "5", "low": "10", "high": "20"}, "must lie on the line"),
        ({"right": "5", "low": "5", "high": "5"}, "must lie on the line"),
        ({"right": "5", "tolerance": "30", "zero_at": "20"}, "more than what earns a full point"),
        ({"right": "-5", "scale": "log"}, "must lie on the line"),
        ({"right": "5", "step": "0"}, "above 0"),
        ({"right": "5", "scale": "odd"}, "not one of the values"),
    ],
)
def test_what_cannot_be_drawn_says_why(admin_client, numbers, sentence):
    assert sentence in draw(admin_client, **numbers)


@pytest.mark.parametrize("right", ["0", "100", "1e9", "0,001", "123456789", "-40", "3", "99999"])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_any_number_is_answered(admin_client, right, scale):
    assert admin_client.post(MARKS, {"right": right, "scale": scale}).status_code == 200


@pytest.mark.parametrize(
    "spec",
    [
        {"right": 65, "unit": "%"},
        {"right": 26, "unit": "of 120"},
        {"right": 0, "unit": "%"},
        {"right": 100, "unit": "%"},
        {"right": 2230, "unit": "companies"},
        {"right": -40, "unit": "°"},
        {"right": 0.5, "unit": ""},
        {"right": 2230, "scale": "log"},
        {"right": 0.5, "scale": "log"},
        {"right": 3_000_000_000, "unit": ""},
    ],
)
def test_usual_numbers_can_be_asked(spec):
    task = KINDS["estimate"](**{"unit": "", **usual_numbers(spec), "tempts": "So."})
    assert task.problems() == []
    assert 0 < task.chance < 0.5


def test_of_a_whole_the_line_ends_at_it():
    assert usual_numbers({"right": 26, "unit": "of 120 legislators"})["high"] == 120


def test_what_is_left_empty_has_its_usual_value_once_it_is_saved(admin_client):
    empty = dict.fromkeys(("low", "high", "step", "tolerance", "zero_at"), "")
    fields = typed("estimate", right="65", unit="%", **empty)
    admin_client.post(f"{ADD}?kind=estimate", {**fields, "_continue": "1"})
    spec = Question.objects.get().spec
    assert [spec[name] for name in empty] == [0, 100, 1, 5, 20]
