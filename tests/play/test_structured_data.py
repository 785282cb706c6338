"""What a page is, in schema.org's words: what it shows, and never which answer is right."""

import json

import pytest
from lxml import etree

from quiz.models import DailyQuestion, QuestionSet
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

AWKWARD = 'Cookies & </script><script>alert("x")</script>'


def said(client, path):
    """The data of the page there; None if it has none."""
    page = etree.HTML(client.get(path).content)
    found = page.xpath("//script[@type='application/ld+json']/text()")
    assert not page.xpath("//script[not(@type='application/ld+json')][text()]")
    return json.loads(found[0]) if found else None


def test_a_bank_is_a_quiz_about_its_topics(client, settings):
    settings.PUBLISHER = "A paper"
    bank = BankFactory(ref="faces", title=AWKWARD, summary="What they do.", language="fr")
    QuestionFactory(bank=bank, topic=TopicFactory(bank=bank, title="<b>Bans"), live=True)
    assert said(client, "/banks/faces/") == {
        "@context": "https://schema.org",
        "@type": "Quiz",
        "@id": "http://testserver/banks/faces/",
        "url": "http://testserver/banks/faces/",
        "name": AWKWARD,
        "description": "What they do.",
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "A paper"},
        "about": [{"@type": "Thing", "name": "<b>Bans"}],
    }


def test_a_set_is_a_quiz_of_its_bank_and_tells_no_question(client):
    bank = BankFactory(ref="faces", title="Faces")
    opened = QuestionSet.objects.create(
        bank=bank, ref="week", title="This week", summary="Five.", state=QuestionSet.State.UNLISTED
    )
    data = said(client, "/sets/week/")
    assert (data["@type"], data["name"], data["url"]) == (
        "Quiz", "This week", "http://testserver/sets/week/"
    )  # fmt: skip
    whole = {"@type": "Quiz", "@id": "http://testserver/banks/faces/", "name": "Faces"}
    assert data["isPartOf"] == whole
    assert "hasPart" not in data
    QuestionSet.objects.filter(pk=opened.pk).update(state=QuestionSet.State.CLOSED)
    assert said(client, "/sets/week/") is None


def test_a_day_has_its_question_with_the_answers_as_they_stand(client):
    question = QuestionFactory(prompt=f"What *is* {AWKWARD}?", live=True)
    DailyQuestion.objects.create(day=TODAY, question=question)
    page = etree.HTML(client.get(f"/today/{TODAY}/").content)
    data = said(client, f"/today/{TODAY}/")
    assert data["@type"] == "Quiz"
    (asked,) = data["hasPart"]
    offered = [answer["text"] for answer in asked.pop("suggestedAnswer")]
    assert offered == page.xpath("//button[@name='response']/@value")
    assert sorted(offered) == sorted(
        [SPECS["choice"]["right"], *(each["text"] for each in SPECS["choice"]["wrong"])]
    )
    assert asked == {
        "@type": "Question",
        "@id": f"http://testserver/today/{TODAY}/#question",
        "name": question.live_version.words,
        "text": question.live_version.words,
        "eduQuestionType": "Multiple choice",
        "inLanguage": "en",
    }
    assert said(client, "/today/")["itemListElement"] == [
        {
            "@type": "ListItem",
            "position": 1,
            "url": f"http://testserver/today/{TODAY}/",
            "name": question.live_version.words,
        }
    ]


@pytest.mark.parametrize("path", ["/", "/rules/", "/nowhere/", "/scores/"])
def test_other_pages_have_none(client, bank, path):
    assert said(client, path) is None
