"""The list of questions: what it can be narrowed by, searched for and done to many."""

import datetime

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from lxml import html

from quiz.editorial import review
from quiz.models import Picture, Question
from tests.desk import act, sent
from tests.factories import (
    PAGE,
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "contexts")]

LIST = reverse("admin:quiz_question_changelist")
DAY = datetime.timedelta(days=1)
WHOLE = {"dimension": "technology", "difficulty": "easy", "stance": "risk"}


def listed(client, **asked):
    return set(client.get(LIST, asked).context["cl"].result_list)


class TestFilters:
    def test_by_state(self, admin_client, django_user_model):
        ann = django_user_model.objects.create_user("ann")
        draft, review, live, changed, retired = QuestionFactory.create_batch(5)
        review.submit(TODAY, ann)
        for question in (live, changed, retired):
            question.publish(TODAY)
        changed.submit(TODAY, ann)
        retired.retire(TODAY)
        live.retire_later(TODAY + DAY, TODAY, ann)
        assert listed(admin_client, state="draft") == {draft}
        assert listed(admin_client, state="review") == {review, changed}
        assert listed(admin_client, state="live") == {live, changed}
        assert listed(admin_client, state="retired") == {retired}
        assert listed(admin_client, state="scheduled") == {live}
        assert len(listed(admin_client)) == 5

    def test_by_bank_topic_and_kind(self, admin_client):
        one, other = QuestionFactory(kind="estimate"), QuestionFactory()
        assert listed(admin_client, bank__id__exact=one.bank_id) == {one}
        assert listed(admin_client, topic=other.topic_id) == {other}
        assert listed(admin_client, kind__exact="estimate") == {one}

    def test_topics_are_those_of_the_chosen_bank(self, admin_client):
        one = QuestionFactory()
        QuestionFactory(topic__title="Elsewhere")
        page = admin_client.get(LIST, {"bank__id__exact": one.bank_id}).content.decode()
        assert one.topic.title in page
        assert "Elsewhere" not in page

    def test_by_findings(self, admin_client):
        clear = QuestionFactory(**WHOLE)
        advised = QuestionFactory()
        blocked = QuestionFactory(explanation="")
        unchecked = QuestionFactory(**WHOLE, check=False)
        overdue = QuestionFactory(**WHOLE, check=TODAY - DAY)
        assert listed(admin_client, findings="none") == {clear}
        assert listed(admin_client, findings="advice") == {advised}
        assert listed(admin_client, findings="blocking") == {blocked, unchecked, overdue}

    def test_findings_are_counted_as_the_review_counts_them(self, admin_client):
        for changes in (
            WHOLE, {}, {"explanation": "", "topic": None}, {"check": False}, {"check": TODAY - DAY},
            {**WHOLE, "passage": ""}, {**WHOLE, "prompt": "What did the FBI find in 2013?"},
            {**WHOLE, "since": "More."},
        ):  # fmt: skip
            question = QuestionFactory(**changes)
            (row,) = admin_client.get(LIST, {"q": question.ref}).context["cl"].result_list
            levels = [
                each.level for each in review.judged(question, question.latest_check(), TODAY)
            ]
            said = [f"{n} to mend" for n in [levels.count("error")] if n]
            said += [f"{n} piece{'s' * (n > 1)} of advice" for n in [levels.count("warning")] if n]
            shown = site.get_model_admin(Question).findings(row)
            assert strip_tags(shown) == ", ".join(said)

    def test_on_a_phone_its_days_have_names_and_deletion_is_the_last_action(self, admin_client):
        question = QuestionFactory(check=TODAY + DAY)
        question.wrote(TODAY, None)
        page = admin_client.get(LIST).content.decode()
        for name in ("last changed", "check again by"):
            assert f'<span class="on-phone">{name}</span>' in page
        model, request = site.get_model_admin(Question), admin_client.get(LIST).wsgi_request
        assert list(model.get_actions(request))[-1] == "delete_selected"

    def test_by_who_wrote(self, admin_client, django_user_model):
        ann, ben = (django_user_model.objects.create_user(name) for name in ("ann", "ben"))
        one, other = QuestionFactory.create_batch(2)
        one.wrote(TODAY, ann)
        one.wrote(TODAY, ben)
        other.submit(TODAY, ben)
        assert listed(admin_client, author=ann.pk) == listed(admin_client, author=ben.pk) == {one}

    @pytest.mark.any_database
    @pytest.mark.parametrize("asked", ["topic", "author", "state", "check", "findings"])
    @pytest.mark.parametrize("value", ["nonsense", "-1", "9" * 30])
    def test_nonsense_narrows_nothing(self, admin_client, asked, value):
        question = QuestionFactory()
        assert listed(admin_client, **{asked: value}) == {question}


