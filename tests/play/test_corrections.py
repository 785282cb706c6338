"""Corrections: said to everyone in public, and to each reader concerned."""

from xml.etree import ElementTree as ET

import pytest

from quiz.models import Correction, Question, Version
from tests.factories import QuestionFactory, make_round
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

SAID = "We counted eight as right. The report says <twenty-one>."
KEY = {
    "right": "Twenty-one",
    "wrong": [
        {"text": "Eight", "tempts": "That was the first count."},
        {"text": "Thirty-four", "tempts": "That is the rest."},
        {"text": "Forty", "tempts": "Computers are thought to be right."},
    ],
}


def correct(question, on, *, spec=KEY, kind="key", statement=SAID, **content):
    """Publish ``question`` corrected: with another ``spec`` and ``content``."""
    earlier = list(question.versions.all())
    question.spec = spec
    for name, value in content.items():
        setattr(question, name, value)
    question.save()
    correction = Correction(question=question, kind=kind, statement=statement)
    correction.publish(earlier, on)
    return correction


def url(played, position=1):
    return f"/rounds/{played.key}/{position}/"


@pytest.fixture
def answered(client):
    """A round of one question, answered with what counted as right."""
    played = make_round("choice")
    client.post(url(played), {"response": "Eight"})
    return played


class TestThePage:
    def test_lists_every_correction_for_anyone_to_keep(self, client, answered, today):
        correct(Question.objects.get(), today)
        response = client.get("/corrections/")
        page = response.content.decode()
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert not client.cookies
        assert "We counted eight as right. The report says &lt;twenty-one&gt;." in page
        assert "22 November 2026" in page
        assert "Answers given before are about to be graded anew." in page
        assert 'type="application/atom+xml"' in page
        assert 'href="/corrections/feed/"' in page

    def test_says_that_there_is_none(self, client):
        assert "Nothing has been corrected yet." in client.get("/corrections/").content.decode()

    def test_is_linked_from_every_page(self, client):
        assert 'href="/corrections/"' in client.get("/rules/").content.decode()

    @pytest.mark.each_database
    def test_costs_the_same_however_many(self, client, today, django_assert_num_queries):
        for _ in range(5):
            correct(QuestionFactory(live=True), today)
        with django_assert_num_queries(1):
            client.get("/corrections/")


class TestTheFeed:
    def test_is_atom_with_every_correction(self, client, answered, today):
        correction = correct(Question.objects.get(), today)
        response = client.get("/corrections/feed/")
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert not client.cookies
        atom = "{http://www.w3.org/2005/Atom}"
        feed = ET.fromstring(response.content)  # noqa: S314  # we have written it
        (entry,) = feed.findall(f"{atom}entry")
        assert entry.find(f"{atom}title").text == Question.objects.get().prompt
        assert "&lt;twenty-one&gt;" in entry.find(f"{atom}summary").text
        assert entry.find(f"{atom}published").text == "2026-11-22T00:00:00+00:00"
        link = f"http://testserver/corrections/#correction-{correction.pk}"
        assert entry.find(f"{atom}link").get("href") == link

    def test_is_well_formed_when_empty(self, client):
        response = client.get("/corrections/feed/")
        assert response.status_code == 200
        ET.fromstring(response.content)  # noqa: S314  # we have written it


class TestTheReadersPage:
    def test_says_so_before_and_after_the_regrade(self, client, answered, today):
        correction = correct(Question.objects.get(), today, explanation="It was twenty-one.")
        for path in (url(answered), f"/rounds/{answered.key}/"):
            page = client.get(path).content.decode()
            assert "This question was corrected on 22 November 2026" in page
            assert "The report says &lt;twenty-one&gt;." in page
            assert f'href="/corrections/#correction-{correction.pk}"' in page
            assert "It was twenty-one." in page
            assert "Your answer will be graded anew." in page

    def test_marks_what_is_right_by_the_corrected_key(self, client, answered, today):
        correct(Question.objects.get(), today)
        page = flat(client.get(url(answered)).content.decode())
        assert '<span>Eight <em class="state">Your answer: not right</em>' in page
        assert '<span>Twenty-one <em class="state">Right answer</em>' in page

    def test_a_correction_of_the_wording_changes_no_grade(self, client, answered, today):
        spec = Question.objects.get().spec
        correct(Question.objects.get(), today, spec=spec, kind="wording", prompt="Clearer?")
        page = client.get(url(answered)).content.decode()
        assert "This question was corrected on 22 November 2026" in page
        assert "graded anew" not in page
        assert Version.objects.get(number=1).content["prompt"] in page
        assert "<title>Right" in page

    def test_a_question_that_waits_keeps_the_correction_and_the_key_to_itself(self, client, today):
        played = make_round("choice")
        correct(Question.objects.get(), today)
        page = client.get(url(played)).content.decode()
        assert "corrected" not in page.replace("/corrections/", "")
        assert "twenty-one&gt;" not in page

    def test_costs_a_turn_one_query_once(
        self, client, answered, today, django_assert_max_num_queries
    ):
        correct(Question.objects.get(), today)
        with django_assert_max_num_queries(3):
            client.get(url(answered))
        with django_assert_max_num_queries(1):
            client.get(url(answered))


def test_a_later_answer_is_graded_by_the_corrected_key(client, today):
    played = make_round("choice choice")
    correct(Question.objects.first(), today)
    page = client.post(url(played), {"response": "Twenty-one"}, follow=True).content.decode()
    turn = played.turns.first()
    assert (turn.grade, turn.first_grade) == (1, 0)
    assert turn.version.number == 1
    assert "<title>Right" in page
    assert "This question was corrected on" in page


@pytest.mark.each_database
def test_a_corrected_correction_grades_the_first_version_too(client, today):
    played = make_round("choice")
    question = Question.objects.get()
    correct(question, today)
    again = {
        **KEY,
        "right": "Forty",
        "wrong": [*KEY["wrong"][:2], {"text": "Twenty-one", "tempts": "It was said."}],
    }
    second = Version.objects.get(number=2)
    question.spec = again
    question.save()
    Correction(question=question, kind="key", statement="Forty.").publish([second], today)
    client.post(url(played), {"response": "Forty"})
    assert played.turns.get().grade == 1
    page = client.get(url(played)).content.decode()
    assert "Forty." in page


def test_an_answer_that_the_corrected_question_does_not_offer_keeps_its_grade(
    client, answered, today
):
    spec = {
        **KEY,
        "wrong": [{"text": "Nine", "tempts": "That was the first count."}, *KEY["wrong"][1:]],
    }
    correct(Question.objects.get(), today, spec=spec)
    page = client.get(url(answered)).content.decode()
    assert "The corrected question offers other answers" in page
    assert "Your answer: right" not in page
    assert "<title>Right" in page


@pytest.mark.each_database
def test_a_version_stays_as_it_was(today):
    question = QuestionFactory(live=True)
    before = question.live_version.content
    correct(question, today)
    assert Version.objects.get(number=1).content == before
    assert Question.objects.get().live_version.number == 2
