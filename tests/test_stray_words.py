"""No page prints the word for something missing, or a value as Python writes it.

A template prints None as that word. What may be missing is missing somewhere in the shipped
banks, in a question of the fewest parts, or in one whose parts lack theirs: so all of these
are shown here, on every page and in each state.
"""

import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from quiz.editorial.preview import STATES, preview
from quiz.models import Question
from tests import addresses
from tests.conftest import ALL_KINDS
from tests.factories import QuestionFactory
from tests.living import BARE, HALVES, site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

STRAY = re.compile(
    r"None\b|\b(?:[Nn]a[Nn]|[Uu]ndefined|True|False)\b|\{\}|\[\]|datetime\."
    r"|<(?:django|quiz|function|bound|object|class)\b|object at 0x"
)
# What is meant: English, and what Django's own pages say.
MEANT = re.compile(
    r"\bTrue [Oo]r [Ff]alse\b|\bNone of (?=the|these|your|it)|^None\.$|^None: no other fact"
    r"|^None has been "
    r"|^None available$|^Right answer: (?:True|False)$"
    r"|\bpress “True” or “False” under it\.$"
    r"|^You chose “(?:True|False)”\.$|\?_facets=True|__isnull=(?:True|False)"
)
# The options of a statement, where they are offered, reviewed, and named as the key.
PLACES = (
    "label span, h2 span, li span, td p, tr th, tr td, dl dd, dd ins, select option, option value,"
    " fieldset button, button value"
)
TRUTH = {(place, text) for place in PLACES.split(", ") for text in ("True", "False")}
# Of the shipped questions one in six, others each time; what they may lack is below.
EVERY = 6
VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "path", "line", "circle"}


class Said(HTMLParser):
    """Each text and each attribute of a page that has a stray word, with its place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.path.append(tag)
        for name, value in attrs:
            # Django's own: the picture of a yes or no, and a list for its script.
            if (tag, name) not in (("img", "alt"), ("script", "data-prepopulated-fields")):
                self.look(f"{tag} {name}", value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:  # a drawing closes it at once
            return
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, text: str) -> None:
        if self.path[-1:] not in (["script"], ["style"]):
            self.look(" ".join(self.path[-2:]), text.strip())

    def look(self, place: str, text: str) -> None:
        if STRAY.search(MEANT.sub("", text)):
            self.found.append((place, text[:300]))


def words(value: Any) -> Iterator[str]:
    """Every text within a question's content."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from words(each)
    elif isinstance(value, str):
        yield value


def stray(page: str, question: Question | None = None) -> list[tuple[str, str]]:
    """What is stray on a page, but for what ``question`` itself says."""
    if not STRAY.search(page):  # most pages: there is no need to take them apart
        return []
    own = set(words(question.content())) if question else set()
    own |= {f"You chose “{text}”." for text in own}
    found = [(place, text) for place, text in Said(page).found if text not in own]
    return [(place, text) for place, text in found if (place, text) not in TRUTH]


def shown(question: Question, state: str) -> str:
    request: Any = RequestFactory().get("/", {"state": state})
    request.htmx = True  # the fragment: what is around it is the same for all
    return preview(request, question).content.decode()


def test_nothing_stray_in_any_state_of_a_shipped_question():
    call_command("loadbanks", verbosity=0)
    related = ("bank", "topic", "source", "since_source", "survey_source", "picture")
    found = {
        (question.ref, state, *said)
        for question in Question.objects.select_related(*related)[random.randrange(EVERY) :: EVERY]
        for state in STATES
        for said in stray(shown(question, state), question)
    }
    assert not found


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("parts", [HALVES, BARE], ids=["halves", "bare"])
def test_nothing_stray_where_every_optional_part_is_missing(kind, parts):
    question = QuestionFactory(kind=kind, **parts)
    for state in STATES:
        assert not stray(shown(question, state), question), state


@pytest.fixture
def lived(client, admin_user):
    return site(client, admin_user)


def test_nothing_stray_on_any_page_of_readers(client, lived):
    paths = list(addresses.readers(lived).values())
    paths += [f"/rounds/{lived.key}/{position}/" for position in range(1, 8)]
    paths += [f"/rounds/{lived.key}/{position}/report/" for position in range(1, 4)]
    for _twice in range(2):
        for path in paths:
            response = client.get(path)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                assert not stray(response.content.decode()), path
        client.post(f"/rounds/{lived.key}/stop/")
    looked_up = client.post(f"/rounds/{lived.key}/", {"recorded": ["answers"]})
    assert not stray(looked_up.content.decode())


def test_nothing_stray_on_any_page_of_the_desk(admin_client, lived):
    places = addresses.of_questions(addresses.desk(lived), Question.objects.order_by("pk")[::2])
    seen = 0
    for place, response in addresses.answers(admin_client, places):
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert not stray(response.content.decode()), place
            seen += response.status_code == 200
    assert seen > 100