def test_a_list_says_by_what_it_is_narrowed(admin_client):
    bank, _other = BankFactory(title="Cameras"), BankFactory()
    asked = {"state": "live", "bank__id__exact": bank.pk}
    page = html.fromstring(admin_client.get(LIST, asked).content.decode())
    assert page.xpath("string(//main//h1)") == "Questions"
    assert page.xpath("normalize-space(//title)") == "Questions | Editors’ desk"
    summary = page.xpath("//summary[contains(., 'Narrow the list')]")[0]
    said = [" ".join(each.text.split()) for each in summary.xpath("span")]
    assert said == ["state: Live", "bank: Cameras"]
    assert page.xpath("//a[. = 'Clear all filters']/@href") == ["?"]


class TestSearch:
    @pytest.mark.parametrize(
        "asked",
        ["legislators", "LEGISLATORS", "Thirty-four", "verified", "fair guess", "police force",
         '"the report counted"', "Ärzte", "ärzte", "university report", "legis verified"],
    )  # fmt: skip
    def test_looks_in_text_options_and_passages(self, admin_client, asked):
        found = QuestionFactory(
            prompt="How many legislators? Ärzte?", source__title="University report"
        )
        QuestionFactory(
            prompt="Else?", explanation="Other words.", spec={}, passage="", action="",
            source__title="Another", source__publisher="Its own", source__url="",
        )  # fmt: skip
        assert listed(admin_client, q=asked) == {found}

    @pytest.mark.any_database
    @pytest.mark.parametrize("asked", ["report the", "%", "_", '"', "'", "\\"])
    def test_words_in_another_order_are_no_phrase_and_signs_are_signs(self, admin_client, asked):
        QuestionFactory(prompt="The report said?", explanation="Nothing.")
        quoted = f'"{asked}"' if " " in asked else asked
        assert listed(admin_client, q=quoted) == set()

    @pytest.mark.parametrize("asked", ["Mozilla", "mozilla.example", "browsers"])
    def test_looks_in_all_that_it_rests_on(self, admin_client, asked):
        given = {
            "title": "What browsers send", "publisher": "Mozilla", "url": "https://mozilla.example/"
        }  # fmt: skip
        bank = BankFactory()
        source = SourceFactory(bank=bank, **given)
        found = [
            QuestionFactory(bank=bank, **{name: source}) for name in ("source", "since_source")
        ]
        QuestionFactory(bank=bank)
        assert listed(admin_client, q=asked) == set(found)

    def test_looks_for_who_wrote(self, admin_client, django_user_model):
        ann = django_user_model.objects.create_user("ann-marie")
        question, other = QuestionFactory.create_batch(2)
        question.wrote(TODAY, ann)
        other.submit(TODAY, ann)
        assert listed(admin_client, q="Marie") == {question}

    def test_a_ref_is_found(self, admin_client):
        question = QuestionFactory(ref="amazon-pause")
        assert listed(admin_client, q="amazon-pause") == {question}


