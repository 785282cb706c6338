"""The interface for programs: what it tells, how it refuses, and that it tells no key."""

import csv
import io
from urllib.parse import urlparse

import pytest
from django.conf import settings
from django.test import Client

from quiz.core.kinds import KINDS
from quiz.exchange.bank_shape import Exhibit
from quiz.models import Bank, Correction, DailyQuestion, QuestionSet
from quiz.syndication.api import documents, schemas, views
from quiz.tallies import shown
from quiz.web.rate_limits import Limit
from tests.caches import kept_for
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, TopicFactory
from tests.tallies.test_shown import count, score

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def ask(path, status=200, **extra):
    """What stands at an address under ``/api/v1/``, asked without a cookie."""
    response = Client().get(f"/api/v1/{path}", **extra)
    assert response.status_code == status, response.content
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    return response.json() if response.content else None


def refused(path, status, **extra):
    """The sentence with which an address is refused."""
    response = Client().get(f"/api/v1/{path}", **extra)
    assert response.headers["Content-Type"] == "application/problem+json"
    told = ask(path, status, **extra)
    assert told["status"] == status
    assert told["type"] == "about:blank"
    return told["detail"]


def at(address):
    """The path under ``/api/v1/`` of a whole address."""
    assert address.startswith("http://testserver/api/v1/")
    return urlparse(address).path.removeprefix("/api/v1/")


@pytest.fixture
def asked(bank):
    """A question that can be the day's."""
    return bank.questions.filter(kind="choice").first()


def test_a_bank_is_found_with_its_topics_and_leads_to_its_questions(bank):
    (listed,) = ask("banks/")["items"]
    found = ask("banks/small/")
    assert listed == found
    assert (found["title"], found["language"], found["questions"]) == ("A small bank", "en", 12)
    assert [topic["questions"] for topic in found["topics"]] == [6, 6]
    assert Client().get(urlparse(found["url"]).path).status_code == 200
    told = ask(at(found["questions_url"]))
    assert (told["page"], told["pages"], told["total"]) == (1, 1, 12)
    assert [question["kind"] for question in told["items"]] == [*KINDS] * 2
    assert all(question["checked_on"] == str(TODAY) for question in told["items"])


def test_it_begins_with_the_addresses_that_lead_to_all_others(bank, asked):
    DailyQuestion.objects.create(day=TODAY, question=asked)
    for address in ask("").values():
        assert Client().get(urlparse(address).path).status_code == 200


def test_a_question_says_what_there_is_to_answer_with_and_no_key(bank):
    told = {question["kind"]: question for question in ask("banks/small/questions/")["items"]}
    spec = SPECS
    texts = [spec["choice"]["right"], *(wrong["text"] for wrong in spec["choice"]["wrong"])]
    assert sorted(told["choice"]["options"]) == sorted(texts)
    assert len(told["multiple"]["options"]) == 4
    assert told["true_false"].keys().isdisjoint({"options", "items", "left"})
    assert told["estimate"]["unit"] == "of 120"
    assert (told["estimate"]["low"], told["estimate"]["high"]) == (0, 120)
    assert sorted(told["ordering"]["items"]) == sorted(i["text"] for i in spec["ordering"]["items"])
    assert (told["ordering"]["first"], told["ordering"]["last"]) == ("Earliest", "Latest")
    assert len(told["matching"]["partners"]) == len(told["matching"]["left"]) + 1
    for question in told.values():
        assert ask(f"questions/{question['number']}/") == question
    names = {name for question in told.values() for name in question}
    assert names.isdisjoint({"ref", "right", "wrong", "explanation", "evidence", "version", "spec"})


