"""What the desk's lists can be asked: lists of exact names, so nobody guesses at secrets.

A list that can be narrowed by a column tells something of it, row by row and letter by letter,
though no page shows it: “which reports are about a version that somebody published whose
password begins with a”. Every relation of every list is tried.
"""

from itertools import product

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.urls import reverse
from lxml import html

from quiz.admin import second_factor
from quiz.admin.base import BaseAdmin
from quiz.models import Question, Report
from tests.factories import TODAY, BankFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LISTS = [model for model in apps.get_models() if admin.site.is_registered(model)]
DEEP = 3  # relations
LOOKUPS = ("", "__exact", "__startswith", "__regex", "__gt", "__in", "__isnull")
SECRETS = {
    "password", "key", "token", "reader", "seed", "session_key", "session_data", "digest",
    "response", "grade", "first_grade", "repeat", "answered_on", "email", "last_login",
    "date_joined", "is_superuser",
}  # fmt: skip

# All that each list can be asked for, by its filters and by links on other pages of the desk.
ALLOWED = {
    "user": {"is_active__exact", "groups__id__exact", "groups__isnull"},
    "bank": set(),
    "article": {"bank__id__exact"},
    "topic": {"bank__id__exact"},
    "source": {"bank__id__exact"},
    "fact": {"bank__id__exact"},
    "question": {
        "state", "topic", "check", "findings", "author", "bank__id__exact", "kind__exact",
        "difficulty__exact", "stance__exact", "hook__exact", "source", "fact",
    },
    "dailyquestion": {"question__bank__id__exact"},
    "correction": {"kind__exact", "question__bank__id__exact", "regraded_on__isnull"},
    "report": {
        "state__exact", "reason__exact", "turn__version__question__bank__id__exact",
        "turn__version__question__id__exact",
    },
    "questionset": {"state__exact", "bank__id__exact"},
    "tally": set(),
}  # fmt: skip


def name_of(model):
    return model._meta.model_name


def paths(model, deep=DEEP):
    """All that can be asked of a model: its columns, and those of what it is related to."""
    for field in model._meta.get_fields(include_hidden=True):
        name = field.name
        yield name
        if attname := getattr(field, "attname", None):
            yield attname
        related = field.related_model
        if related and deep:
            yield from (f"{name}__{rest}" for rest in paths(related, deep - 1))


def guesses(model):
    """Every path with every lookup, and the lookups that take a part of a day."""
    for path in {*paths(model), "pk", "id"}:
        for lookup in LOOKUPS:
            yield path + lookup


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{name_of(model)}_changelist")


@pytest.fixture
def victim():
    """A publisher, with a second factor, who published what a reader then reported."""
    user = User.objects.create_superuser("victim", "victim@paper.example", "a long pass phrase")
    second_factor.begin(user)
    device = second_factor.pending(user)
    device.confirmed = True
    device.save()
    second_factor.renew_recovery(user)
    return user


@pytest.fixture
def report(client, victim):
    played = make_round("choice", reader="0f8fad5b-d9cb-469f-a165-70867728950e")
    question = Question.objects.get()
    question.wrote(TODAY, victim)
    question.versions.update(published_by=victim)
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    Report.file(played.turns.get(), "wrong", "It was nine.", TODAY)
    return Report.objects.get()


def test_every_list_of_the_desk_is_here():
    assert {name_of(model) for model in LISTS} == set(ALLOWED)
    for model in LISTS:
        assert isinstance(admin.site.get_model_admin(model), BaseAdmin)


def asked_by(user, **query):
    request = RequestFactory().get("/", query)
    request.user = user
    return request


@pytest.mark.any_database
@pytest.mark.parametrize("model", LISTS, ids=name_of)
def test_of_all_that_is_related_nothing_can_be_asked_but_what_is_named(model, admin_user):
    """Some 180,000 lookups over 26,000 paths, up to three relations away."""
    desk, request = admin.site.get_model_admin(model), asked_by(admin_user)
    tried = {f"{path}{lookup}" for path in {*paths(model), "pk"} for lookup in LOOKUPS}
    allowed = {each for each in tried if desk.lookup_allowed(each, "1", request)}
    assert len(tried) > 2_000
    assert allowed == ALLOWED[name_of(model)] & tried
    for each in ALLOWED[name_of(model)]:
        assert desk.lookup_allowed(each, "1", request), each


@pytest.mark.any_database
def test_a_guess_that_is_right_and_one_that_is_wrong_get_the_same_page(admin_client, report):
    """The nearest way to each secret of each list."""
    for model in LISTS:
        nearest = {}
        for path in sorted(paths(model), key=lambda path: (path.count("__"), path)):
            nearest.setdefault(path.split("__")[-1], path)
        secrets = SECRETS & set(nearest)
        assert "key" in secrets, model
        assert "password" in secrets or name_of(model) == "questionset"  # no account within reach
        if name_of(model) == "tally":  # which has pages of its own in the place of a list
            secrets = set()
        for secret in secrets:
            pages = [
                admin_client.get(list_of(model), {f"{nearest[secret]}__regex": guess})
                for guess in (".", "^no such thing$")
            ]
            assert {page.status_code for page in pages} == {400}, (model, nearest[secret])
            assert pages[0].content == pages[1].content, (model, nearest[secret])


