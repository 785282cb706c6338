"""The editors' desk: from an empty page to a live question, without JSON."""

import datetime
from html import unescape

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from lxml import html

from quiz.models import Bank, Question, Round, Source, Turn
from tests import addresses
from tests.conftest import ALL_KINDS
from tests.desk import act, press, sent
from tests.factories import (
    PAGE,
    SPECS,
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    checked,
    make_round,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

LIST = reverse("admin:quiz_question_changelist")
ADD = reverse("admin:quiz_question_add")
ANSWERS = {
    "choice": {
        "right": "Eight", "wrong_1_text": "Nine", "wrong_1_tempts": "It is near.",
        "wrong_3_text": "Ten", "wrong_3_tempts": "It is round.",
    },
    "multiple": {
        "right_1_text": "Thorn", "right_2_text": "Marinus",
        "wrong_1_text": "Interpol", "wrong_1_tempts": "It searches too.",
    },
    "true_false": {"right": "False", "tempts": "It sounds so."},
    "estimate": {
        "right": "26", "unit": "of 120", "low": "0", "high": "120", "step": "1",
        "scale": "linear", "tolerance": "2", "zero_at": "30.5", "tempts": "Nobody expects it.",
    },
    "ordering": {
        "first": "Earliest", "last": "Latest", "tempts": "A mix-up.",
        "items_1_text": "a", "items_1_detail": "1", "items_2_text": "b", "items_3_text": "c",
    },
    "matching": {
        "tempts": "A mix-up.", "pairs_1_left": "a", "pairs_1_right": "1", "pairs_2_left": "b",
        "pairs_2_right": "2", "pairs_3_left": "c", "pairs_3_right": "3", "spare_1_text": "4",
    },
}  # fmt: skip
SPEC = {
    "choice": {
        "right": "Eight",
        "wrong": [
            {"text": "Nine", "tempts": "It is near."},
            {"text": "Ten", "tempts": "It is round."},
        ],
    },
    "true_false": {"right": False, "tempts": "It sounds so."},
    "estimate": {
        "right": 26, "unit": "of 120", "low": 0, "high": 120, "step": 1, "scale": "linear",
        "tolerance": 2, "zero_at": 30.5, "tempts": "Nobody expects it.",
    },
}  # fmt: skip


@pytest.fixture
def desk(admin_client, settings):
    """The desk of a team of one; tests/admin/test_permissions.py has the others."""
    settings.FOUR_EYES = False
    return admin_client


def typed(kind="choice", bank=None, **changes):
    """What an editor types on the page of a new question."""
    bank = bank or BankFactory()
    return {
        "bank": bank.pk,
        "topic": TopicFactory(bank=bank).pk,
        "fact": FactFactory(bank=bank).pk,
        "source": SourceFactory(bank=bank).pk,
        "prompt": "How many were right?",
        "explanation": "Because it was counted, " * 10,
        "claim": "It says eight of 42.",
        "checked_on": "2026-11-22",
        "review_by": "2027-11-22",
        "pages": PAGE,
        "confirmed": ["key", "explanation"],
        **ANSWERS[kind],
        **changes,
    }


def test_the_kind_is_chosen_first(desk):
    assert "there is none yet" in desk.get(ADD).content.decode()
    BankFactory()
    for address in (ADD, f"{ADD}?kind=nonsense"):
        page = html.fromstring(desk.get(address).content.decode())
        assert page.xpath("//form[not(@method)]//button/@value") == ALL_KINDS


def test_the_bank_is_chosen_once_and_is_the_one_that_was_written_in_last(desk):
    first, last = BankFactory(), BankFactory()
    page = html.fromstring(desk.get(ADD).content.decode())
    assert page.xpath("//input[@name='bank'][@checked]/@value") == [str(first.pk)]
    desk.post(f"{ADD}?kind=choice", {**typed(bank=last), "_continue": "1"})
    page = html.fromstring(desk.get(ADD).content.decode())
    assert page.xpath("//input[@name='bank'][@checked]/@value") == [str(last.pk)]
    assert len(page.xpath("//form[not(@method)]//button")) == 6


def test_a_form_is_sent_without_the_fragment_of_the_address(desk):
    """One that leads to a field would come along, and the next page be shown from its end."""
    address = f"{ADD}?kind=choice&bank={BankFactory().pk}"
    page = html.fromstring(desk.get(address).content.decode())
    assert page.xpath("//form[@id='question_form']/@action") == [address]


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_draft_of_each_kind_is_saved_without_seeing_json(desk, kind):
    response = desk.post(f"{ADD}?kind={kind}", {**typed(kind), "_continue": "1"})
    assert response.status_code == 302
    question = Question.objects.get()
    assert (question.kind, question.state) == (kind, "draft")
    if kind in SPEC:
        assert question.spec == SPEC[kind]
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk])).content.decode()
    for value in ANSWERS[kind].values():
        assert f'value="{value}"' in page or f">{value}<" in page or f">\n{value}<" in page
    assert "{&quot;" not in page


