"""Versions side by side, and the way back to an earlier one."""

import random
import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from quiz.editorial.history import changes, parts, pieces, restore_version
from quiz.models import Question
from tests.conftest import ALL_KINDS
from tests.desk import seen_on
from tests.factories import SPECS, TODAY, QuestionFactory, SourceFactory
from tests.pictures import photograph

TEXTS = st.text(alphabet="ab \n", max_size=30)


@given(TEXTS, TEXTS)
def test_a_difference_is_the_new_text_with_what_was_taken_out_of_the_old(before, after):
    found = list(pieces(before, after))
    assert "".join(piece.text for piece in found if piece.op != "del") == after
    assert "".join(piece.text for piece in found if piece.op != "ins") == before


def test_it_is_told_by_words():
    found = [(piece.op, piece.text) for piece in pieces("Nine of ten", "Eight of ten")]
    assert found == [("del", "Nine"), ("ins", "Eight"), ("", " of ten")]


@pytest.mark.django_db
def test_numbers_and_days_are_written_as_elsewhere_and_a_source_line_by_line():
    source = SourceFactory(title="A report", date="2019-02-07")
    spec = {**SPECS["estimate"], "right": 3205}
    said = parts(QuestionFactory(kind="estimate", spec=spec, source=source).snapshot())
    assert said["spec.right"] == "3,205"
    assert "7 February 2019" in said["evidence"].split("\n")


@pytest.mark.parametrize("words", [450, 1_950, 50_000])
def test_no_text_takes_long_to_compare(words):
    def text(seed):
        said = random.Random(seed)
        return " ".join(said.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(words))

    begun = time.process_time()
    found = list(pieces(text(1), text(2)))
    assert "".join(piece.text for piece in found if piece.op != "del") == text(2)
    assert time.process_time() - begun < 5


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]


def history_of(question):
    return reverse("admin:quiz_question_history", args=[question.pk])


def restore(client, question, number):
    address = reverse("admin:quiz_question_restore", args=[question.pk])
    seen = seen_on(client.get(history_of(question)))
    return client.post(address, {"version": number, "seen": seen}, follow=True)


def republished(question, **changes):
    for name, value in changes.items():
        setattr(question, name, value)
    question.save()
    question.publish(TODAY, why="A new count")
    return question


def test_only_what_differs_is_shown_and_an_added_option_is_one_insertion():
    question = QuestionFactory(live=True)
    spec = SPECS["choice"]
    more = [{"text": "None", "tempts": "It is hoped."}, *spec["wrong"]]
    republished(question, spec={**spec, "wrong": more})
    first, second = question.versions.order_by("number")
    (change,) = changes(first, second)
    assert [piece.op for piece in change.pieces if piece.text.strip()] == ["ins", ""]
    assert changes(second, second) == []


def test_every_version_is_shown_with_who_when_why_and_the_difference(admin_client):
    question = republished(QuestionFactory(live=True), prompt="How many of them were right?")
    page = admin_client.get(history_of(question)).content.decode()
    assert "Version 1, published on 22 November 2026 by whoever shipped it" in page
    assert "Version 2" in page
    assert "A new count" in page
    assert "<ins>" in page
    assert "taken out:" in page, "said in words too"


def test_the_way_back_is_offered_from_all_but_the_working_copy(admin_client):
    question = republished(QuestionFactory(live=True), prompt="How many of them were right?")
    page = admin_client.get(history_of(question)).content.decode()
    assert "Go back to version 1" in page
    assert "Go back to version 2" not in page


def test_a_word_in_markup_is_shown_as_text(admin_client):
    question = republished(QuestionFactory(live=True), prompt="<script>alert(1)</script>?")
    assert "<script>alert" not in admin_client.get(history_of(question)).content.decode()


@pytest.mark.each_database
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_back_to_an_earlier_version_as_a_new_one(admin_client, settings, kind):
    settings.FOUR_EYES = False
    question = QuestionFactory(
        kind=kind, live=True, since="More came.", survey="40%", survey_group="adults",
        survey_year=2024, dimension="law", jurisdiction="EU", valid="Since 2025",
    )  # fmt: skip
    question.since_source = question.survey_source = SourceFactory(bank=question.bank)
    republished(question)
    before = question.live_version
    republished(question, prompt="Other?", spec={}, since="", survey="", dimension="", action="",
                source=SourceFactory(bank=question.bank, url=""))  # fmt: skip
    page = restore(admin_client, question, before.number).content.decode()
    assert f"The working copy is version {before.number} again" in page
    question.refresh_from_db()
    assert question.live_version.number == 3, "readers see no change yet"
    assert question.content() == before.content
    assert question.steps.first().note == f"Back to version {before.number}"
    version = question.publish(TODAY)
    assert (version.number, version.content) == (4, before.content)


def test_a_picture_comes_back_too():
    from tests.content.test_images import kept

    question = QuestionFactory(picture=kept(photograph("PNG")), picture_alt="A map", live=True)
    first = question.live_version
    republished(question, picture=None, picture_alt="")
    restore_version(question, first)
    assert question.content() == first.content


@pytest.mark.each_database
def test_a_source_that_is_gone_is_made_again_and_one_that_was_corrected_is_used():
    question = QuestionFactory(live=True)
    first = question.live_version
    old = question.source
    republished(question, source=SourceFactory(bank=question.bank, url=""))
    old.title = "The corrected title"
    old.save()
    restore_version(question, first)
    assert question.source == old
    question.source = None
    question.save()
    old.delete()
    restore_version(question, first)
    assert question.source.content() == first.content["evidence"]["source"]


def test_what_was_never_published_has_a_history_too(admin_client):
    page = admin_client.get(reverse("admin:quiz_question_history", args=[QuestionFactory().pk]))
    assert "It has not been published yet." in page.content.decode()


@pytest.mark.parametrize("number", ["", "x", "0", "99", "-1"])
def test_there_is_no_way_back_to_what_never_was(admin_client, number):
    question = QuestionFactory(live=True)
    before = question.fingerprint()
    assert restore(admin_client, question, number).status_code in (200, 404)
    assert Question.objects.get().fingerprint() == before


@pytest.mark.each_database
def test_looking_changes_nothing(admin_client):
    question = republished(QuestionFactory(live=True), prompt="Other?")
    admin_client.get(reverse("admin:quiz_question_restore", args=[question.pk]))
    question.refresh_from_db()
    assert question.prompt == "Other?"
    assert question.steps.filter(action="wrote").count() == 0
