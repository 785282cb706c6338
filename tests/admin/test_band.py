"""The band over every page of the desk: its rooms, for whom, and which one the page is in."""

import pytest
from django.contrib.auth.models import Group, User
from lxml import html

from quiz.admin.site import FIRST, MORE
from quiz.models import Report
from tests.factories import TODAY, QuestionFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def tree(client, address="/admin/"):
    return html.fromstring(client.get(address).content.decode())


def rooms(page):
    return [link.text.strip() for link in page.xpath("//nav[1][@aria-label='Desk']//a")]


def here(page):
    return {link.text.strip() for link in page.xpath("//nav[@aria-label='Desk']//a[@aria-current]")}


@pytest.fixture
def author(client):
    user = User.objects.create_user("author", is_staff=True)
    user.groups.add(Group.objects.get(name="author"))
    client.force_login(user)
    return client


@pytest.mark.each_database
def test_a_publisher_may_enter_every_room(admin_client):
    assert set(map(str, (room.label for room in FIRST + MORE))) <= set(rooms(tree(admin_client)))


def test_an_author_sees_only_their_rooms(author):
    assert "Questions" in rooms(tree(author))
    assert "Accounts" not in rooms(tree(author))
    for link in tree(author).xpath("//nav[@aria-label='Desk']//a/@href"):
        assert author.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("address", "room"),
    [
        ("/admin/", "My desk"), ("/admin/quiz/question/", "Questions"),
        ("/admin/quiz/question/due/", "Reading list"), ("/admin/quiz/question/import/", "Import"),
        ("/admin/quiz/question/add/", "Questions"), ("/admin/quiz/source/", "Sources"),
    ],
)  # fmt: skip
def test_the_room_of_the_page_is_marked(admin_client, address, room):
    assert here(tree(admin_client, address)) == {room}


def test_what_waits_in_a_room_is_said_beside_it(admin_client, client, today):
    QuestionFactory(live=True, check=TODAY)
    assert "Reports" in rooms(tree(admin_client))
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    Report.file(played.turns.get(), "wrong", "It was nine.", TODAY)
    said = [link.text_content().split() for link in tree(admin_client).xpath("//nav[1]//a")]
    assert ["Reports", "1"] in said
    assert ["Reading", "list", "1"] in said


def test_before_the_login_there_are_no_rooms_but_a_heading(client):
    page = tree(client, "/admin/login/")
    assert not page.xpath("//nav")
    assert [heading.text for heading in page.xpath("//h1")] == ["Log in"]
    assert page.get("lang") == "en"


def test_an_error_at_the_desk_leads_back_to_it(admin_client):
    page = admin_client.get("/admin/nowhere/")
    assert page.status_code == 404
    assert "To my desk" in page.content.decode()
    assert "To my desk" not in admin_client.get("/nowhere/").content.decode()
