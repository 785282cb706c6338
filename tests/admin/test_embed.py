"""The page of the desk with the lines that put a bank or a set into another site's page."""

import re
from functools import partial
from html import unescape

import pytest

from quiz.models import Bank, QuestionSet
from tests.desk import press
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def lines(page):
    """What is in the box, as somebody copies it."""
    return unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])


@pytest.fixture
def look(admin_client, bank):
    def shown(**chosen):
        return admin_client.get(f"/admin/quiz/bank/{bank.pk}/embed/", chosen).content.decode()

    return shown


def test_the_lines_frame_the_bank_and_load_the_script_by_its_hash(look, client):
    pasted = lines(look())
    assert 'src="http://testserver/embed/banks/small/"' in pasted
    assert 'title="The Privacy Quiz: A small bank"' in pasted
    sandbox = re.search(r'sandbox="([^"]*)"', pasted)[1]
    assert sandbox == (
        "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )
    script = re.search(r'<script src="http://testserver(/embed/loader\.1\.js)"', pasted)[1]
    assert client.get(script).status_code == 200
    assert 'integrity="sha384-' in pasted
    assert "style=" not in pasted, "a strict policy of the publisher would drop it"


def test_a_name_with_signs_of_html_stays_a_name(look):
    Bank.objects.update(title='Faces & <b>“quotes”</b>"')
    assert "Faces &amp; &lt;b&gt;“quotes”&lt;/b&gt;&quot;" in lines(look())


def test_it_takes_few_queries(admin_client, bank, django_assert_max_num_queries):
    look = partial(admin_client.get, f"/admin/quiz/bank/{bank.pk}/embed/")
    look()
    with django_assert_max_num_queries(12):
        look()


def test_a_topic_a_look_and_a_colour_stand_in_its_address(look, bank):
    topic = bank.topics.first()
    page = look(path=f"topics/small/{topic.ref}/", scheme="dark", accent="#E4002B")
    address = f"/embed/dark-e4002b/topics/small/{topic.ref}/"
    assert f'src="http://testserver{address}"' in lines(page)
    assert f'<iframe src="{address}"' in page, "the preview is of the same"


def test_a_colour_that_cannot_be_read_is_changed_and_that_is_said(look):
    assert "your colour becomes" not in look(accent="#123c9c", scheme="light")
    page = look(accent="#ffe000", scheme="light")
    assert re.search(r"your colour becomes\s+#[0-9a-f]{6} on light pages\.", page)


def test_what_is_no_colour_is_said_at_its_place_and_kept(look):
    page = look(accent="rouge")
    assert "This is no colour." in page
    assert 'value="rouge"' in page
    assert "/embed/banks/small/" in lines(page)


def test_a_draft_says_that_readers_find_nothing_there(look):
    assert "It is a draft" not in look()
    Bank.objects.update(state=Bank.State.DRAFT)
    assert "It is a draft" in look()


def test_a_set_has_its_own(admin_client, bank):
    week = QuestionSet.objects.create(bank=bank, ref="week", title="This week", summary="Two.")
    page = admin_client.get(f"/admin/quiz/questionset/{week.pk}/embed/").content.decode()
    assert 'src="http://testserver/embed/sets/week/"' in lines(page)
    assert "It is a draft" in page


def test_the_pages_of_the_bank_and_the_set_lead_to_it(admin_client, bank):
    week = QuestionSet.objects.create(bank=bank, ref="week", title="This week", summary="Two.")
    for place in (f"/admin/quiz/bank/{bank.pk}/", f"/admin/quiz/questionset/{week.pk}/"):
        page = admin_client.get(f"{place}change/").content.decode()
        assert f'href="{place}embed/"' in page


class TestHosts:
    def save(self, client, bank, hosts):
        page = client.get(f"/admin/quiz/bank/{bank.pk}/change/")
        return press(client, page, "_continue", embed_hosts=hosts)

    def test_only_their_pages_may_show_it(self, admin_client, client, bank):
        self.save(admin_client, bank, "Paper.example\nhttps://www.paper.example/x\n")
        policy = client.get("/embed/banks/small/").headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' paper.example https://www.paper.example" in policy
        page = admin_client.get(f"/admin/quiz/bank/{bank.pk}/embed/").content.decode()
        assert "Only pages on paper.example, https://www.paper.example may show it." in page

    def test_so_it_is_in_a_round(self, client, bank):
        Bank.objects.update(embed_hosts="paper.example")
        started = client.post("/embed/banks/small/start/", {"number": 5})
        for response in (started, client.get(started.headers["Location"])):
            assert response.status_code in (302, 200)
        assert "frame-ancestors 'self' paper.example" in response.headers["Content-Security-Policy"]

    def test_what_is_no_host_is_said_and_kept(self, admin_client, bank):
        page = self.save(admin_client, bank, "paper.example; script-src *").content.decode()
        assert "is no host" in page
        assert "paper.example; script-src *" in unescape(page)
        assert Bank.objects.get().embed_hosts == ""

    def test_what_was_stored_past_the_form_is_in_no_policy(self, admin_client, client, bank):
        Bank.objects.update(embed_hosts="a; report-uri https://evil.example/\nü.example\nb.example")
        policy = client.get("/embed/banks/small/").headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self' b.example")
        Bank.objects.update(embed_hosts="ü.example")
        policy = client.get("/embed/banks/small/").headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self'")
        page = admin_client.get(f"/admin/quiz/bank/{bank.pk}/embed/").text
        assert "No other site may show it: what it names are no hosts." in page

    def test_a_day_that_is_none_is_no_fault(self, client, bank):
        assert client.get("/embed/today/2026-02-31/").status_code == 404
        assert client.get(f"/embed/today/{TODAY}/").status_code == 404
