"""A survey that asked nearly the same stands beside what readers of this quiz answered."""

import pytest
from lxml import html

from quiz.models import Round
from tests.factories import SPECS, TODAY, QuestionFactory, SourceFactory
from tests.layout import flat
from tests.play.test_turn import answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "In a survey of US adults (Pew Research Center, 2023): 67% knew it."
SURVEY = {
    "survey": "67% knew it", "survey_by": "Pew Research Center", "survey_group": "US adults",
    "survey_year": 2023,
}  # fmt: skip


def asked(kind="choice", **survey):
    source = SourceFactory(title="What people know", url="https://pollster.example/2023")
    question = QuestionFactory(
        kind=kind, bank=source.bank, live=True, **{"survey_source": source, **SURVEY, **survey}
    )
    versions = [question.live_version_id]
    return Round.begin(versions, bank=question.bank, wanted=1, started_on=TODAY)


def page_of(client, played, path=""):
    return html.fromstring(client.get(path or f"{played.url}1/").content.decode())


def test_it_is_not_on_the_page_of_the_question(client):
    assert "67%" not in client.get(f"{asked().url}1/").content.decode()


@pytest.mark.parametrize("kind", sorted(SPECS))
def test_it_says_who_asked_whom_and_when_and_its_source_is_below(client, kind):
    played = asked(kind)
    client.post(f"{played.url}1/", answers(played, kind)[1])
    page = page_of(client, played)
    (said,) = page.xpath("//p[starts-with(@class, 'survey')]")
    assert flat(said.text_content()).strip() == SAID
    beside = [each.get("class") for each in said.iterancestors("div")]
    assert any("verdict" in (name or "") for name in beside) == (
        kind in ("choice", "estimate", "true_false")
    )
    below = flat(page.xpath("string(//details[@class='more'])"))
    assert "The survey: What people know, A university, 3 July 2019" in below


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"survey_by": ""}, "In a survey of US adults (2023): 67% knew it."),
        ({"survey_year": None}, "In a survey of US adults (Pew Research Center): 67% knew it."),
        ({"survey_group": "", "survey_by": "", "survey_year": None}, "In a survey: 67% knew it."),
    ],
)
def test_of_what_is_not_known_nothing_is_said(client, left_out, said):
    """An old version may lack what the checks ask for now."""
    played = asked(**left_out)
    client.post(f"{played.url}1/", {"response": "Eight"})
    (shown,) = page_of(client, played).xpath("//p[starts-with(@class, 'survey')]")
    assert flat(shown.text_content()).strip() == said


def test_a_question_without_one_says_nothing(client):
    played = asked(survey="", survey_source=None)
    client.post(f"{played.url}1/", {"response": "Eight"})
    assert not page_of(client, played).xpath("//p[starts-with(@class, 'survey')]")


def test_the_result_leaves_it_to_the_page_of_the_question(client):
    played = asked()
    client.post(f"{played.url}1/", {"response": "Eight"})
    assert not page_of(client, played, played.url).xpath("//p[starts-with(@class, 'survey')]")