@pytest.mark.parametrize("model", LISTS, ids=name_of)
def test_a_list_is_searched_and_sorted_by_what_it_shows(model, admin_user):
    """Letter by letter a search tells as much as a filter, and so does an order."""
    desk = admin.site.get_model_admin(model)
    for path in desk.get_search_fields(asked_by(admin_user)):
        assert not SECRETS - {"email"} & set(path.split("__")), path
    columns = {
        desk.get_changelist_instance(asked_by(admin_user)).get_ordering_field(name)
        for name in desk.get_list_display(asked_by(admin_user))
        if name != "__str__"
    }
    assert not SECRETS & columns


@pytest.mark.any_database
@pytest.mark.parametrize("order", ["password", "-key", "1.turn__round__key", "99", "-99", "a.b"])
@pytest.mark.usefixtures("contexts")
def test_an_order_is_the_number_of_a_column_or_nothing(admin_client, report, order):
    page = admin_client.get(list_of(Report), {"o": order})
    assert list(page.context["cl"].result_list) == [report]
    assert not page.context["cl"].queryset.query.order_by[:-1]


def test_a_search_for_very_many_words_finds_nothing(admin_client, report):
    words = " ".join(map(str, range(900)))
    for model in LISTS:
        assert admin_client.get(list_of(model), {"q": words}).status_code == 200
    asked = {"app_label": "quiz", "model_name": "question", "field_name": "fact", "term": words}
    assert not admin_client.get("/admin/autocomplete/", asked).json()["results"]


@pytest.mark.usefixtures("contexts")
def test_no_search_finds_a_row_by_a_secret(admin_client, victim, report):
    device, played = second_factor.factor_of(victim), report.turn.round
    victim.refresh_from_db()
    secrets = (device.key, victim.password, str(played.key), played.key.hex, played.reader,
               str(played.seed), device.key[:9])  # fmt: skip
    for model, said in product(LISTS, secrets):
        page = admin_client.get(list_of(model), {"q": said})
        if "cl" in page.context:
            assert page.context["cl"].result_count == 0, (model, said)


def test_every_link_of_the_filters_beside_a_list_is_answered(admin_client, report):
    BankFactory()
    for model in LISTS:
        if name_of(model) != "tally":
            page = html.fromstring(admin_client.get(list_of(model)).content.decode())
            links = page.xpath("//*[@id='changelist-filter']//a/@href")
            assert bool(links) == (name_of(model) != "bank"), model
            for link in dict.fromkeys(links):
                assert admin_client.get(list_of(model) + link).status_code == 200, (model, link)


def test_what_may_be_asked_for_may_be_asked_for_anything(admin_client, report):
    for model in LISTS:
        for lookup, value in product(
            ALLOWED[name_of(model)], ("", "x", "-1", "1.5", "9" * 30, "\xb2")
        ):
            page = admin_client.get(list_of(model), {lookup: value})
            assert page.status_code < 400, (model, lookup, value)


@pytest.mark.any_database
@pytest.mark.parametrize(
    "name",
    ["password", "totpdevice__key", "logentry", "id", "username", "nothing"],
)
def test_a_window_refers_to_rows_by_their_number_alone(admin_client, name):
    """``_to_field`` puts a column of each row into the page."""
    page = admin_client.get(list_of(User), {"_to_field": name, "_popup": "1"})
    assert page.status_code == (200 if name == "id" else 400)


@pytest.mark.parametrize("role", ["author", "editor"])
def test_what_completes_a_word_tells_editors_of_no_account(client, report, role):
    """Django's own would answer for every column, and fail over a relation from elsewhere."""
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    told = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            asked = {"app_label": model._meta.app_label, "model_name": name_of(model),
                     "field_name": field.name, "term": ""}  # fmt: skip
            page = client.get(reverse("admin:autocomplete"), asked)
            assert page.status_code in (200, 403), field
            told |= {field.related_model} if page.status_code == 200 else set()
    assert {name_of(each) for each in told} == {"source", "fact"}
    for odd in (
        {},
        {"app_label": "x", "model_name": "x", "field_name": "x"},
        {"app_label": "quiz"},
    ):
        assert client.get(reverse("admin:autocomplete"), odd).status_code == 403


@pytest.mark.parametrize("of", ["round", "turn", "user"])
def test_no_address_of_the_desk_leads_from_a_number_to_a_round(admin_client, report, of):
    """Django's own “view on site” sends whoever is at the desk on to any row's address."""
    row = {"round": report.turn.round, "turn": report.turn, "user": User.objects.first()}[of]
    content_type = ContentType.objects.get_for_model(row)
    page = admin_client.get(f"/admin/r/{content_type.pk}/{row.pk}/")
    assert page.status_code == 404
    assert str(report.turn.round.key) not in str(page.headers)
