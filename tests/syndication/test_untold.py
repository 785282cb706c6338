"""No address tells a live question's answer to whoever only asks, wherever a link leads.

All that can be got is got twice: as it is, and after everything was changed that a reader learns
only from an answer. What is not the same byte for byte, tells. Corrections say what was wrong, and
stand apart.
"""

import html
import itertools
import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from quiz.models import DailyQuestion, QuestionSet, Round
from quiz.play import queries
from tests.addresses import readers
from tests.conftest import ALL_KINDS
from tests.factories import (
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    TopicFactory,
)
from tests.test_before_the_answer import EXHIBIT, change_what_answers_teach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# Where a link leads to, in a page, a feed, or an answer to a program.
LINKS = re.compile(r'(?:href="|src="|>|")((?:http://testserver)?/[^\s"<>#]*)')
# What an answer teaches, in words that stand nowhere else; and names under which keys are kept.
LEARNT = ("Zebrafish", "quagga-ref", "Wombat", "Aardvark", "Okapi", "Lemming", "Narwhal")
KEYS = re.compile(r'"(?:right|wrong|explanation|passage|claim|evidence|tempts|ref|version)"\s*:')


@pytest.fixture
def bank():
    """A bank with a live question of each kind, of which everything learnt has its own word."""
    bank, number = BankFactory(ref="small"), itertools.count()
    topics = TopicFactory.create_batch(2, bank=bank)
    for topic, kind in itertools.product(topics, ALL_KINDS):
        QuestionFactory(
            bank=bank, topic=topic, kind=kind, hook=kind == "choice", exhibit=EXHIBIT,
            ref=f"quagga-ref-{next(number)}", fact=FactFactory(bank=bank, text="Okapi"),
            explanation="Zebrafish " * 30, passage="Wombat", claim="Aardvark", since="Lemming",
            action="Narwhal", live=True,
        )  # fmt: skip
    made = QuestionSet.objects.create(
        bank=bank, ref="small", title="A set", summary="Of two.", state="unlisted"
    )
    for place, question in enumerate(bank.questions.all()[:2]):
        made.places.create(question=question, number=place)
    DailyQuestion.objects.create(day=TODAY, question=bank.questions.filter(kind="choice").first())
    return bank


def got(bank, starts):
    """All that can be got from these addresses on, by following links that begin nothing."""
    waiting, seen = [*starts], {}
    client = Client()
    while waiting:
        path = html.unescape(waiting.pop()).removeprefix("http://testserver")
        if path in seen or path.startswith(("/admin/", "/static/", "/metrics", "/readyz")):
            continue
        response = client.get(path)
        body = response.getvalue().decode(errors="replace")
        seen[path] = (response.status_code, sorted(response.headers.items()), body)
        waiting += LINKS.findall(body)
        if response.status_code in (301, 302):
            waiting.append(response.headers["Location"])
    return seen


def numbered(bank):
    """Addresses that name a question by its number, for each that there is."""
    numbers = bank.questions.values_list("pk", flat=True)
    patterns = [name for name in _names(get_resolver()) if "<int:number>" in name]
    assert patterns
    return [
        "/" + name.replace("<int:number>", str(number)) for name in patterns for number in numbers
    ]


def _names(resolver, before=""):
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, path) if not path.startswith("admin/") else ()
        elif isinstance(pattern, URLPattern):
            yield path


def test_no_address_tells_the_answer_of_a_live_question(bank):
    Client().post("/banks/small/start/")
    played = Round.objects.get()
    asked = "/oembed/?url=http://testserver/banks/small/&format="
    starts = [*readers(played).values(), *numbered(bank), f"{asked}json", f"{asked}xml"]
    before = got(bank, starts)
    found = [path for path, (status, _headers, _body) in before.items() if status == 200]
    assert len(found) >= 45
    for path in ("/api/v1/banks/small/questions/", "/api/v1/today/", "/api/v1/sets/small/"):
        assert path in found
    for path, (_status, headers, body) in before.items():
        text = str(headers) + body
        assert not [word for word in LEARNT if word in text], path
        if path.startswith("/api/v1/") and path != "/api/v1/openapi.json":
            assert {*KEYS.findall(body)} <= {'"ref":'}, path  # of banks, topics and sets
    change_what_answers_teach(
        [Asked(question.live_version) for question in bank.questions.select_related("live_version")]
    )
    queries._versions.clear()
    after = got(bank, starts)
    assert [path for path in before if before[path] != after.get(path)] == []


class Asked:
    """A version in the place of a turn."""

    def __init__(self, version):
        self.version = version
