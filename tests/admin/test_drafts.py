"""Nothing that is typed at the desk is lost, and nobody but its author is shown it."""

import datetime
import re

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from quiz.admin import drafts
from quiz.models import DailyQuestion, Draft, Picture, Question, Report, Source, Tally
from quiz.privacy.erasure import purge
from quiz.web.rate_limits import Limit
from tests.admin.test_second_factor import set_up
from tests.desk import press
from tests.factories import TODAY, BankFactory, QuestionFactory, SourceFactory, make_round
from tests.layout import flat
from tests.pictures import photograph
from tests.play.test_corrections import KEY, correct

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

DAY = datetime.timedelta(days=1)
KEEP = "/admin/drafts/keep/"
PASSWORD = "a long pass phrase"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def desk(admin_client):
    return admin_client


@pytest.fixture
def ann():
    return User.objects.create_superuser("ann", password=PASSWORD)


def of(row):
    return reverse(f"admin:quiz_{row._meta.model_name}_change", args=[row.pk])


def filled(page, **typed):
    """What the form of a page would send, with what was ``typed``."""
    tree = html.fromstring(page.content.decode())
    (form,) = tree.xpath("//form[.//input[@name='_draft']]")
    data = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    return {**data, **typed}


def autosave(client, page, number=1, **typed):
    """What the script of a page sends while somebody types."""
    (mark,) = html.fromstring(page.content.decode()).xpath("//input[@data-keep]")
    assert mark.get("data-keep") == KEEP
    return client.post(KEEP, {**filled(page, **typed), "_number": number})


def value(page, name):
    """What stands in a field of a page."""
    (field,) = html.fromstring(page.content.decode()).xpath(f"//form//*[@name='{name}']")
    return (field.value if field.tag != "textarea" else field.text or "").strip()


# Kept, offered, gone on with, thrown away


@pytest.mark.parametrize("make", [QuestionFactory, SourceFactory, BankFactory])
def test_what_was_typed_is_offered_the_next_time_and_shown_again(desk, make):
    row = make()
    name = "prompt" if isinstance(row, Question) else "title"
    answer = autosave(desk, desk.get(of(row)), **{name: "Half a sentence th"})
    assert answer.json()["kept"]
    again = desk.get(of(row))
    assert value(again, name) != "Half a sentence th"
    said = "You had typed this on 22 November 2026, and not saved it: “Half a sentence th”"
    assert said in flat(again.content.decode())
    (link,) = html.fromstring(again.content.decode()).xpath("//a[.='Go on with it']/@href")
    resumed = desk.get(link)
    assert value(resumed, name) == "Half a sentence th"
    assert "This is what you had typed. It is not saved yet." in flat(resumed.content.decode())
    assert "errornote" not in resumed.content.decode()
    row.refresh_from_db()
    assert getattr(row, name) != "Half a sentence th"
    saved = desk.post(of(row), {**filled(resumed), "_continue": "Save"})
    assert saved.status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "Half a sentence th"
    assert not Draft.objects.exists()


def test_a_new_question_is_offered_where_its_kind_is_chosen_and_on_its_form(desk):
    add = reverse("admin:quiz_question_add")
    bank = BankFactory()
    page = desk.get(add, {"kind": "estimate", "bank": bank.pk})
    autosave(desk, page, prompt="How many", right="26")
    for address in (add, f"{add}?kind=choice", "/admin/drafts/"):
        shown = desk.get(address).content.decode()
        assert "How many" in shown
        (link,) = html.fromstring(shown).xpath("//a[.='Go on with it']/@href")
        resumed = desk.get(link)
        assert (value(resumed, "prompt"), value(resumed, "right")) == ("How many", "26")


def test_the_first_page_says_that_something_is_not_saved(desk):
    assert "form of yours" not in desk.get("/admin/").content.decode()
    autosave(desk, desk.get(of(SourceFactory())), title="Half")
    page = desk.get("/admin/").content.decode()
    assert "You typed something that is not saved: go on with it" in flat(page)
    assert 'href="/admin/drafts/"' in page


@pytest.mark.each_database
def test_it_is_thrown_away_with_one_button(desk):
    source = SourceFactory()
    autosave(desk, desk.get(of(source)), title="Not this")
    shown = press(desk, desk.get(of(source)), "Throw it away").content.decode()
    assert "Thrown away. Here is what is saved." in shown
    assert "Not this" not in shown
    assert not Draft.objects.exists()


