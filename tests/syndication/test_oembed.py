"""oEmbed: what a pasted address of ours turns into, by the rules of version 1.0."""

import pytest
from lxml import etree, html

from quiz.models import Bank, DailyQuestion, QuestionSet
from tests.factories import TODAY, BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

AT = "http://testserver"


@pytest.fixture
def faces():
    """A bank with a set, and today's question."""
    bank = BankFactory(ref="faces", title='Faces & "cameras"')
    question = QuestionFactory(bank=bank, live=True)
    DailyQuestion.objects.create(day=TODAY, question=question)
    week = QuestionSet.objects.create(
        bank=bank, ref="week", title="This week", summary="One.", state=QuestionSet.State.UNLISTED
    )
    week.places.create(question=question, number=1)
    return bank


def ask(client, url, **more):
    return client.get("/oembed/", {"url": url, **more})


@pytest.mark.parametrize(
    ("path", "card", "title"),
    [
        ("/banks/faces/?utm=x#question-1", "/embed/banks/faces/card/", 'Faces & "cameras"'),
        ("/banks/faces", "/embed/banks/faces/card/", 'Faces & "cameras"'),
        ("/sets/week/", "/embed/sets/week/card/", "This week"),
        ("/today/", "/embed/today/card/", "Today’s question"),
        ("/", "/embed/today/card/", "Today’s question"),
        (f"/today/{TODAY}/", f"/embed/today/{TODAY}/card/", "Today’s question"),
        ("/embed/banks/faces/", "/embed/banks/faces/card/", 'Faces & "cameras"'),
    ],
)
def test_an_address_becomes_a_quotation_and_a_frame(client, faces, path, card, title):
    response = ask(client, AT + path)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "private, no-store", "nginx has it by its path"
    said = response.json()
    shown = said.pop("html")
    assert {name: said.pop(name) for name in list(said) if name.startswith("thumbnail_")} == {
        "thumbnail_url": f"{AT}/static/quiz/card.png",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert said == {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "The Privacy Quiz",
        "provider_url": f"{AT}/",
        "cache_age": 3600,
        "width": 600,
        "height": 640,
    }
    quotation, frame = html.fragments_fromstring(shown)
    assert (quotation.tag, quotation.text_content()) == ("blockquote", title)
    assert (frame.tag, frame.get("src"), frame.get("title")) == ("iframe", AT + card, title)
    (link,) = quotation.xpath("a/@href")
    for address in (link, frame.get("src")):
        assert client.get(address).status_code == 200


def test_the_page_itself_says_where_to_ask(client, faces):
    for path in ("/", "/banks/faces/", "/sets/week/", "/today/", f"/today/{TODAY}/"):
        page = etree.HTML(client.get(path).content)
        for wanted, kind in (("json", "application/json"), ("xml", "text/xml")):
            (address,) = page.xpath(f"//link[@rel='alternate'][@type='{kind}+oembed']/@href")
            said = client.get(address)
            assert said.status_code == 200
            assert said.headers["Content-Type"].startswith(kind)
            assert address.endswith(f"format={wanted}")
    assert not etree.HTML(client.get("/rules/").content).xpath("//link[contains(@type, 'oembed')]")


def test_xml_says_the_same(client, faces):
    response = ask(client, f"{AT}/banks/faces/", format="xml", maxwidth="400", maxheight="300")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert root.tag == "oembed"
    said = {each.tag: each.text for each in root}
    json = ask(client, f"{AT}/banks/faces/", maxwidth="400", maxheight="300").json()
    assert said == {name: str(value) for name, value in json.items()}
    assert (json["width"], json["height"]) == (400, 300)
    assert not [name for name in said if name.startswith("thumbnail_")], "larger than may be"


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (400, {}),
        (400, {"url": ""}),
        (400, {"url": f"{AT}/banks/faces/", "maxwidth": "wide"}),
        (400, {"url": f"{AT}/banks/faces/", "maxheight": "0"}),
        (404, {"url": "https://elsewhere.example/banks/faces/"}),
        (404, {"url": "http://[/banks/faces/"}),
        (404, {"url": "/banks/faces/"}),
        (404, {"url": f"{AT}/banks/nowhere/"}),
        (404, {"url": f"{AT}/today/2031-01-01/"}),
        (404, {"url": f"{AT}/rules/"}),
        (404, {"url": f"{AT}/admin/"}),
        (404, {"url": f"{AT}/nowhere/"}),
        (501, {"url": f"{AT}/banks/faces/", "format": "yaml"}),
    ],
)
def test_what_cannot_be_met_says_so_in_the_standards_way(client, faces, status, asked):
    response = client.get("/oembed/", asked)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().endswith(".\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("state", [Bank.State.DRAFT, Bank.State.CLOSED])
def test_what_is_not_open_is_not_embedded(client, faces, state):
    Bank.objects.filter(pk=faces.pk).update(state=state)
    for path in ("/banks/faces/", "/sets/week/", "/today/"):
        response = ask(client, AT + path)
        assert response.status_code == 404
        assert "Faces" not in response.content.decode()