def publish_page(question):
    return reverse("admin:quiz_question_publish", args=[question.pk])


def publish(client, question, follow=True, **changes):
    """Press “Publish” on the page of that name, as it was shown."""
    question.refresh_from_db()
    data = {"publish-why": "", "_publish": "1"}
    return sent(client, publish_page(question), {**data, **changes}, follow=follow)


@pytest.mark.each_database
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_publishing_shows_everything_and_makes_it_live_at_once(desk, kind):
    response = desk.post(f"{ADD}?kind={kind}", {**typed(kind), "_publish": "1"})
    question = Question.objects.get()
    assert question.state == "draft"
    assert response.url == publish_page(question)
    page = publish(desk, question, **{"publish-why": "A new report"}).content.decode()
    question.refresh_from_db()
    assert question.state == "live"
    version = question.live_version
    assert (version.published_by.username, version.why) == ("admin", "A new report")
    assert question.latest_check().checked_by.username == "admin"
    assert "Version 1 is live" in page


def test_what_went_live_leads_to_the_next_with_its_bank_topic_and_source(desk):
    question = QuestionFactory()
    page = html.fromstring(publish(desk, question).content.decode())
    (address,) = page.xpath("//ul[@class='messagelist']//a/@href")
    kinds = html.fromstring(desk.get(address).content.decode())
    form = kinds.xpath("//form[not(@method)]")[0]
    brought = {"bank": question.bank_id, "topic": question.topic_id, "source": question.source_id}
    assert dict(form.form_values()) == {name: str(pk) for name, pk in brought.items()}
    assert len(form.xpath(".//button")) == 6


def test_an_incomplete_draft_can_be_saved(desk):
    data = typed(explanation="", source="", claim="", right="", pages="", confirmed=[])
    assert desk.post(f"{ADD}?kind=choice", {**data, "_continue": "1"}).status_code == 302
    question = Question.objects.get()
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk])).content.decode()
    assert "Readers do not see it yet." in page
    assert "Every question needs a source." in page
    Question.objects.update(topic=None)
    assert ">None" not in desk.get(LIST).content.decode()
    doomed = desk.get(reverse("admin:quiz_question_delete", args=[question.pk])).content.decode()
    assert "Digest" not in doomed
    assert "steps 1" in doomed


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {
                "explanation": "", "source": "", "claim": "", "topic": "", "right": "",
                "pages": "", "confirmed": [], "wrong_1_tempts": "", "since": "More.",
                "action": "Do it.", "survey": "40%",
            },
            {
                "explanation": "Explain why it is so",
                "source": "Every question needs a source.",
                "passage": "Quote the source’s own words, or say",
                "opened_source": "Compare it with its source: nobody has yet.",
                "topic": "Choose a topic",
                "right": "Write the right answer.",
                "wrong_1_tempts": "Say why somebody picks it.",
                "since_source": "needs its own source",
                "minutes": "how many minutes",
                "survey_group": "its group, year and source",
            },
        ),
        (
            {
                "passage": "word " * 41, "wrong_3_tempts": "", "wrong_1_text": "Eight",
                "checked_on": "2026-01-01", "review_by": "2026-11-21",
            },
            {
                "passage": "Quote at most 40 words; these are 41.",
                "wrong_2_tempts": "Say why somebody picks it.",
                "wrong_1_text": "The same text is here twice.",
                "review_by": "has run out",
            },
        ),
        (
            {"wrong_1_text": ""},
            {"wrong_1_text": "the wrong answer that goes with this reason"},
        ),
        (
            {"wrong_1_text": "All of the above"},
            {"wrong_1_text": "test reading, not knowing"},
        ),
        (
            {"wrong_2_text": "All of the above"},
            {"wrong_2_text": "test reading, not knowing"},
        ),
        ({"right": "None of these"}, {"right": "test reading, not knowing"}),
    ],
)  # fmt: skip
def test_what_is_missing_for_publishing_is_said_at_its_field(desk, changes, sentences):
    """Everything is saved first."""
    data = {**typed(**changes), "_publish": "1"}
    page = desk.post(f"{ADD}?kind=choice", data, follow=True).content.decode()
    assert "first mend what stands below. What you typed is saved." in page
    for field, sentence in sentences.items():
        assert sentence in unescape(at_field(page, field)), field
    assert Question.objects.get().prompt == "How many were right?"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"pages": ""}, "pages", "Give the address of the page that was opened."),
        ({"confirmed": ["action"]}, "confirmed", "the right answer at least"),
        ({"review_by": ""}, "review_by", "Say until when that holds."),
    ],
)
@pytest.mark.usefixtures("contexts")
def test_a_check_that_is_none_is_said_at_its_field_and_kept(desk, changes, field, sentence):
    page = desk.get(f"{ADD}?kind=choice")
    page = press(desk, page, "_publish", **typed(**changes))
    assert sentence in str(page.context["adminform"].form.errors[field])
    assert not Question.objects.exists()
    assert "How many were right?" in desk.get(ADD).content.decode(), "nothing typed is lost"
    text = page.content.decode()
    assert "1 thing below keeps it from being saved. What you typed is kept." in text
    assert "is enough, unless" not in text
    assert "autofocus" not in text, "the page begins with what is to be mended"
    assert page.context["page"].parts["check"].said == page.context["page"].refusals[0].sentence
    assert "1 thing to mend before it can be saved" in text
    assert "Compared on" not in text