def test_looking_at_a_page_keeps_nothing(desk):
    source = SourceFactory()
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(of(source))
        desk.get("/admin/drafts/")
    assert "data-keep" in page.content.decode()
    assert not [q for q in asked if re.match("INSERT|UPDATE|DELETE", q["sql"])]


def test_what_could_not_be_saved_is_kept_without_a_script(desk):
    question = QuestionFactory()
    page = desk.get(of(question))
    answer = desk.post(of(question), filled(page, prompt="New words?", review_by="gestern"))
    assert answer.status_code == 200
    assert "New words?" in desk.get(of(question)).content.decode()
    assert Draft.objects.get().fields["review_by"] == ["gestern"]
    desk.post(of(question), filled(answer, review_by=""))
    assert not Draft.objects.exists()
    assert Question.objects.get().prompt == "New words?"


def test_of_a_form_in_which_nothing_was_typed_nothing_is_kept(desk):
    page = desk.get(f"{reverse('admin:quiz_question_add')}?kind=choice&bank={BankFactory().pk}")
    assert "keeps it from being saved" in press(desk, page, "_continue").content.decode()
    assert not Draft.objects.exists()
    press(desk, page, "_continue", right="Eight", follow=False)
    assert Draft.objects.exists()


def test_two_pages_of_one_form_do_not_write_over_each_other(desk):
    source = SourceFactory()
    first, second = desk.get(of(source)), desk.get(of(source))
    autosave(desk, first, title="In the first")
    autosave(desk, second, title="In the second")
    assert {each.beginning for each in Draft.objects.all()} == {"In the first", "In the second"}
    desk.post(of(source), filled(first, title="In the first"))
    assert Draft.objects.get().beginning == "In the second"


def test_what_was_gone_on_with_moves_along_unless_it_has_grown_elsewhere(desk):
    source = SourceFactory()
    first = desk.get(of(source))
    autosave(desk, first, 1, title="One")
    for grown in (False, True):
        resumed = desk.get(Draft.objects.get().address)
        if grown:
            autosave(desk, resumed, 9, title="Two, typed on")
        autosave(desk, resumed, 10, title="Two")
        assert [each.beginning for each in Draft.objects.all()] == ["Two"]
    resumed = desk.get(Draft.objects.get().address)
    other = desk.get(Draft.objects.get().address)
    autosave(desk, resumed, title="Three")
    autosave(desk, other, title="Four")
    assert {each.beginning for each in Draft.objects.all()} == {"Three", "Four"}


def test_what_comes_late_does_not_replace_what_was_typed_later(desk):
    page = desk.get(of(SourceFactory()))
    autosave(desk, page, 2, title="Later")
    assert autosave(desk, page, 1, title="Earlier").json() == {"kept": False, "number": 2}
    assert Draft.objects.get().beginning == "Later"


@pytest.mark.each_database
def test_what_somebody_else_has_saved_meanwhile_is_not_replaced(desk):
    source = SourceFactory()
    autosave(desk, desk.get(of(source)), title="Mine")
    Source.objects.update(publisher="Theirs")
    resumed = desk.get(Draft.objects.get().address)
    assert "Somebody has saved this since." in flat(resumed.content.decode())
    desk.post(of(source), filled(resumed))
    source.refresh_from_db()
    assert (source.publisher, source.title) == ("Theirs", "A report on face matching")
    assert Draft.objects.get().beginning == "Mine"


def test_what_is_typed_about_a_decision_is_kept_like_a_form(desk):
    question = QuestionFactory()
    question.submit(TODAY, User.objects.create_user("author"))
    address = reverse("admin:quiz_question_publish", args=[question.pk])
    notes = {"publish-why": "New figures", "publish-day": "soon"}
    notes["return-note"] = "The second source says"
    autosave(desk, desk.get(address), **notes)
    assert "The second source says" in desk.get(address).content.decode()
    resumed = desk.get(Draft.objects.get().address)
    for name, text in notes.items():
        assert value(resumed, name) == text
    refused = press(desk, resumed, "_publish", **notes)
    for name, text in notes.items():
        assert value(refused, name) == text
    press(desk, resumed, "_return", follow=False)
    question.refresh_from_db()
    assert question.state == "draft"
    assert not Draft.objects.exists()


