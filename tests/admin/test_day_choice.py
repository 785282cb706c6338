"""A question is made that of a day from its own page."""

import datetime
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from quiz.editorial.daily import plan_days
from quiz.models import Bank, DailyQuestion, Question, Round
from tests.desk import press, sent
from tests.factories import TODAY, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]
DAY = datetime.timedelta(days=1)
FRIDAY = TODAY + 5 * DAY


def page_of(question):
    return reverse("admin:quiz_question_day", args=[question.pk])


def text(page):
    return flat(unescape(page.content.decode()))


@pytest.fixture
def question(today):
    return QuestionFactory(live=True, difficulty="easy")


def chosen(day=FRIDAY):
    return Question.objects.filter(days__day=day).first()


def test_one_press_makes_it_that_of_a_day_and_puts_it_on_the_shelf(admin_client, question):
    page = admin_client.get(page_of(question))
    assert "From then on other days may take it too" in text(page)
    page = press(admin_client, page, "day", str(FRIDAY))
    assert "Made the question of 27 November 2026." in text(page)
    assert "<strong>this one</strong>" in text(page)
    question.refresh_from_db()
    assert (chosen(), question.hook) == (question, True)
    plan_days(TODAY)
    assert chosen() == question


@pytest.mark.each_database
def test_it_takes_the_place_of_what_was_planned(admin_client, question):
    planned = QuestionFactory(bank=question.bank, live=True, hook=True)
    DailyQuestion.objects.create(day=FRIDAY, question=planned)
    page = admin_client.get(page_of(question))
    assert str(planned) in text(page)
    press(admin_client, page, "day", str(FRIDAY), follow=False)
    assert chosen() == question


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (str(TODAY), "Choose a day to come"),
        (str(TODAY + 400 * DAY), "By then it may not be asked any more"),
        ("soon", "is no day that there is"),
        ("", "This field is required."),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_place(admin_client, question, typed, said):
    page = press(admin_client, admin_client.get(page_of(question)), "Ask it on this day", day=typed)
    assert said in text(page)
    assert f'value="{typed}"' in page.content.decode() or not typed
    assert not DailyQuestion.objects.exists()


@pytest.mark.each_database
def test_a_later_day_can_be_typed(admin_client, question):
    page = admin_client.get(page_of(question))
    press(admin_client, page, "Ask it on this day", day="24 December 2026", follow=False)
    assert chosen(datetime.date(2026, 12, 24)) == question


@pytest.mark.each_database
def test_what_can_be_no_days_own_says_why_and_offers_nothing(admin_client):
    draft = QuestionFactory()
    for question, said in (
        (draft, "Readers are not asked it: publish it first."),
        (QuestionFactory(live=True, kind="ordering", difficulty="easy"), "more than one tap"),
        (QuestionFactory(live=True, difficulty="hard"), "It is not filed as easy."),
    ):
        page = admin_client.get(page_of(question))
        assert said in text(page)
        assert "Ask it then" not in text(page)
        sent(admin_client, page_of(question), {"day": str(FRIDAY)})
        assert chosen() is None
    unlisted = QuestionFactory(live=True, difficulty="easy")
    Bank.objects.filter(pk=unlisted.bank_id).update(state="unlisted")
    assert "Its bank is not listed" in text(admin_client.get(page_of(unlisted)))


def test_a_day_with_a_round_keeps_its_question(admin_client, question):
    planned = QuestionFactory(bank=question.bank, live=True, hook=True)
    row = DailyQuestion.objects.create(day=FRIDAY, question=planned)
    begun = {"bank": question.bank, "wanted": 1, "started_on": TODAY, "today": row}
    Round.begin([planned.live_version_id], **begun)
    page = press(admin_client, admin_client.get(page_of(question)), "day", str(FRIDAY))
    assert "it keeps its question" in text(page)
    assert chosen() == planned


def test_an_editor_chooses_and_an_author_does_not(client, question):
    for role, status in (("author", 403), ("editor", 200)):
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(page_of(question)).status_code == status
        sent(client, page_of(question), {"day": str(FRIDAY)})
        assert (chosen() == question) == (role == "editor")


def test_its_page_costs_the_same_whatever_is_planned(
    admin_client, question, django_assert_max_num_queries
):
    for n in range(1, 14):
        DailyQuestion.objects.create(day=TODAY + n * DAY, question=question)
    with django_assert_max_num_queries(12):
        admin_client.get(page_of(question))
