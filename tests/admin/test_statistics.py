"""Statistics at the desk: real or simulated, in figures and in words, for who may see questions."""

import csv
import io
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from quiz.core.item_statistics import FULL
from quiz.models import Bank, Fact, Question, ScoreTally, Tally, Version
from quiz.play import simulate
from quiz.tallies import counting
from tests.factories import SPECS, TODAY, QuestionFactory
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

LIST = reverse("admin:quiz_tally_changelist")


def page(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(name, thing):
    return reverse(f"admin:quiz_tally_{name}", args=[thing.pk])


def tally(version, response, n, full=True, **fields):
    """``n`` counted answers, all of them alike."""
    given = {"points": n * FULL * full, "simulated": False, **fields}
    return Tally.objects.create(
        version=version, digest=counting.digest(response), response=response, n=n, **given
    )


@pytest.fixture
def question(db):
    """A live question that 240 have answered: nobody chose one of the options."""
    question = QuestionFactory(live=True)
    tally(question.live_version, "Eight", 120)
    tally(question.live_version, "Twenty-one", 70, full=False)
    tally(question.live_version, "Thirty-four", 40, full=False)
    tally(question.live_version, None, 10, full=False)
    return question


def test_a_question_in_figures_and_in_words(admin_client, question):
    text = page(admin_client, address("question", question))
    assert "“Forty” was chosen by 0 of 240: replace it." in text
    assert "Answers 240" in text
    assert "Facility 50 % of the points were earned; with 95 % certainty 44 % to 56 %" in text
    assert "Discrimination – there is none where nothing varies" in text
    assert "Not sure 4 % 10 answers" in text
    assert "✓ Eight (right) Answers 120 Share 50 %" in text
    assert "Twenty-one Answers 70 Share 29 %" in text
    assert "Real figures" in text
    assert "Simulated figures" not in text


def test_below_30_answers_it_says_too_few_and_never_a_number(admin_client):
    question = QuestionFactory(live=True)
    tally(question.live_version, "Eight", 29)
    for path in (address("question", question), address("bank", question.bank)):
        text = page(admin_client, path)
        assert "%" not in text.replace("95 %", "")
        assert "oo few" in text
    row = rows(admin_client, question.bank)[0]
    assert (row["answers"], row["facility"], row["not_sure"]) == ("29", "", "")


@pytest.mark.each_database
def test_simulated_figures_are_never_mixed_with_real_ones_and_say_so(admin_client, question):
    tally(question.live_version, "Forty", 50, full=False, simulated=True)
    for path in (LIST, address("question", question), address("bank", question.bank)):
        simulated = page(admin_client, path, simulated="")
        assert "Simulated figures. No reader gave these answers" in simulated
        assert "240" not in simulated
        real = page(admin_client, path)
        assert "Real figures" in real
        assert "240" in real
    assert "Show the simulated figures" in page(admin_client, LIST)


def test_links_keep_to_the_simulated(admin_client, question):
    tally(question.live_version, "Forty", 50, full=False, simulated=True)
    html = admin_client.get(address("bank", question.bank), {"simulated": ""}).content.decode()
    for name, thing in (("question", question), ("csv", question.bank)):
        assert f'href="{address(name, thing)}?simulated"' in html


def test_an_estimate_shows_its_distribution_as_a_drawing_and_as_figures(admin_client):
    question = QuestionFactory(kind="estimate", live=True)
    tally(question.live_version, 26, 30)
    tally(question.live_version, 60, 10, full=False)
    response = admin_client.get(address("question", question))
    html = response.content.decode()
    html = html[html.index('id="content-main"') :]
    svg = flat(html[html.index("<svg") : html.index("</svg>")])
    assert svg.count("<rect") == 32, "121 steps in runs of 4, and a mark under the right one"
    assert 'height="40.00" fill="currentColor" fill-opacity="1"' in svg
    assert "style=" not in html
    text = page(admin_client, address("question", question))
    assert "from 0 to 120 of 120; the full bar marks the right answer, 26" in text
    assert "24 – 27 30 75 %" in text
    assert "60 – 63 10 25 %" in text


@pytest.mark.parametrize("kind", sorted(SPECS))
def test_every_kind_has_its_page(admin_client, kind):
    question = QuestionFactory(kind=kind, live=True)
    task = question.live_version.task
    assert "Answers 0" in page(admin_client, address("question", question))
    tally(question.live_version, task.canonical(task.solution()), 40)
    assert "Facility 100 %" in page(admin_client, address("question", question))


def test_each_version_has_its_own_figures(admin_client, question):
    question.prompt = "Asked otherwise?"
    question.publish(TODAY)
    text = page(admin_client, address("question", question))
    assert "Version 2, published on 22 November 2026" in text
    assert "Answers 0" in text
    assert "1 22 November 2026 240 50 % –" in text
    text = page(admin_client, address("question", question), version="1")
    assert "Version 1, published" in text
    assert admin_client.get(address("question", question), {"version": "9"}).status_code == 404


def test_a_draft_has_no_figures_and_says_why(admin_client):
    assert "nobody was asked it" in page(admin_client, address("question", QuestionFactory()))


@pytest.mark.each_database
def test_after_a_correction_it_says_so(admin_client, question):
    counting.regrade(question.live_version, lambda text: float(text == "Twenty-one"))
    text = page(admin_client, address("question", question))
    assert "Its answers were graded anew after a correction" in text
    assert "✓ Twenty-one (right) Answers 70" in text


@pytest.mark.each_database
def test_a_bank_lists_its_hardest_easiest_most_missed_and_least_used(admin_client):
    bank = QuestionFactory(prompt="Hard, rare?", live=True).bank
    for prompt, n, right in [("Easy?", 100, 95), ("Often missed?", 900, 500), ("New?", 0, 0)]:
        question = QuestionFactory(prompt=prompt, bank=bank, live=True)
        if n:
            tally(question.live_version, "Eight", right)
            tally(question.live_version, "Forty", n - right, full=False)
    hard = Question.objects.get(prompt="Hard, rare?").live_version
    tally(hard, "Eight", 10)
    tally(hard, "Forty", 30, full=False)
    text = page(admin_client, address("bank", bank))
    lists = re.split("Hardest|Easiest|Most missed|Least used", text)[1:]
    asked = r"Hard, rare\?|Easy\?|Often missed\?|New\?"
    assert [re.findall(asked, each)[:2] for each in lists] == [
        ["Hard, rare?", "Often missed?"],
        ["Easy?", "Often missed?"],
        ["Often missed?", "Hard, rare?"],
        ["New?", "Hard, rare?"],
    ]
    assert "3 of 4 have been answered often enough" in text


@pytest.mark.each_database
def test_a_bank_shows_the_spread_of_its_scores(admin_client, question):
    for tenths, n in ((0, 10), (50, 25), (100, 15)):
        ScoreTally.objects.create(bank=question.bank, length=10, tenths=tenths, n=n)
    ScoreTally.objects.create(bank=question.bank, length=5, tenths=50, n=3)
    text = page(admin_client, address("bank", question.bank))
    assert "50 whole rounds. Mean 55 %, median 50 % of the points." in text
    assert "0 – 10 % 10 20 %" in text
    assert "90 – 100 % 15 30 %" in text
    assert "3 whole rounds: too few for figures." in text


def test_a_large_bank_says_which_questions_were_looked_at(admin_client, question, monkeypatch):
    from quiz.admin import statistics

    other = QuestionFactory(bank=question.bank, live=True)
    tally(other.live_version, "Eight", 100)
    text = page(admin_client, address("bank", question.bank))
    assert "Of the" not in text
    assert "perhaps it is too easy" in text
    monkeypatch.setattr(statistics, "LOOKED_AT", 1)
    text = page(admin_client, address("bank", question.bank))
    assert "Of the 1 questions that were answered most" in text
    assert "“Forty” was chosen by 0 of 240" in text
    assert "perhaps it is too easy" not in text


def rows(client, bank, **params):
    response = client.get(address("csv", bank), params)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_file_has_every_version_and_no_formula(admin_client, question):
    question.prompt = "=HYPERLINK(1)"
    question.publish(TODAY)
    one, other = rows(admin_client, question.bank)
    assert (one["version"], one["answers"], one["facility"], one["live"]) == (
        "1",
        "240",
        "0.5000",
        "0",
    )
    assert float(one["facility_low"]) < 0.5 < float(one["facility_high"])
    assert (one["discrimination"], one["not_sure"]) == ("", "0.0417")
    assert (other["version"], other["answers"], other["live"]) == ("2", "0", "1")
    assert other["prompt"] == "'=HYPERLINK(1)"
    assert rows(admin_client, question.bank, simulated="")[0]["answers"] == "0"


@pytest.mark.each_database
def test_who_may_not_see_questions_sees_no_statistics(client, question):
    paths = [LIST, address("question", question), address("bank", question.bank),
             address("csv", question.bank)]  # fmt: skip
    for path in paths:
        assert client.get(path).status_code == 302, "strangers are led to the login"
    author = User.objects.create_user("author", is_staff=True)
    client.force_login(author)
    for path in paths:
        assert client.get(path).status_code == 403
    author.user_permissions.add(Permission.objects.get(codename="view_question"))
    for path in paths:
        assert client.get(path).status_code == 200
    assert client.get("/admin/quiz/tally/add/").status_code == 404


def test_what_is_not_there_is_not_found(admin_client):
    for name in ("question", "bank", "csv"):
        assert admin_client.get(reverse(f"admin:quiz_tally_{name}", args=[99])).status_code == 404


def test_the_question_and_its_bank_lead_there(admin_client, question):
    html = admin_client.get(reverse("admin:quiz_question_change", args=[question.pk])).content
    link = reverse("admin:quiz_question_statistics", args=[question.pk])
    assert link in html.decode()
    assert admin_client.get(link).url == address("question", question)
    html = admin_client.get(reverse("admin:quiz_bank_change", args=[question.bank_id])).content
    assert address("bank", question.bank) in html.decode()


@pytest.mark.each_database
def test_every_page_costs_the_same_for_few_and_many(admin_client, django_assert_max_num_queries):
    bank = QuestionFactory(live=True).bank
    first = Question.objects.get()
    for size in (0, 300):
        grow(bank, first, size)
        simulate.fill(bank, 3, 10, [TODAY])
        for path in (LIST, address("bank", bank), address("csv", bank), address("question", first)):
            with django_assert_max_num_queries(12):
                response = admin_client.get(path, {"simulated": ""})
                assert b"".join(response) if response.streaming else response.content


def grow(bank, like, size):
    """``size`` more live questions like one, in a few inserts."""
    content, topic = like.live_version.content, like.topic
    facts = Fact.objects.bulk_create(
        Fact(bank=bank, ref=f"more-{n}", text=str(n)) for n in range(size)
    )
    questions = Question.objects.bulk_create(
        Question(bank=bank, ref=fact.ref, fact=fact, topic=topic, kind="choice", prompt=fact.ref)
        for fact in facts
    )
    versions = Version.objects.bulk_create(
        Version(question=question, number=1, kind="choice", topic=topic, content=content,
                published_on=TODAY) for question in questions
    )  # fmt: skip
    for question, version in zip(questions, versions, strict=True):
        question.live_version, question.state = version, "live"
    Question.objects.bulk_update(questions, ["live_version", "state"], batch_size=500)
    Bank.objects.filter(pk=bank.pk).update(revision=bank.revision + 1)
    bank.refresh_from_db()