def at_field(page, name):
    """What is said at a field of what it lacks."""
    (said,) = html.fromstring(page).xpath(f"//*[@id='id_{name}_finding']")
    return said.text_content()


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("multiple", {"right_1_text": "Write the right answer.",
                      "wrong_1_text": "one is needed, two to five are usual"}),
        ("true_false", {"right": "Say whether it is true or false.",
                        "tempts": "Say why people get it wrong."}),
        ("ordering", {"items_1_text": "three things", "first": "Name this end of the order."}),
        ("matching", {"pairs_1_left": "Write three pairs at least."}),
    ],
)  # fmt: skip
def test_answers_that_are_missing_are_asked_for_at_their_fields(desk, kind, missing):
    """In a browser ``tests/e2e/test_desk.py`` leaves those of the other kind empty."""
    empty = dict.fromkeys(ANSWERS[kind], "")
    data = {**typed(kind, **empty), "_submit": "1"}
    page = desk.post(f"{ADD}?kind={kind}", data, follow=True).content.decode()
    for name, sentence in missing.items():
        assert sentence in unescape(at_field(page, name))
    assert Question.objects.get().state == "draft"


def test_a_right_number_that_is_missing_is_asked_for_at_its_field(desk):
    data = {**typed("estimate", right=""), "_publish": "1"}
    page = desk.post(f"{ADD}?kind=estimate", data, follow=True).content.decode()
    assert "Write the right number." in at_field(page, "right")
    assert Question.objects.get().state == "draft"


@pytest.mark.parametrize(("kind", "label"), [("choice", "Question"), ("true_false", "Statement")])
def test_the_page_names_what_is_asked_and_what_is_needed_to_publish(desk, kind, label):
    page = html.fromstring(desk.get(f"{ADD}?kind={kind}").content.decode())
    assert page.xpath("string(//label[@for='id_prompt'])").strip() == label
    said = " ".join(page.xpath("string(//*[@id='write-saved'])").split())
    assert f"“{label}” is enough; who ticks something of the check fills all of it in" in said
    assert "at least what is right" in page.xpath("string(//*[@id='id_confirmed_needed'])")
    assert "new to the desk" in page.xpath("string(//*[@id='id_source_new_title_needed'])")
    for part in ("look", "after", "filing"):
        (said,) = page.xpath(f"//details[@id='part-{part}']/p[@class='help']")
        assert "needed to publish" in said.text_content().lower()


def test_a_demand_is_said_at_its_field_and_in_the_list_on_top_alone(desk):
    data = {**typed(topic="", dimension="", passage=""), "_continue": "1"}
    text = unescape(desk.post(f"{ADD}?kind=choice", data, follow=True).content.decode())
    for demand in ("something of each", "scores are broken down", "Quote the source’s own words"):
        assert text.lower().count(demand.lower()) == 2, demand
    page = html.fromstring(text)
    assert not page.xpath("//*[@id='id_topic_needed']"), "the finding says it"
    assert page.xpath("//*[@id='box-dimension']//p[@class='box-hint']")
    assert page.xpath("//details[@class='write-hints']//a[@href='#box-dimension']")


def test_only_what_is_written_is_offered_as_confirmed(desk):
    def offered(text):
        ticks = html.fromstring(text).xpath("//input[@name='confirmed'][not(@data-unwritten)]")
        return [tick.get("value") for tick in ticks]

    assert offered(desk.get(f"{ADD}?kind=choice").content.decode()) == ["key", "explanation"]
    data = {**typed(action="Look twice.", minutes="1", protects="some"), "_continue": "1"}
    saved = desk.post(f"{ADD}?kind=choice", data, follow=True)
    assert offered(saved.content.decode()) == ["key", "explanation", "action"]


