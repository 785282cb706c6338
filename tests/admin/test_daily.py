"""Days at the desk: an editor chooses for those to come, and those that have come stay."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from quiz.editorial.daily import plan_days
from quiz.models import DailyQuestion, Round
from tests.desk import press, sent
from tests.factories import TODAY, BankFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]
DAY = datetime.timedelta(days=1)
LIST = reverse("admin:quiz_dailyquestion_changelist")
ADD = reverse("admin:quiz_dailyquestion_add")


def change(row):
    return reverse("admin:quiz_dailyquestion_change", args=[row.pk])


def delete(row):
    return reverse("admin:quiz_dailyquestion_delete", args=[row.pk])


@pytest.fixture
def hooks(today):
    made = QuestionFactory.create_batch(4, bank=BankFactory(), live=True, hook=True)
    plan_days(TODAY)
    return made


def of(day):
    return DailyQuestion.objects.get(day=day)


@pytest.mark.each_database
def test_an_editor_chooses_for_a_day_to_come(admin_client, hooks):
    row = of(TODAY + DAY)
    other = next(each for each in hooks if each != row.question)
    press(admin_client, admin_client.get(change(row)), "_save", question=other.pk, follow=False)
    assert of(TODAY + DAY).question == other
    far = TODAY + 60 * DAY
    press(
        admin_client, admin_client.get(ADD), "_save", day=str(far), question=other.pk, follow=False
    )
    assert of(far).question == other


@pytest.mark.parametrize("day", [TODAY, TODAY - DAY])
def test_a_day_that_has_come_stays(admin_client, hooks, day):
    row, _made = DailyQuestion.objects.get_or_create(day=day, defaults={"question": hooks[0]})
    before = row.question
    other = next(each for each in hooks if each != before)
    assert 'name="_save"' not in admin_client.get(change(row)).content.decode()
    sent(admin_client, change(row), {"question": other.pk})
    admin_client.post(delete(row), {"post": "yes"})
    assert of(day).question == before


def test_a_day_with_a_round_stays_where_the_zone_or_the_clock_is_put_back(admin_client, hooks):
    row = of(TODAY + DAY)
    version = row.question.live_version
    begun = {"bank": row.question.bank, "wanted": 1, "started_on": TODAY, "today": row}
    Round.begin([version.pk], **begun)
    other = next(each for each in hooks if each != row.question)
    sent(admin_client, change(row), {"question": other.pk})
    sent(admin_client, ADD, {"day": str(row.day), "question": other.pk})
    assert admin_client.post(delete(row), {"post": "yes"}).status_code == 403
    assert of(row.day).question == row.question


def test_what_is_over_or_is_not_there_by_then_is_refused_with_a_sentence(admin_client, hooks):
    gone = hooks[0]
    gone.retire_later(TODAY + 30 * DAY, TODAY, None)
    typed = {"day": str(TODAY + 40 * DAY), "question": gone.pk}
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    assert "It may not be asked on that day" in page.content.decode()
    page = press(admin_client, admin_client.get(ADD), "_save", day="2026-11-01", question=gone.pk)
    assert "This day is over" in page.content.decode()
    page = press(admin_client, admin_client.get(ADD), "_save", day=str(TODAY), question=gone.pk)
    assert "already exists" in page.content.decode()
    off = QuestionFactory(live=True)
    typed = {"day": str(TODAY + 40 * DAY), "question": off.pk}
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    assert "Select a valid choice" in page.content.decode()


def test_two_who_choose_for_one_day_at_once_meet_no_fault(admin_client, hooks, monkeypatch):
    far = TODAY + 60 * DAY
    page = admin_client.get(ADD)
    monkeypatch.setattr(DailyQuestion, "validate_unique", lambda *given, **named: None)
    monkeypatch.setattr(DailyQuestion, "validate_constraints", lambda *given, **named: None)
    DailyQuestion.objects.create(day=far, question=hooks[0])
    press(admin_client, page, "_save", day=str(far), question=hooks[1].pk, follow=False)
    assert of(far).question == hooks[1]


def test_the_list_says_how_each_day_stands_at_the_same_cost(
    admin_client, hooks, django_assert_max_num_queries
):
    DailyQuestion.objects.create(day=TODAY - DAY, question=hooks[0])
    hooks[1].retire(TODAY)
    with django_assert_max_num_queries(10):
        page = admin_client.get(LIST).content.decode()
    for said in ("was asked", "planned", "the next clean-up chooses another"):
        assert said in page


@pytest.mark.each_database
@pytest.mark.parametrize(("role", "may"), [("author", False), ("editor", True)])
def test_an_author_looks_and_an_editor_chooses(client, hooks, role, may):
    ann = User.objects.create_user("ann", is_staff=True)
    ann.groups.add(Group.objects.get(name=role))
    client.force_login(ann)
    assert client.get(LIST).status_code == 200
    assert client.get(ADD).status_code == (200 if may else 403)
    row = of(TODAY + DAY)
    other = next(each for each in hooks if each != row.question)
    sent(client, change(row), {"question": other.pk})
    assert (of(TODAY + DAY).question == other) == may
    client.post(delete(row), {"post": "yes"})
    assert DailyQuestion.objects.filter(pk=row.pk).exists()  # not without what its page shows
