"""What is due to be checked again: the queue, and “still true” in one step."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quiz.editorial import freshness
from quiz.editorial.desk import notes, sent_back
from quiz.editorial.freshness import next_review, unused_sources
from quiz.editorial.reading import in_both
from quiz.models import Article
from quiz.play import question_index
from tests.desk import renewal, sent
from tests.factories import TODAY, BankFactory, QuestionFactory, SourceFactory
from tests.layout import flat

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "contexts"),
    pytest.mark.any_database,
]

DAY = datetime.timedelta(days=1)
DUE = reverse("admin:quiz_question_due")


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
    rows = {section.name: section.questions for section in sections}
    assert rows == {"due": [out], "soon": [soon], "never": [never]}
    assert fine not in rows["soon"]
    assert draft not in rows["due"]


@pytest.mark.each_database
def test_the_reading_list_has_what_its_latest_check_says_and_what_went_from_an_article_since():
    """Which of two checks is the later, and what went from an article since, and who is asked."""
    for review_by in (TODAY - DAY, TODAY + 30 * DAY, TODAY + 31 * DAY):
        QuestionFactory(live=True, check=review_by)
        QuestionFactory(check=review_by)
    QuestionFactory(live=True).checks.all().delete()
    for days in (0, -1, -2):  # beside a check of yesterday; the last of these was made up for
        question = QuestionFactory(live=True, check=TODAY)
        question.checks.create(
            checked_on=TODAY + days * DAY, review_by=TODAY + 99 * DAY, pages=[], confirmed=[]
        )
    article = Article.objects.create(bank=question.bank, title="x", source=question.source)
    for gone_on in (None, TODAY - DAY, TODAY, TODAY + DAY):
        question = QuestionFactory(live=True, check=TODAY + 99 * DAY)
        article.drawn.create(question=question, passage="Words.", gone_on=gone_on)
    assert freshness.due(freshness.live_questions(), TODAY).count() == 5


@pytest.mark.each_database
def test_a_question_stands_beside_its_source_with_who_checked_it_last(
    admin_client, django_user_model
):
    bank = BankFactory()
    later = SourceFactory(bank=bank, title="What came of it", url="https://paper.example/later")
    question = QuestionFactory(
        bank=bank, live=True, check=TODAY - DAY, since="It was dropped.", since_source=later,
        claim="Eight were right.",
    )  # fmt: skip
    ann = django_user_model.objects.create_user("ann")
    question.checks.update(checked_by=ann, pages=["https://archive.example/copy"])
    page = admin_client.get(DUE)
    text = flat(page.content.decode())
    source = question.source
    for address in (source.url, later.url, "https://archive.example/copy"):
        assert f'href="{address}" target="_blank" rel="noopener noreferrer"' in text
        assert f'name="opened" value="{address}"' in text
    for said in (source.title, source.publisher, "3 July 2019", "What came of it",
                 "Eight were right.", "It was dropped.", "matches were verified", "by ann",
                 "Out of new rounds", "ran out 21 November 2026"):  # fmt: skip
        assert said in text, said
    assert page.context["page"].findings.opened == []


def test_what_readers_are_asked_is_compared_and_not_the_working_copy(admin_client):
    question = QuestionFactory(live=True, check=TODAY - DAY)
    question.explanation = "Rewritten meanwhile."
    question.save()
    page = admin_client.get(DUE).content.decode()
    assert "The report counted each" in page
    assert "Rewritten meanwhile." not in page
    assert "It is being edited." in page


@pytest.mark.each_database
def test_still_true_renews_with_who_and_the_day_and_makes_no_version(admin_client):
    question = QuestionFactory(live=True, check=TODAY - DAY)
    question.checks.update(checked_on=TODAY - 91 * DAY)
    assert question_index.index(question.bank, TODAY).entries == []
    page = flat(admin_client.get(DUE).content.decode())
    assert 'name="until" value="20 February 2027"' in page
    data = renewal(question, TODAY + 90 * DAY, pages="", opened=[question.source.url])
    page = sent(admin_client, DUE, data, follow=True).content.decode()
    assert "<title>Checked: still true." in page, "what was done is heard first"
    check = question.latest_check()
    assert (check.checked_by.username, check.checked_on) == ("admin", TODAY)
    assert check.review_by == TODAY + 90 * DAY
    assert (check.pages, check.confirmed) == ([question.source.url], ["key", "explanation"])
    assert question.versions.count() == 1
    question.bank.refresh_from_db()
    assert len(question_index.index(question.bank, TODAY).entries) == 1
    assert "still true" in LogEntry.objects.get().get_change_message()
    assert "Done today" in page


def test_one_comes_after_the_other(admin_client):
    first, second, third = (QuestionFactory(live=True, check=TODAY + n * DAY) for n in (1, 2, 3))
    assert admin_client.get(DUE).context["page"].read.question == first
    data = renewal(second, TODAY + 90 * DAY)
    answer = sent(admin_client, f"{DUE}?question={second.pk}", data)
    assert answer.url == f"{DUE}?question={third.pk}#reading"
    page = admin_client.get(answer.url).context["page"]
    assert page.read.question == third
    assert page.after == first.pk


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Say until when"),
        ("2026-02-30", "is no day that there is"),
        ("soon", "is no day that there is"),
        ("01/12/2026", "may be 1 December 2026 or 12 January 2026"),
        ("2027-06", "Write the whole day"),
        (str(TODAY), "later than today"),
        (str(TODAY + 366 * DAY), "a year at most"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it_and_nothing_is_renewed(admin_client, typed, said):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    data = renewal(question, typed, **{"change-note": "Half a sentence"})
    page = sent(admin_client, DUE, data).content.decode()
    assert said in page
    if typed:
        assert f'value="{typed}"' in page
    assert "Half a sentence" in page
    assert question.checks.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pages": ""}, "Tick the page that you opened"),
        ({"pages": "the report"}, "“the report” is no address of a page"),
        ({"pages": "https://x" + "y" * 600 + ".example/"}, "at most 500 characters"),
        ({"opened": ["https://elsewhere.example/"]}, "elsewhere.example"),
        ({"confirmed": []}, "the right answer at least"),
        ({"confirmed": ["action"]}, "the right answer at least"),
    ],
)
def test_a_day_alone_renews_nothing(admin_client, changes, said):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    page = sent(admin_client, DUE, renewal(question, TODAY + 9 * DAY, **changes)).content.decode()
    assert said in page
    assert question.checks.count() == 1
    assert f'value="{TODAY + 9 * DAY}"' in page


def test_what_changed_is_noted_until_it_is_mended(admin_client):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    data = {"question": question.pk, "_change": "1", "change-note": "It says nine now."}
    answer = sent(admin_client, DUE, data)
    assert answer.url == reverse("admin:quiz_question_change", args=[question.pk])
    note = question.open_note()
    assert (note.action, note.note, note.by.username) == ("changed", "It says nine now.", "admin")
    page = admin_client.get(DUE).content.decode()
    assert "found changed" in page
    assert "It says nine now." in page
    assert question.checks.count() == 1
    question.publish(TODAY)
    assert question.open_note() is None


@pytest.mark.each_database
def test_the_author_is_asked_and_finds_it_until_it_is_settled(admin_client, django_user_model):
    ann, bob = (django_user_model.objects.create_user(name) for name in ("ann", "bob"))
    question, other = QuestionFactory.create_batch(2, live=True, check=TODAY + DAY)
    question.wrote(TODAY, bob)
    question.wrote(TODAY, ann)
    question.wrote(TODAY, None)
    data = {"question": question.pk, "_ask": "1", "ask-note": "Is it still on page 4?"}
    page = sent(admin_client, DUE, data, follow=True)
    assert "Asked ann" in page.content.decode()
    assert page.context["page"].read.question == other
    (asked,) = sent_back(ann)
    assert notes([asked])[asked.pk].note == "Is it still on page 4?"
    sent(admin_client, f"{DUE}?question={question.pk}", renewal(question, TODAY + 9 * DAY))
    assert not sent_back(ann).exists()
    assert question.steps.first().action == "confirmed"


@pytest.mark.parametrize("button", ["_change", "_ask"])
def test_a_note_without_words_is_asked_for(admin_client, django_user_model, button):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    question.wrote(TODAY, django_user_model.objects.create_user("ann"))
    data = {"question": question.pk, button: "1", "pages": "https://half.example/typed"}
    page = sent(admin_client, DUE, data).content.decode()
    assert "Say it in a few words." in page
    assert "https://half.example/typed" in page
    assert question.open_note() is None


def test_what_came_with_the_quiz_has_nobody_to_ask(admin_client):
    question = QuestionFactory(live=True, check=TODAY + DAY)
    page = admin_client.get(DUE).content.decode()
    assert "nobody to ask" in page
    assert "_ask" not in page
    sent(admin_client, DUE, {"question": question.pk, "_ask": "1", "ask-note": "Hello?"})
    assert question.open_note() is None


@pytest.mark.parametrize("pk", ["", "x", "99999999999999999999", "-1"])
def test_what_is_no_question_is_renewed_by_nobody(admin_client, pk):
    page = admin_client.post(DUE, {"question": pk, "_true": "1"}, follow=True)
    assert page.status_code == 200
    assert "Nothing was done" in page.content.decode()


@pytest.mark.each_database
def test_any_live_question_can_be_looked_at_and_no_other(admin_client):
    fine, draft = QuestionFactory(live=True), QuestionFactory()
    assert admin_client.get(f"{DUE}?question={fine.pk}").context["page"].read.question == fine
    page = admin_client.get(f"{DUE}?question={draft.pk}")
    assert page.context["page"].read is None
    assert "Readers are not asked that question" in page.content.decode()


@pytest.mark.each_database
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


def test_the_queue_costs_the_same_for_few_and_many(admin_client):
    QuestionFactory.create_batch(2, live=True, check=TODAY - DAY)
    SourceFactory.create_batch(2)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(DUE)
    QuestionFactory.create_batch(8, live=True, check=TODAY - DAY)
    SourceFactory.create_batch(8)
    with CaptureQueriesContext(connection) as many:
        admin_client.get(DUE)
    assert len(few) == len(many) <= 16


def test_the_first_page_says_what_is_due(admin_client):
    assert "No review waits" in admin_client.get("/admin/").content.decode()
    QuestionFactory(live=True, check=TODAY - DAY)
    QuestionFactory.create_batch(2, live=True, check=TODAY + DAY)
    page = admin_client.get("/admin/").content.decode()
    assert "1 has left the quiz, because nobody compared it with its source in time." in page
    assert "By 23 November 2026" in page


def test_words_that_stand_on_both_sides_are_marked():
    text = "Amazon told Reuters that it was extending its pause."
    found = in_both(text, "The firm told reuters on Tuesday it is extending: its end is open.")
    assert [(each.op, each.text) for each in found] == [
        ("", "Amazon "), ("mark", "told Reuters"), ("", " that it was "), ("mark", "extending its"),
        ("", " pause."),
    ]  # fmt: skip