def test_the_numbers_that_have_usual_values_are_folded_until_somebody_types_one(desk):
    def folds(page):
        (fold,) = html.fromstring(page.content.decode()).xpath(
            "//*[@id='part-answers']/details[.//*[@name='zero_at']]"
        )
        return fold.get("open") is None

    assert folds(desk.get(f"{ADD}?kind=estimate"))
    address = f"{ADD}?kind=estimate"
    assert not folds(desk.post(address, {**typed("estimate", prompt=""), "_continue": "1"}))
    usual = dict.fromkeys(("low", "high", "step", "tolerance", "zero_at"), "")
    data = {**typed("estimate", **usual), "_continue": "1"}
    assert folds(desk.post(address, data, follow=True)), "they are filled in by nobody"


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_what_is_marked_as_needed_is_enough_to_publish(desk, kind):
    """And each of the marks is heard with its field."""
    page = html.fromstring(desk.get(f"{ADD}?kind={kind}").content.decode())
    marks = page.xpath("//small[@class='box-needed']")
    marked = {mark.get("id").removeprefix("id_").removesuffix("_needed") for mark in marks}
    assert "needed to save" in page.xpath("string(//*[@id='id_prompt_needed'])")
    assert "id_prompt_needed" in page.xpath("string(//*[@name='prompt']/@aria-describedby)")
    all_typed = typed(kind, passage="Eight of 42.", fact="", pages="", opened_source="on")
    unneeded = {name: "" for name in all_typed if name not in {*marked, "bank", "scale"}}
    desk.post(f"{ADD}?kind={kind}", {**all_typed, **unneeded, "_continue": "1"})
    publish(desk, Question.objects.get(), follow=False)
    assert Question.objects.get().state == "live"


@pytest.mark.parametrize("field", ["right", "wrong_1_text", "wrong_2_text"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [("as long as " * 3, "more than 8 words"), ("interminably " * 4, "differ much in length")],
)
def test_advice_stands_at_the_answer_that_it_is_about(desk, field, text, sentence):
    data = {**typed(**{field: text.strip()}), "_continue": "1"}
    page = desk.post(f"{ADD}?kind=choice", data, follow=True).content.decode()
    assert sentence in unescape(at_field(page, field))


@pytest.mark.each_database
@pytest.mark.usefixtures("contexts")
def test_what_is_missing_is_said_all_at_once(desk):
    data = typed(prompt="", explanation="", source="", minutes="x", topic="")
    page = desk.post(f"{ADD}?kind=choice", {**data, "_publish": "1"})
    assert set(page.context["adminform"].form.errors) == {"prompt", "minutes"}
    for name in ("explanation", "source", "topic"):
        assert at_field(page.content.decode(), name)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"review_by": "2026-11-22"}, "review_by"),
        ({"checked_on": ""}, "checked_on"),
        ({"checked_on": "2026-11-24"}, "checked_on"),
        ({"pages": ""}, "pages"),
        ({"pages": "university.example"}, "pages"),
        ({"pages": f"{PAGE}\nfile:///etc/passwd"}, "pages"),
        ({"confirmed": []}, "confirmed"),
        ({"confirmed": ["everything"]}, "confirmed"),
        ({"copied_on": "2026-11-23"}, "copied_on"),
        ({"prompt": ""}, "prompt"),
        ({"minutes": "0", "action": "x"}, "minutes"),
    ],
)
@pytest.mark.usefixtures("contexts")
def test_what_cannot_be_is_refused_even_in_a_draft(desk, changes, field):
    response = desk.post(f"{ADD}?kind=choice", {**typed(**changes), "_continue": "1"})
    assert field in response.context["adminform"].form.errors


def test_a_day_that_is_today_somewhere_is_not_still_to_come(desk):
    """The clock of the tests says noon in UTC: further east the next day has begun."""
    data = typed(checked_on="23 November 2026", review_by="in a year")
    desk.post(f"{ADD}?kind=choice", {**data, "_continue": "1"})
    check = Question.objects.get().latest_check()
    assert (str(check.checked_on), str(check.review_by)) == ("2026-11-23", "2027-11-22")


@pytest.mark.usefixtures("contexts")
def test_parts_of_another_bank_are_refused(desk):
    data = typed(topic=TopicFactory().pk)
    response = desk.post(f"{ADD}?kind=choice", {**data, "_continue": "1"})
    assert "another bank" in str(response.context["adminform"].form.errors["topic"])


