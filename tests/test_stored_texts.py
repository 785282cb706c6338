"""Whatever a text column holds, no page, feed or export breaks."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models
from django.urls import reverse
from lxml import etree, html

from quiz.exchange.formats import FORMATS
from quiz.exchange.opening import opened
from quiz.models import Bank, Correction, Question, Report, Source, Turn, Version
from tests import addresses
from tests.conftest import ALL_KINDS
from tests.factories import SPECS, TODAY, QuestionFactory, make_round
from tests.play.test_turn import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# What no text should hold, and what some format, template or address gives a meaning to.
SIGNS = (
    "\x01\x08\x0b\x0c\x1b\x7f\x85\x9f\u200b\u202e\u2028\ufeff\ufffe\uffff\U0001ffff"
    "\r\ne\u0301<b>&amp;]]>\"'{{ x }}{0}{x}%s%(x)s\\::{=~}#*_`[a](javascript:x)"
)
SHORT = "\x0b\uffff\r{"


def hostile(max_length: int | None) -> str:
    return (SIGNS if max_length is None or max_length > len(SIGNS) + 20 else SHORT) + "x"


def texts() -> Iterator[tuple[Any, Any]]:
    """Each column of ours that holds words; refs, digests and codes are no words."""
    for model in apps.get_app_config("quiz").get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.CharField | models.TextField) and not (
                isinstance(column, models.SlugField)
                or column.choices
                or column.primary_key
                or column.name in ("digest", "approved", "kind")
            ):
                yield model, column


def worse(value: Any, key: str = "") -> Any:
    """A value of JSON with hostile words: in answers, explanations, all that is said."""
    if isinstance(value, dict):
        return {name: worse(part, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [worse(part, key) for part in value]
    if isinstance(value, str) and key not in ("type", "scale", "digest", "url"):
        return value + hostile(None)
    return value


@pytest.fixture
def spoilt():
    """A round of all kinds, half of it answered, with a report and a correction; then spoilt."""
    played = make_round(" ".join(ALL_KINDS), reader=1)
    for number, kind in enumerate(ALL_KINDS, start=1):
        if kind in ANSWERS:
            turn = played.turns.get(position=number)
            turn.round = played
            turn.answer(turn.version.task.solution(), TODAY)
    Report.file(played.turns.first(), "wrong", "words", TODAY)
    first = Question.objects.order_by("pk").first()
    first.prompt = "How many?"
    first.save()
    first.publish(TODAY)
    by = User.objects.create_user("someone")
    old, new = first.versions.order_by("number")
    corrected = Correction.objects.create(
        question=first, version=new, kind="wording", statement="x",
        corrected_on=TODAY, corrected_by=by, outcome={},
    )  # fmt: skip
    corrected.errata.create(version=old)
    QuestionFactory(bank=played.bank, kind="choice")
    for model, column in texts():
        model.objects.update(**{column.name: hostile(column.max_length)})
    for model in (Question, Version):
        for row in model._base_manager.all():
            name = "spec" if model is Question else "content"
            value = worse(copy.deepcopy(getattr(row, name)))
            model._base_manager.filter(pk=row.pk).update(**{name: value})
    for turn in Turn.objects.filter(answered_on__isnull=False).select_related("version"):
        solution = turn.version.task.solution()
        Turn.objects.filter(pk=turn.pk).update(response=solution)
    return played


def test_every_column_that_holds_words_is_spoilt():
    named = {f"{model.__name__}.{column.name}" for model, column in texts()}
    some = "Fact.text Topic.title Bank.title Question.prompt Correction.statement Report.text"
    assert {*some.split(), "Source.url", "Step.note"} <= named


def test_no_page_breaks(spoilt, client, admin_client):
    admin_client.raise_request_exception = client.raise_request_exception = False
    pages = list(addresses.readers(spoilt).values())
    pages += [f"/rounds/{spoilt.key}/{n}/" for n in range(1, len(ALL_KINDS) + 1)]
    broken = [path for path in pages if client.get(path).status_code >= 500]
    pages = addresses.desk(spoilt)
    for question in Question.objects.all():
        at = reverse("admin:quiz_question_change", args=[question.pk]).removesuffix("change/")
        names = ("change", "history", "publish", "preview", "correct", "delete", "picture")
        pages += [f"{at}{name}/" for name in names]
        pages += [f"{at}preview/?state={state}" for state in ("right", "wrong", "result")]
    pages += [reverse("admin:quiz_question_changelist") + "?q=x"]
    broken += [path for path in pages if admin_client.get(path).status_code >= 500]
    assert broken == []
    assert Bank.objects.count() == 1


def led_to(value: Any, address: str) -> Any:
    """A value of JSON in which every address is another."""
    if isinstance(value, dict):
        return {
            name: address if name == "url" else led_to(part, address)
            for name, part in value.items()
        }
    return [led_to(part, address) for part in value] if isinstance(value, list) else value


@pytest.mark.any_database
@pytest.mark.parametrize(
    "address",
    ["JaVascript:alert(1)//https://a.example/", "\x01java\nscript:x", "data:text/html,x",
     "//evil.example/", "https:x", "http://["],
)  # fmt: skip
def test_an_address_that_is_stored_is_a_link_only_where_it_leads_to_a_web_page(
    spoilt, client, admin_client, address
):
    Source.objects.update(url=address)
    for version in Version._base_manager.all():
        content = led_to(copy.deepcopy(version.content), address)
        Version._base_manager.filter(pk=version.pk).update(content=content)
    shown = 0
    pages = [(client, f"/rounds/{spoilt.key}/{n}/") for n in range(1, len(ALL_KINDS) + 1)]
    pages += [(client, place) for place in ("/corrections/", f"/rounds/{spoilt.key}/?answer=1")]
    for name in ("change/", "history/", "publish/", "preview/", "frame/", "frame/?state=wrong"):
        pages += [(admin_client, f"/admin/quiz/question/{Question.objects.first().pk}/{name}")]
    pages += [(admin_client, f"/admin/quiz/source/{Source.objects.first().pk}/change/")]
    for visitor, path in pages:
        page = visitor.get(path, follow=True).content.decode()
        shown += "A report on face matching" in page
        for link in html.fromstring(page).xpath("//@href | //@src | //@action | //@formaction"):
            assert re.match(r"https?://[\w.]+/|/(?!/)|\?|#|mailto:|$", link), (path, link)
    assert shown >= 5


def test_the_feed_is_xml(spoilt, client):
    response = client.get(reverse("corrections_feed"))
    assert response.status_code == 200
    entry = etree.fromstring(response.content).find("{*}entry")
    assert "x" in entry.findtext("{*}title")


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_is_a_file_that_we_read(spoilt, admin_client, name):
    address = reverse("admin:quiz_question_export")
    file = admin_client.get(address, {"bank": spoilt.bank.pk, "format": name})
    assert file.status_code == 200
    if FORMATS[name].media.startswith("text"):
        assert not set(file.content.decode()) & set("\0\x01\x0b\x1b\ufffe\uffff")
    if name == "xml":
        etree.fromstring(file.content)
    reading = opened(file.content, FORMATS[name])
    forms = ("date", "url", "language")  # these have one, and are refused without it
    assert not [said for _line, said in reading.faults if not any(each in said for each in forms)]
    assert len(reading.records) + len(reading.faults) >= len(SPECS) - 2
    page = admin_client.get(address, {"bank": spoilt.bank.pk})
    assert page.status_code == 200


def test_it_holds_where_the_database_takes_even_more(spoilt, client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no NUL")
    Correction.objects.update(statement="a\0b")
    assert client.get(reverse("corrections_feed")).status_code == 200
