"""The two roles: there after ``migrate``, and brought up to date by it."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from quiz.admin.roles import EDITING, ROLES
from tests.desk import press

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_migrate_makes_the_role_with_all_its_permissions(role):
    given = Group.objects.get(name=role).permissions.values_list("codename", flat=True)
    assert sorted(given) == sorted(ROLES[role])


def test_an_author_has_nothing_of_what_editors_add():
    author = Group.objects.get(name="author")
    assert not author.permissions.filter(codename__in=EDITING).exists()


def test_migrate_gives_back_what_is_lacking_and_keeps_what_was_added():
    author = Group.objects.get(name="author")
    more = Permission.objects.get(codename="view_round")
    author.permissions.set([more])
    Group.objects.get(name="editor").delete()
    call_command("migrate", verbosity=0)
    given = author.permissions.values_list("codename", flat=True)
    assert sorted(given) == sorted([*ROLES["author"], "view_round"])
    assert Group.objects.get(name="editor").permissions.count() == len(ROLES["editor"])


def test_the_desk_lists_questions_first_and_no_groups(admin_client):
    page = admin_client.get("/admin/").content.decode()
    places = [page.index(f'href="/admin/{name}/"') for name in ("quiz/question", "quiz/report")]
    assert places == sorted(places)
    assert (
        places[1] < page.index('href="/admin/quiz/bank/"') < page.index('href="/admin/auth/user/"')
    )
    assert "/admin/auth/group/" not in page


def test_the_desk_speaks_of_accounts_and_of_no_users(admin_client, admin_user):
    address = reverse("admin:auth_user_change", args=[admin_user.pk])
    for button, there in (("_save", "changelist"), ("_continue", "change")):
        saved = press(admin_client, admin_client.get(address), button)
        assert "The account “admin” is saved." in saved.content.decode()
        assert saved.resolver_match.url_name == f"auth_user_{there}"
    for name, args in (("add", []), ("change", [admin_user.pk]), ("delete", [admin_user.pk])):
        page = admin_client.get(reverse(f"admin:auth_user_{name}", args=args)).content.decode()
        assert re.search(r"<(h1|p class=\"kicker\")>[^<]*account", page, re.IGNORECASE), name
        assert not re.search(r"\buser\b(?![_/.\"-])", re.sub(r"<[^>]+>", "", page), re.IGNORECASE)
