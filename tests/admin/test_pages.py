"""The pages, actions and queues of the desk, in the order of their lists."""

import re

import pytest
from django.urls import reverse

from quiz.admin.pages import ACTIONS, LIST_PAGES, QUESTION_PAGES
from quiz.models import Report
from tests.factories import TODAY, QuestionFactory, make_round

LIST = "admin:quiz_question_changelist"
BUTTONS = ("preview", "publish")  # which save what is typed, before they lead there


def positions(page, texts):
    found = [page.find(text) for text in texts]
    assert -1 not in found, texts
    return found


@pytest.fixture
def question(db, today):
    return QuestionFactory(live=True)


def test_links_stand_in_the_order_of_the_lists(admin_client, question):
    for name, args, pages in (
        ("admin:quiz_question_change", [question.pk], QUESTION_PAGES),
        (LIST, [], LIST_PAGES),
    ):
        page = admin_client.get(reverse(name, args=args)).content.decode()
        page = page[page.index("<main") :]  # in the band they stand in another order
        linked = [each for each in pages if each.label and each.name not in BUTTONS]
        links = [f'href="{reverse(each.url_name, args=args)}"' for each in linked]
        assert (found := positions(page, links)) == sorted(found)


def test_actions_are_offered_in_the_order_of_their_list(admin_client, question):
    page = admin_client.get(reverse(LIST)).content.decode()
    offered = re.findall(r'<option value="(\w+)">', page[page.index('name="action"') :])
    ours = [action.__name__ for action in ACTIONS]
    assert [name for name in offered if name in ours] == ours


def test_what_waits_stands_in_the_order_of_the_queues(admin_client, client, question):
    QuestionFactory(state="review", submitted=True)
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    Report.file(played.turns.get(), "wrong", "It was nine.", TODAY)
    page = admin_client.get("/admin/").content.decode()
    links = [f"{reverse(LIST)}?state=review", f"{reverse('admin:quiz_report_changelist')}?state__"]
    assert (found := positions(page, links)) == sorted(found)
