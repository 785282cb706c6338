"""Sources and topics that are added on the page of a question."""

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from quiz.editorial.history import parts
from quiz.editorial.typed import filed
from quiz.models import Question, Source, Topic
from tests.admin.test_questions import ADD, at_field, typed
from tests.desk import press
from tests.factories import BankFactory, FactFactory, QuestionFactory, SourceFactory, TopicFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "contexts"),
    pytest.mark.any_database,
]

PAGE = "https://www.news.example/report"


@pytest.fixture
def bank():
    return BankFactory()


def save(client, bank, button="_continue", **fields):
    data = {**typed("choice", bank), "source": "", **fields, button: "1"}
    return client.post(f"{ADD}?kind=choice&bank={bank.pk}", data)


def errors(response):
    return response.context["adminform"].form.errors


def test_a_page_that_is_new_becomes_a_source_of_the_bank(admin_client, bank):
    fields = {"source_new_url": PAGE, "source_new_title": "A report", "source_new_date": "2019"}
    assert save(admin_client, bank, **fields).status_code == 302
    source = Question.objects.get().source
    assert (source.bank, source.url, source.title) == (bank, PAGE, "A report")
    assert (source.publisher, source.date) == ("news.example", "2019")
    assert LogEntry.objects.filter(action_flag=ADDITION, object_id=str(source.pk)).exists()


@pytest.mark.parametrize("written", [PAGE, f"{PAGE}/", "http://news.example/report"])
def test_a_page_that_the_bank_has_is_found_by_its_address(admin_client, bank, written):
    known = SourceFactory(bank=bank, url=PAGE)
    before = Source.objects.count()
    save(admin_client, bank, source_new_url=written)
    assert Question.objects.get().source == known
    assert Source.objects.count() == before + 1, "the one that the factory made"


def test_or_by_its_title(admin_client, bank):
    known = SourceFactory(bank=bank, title="A report")
    save(admin_client, bank, source_new_title="a REPORT")
    assert Question.objects.get().source == known


def test_of_what_another_bank_has_a_copy_is_taken(admin_client, bank):
    theirs = SourceFactory(url=PAGE, title="Theirs", publisher="News", date="2019")
    save(admin_client, bank, source_new_url=f"{PAGE}/", source_new_date="2020-02")
    made = Question.objects.get().source
    assert (made.bank, made.title, made.publisher, made.date) == (bank, "Theirs", "News", "2020-02")
    theirs.refresh_from_db()
    assert theirs.date == "2019"
    save(admin_client, bank, prompt="Another?", source_new_url=f"{PAGE}/x", source_new_title="Ours")
    assert Question.objects.get(prompt="Another?").source.title == "Ours"


def test_a_list_finds_an_address_however_written_and_the_page_offers_to_add(admin_client, bank):
    known = SourceFactory(bank=bank, url=PAGE, title="A “report” & more")
    asked = {"app_label": "quiz", "model_name": "question", "field_name": "source"}
    search = reverse("admin:autocomplete")
    found = admin_client.get(
        search, {**asked, "term": "http://news.example/report/", "bank": bank.pk}
    )
    assert [row["id"] for row in found.json()["results"]] == [str(known.pk)]
    FactFactory(bank=bank, text="Most matches are wrong")
    page = admin_client.get(f"{ADD}?kind=choice&bank={bank.pk}").content.decode()
    assert 'data-adds="Add “{text}” as a new source"' in page
    assert '<option value="A “report” &amp; more">' in page, "offered without a script"
    assert '<option value="Most matches are wrong">' in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source_new_url": "no address"}, "source_new_url"),
        ({"source_new_title": "A report", "source_new_date": "soon"}, "source_new_date"),
    ],
)
def test_what_lacks_is_asked_for_and_nothing_is_kept(admin_client, bank, fields, field):
    response = save(admin_client, bank, **fields)
    assert field in errors(response)
    assert not Question.objects.exists()
    assert not Source.objects.filter(title="A report").exists()


@pytest.mark.parametrize(
    ("fields", "called"),
    [
        ({"source_new_url": PAGE}, "news.example/report (no title yet)"),
        ({"source_new_title": "A report"}, "A report"),
        ({"source_new_publisher": "News"}, "News (no title yet)"),
        ({"source_new_date": "2019"}, "2019 (no title yet)"),
    ],
)
def test_a_draft_is_saved_with_what_is_known_of_its_source(admin_client, bank, fields, called):
    assert save(admin_client, bank, **fields).status_code == 302
    question = Question.objects.get()
    assert str(question.source) == called
    page = admin_client.get(reverse("admin:quiz_question_change", args=[question.pk]))
    untitled = called.endswith("(no title yet)")
    assert ("No title yet" in parts(question.snapshot())["evidence"]) is untitled
    shown = filed(question.snapshot()).content["evidence"]["source"]["title"]
    assert (shown == "No title yet") is untitled
    listed = admin_client.get(reverse("admin:quiz_source_changelist")).content.decode()
    assert (called if untitled else "A report</a>") in listed
    wanted = "published this source" if "source_new_title" in fields else "title of this source"
    assert wanted in page.content.decode()
    save(admin_client, bank, "_publish", prompt="And so?", **fields)
    assert not Question.objects.filter(state="live").exists()


