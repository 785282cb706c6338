"""What is due to be checked again: the queue, and “still true” in one step."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from quiz.admin.due_checks import ROWS
from quiz.content.checks import PARTS
from quiz.editorial.freshness import next_review, unused_sources
from quiz.play import question_index
from tests.desk import renewal, sent
from tests.factories import PAGE, TODAY, QuestionFactory, SourceFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

DAY = datetime.timedelta(days=1)
DUE = reverse("admin:quiz_question_due")


def until(question):
    return f"until-{question.pk}"


@pytest.mark.parametrize(
    ("checked_on", "review_by", "days"),
    [
        (None, None, 365),
        (TODAY - 90 * DAY, TODAY - DAY, 89),
        (TODAY - 900 * DAY, TODAY, 365),
        (TODAY, TODAY + DAY, 1),
    ],
)
def test_a_new_check_holds_as_long_as_the_last_and_a_year_at_most(checked_on, review_by, days):
    assert next_review(checked_on, review_by, TODAY) == TODAY + days * DAY


def test_the_queue_has_each_question_where_it_belongs(admin_client):
    out = QuestionFactory(live=True, check=TODAY - DAY)
    soon = QuestionFactory(live=True, check=TODAY + 30 * DAY)
    fine = QuestionFactory(live=True, check=TODAY + 31 * DAY)
    never = QuestionFactory(live=True)
    never.checks.all().delete()
    draft = QuestionFactory(check=TODAY - DAY)
    sections = admin_client.get(DUE).context["page"].sections
    rows = {section.name: [row.question for row in section.rows] for section in sections}
    assert rows == {"due": [out], "soon": [soon], "never": [never]}
    assert fine not in rows["soon"]
    assert draft not in rows["due"]


def test_still_true_renews_with_who_and_the_day_and_makes_no_version(admin_client):
    question = QuestionFactory(live=True, check=TODAY - DAY)
    question.checks.update(checked_on=TODAY - 91 * DAY)
    assert question_index.index(question.bank, TODAY).entries == []
    page = flat(admin_client.get(DUE).content.decode())
    assert f'name="{until(question)}" value="{TODAY + 90 * DAY}"' in page
    data = renewal(question, TODAY + 90 * DAY)
    page = sent(admin_client, DUE, data, follow=True).content.decode()
    assert "1 check renewed." in page
    check = question.latest_check()
    assert (check.checked_by.username, check.checked_on) == ("admin", TODAY)
    assert check.review_by == TODAY + 90 * DAY
    assert (check.pages, check.confirmed) == ([PAGE], ["key", "explanation"])
    assert question.versions.count() == 1
    question.bank.refresh_from_db()
    assert len(question_index.index(question.bank, TODAY).entries) == 1
    assert "still true" in LogEntry.objects.get().get_change_message()


@pytest.mark.any_database
def test_all_that_are_ticked_are_renewed_each_for_its_own_time(admin_client):
    questions = QuestionFactory.create_batch(3, live=True, check=TODAY + DAY)
    data = {until(each): str(TODAY + (n + 5) * DAY) for n, each in enumerate(questions)}
    data |= {f"page-{each.pk}": PAGE for each in questions} | {"confirmed": ["key"]}
    sent(admin_client, DUE, {**data, "ticked": [each.pk for each in questions[:2]]})
    assert [each.latest_check().review_by for each in questions] == [
        TODAY + 5 * DAY, TODAY + 6 * DAY, TODAY + DAY
    ]  # fmt: skip


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the day as"),
        ("2026-02-30", "is no day that there is"),
        ("soon", "is no day that there is"),
        ("01/12/2026", "may be 1 December 2026 or 12 January 2026"),
        ("2027-06", "Write the whole day"),
        (str(TODAY), "later than today"),
        (str(TODAY + 366 * DAY), "a year at most"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it_and_nothing_is_renewed(admin_client, typed, said):
    question, other = QuestionFactory.create_batch(2, live=True, check=TODAY + DAY)
    data = {until(question): typed, until(other): str(TODAY + 9 * DAY)}
    page = sent(admin_client, DUE, {**data, "ticked": [question.pk, other.pk]}).content.decode()
    assert said in page
    assert f'value="{typed}"' in page
    assert {each.checks.count() for each in (question, other)} == {1}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"page": ""}, "Give the address of the page that was opened."),
        ({"page": "the report"}, "“the report” is no address of a page"),
        ({"page": "https://x" + "y" * 600 + ".example/"}, "at most 500 characters"),
        ({"confirmed": []}, "the right answer at least"),
        ({"confirmed": ["since", "action"]}, "the right answer at least"),
    ],
)
def test_a_day_alone_renews_nothing(admin_client, changes, said):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    typed = {f"page-{question.pk}" if name == "page" else name: v for name, v in changes.items()}
    page = sent(admin_client, DUE, renewal(question, TODAY + 9 * DAY, **typed)).content.decode()
    assert said in page
    assert question.checks.count() == 1
    assert f'value="{TODAY + 9 * DAY}"' in page
    assert (PAGE in page) == ("page" not in changes)


@pytest.mark.any_database
@pytest.mark.parametrize("pk", ["", "x", "99999999999999999999", "-1"])
def test_what_is_no_question_is_renewed_by_nobody(admin_client, pk):
    page = admin_client.post(DUE, {"one": pk}, follow=True)
    assert "0 checks renewed." in page.content.decode()


def test_sources_that_no_question_uses_are_listed(admin_client):
    question = QuestionFactory()
    beside = QuestionFactory(
        bank=question.bank, since="More.", since_source=SourceFactory(bank=question.bank)
    )
    unused = SourceFactory(bank=question.bank, title="Used by nobody")
    assert list(unused_sources()) == [unused]
    page = admin_client.get(DUE).content.decode()
    assert "Used by nobody" in page
    assert beside.since_source not in unused_sources()


def test_the_queue_costs_the_same_for_few_and_many(admin_client, django_assert_max_num_queries):
    QuestionFactory.create_batch(8, live=True, check=TODAY - DAY)
    SourceFactory.create_batch(8)
    with django_assert_max_num_queries(12):
        admin_client.get(DUE)


def test_the_first_page_says_what_is_due(admin_client):
    assert "Nothing waits" in admin_client.get("/admin/").content.decode()
    QuestionFactory(live=True, check=TODAY - DAY)
    QuestionFactory.create_batch(2, live=True, check=TODAY + DAY)
    page = admin_client.get("/admin/").content.decode()
    assert "The check of 1 question has run out" in page
    assert "2 questions are to be checked again within 30 days" in page


def test_all_that_a_full_page_can_send_is_taken(settings):
    """Three fields for each question of the three sections, what was confirmed, marks, token."""
    assert 3 * 3 * ROWS + len(PARTS) + 3 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
