"""Reports at the desk: a queue, shown as text, handled once, by editors alone."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from quiz.models import Question, Report, Round
from tests.desk import act, sent
from tests.factories import TODAY, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

QUEUE = "/admin/quiz/report/"


@pytest.fixture
def report(client, today):
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    Report.file(played.turns.get(), "wrong", "<b>It was nine.</b>", today)
    return Report.objects.get()


@pytest.fixture
def editor(client):
    """Somebody with the permissions that the role has, and no more."""
    user = User.objects.create_user("editor", is_staff=True)
    names = ["view_report", "change_report", "view_question"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


@pytest.mark.each_database
def test_the_queue_shows_what_was_written_as_text(client, report, editor):
    page = client.get(QUEUE).content.decode()
    assert "The answer is wrong" in page
    assert "&lt;b&gt;It was nine.&lt;/b&gt;" in page
    assert "<b>It was nine." not in page
    page = client.get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert "&lt;b&gt;It was nine.&lt;/b&gt;" in page
    assert "Eight of the matches were verified as correct." in page
    assert f'href="/admin/quiz/question/{report.turn.version.question_id}/change/"' in page


@pytest.mark.each_database
def test_neither_the_round_nor_its_key_is_shown_or_can_be_guessed(client, report, editor):
    key = str(report.turn.round.key)
    for path in (QUEUE, f"{QUEUE}{report.pk}/change/"):
        page = client.get(path).content.decode()
        assert key not in page
    answers = ("turn__response__isnull=1", "turn__grade__gt=0", "turn__first_grade__isnull=1",
               "turn__repeat=1", "turn__answered_on__gt=2026-01-01")  # fmt: skip
    for guess in (f"turn__round__key={key}", "turn__round__reader__isnull=0", *answers):
        assert client.get(f"{QUEUE}?{guess}").status_code == 400, guess
    question = report.turn.version.question_id
    for asked in ("state__exact=open", "reason__exact=wrong",
                  f"turn__version__question__id__exact={question}",
                  "turn__version__question__bank__id__exact=1"):  # fmt: skip
        assert client.get(f"{QUEUE}?{asked}").status_code == 200, asked


@pytest.mark.each_database
def test_the_version_that_was_reported_is_shown_not_todays(client, report, editor, today):
    question = Question.objects.get()
    question.prompt = "Something else?"
    question.save()
    question.publish(today)
    page = client.get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert report.turn.version.content["prompt"] in page
    assert "version 1; readers are asked another one today" in page


def test_it_is_accepted_with_who_and_the_day(client, report, editor, today):
    sent(client, f"{QUEUE}{report.pk}/change/", {"state": "accepted"})
    report.refresh_from_db()
    assert (report.state, report.handled_on, report.handled_by) == ("accepted", today, editor)
    sent(client, f"{QUEUE}{report.pk}/change/", {"state": "open"})
    report.refresh_from_db()
    assert (report.state, report.handled_on, report.handled_by) == ("open", None, None)


@pytest.mark.each_database
def test_what_a_reader_wrote_cannot_be_changed(client, report, editor):
    data = {"state": "dismissed", "text": "x", "reason": "other"}
    sent(client, f"{QUEUE}{report.pk}/change/", data)
    report.refresh_from_db()
    assert (report.text, report.reason) == ("<b>It was nine.</b>", "wrong")
    assert client.get(f"{QUEUE}add/").status_code == 403


@pytest.mark.each_database
def test_many_are_dismissed_at_once_and_what_was_decided_stays(client, report, editor, today):
    second = make_round("choice")
    client.post(f"/rounds/{second.key}/1/", {"unsure": "1"})
    Report.file(second.turns.get(), "unclear", "", today)
    report.handle("accepted", today, by=editor)
    chosen = list(Report.objects.values_list("pk", flat=True))
    data = {"action": "dismiss", "_selected_action": chosen}
    page = client.post(QUEUE, data, follow=True).content.decode()
    assert "1 had been decided before, and stays so." in page
    assert dict(Report.objects.values_list("reason", "state")) == {
        "wrong": "accepted",
        "unclear": "dismissed",
    }


@pytest.mark.each_database
def test_the_desks_log_says_nothing_of_a_report(client, report, admin_client, today):
    """An entry stays when the reader has erased what it is about."""
    admin_client.post(QUEUE, {"action": "accept", "_selected_action": [report.pk]})
    sent(admin_client, f"{QUEUE}{report.pk}/change/", {"state": "dismissed"})
    report.refresh_from_db()
    assert report.state == "dismissed"
    assert not LogEntry.objects.exists()
    sent(admin_client, f"{QUEUE}{report.pk}/delete/", {"post": "yes"})
    second = make_round("choice")
    client.post(f"/rounds/{second.key}/1/", {"unsure": "1"})
    Report.file(second.turns.get(), "unclear", "It was nine.", today)
    act(
        admin_client,
        "delete_selected",
        Report.objects.get(),
        address=QUEUE,
        post="yes",
        follow=False,
    )
    assert not Report.objects.exists()
    kept = list(LogEntry.objects.values_list("object_id", "object_repr", "change_message"))
    assert kept == [(None, "report", "")] * 2


def test_nothing_of_it_is_in_a_message_that_waits(report, admin_client):
    """A message is kept in the editor's session until the next page shows it."""
    page = sent(admin_client, f"{QUEUE}{report.pk}/change/", {"state": "accepted"})
    assert page.status_code == 302
    waiting = str(dict(admin_client.session.items()))
    assert "Saved:" in waiting
    for said in ("wrong", "nine"):
        assert said not in waiting