def change(desk, question, button="_continue", **changes):
    """Press a button of a question's page after some changes."""
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk]))
    return press(desk, page, button, **changes)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_opening_and_saving_changes_nothing(desk, kind):
    question = QuestionFactory(kind=kind, live=True)
    change(desk, question, follow=False)
    question.refresh_from_db()
    assert not question.edited
    assert question.spec == SPECS[kind]
    assert question.checks.count() == 1


@pytest.mark.each_database
@pytest.mark.parametrize("value", [1.234, 1200, 1e-7, -0.5, 1234567.125, 10**15])
def test_a_number_of_any_size_survives_opening_and_saving(desk, value):
    spec = {**SPECS["estimate"], "right": value, "low": -(10**16), "high": 10**16}
    question = QuestionFactory(kind="estimate", spec=spec, live=True)
    change(desk, question, follow=False)
    question.refresh_from_db()
    assert question.spec == spec


@pytest.mark.parametrize(
    ("typed_there", "kept"),
    [("3,5", 3.5), ("0.5", 0.5), ("1.200.000", 1_200_000), ("−5", -5), ("3,205", 3205)],
)
def test_a_number_is_read_as_its_editor_meant_it(desk, typed_there, kept):
    desk.post(f"{ADD}?kind=estimate", typed("estimate", right=typed_there))
    assert Question.objects.get().spec["right"] == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "right": ("1.200", "may be 1200 or 1.2."),
            "tolerance": ("1.200", "may be 1200 or 1.2. Write “1200”, or “1.2”."),
            "low": ("3½", "is no number"),
            "high": ("1e5", "is no number"),
            "minutes": ("5,5", "is no whole number"),
            "survey_year": ("2.020", "may be 2020 or 2.02."),
        },
        {"minutes": ("five", "is no number")},
        {"minutes": ("-1", "greater than or equal to 1")},
    ],
)
@pytest.mark.usefixtures("contexts")
def test_a_number_that_cannot_be_read_is_asked_about_and_stays(desk, wrong):
    data = typed(
        "estimate", **{field: typed_there for field, (typed_there, _said) in wrong.items()}
    )
    response = desk.post(f"{ADD}?kind=estimate", data)
    form = response.context["adminform"].form
    assert set(form.errors) == set(wrong)
    for field, (typed_there, sentence) in wrong.items():
        assert sentence in str(form.errors[field]), field
        assert form[field].value() == typed_there, field
    assert not Question.objects.exists()


@pytest.mark.any_database
def test_no_page_has_a_field_whose_number_a_wheel_or_a_comma_changes(desk):
    played = make_round(" ".join(ALL_KINDS))
    pages = [*addresses.readers(played).values(), *addresses.desk(played)]
    pages += [f"{ADD}?kind={kind}&bank={played.bank.pk}" for kind in ALL_KINDS]
    pages += [f"/rounds/{played.key}/{n}/" for n in range(1, len(ALL_KINDS) + 1)]
    desk.raise_request_exception = False
    seen = {path: b"".join(desk.get(path)).decode(errors="replace") for path in pages}
    assert sum("<form" in page for page in seen.values()) > 30
    assert [path for path, page in seen.items() if 'type="number"' in page] == []


def test_an_edit_of_a_live_question_waits_until_it_is_published(desk):
    question = QuestionFactory(live=True)
    page = change(desk, question, prompt="Asked otherwise?").content.decode()
    assert "What you see here differs from it" in page
    question.refresh_from_db()
    assert question.live_version.content["prompt"] != "Asked otherwise?"
    publish(desk, question, follow=False)
    question.refresh_from_db()
    assert question.live_version.content["prompt"] == "Asked otherwise?"


def test_a_live_question_without_an_edit_says_so_and_has_nothing_to_publish(desk):
    question = QuestionFactory(live=True)
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk])).content.decode()
    assert "Readers are asked just this." in page
    assert "Review and publish" not in page, "there is nothing to publish"
    assert 'class="button" name="_publish"' in page, "at hand for an edit, and not the first thing"
    assert "Save and write another" not in page, "beside the link that begins one"
    looked = desk.get(publish_page(question)).content.decode()
    assert "It is live as version 1, and nothing is new since." in looked
    assert "<h1>Review</h1>" in looked
    assert "Review and publish" not in looked
    page = change(desk, question, prompt="Asked otherwise?").content.decode()
    assert 'class="button primary" name="_publish"' in page
    assert page.count("Review and publish") == 1


def test_saving_takes_back_nothing_that_happened_meanwhile(desk):
    question = QuestionFactory()
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk]))
    Question.objects.get().publish(TODAY)
    again = press(desk, page, "_continue", prompt="Asked otherwise?")
    assert "nothing is saved yet" in again.content.decode()
    question.refresh_from_db()
    assert (question.state, question.edited) == ("live", False)
    press(desk, again, "_continue", follow=False)
    question = Question.objects.get()
    assert (question.state, question.prompt) == ("live", "Asked otherwise?")
    assert question.edited


