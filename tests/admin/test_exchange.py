"""The pages of the exchange at the desk: who may, what is shown, what is kept."""

import base64
import datetime
import html
import random
import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.urls import reverse

from quiz.exchange.archive import unpack
from quiz.exchange.formats import FORMATS
from quiz.models import Bank, Question, Source
from tests.admin.test_permissions import sign_in
from tests.exchange.test_load import FILE
from tests.exchange.test_plan import GIFT
from tests.factories import TODAY, BankFactory, QuestionFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

IMPORT = reverse("admin:quiz_question_import")
EXPORT = reverse("admin:quiz_question_export")
LIST = reverse("admin:quiz_question_changelist")


@pytest.fixture
def bank():
    bank = BankFactory(ref="small", title="A small bank")
    TopicFactory(bank=bank, title="Bans")
    return bank


def upload(client, content, name="questions.gift.txt", **fields):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **fields})


def packed(response):
    return html.unescape(re.search(r'name="packed" value="([^"]+)"', response.content.decode())[1])


def words(response):
    text = re.sub(r"<(script|style|nav|header).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_first_the_dry_run_then_all_of_it(admin_client, bank):
    response = upload(admin_client, GIFT, bank=bank.pk)
    said = words(response)
    assert "2 to create, 0 to update, 0 unchanged, 0 skipped, 0 faulty." in said
    assert "4 Create The ban held. ban-held" in said
    assert "New here" not in said, "the bank has this topic"
    assert not Question.objects.exists()
    response = admin_client.post(IMPORT, {"packed": packed(response)}, follow=True)
    assert "Imported as drafts: 2 new, 0 changed." in words(response)
    assert set(Question.objects.values_list("state", flat=True)) == {"draft"}
    logged = LogEntry.objects.get(object_repr="The ban held.")
    assert logged.get_change_message() == "Imported from a file (gift)."
    assert logged.action_time.time() == datetime.time(0)
    step = Question.objects.get(ref="ban-held").steps.get()
    assert (step.action, step.by.username) == ("wrote", "admin")


def test_what_is_imported_by_one_is_published_by_another(admin_client, bank):
    response = upload(admin_client, GIFT, bank=bank.pk)
    admin_client.post(IMPORT, {"packed": packed(response)})
    question = Question.objects.get(ref="ban-held")
    assert question.needs_others(question.steps.get().by)


def test_a_file_that_is_none_has_nothing_to_press(admin_client, bank):
    response = upload(admin_client, "<quiz><question></quiz>", "a.xml", bank=bank.pk)
    assert "Mend the file and choose it again." in words(response)
    assert b'name="packed"' not in response.content


def test_what_is_faulty_is_named_and_left_out_if_the_editor_says_so(admin_client, bank):
    faulty = "Which brace? {~a\n\n::Twice::Which? {~%40%a ~b ~}\n"
    response = upload(admin_client, f"{GIFT}\n{faulty}", bank=bank.pk)
    said = words(response)
    assert "8 Error Which brace? Its braces { and } do not match" in said
    assert "Leave out 1 faulty question, import the rest as drafts" in said
    assert not Question.objects.exists()
    shown = packed(response)
    assert admin_client.post(IMPORT, {"packed": shown}).status_code == 403, "nobody said so"
    response = admin_client.post(IMPORT, {"packed": shown, "leave_out": "1"})
    said = words(response)
    assert "Imported as drafts: 3 new, 0 changed." in said
    assert "1 question of the file was left out." in said
    assert "8 Left out Which brace? Its braces" in said
    assert "The ban held" not in said
    assert Question.objects.count() == 3


def test_a_topic_is_chosen_without_the_file_again(admin_client, bank):
    response = upload(admin_client, "It holds. {T}", bank=bank.pk)
    assert "Choose a topic below." in words(response)
    ours, other = bank.topics.get(), TopicFactory()
    chosen = {"packed": packed(response), "choose": "1"}
    refused = admin_client.post(IMPORT, {**chosen, "topic": other.pk}, follow=True)
    assert "The bank or the topic is gone." in words(refused)
    response = admin_client.post(IMPORT, {**chosen, "topic": ours.pk})
    assert "1 to create" in words(response)
    assert f'value="{ours.pk}" selected' in response.content.decode()
    admin_client.post(IMPORT, {"packed": packed(response)})
    assert Question.objects.get().topic == ours


def test_what_is_skipped_does_not_stop_the_rest(admin_client, bank):
    response = upload(admin_client, f"{GIFT}\nHow are you? {{}}\n", bank=bank.pk)
    assert "8 Skipped How are you? Questions of the type “essay” have no counterpart here" in words(
        response
    )
    assert b'name="packed"' in response.content


@pytest.mark.any_database
def test_a_file_with_nothing_new_offers_nothing(admin_client, bank):
    admin_client.post(IMPORT, {"packed": packed(upload(admin_client, GIFT, bank=bank.pk))})
    response = upload(admin_client, GIFT, bank=bank.pk)
    assert "There is nothing to do." in words(response)
    assert b'name="packed"' not in response.content


def test_when_the_bank_has_changed_since_it_is_shown_again(admin_client, bank):
    question = QuestionFactory(bank=bank, ref="ban-held")
    shown = packed(upload(admin_client, GIFT, bank=bank.pk))
    Question.objects.filter(pk=question.pk).update(prompt="An editor’s own words?")
    response = admin_client.post(IMPORT, {"packed": shown})
    assert "Somebody has changed what this page shows since you opened it." in words(response)
    assert Question.objects.get().prompt == "An editor’s own words?"
    admin_client.post(IMPORT, {"packed": packed(response)})
    assert Question.objects.get(ref="ban-held").prompt == "The ban held."


@pytest.mark.any_database
def test_a_dry_run_is_good_for_an_hour_and_for_one_user(admin_client, admin_user, client, bank):
    shown = packed(upload(admin_client, GIFT, bank=bank.pk))
    sign_in(client, "editor")
    for page in (client, admin_client):
        moment = "12:00" if page is client else "13:01"
        with time_machine.travel(f"{TODAY} {moment}", tick=False):
            response = page.post(IMPORT, {"packed": shown}, follow=True)
        assert "over an hour old" in words(response)
        assert not Question.objects.exists()
    signer = TimestampSigner(salt=f"quiz.import.{admin_user.pk}")
    others = [signer.sign_object(said) for said in ("x", ["gift"], ["gift", 1, None, "", "x"])]
    for nonsense in ("nonsense", *others):  # as another release might have made them
        response = admin_client.post(IMPORT, {"packed": nonsense}, follow=True)
        assert "choose the file again" in words(response)


def test_a_yaml_file_brings_its_bank_along(admin_client):
    response = upload(admin_client, FILE, "small.yaml")
    assert "What would happen to “A small bank”" in words(response)
    admin_client.post(IMPORT, {"packed": packed(response)})
    assert (Bank.objects.get().ref, Bank.objects.get().state) == ("small", Bank.State.DRAFT)
    assert Question.objects.filter(state="draft").count() == 2


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("name", "content", "fields", "said"),
    [
        ("a.gift", "It holds. {T}", {}, "Say into which bank."),
        ("a.doc", "It holds. {T}", {}, "Its name does not say what this is."),
        ("a.gift", b"", {}, "This file is empty."),
        ("a.gift", b"a" * 5_000_001, {}, "The file is larger than 5 MB."),
        ("a.gift", b"\n" * 200_001, {}, "more than 200,000 lines"),
        ("a.zip", b"PK" + bytes(99), {}, "no zip archive that can be read"),
        ("a.zip", b"a" * 20_000_001, {}, "The file is larger than 20 MB."),
        ("a.xml", b"<file>A</file>" * 3000, {}, "more than 2,000 files in it"),
        ("a.gift", b"\xff\xfe\x00\xd8", {}, "characters cannot be read"),
        ("a.gift", "It holds. {T}", {"bank": "999"}, "Select a valid choice."),
        ("a.gift", "It holds. {T}", {"topic": "x"}, "Select a valid choice."),
        ("a.gift", "It holds. {T}", {"format": "doc"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(admin_client, name, content, fields, said):
    response = upload(admin_client, content, name, **fields)
    assert response.status_code == 422
    assert said in words(response)


def test_no_file_and_a_topic_of_another_bank(admin_client, bank):
    assert "This field is required." in words(admin_client.post(IMPORT, {"bank": bank.pk}))
    other = TopicFactory()
    response = upload(admin_client, "It holds. {T}", bank=bank.pk, topic=other.pk)
    assert "This topic belongs to another bank." in words(response)
    response = upload(admin_client, "It holds. {T}", bank=bank.pk, topic=bank.topics.get().pk)
    assert "1 to create" in words(response)


def test_a_hostile_file_is_a_page_with_a_sentence(admin_client, bank):
    bomb = '<!DOCTYPE q [<!ENTITY a "ha">]><quiz>&a;</quiz>'
    response = upload(admin_client, bomb, "a.xml", bank=bank.pk)
    assert response.status_code == 200
    assert "declares a document type" in words(response)


@pytest.mark.any_database
def test_the_largest_file_can_be_sent_on(admin_client, bank):
    """Noise that no compression makes much smaller."""
    noise = base64.b64encode(random.Random(1).randbytes(3_600_000)).decode().replace("=", "")
    texts = [noise[n : n + 19_000] for n in range(0, len(noise), 19_000)]
    said = "\n\n".join(f"Is it {n}? {{T####{text}}}" for n, text in enumerate(texts))
    shown = packed(upload(admin_client, f"$CATEGORY: Bans\n\n{said}\n", bank=bank.pk))
    again = admin_client.post(IMPORT, {"packed": shown, "choose": "1"})
    assert f"{len(texts)} to create" in words(again)


# Who may


@pytest.mark.parametrize("role", ["stranger", "reader", "staff", "author", "editor", "publisher"])
def test_who_may_import_and_export(client, bank, role):
    sign_in(client, role)
    QuestionFactory(bank=bank, live=True, topic=bank.topics.get())
    allowed = role in {"author", "editor", "publisher"}
    page = client.get(IMPORT)
    assert page.status_code == (200 if allowed else 403 if role == "staff" else 302)
    response = upload(client, GIFT, bank=bank.pk)
    if allowed:
        client.post(IMPORT, {"packed": packed(response)})
    assert Question.objects.count() == (3 if allowed else 1)
    export = client.get(EXPORT, {"bank": bank.pk, "format": "yaml"})
    assert ("attachment" in export.headers.get("Content-Disposition", "")) == allowed


@pytest.mark.any_database
@pytest.mark.parametrize(("role", "allowed"), [("author", False), ("editor", True)])
def test_an_author_adds_no_topics_and_no_banks(client, bank, role, allowed):
    sign_in(client, role)
    response = upload(client, GIFT.replace("Bans", "Rights"), bank=bank.pk)
    assert ("you may not add topics" in words(response)) != allowed
    assert ("New here: the topic “Rights”." in words(response)) == allowed
    assert (b"Import all of this as drafts" in response.content) == allowed
    response = upload(client, FILE.replace("ref: small", "ref: other"), "a.yaml")
    assert ("you may not add banks" in words(response)) != allowed


def test_what_an_author_leaves_out_brings_nothing_along(client, bank):
    sign_in(client, "author")
    text = "$CATEGORY: Rights\n\n::x\n{T}\n\nIt may. {T}\n\n$CATEGORY: Bans\n\nIt holds. {T}\n"
    response = upload(client, text, bank=bank.pk)
    assert words(response).count("you may not add topics") == 2
    assert "Leave out 2 faulty questions" in words(response)
    client.post(IMPORT, {"packed": packed(response), "leave_out": "1"})
    assert Question.objects.get().prompt == "It holds."
    assert [topic.title for topic in bank.topics.all()] == ["Bans"]


@pytest.mark.parametrize(("role", "allowed"), [("author", False), ("editor", True)])
def test_an_author_gives_no_live_question_another_fact(client, bank, role, allowed):
    sign_in(client, role)
    question = QuestionFactory(bank=bank, ref="ban-held", live=True)
    response = upload(client, GIFT, bank=bank.pk)
    assert ("a fact counts in the draw at once" in words(response)) != allowed
    if allowed:
        client.post(IMPORT, {"packed": packed(response)})
    question.refresh_from_db()
    assert (question.fact.text == "The ban") == allowed


def test_a_permission_that_was_taken_meanwhile_is_missed(client, bank, django_user_model):
    sign_in(client, "editor")
    shown = packed(upload(client, GIFT.replace("Bans", "Rights"), bank=bank.pk))
    user = django_user_model.objects.get(username="editor")
    user.groups.clear()
    assert client.post(IMPORT, {"packed": shown}).status_code == 403
    assert not Question.objects.exists()


# Out


def test_a_bank_page_leads_to_its_export_and_import(admin_client, bank):
    page = admin_client.get(reverse("admin:quiz_bank_change", args=[bank.pk])).content.decode()
    assert f'href="{EXPORT}?bank={bank.pk}"' in page
    assert f'href="{IMPORT}?bank={bank.pk}"' in page
    assert "A small bank" in words(admin_client.get(EXPORT))
    assert (
        f'value="{bank.pk}" selected'
        in admin_client.get(IMPORT, {"bank": bank.pk}).content.decode()
    )


def test_the_export_says_what_each_format_leaves_out(admin_client, bank):
    QuestionFactory(bank=bank, ref="in-order", kind="ordering")
    said = words(admin_client.get(EXPORT, {"bank": bank.pk}))
    assert "1 question of “A small bank”" in said
    assert said.count("It carries everything.") == 2
    assert "the question is left out. (in-order) Download CSV" in said


def test_what_has_no_place_keeps_a_question_out_unless_it_is_asked_for(admin_client, bank):
    QuestionFactory(bank=bank, ref="whole")
    page = words(admin_client.get(EXPORT, {"bank": bank.pk}))
    assert "Also questions whose exhibit or picture" not in page
    QuestionFactory(bank=bank, ref="a-mail", exhibit={"type": "email", "caption": "A mail"})
    page = words(admin_client.get(EXPORT, {"bank": bank.pk}))
    assert "It holds 1 of 2 questions." in page
    assert "Also questions whose exhibit or picture has no place in the file, without it" in page
    asked = {"bank": bank.pk, "format": "gift"}
    assert b"a-mail" not in admin_client.get(EXPORT, asked).content
    assert b"a-mail" in admin_client.get(EXPORT, {**asked, "everything": "1"}).content
    ticked = {"action": "export_chosen", "_selected_action": [q.pk for q in bank.questions.all()]}
    response = admin_client.post(LIST, {**ticked, "format": "csv", "everything": "1"})
    assert b"a-mail" in response.content


@pytest.mark.any_database
@pytest.mark.parametrize("format_", FORMATS)
def test_a_bank_is_downloaded(admin_client, bank, format_):
    QuestionFactory(bank=bank, ref="a-ref", live=True)
    response = admin_client.get(EXPORT, {"bank": bank.pk, "format": format_})
    assert f'filename="small{FORMATS[format_].ending}"' in response.headers["Content-Disposition"]
    if format_ != "xlsx":  # whose parts are compressed
        written = unpack(response.content)[0] if format_ == "archive" else response.content
        assert b"a-ref" in written
    back = upload(admin_client, response.content, f"small{FORMATS[format_].ending}", bank=bank.pk)
    assert "1 unchanged" in words(back)


@pytest.mark.any_database
def test_a_selection_is_downloaded(admin_client, bank):
    chosen = [QuestionFactory(bank=bank, ref=f"chosen-{n}").pk for n in range(2)]
    QuestionFactory(bank=bank, ref="other")
    ticked = {"action": "export_chosen", "_selected_action": chosen}
    page = admin_client.post(LIST, ticked)
    assert "2 questions of “A small bank”" in words(page)
    assert page.content.decode().count('name="_selected_action"') == 2
    response = admin_client.post(LIST, {**ticked, "format": "gift"})
    text = response.content.decode()
    assert "[id:chosen-0]" in text
    assert "[id:chosen-1]" in text
    assert "other" not in text


def test_a_selection_is_of_one_bank(admin_client, bank):
    chosen = [QuestionFactory(bank=bank).pk, QuestionFactory().pk]
    response = admin_client.post(
        LIST, {"action": "export_chosen", "_selected_action": chosen}, follow=True
    )
    assert "A file holds questions of one bank" in words(response)


@pytest.mark.any_database
def test_an_export_costs_the_same_queries_for_any_number(
    admin_client, bank, django_assert_max_num_queries
):
    QuestionFactory.create_batch(20, bank=bank, live=True)
    assert Source.objects.count() == 20
    with django_assert_max_num_queries(12):
        admin_client.get(EXPORT, {"bank": bank.pk})


def test_questions_deleted_since_the_list_was_shown_are_exported_by_nobody(admin_client):
    gone = {"action": "export_chosen", "_selected_action": ["999"]}
    response = admin_client.post(reverse("admin:quiz_question_changelist"), gone)
    assert response.status_code == 302
