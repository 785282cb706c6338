"""A round that has expired is shown nowhere at once, though the clean-up comes later."""

import datetime

import pytest

from quiz.models import Report, Round
from quiz.privacy.retention import visible_reports
from tests.addresses import answers, desk, readers
from tests.factories import TODAY
from tests.privacy.test_your_data import play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = "said by this reader alone"


@pytest.fixture
def expired(client, bank):
    """A round of this browser, answered, reported and stopped, whose last day is over."""
    played = play(client)
    client.post(f"/rounds/{played.key}/1/report/", {"reason": "other", "text": SAID})
    client.post(f"/rounds/{played.key}/stop/")
    Round.objects.update(started_on=TODAY - datetime.timedelta(days=30))
    return played


def test_it_is_on_no_page_of_readers_and_in_no_file(client, expired):
    of_the_round = [path for path in readers(expired).values() if str(expired.key) in path]
    assert len(of_the_round) > 5
    for path in readers(expired).values():
        response = client.get(path)
        page = response.getvalue().decode(errors="replace")
        assert SAID not in page, path
        assert str(expired.key) not in page, path
        assert response.status_code in (404, 405) or path not in of_the_round, path
    assert "leads to no round" in client.get("/your-data/").content.decode()
    assert client.post(f"/rounds/{expired.key}/").status_code == 404


def test_beside_a_younger_round_it_is_not_counted(client, expired):
    younger = play(client, answers=2)
    client.post(f"/rounds/{younger.key}/stop/")
    for response in (client.get("/your-data/"), client.post(f"/rounds/{younger.key}/")):
        page = response.content.decode()
        assert str(younger.key) in page
        assert str(expired.key) not in page
        assert SAID not in page
    assert "One round. Answers in it: 2" in client.get("/your-data/").content.decode()


def test_no_page_of_the_desk_shows_what_was_said_in_it(client, expired, admin_client):
    paths = {*desk(expired), f"/admin/quiz/report/{Report.objects.get().pk}/change/"}
    pages = [page.getvalue().decode() for _path, page in answers(admin_client, paths)]
    assert not [page for page in pages if SAID in page]
    assert "open report of a reader" not in admin_client.get("/admin/").content.decode()
    for days, counted in ((0, 0), (-1, 1)):  # in the band, as in the list
        on = TODAY + datetime.timedelta(days=days)
        assert visible_reports(on, Report.objects.filter(state="open")).count() == counted


@pytest.mark.parametrize("path", ["/your-data/erase/", "/rounds/{key}/data/erase/"])
def test_it_can_still_be_erased(client, expired, path):
    client.post(path.format(key=expired.key))
    assert not Round.objects.exists()