def test_a_new_check_is_recorded_with_who_and_the_day(desk):
    question = QuestionFactory(live=True)
    typed_there = {"pages": f"{PAGE}\n\n {PAGE}?of=2 ", "confirmed": ["action", "key"]}
    day = {"review_by": "2028-01-01", "copied_on": "2026-11-01"}
    change(desk, question, **day, **typed_there, follow=False)
    check = question.latest_check()
    assert (check.review_by, check.checked_by.username) == (datetime.date(2028, 1, 1), "admin")
    assert (check.pages, check.confirmed) == ([PAGE, f"{PAGE}?of=2"], ["key", "action"])
    assert check.copied_on == datetime.date(2026, 11, 1)
    assert question.versions.count() == 1


def test_a_day_that_is_typed_alone_is_no_check(desk):
    question = QuestionFactory(live=True)
    page = change(desk, question, review_by="2028-01-01").content.decode()
    assert "Give the address of the page that was opened." in page
    assert "Say what was confirmed" in page
    assert f"Last time: {PAGE}" in page
    assert question.checks.count() == 1


def test_a_question_whose_check_names_no_page_is_not_published(desk):
    question = QuestionFactory()
    question.checks.update(pages=[], confirmed=[])
    page = publish(desk, question).content.decode()
    assert "Give the address of the page that was opened for the check." in page
    question.refresh_from_db()
    assert question.state == "draft"
    question.confirm(checked())
    publish(desk, question, follow=False)
    question.refresh_from_db()
    assert question.state == "live"


def test_retiring_takes_it_out(desk):
    question = QuestionFactory(live=True)
    change(desk, question, "_retire", follow=False)
    question.refresh_from_db()
    assert question.state == "retired"


def test_what_readers_were_asked_is_not_deleted(desk):
    question = QuestionFactory(live=True)
    assert desk.post(reverse("admin:quiz_question_delete", args=[question.pk])).status_code == 403
    draft = QuestionFactory()
    address = reverse("admin:quiz_question_delete", args=[draft.pk])
    assert sent(desk, address, {"post": "yes"}).status_code == 302


@pytest.mark.each_database
def test_many_are_published_and_retired_at_once(desk):
    good, bad = QuestionFactory(), QuestionFactory(explanation="")
    data = {"action": "publish", "_selected_action": [good.pk, bad.pk]}
    page = desk.post(LIST, data, follow=True).content.decode()
    assert "Explain why it is so" in page
    assert not Question.objects.filter(state="live").exists(), "it is shown first"
    page = act(desk, "publish", good, bad).content.decode()
    assert "1 question is live." in page
    page = act(desk, "retire", good, bad).content.decode()
    assert "2 questions retired." in page


@pytest.mark.each_database
@pytest.mark.parametrize("due", ["due", "soon", "never", ""])
@pytest.mark.usefixtures("contexts")
def test_the_list_filters_by_what_is_due(desk, due):
    expected = {
        "due": QuestionFactory(check=TODAY - datetime.timedelta(days=1)),
        "soon": QuestionFactory(check=TODAY + datetime.timedelta(days=30)),
        "never": QuestionFactory(check=False),
    }
    page = desk.get(LIST, {"check": due} if due else {})
    listed = set(page.context["cl"].result_list)
    assert listed == ({expected[due]} if due else set(expected.values()))


@pytest.mark.each_database
def test_the_list_costs_the_same_for_few_and_many(desk, django_assert_max_num_queries):
    bank = BankFactory()
    QuestionFactory.create_batch(30, bank=bank, live=True)
    with django_assert_max_num_queries(14):
        desk.get(LIST)


def test_paragraphs_survive_a_browsers_line_ends(desk):
    question = QuestionFactory(explanation="One.\n\nTwo.", live=True)
    change(desk, question, explanation="One.\r\n\r\nTwo.", follow=False)
    question.refresh_from_db()
    assert question.explanation == "One.\n\nTwo."
    assert not question.edited


@pytest.mark.parametrize(
    ("typed_there", "kept"),
    [
        ("1.12.2027", (2027, 12, 1)),
        ("1 December 2027", (2027, 12, 1)),
        ("13/11/2027", (2027, 11, 13)),
    ],
)
def test_a_day_is_read_as_its_editor_meant_it(desk, typed_there, kept):
    desk.post(f"{ADD}?kind=choice", typed(review_by=typed_there, checked_on="1.11.2026"))
    check = Question.objects.get().latest_check()
    assert (check.checked_on, check.review_by) == (datetime.date(2026, 11, 1), datetime.date(*kept))


