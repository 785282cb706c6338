"""The two roles: there after ``migrate``, and brought up to date by it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from quiz.admin.roles import EDITING, ROLES

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