def test_the_options_stand_where_their_texts_put_them_whichever_is_right(bank):
    """Of many questions with the same four options, each is right in some."""
    right, wrong = SPECS["choice"]["right"], SPECS["choice"]["wrong"]
    texts = [right, *(each["text"] for each in wrong)]
    orders = []
    for text in texts:
        others = [{"text": each, "tempts": "It might."} for each in texts if each != text]
        question = QuestionFactory(bank=bank, spec={"right": text, "wrong": others}, live=True)
        orders.append(ask(f"questions/{question.pk}/")["options"])
    assert orders == [orders[0]] * 4


def test_todays_question_is_told_once_it_is_chosen(bank, asked):
    assert "no question of the day" in refused("today/", 404)
    DailyQuestion.objects.create(day=TODAY, question=asked)
    told = ask("today/")
    assert told["day"] == str(TODAY)
    assert told["question"] == ask(f"questions/{asked.pk}/")
    assert told["url"] == f"http://testserver/today/{TODAY}/"


def test_a_set_is_found_by_whoever_knows_its_name_while_it_is_open(bank):
    made = QuestionSet.objects.create(bank=bank, ref="this-week", title="This week", summary="Two.")
    live = list(bank.questions.all()[:2])
    stale = QuestionFactory(bank=bank)  # a draft
    for number, question in enumerate([live[1], stale, live[0]]):
        made.places.create(question=question, number=number)
    assert "No set that is open" in refused("sets/this-week/", 404)
    QuestionSet.objects.update(state="unlisted")
    told = ask("sets/this-week/")
    assert [question["number"] for question in told["questions"]] == [live[1].pk, live[0].pk]
    assert (told["left_out"], told["bank"]) == (1, "small")
    QuestionSet.objects.update(state="closed")
    assert "No set that is open" in refused("sets/this-week/", 404)


def test_corrections_are_told_by_number_the_latest_first(bank, asked):
    for statement in ("It said ten.", "It said eleven."):
        question = QuestionFactory(bank=bank, live=True)
        Correction.objects.create(
            question=question,
            version=question.live_version,
            kind=Correction.Kind.WORDING,
            statement=statement,
            corrected_on=TODAY,
        )
    latest, first = ask("corrections/")["items"]
    assert (latest["statement"], first["statement"]) == ("It said eleven.", "It said ten.")
    assert latest["number"] == question.pk
    assert "regraded_on" not in latest
    assert latest["url"].startswith("http://testserver/corrections/#correction-")


@pytest.mark.parametrize("state", ["draft", "unlisted", "closed"])
def test_nothing_of_a_bank_that_is_not_listed_is_told(bank, asked, state):
    DailyQuestion.objects.create(day=TODAY, question=asked)
    QuestionSet.objects.create(bank=bank, ref="a-set", title="A", summary="B", state="unlisted")
    Correction.objects.create(
        question=asked, version=asked.live_version, kind="wording", statement="So.",
        corrected_on=TODAY,
    )  # fmt: skip
    Bank.objects.update(state=state)
    assert ask("banks/")["items"] == ask("corrections/")["items"] == []
    gone = ("banks/small/", "banks/small/shares/", "banks/small/shares.csv", "banks/small/scores/",
            "banks/small/scores.csv", "banks/small/questions/", f"questions/{asked.pk}/", "today/",
            "sets/a-set/")  # fmt: skip
    for path in gone:
        assert refused(path, 404)


def test_a_list_comes_in_parts_that_lead_to_each_other(bank, monkeypatch):
    monkeypatch.setattr(documents, "AT_ONCE", 5)
    found, part = [], ask("banks/small/questions/")
    assert "previous" not in part
    while True:
        found += [question["number"] for question in part["items"]]
        if "next" not in part:
            break
        part = ask(at(part["next"]))
    assert found == sorted(bank.questions.values_list("pk", flat=True))
    assert (part["page"], part["pages"], len(part["items"])) == (3, 3, 2)
    assert ask(at(part["previous"]))["page"] == 2
    assert refused("banks/small/questions/page/4/", 404) == (
        "This list has no such part: it ends with 3."
    )
    assert refused("banks/small/questions/page/0/", 404)