@pytest.mark.each_database
def test_the_parts_in_which_something_was_typed_are_open(desk):
    question = QuestionFactory()
    typed = {"survey": "40 % said eight", "since_source_new_title": "A later report"}
    autosave(desk, desk.get(of(question)), **typed)
    page = html.fromstring(desk.get(Draft.objects.get().address).content.decode())
    for name in typed:
        around = page.xpath(f"//*[@name='{name}']/ancestor::details")
        assert len(around) > 1
        assert all("open" in each.attrib for each in around)
    assert "open" not in page.xpath("//details[@id='part-filing']")[0].attrib
    opened = html.fromstring(desk.get(of(question)).content.decode())
    assert not opened.xpath("//details[@open]")


# Nobody else's, and not for ever


@pytest.mark.each_database
def test_nobody_else_is_shown_it_or_can_touch_it(desk, ann):
    source = SourceFactory()
    page = desk.get(of(source))
    autosave(desk, page, title="Private words")
    draft, other = Draft.objects.get(), Client()
    enter(other)
    for address in (of(source), draft.address, "/admin/drafts/"):
        answer = other.get(address)
        assert answer.status_code == 200
        assert "Private words" not in answer.content.decode()
    said = "What this address asks for was typed by another account"
    assert said in flat(other.get(draft.address).content.decode())
    other.post(reverse("admin:throw_away", args=[draft.key]))
    assert autosave(other, page, 2, title="Forged").status_code == 409
    draft.refresh_from_db()
    assert draft.beginning == "Private words"
    press(
        other, other.get(f"/admin/auth/user/{draft.account_id}/delete/"), "Delete it", follow=False
    )
    assert not Draft.objects.exists()


@pytest.mark.each_database
def test_passwords_files_and_tokens_are_not_kept(desk):
    page = desk.get("/admin/auth/user/add/")
    typed = {"username": "bob", "password1": "secret one", "password2": "secret two"}
    autosave(desk, page, csrfmiddlewaretoken="x" * 32, _continue="Save", **typed)
    desk.post("/admin/auth/user/add/", filled(page, **typed))
    draft = Draft.objects.get()
    assert draft.beginning == "bob"
    assert "secret" not in desk.get(draft.address).content.decode()
    assert not [name for name in draft.fields if name.startswith(("_", "csrf", "pass"))]


@pytest.mark.each_database
def test_it_goes_after_thirty_days(desk):
    source = SourceFactory()
    autosave(desk, desk.get(of(source)), title="Old")
    for days, there in ((29, True), (30, False)):
        assert Draft.shown(TODAY + days * DAY).exists() == there
        purge(TODAY + days * DAY)
        assert Draft.objects.exists() == there


@pytest.mark.each_database
@pytest.mark.cache
def test_there_are_limits(desk, monkeypatch):
    page = desk.get(of(SourceFactory()))
    assert autosave(desk, page, title="x" * (drafts.LONGEST + 1)).status_code == 413
    for number in ("", "-1", "x", "9" * 10):
        assert autosave(desk, page, number, title="x").status_code == 400
    assert desk.post(KEEP, {"_draft": "forged"}).status_code == 409
    assert autosave(desk, page, **{"title": "a\0b", "\0": "\0"}).json()["kept"]
    assert Draft.objects.get().fields["title"] == ["ab"]
    Draft.objects.all().delete()
    assert not Draft.objects.exists()
    monkeypatch.setattr(Draft, "MOST", 3)
    for n in range(5):
        autosave(desk, desk.get(of(SourceFactory())), title=f"Number {n}")
    assert [each.beginning for each in Draft.objects.order_by("pk")] == [
        "Number 2", "Number 3", "Number 4"
    ]  # fmt: skip
    monkeypatch.setattr(drafts, "KEEPS", Limit("desk drafts", 1, seconds=600))
    autosave(desk, page, 1, title="x")
    assert autosave(desk, page, 2, title="x").status_code == 429


# A login that has ended


def enter(client, name="ann", **more):
    return client.post("/admin/login/", {"username": name, "password": PASSWORD, **more})


