"""What is read before a question, written at the desk as a bank file has it, with its tell."""

import pytest
from django.urls import reverse
from lxml import html

from quiz.models import Question
from tests.desk import press
from tests.factories import QuestionFactory
from tests.play.test_tell import EXHIBIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

TEXT = """\
type: message
caption: A message
lines:
- Pay today at post.example.
tell:
- text: today
  note: A hurry.
- text: post.example
  note: Whose?
"""


@pytest.fixture
def desk(admin_client, settings):
    settings.FOUR_EYES = False
    return admin_client


def page_of(question):
    return reverse("admin:quiz_question_change", args=[question.pk])


def box(response):
    return (
        html.fromstring(response.content.decode()).xpath("//textarea[@name='exhibit_text']")[0].text
    )


def saved(desk, question, **typed):
    """What the page says once what was ``typed`` in it is saved."""
    return press(desk, desk.get(page_of(question)), "_continue", **typed)


@pytest.mark.each_database  # PostgreSQL has an order of its own for names
def test_it_is_written_in_one_box_and_stands_there_again(desk):
    question = QuestionFactory()
    assert not (box(desk.get(page_of(question))) or "").strip()
    assert saved(desk, question, exhibit_text=TEXT).redirect_chain
    question.refresh_from_db()
    assert {name: said for name, said in question.exhibit.items() if said} == EXHIBIT
    assert box(desk.get(page_of(question))).strip() == TEXT.strip()
    assert saved(desk, question, exhibit_text="").redirect_chain
    question.refresh_from_db()
    assert question.exhibit is None


def test_who_leaves_it_alone_changes_nothing(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    assert saved(desk, question).redirect_chain
    question = Question.objects.get()
    assert question.exhibit == EXHIBIT
    assert not question.edited


def test_a_page_without_the_box_takes_no_exhibit_away(desk):
    question = QuestionFactory(exhibit=EXHIBIT)
    page = desk.get(page_of(question))
    older = html.fromstring(page.content.decode()).xpath("//form[@id='question_form']")[0].fields
    older = {name: said for name, said in older.items() if said and name != "exhibit_text"}
    assert desk.post(page_of(question), older).status_code == 302
    assert Question.objects.get().exhibit == EXHIBIT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "text: today",
            "text: tomorrow",
            "Line 1: exhibit: “tomorrow” stands nowhere in the exhibit",
        ),
        ("note: A hurry.", f"note: {'so ' * 13}", "has 13 words: 12 are the most."),
        ("caption: A message\n", "", "Line 1: exhibit.caption: this field is missing"),
        ("type: message", "type: riddle", "Line 1: exhibit.type: Input should be"),
        ("lines:", "lines: [", "not YAML"),
        (
            "note: Whose?",
            "note: Whose?\n  why: x",
            "Line 10: exhibit.tell.why: there is no such field",
        ),
        (TEXT, "A message", "Line 1: exhibit: this must be fields with values"),
        (TEXT, TEXT + "# " + "a" * 5000, "at most 5000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, old, new, said):
    question = QuestionFactory()
    response = saved(desk, question, exhibit_text=TEXT.replace(old, new))
    assert not response.redirect_chain
    assert said in html.fromstring(response.content.decode()).text_content()
    assert box(response).strip() == TEXT.replace(old, new).strip()
    question.refresh_from_db()
    assert question.exhibit is None


def test_a_tell_that_has_lost_its_words_keeps_a_question_from_being_published(desk):
    lost = EXHIBIT | {"lines": ["Pay at once."]}
    question = QuestionFactory(exhibit=lost)
    response = press(desk, desk.get(page_of(question)), "_publish")
    assert "stands nowhere in the exhibit" in response.content.decode()


def test_its_versions_are_told_apart_in_its_history(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    saved(desk, question, exhibit_text=TEXT.replace("A hurry.", "No time to think."))
    history = desk.get(reverse("admin:quiz_question_history", args=[question.pk])).content.decode()
    put_in = html.fromstring(history).xpath("//ins//text()")
    assert {"No", "think."} <= {word for text in put_in for word in text.split()}