def test_a_bank_without_questions_has_an_empty_list(bank):
    BankFactory(ref="empty")
    told = ask("banks/empty/questions/")
    assert told == {"page": 1, "pages": 1, "total": 0, "items": []}
    assert ask("banks/empty/")["questions"] == 0


@pytest.fixture
def counted(bank, asked):
    """Enough answers to one question, and one too few to another; enough rounds of ten."""
    count(asked.live_version, "Eight", 31, 1)
    count(asked.live_version, None, 19)
    count(bank.questions.filter(kind="choice").last().live_version, "Eight", 49, 1)
    score(bank, 10, 70, 50)
    score(bank, 5, 30, 49)
    shown.bring_up()


def table(path):
    response = Client().get(f"/api/v1/{path}")
    assert (response.status_code, kept_for(response)) == (200, 300)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_shares_are_told_of_what_enough_have_answered_as_json_and_as_a_table(bank, asked, counted):
    (shares,) = ask("banks/small/shares/")["items"]
    assert shares == {
        "bank": "small", "number": asked.pk, "kind": "choice", "topic": asked.topic.ref,
        "answered_right": 60, "not_sure": 40, "points": 60,
    }  # fmt: skip
    assert table("banks/small/shares.csv") == [{name: str(said) for name, said in shares.items()}]


def test_scores_are_told_as_twenty_of_each_length(bank, counted):
    assert ask("banks/small/scores/")["rounds"] == [{"questions": 10, "twentieths": [7.0] * 20}]
    rows = table("banks/small/scores.csv")
    assert len(rows) == 20
    assert rows[0] == {"bank": "small", "questions": "10", "twentieth": "1", "points": "7.0"}


def test_the_codebook_names_every_column_and_when_it_changes(bank, counted):
    response = Client().get("/api/v1/codebook.txt")
    said = response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    for name in (*table("banks/small/shares.csv")[0], *table("banks/small/scores.csv")[0]):
        assert f"\n  {name} " in said
    assert "before 50 have answered it" in said
    assert "changes when 50 more are counted" in said


REFUSED = {
    "nothing/": "nothing at this address",
    "banks/nowhere/": "No quiz",
    "questions/9999999999999999999/": "No question",
    f"banks/small/questions/page/{'9' * 400}/": "no such part",
}


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_not_there_is_refused_in_a_sentence(bank, path):
    assert REFUSED[path] in refused(path, 404)


def test_what_follows_a_question_mark_is_refused_rather_than_left_aside(bank):
    """No cache of ours tells pages apart by it, so it could not be answered."""
    assert "question mark: page" in refused("banks/?page=2", 400)
    assert refused("banks/?q=%00", 400)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(bank, method):
    response = getattr(Client(), method)("/api/v1/banks/")
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Nothing can be changed" in response.json()["detail"]