@pytest.mark.parametrize("field", ["checked_on", "review_by"])
@pytest.mark.usefixtures("contexts")
def test_a_day_with_two_meanings_is_asked_about_and_stays(desk, field):
    response = desk.post(f"{ADD}?kind=choice", typed(**{field: "01/12/2027"}))
    form = response.context["adminform"].form
    assert "may be 1 December 2027 or 12 January 2027." in str(form.errors[field])
    assert form[field].value() == "01/12/2027"
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("typed_there", "kept"),
    [("10.06.2020", "2020-06-10"), ("June 2020", "2020-06"), ("2020", "2020"), ("", "")],
)
def test_when_a_source_was_published_is_read_as_it_was_meant(desk, typed_there, kept):
    data = {"bank": BankFactory().pk, "title": "A report", "publisher": "NIST", "date": typed_there}
    assert desk.post(reverse("admin:quiz_source_add"), data).status_code == 302
    assert Source.objects.get().date == kept


def test_when_a_source_was_published_is_asked_about_where_it_has_two_meanings(desk):
    data = {"bank": BankFactory().pk, "title": "A report", "publisher": "NIST", "date": "Jun 20"}
    page = desk.post(reverse("admin:quiz_source_add"), data).content.decode()
    assert "may be June 2020 or 20 June." in page
    assert 'value="Jun 20"' in page


def test_texts_are_tidied_where_they_are_typed(desk):
    mixed = {"prompt": "Who reads\x0byour\u200b Cafe\u0301?", "right": "Nur Google\r\nund Apple",
             "valid": "Since\t2025\0", "wrong_1_text": " Nine\u202e "}  # fmt: skip
    data = typed(**mixed)
    del data["fact"]
    desk.post(f"{ADD}?kind=choice", data)
    question = Question.objects.get()
    assert question.prompt == "Who reads\nyour Café?"
    assert question.fact.text == "Who reads your Café?"
    assert question.spec["right"] == "Nur Google und Apple"
    assert question.spec["wrong"][0]["text"] == "Nine"
    assert question.valid == "Since 2025"


def test_an_old_text_with_a_line_end_is_shown_with_a_space(desk):
    spec = {**SPECS["choice"], "right": "Nur Google\nund Apple"}
    question = QuestionFactory(spec=spec)
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk])).content.decode()
    assert ">\nNur Google und Apple</textarea>" in page
    change(desk, question, follow=False)
    question.refresh_from_db()
    assert question.spec["right"] == "Nur Google und Apple"


@pytest.mark.each_database
def test_what_a_bank_is_called_is_tidied_too(desk):
    data = {"title": "Faces\x0bof Cafe\u0301s", "ref": "faces", "language": "en", "order": "1",
            "summary": "One\r\ntwo\u200b"}  # fmt: skip
    desk.post(reverse("admin:quiz_bank_add"), data)
    bank = Bank.objects.get()
    assert (bank.title, bank.summary) == ("Faces of Cafés", "One\ntwo")


def test_more_rows_than_usual_are_kept(desk):
    wrong = [{"text": f"Number {n}", "tempts": "It is near."} for n in range(8)]
    question = QuestionFactory(spec={"right": "Eight", "wrong": wrong}, live=True)
    change(desk, question, follow=False)
    question.refresh_from_db()
    assert question.spec["wrong"] == wrong


def test_a_placeholder_draft_can_be_opened_again(desk):
    question = QuestionFactory(prompt="?", explanation="…")
    address = reverse("admin:quiz_question_change", args=[question.pk])
    assert desk.get(address).status_code == 200


def test_moving_a_live_question_to_another_fact_is_noticed_by_every_process(desk):
    question = QuestionFactory(live=True)
    before = question.bank.revision
    change(desk, question, fact=str(FactFactory(bank=question.bank).pk), follow=False)
    question.bank.refresh_from_db()
    assert question.bank.revision > before


@pytest.mark.parametrize("date", ["2021-02-30", "2021-13", "21", "soon"])
def test_a_source_has_a_date_that_there_is(desk, date):
    bank = BankFactory()
    data = {"bank": bank.pk, "title": "A", "publisher": "P", "date": date}
    page = desk.post(reverse("admin:quiz_source_add"), data)
    assert "is no day that there is." in page.content.decode()
    assert (
        desk.post(reverse("admin:quiz_source_add"), {**data, "date": "2021-02"}).status_code == 302
    )