@pytest.mark.parametrize("staff", [False, True])
def test_whoever_has_no_permission_sees_and_handles_nothing(client, report, staff):
    client.force_login(User.objects.create_user("stranger", is_staff=staff))
    for path in (QUEUE, f"{QUEUE}{report.pk}/change/"):
        assert client.get(path).status_code in (302, 403)
        assert client.post(path, {"state": "accepted"}).status_code in (302, 403)
    report.refresh_from_db()
    assert report.state == "open"


def test_a_question_says_how_many_reports_are_open(client, report, admin_client):
    place = f"/admin/quiz/question/{report.turn.version.question_id}/change/"
    page = admin_client.get(place).content.decode()
    assert "1 open report" in page
    assert f"turn__version__question__id__exact={report.turn.version.question_id}" in page
    report.handle("accepted", report.reported_on, by=None)
    assert "open report" not in admin_client.get(place).content.decode()


def test_the_first_page_of_the_desk_counts_what_waits(client, report, admin_client):
    assert "1 report of a reader is open." in admin_client.get("/admin/").content.decode()
    report.handle("accepted", report.reported_on, by=None)
    assert "of a reader is open" not in admin_client.get("/admin/").content.decode()


def test_saving_without_a_decision_leaves_it_to_who_decided(
    client, report, editor, django_user_model
):
    report.handle("accepted", TODAY, by=django_user_model.objects.create_user("first"))
    sent(client, f"{QUEUE}{report.pk}/change/", {"state": "accepted"})
    report.refresh_from_db()
    assert report.handled_by.username == "first"
    sent(client, f"{QUEUE}{report.pk}/change/", {"state": "dismissed"})
    report.refresh_from_db()
    assert (report.state, report.handled_by) == ("dismissed", editor)


@pytest.mark.each_database
def test_its_page_leads_on(admin_client, client, report):
    version = report.turn.version
    played = Round.begin([version.pk], bank=report.turn.round.bank, wanted=1, started_on=TODAY)
    played.turns.get().answer("Forty", TODAY)
    Report.file(played.turns.get(), "unclear", "Which report?", TODAY)
    page = " ".join(admin_client.get(f"{QUEUE}{report.pk}/change/").content.decode().split())
    source = version.content["evidence"]["source"]["url"]
    assert f'href="{source}" target="_blank" rel="noopener noreferrer"' in page
    assert f'href="/admin/quiz/question/{version.question_id}/correct/"' in page
    other = Report.objects.exclude(pk=report.pk).get()
    assert f'href="{QUEUE}{other.pk}/change/"' in page
    assert "Which report?" in page
    assert "Accepted: the reader reads beside the question" in page


@pytest.mark.each_database
def test_who_may_not_correct_is_not_sent_there(client, report, editor):
    page = client.get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert "/correct/" not in page
