"""No page of the desk holds what one reader answered, or leads to a round."""

import uuid

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from quiz.models import Question, Report
from quiz.privacy import inventory
from quiz.tallies.counting import tally
from tests import addresses
from tests.factories import TODAY, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "counted_alone")]

ANSWER = 61.375  # which stands nowhere else
READER = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


@pytest.fixture
def played():
    """A round with a report on it, which has been counted: the first of its questions."""
    played = make_round("estimate choice", reader=READER)
    for turn in played.turns.select_related("version"):
        turn.round = played
        answer = {"estimate": ANSWER, "choice": "Thirty-four"}[turn.version.kind]
        turn.answer(answer, TODAY)
    Report.file(played.turns.first(), "wrong", "It was nine.", TODAY)
    played.refresh_from_db()
    played.finish(TODAY)
    assert tally() == 1
    return played


def test_no_table_of_readers_but_the_reports_has_a_page():
    shown = {
        label for label in inventory.READERS if admin.site.is_registered(apps.get_model(label))
    }
    assert shown == {"quiz.Report"}


@pytest.mark.any_database
def test_no_page_of_the_desk_says_who_answered_what(played, admin_client):
    pages = addresses.desk(played)
    for question in Question.objects.all():
        at = reverse("admin:quiz_question_change", args=[question.pk]).removesuffix("change/")
        names = ("change", "history", "publish", "preview", "delete", "statistics")
        pages += [f"{at}{name}/" for name in names]
    pages += [
        reverse("admin:quiz_tally_question", args=[each.pk]) for each in Question.objects.all()
    ]
    for model in (Report, User, Question, type(played.bank)):
        row, of = model.objects.first(), f"{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"admin:{of}_{name}", args=[row.pk]) for name in ("delete", "history")]
        pages += [reverse(f"admin:{of}_changelist")]
    looked_at = 0
    for path in sorted(set(pages) - {"/admin/logout/"}):
        response = admin_client.get(path)
        body = b"".join(response) if response.streaming else response.content
        said = f"{response.headers} {body.decode()}"
        for secret in (
            played.key,
            played.key.hex,
            READER,
            READER.hex,
            played.seed,
            ANSWER,
            "61,375",
        ):
            assert str(secret) not in said, (path, secret)
        assert "quiz.round" not in said.lower(), path
        looked_at += response.status_code == 200
    assert looked_at > 30
