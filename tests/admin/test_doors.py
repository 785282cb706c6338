"""No page of the desk, whoever adds it, is open to somebody who should be at its door."""

import datetime
import re

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import URLPattern

from quiz.admin import second_factor
from quiz.models import Bank, Question
from tests.factories import TODAY, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
OPEN = {"/admin/login/"}
BEFORE_THE_FACTOR = {"/admin/second-factor/", "/admin/logout/"}


def addresses(patterns=None, before="/admin/"):
    """The address of every page that is registered with the desk, with 1 for each argument."""
    for pattern in patterns if patterns is not None else admin.site.get_urls():
        route = str(pattern.pattern)
        if route.startswith("(?P<url>"):  # whatever else is under /admin/
            yield f"{before}nowhere/"
        elif route.startswith("^"):
            yield f"{before}quiz/"
        elif isinstance(pattern, URLPattern):
            yield before + re.sub(r"<[^>]+>", "1", route)
        else:
            yield from addresses(pattern.url_patterns, before + re.sub(r"<[^>]+>", "1", route))


PAGES = sorted(set(addresses()) - OPEN)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 12:01", tick=False) as traveller:
        yield traveller


def doors(client, method, skip=()):
    """Where each page sends somebody, the door's own address left out."""
    found = {}
    for page in PAGES:
        if page in skip:
            continue
        response = getattr(client, method)(page)
        where = response.headers.get("Location", f"status {response.status_code}")
        if not where.startswith("/admin/login/"):
            found[page] = where
    return found


def test_the_pages_are_all_found():
    assert len(PAGES) > 40
    for expected in ("/admin/", "/admin/quiz/question/1/preview/", "/admin/auth/user/1/password/"):
        assert expected in PAGES


@pytest.fixture(params=["stranger", "no editor", "gone", "run out", "no code yet"])
def outside(request, client, clock):
    """Somebody who must not get in, in one way or another."""
    user = User.objects.create_superuser("somebody", password="a long pass phrase")
    if request.param == "no code yet":
        second_factor.begin(user)
        device = second_factor.pending(user)
        device.confirmed = True
        device.save()
    if request.param != "stranger":
        client.force_login(user)
    if request.param == "no editor":
        User.objects.update(is_staff=False)
    elif request.param == "gone":
        User.objects.update(is_active=False)
    elif request.param == "run out":
        clock.shift(datetime.timedelta(hours=20))
    return client


@pytest.mark.each_database
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_leads_to_the_door(outside, method):
    question = QuestionFactory()
    found = doors(outside, method)
    # Logging out somebody who is not in leads to the start of the desk, and so to the door.
    assert found.pop("/admin/logout/") == "/admin/"
    assert not found
    question.refresh_from_db()
    assert Question.objects.count() == Bank.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_everyone_needs_a_second_factor_each_leads_to_it(client, method, settings):
    settings.SECOND_FACTOR = True
    client.force_login(User.objects.create_superuser("somebody"))
    found = doors(client, method, skip=BEFORE_THE_FACTOR)
    assert set(found) == set(PAGES) - BEFORE_THE_FACTOR
    assert set(found.values()) == {"/admin/second-factor/"}
