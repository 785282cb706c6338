"""A changed key of a question that readers have answered is never published quietly unasked."""

import datetime

import pytest
from django.urls import reverse

from quiz.core.kinds import KINDS
from quiz.editorial import schedule
from quiz.editorial.changed_key import differs, key_change
from quiz.models import Question
from quiz.tallies import counting
from tests.conftest import ALL_KINDS
from tests.desk import act, press, sent
from tests.factories import SPECS, TODAY, QuestionFactory, make_round
from tests.play.test_corrections import KEY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "counted_alone"),
    pytest.mark.any_database,
]

DAY = datetime.timedelta(days=1)
ANOTHER = "The right answer is another one than readers were told"


@pytest.fixture
def desk(admin_client, settings):
    settings.FOUR_EYES = False
    return admin_client


@pytest.fixture
def question(client):
    """Answered once, with another right answer in its working copy."""
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Eight"})
    counting.tally()
    question = Question.objects.get()
    question.spec = KEY
    question.save()
    return question


def page_of(question, name="publish"):
    return reverse(f"admin:quiz_question_{name}", args=[question.pk])


def text(page):
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("name", ["change", "publish"])
def test_it_is_said_what_it_means_and_correcting_is_the_first_choice(desk, question, name):
    page = text(desk.get(page_of(question, name)))
    assert ANOTHER in page
    assert "<del>Eight</del> → <ins>Twenty-one</ins>" in page
    assert "One counted answer was given by the old key." in page
    assert "One of them would be marked differently." in page
    assert f'class="button primary default" href="{page_of(question, "correct")}"' in page


def test_where_nothing_is_counted_it_says_so(desk):
    question = QuestionFactory(live=True)
    question.spec = KEY
    question.save()
    page = text(desk.get(page_of(question)))
    assert "No answer by the old key has been counted yet" in page
    assert "0 counted" not in page


def test_publishing_it_quietly_needs_a_reason_or_a_tick(desk, question):
    page = desk.get(page_of(question))
    assert "Publish quietly" in text(page)
    refused = press(desk, page, "_publish")
    assert "Say why those who have answered are not told" in text(refused)
    assert Question.objects.get().live_version.number == 1
    press(desk, refused, "_publish", **{"publish-why": "Nobody had seen it yet"}, follow=False)
    assert Question.objects.get().live_version.why == "Nobody had seen it yet"


def test_a_tick_that_nothing_changes_is_kept_as_the_reason(desk, question):
    press(desk, desk.get(page_of(question)), "_publish", **{"publish-same": "on"}, follow=False)
    version = Question.objects.get().live_version
    assert (version.number, version.why) == (2, "It changes nothing for those who have answered.")


@pytest.mark.each_database
def test_it_is_not_put_on_the_schedule_unasked_either(desk, question):
    page = desk.get(page_of(question))
    later = {"publish-day": str(TODAY + DAY)}
    refused = press(desk, page, "_publish", **later)
    assert "Say why those who have answered are not told" in text(refused)
    assert Question.objects.get().publish_on is None
    press(desk, refused, "_publish", **later, **{"publish-same": "on"}, follow=False)
    assert schedule.carry_out(TODAY + DAY).published == [question.ref]


@pytest.mark.each_database
def test_what_was_approved_without_a_reason_is_held_on_its_day(question):
    """Approved before anybody was asked for one."""
    question.schedule(TODAY + DAY, TODAY, None)
    assert schedule.carry_out(TODAY + DAY).held == [question.ref]
    (reason,) = schedule.held_up(Question.objects.get(), TODAY + DAY)
    assert "another one than readers were told" in reason


def test_of_many_at_once_it_is_left_out_with_the_reason(desk, question):
    page = desk.post(
        reverse("admin:quiz_question_changelist"),
        {"action": "publish", "_selected_action": [question.pk]},
    )
    assert "correct it in public or say why not" in text(page)
    act(desk, "publish", question, follow=False)
    assert Question.objects.get().live_version.number == 1


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_other_edits_of_what_is_live_change_no_key(desk, kind):
    question = QuestionFactory(kind=kind, live=True)
    question.prompt, question.spec = "Asked otherwise?", {**SPECS[kind], "tempts": "Otherwise."}
    if "tempts" not in KINDS[kind].__dataclass_fields__:
        question.spec = SPECS[kind]
    question.save()
    assert not differs(question)
    assert key_change(question) is None
    sent(desk, page_of(question), {"_publish": "1"})
    assert Question.objects.get().live_version.number == 2


@pytest.mark.parametrize(
    ("kind", "spec", "another"),
    [
        ("multiple", {"right": ["Marinus Analytics", "Thorn"]}, False),
        ("matching", {"pairs": SPECS["matching"]["pairs"][::-1]}, False),
        ("ordering", {"items": SPECS["ordering"]["items"][::-1]}, True),
        ("true_false", {"right": False}, True),
        ("estimate", {"tolerance": 5}, True),
        ("estimate", {"step": 2}, False),
    ],
)
def test_a_key_is_what_answers_are_graded_by(kind, spec, another):
    question = QuestionFactory(kind=kind, live=True)
    question.spec = {**SPECS[kind], **spec}
    assert differs(question) is another


def test_a_draft_has_told_readers_nothing(desk):
    question = QuestionFactory()
    assert not differs(question)
    assert ANOTHER not in text(desk.get(page_of(question)))


def test_a_working_copy_without_answers_is_looked_at_all_the_same(desk):
    question = QuestionFactory(live=True)
    question.spec = {}
    question.save()
    assert desk.get(page_of(question, "change")).status_code == 200
