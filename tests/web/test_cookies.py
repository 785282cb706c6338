"""A cookie is one of ours by its exact name, whatever a neighbouring site has set beside it."""

import uuid

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from quiz.models import Round
from tests.cookies import value_for

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# Signs that Python's ``strip`` takes for spaces, and browsers for part of a name.
SPACES = [" ", "\t", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2000", "\u2028", "\u3000"]
ODD = [f"{sign}NAME" for sign in SPACES[2:]] + [f"NAME{sign}" for sign in SPACES]


def sent(*cookies):
    """As it arrives: bytes, which a server gives to Python as Latin-1."""
    return "; ".join(f"{name}={value}" for name, value in cookies).encode().decode("latin-1")


@pytest.mark.parametrize("first", [True, False])
def test_a_round_never_begins_under_a_number_that_a_neighbour_has_set(bank, first):
    name = settings.READER_COOKIE_NAME
    for odd in [*ODD, "NAME"]:
        own, foreign = uuid.uuid4(), uuid.uuid4()
        both = [(name, value_for(own)), (odd.replace("NAME", name), value_for(foreign))]
        cookies = sent(*(both if first else both[::-1]))
        Client().post("/banks/small/start/", headers={"Cookie": cookies})
        begun = Round.objects.get()
        # Of two that are alike nobody can tell which is ours, so the browser gets a fresh number.
        assert begun.reader not in ((foreign, own) if odd == "NAME" else (foreign,)), odd
        assert odd == "NAME" or begun.reader == own, odd
        begun.delete()


@pytest.mark.parametrize("odd", ODD)
def test_nobody_is_logged_in_by_a_cookie_of_a_neighbour(odd):
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    cookies = [(name, each.value) for name, each in client.cookies.items()]
    assert Client().get("/admin/", headers={"Cookie": sent(*cookies)}).status_code == 200
    name = settings.SESSION_COOKIE_NAME
    spoilt = [
        (odd.replace("NAME", name) if each == name else each, value) for each, value in cookies
    ]
    assert Client().get("/admin/", headers={"Cookie": sent(*spoilt)}).status_code == 302


def test_what_stands_beside_ours_is_left_alone(client, bank):
    own = uuid.uuid4()
    cookies = [("a", "1"), (settings.READER_COOKIE_NAME, value_for(own)), ("", "x"), ("b", "2; ;")]
    client.post("/banks/small/start/", headers={"Cookie": sent(*cookies)})
    assert Round.objects.get().reader == own
