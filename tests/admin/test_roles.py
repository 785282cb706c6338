"""The two roles: there after ``migrate``, and brought up to date by it."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse

from quiz.admin.roles import EDITING, ROLES
from tests.desk import press

pytestmark = pytest.mark.django_db

ADD = reverse("admin:auth_user_add")


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


@pytest.mark.any_database
def test_the_desk_speaks_of_accounts_and_of_no_users(admin_client, admin_user):
    address = reverse("admin:auth_user_change", args=[admin_user.pk])
    for button, there in (("_save", "changelist"), ("_continue", "change")):
        saved = press(admin_client, admin_client.get(address), button)
        assert "Saved" in saved.content.decode()
        assert saved.resolver_match.url_name == f"auth_user_{there}"
    for name, args in (("add", []), ("change", [admin_user.pk]), ("delete", [admin_user.pk])):
        page = admin_client.get(reverse(f"admin:auth_user_{name}", args=args)).content.decode()
        assert re.search(r"<(h1|p class=\"kicker\")>[^<]*account", page, re.IGNORECASE), name
        assert not re.search(r"\buser\b(?![_/.\"-])", re.sub(r"<[^>]+>", "", page), re.IGNORECASE)


class TestAnOpenDesk:
    """Who sits at a publisher’s desk without the password gets no way in that stays."""

    NEW = "a long pass phrase"

    def tried(self, client, address, button, **typed):
        """The pages that come without the own password, with a wrong one, and with the right."""
        for own in ("", "wrong", "password"):
            yield press(client, client.get(address), button, own_password=own, **typed)

    def test_makes_no_account(self, admin_client):
        twice = {"password1": self.NEW, "password2": self.NEW}
        pages = self.tried(admin_client, ADD, "_save", username="mole", role="publisher", **twice)
        assert "Write your own password." in next(pages).content.decode()
        assert "This is not your password." in next(pages).content.decode()
        assert not User.objects.filter(username="mole").exists()
        assert "Saved: <a href=" in next(pages).content.decode()

    @pytest.mark.any_database
    def test_gives_no_rights(self, admin_client, django_user_model):
        mole = django_user_model.objects.create_user("mole", is_staff=True)
        mole.groups.add(Group.objects.get(name="author"))
        address = reverse("admin:auth_user_change", args=[mole.pk])
        press(admin_client, admin_client.get(address), "_save", is_active=[], follow=False)
        mole.refresh_from_db()
        assert not mole.is_active, "to shut somebody out needs none"
        page = press(admin_client, admin_client.get(address), "_save", is_active=["on"])
        assert "Write your own password" in page.content.decode()
        pages = self.tried(admin_client, address, "_save", is_active=["on"], role=["publisher"])
        assert "Write your own password" in next(pages).content.decode()
        assert "This is not your password." in next(pages).content.decode()
        assert "Saved: <a href=" in next(pages).content.decode()
        mole.refresh_from_db()
        assert mole.is_active
        assert mole.is_superuser
        assert "own" not in LogEntry.objects.latest("pk").get_change_message()

    @pytest.mark.any_database
    def test_gives_no_other_password_and_may_not_guess(self, admin_client, admin_user):
        address = reverse("admin:auth_user_password_change", args=[admin_user.pk])
        twice = {"password1": self.NEW, "password2": self.NEW}
        pages = self.tried(admin_client, address, "Change password", **twice)
        assert "Write your own password." in next(pages).content.decode()
        assert "This is not your password." in next(pages).content.decode()
        assert "The account “admin” has another password." in next(pages).content.decode()
        for _n in range(11):
            page = admin_client.post(address, {**twice, "own_password": "wrong"})
        assert "too many attempts" in page.content.decode()
        admin_user.refresh_from_db()
        assert admin_user.check_password(self.NEW)