def test_what_was_changed_last_comes_first_with_the_day_and_by_whom(
    admin_client, django_user_model, today
):
    ann = django_user_model.objects.create_user("ann")
    early, late, never = (QuestionFactory(prompt=f"{word}?") for word in ("Early", "Late", "Never"))
    late.wrote(TODAY - DAY, ann)
    early.wrote(TODAY, ann)
    early.publish(TODAY)
    late.wrote(TODAY, ann)
    page = html.fromstring(admin_client.get(LIST).content.decode())
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert [row.split("?")[0] for row in rows] == ["Late", "Early", "Never"]
    assert "today ann" in rows[0]
    assert f"{never.topic} {never.bank}" in rows[2]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wifi", True),
        ("Wi-Fi", True),
        ("wi fi", True),
        ("https", True),
        ("fire", False),
        ("-", True),
    ],
)
def test_a_topic_is_found_however_its_words_are_joined(admin_client, typed, found):
    topic = TopicFactory(title="Wi-Fi, HTTPS and VPN")
    page = admin_client.get(reverse("admin:quiz_topic_changelist"), {"q": typed})
    assert list(page.context["cl"].result_list) == ([topic] if found else [])


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"state": "review"}, {"check": "due"}, {"findings": "blocking"}, {"author": "1"},
        {"q": "report counted"}, {"o": "5"}, {"topic": "1", "findings": "none", "q": "a"},
    ],
)  # fmt: skip
def test_a_list_takes_fourteen_queries_whatever_is_asked(
    client, django_assert_max_num_queries, asked
):
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    bank = BankFactory()
    for question in QuestionFactory.create_batch(20, bank=bank, live=True):
        question.wrote(TODAY, editor)
    with django_assert_max_num_queries(14):
        assert client.get(LIST, asked).status_code == 200


@pytest.mark.any_database
@pytest.mark.parametrize("model", ["bank", "topic", "source", "fact", "report"])
def test_so_does_every_other_list(admin_client, django_assert_max_num_queries, model):
    QuestionFactory.create_batch(8, live=True)
    with django_assert_max_num_queries(14):
        admin_client.get(reverse(f"admin:quiz_{model}_changelist"))


class TestMany:
    def ask(self, client, action, *questions, **data):
        chosen = {"action": action, "_selected_action": [each.pk for each in questions]}
        return client.post(LIST, {**chosen, **data}, follow=True)

    @pytest.mark.any_database
    @pytest.mark.parametrize("action", ["submit", "publish", "retire", "move", "renew"])
    def test_it_is_shown_before_it_is_done(self, admin_client, action):
        question = QuestionFactory(live=action == "retire")
        before = Question.objects.values().get()
        page = self.ask(admin_client, action, question).content.decode()
        assert question.prompt in page
        assert 'name="apply"' in page
        assert Question.objects.values().get() == before
        assert question.checks.count() == 1

    @pytest.mark.any_database
    @pytest.mark.parametrize("action", ["submit", "publish", "retire", "move", "renew"])
    def test_the_page_costs_the_same_for_two_and_for_forty(
        self, admin_client, django_assert_num_queries, action
    ):
        """Each of them with all that is asked of it: live and edited, with steps and pictures."""
        bank, writer = BankFactory(), User.objects.create_user("writer")
        few, many = [], []
        for n in range(42):
            picture = Picture.objects.create(
                digest=f"{n:064}", width=300, height=200, added_on=TODAY
            )
            question = QuestionFactory(
                bank=bank, live=n % 2 == 0, picture=picture, since="More.",
                since_source=SourceFactory(bank=bank), survey_source=SourceFactory(bank=bank),
            )  # fmt: skip
            question.prompt += " Exactly?"
            question.save()
            question.wrote(TODAY, writer)
            (few if n < 2 else many).append(question)
        with CaptureQueriesContext(connection) as queries:
            self.ask(admin_client, action, *few)
        with django_assert_num_queries(len(queries)):
            self.ask(admin_client, action, *many)

    def test_too_many_are_refused_with_a_sentence(self, admin_client, monkeypatch):
        monkeypatch.setattr("quiz.admin.base.MOST_AT_ONCE", 2)
        questions = QuestionFactory.create_batch(3)
        page = act(admin_client, "publish", *questions).content.decode()
        assert "choose at most 2" in page
        assert not Question.objects.filter(state="live").exists()

    def test_a_topic_is_offered_for_one_bank_alone(self, admin_client):
        one, other = QuestionFactory(), QuestionFactory()
        page = self.ask(admin_client, "move", one, other).content.decode()
        assert "choose questions of one bank" in page
        foreign = act(admin_client, "move", one, topic=other.topic_id)
        assert "Select a valid choice" in foreign.content.decode()

    def test_moved_questions_say_what_readers_will_see_of_it(self, admin_client):
        live, draft = (
            QuestionFactory(bank=BankFactory(), live=True),
            None,
        )
        draft = QuestionFactory(bank=live.bank)
        topic = TopicFactory(bank=live.bank, title="Elsewhere")
        page = act(admin_client, "move", live, draft, topic=topic.pk).content.decode()
        assert "2 questions moved." in page
        assert "1 of them is live and moves for readers once" in page
        live.refresh_from_db()
        assert (live.topic, live.edited) == (topic, True)
        assert live.live_version.topic != topic

    def test_renewing_for_a_day_of_ones_own(self, admin_client):
        question = QuestionFactory(live=True)
        seen = {"pages": PAGE, "confirmed": ["key"]}
        act(admin_client, "renew", question, until=str(TODAY + 40 * DAY), **seen, follow=False)
        assert question.latest_check().review_by == TODAY + 40 * DAY
        until = str(TODAY + 400 * DAY)
        page = act(admin_client, "renew", question, until=until, **seen).content.decode()
        assert "a year at most" in page
        assert question.checks.count() == 2


