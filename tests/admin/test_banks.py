"""Banks at the desk: who sees them, and from when to when."""

import datetime
import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from quiz.models import Bank
from tests.desk import press
from tests.factories import BankFactory, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("today")]
ADD = reverse("admin:quiz_bank_add")
LIST = reverse("admin:quiz_bank_changelist")
State = Bank.State
MINUTE = datetime.timedelta(minutes=1)


def change(bank):
    return reverse("admin:quiz_bank_change", args=[bank.pk])


def save(client, bank, **typed):
    """Fill in the page of a bank; returns what is shown then, on one line."""
    page = press(client, client.get(change(bank)), "_continue", **typed)
    bank.refresh_from_db()
    return flat(page.content.decode())


@pytest.fixture
def draft(db):
    return BankFactory(title="Passkeys", state=State.DRAFT)


def test_a_new_bank_is_a_draft_and_its_page_says_so(admin_client):
    asked = admin_client.get(ADD)
    assert "A new bank is a draft" in asked.content.decode()
    typed = {"title": "Passkeys", "ref": "passkeys", "summary": "Ten questions."}
    page = press(admin_client, asked, "_continue", **typed)
    assert Bank.objects.get().state == State.DRAFT
    assert "Draft: Nobody but the desk sees it." in flat(page.content.decode())
    assert admin_client.get("/banks/passkeys/").status_code == 404
    assert "Passkeys" not in admin_client.get("/").content.decode()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("listed", "Listed: It is on the first page"),
        ("unlisted", "By its address: Whoever has its address can play it"),
        ("closed", "Closed: Its page says so"),
    ],
)
def test_who_sees_it_is_chosen_told_and_kept_in_the_history(admin_client, draft, state, said):
    page = save(admin_client, draft, state=state)
    assert draft.state == state
    assert said in page
    assert f'href="/banks/{draft.ref}/"' in page
    history = LogEntry.objects.get().get_change_message()
    assert f"Who sees it: Draft → {State(state).label}." in history


def test_it_opens_and_closes_by_the_hour_of_the_newsroom(admin_client, client, draft, settings):
    settings.TIME_ZONE = "America/New_York"
    hours = {
        "opens_at_0": "3 December 2026",
        "opens_at_1": "9:00",
        "closes_at_0": "2026-12-18",
        "closes_at_1": "16.30",
    }
    page = save(admin_client, draft, state="listed", **hours)
    assert draft.opens_at == datetime.datetime(2026, 12, 3, 14, tzinfo=datetime.UTC)
    assert draft.closes_at == datetime.datetime(2026, 12, 18, 21, 30, tzinfo=datetime.UTC)
    assert "Draft: Nobody but the desk sees it." in page
    assert "Opens 3 December 2026, 09:00: then listed." in page
    assert "Closes 18 December 2026, 16:30." in page
    assert "America/New_York" in page
    assert 'value="3 December 2026"' in page
    assert 'value="09:00"' in page
    address = f"/banks/{draft.ref}/"
    for moment, status in [(draft.opens_at - MINUTE, 404), (draft.opens_at, 200)]:
        with time_machine.travel(moment, tick=False):
            assert client.get(address).status_code == status
    with time_machine.travel(draft.closes_at, tick=False):
        assert "This quiz is closed" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"state": "draft", "opens_at_0": "2026-12-03", "opens_at_1": "09:00"},
         "A draft does not open by itself."),
        ({"opens_at_0": "2026-12-03"}, "Write the hour too, as 09:00 or 17:30."),
        ({"opens_at_1": "09:00"}, "Write the day too, as in 28 November 2027"),
        ({"opens_at_0": "2026-12-03", "opens_at_1": "at nine"},
         "Write the hour as 09:00 or 17:30."),
        ({"opens_at_0": "03/04/2027", "opens_at_1": "09:00"}, "may be"),
        ({"opens_at_0": "2026-12-03", "opens_at_1": "09:00", "closes_at_0": "2026-12-03",
          "closes_at_1": "09:00"}, "It would close before it opens."),
    ],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused_with_a_sentence(admin_client, draft, typed, said):
    page = save(admin_client, draft, **{"state": "listed", "title": "Typed", **typed})
    assert said in page
    assert draft.state == State.DRAFT
    assert draft.title == "Passkeys"
    for value in {**typed, "title": "Typed"}.values():
        assert value in page, "what was typed is still there"


def test_an_hour_that_the_clock_leaves_out_is_refused(admin_client, draft, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    page = save(admin_client, draft, state="listed", opens_at_0="2027-03-28", opens_at_1="02:30")
    assert "Europe/Berlin" in page
    assert draft.opens_at is None


def test_who_may_not_publish_sees_the_state_and_changes_nothing(client, draft):
    user = User.objects.create_user("an editor", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    assert "Listed: It is" in save(client, draft, state="listed"), "an editor publishes"
    Group.objects.get(name="editor").permissions.remove(
        *Group.objects.get(name="editor").permissions.filter(codename="publish_bank")
    )
    page = save(client, draft, state="draft", title="Another")
    assert draft.title == "Another"
    assert draft.state == State.LISTED
    assert 'name="state"' not in page
    assert "Listed" in page


def test_the_list_says_who_sees_each_bank_and_how_many_questions_wait(
    admin_client, draft, today, django_assert_max_num_queries
):
    Bank.objects.filter(pk=draft.pk).update(
        state=State.UNLISTED, closes_at=datetime.datetime(2026, 12, 18, 16, tzinfo=datetime.UTC)
    )
    QuestionFactory.create_batch(2, bank=draft, live=True)
    QuestionFactory(bank=draft, live=True, check=today.replace(day=1))
    QuestionFactory(bank=draft)
    with django_assert_max_num_queries(8):
        page = flat(admin_client.get(LIST).content.decode())
    assert "By its address" in page
    assert "Closes 18 December 2026, 16:00." in page
    row = page.partition("Passkeys")[2]
    for column, number in {"live": 3, "drafts": 1, "run_out": 1}.items():
        assert re.search(rf'field-{column}"><span class="on-phone">[^<]+</span> {number}<', row)


def test_a_language_is_chosen_from_those_we_can_show(admin_client, draft):
    page = save(admin_client, draft, language="Deutsch", title="Typed")
    assert "Select a valid choice" in page
    assert draft.title == "Passkeys"
    save(admin_client, draft, language="ar")
    assert draft.language == "ar"


def test_an_old_bank_of_no_known_language_is_asked_for_one(admin_client, draft):
    Bank.objects.filter(pk=draft.pk).update(language="Klingon")
    page = save(admin_client, draft, title="Typed")
    assert "This field is required" in page
    save(admin_client, draft, language="eo", title="Typed")
    assert (draft.language, draft.title) == ("eo", "Typed")