def test_what_lacks_of_a_source_is_typed_where_the_rest_stands(admin_client, bank):
    save(admin_client, bank, source_new_url=PAGE)
    question, source = Question.objects.get(), Source.objects.get(url=PAGE)
    change = reverse("admin:quiz_question_change", args=[question.pk])
    page = press(admin_client, admin_client.get(change), "_continue")
    said = page.context["adminform"].form
    assert said["source_new_url"].value() == PAGE
    assert "title of this source" in at_field(page.content.decode(), "source_new_title")
    other = SourceFactory(bank=bank)
    page = press(admin_client, page, "_continue", source=str(other.pk))
    assert Question.objects.get().source == other, "what nobody typed is not taken instead"
    page = press(admin_client, page, "_continue", source=str(source.pk))
    press(
        admin_client,
        page,
        "_continue",
        source_new_title="A report",
        source_new_date="2019",
        follow=False,
    )
    source.refresh_from_db()
    assert (source.title, source.publisher, source.date) == ("A report", "news.example", "2019")
    assert Question.objects.get().source == source
    save(admin_client, bank, prompt="And so?", source_new_url=PAGE, source_new_title="Other")
    source.refresh_from_db()
    assert source.title == "A report", "what has a title is named on its own page"


def test_it_can_be_the_page_that_was_opened(admin_client, bank):
    fields = {"source_new_url": PAGE, "source_new_title": "A report", "opened_source": "on"}
    save(admin_client, bank, pages="", **fields)
    assert Question.objects.get().latest_check().pages == [PAGE]


def test_a_source_without_an_address_was_not_opened(admin_client, bank):
    """And what else keeps it from being saved is said at once."""
    source = SourceFactory(bank=bank, url="")
    fields = {"pages": "", "opened_source": "on", "confirmed": []}
    response = save(admin_client, bank, source=source.pk, **fields)
    assert "Name the source, with its address" in str(errors(response)["opened_source"])
    assert "the right answer at least" in str(errors(response)["confirmed"])
    assert "<a href" not in response.context["adminform"].form["opened_source"].help_text
    fields["source_new_url"] = PAGE
    response = save(admin_client, bank, **fields)
    assert set(errors(response)) == {"confirmed"}
    assert f'<a href="{PAGE}"' in response.context["adminform"].form["opened_source"].help_text


def test_a_topic_is_added_or_found(admin_client, bank):
    known = TopicFactory(bank=bank, title="Error rates")
    save(admin_client, bank, topic="", topic_new="error RATES")
    assert Question.objects.get().topic == known
    Question.objects.all().delete()
    revision = bank.revision
    save(admin_client, bank, topic="", topic_new="Something new")
    assert Question.objects.get().topic.title == "Something new"
    bank.refresh_from_db()
    assert bank.revision > revision


def test_who_may_not_add_topics_is_not_asked_for_one(client, django_user_model, bank):
    author = django_user_model.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="author"))
    client.force_login(author)
    page = client.get(f"{ADD}?kind=choice&bank={bank.pk}").content.decode()
    assert 'name="source_new_url"' in page
    assert 'name="topic_new"' not in page
    save(client, bank, topic="", topic_new="Something new")
    assert not Topic.objects.filter(title="Something new").exists()


def test_a_draft_needs_nothing_but_its_question(admin_client, bank):
    data = {"bank": bank.pk, "prompt": "Is it so?", "_continue": "1"}
    assert admin_client.post(f"{ADD}?kind=choice&bank={bank.pk}", data).status_code == 302
    question = Question.objects.get()
    assert question.topic is None
    for name in ("change", "publish", "history", "preview", "kind", "copy"):
        address = reverse(f"admin:quiz_question_{name}", args=[question.pk])
        assert admin_client.get(address, follow=True).status_code == 200, name
    page = admin_client.get(reverse("admin:quiz_question_publish", args=[question.pk]))
    assert "Choose a topic" in page.content.decode()


def test_the_page_costs_the_same_for_few_sources_and_many(
    admin_client, bank, django_assert_max_num_queries
):
    for _n in range(30):
        SourceFactory(bank=bank)
        TopicFactory(bank=bank)
    with django_assert_max_num_queries(16):
        admin_client.get(f"{ADD}?kind=choice&bank={bank.pk}")
    question = QuestionFactory(bank=bank, live=True)
    with django_assert_max_num_queries(19):
        admin_client.get(reverse("admin:quiz_question_change", args=[question.pk]))


def test_a_new_page_says_what_its_address_has_brought(admin_client, bank):
    source = SourceFactory(bank=bank)
    asked = f"kind=choice&bank={bank.pk}&passage=Eight+of+42"
    parts = [
        admin_client.get(f"{ADD}?{asked}&source={pk}").context["page"].parts["evidence"]
        for pk in (source.pk, source.pk + 1, "x")
    ]
    assert source.publisher in parts[0].said
    assert [part.lacks for part in parts] == [False, True, True]


def test_what_readers_learn_is_found_by_its_words_or_new(admin_client, bank):
    known = FactFactory(bank=bank, text="Most matches are wrong")
    save(admin_client, bank, fact="", fact_new="most matches are WRONG")
    save(admin_client, bank, fact="", fact_new="Few of them are right")
    first, second = Question.objects.order_by("pk")
    assert first.fact == known
    assert (second.fact.text, second.fact.bank) == ("Few of them are right", bank)
    assert LogEntry.objects.filter(action_flag=ADDITION, object_repr=str(second.fact)).exists()
