"""Braces and percent signs, in what translators and editors write, are shown as they stand."""

import re
from html import unescape
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trim_whitespace

from quiz.models import Question
from tests import addresses
from tests.factories import make_round
from tests.living import site
from tests.play.test_turn import answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

SIGNS = " {x} {} {0.a} 50 % %s %(x)s {{ y }} {% z %} $x \\"
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.S)
ACTION = re.compile(r'admin\.action\(description=_\("([^"]+)"\)')
# In these Django fills in values, if there are any: a translator writes a percent sign twice.
FORMATTED = {
    text
    for folder, files, pattern in (("templates", "*.html", BLOCK), ("quiz", "*.py", ACTION))
    for path in Path(settings.BASE_DIR, folder).rglob(files)
    for found in pattern.findall(path.read_text())
    for text in (found, trim_whitespace(found))
}


# What Django says is translated by Django.
DJANGO = {
    text
    for path in Path(django.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
    for text in re.findall(r'^msgid(?:_plural)? "(.+)"$', path.read_text(), re.M)
}


def translated(text: str) -> str:
    """``text`` as a translator may leave it, who keeps to the format that it has."""
    if text in DJANGO:
        return text
    if re.search("%[(%sd]", text) or text in FORMATTED:
        return text + " {x} {} 50 %% %%(x)s"
    if re.search(r"\{[\w:.]+\}", text):
        return text + " {{x}} 50 % %(x)s"
    return text + " {x} {} 50 % %(x)s"


@pytest.fixture
def in_other_words(monkeypatch):
    """As with a catalogue: the product has one language yet, and so Django looks up nothing."""
    monkeypatch.setattr(translation._trans, "gettext", translated)
    monkeypatch.setattr(translation._trans, "pgettext", lambda _context, text: translated(text))
    monkeypatch.setattr(
        translation._trans,
        "ngettext",
        lambda one, many, number: translated(one if number == 1 else many),
    )


def every_page(client, admin_client, played):
    """Each page there is, by its address; none may fail."""
    readers = [*addresses.readers(played).values()]
    readers += [f"/rounds/{played.key}/{position}/" for position in range(1, 11)]
    readers += [f"/rounds/{played.key}/{position}/report/" for position in (1, 2, 3)]
    found = {}
    for twice in range(2):
        for path in readers:
            found[f"{path}#{twice}"] = client.get(path)
        client.post(f"/rounds/{played.key}/stop/")
    # Of each kind the one with most parts, and two that are on their way.
    questions = Question.objects.order_by("pk")[::3]
    places = addresses.of_questions(addresses.desk(played), questions)
    found |= addresses.answers(admin_client, places)
    broken = {
        path: response.status_code
        for path, response in found.items()
        if response.status_code >= 500
    }
    assert not broken
    return {path: unescape(response.getvalue().decode()) for path, response in found.items()}


def test_signs_in_a_bank_and_in_a_translation_are_shown_on_every_page(
    client, admin_client, admin_user, in_other_words
):
    played = site(client, admin_user, SIGNS)
    pages = every_page(client, admin_client, played)
    for path in ("/", "/banks/lived/", "/corrections/", "/corrections/feed/", "/scores/"):
        assert SIGNS in pages[f"{path}#1"], path
    turns = [pages[f"/rounds/{played.key}/{position}/#1"] for position in range(1, 11)]
    assert all(SIGNS in turn for turn in turns)
    assert any(f"Look.{SIGNS}" in turn for turn in turns)
    result = pages[f"/rounds/{played.key}/#1"]
    for text in ("So it was found.", "A press", "A topic", "No"):
        assert text + SIGNS in result, text
    assert any(f"A book{SIGNS}" in turn for turn in turns)
    assert f"We said it badly.{SIGNS}" in pages["/corrections/#1"]
    assert (
        f"To begin with{SIGNS}"
        in pages[f"/admin/quiz/question/{Question.objects.order_by('pk').first().pk}/history/"]
    )
    for path in ("/", "/banks/lived/", "/corrections/", "/corrections/feed/", "/scores/"):
        assert "{x} {} 50 % %(x)s" in pages[f"{path}#1"], path
    assert (
        "Something wrong with this question? {x} {} 50 %"
        in pages[f"/rounds/{played.key}/1/report/#0"]
    )


@pytest.mark.parametrize("kind", ["choice", "estimate", "ordering", "matching"])
def test_an_answered_page_survives_a_translator(client, kind, in_other_words):
    played = make_round(kind)
    for data in answers(played, kind):
        page = client.post(f"/rounds/{played.key}/1/", data, follow=True)
        assert page.status_code == 200
        assert "{x} {} 50 % %(x)s" in page.content.decode()