@pytest.mark.parametrize("ended", ["no session", "run out"])
def test_what_is_sent_after_the_login_has_ended_is_there_after_the_next(ann, ended):
    source, client = SourceFactory(), Client()
    enter(client)
    page = client.get(of(source))
    if ended == "no session":
        del client.cookies["editor"]
    else:
        client.cookies["login"] = "forged"
    answer = client.post(of(source), filled(page, title="Typed too late"), headers=HERE)
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/?next=")
    source.refresh_from_db()
    assert source.title != "Typed too late"
    door = client.get(answer.url)
    assert "What you typed is kept, and not saved yet." in flat(door.content.decode())
    assert "Typed too late" not in door.content.decode()
    assert client.post(answer.url, {"username": "ann", "password": "wrong"}).status_code == 200
    (target,) = html.fromstring(door.content.decode()).xpath("//input[@name='next']/@value")
    inside = enter(client, next=target)
    shown = client.get(inside.url)
    assert value(shown, "title") == "Typed too late"
    client.post(of(source), filled(shown))
    source.refresh_from_db()
    assert source.title == "Typed too late"
    assert not Draft.objects.exists()


@pytest.mark.each_database
def test_it_is_there_after_a_code_too(ann):
    source, client = SourceFactory(), Client()
    enter(client)
    page = client.get(of(source))
    codes = set_up(client)
    client.cookies.clear()
    answer = client.post(of(source), filled(page, title="Before the code"))
    (target,) = html.fromstring(client.get(answer.url).content.decode()).xpath(
        "//input[@name='next']/@value"
    )
    asked = enter(client, next=target)
    assert "Before the code" not in asked.content.decode()
    inside = press(client, asked, "Log in", code=codes[0])
    assert value(inside, "title") == "Before the code"


@pytest.mark.each_database
def test_who_logs_in_instead_is_not_shown_it_and_it_waits_for_its_author(ann):
    User.objects.create_superuser("eve", password=PASSWORD)
    source, client = SourceFactory(), Client()
    enter(client)
    page = client.get(of(source))
    client.cookies.clear()
    answer = client.post(of(source), filled(page, title="Ann’s own words"))
    target = Draft.objects.get().address
    assert "%3F_draft%3D" in answer.url
    inside = enter(client, "eve", next=target)
    assert "Ann’s own words" not in client.get(inside.url).content.decode()
    client.cookies.clear()
    enter(client)
    assert "Ann’s own words" in client.get(of(source)).content.decode()


@pytest.mark.each_database
def test_a_stranger_can_keep_nothing(ann):
    source, client = SourceFactory(), Client()
    enter(client)
    page, stranger = client.get(of(source)), Client()
    forged = filled(page, title="Forged", _draft="WzEsIjAiXQ:1vOPuS:abc")
    assert stranger.post(of(source), forged).url.startswith("/admin/login/?next=/admin/quiz/")
    old = filled(page, title="Old")
    User.objects.update(is_active=False)
    assert stranger.post(of(source), old).status_code == 302
    User.objects.update(is_active=True)
    kept = ann.password
    ann.set_password("another long pass phrase")
    ann.save()
    assert stranger.post(of(source), old).status_code == 302
    User.objects.update(password=kept)
    with time_machine.travel(f"{TODAY + 8 * DAY} 12:00", tick=False):
        assert stranger.post(of(source), old).status_code == 302
    assert not Draft.objects.exists()


# A CSRF token that was replaced


@pytest.fixture
def strict(ann):
    client = Client(enforce_csrf_checks=True)
    door = client.get("/admin/login/")
    token = html.fromstring(door.content.decode()).xpath("//input[@name='csrfmiddlewaretoken']")[0]
    enter(client, csrfmiddlewaretoken=token.value)
    return client


def test_a_form_with_a_token_that_was_replaced_is_shown_again_and_then_saved(strict):
    source = SourceFactory()
    page = strict.get(of(source))
    del strict.cookies["csrftoken"]
    strict.get(of(source))  # another window, to which the cookie was not sent
    answer = strict.post(of(source), filled(page, title="From before"), headers=HERE)
    assert answer.status_code == 302
    shown = strict.get(answer.url)
    assert value(shown, "title") == "From before"
    source.refresh_from_db()
    assert source.title != "From before"
    strict.post(of(source), filled(shown), headers=HERE)
    source.refresh_from_db()
    assert source.title == "From before"


def test_a_script_that_keeps_is_told_the_token_of_now(strict):
    source = SourceFactory()
    page = strict.get(of(source))
    del strict.cookies["csrftoken"]
    strict.get(of(source))
    refused = autosave(strict, page, title="Kept after all")
    assert not refused.json()["kept"]
    token = refused.json()["token"]
    answer = autosave(strict, page, title="Kept after all", csrfmiddlewaretoken=token)
    assert answer.json()["kept"]