def test_a_browser_that_asks_first_is_told_what_another_site_may_ask(bank):
    response = Client().options("/api/v1/banks/", headers={"Origin": "https://paper.example"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    led = Client().get("/api/v1/banks")
    assert (led.status_code, led.headers["Access-Control-Allow-Origin"]) == (301, "*")


def test_too_often_is_refused_until_the_window_ends(bank, monkeypatch):
    monkeypatch.setattr(views, "ASKED", Limit("api", most=2, seconds=600))
    for _ in range(2):
        ask("banks/", REMOTE_ADDR="9.9.9.9")
    assert "very often" in refused("banks/", 429, REMOTE_ADDR="9.9.9.9")
    response = Client().get("/api/v1/banks/", REMOTE_ADDR="9.9.9.9")
    assert 0 < int(response.headers["Retry-After"]) <= 600
    assert "no-store" in response.headers["Cache-Control"]
    ask("banks/", REMOTE_ADDR="9.9.9.10")


def test_whoever_has_it_already_is_told_just_that(bank):
    response = Client().get("/api/v1/banks/small/questions/")
    assert kept_for(response) == 300
    tag = {"If-None-Match": response.headers["ETag"]}
    again = Client().get("/api/v1/banks/small/questions/", headers=tag)
    assert (again.status_code, again.content, kept_for(again)) == (304, b"", 300)
    QuestionFactory(bank=bank, live=True)
    assert Client().get("/api/v1/banks/small/questions/", headers=tag).status_code == 200


def test_a_fault_is_a_problem_too(bank, monkeypatch):
    monkeypatch.setattr(documents, "read_banks", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/api/v1/banks/")
    assert (response.status_code, response.json()["title"]) == (500, "Internal Server Error")


def test_the_number_of_queries_does_not_grow(bank, asked, django_assert_num_queries):
    BankFactory.create_batch(3)
    DailyQuestion.objects.create(day=TODAY, question=asked)
    costs = {"banks/": 2, "banks/small/": 2, "banks/small/questions/": 1,
             f"questions/{asked.pk}/": 1, "today/": 1, "corrections/": 3,
             "banks/small/shares/": 3, "banks/small/shares.csv": 3,
             "banks/small/scores/": 2}  # fmt: skip
    for path, queries in costs.items():
        Client().get(f"/api/v1/{path}")
        with django_assert_num_queries(queries):
            assert Client().get(f"/api/v1/{path}").status_code == 200


def test_a_picture_and_an_exhibit_are_told_without_their_tell(bank):
    exhibit = {
        "type": "crowd", "caption": "A crowd", "people": 30, "flagged": 0,
        "tell": [{"text": "30", "note": "All of them."}],
    }  # fmt: skip
    question = QuestionFactory(bank=bank, topic=TopicFactory(bank=bank), exhibit=exhibit, live=True)
    told = ask(f"questions/{question.pk}/")["exhibit"]
    assert told == {"type": "crowd", "caption": "A crowd", "people": 30, "flagged": 0}
    assert {*schemas.Exhibit.model_fields} == {*Exhibit.model_fields} - {"tell"}


def test_the_description_names_every_answer_and_every_address(bank, asked):
    told = ask("openapi.json")
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": "http://testserver/api/v1"}]
    asked_for = {
        "ref": "small", "number": asked.pk, "page": 1
    }  # fmt: skip
    for path, operations in told["paths"].items():
        names = [parameter["name"] for parameter in operations["get"]["parameters"]]
        assert all(f"{{{name}}}" in path for name in names)
        if "sets/" not in path and "today/" not in path:
            response = Client().get("/api/v1" + path.format(**asked_for))
            (kind,) = operations["get"]["responses"]["200"]["content"]
            assert response.headers["Content-Type"].startswith(kind)
            assert response.status_code == 200
    operations = [each["get"]["operationId"] for each in told["paths"].values()]
    assert len({*operations}) == len(operations)
    assert set(references(told)) <= {f"#/components/{name}" for name in components(told)}


def components(told):
    return [f"{sort}/{name}" for sort, found in told["components"].items() for name in found]


def references(part):
    """Every reference in the description."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_the_page_names_every_address_and_every_part_of_an_answer(client, bank):
    page = client.get("/api/").content.decode()
    told = ask("openapi.json")
    for path in told["paths"]:
        if "{page}" not in path:
            assert f"<code>{path}</code>" in page
    for name, schema in told["components"]["schemas"].items():
        assert f'id="{name}"' in page
        assert all(f"<code>{part}</code>" in page for part in schema["properties"])
    assert "None" not in page


@pytest.mark.parametrize("path", ["/api/v1/banks/", "/api/v1/nothing/", "/api/v1/banks/?x=1"])
def test_a_cookie_of_the_desk_is_neither_read_nor_renewed(client, path):
    client.cookies[settings.SESSION_COOKIE_NAME] = "stale"
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
