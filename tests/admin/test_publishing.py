"""The page on which a question is looked at and published, sent back, put off or retired."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from lxml import html

from quiz.editorial.review import overlapping, points
from quiz.models import Question
from tests.admin.test_questions import change, publish, publish_page
from tests.conftest import ALL_KINDS
from tests.desk import press, sent
from tests.factories import TODAY, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(admin_client, settings):
    settings.FOUR_EYES = False
    return admin_client


def looked_at(question):
    return {
        str(point.title): point
        for point in points(question, question.latest_check(), overlapping(question), TODAY)
    }


class TestWhatToLookAt:
    @pytest.mark.parametrize(
        ("title", "fields", "state"),
        [
            ("Evidence", {"source": None}, "error"),
            ("Evidence", {"passage": "", "claim": ""}, "error"),
            ("Evidence", {"passage": "word " * 41}, "error"),
            ("Dates", {"check": False}, "error"),
            ("Dates", {"check": TODAY - DAY}, "error"),
            ("Explanation", {"explanation": ""}, "error"),
            ("Explanation", {"action": ""}, "warning"),
            (
                "Why people get it wrong",
                {"spec": {"right": "A", "wrong": [{"text": "B", "tempts": ""},
                                                  {"text": "C", "tempts": "x"}]}},
                "error",
            ),
            (
                "What counts as right",
                {"spec": {"right": "A", "wrong": [{"text": "A", "tempts": "x"},
                                                  {"text": "C", "tempts": "x"}]}},
                "error",
            ),
            ("What counts as right", {"spec": {}}, "error"),
            (
                "Reading level",
                {"explanation": "Notwithstanding intergovernmental considerations " * 12},
                "warning",
            ),
            ("Length", {"explanation": "Too short."}, "warning"),
            ("Where it belongs", {"stance": ""}, "warning"),
        ],
    )  # fmt: skip
    def test_each_point_says_how_it_stands(self, title, fields, state):
        assert looked_at(QuestionFactory(**fields))[title].state == state

    def test_all_is_right_where_all_is_right(self):
        question = QuestionFactory(dimension="technology", difficulty="easy", stance="risk")
        assert {point.state for point in looked_at(question).values()} == {"ok"}

    def test_every_finding_stands_under_some_point(self):
        """A rule that is added later shows up too."""
        from quiz.editorial.review import judged

        question = QuestionFactory(spec={}, explanation="", source=None, check=False, passage="")
        shown = [f for point in looked_at(question).values() for f in point.findings]
        assert sorted(f.code for f in shown) == sorted(
            f.code for f in judged(question, None, TODAY)
        )

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_the_page_shows_all_that_readers_will_be_asked(self, desk, kind):
        question = QuestionFactory(kind=kind)
        page = desk.get(publish_page(question)).content.decode()
        whole = page[page.index("What readers will be asked") :]
        for text in (question.prompt, question.explanation, question.passage):
            assert text in whole
        assert "<dt>Explanation</dt>" in whole

    def test_what_needs_nobody_is_folded_but_for_other_eyes(self, desk):
        question = QuestionFactory(action="")
        page = html.fromstring(desk.get(publish_page(question)).content.decode())
        told = page.xpath("//section[@id='points']/table//th/text()")
        assert "Explanation" in told
        assert "Dates" not in told
        fold, later = page.xpath("//details[@class='desk-fine']")
        assert "Dates" in fold.text_content()
        assert fold.get("open") is None
        assert later.get("open") is None
        question.submit(TODAY, None)
        assert (
            '<details class="desk-fine" open>' in desk.get(publish_page(question)).content.decode()
        )

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_the_page_shows_the_key_of_each_kind(self, desk, kind):
        question = QuestionFactory(kind=kind)
        key = {"choice": "Eight", "multiple": "Thorn", "true_false": "True",
               "estimate": "26 of 120", "ordering": "Boston votes",
               "matching": "NEC – supplied the Met"}  # fmt: skip
        assert key[kind] in desk.get(publish_page(question)).content.decode()

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_reasons_are_a_point_where_there_are_wrong_answers(self, kind):
        shown = "Why people get it wrong" in looked_at(QuestionFactory(kind=kind))
        spec = QuestionFactory(kind=kind).spec
        assert shown == bool(spec.get("wrong") or spec.get("tempts"))

    def test_a_key_that_is_not_written_yet_is_none(self):
        question = QuestionFactory(kind="true_false", spec={"right": None, "tempts": ""})
        assert list(looked_at(question)["What counts as right"].figures) == []


class TestOverlap:
    @pytest.mark.each_database
    def test_is_shown_side_by_side_with_the_others_key(self, desk):
        prompt = "How many legislators were wrongly matched with mugshots in the congress test?"
        question = QuestionFactory(prompt=prompt)
        other = QuestionFactory(bank=question.bank, prompt=prompt + " Exactly?")
        assert [found for found, _share in overlapping(question)] == [other]
        page = desk.get(publish_page(question)).content.decode()
        assert "Side by side" in page
        assert f"{prompt} Exactly?" in page
        publish(desk, question, follow=False)
        question.refresh_from_db()
        assert question.state == "live", "it is advice"

    @pytest.mark.each_database
    @pytest.mark.parametrize("but", ["the same fact", "another bank", "retired", "other words"])
    def test_is_none_with(self, but):
        prompt = "How many legislators were wrongly matched with mugshots in the congress test?"
        question = QuestionFactory(prompt=prompt)
        fields = {"bank": question.bank, "prompt": prompt}
        if but == "the same fact":
            fields["fact"] = question.fact
        if but == "another bank":
            del fields["bank"]
        if but == "other words":
            fields |= {"prompt": "Who owns the cameras at the station?"}
        other = QuestionFactory(**fields)
        if but == "retired":
            Question.objects.filter(pk=other.pk).update(state="retired")
        assert overlapping(question) == []


class TestDeciding:
    def test_errors_block_even_when_the_button_is_forged(self, desk):
        question = QuestionFactory(explanation="")
        page = publish(desk, question).content.decode()
        assert "first mend what is marked" in page
        question.refresh_from_db()
        assert question.state == "draft"

    def test_what_changed_while_the_page_was_open_is_looked_at_again(self, desk):
        question = QuestionFactory()
        page = desk.get(publish_page(question))
        question.prompt = "Changed meanwhile?"
        question.save()
        page = press(desk, page, "_publish").content.decode()
        assert "Somebody has changed what this page shows since you opened it" in page
        question.refresh_from_db()
        assert question.state == "draft"
        publish(desk, question, follow=False)
        question.refresh_from_db()
        assert question.state == "live"

    @pytest.mark.parametrize("day", ["2026-11-22", "2020-01-01", "2026-02-30", "soon"])
    def test_a_day_that_is_not_to_come_is_refused_and_nothing_typed_is_lost(self, desk, day):
        question = QuestionFactory()
        typed = {"publish-day": day, "publish-why": "A new report"}
        page = publish(desk, question, **typed).content.decode()
        assert "A new report" in page
        question.refresh_from_db()
        assert (question.state, question.publish_on) == ("draft", None)

    def test_a_later_day_is_kept_and_said_on_every_page(self, desk):
        question = QuestionFactory()
        publish(desk, question, **{"publish-day": "2026-12-01"}, follow=False)
        question.refresh_from_db()
        assert (question.state, question.publish_on) == ("draft", datetime.date(2026, 12, 1))
        for address in (
            publish_page(question),
            reverse("admin:quiz_question_change", args=[question.pk]),
            reverse("admin:quiz_question_changelist"),
        ):
            assert "published on" in desk.get(address).content.decode()
        assert "1 question is approved for a later day" in desk.get("/admin/").content.decode()

    def test_an_edit_takes_it_off_the_schedule_and_says_so(self, desk):
        question = QuestionFactory()
        publish(desk, question, **{"publish-day": "2026-12-01"}, follow=False)
        page = change(desk, question, prompt="Better?", _continue="1").content.decode()
        assert "As it has changed, it no longer is." in page
        question.refresh_from_db()
        assert question.publish_on is None

    def test_saving_without_a_change_does_not(self, desk):
        question = QuestionFactory()
        publish(desk, question, **{"publish-day": "2026-12-01"}, follow=False)
        change(desk, question, _continue="1", follow=False)
        question.refresh_from_db()
        assert question.publish_on is not None

    def test_what_is_sent_back_comes_with_a_note(self, desk):
        question = QuestionFactory()
        question.submit(TODAY, User.objects.create_user("ann"))
        page = sent(desk, publish_page(question), {"_return": "1", "return-note": ""})
        assert "Say what is to mend" in page.content.decode()
        data = {"_return": "1", "return-note": "Which year?"}
        page = sent(desk, publish_page(question), data, follow=True).content.decode()
        assert "Which year?" in page
        assert "Sent back by admin" in page

    def test_nothing_is_published_twice(self, desk):
        question = QuestionFactory(live=True)
        page = desk.get(publish_page(question)).content.decode()
        assert "readers are asked just this already" in page
        publish(desk, question, follow=False)
        assert question.versions.count() == 1

    @pytest.mark.each_database
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({"_publish": "1"}, "Version 1 is live"),
            ({"_publish": "1", "publish-day": "2026-12-01"}, "Approved"),
            ({"_retire": "1"}, "Retired"),
        ],
    )
    def test_who_did_it_is_kept_with_the_day_alone(self, desk, data, said):
        question = QuestionFactory(live="_retire" in data)
        if "_publish" in data:
            publish(desk, question, **data, follow=False)
        else:
            sent(desk, publish_page(question), data)
        entry = LogEntry.objects.latest("id")
        assert said in entry.get_change_message()
        assert entry.user.username == "admin"
        assert (entry.action_time.hour, entry.action_time.minute) == (0, 0)


@pytest.mark.each_database
def test_two_editors_at_once_lose_nothing_that_was_typed(desk):
    question = QuestionFactory(live=True)
    address = reverse("admin:quiz_question_change", args=[question.pk])
    mine = desk.get(address)
    change(desk, question, prompt="Theirs?", _continue="1", follow=False)
    page = press(desk, mine, "_continue", prompt="Mine?")
    assert "nothing is saved yet" in page.content.decode()
    assert "Mine?" in page.content.decode()
    question.refresh_from_db()
    assert question.prompt == "Theirs?"
    press(desk, page, "_continue", **{"choose-prompt": "mine"}, follow=False)
    question.refresh_from_db()
    assert question.prompt == "Mine?"
    assert desk.get(address).status_code == 200


@pytest.mark.usefixtures("contexts")
def test_what_is_approved_for_a_day_waits_for_no_editor(desk):
    """It waits for its day, and is counted once."""
    question = QuestionFactory()
    question.submit(TODAY, None)
    question.schedule(TODAY + DAY, TODAY, User.objects.get())
    for name in ("change", "publish"):
        page = desk.get(reverse(f"admin:quiz_question_{name}", args=[question.pk]))
        assert "It waits for an editor" not in page.content.decode()
        assert "Approved by" in page.content.decode()
    home = desk.get("/admin/").content.decode()
    assert "waits for review" not in home
    assert "1 question is approved for a later day" in home
    listed = reverse("admin:quiz_question_changelist")
    assert not desk.get(f"{listed}?state=review").context["cl"].queryset.exists()
    assert "Approved, to be published on 23 November 2026" in desk.get(listed).content.decode()