@pytest.mark.parametrize("model", ["bank", "topic", "source", "fact"])
@pytest.mark.usefixtures("contexts")
def test_a_ref_stays_once_it_is_there(desk, model):
    """Bank files and links know things by it."""
    question = QuestionFactory(live=True)
    row = question.bank if model == "bank" else getattr(question, model)
    address = reverse(f"admin:quiz_{model}_change", args=[row.pk])
    assert "ref" not in desk.get(address).context["adminform"].form.fields


def test_who_may_only_look_is_offered_no_button(client, django_user_model):
    helper = django_user_model.objects.create_user("helper", is_staff=True)
    helper.user_permissions.set(
        Permission.objects.filter(codename__in=["view_question", "add_question"])
    )
    client.force_login(helper)
    page = client.get(reverse("admin:quiz_question_change", args=[QuestionFactory().pk]))
    assert page.status_code == 200
    assert "_publish" not in page.content.decode()


class TestThePreview:
    def address(self, question):
        return reverse("admin:quiz_question_frame", args=[question.pk])

    @pytest.mark.each_database
    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_is_the_readers_page_before_and_after_answering(self, desk, kind):
        question = QuestionFactory(kind=kind)
        page = desk.get(self.address(question)).content.decode()
        assert question.prompt in page
        assert question.explanation not in page
        page = desk.post(self.address(question), {"unsure": "1"}).content.decode()
        assert "Not sure: no point, and no harm." in page
        assert question.explanation in page
        assert desk.post(self.address(question), {}).status_code == 422
        fragment = desk.post(
            self.address(question), {"unsure": "1"}, headers={"HX-Request": "true"}
        )
        assert "<html" not in fragment.content.decode()
        from quiz.models import Round, Version

        assert not Round.objects.exists()
        assert not Version.objects.exists()

    def test_saving_can_lead_to_it(self, desk):
        response = desk.post(f"{ADD}?kind=choice", {**typed(), "_preview": "1"})
        pk = Question.objects.get().pk
        assert response.url == reverse("admin:quiz_question_preview", args=[pk])

    def test_of_incomplete_answers_says_what_is_missing(self, desk):
        question = QuestionFactory(spec={"right": "", "wrong": []})
        address = reverse("admin:quiz_question_preview", args=[question.pk])
        page = desk.get(address, follow=True).content.decode()
        assert "It can be previewed once its answers are complete." in page

    def test_advice_does_not_stand_in_its_way(self, desk):
        long = {"right": "By far the longest of them all", "wrong": SPECS["choice"]["wrong"]}
        assert desk.get(self.address(QuestionFactory(spec=long))).status_code == 200

    def test_of_a_draft_with_half_an_action_works(self, desk):
        question = QuestionFactory(minutes=None)
        page = desk.post(self.address(question), {"unsure": "1"})
        assert page.status_code == 200

    def test_is_not_for_strangers(self, client, django_user_model, desk):
        question = QuestionFactory()
        assert client.get(self.address(question)).status_code == 302
        client.force_login(django_user_model.objects.create_user("helper", is_staff=True))
        assert client.get(self.address(question)).status_code == 403


def test_no_page_is_made_of_readers_answers(desk):
    """What one reader answered is for that reader; the desk has totals."""
    for model in filter(admin.site.is_registered, apps.get_models()):
        page = admin.site.get_model_admin(model)
        assert not {model, *(inline.model for inline in page.inlines)} & {Round, Turn}
    played = make_round("choice")
    for address in (
        "round/",
        f"round/{played.pk}/change/",
        f"turn/{played.turns.get().pk}/change/",
    ):
        assert desk.get(f"/admin/quiz/{address}").status_code == 404


@pytest.mark.each_database
@pytest.mark.parametrize("model", ["bank", "topic", "question"])
def test_what_was_played_is_not_deleted_and_its_rounds_are_not_listed(desk, model):
    """The database would take rounds away with a bank; versions stand in the way."""
    topic = TopicFactory()
    played = make_round("choice", bank=topic.bank, topic=topic)
    question = Question.objects.get()
    Turn.objects.update(response="Forty", grade=0, answered_on=TODAY)
    row = {"bank": topic.bank, "topic": question.topic, "question": question}[model]
    address = reverse(f"admin:quiz_{model}_delete", args=[row.pk])
    for response in (desk.get(address), desk.post(address, {"post": "yes"})):
        page = response.content.decode()
        assert str(played.key) not in page
        assert "Forty" not in page
    assert type(row).objects.filter(pk=row.pk).exists()
    assert Round.objects.filter(pk=played.pk).exists()


@pytest.mark.parametrize("model", ["bank", "topic", "source", "fact"])
def test_the_other_lists_open(desk, model):
    QuestionFactory(live=True)
    assert desk.get(reverse(f"admin:quiz_{model}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:quiz_{model}_add")).status_code == 200