class TestOfOneBank:
    """On the page of a question nothing of another bank is offered."""

    def test_what_is_found_belongs_to_the_bank(self, admin_client):
        bank, other = BankFactory(), BankFactory()
        mine = SourceFactory(bank=bank, title="Mine")
        SourceFactory(bank=other, title="Theirs")
        page = admin_client.get(
            reverse("admin:autocomplete"),
            {"app_label": "quiz", "model_name": "question", "field_name": "source",
             "term": "", "bank": bank.pk},
        )  # fmt: skip
        assert [row["id"] for row in page.json()["results"]] == [str(mine.pk)]

    def test_the_page_asks_for_its_bank(self, admin_client):
        bank = BankFactory()
        BankFactory()
        page = admin_client.get(
            reverse("admin:quiz_question_add"), {"kind": "choice", "bank": bank.pk}
        ).content.decode()
        assert f"/admin/autocomplete/?bank={bank.pk}" in page

    def test_without_a_fact_it_has_one_of_its_own(self, admin_client):
        from tests.admin.test_questions import typed

        bank = BankFactory()
        for _time in range(2):
            admin_client.post(
                reverse("admin:quiz_question_add") + "?kind=choice",
                {**typed(bank=bank, prompt="How many?", fact=""), "_continue": "1"},
            )
        first, second = Question.objects.order_by("pk")
        assert first.fact != second.fact
        assert (first.fact.text, first.ref, second.ref) == ("How many?", "how-many", "how-many-2")
        assert FactFactory._meta.model.objects.count() >= 2


@pytest.mark.parametrize("model", ["topic", "source", "fact"])
def test_what_is_added_in_a_window_beside_the_page_is_handed_back_to_it(admin_client, model):
    bank = BankFactory()
    typed = {"title": "Cameras", "publisher": "A city", "text": "Cameras"}
    data = {"bank": bank.pk, "_popup": "1", "_source_model": "quiz.question", **typed}
    page = admin_client.post(reverse(f"admin:quiz_{model}_add") + f"?_popup=1&bank={bank.pk}", data)
    assert page.status_code == 200
    assert "popup_response" in page.content.decode()


def test_a_new_bank_does_not_open_the_home_page(admin_client):
    BankFactory(order=3)
    page = admin_client.get(reverse("admin:quiz_bank_add"))
    assert page.context["adminform"].form["order"].value() == "4"


def test_a_search_for_a_thousand_words_is_answered(admin_client):
    QuestionFactory(prompt="How many were right?")
    assert len(listed(admin_client, q="right " * 1_000)) == 1


def test_saving_a_bank_does_not_take_back_what_was_published_meanwhile(admin_client, monkeypatch):
    from quiz.admin.banks import BankAdmin

    bank = BankFactory()
    page = reverse("admin:quiz_bank_change", args=[bank.pk])
    shown = admin_client.get(page).context["adminform"].form.initial
    filled = {name: value for name, value in shown.items() if value is not None}
    publish_first = BankAdmin.save_model

    def save_model(*args):
        bank.touch()
        publish_first(*args)

    monkeypatch.setattr(BankAdmin, "save_model", save_model)
    before = bank.revision
    sent(admin_client, page, {**filled, "title": "Another"})
    bank.refresh_from_db()
    assert (bank.title, bank.revision) == ("Another", before + 1)