def test_another_site_changes_nothing_with_a_form(strict, ann):
    """Whose it is stands in a token that it cannot have; and with one of its own it is refused."""
    source = SourceFactory()
    page = strict.get(of(source))
    old_browser = ({"Origin": "https://other.example"}, {"Origin": "null"})
    for headers in (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, *old_browser, {}
    ):  # fmt: skip
        stolen = filled(page, title="Forged", csrfmiddlewaretoken="x" * 32)
        if not headers:
            stolen["_draft"] = "forged"
        for address in (of(source), KEEP):
            assert strict.post(address, stolen, headers=headers).status_code == 403
    assert not Draft.objects.exists()
    source.refresh_from_db()
    assert source.title != "Forged"


@pytest.mark.each_database
@pytest.mark.parametrize("name", ["_before", "picture_kept"])
def test_a_nul_in_what_no_field_cleans_is_no_error(desk, name):
    """PostgreSQL refuses to look for one."""
    question = QuestionFactory()
    page = desk.get(of(question))
    typed = {name: "a\0b.1", "prompt": "Typed?"}
    assert autosave(desk, page, **typed).status_code == 200
    assert desk.post(of(question), filled(page, **typed)).status_code in (200, 302)


def test_the_token_of_now_is_told_to_nobody_else(strict, ann):
    User.objects.create_superuser("eve", password=PASSWORD)
    eve, source = Client(), SourceFactory()
    enter(eve, "eve")
    refused = autosave(strict, eve.get(of(source)), title="x", csrfmiddlewaretoken="x" * 32)
    assert (refused.status_code, refused.json()) == (403, {"kept": False})


# Pictures


def upload():
    return SimpleUploadedFile("a.jpg", photograph("JPEG"), content_type="image/jpeg")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_picture_is_kept_while_another_field_is_mended(desk, scripted):
    question = QuestionFactory()
    page = desk.get(of(question))
    if scripted:
        digest = autosave(desk, page, picture=upload()).json()["pictures"]["picture"]
        shown = desk.get(Draft.objects.get().address)
    else:
        shown = desk.post(of(question), filled(page, picture=upload(), review_by="gestern"))
        digest = Picture.objects.get().digest
    assert value(shown, "picture_kept") == digest
    assert f"/pictures/{digest}/" in shown.content.decode()
    assert not Picture.sweep(TODAY + 20 * DAY)
    desk.post(of(question), filled(shown, review_by="", picture_alt="A gradient"))
    question.refresh_from_db()
    assert question.picture_id == digest
    assert not Draft.objects.exists()


def test_a_page_costs_no_more_however_many_drafts_there_are(desk):
    source = SourceFactory()
    with CaptureQueriesContext(connection) as without:
        desk.get(of(source))
    for each in range(5):
        autosave(desk, desk.get(of(source)), title=f"{each}")
    with CaptureQueriesContext(connection) as with_five:
        desk.get(of(source))
    assert len(with_five) == len(without)
    page = desk.get(of(source)).content.decode()
    assert page.count("Go on with it") == 2
    assert "More of yours that is not saved" in page
    assert desk.get("/admin/drafts/").content.decode().count("Go on with it") == 5


@pytest.mark.each_database
def test_every_form_of_the_desk_keeps_what_is_typed(desk):
    played = make_round("choice")
    played.turns.get().answer("Eight", TODAY)
    Report.file(played.turns.get(), "wrong", "It was nine.", TODAY)
    question = Question.objects.get()
    DailyQuestion.objects.create(day=TODAY + DAY, question=question)
    question.spec = KEY
    question.save()
    correct(question, TODAY)
    forms = set()
    for model in set(admin.site._registry) - {Tally}:
        row = model._base_manager.first()
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        changes = [reverse(f"{place}_change", args=[row.pk])] if row else []
        for address in (*changes, reverse(f"{place}_add")):
            page = desk.get(address, {"kind": "choice"} if "/add/" in address else {})
            shown = page.content.decode()
            if f'id="{model._meta.model_name}_form"' in shown and 'name="_save"' in shown:
                forms.add(model._meta.model_name)
                assert "data-keep" in shown, address
    assert forms >= {"source", "topic", "fact", "bank", "report", "correction", "user"}


def test_what_has_no_heading_is_known_again_by_its_longest_text():
    fields = {"seen": ["a b c d e f g h i j k l m n"], "why": ["A new report"], "day": ["today"]}
    assert Draft(fields=fields).beginning == "A new report"
    assert Draft(fields={"seen": ["a b"], "title": [""]}).beginning == ""
